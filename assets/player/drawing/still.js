// @ts-check
// What stands still, drawn twice: at once as cells and numbers that can be read, and by Plotly once those are seen.

import { painted, svg } from "../dom.js";
import { blockAt } from "../film.js";
import { drawHeat } from "./cells.js";
import { drawHeatmaps, hideHeatmaps, loadPlotly, plotlyHere, showHeatmaps, still } from "./heatmaps.js";

/** @import { Layout, Panel, Scene, View } from "../types.js" */

const MANY = 4096; // cells, which take longer to show early than Plotly takes

/**
 * @param {View} view
 * @param {Scene} scene
 * @param {() => Scene} present what is played by then: something newer may have come
 */
export async function drawStill(view, scene, present) {
  const { root, payload, layout } = view;
  const tell = () => { root.dataset.version = String(payload.version); };
  delete root.dataset.ready;
  if (foreshow(view, scene)) {
    tell();
    await (plotlyHere() ? painted() : loadPlotly(payload.plotly));
  }
  const past = () => !root.isConnected || present() !== scene || view.layout !== layout;
  if (past()) return;
  await drawHeatmaps(view, scene);
  if (!past()) {
    endForeshow(view);
    tell();
    root.dataset.ready = "true";
  } else if (isLate(view, layout, present())) foreshow(view, present());
}

/**
 * Whether what Plotly has drawn lies over something newer that is foreshown, and that it has yet to draw.
 * @param {View} view
 * @param {Layout} layout of what it has drawn
 * @param {Scene} present
 */
const isLate = ({ root, layout: now, heated }, layout, present) =>
  root.isConnected && !root.dataset.ready && now !== layout && heated?.scene !== present;

/**
 * Draws those cells that are new where the heatmaps will be, in the place of what was drawn there before; whether it
 * does: very many are left to Plotly, once that is here.
 * @param {View} view
 * @param {Scene} scene
 */
function foreshow(view, scene) {
  const { heat, heated, outline, layout: { width, height, boxes } } = view;
  endForeshow(view);
  const same = heated && heated.outline === outline ? heated.scene : null;
  const fresh = still(boxes).map(({ panel }) => !same || differs(panel, scene, same));
  const shown = still(boxes).filter((_, i) => fresh[i]);
  if (plotlyHere() && shown.reduce((sum, { panel }) => sum + panel.rows * panel.cols, 0) > MANY) return false;
  hideHeatmaps(view, same ? fresh : null);
  drawHeat(view, scene, svg("svg", { class: "cs-first", width, height }, heat), shown);
  return true;
}

/** Takes the cells away; what is beneath is seen. @param {View} view */
function endForeshow(view) {
  view.heat.querySelector(".cs-first")?.remove();
  showHeatmaps(view);
}

/**
 * Whether a panel that always holds the same holds other numbers in another scene of the same outline, or other colours.
 * @param {Panel} panel
 * @param {Scene} scene
 * @param {Scene} other
 */
function differs({ block, role }, scene, other) {
  if (scene.limits[role] !== other.limits[role]) return true;
  const [now, before] = [scene, other].map((one) => blockAt(one, block ?? -1));
  return now.some((value, i) => !Object.is(value, before[i]));
}
