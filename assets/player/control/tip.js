// @ts-check
// Where a cell's tip stands: beside the cell, within the player, and on no title.

/** @typedef {{ x: number, y: number, width: number, height: number }} Rectangle */

const APART = 5;

/** @param {Rectangle} a @param {Rectangle} b */
const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/**
 * The upper left corner of a tip: above its cell, below it, or beyond its panel, the first that hides no title.
 * @param {{ width: number, height: number }} size of the tip
 * @param {Rectangle} cell
 * @param {Rectangle} panel
 * @param {Rectangle[]} titles
 * @param {{ left: number, right: number, top: number, bottom: number }} room
 * @returns {{ x: number, y: number }}
 */
export function placeTip(size, cell, panel, titles, room) {
  const middle = cell.x + cell.width / 2 - size.width / 2;
  const x = Math.max(Math.min(middle, room.right - size.width), room.left);
  const heights = [
    cell.y - APART - size.height, cell.y + cell.height + APART,
    panel.y + panel.height + APART, panel.y - APART - size.height,
  ];
  const free = heights.filter((y) => y >= room.top && y + size.height <= room.bottom);
  const y = free.find((one) => !titles.some((title) => meet({ x, y: one, ...size }, title)));
  return { x, y: y ?? free[0] ?? heights[1] };
}
