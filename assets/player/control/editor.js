// @ts-check
// Editing in place: a small field over a cell of the input or of the filters.

import { entitle, html } from "../dom.js";
import { blockOf, cellUnder, tensorCell, tileUnder } from "./pointing.js";

/** @import { Editable, Editor, Scene, TensorCell, View } from "../types.js" */

/**
 * The field, not yet open.
 * @param {HTMLElement} surface
 * @returns {Editor}
 */
export function buildEditor(surface) {
  const field = html("input", {
    class: "cs-editor", "data-testid": "player-editor", type: "text", inputmode: "text", autocomplete: "off",
    spellcheck: "false", hidden: "",
  }, surface);
  return { field, cell: null, last: null, before: "", pending: [] };
}

/**
 * All cells that can be edited now, in the order in which Tab goes through them.
 * @param {View} view
 * @param {Scene} scene
 * @returns {Editable[]}
 */
function editableCells(view, scene) {
  return [...view.tiles.values()].flatMap((tile) => tile.cells.flatMap((_, at) => {
    const target = tensorCell(view, scene, tile, at);
    return target ? [{ id: tile.id, at, target }] : [];
  }));
}

/**
 * Opens the field over the cell that a pointer is on.
 * @param {View} view
 * @param {Scene} scene
 * @param {EventTarget | null} rect
 */
export function editUnder(view, scene, rect) {
  const tile = tileUnder(view, rect);
  const at = tile ? cellUnder(tile, rect) : -1;
  const target = tile && at >= 0 ? tensorCell(view, scene, tile, at) : null;
  if (tile && target) openEditor(view, scene, { id: tile.id, at, target });
}

/**
 * For the keyboard: the cell that was edited last, else the first one.
 * @param {View} view
 * @param {Scene} scene
 */
export function editFirst(view, scene) {
  const cells = editableCells(view, scene);
  const { last } = view.editor;
  const cell = cells.find(({ id, at }) => id === last?.id && at === last.at) ?? cells[0];
  if (cell) openEditor(view, scene, cell);
}

/** @param {View} view @param {Scene} scene @param {Editable} cell */
function openEditor(view, scene, cell) {
  const { editor } = view;
  const tile = view.tiles.get(cell.id);
  if (!tile) return;
  view.pause();
  editor.cell = editor.last = cell;
  editor.before = String(blockOf(scene, tile)?.[cell.at]);
  editor.field.value = editor.before;
  editor.field.hidden = false;
  entitle(editor.field, cell.target.name);
  placeEditor(view, scene);
  editor.field.focus({ preventScroll: true });
  editor.field.select();
}

/**
 * Puts the field over its cell, also after the picture was laid out anew.
 * @param {View} view
 * @param {Scene} scene
 */
export function placeEditor(view, scene) {
  const { cell, field } = view.editor;
  if (!cell) return;
  const tile = view.tiles.get(cell.id);
  const drawn = tile?.cells[cell.at];
  if (!tile || !drawn || !tensorCell(view, scene, tile, cell.at)) {
    closeEditor(view);
    return;
  }
  const width = Math.max(tile.across, 64);
  const left = tile.x + (drawn.col + 0.5) * tile.across - width / 2;
  Object.assign(field.style, {
    left: `${Math.min(Math.max(left, 0), view.layout.width - width)}px`,
    top: `${tile.y + (drawn.row + 0.5) * tile.down - 15}px`,
    width: `${width}px`,
  });
}

/**
 * A key in the field: Enter and Tab go on, Escape leaves the cell as it was.
 * @param {View} view
 * @param {Scene} scene
 * @param {KeyboardEvent} event
 */
export function editorKey(view, scene, event) {
  event.stopPropagation();
  const { cell } = view.editor;
  const by = event.shiftKey ? -1 : 1;
  if (event.key === "Escape") {
    event.preventDefault();
    closeEditor(view);
    view.root.focus({ preventScroll: true });
  } else if (cell && (event.key === "Enter" || event.key === "Tab")) {
    event.preventDefault();
    const next = event.key === "Enter" ? below(view, scene, cell, by) : beside(view, scene, cell, by);
    commitEdit(view);
    if (next) openEditor(view, scene, next);
    else view.root.focus({ preventScroll: true });
  }
}

/** @param {View} view @param {Scene} scene @param {Editable} cell @param {number} by */
function beside(view, scene, cell, by) {
  const cells = editableCells(view, scene);
  return cells[cells.findIndex(({ id, at }) => id === cell.id && at === cell.at) + by] ?? null;
}

/** @param {View} view @param {Scene} scene @param {Editable} cell @param {number} by */
function below(view, scene, cell, by) {
  const wanted = cell.at + by * (view.tiles.get(cell.id)?.panel.cols ?? 0);
  return editableCells(view, scene).find(({ id, at }) => id === cell.id && at === wanted) ?? null;
}

/**
 * A block from a spreadsheet fills the panel from this cell on; what would hang over is left out, and said.
 * @param {View} view
 * @param {Scene} scene
 * @param {ClipboardEvent} event
 */
export function pasteBlock(view, scene, event) {
  const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  const { cell } = view.editor;
  const cols = cell && view.tiles.get(cell.id)?.panel.cols;
  if (!cell || !cols || !/[\t\n]/.test(text)) return;
  event.preventDefault();
  const { id, at } = cell;
  const known = new Map(editableCells(view, scene).filter((one) => one.id === id).map((one) => [one.at, one.target]));
  /** @type {(TensorCell & { text: string })[]} */
  const edits = [];
  let beyond = 0;
  text.split("\n").forEach((line, row) => line.split("\t").forEach((value, col) => {
    const inside = (at % cols) + col < cols ? known.get(at + row * cols + col) : null;
    if (inside) edits.push({ ...inside, text: value });
    else beyond += 1;
  }));
  closeEditor(view);
  sendEdits(view, edits, beyond);
  view.root.focus({ preventScroll: true });
}

/**
 * Takes what was typed, if it differs, and closes the field.
 * @param {View} view
 */
export function commitEdit(view) {
  const { cell, field, before } = view.editor;
  if (!cell) return;
  const text = field.value;
  closeEditor(view);
  if (text !== before) sendEdits(view, [{ ...cell.target, text }], 0);
}

/** @param {View} view */
function closeEditor({ editor }) {
  editor.cell = null;
  editor.field.hidden = true;
}

/**
 * The edits that the server has not confirmed; those that it has are let go of.
 * @param {View} view
 */
export function unconfirmed({ editor, payload }) {
  const applied = payload?.editable?.applied ?? 0;
  editor.pending = editor.pending.filter(({ id }) => id > applied);
  return editor.pending;
}

/**
 * Sends new edits after those that the server has not confirmed; so a rerun that comes late loses none of them.
 * @param {View} view
 * @param {(TensorCell & { text: string })[]} edits
 * @param {number} beyond how many pasted cells were left out
 */
function sendEdits(view, edits, beyond) {
  const { editor, payload: { editable }, send } = view;
  if (!send || !editable) return;
  const first = Math.max(editable.applied, ...unconfirmed(view).map(({ id }) => id)) + 1;
  editor.pending.push(...edits.map(({ tensor, index, text }, i) => ({ id: first + i, tensor, index, text, beyond })));
  send(editor.pending);
}
