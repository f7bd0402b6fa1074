// @ts-check
// A player's elements, and the room and the look that the page gives them.

import { isLight } from "../drawing/colours.js";
import { buildControls } from "./controls.js";
import { html, measure, svg } from "../dom.js";
import { buildEditor } from "./editor.js";

/** @import { Acts, Look, State, View } from "../types.js" */

const ROOM_ABOVE = 240; // pixels of a screen that a header takes, where the player stands further down the page

/**
 * The elements, empty.
 * @param {Element} parent
 * @param {string} id
 * @param {Acts} acts
 * @param {State} state
 * @returns {View}
 */
export function build(parent, id, acts, state) {
  const root = html("div", { class: "cs-player", "data-testid": "player", tabindex: "0", role: "group" }, parent);
  const stage = html("div", { class: "cs-stage" }, root);
  const surface = html("div", { class: "cs-surface" }, stage);
  const heat = html("div", { class: "cs-heat", "aria-hidden": "true" }, surface);
  const overlay = svg("svg", { class: "cs-overlay", "aria-hidden": "true" }, surface);
  const spot = html("div", { class: "cs-spot", "aria-hidden": "true" }, surface);
  const above = svg("svg", { class: "cs-above", "aria-hidden": "true" }, surface);
  const tip = html("div", { class: "cs-tip", "aria-hidden": "true", hidden: "" }, root);
  const bar = html("div", { class: "cs-bar" }, root);
  const spoken = { class: "cs-sentence", "data-testid": "player-sentence", "aria-live": "polite" };
  const sentence = html("p", spoken, bar);
  const controls = buildControls(html("div", { class: "cs-controls" }, bar), `${id}-menu`, acts);
  const editor = buildEditor(surface);
  /** @type {Partial<View>} what is not here yet comes with the first payload, before anything reads it */
  const view = { id, root, stage, surface, heat, overlay, above, spot, tip, bar, sentence, controls, editor, state, glides: true, send: null };
  return /** @type {View} */ (view);
}

/** The room that a layout is made for, as a text. @param {View} view */
export const roomOf = ({ stage }) => `${stage.clientWidth}/${window.innerHeight}`;

/** How much stands above the player on its first screen. @param {HTMLElement} root */
export function roomAbove(root) {
  let above = root.getBoundingClientRect().top;
  for (let box = root.parentElement; box; box = box.parentElement) above += box.scrollTop;
  return above > 0 && above < 2 * ROOM_ABOVE ? above + 8 : ROOM_ABOVE;
}

/** How the page looks around a player. @param {View} view @returns {Look} */
export function lookOf({ root, payload }) {
  const { fontFamily, color } = getComputedStyle(root);
  const theme = isLight(color) ? "dark" : "light";
  return { family: fontFamily, ink: color, theme, scale: payload.scales[theme], widthOf: measure(fontFamily) };
}
