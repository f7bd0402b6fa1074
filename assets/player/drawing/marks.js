// @ts-check
// The frames of windows: around the cells that a step reads, and the one that it computes; over this its number, where
// the cells of its panel have no room for theirs.
//
// A frame that glides is carried to its place by a transform. One that does not is drawn there: a transform that changes
// has the browser sort all layers of the page anew, a fifth of what it does for a step of a large lab.

import { svg } from "../dom.js";
import { blockAt } from "../film.js";
import { tilesOf } from "./drawing.js";
import { outline } from "./layout.js";
import { fit, MIN_FONT, short } from "./numbers.js";

/** @import { Frameline, Mark, Scene, Tile, View } from "../types.js" */

// Pixels of a cell below which a window's frame is drawn thinner, so that it hides nothing.
const FINE = 16;
const HAIR = 6;
const HIGH = MIN_FONT + 4; // pixels of the number of the cell in hand
const LEAST = 2 * HIGH; // of a panel's side, below which that would hide it
const NOWHERE = { x: 0, y: 0 }; // where the outline of a frame begins that a transform carries to its place

/**
 * Draws those of a step, and hides the others.
 * @param {View} view
 * @param {Scene} scene
 * @param {Mark[]} marks
 */
export function showMarks(view, scene, marks) {
  /** @type {Set<string>} */
  const used = new Set();
  for (const mark of marks) {
    for (const tile of tilesOf(view, scene.panels[mark[0]])) {
      const key = used.has(tile.id) ? `${tile.id}/within` : tile.id;
      used.add(key);
      showMark(view, scene, tile, key, mark);
    }
  }
  for (const [id, { group }] of view.framelines) group.classList.toggle("cs-hidden", !used.has(id));
}

/**
 * @param {View} view
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {string} key
 * @param {Mark} mark
 */
function showMark(view, scene, tile, key, mark) {
  const [, row, col, rows, cols, down, across] = mark;
  const drawn = framelineOf(view, tile, key);
  const at = drawn.at = { x: tile.x + col * tile.across, y: tile.y + row * tile.down };
  const from = drawn.glides ? NOWHERE : at;
  const shape = [rows, cols, down, across, from.x, from.y].join();
  if (drawn.shape !== shape) {
    drawn.shape = shape;
    const d = outline(rows, cols, [down, across], tile, from);
    drawn.halo.setAttribute("d", d);
    drawn.line.setAttribute("d", d);
  }
  callOut(view, scene, tile, mark, drawn, from);
  if (drawn.glides) drawn.group.style.transform = `translate(${at.x}px, ${at.y}px)`;
}

/**
 * The elements of a frame; others where it begins to glide or ends, so that it does not glide from one way to the other.
 * @param {View} view
 * @param {Tile} tile
 * @param {string} key
 * @returns {Frameline}
 */
function framelineOf(view, { id, across, down }, key) {
  const before = view.framelines.get(key);
  if (before?.glides === view.glides) return before;
  const side = Math.min(across, down);
  const line = side < HAIR ? " cs-hair" : side < FINE || key !== id ? " cs-fine" : "";
  const group = svg("g", { class: `cs-mark${line}` });
  if (before) before.group.replaceWith(group);
  else view.markLayer.append(group);
  const drawn = {
    group, halo: svg("path", { class: "cs-halo" }, group), line: svg("path", {}, group),
    glides: view.glides, at: NOWHERE, shape: "", callout: null,
  };
  view.framelines.set(key, drawn);
  return drawn;
}

/**
 * Writes the cell's number into its frame, or takes it away.
 * @param {View} view
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {Mark} mark
 * @param {Frameline} drawn
 * @param {Frameline["at"]} from where its outline begins
 */
function callOut(view, scene, tile, [, row, col, rows, cols], drawn, from) {
  const value = rows * cols === 1 && tile.height >= LEAST ? hiddenNumber(view, scene, tile, row, col) : null;
  drawn.callout ??= value === null ? null : svg("g", { class: "cs-callout" }, drawn.group);
  if (!drawn.callout) return;
  drawn.callout.replaceChildren();
  if (value === null) return;
  const [{ at }, text] = [drawn, short(value)];
  const width = view.look.widthOf(text) * MIN_FONT + 8;
  const middle = { x: at.x + tile.across / 2, y: at.y + tile.down / 2 };
  const x = Math.min(Math.max(middle.x, width / 2 + 1), view.layout.width - width / 2 - 1) - at.x + from.x;
  const y = Math.max(middle.y, HIGH / 2 + 1) - at.y + from.y;
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
