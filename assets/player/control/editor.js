// @ts-check
// Editing in place: a small field over a cell of the input or of the filters.

import { entitle, html } from "../dom.js";
import { blockOf, cellUnder, tensorCell, tileUnder } from "./pointing.js";
import { faultOf, pointed } from "./reading.js";

/** @import { Editable, Editor, Scene, TensorCell, View } from "../types.js" */

const LEAST_FIELD = 20; // pixels in which its letters have room

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
  const fault = html("p", { class: "cs-editor-fault", "data-testid": "player-fault", role: "alert", hidden: "" }, surface);
  field.addEventListener("input", () => { fault.hidden = true; });
  return { field, fault, cell: null, last: null, before: "", pending: [] };
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
  const at = tile ? cellUnder(view, tile, rect) : -1;
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
  editor.fault.hidden = true;
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
  const { cell, field, fault } = view.editor;
  if (!cell) return;
  const tile = view.tiles.get(cell.id);
  const drawn = tile?.cells[cell.at];
  if (!tile || !drawn || !tensorCell(view, scene, tile, cell.at)) {
    closeEditor(view);
    return;
  }
  const { width, height } = view.layout;
  const [left, top] = [tile.x + drawn.col * tile.across, tile.y + (drawn.row + 0.5) * tile.down];
  const high = Math.max(tile.down, LEAST_FIELD);
  // A long number and the message grow towards the side where there is more room: seen whole, and nothing moves.
  const right = left + tile.across / 2 > width / 2;
  const side = { left: right ? "" : `${left}px`, right: right ? `${width - left - tile.across}px` : "" };
  Object.assign(field.style, {
    ...side, top: `${top - high / 2}px`, height: `${high}px`, minWidth: `${tile.across}px`,
  });
  Object.assign(fault.style, {
    ...side,
    top: top < height / 2 ? `${top + high / 2 + 3}px` : "",
    bottom: top < height / 2 ? "" : `${height - top + high / 2 + 3}px`,
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
    if (!commitEdit(view)) return;
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
  /** @type {{ cell: Editable, text: string } | null} */
  let refused = null;
  let beyond = 0;
  text.split("\n").forEach((line, row) => line.split("\t").forEach((value, col) => {
    const place = at + row * cols + col;
    const inside = (at % cols) + col < cols ? known.get(place) : null;
    if (!inside) beyond += 1;
    else if (!refused && faultOf(value)) refused = { cell: { id, at: place, target: inside }, text: value };
    else edits.push({ ...inside, text: value });
  }));
  if (edits.length) sendEdits(view, edits, beyond);
  closeEditor(view);
  if (refused) reopen(view, scene, refused);
  else view.root.focus({ preventScroll: true });
}

/**
 * Opens the field with a text that is no number, and says so.
 * @param {View} view
 * @param {Scene} scene
 * @param {{ cell: Editable, text: string }} refused
 */
function reopen(view, scene, { cell, text }) {
  openEditor(view, scene, cell);
  view.editor.field.value = text;
  sayFault(view);
}

/**
 * Takes what was typed, if it differs, and closes the field; what is no number stays in it. Whether it is closed.
 * @param {View} view
 */
export function commitEdit(view) {
  const { cell, field, before } = view.editor;
  if (!cell) return true;
  const text = field.value;
  if (text !== before && sayFault(view)) return false;
  if (text !== before) sendEdits(view, [{ ...cell.target, text }], 0); // first: the server works meanwhile
  closeEditor(view);
  return true;
}

/**
 * Says at the cell what is wrong with what was typed, and what is taken. Whether something is.
 * @param {View} view
 */
function sayFault({ editor, payload: { words } }) {
  const { field, fault, before } = editor;
  const found = faultOf(field.value);
  fault.hidden = found === null;
  if (found === null) return false;
  const told = words[found].replace("{text}", () => field.value.trim()).replace("{better}", () => pointed(field.value));
  fault.textContent = `${told} ${words.kept.replace("{kept}", () => before)}`;
  return true;
}

/** @param {View} view */
function closeEditor({ editor }) {
  editor.cell = null;
  editor.field.hidden = editor.fault.hidden = true;
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
