// @ts-check
// One step on the overlay: a function of the step, whatever was drawn before.

import { colourOf } from "./colours.js";
import { rewrite, svg } from "../dom.js";
import { blockAt, frameAt, stepsOf } from "../film.js";
import { labelTile, tilesOf } from "./drawing.js";
import { inner } from "./layout.js";
import { showMarks } from "./marks.js";
import { fit } from "./numbers.js";
import { region } from "./region.js";
import { seen, standing } from "../control/steps.js";

const NEAR = 64; // steps between which every one is asked for its cell; beyond, every cell for its step

/** @import { Cell, Scene, Tile, View } from "../types.js" */

/**
 * Draws the frame of the step that is seen.
 * @param {View} view
 * @param {Scene} scene
 */
export function showFrame(view, scene) {
  const { state } = view;
  const frame = frameAt(scene, Math.min(seen(state), stepsOf(scene) - 1));
  showKnown(view, scene);
  for (const [number, block, index] of frame.shows) {
    for (const tile of tilesOf(view, scene.panels[number])) showBlock(view, scene, tile, block, index);
  }
  const active = new Set(frame.active.map((number) => scene.panels[number].id));
  for (const { id, veil } of view.tiles.values()) veil?.classList.toggle("cs-on", active.size > 0 && !active.has(id));
  showMarks(view, scene, frame.marks);
  showLane(view);
  showOrigin(view, scene, state.pointed ?? state.asked);
}

/**
 * Looks at a step without showing it: all within one task, so that nothing of it is painted.
 * @template Found
 * @param {View} view
 * @param {Scene} scene
 * @param {number} step
 * @param {(view: View) => Found} look
 */
export function glimpse(view, scene, step, look) {
  const { state } = view;
  view.state = { ...state, step, pin: null, hover: null, pointed: null };
  try {
    showFrame(view, scene);
    return look(view);
  } finally {
    view.state = state;
    showFrame(view, scene);
  }
}

/**
 * Covers what is not computed yet, and what is not told; a cover is not a zero.
 * @param {View} view
 * @param {Scene} scene
 */
function showKnown({ state, tiles }, scene) {
  const now = standing(state);
  for (const tile of tiles.values()) {
    const { first, panel } = tile;
    if (panel.role !== "output") continue;
    const untold = untoldOf(scene, tile);
    if (first === null && !untold) continue;
    let changed = false;
    for (const cell of first === null ? tile.cells : cellsBetween(tile, first, now)) {
      const step = (first ?? 0) + cell.row * (panel.stride?.[0] ?? 0) + cell.col * (panel.stride?.[1] ?? 0);
      const known = (first === null || step <= now) && !untold?.[cell.row * panel.cols + cell.col];
      if (cell.known === known) continue;
      cell.known = known;
      changed = true;
      if (tile.cover) continue;
      cell.rect.classList.toggle("cs-unknown", !known);
      cell.text?.classList.toggle("cs-hidden", !known);
      if (known) tile.fill?.(cell);
    }
    if (changed) tile.cover?.setAttribute("d", region(tile, (row, col) => !tile.cells[row * panel.cols + col].known));
    tile.covered = first === null ? null : { first, now };
  }
}

/**
 * Which cells of an output are not told, as it has too many; null where all are.
 * @param {Scene} scene
 * @param {Tile} tile
 */
function untoldOf(scene, tile) {
  const block = tile.panel.block ?? tile.block;
  if (block === null || block < 0) return null;
  if (tile.untold?.block !== block) {
    const untold = blockAt(scene, block).map((value) => value === null);
    tile.untold = { block, cells: untold.includes(true) ? untold : null };
    tile.covered = null;
  }
  return tile.untold.cells;
}

/**
 * The cells that steps from the one before to this one compute; all, where it shows another channel than before.
 * @param {Tile} tile
 * @param {number} first
 * @param {number} now
 */
function cellsBetween({ cells, panel, covered }, first, now) {
  const [down, across] = panel.stride ?? [0, 0];
  if (!covered || covered.first !== first || Math.abs(now - covered.now) > NEAR || !down) return cells;
  const some = [];
  for (let step = Math.min(now, covered.now) + 1; step <= Math.max(now, covered.now); step += 1) {
    const [row, col] = [Math.floor((step - first) / down), ((step - first) % down) / across];
    if (step >= first && row < panel.rows && Number.isInteger(col)) some.push(cells[row * panel.cols + col]);
  }
  return some;
}

/**
 * @param {View} view
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {number} block -1 is a blank panel
 * @param {number | null} index of its label
 */
function showBlock(view, scene, tile, block, index) {
  labelTile(view, scene, tile, index);
  const same = tile.block === block;
  tile.block = block;
  const fill = tile.fill = same && tile.fill ? tile.fill : filler(view, scene, tile, block);
  if (tile.panel.role === "output") showKnown(view, scene);
  if (!same) tile.cells.forEach((cell) => { if (cell.known !== false) fill(cell); });
}

/**
 * Gives a cell of a panel its number and colour; covered ones wait for theirs, as with every step another channel comes.
 * @param {View} view
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {number} block -1 is a blank panel
 * @returns {(cell: Cell) => void}
 */
function filler(view, scene, tile, block) {
  const { cols } = tile.panel;
  const values = block < 0 ? tile.cells.map(() => null) : blockAt(scene, block);
  const fitted = fit(values, tile.across, tile.down, view.look.widthOf);
  tile.written = { block, fits: fitted !== null };
  const limit = scene.limits[tile.panel.role] ?? 1;
  return ({ rect, text, row, col }) => {
    const at = row * cols + col;
    const value = values[at];
    rect.style.fill = value === null ? "" : `rgb(${colourOf(value, limit, view.look.scale)})`;
    rect.classList.toggle("cs-blank", value === null);
    if (!text) return;
    const said = fitted ? fitted.texts[at] : "";
    rewrite(text, said);
    if (fitted) text.style.fontSize = `${fitted.font}px`;
  };
}

/**
 * Frames the cell whose lane is in focus, where cells bring lanes into focus.
 * @param {View} view
 */
function showLane({ state, tiles }) {
  for (const tile of tiles.values()) {
    const { picks, cols, rows } = tile.panel;
    if (picks === null || !tile.picked) continue;
    const at = state.lane - picks;
    const inside = at >= 0 && at < rows * cols;
    tile.picked.classList.toggle("cs-hidden", !inside);
    if (!inside) continue;
    const cell = inner(Math.floor(at / cols), at % cols, tile);
    for (const [name, value] of Object.entries(cell)) tile.picked.setAttribute(name, String(value));
  }
}

/**
 * Marks what a panel was made from: cells of the table, filter slices, input channels.
 * @param {View} view
 * @param {Scene} scene
 * @param {string | null} id of the panel
 */
function showOrigin(view, scene, id) {
  const origin = id && scene.origins[id] ? id : null;
  if (view.shownOrigin === origin) return;
  view.shownOrigin = origin;
  view.originLayer.replaceChildren();
  view.root.dataset.origin = origin ?? "";
  if (!origin) return;
  const own = scene.panels.findIndex((panel) => panel.id === origin);
  frameOrigin(view, scene, own, 0, 0, scene.panels[own].rows, scene.panels[own].cols);
  for (const index of scene.origins[origin]) {
    const [number, row, col, rows, cols] = scene.marks[index];
    frameOrigin(view, scene, number, row, col, rows, cols);
  }
}

/**
 * @param {View} view
 * @param {Scene} scene
 * @param {number} number of the panel
 * @param {number} row
 * @param {number} col
 * @param {number} rows
 * @param {number} cols
 */
function frameOrigin(view, scene, number, row, col, rows, cols) {
  const tile = view.tiles.get(scene.panels[number].id);
  if (!tile) return;
  svg("rect", {
    class: "cs-origin", "data-origin": tile.id, "data-row": row, "data-col": col,
    x: tile.x + col * tile.across - 2, y: tile.y + row * tile.down - 2,
    width: cols * tile.across + 4, height: rows * tile.down + 4, rx: 3,
  }, view.originLayer);
}
