// @ts-check
// The number of the cell in hand, written over it where the cells of its panel have no room for theirs.

import { svg } from "../dom.js";
import { blockAt } from "../film.js";
import { fit, MIN_FONT, short } from "./numbers.js";

/** @import { Frameline, Mark, Scene, Tile, View } from "../types.js" */

const HIGH = MIN_FONT + 4;
const LEAST = 2 * HIGH; // pixels of a panel's side below which the number would hide it

/**
 * Writes it into the mark's own frame, or takes it away.
 * @param {View} view
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {Mark} mark
 * @param {Frameline} drawn
 */
export function callOut(view, scene, tile, [, row, col, rows, cols], drawn) {
  const value = rows * cols === 1 && tile.height >= LEAST ? hiddenNumber(view, scene, tile, row, col) : null;
  drawn.callout ??= value === null ? null : svg("g", { class: "cs-callout" }, drawn.group);
  if (!drawn.callout) return;
  drawn.callout.replaceChildren();
  if (value === null) return;
  const text = short(value);
  const width = view.look.widthOf(text) * MIN_FONT + 8;
  const [left, right] = [tile.x + (col + 0.5) * tile.across, view.layout.width];
  const x = Math.min(Math.max(left, width / 2 + 1), right - width / 2 - 1) - left + tile.across / 2;
  const y = Math.max(tile.down / 2, HIGH / 2 + 1 - tile.y - row * tile.down);
  svg("rect", { x: x - width / 2, y: y - HIGH / 2, width, height: HIGH, rx: 2 }, drawn.callout);
  svg("text", { x, y, class: "cs-number", "font-size": MIN_FONT }, drawn.callout).textContent = text;
}

/**
 * A cell's value, if it is known and no number of its panel is written.
 * @param {View} view
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {number} row
 * @param {number} col
 */
function hiddenNumber(view, scene, tile, row, col) {
  const block = tile.panel.block ?? tile.block;
  const cell = row * tile.panel.cols + col;
  if (block === null || block < 0 || tile.cells[cell]?.known === false) return null;
  if (tile.written?.block !== block) {
    tile.written = { block, fits: fit(blockAt(scene, block), tile.across, tile.down, view.look.widthOf) !== null };
  }
  return tile.written.fits ? null : blockAt(scene, block)[cell];
}
