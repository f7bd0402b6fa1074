// @ts-check
// Where everything stands, as numbers: nothing here knows the screen but for the room it is told of.

import { legibleCell } from "./legible.js";

/** @import { Arrangement, Box, Label, Layout, Length, Panel, Scene } from "../types.js" */

const MAX_CELL = 54;
const ROOMY_CELL = 16; // pixels from which all lanes are shown: their numbers can be read
const MIN_CELL = 8;
const NARROW = 600;
const MONO_WIDTH = 0.61;
const TITLE_FONT = 11;
export const TITLE_HEIGHT = 18;
export const PIXEL = 1; // by which a page scrolls: what is nearer than that is whole
const ROUNDING = 1e-6;
const MARGIN = 2; // so that a mark on the rim is whole
const TITLE_ROOM = 38; // pixels that a title may be wider than its panel

/**
 * Pixels of a length on the surface, where a cell has so many.
 * @param {Length} length
 * @param {number} cell
 */
const pixels = ([cells, px], cell) => cells * cell + px;

/** @param {Length} a @param {Length} b @returns {Length} */
export const plus = (a, b) => [a[0] + b[0], a[1] + b[1]];

/**
 * A point of the surface.
 * @param {{ cell: number }} layout
 * @param {Length} x
 * @param {Length} y
 */
export const point = ({ cell }, x, y) => ({ x: pixels(x, cell) + MARGIN, y: pixels(y, cell) + MARGIN });

/**
 * Picks the arrangement, all lanes where their cells are large enough, else the largest cells; and places it.
 * @param {Scene} scene
 * @param {Arrangement[]} arrangements
 * @param {{ width: number, height: number, cell: number | null, widthOf?: (text: string) => number }} room and the
 *   largest cell, null leaves it to us; how wide texts are, where the cells are to have room for their numbers
 * @returns {Layout}
 */
export function arrange(scene, arrangements, room) {
  const panels = new Map(scene.panels.map((panel) => [panel.id, panel]));
  const [width, most] = [room.width - 2 * MARGIN, room.height - 2 * MARGIN];
  const fitted = arrangements.map((arrangement) => {
    const height = arrangement.name === "narrow" ? Infinity : most;
    const cell = Math.min(room.cell ?? MAX_CELL, ...bounds(arrangement, panels, width, height));
    return { arrangement, name: arrangement.name, cell };
  });
  /** @param {string} wanted */
  const named = (wanted) => fitted.find(({ name }) => name === wanted);
  const [wide, narrow] = [named("wide"), named("narrow")];
  const large = fitted.filter(({ name }) => name !== "narrow").sort((a, b) => b.cell - a.cell);
  const chosen = room.width < NARROW + TITLE_ROOM && narrow ? narrow : wide && wide.cell >= ROOMY_CELL ? wide : large[0];
  const legible = room.widthOf && chosen === narrow ? legibleCell(scene, narrow.arrangement, room.widthOf) : 0;
  const cell = Math.max(chosen.cell, MIN_CELL, legible);
  const boxes = place(chosen.arrangement, panels, cell);
  const borders = chosen.arrangement.borders.map(({ x, y, width: across, height: down }) =>
    point({ cell }, plus(x, across), plus(y, down)));
  const rights = boxes.map((box) => box.x + box.width + (box.titled ? TITLE_ROOM : 0));
  const bottoms = boxes.map((box) => box.y + box.height);
  return {
    arrangement: chosen.arrangement, cell, boxes, rows: rowsOf(boxes), narrow: room.width < NARROW + TITLE_ROOM,
    width: Math.ceil(Math.max(...rights, ...borders.map(({ x }) => x)) - ROUNDING) + MARGIN,
    height: Math.ceil(Math.max(...bottoms, ...borders.map(({ y }) => y))) + MARGIN,
  };
}

/**
 * The largest cell that each box allows in each direction.
 * @param {Arrangement} arrangement
 * @param {Map<string, Panel>} panels
 * @param {number} width
 * @param {number} height
 */
function bounds({ boxes, borders }, panels, width, height) {
  const ofBoxes = boxes.flatMap(({ panel, x, y, scale, aspect, titled }) => {
    const { rows, cols } = panelOf(panels, panel);
    const beside = titled ? TITLE_ROOM : 0;
    return [(width - beside - x[1]) / (x[0] + cols * scale * aspect), (height - y[1]) / (y[0] + rows * scale)];
  });
  const ofBorders = borders.flatMap(({ x, y, width: across, height: down }) =>
    [(width - x[1] - across[1]) / (x[0] + across[0]), (height - y[1] - down[1]) / (y[0] + down[0])]);
  return [...ofBoxes, ...ofBorders];
}

/**
 * @param {Arrangement} arrangement
 * @param {Map<string, Panel>} panels
 * @param {number} cell
 * @returns {Box[]}
 */
function place({ boxes }, panels, cell) {
  return boxes.map(({ panel: id, x, y, scale, aspect, titled }) => {
    const panel = panelOf(panels, id);
    const [across, down] = [cell * scale * aspect, cell * scale];
    const at = point({ cell }, x, y);
    return { id, panel, across, down, scale, titled, ...at, width: panel.cols * across, height: panel.rows * down };
  });
}

/** From where to where boxes stand with their titles, one row for those that overlap. @param {Box[]} boxes */
function rowsOf(boxes) {
  /** @type {[number, number][]} */
  const rows = [];
  const each = boxes.map(({ y, height, titled }) => [y - (titled ? TITLE_HEIGHT : MARGIN), y + height + MARGIN]);
  for (const [top, bottom] of each.sort((a, b) => a[0] - b[0])) {
    const row = rows.at(-1);
    if (row && top < row[1]) row[1] = Math.max(row[1], bottom);
    else rows.push([top, bottom]);
  }
  return rows;
}

/**
 * How much of a row of panels stands above a line that cuts it; 0 where none is cut, null where not one row is whole.
 * @param {[number, number][]} rows
 * @param {number} line
 */
export function cutAt(rows, line) {
  if (line < rows[0][1] - PIXEL) return null;
  const cut = rows.find(([top, bottom]) => top + PIXEL < line && line < bottom - PIXEL);
  return cut ? line - cut[0] : 0;
}

/** @param {Map<string, Panel>} panels @param {string} id @returns {Panel} */
function panelOf(panels, id) {
  const panel = panels.get(id);
  if (!panel) throw new Error(`an arrangement names a panel that the scene lacks: ${id}`);
  return panel;
}

/** The line of paper between cells, in pixels; tiny ones have none. @param {{ down: number }} box */
export const gapOf = ({ down }) => (down > 8 ? 1 : 0);

/**
 * A cell's rectangle within its panel.
 * @param {number} row
 * @param {number} col
 * @param {{ across: number, down: number }} box
 */
export function inner(row, col, { across, down }) {
  const gap = gapOf({ down });
  return { x: col * across + gap / 2, y: row * down + gap / 2, width: across - gap, height: down - gap };
}

/**
 * What a cell of an input is beside a value: padding, or out of every window's reach.
 * @param {Panel} panel
 * @param {number} row
 * @param {number} col
 * @returns {"padding" | "unused" | null}
 */
export function border(panel, row, col) {
  const [top, left] = panel.before;
  const [rows, cols] = panel.inner ?? [panel.rows, panel.cols];
  if (row < top || col < left || row >= top + rows || col >= left + cols) return "padding";
  return row >= panel.rows - panel.unused[0] || col >= panel.cols - panel.unused[1] ? "unused" : null;
}

/**
 * A title, its one shorter form, and none where not even that has room: `filter[:, :, 0, 1]`, `filter 0, 1`.
 * @param {Label | null} label
 */
export function titleForms(label) {
  if (!label) return [""];
  const last = label.index.join(", ");
  return last ? [label.title, `${tensorOf(label.title)} ${last}`, ""] : [label.title];
}

/** The name of the tensor that a title tells a part of. @param {string} title */
export const tensorOf = (title) => title.replace(/\[.*$/, "");

/** How many places of a monospace font a text takes: a Chinese character takes two. @param {string} text */
const columns = (text) => [...text].reduce((sum, sign) => sum + (sign >= "\u2e80" ? 2 : 1), 0);

/**
 * The longest form of a panel's title that has room before its right neighbour's own.
 * @param {Box} box
 * @param {Box[]} boxes
 * @param {string[]} forms
 */
export function fittingForm(box, boxes, forms) {
  const beside = boxes.filter((other) => other.x > box.x && Math.abs(other.y - box.y) < box.down * 2);
  const room = Math.min(box.width + TITLE_ROOM, ...beside.map((other) => other.x - box.x - 6));
  const at = forms.findIndex((form) => !form || 11 + columns(form) * TITLE_FONT * MONO_WIDTH <= room);
  return at < 0 ? forms.length - 1 : at;
}

/**
 * The outline of a window: one frame, or one a tap where dilation leaves gaps.
 * @param {number} rows
 * @param {number} cols
 * @param {[number, number]} step
 * @param {{ across: number, down: number }} box
 * @param {{ x: number, y: number }} from its first corner
 */
export function outline(rows, cols, [down, across], box, from) {
  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  const frame = (x, y, w, h) => `M${from.x + x} ${from.y + y}h${w}v${h}h${-w}z`;
  if (down === 1 && across === 1) return frame(0, 0, cols * box.across, rows * box.down);
  let d = "";
  for (let a = 0; a < rows; a += 1) {
    for (let b = 0; b < cols; b += 1) d += frame(b * across * box.across, a * down * box.down, box.across, box.down);
  }
  return d;
}
