// @ts-check
// Heatmaps' cells and numbers in SVG, where Plotly puts them: for pictures, and until Plotly has drawn it.

import { colourOf } from "./colours.js";
import { svg } from "../dom.js";
import { blockAt } from "../film.js";
import { still } from "./heatmaps.js";
import { gapOf } from "./layout.js";
import { fit } from "./numbers.js";

/** @import { Box, Scene, View } from "../types.js" */

const BASE = 0.35; // from a text's middle to the line it stands on, as a part of its font: Plotly's

/**
 * Draws them into an element whose place is the layout's.
 * @param {View} view
 * @param {Scene} scene
 * @param {Element} parent
 * @param {Box[]} boxes whose
 */
export function drawHeat(view, scene, parent, boxes = still(view.layout.boxes)) {
  const { look } = view;
  const all = svg("g", { "font-family": look.family, fill: look.ink, "text-anchor": "middle" }, parent);
  for (const box of boxes) drawHeatmap(view, scene, box, all);
  return all;
}

/** @param {View} view @param {Scene} scene @param {Box} box @param {Element} parent */
function drawHeatmap({ look }, scene, { panel, x, y, across, down }, parent) {
  const values = blockAt(scene, panel.block ?? -1);
  const fitted = fit(values, across, down, look.widthOf);
  const gap = gapOf({ down });
  const group = svg("g", { transform: `translate(${x} ${y})`, "font-size": fitted?.font ?? 0 }, parent);
  values.forEach((value, i) => {
    if (value === null) return;
    const [row, col] = [Math.floor(i / panel.cols), i % panel.cols];
    const [left, right] = [col, col + 1].map((edge) => Math.round(edge * across));
    const [top, bottom] = [row, row + 1].map((edge) => Math.round(edge * down));
    const size = { x: left, y: top, width: right - left - gap, height: bottom - top - gap };
    svg("rect", { ...size, fill: `rgb(${colourOf(value, scene.limits[panel.role], look.scale)})` }, group);
    if (!fitted) return;
    const place = { x: Math.round((col + 0.5) * across), y: Math.round((row + 0.5) * down) + BASE * fitted.font };
    svg("text", place, group).textContent = fitted.texts[i];
  });
}
