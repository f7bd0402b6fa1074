// @ts-check
// Some cells of a panel as one shape, where each is too small for an element of its own.

/** @import { Tile } from "../types.js" */

const POINTED = 4; // pixels of a cell from which on it has one; 64 channels of 16x16 cells would be 16,384 elements

/**
 * Whether all cells of a panel share their elements: what always holds the same, drawn small.
 * @param {Pick<Tile, "panel" | "across" | "down">} tile
 */
export const isFine = ({ panel, across, down }) => panel.block !== null && Math.min(across, down) < POINTED;

/**
 * The outline of those cells: of each run in a row, and of equal runs below each other as one.
 *
 * @param {Pick<Tile, "panel" | "across" | "down">} tile
 * @param {(row: number, col: number) => boolean} has
 */
export function region({ panel: { rows, cols }, across, down }, has) {
  /** @type {Map<string, number>} of the runs that reach down to here: the row in which they began */
  let open = new Map();
  const parts = [];
  for (let row = 0; row <= rows; row += 1) {
    const runs = row < rows ? runsOf(cols, (col) => has(row, col)) : [];
    for (const [run, began] of open) {
      if (runs.includes(run)) continue;
      const [from, to] = run.split(" ").map((col) => Number(col) * across);
      parts.push(`M${from} ${began * down}H${to}V${row * down}H${from}Z`);
    }
    open = new Map(runs.map((run) => [run, open.get(run) ?? row]));
  }
  return parts.join("");
}

/**
 * Where columns begin that are in it, and where they end.
 * @param {number} cols
 * @param {(col: number) => boolean} has
 */
function runsOf(cols, has) {
  const runs = [];
  for (let col = 0; col < cols; col += 1) {
    const start = col;
    while (col < cols && has(col)) col += 1;
    if (col > start) runs.push(`${start} ${col}`);
  }
  return runs;
}
