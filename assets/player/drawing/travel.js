// @ts-check
// Numbers that a step carries from cell to cell: drawn once, moved by the style sheet, seen only on their way.

import { rewrite, svg } from "../dom.js";
import { cellAt, stepsOf } from "../film.js";
import { inner } from "./layout.js";
import { standing } from "../control/steps.js";

/** @import { Scene, Traveller, View } from "../types.js" */

const GLIDE_MS = 180;
const TRAVEL_MS = 700;
const LEAST_MS = 20; // a display frame: what is faster is not seen

/**
 * Says how long what moves may take.
 * @param {View} view
 * @param {number} [most] in milliseconds
 */
export function pace(view, most = TRAVEL_MS) {
  const { style } = view.root;
  const within = most < LEAST_MS ? 0 : most;
  if (within && !view.glides) delete view.surface.dataset.travel; // what was too fast to be seen is not sent off late
  view.glides = within > 0;
  style.setProperty("--cs-glide", `${Math.min(GLIDE_MS, within)}ms`);
  style.setProperty("--cs-travel", `${Math.min(TRAVEL_MS, within)}ms`);
}

/**
 * One for each number that has a way on this layout.
 * @param {View} view
 * @param {Scene} scene
 */
export function drawTravellers(view, scene) {
  view.travellers = scene.travels.flatMap((travel) => drawTraveller(view, scene, travel));
}

/**
 * @param {View} view
 * @param {Scene} scene
 * @param {Scene["travels"][number]} travel
 * @returns {Traveller[]}
 */
function drawTraveller({ tiles, above }, { panels }, [number, row, col, to, at]) {
  const [home, target] = [number, to].map((one) => tiles.get(panels[one].id));
  if (!home || !target) return [];
  if (at) target.group.classList.add("cs-arrives");
  const start = { x: home.x + col * home.across, y: home.y + row * home.down };
  const place = svg("g", { transform: `translate(${start.x} ${start.y})` }, above);
  const group = svg("g", { class: "cs-traveller" }, place);
  const [down, across] = at ?? [0, 0];
  const way = {
    "--x": `${target.x + across * target.across - start.x}px`, "--across": at ? "0px" : `${target.across}px`,
    "--y": `${target.y + down * target.down - start.y}px`, "--down": at ? "0px" : `${target.down}px`,
    "--wide": String(target.across / home.across), "--high": String(target.down / home.down),
  };
  for (const [name, value] of Object.entries(way)) group.style.setProperty(name, value);
  const middle = { x: home.across / 2, y: home.down / 2, class: "cs-number" };
  return [{
    rect: svg("rect", inner(0, 0, home), group), text: svg("text", middle, group),
    from: home.cells[row * home.panel.cols + col],
  }];
}

/**
 * Sends the numbers off, where the reader has gone to another step.
 * @param {View} view
 * @param {Scene} scene
 */
export function travel(view, scene) {
  const { surface, above, travellers } = view;
  const step = Math.min(standing(view.state), stepsOf(scene) - 1);
  const stays = view.travelled === undefined || view.travelled === step;
  view.travelled = step;
  if (stays || !travellers.length) return;
  const [row, col] = cellAt(scene, step);
  above.style.setProperty("--row", String(row));
  above.style.setProperty("--col", String(col));
  for (const { rect, text, from } of travellers) {
    rect.style.fill = from.rect.style.fill;
    text.style.fontSize = from.text?.style.fontSize ?? "";
    rewrite(text, from.text?.textContent ?? "");
  }
  surface.dataset.travel = surface.dataset.travel === "a" ? "b" : "a"; // another name begins the same motion anew
}
