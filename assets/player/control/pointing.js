// @ts-check
// What a pointer is on: a tile and its cell, the step that computes it, the lane it brings into focus, its exact value.

import { TITLE_HEIGHT } from "../drawing/layout.js";
import { blockAt, stepsOf } from "../film.js";
import { placeTip } from "./tip.js";

/** @import { Rectangle } from "./tip.js" */
/** @import { Scene, TensorCell, Tile, View } from "../types.js" */

const TITLE_LETTER = 6.7;

/**
 * The tile whose cell an element is.
 * @param {View} view
 * @param {EventTarget | null} rect
 * @returns {Tile | undefined}
 */
export function tileUnder(view, rect) {
  return rect instanceof SVGElement && rect.dataset.role
    ? [...view.tiles.values()].find(({ group }) => group === rect.parentNode) : undefined;
}

/** Keeps where a pointer is: a click says it in whole pixels. @param {View} view @param {PointerEvent} event */
export function notePointer(view, { clientX, clientY }) { view.pointer = { clientX, clientY }; }

/**
 * The number of a cell within its tile: that of an element, or where cells share one, of what the pointer is on.
 * @param {View} view
 * @param {Tile} tile
 * @param {EventTarget | null} rect
 */
export function cellUnder({ pointer }, { cells, cover, panel: { rows, cols } }, rect) {
  if (!cover) return cells.findIndex((cell) => cell.rect === rect);
  const { clientX, clientY } = pointer ?? { clientX: 0, clientY: 0 };
  const { left, top, width, height } = cells[0].rect.getBoundingClientRect();
  /** @param {number} way @param {number} count */
  const at = (way, count) => Math.min(Math.max(Math.floor(way * count), 0), count - 1);
  return at((clientY - top) / height, rows) * cols + at((clientX - left) / width, cols);
}

/**
 * The step that computes an output cell; null for other cells, and where that step is not in hand.
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {number} at its number
 */
export function stepOf(scene, { panel, first, cells }, at) {
  if (panel.role !== "output" || first === null) return null;
  const [down, across] = panel.stride ?? [0, 0];
  const step = first + cells[at].row * down + cells[at].col * across;
  return step >= 0 && step < stepsOf(scene) ? step : null;
}

/**
 * The panel whose origin is marked for an output tile; one in focus asks for the panel that it shows.
 * @param {Scene} scene
 * @param {Tile} tile
 */
export function originOf(scene, tile) {
  if (tile.panel.role !== "output") return null;
  if (scene.origins[tile.id]) return tile.id;
  return scene.panels.find(({ id, label }) => label === tile.label && scene.origins[id])?.id ?? null;
}

/**
 * The lane that a cell stands for, where cells bring lanes into focus.
 * @param {Tile} tile
 * @param {number} at the cell's number
 */
export const laneOf = ({ panel }, at) => (panel.picks === null ? null : panel.picks + at);

/**
 * What a tile shows at present.
 * @param {Scene} scene
 * @param {Tile} tile
 */
export function blockOf(scene, tile) {
  const block = tile.panel.block ?? tile.block;
  return block === null || block < 0 ? null : blockAt(scene, block);
}

/** @param {Scene} scene @param {Tile} tile */
const labelOf = (scene, { label }) => (label === null || label === undefined ? null : scene.labels[label]);

/**
 * Which cell of which tensor a drawn cell is; null where it cannot be edited here.
 * @param {View} view
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {number} at the cell's number
 * @returns {TensorCell | null}
 */
export function tensorCell({ payload: { editable } }, scene, tile, at) {
  const { panel } = tile;
  const tensor = panel.role === "filter" ? "filters" : panel.role;
  const label = labelOf(scene, tile);
  if (!editable || !editable.tensors.includes(tensor) || !label || !label.index.length) return null;
  const { row, col } = tile.cells[at];
  const place = [row - panel.before[0], col - panel.before[1]];
  const size = panel.inner ?? [panel.rows, panel.cols];
  if (place.some((x, i) => x < 0 || x >= size[i])) return null;
  const index = tensor === "input" ? [editable.batch, ...place, label.index[0]] : [...place, ...label.index];
  return { tensor, index, name: label.title.replace(":, :", place.join(", ")) };
}

/**
 * A cell's exact name and value beside the pointer.
 * @param {View} view
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {number} at the cell's number
 */
export function explain(view, scene, tile, at) {
  const { tip, payload } = view;
  const { row, col, known } = tile.cells[at];
  const { before } = tile.panel;
  const value = blockOf(scene, tile)?.[at] ?? null;
  const label = labelOf(scene, tile);
  tip.hidden = value === null || !label || known === false;
  if (tip.hidden || !label) return;
  const place = label.title.replace(":, :", `${row - before[0]}, ${col - before[1]}`);
  const hint = tensorCell(view, scene, tile, at) ? ` · ${payload.words.edit}` : "";
  tip.textContent = `${place} = ${value}${hint}`;
  const panel = { x: tile.x, y: tile.y, width: tile.width, height: tile.height };
  const cell = { x: tile.x + col * tile.across, y: tile.y + row * tile.down, width: tile.across, height: tile.down };
  standTip(view, cell, panel);
}

/**
 * Puts the tip beside a cell. It belongs to the player, not to the stage, which would cut it.
 * @param {View} view
 * @param {Rectangle} cell
 * @param {Rectangle} panel
 */
function standTip({ tip, root, surface, tiles }, cell, panel) {
  const [own, at] = [root.getBoundingClientRect(), surface.getBoundingClientRect()];
  const room = { left: own.left - at.left, right: own.right - at.left, top: -at.top, bottom: window.innerHeight - at.top };
  const titles = [...tiles.values()].filter(({ title }) => title.textContent).map(({ x, y, title }) =>
    ({ x, y: y - TITLE_HEIGHT, width: 11 + [...(title.textContent ?? "")].length * TITLE_LETTER, height: TITLE_HEIGHT }));
  tip.style.left = tip.style.top = "0"; // where it is as wide as it wants to be
  const { x, y } = placeTip({ width: tip.offsetWidth, height: tip.offsetHeight }, cell, panel, titles, room);
  tip.style.left = `${x + at.left - own.left}px`;
  tip.style.top = `${y + at.top - own.top}px`;
}
