// @ts-check
// What a pointer is on: a tile and its cell, the step that computes it, the lane it brings into focus, its exact value.

/** @import { Scene, TensorCell, Tile, View } from "../types.js" */

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

/**
 * The number of a cell within its tile.
 * @param {Tile} tile
 * @param {EventTarget | null} rect
 */
export const cellUnder = (tile, rect) => tile.cells.findIndex((cell) => cell.rect === rect);

/**
 * The step that computes an output cell; null for other cells, and where that step is not in hand.
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {number} at its number
 */
export function stepOf({ frames }, { panel, first, cells }, at) {
  if (panel.role !== "output" || first === null) return null;
  const [down, across] = panel.stride ?? [0, 0];
  const step = first + cells[at].row * down + cells[at].col * across;
  return step >= 0 && step < frames.length ? step : null;
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
  return block === null || block < 0 ? null : scene.blocks[block];
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
  const { tip, layout, payload } = view;
  const { row, col, rect, known } = tile.cells[at];
  const value = blockOf(scene, tile)?.[at] ?? null;
  const label = labelOf(scene, tile);
  tip.hidden = value === null || !label || known === false;
  if (tip.hidden || !label) return;
  const place = label.title.replace(":, :", `${rect.dataset.row}, ${rect.dataset.col}`);
  const hint = tensorCell(view, scene, tile, at) ? ` · ${payload.words.edit}` : "";
  tip.textContent = `${place} = ${value}${hint}`;
  const x = tile.x + (col + 0.5) * tile.across;
  tip.style.left = `${Math.min(Math.max(x, 60), layout.width - 60)}px`;
  tip.style.top = `${tile.y + row * tile.down}px`;
}
