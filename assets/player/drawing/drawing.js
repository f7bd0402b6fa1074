// @ts-check
// The overlay's elements, drawn when data, size or theme change; what changes with a step belongs to frame.js.

import { channelColour } from "./colours.js";
import { svg } from "../dom.js";
import { border, fittingForm, inner, plus, point, tensorOf, titleForms } from "./layout.js";
import { MIN_FONT } from "./numbers.js";
import { isFine, region } from "./region.js";
import { drawTravellers } from "./travel.js";

/** @import { Box, Label, Panel, Scene, Tile, View } from "../types.js" */

const HANGS = 8; // pixels that a frame or the number over its cell may reach beyond the picture

/**
 * Draws the overlay: anew where anything on it has another place, size, name or colour; else its numbers alone are new.
 * @param {View} view
 * @param {Scene} scene
 */
export function draw(view, scene) {
  const outline = outlineOf(view, scene);
  if (view.outline === outline) renew(view);
  else drawAll(view, scene);
  view.outline = outline;
}

/**
 * What a picture has besides its numbers, as text.
 * @param {View} view
 * @param {Scene} scene
 */
function outlineOf({ layout, look: { family, theme }, payload: { words } }, { panels, labels, origins, marks, travels }) {
  return JSON.stringify([layout, family, theme, words.sigma, panels, labels, origins, marks, travels]);
}

/** Lets each panel be filled with other numbers. @param {View} view */
function renew({ tiles, layout }) {
  const unread = { block: null, written: undefined, untold: undefined };
  for (const { id, panel } of layout.boxes) Object.assign(tiles.get(id) ?? {}, { panel, ...unread });
}

/**
 * @param {View} view
 * @param {Scene} scene
 */
function drawAll(view, scene) {
  const { overlay, layout } = view;
  for (const surface of [overlay, view.above]) {
    surface.replaceChildren();
    surface.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`);
    surface.setAttribute("width", String(layout.width));
    surface.setAttribute("height", String(layout.height));
  }
  view.forms = new Map();
  drawPatterns(view);
  drawBorders(view);
  drawTies(view);
  const layer = svg("g", {}, overlay);
  view.tiles = new Map(layout.boxes.map((box) => [box.id, drawPanel(view, scene, box, layer)]));
  drawSymbols(view);
  view.originLayer = svg("g", { class: "cs-origins" }, overlay);
  // As large as all that is painted with it, whatever moves: where that changes, the browser sorts its layers anew.
  const [width, height] = [layout.width, layout.height].map((side) => side + 2 * HANGS);
  svg("rect", { class: "cs-ground", x: -HANGS, y: -HANGS, width, height }, overlay);
  view.markLayer = svg("g", { class: "cs-marks" }, overlay);
  drawTravellers(view, scene);
  view.framelines = new Map();
  view.shownOrigin = null;
}

/** @param {View} view */
function drawPatterns({ id, overlay }) {
  const defs = svg("defs", {}, overlay);
  for (const [kind, d] of [["padding", "M0 6L6 0"], ["unused", "M0 0L6 6M0 6L6 0"]]) {
    const size = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };
    svg("path", { d }, svg("pattern", { id: `${id}-${kind}`, ...size, class: `cs-${kind}` }, defs));
  }
}

/** @param {View} view */
function drawTies({ layout, overlay }) {
  const layer = svg("g", {}, overlay);
  for (const { points, channel } of layout.arrangement.ties) {
    const [from, to] = points.map(([x, y]) => point(layout, x, y));
    const bend = (from.x + to.x) / 2;
    const d = `M${from.x + 4} ${from.y}C${bend} ${from.y} ${bend} ${to.y} ${to.x - 4} ${to.y}`;
    svg("path", { class: "cs-tie", d, style: `stroke:${channelColour(channel)}` }, layer);
  }
}

/** @param {View} view */
function drawSymbols({ layout, overlay, payload }) {
  const layer = svg("g", {}, overlay);
  for (const { text, x, y, kind } of layout.arrangement.symbols) {
    const name = kind !== "sign" ? `cs-${kind}` : text.length > 1 ? "cs-caption" : "cs-symbol";
    const group = svg("g", {}, layer);
    svg("text", { class: name, ...point(layout, x, y) }, group).textContent = text;
    if (text === "Σ") svg("title", {}, group).textContent = payload.words.sigma;
  }
}

/** Lines around what belongs together. @param {View} view */
function drawBorders({ layout, overlay }) {
  const layer = svg("g", {}, overlay);
  for (const { x, y, width, height } of layout.arrangement.borders) {
    const [from, to] = [point(layout, x, y), point(layout, plus(x, width), plus(y, height))];
    const size = { width: to.x - from.x, height: to.y - from.y };
    svg("rect", { class: "cs-border", ...from, ...size, rx: 8 }, layer);
  }
}

/**
 * @param {View} view
 * @param {Scene} scene
 * @param {Box} box
 * @param {Element} layer
 * @returns {Tile}
 */
function drawPanel(view, scene, box, layer) {
  const { panel, width, height } = box;
  const group = svg("g", { transform: `translate(${box.x} ${box.y})`, class: `cs-panel cs-${panel.role}` }, layer);
  /** @type {Tile} */
  const tile = {
    ...box, group,
    edge: svg("rect", { class: "cs-edge", x: -1, y: -1, width: width + 2, height: height + 2 }, group),
    dot: svg("rect", { class: "cs-dot", x: -1, y: -14, width: 8, height: 8, rx: 2 }, group),
    title: svg("text", { class: "cs-title", x: 11, y: -6 }, group),
    forms: [], form: 0, plain: true, cells: [], block: null, fill: null, label: undefined, first: null, covered: null, cover: null, veil: null, picked: null,
  };
  drawCells(tile);
  if (panel.role === "input") drawRim(view, tile);
  if (panel.outside) svg("rect", { class: "cs-outside", width, height, fill: `url(#${view.id}-unused)` }, group);
  if (panel.role === "filter" && panel.block !== null && !panel.outside) {
    tile.veil = svg("rect", { class: "cs-veil", width, height }, group);
  }
  if (panel.picks !== null) tile.picked = svg("rect", { class: "cs-picked" }, group);
  if (panel.block !== null) labelTile(view, scene, tile, panel.label);
  return tile;
}

/**
 * An element for each cell, to be pointed at and covered; where cells are too small for that, two for all of them.
 * @param {Tile} tile
 */
function drawCells(tile) {
  const { panel, across, down, group, width, height } = tile;
  const still = panel.block !== null;
  const all = isFine(tile) ? svg("rect", { class: "cs-hit", "data-role": panel.role, width, height }, group) : null;
  if (all) tile.cover = svg("path", { class: "cs-unknown cs-cover" }, group);
  for (let row = 0; row < panel.rows; row += 1) {
    for (let col = 0; col < panel.cols; col += 1) {
      const rect = all ?? svg("rect", {
        ...inner(row, col, tile),
        class: still ? "cs-hit" : "cs-cell", "data-role": panel.role,
        "data-row": row - panel.before[0], "data-col": col - panel.before[1],
      }, group);
      const middle = { x: (col + 0.5) * across, y: (row + 0.5) * down };
      tile.cells.push({ rect, row, col, text: still ? null : svg("text", { ...middle, class: "cs-number" }, group) });
    }
  }
}

/**
 * Padding as zeros of another kind, and what no window reaches.
 * @param {View} view
 * @param {Tile} tile
 */
function drawRim(view, tile) {
  const { panel, across, down, group, cells } = tile;
  if (tile.cover) return drawFineRim(view, tile);
  for (const { rect, text, row, col } of cells) {
    const kind = border(panel, row, col);
    if (!kind) continue;
    const hatched = svg("rect", { ...inner(row, col, tile), class: `cs-${kind}-cell`, fill: `url(#${view.id}-${kind})` });
    (text ?? rect).after(hatched);
    if (kind === "unused") continue;
    rect.remove(); // a zero is no cell to point at, and stays as it is
    text?.remove();
    if (down < MIN_FONT + 3) continue;
    const middle = { x: (col + 0.5) * across, y: (row + 0.5) * down };
    svg("text", { class: "cs-zero", ...middle }, group).textContent = "0";
  }
}

/** @param {View} view @param {Tile} tile */
function drawFineRim({ id }, tile) {
  for (const kind of ["padding", "unused"]) {
    const d = region(tile, (row, col) => border(tile.panel, row, col) === kind);
    if (d) tile.group.insertBefore(svg("path", { d, class: `cs-${kind}-cell`, fill: `url(#${id}-${kind})` }), tile.cells[0].rect);
  }
}

/**
 * Gives a panel its title and its channel's colour, shortened until it fits.
 * @param {View} view
 * @param {Scene} scene
 * @param {Tile} tile
 * @param {number | null} index of the label
 */
export function labelTile(view, scene, tile, index) {
  if (tile.label === index) return;
  tile.label = index;
  const said = index === null ? null : scene.labels[index];
  tile.forms = titleForms(tile.titled ? said : null);
  tile.form = fittingForm(tile, view.layout.boxes, tile.forms);
  if (tile.forms[tile.form]) tile.form = Math.max(tile.form, view.forms.get(tensorOf(tile.forms[0])) ?? 0);
  tile.plain = !said || tile.panel.role === "total";
  nameTile(tile);
  tile.dot.style.fill = channelColour(said ? said.channel : null);
  tile.edge.style.stroke = !said || tile.plain ? "" : channelColour(said.channel);
  tile.first = said ? said.first : null;
  if (said && said.index.length) indexCells(tile, said);
}

/** @param {Tile} tile @param {Label} label */
function indexCells({ panel, cells, cover }, { index }) {
  for (const { rect } of cover ? cells.slice(0, 1) : cells) {
    if (panel.role === "filter") rect.setAttribute("data-slice", String(index[1]));
    rect.setAttribute("data-channel", String(index[0]));
  }
}

/**
 * A tensor has one name in a picture: what has room on all its panels; where one of a family has none, none has.
 * @param {View} view
 */
export function alignTitles(view) {
  const named = [...view.tiles.values()].filter(({ titled, forms }) => titled && forms.length > 1);
  const bare = new Set(named.filter(({ forms, form }) => !forms[form]).map(({ panel }) => panel.family));
  const seen = named.filter(({ panel }) => !bare.has(panel.family));
  view.forms = new Map();
  for (const { forms, form } of seen) {
    const name = tensorOf(forms[0]);
    view.forms.set(name, Math.max(view.forms.get(name) ?? 0, form));
  }
  for (const tile of named) {
    const { panel, forms } = tile;
    tile.form = bare.has(panel.family) ? forms.length - 1 : view.forms.get(tensorOf(forms[0])) ?? 0;
    nameTile(tile);
  }
}

/** @param {Tile} tile */
function nameTile({ title, dot, forms, form, plain }) {
  title.textContent = forms[form];
  dot.style.display = plain || !forms[form] ? "none" : "";
}

/**
 * Where a panel is drawn: in its own box, and in that of the lane in focus.
 * @param {View} view
 * @param {Panel} panel
 * @returns {Tile[]}
 */
export function tilesOf({ state, tiles }, { id, lane, focus }) {
  const ids = focus !== null && lane === state.lane ? [id, focus] : [id];
  return ids.flatMap((name) => tiles.get(name) ?? []);
}
