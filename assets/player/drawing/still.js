// @ts-check
// What stands still, drawn twice: at once as cells and numbers that can be read, and by Plotly once those are seen.

import { painted, svg } from "../dom.js";
import { blockAt } from "../film.js";
import { drawHeat } from "./cells.js";
import { drawHeatmaps, hideHeatmaps, loadPlotly, plotlyHere, showHeatmaps, still } from "./heatmaps.js";

/** @import { Panel, Scene, View } from "../types.js" */

/**
 * @param {View} view
 * @param {Scene} scene
 * @param {() => Scene} present what is played by then: something newer may have come
 */
export async function drawStill(view, scene, present) {
  const { root, payload, layout } = view;
  delete root.dataset.ready;
  foreshow(view, scene);
  root.dataset.version = String(payload.version);
  await (plotlyHere() ? painted() : loadPlotly(payload.plotly));
  const past = () => !root.isConnected || present() !== scene || view.layout !== layout;
  if (past()) return;
  await drawHeatmaps(view, scene);
  if (!past()) {
    endForeshow(view);
    root.dataset.ready = "true";
  } else if (root.isConnected && !root.dataset.ready) foreshow(view, present()); // over what was drawn late
}

/**
 * Draws those cells that are new where the heatmaps will be, in the place of what was drawn there before.
 * @param {View} view
 * @param {Scene} scene
 */
function foreshow(view, scene) {
  const { heat, heated, outline, layout: { width, height, boxes } } = view;
  endForeshow(view);
  const same = heated && heated.outline === outline ? heated.scene : null;
  const fresh = still(boxes).map(({ panel }) => !same || differs(panel, scene, same));
  hideHeatmaps(view, same ? fresh : null);
  const first = svg("svg", { class: "cs-first", width, height }, heat);
  drawHeat(view, scene, first, still(boxes).filter((_, i) => fresh[i]));
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
