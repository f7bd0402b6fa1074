// @ts-check
// The menu beside the bar: on a phone it holds what has no room there; on a desk it is no menu, and all stands in the bar.

import { entitle, html, svg } from "../dom.js";

/** @import { Menu, View } from "../types.js" */

/**
 * The menu and its button. The browser closes it on Escape or on a press beside it, and gives the keyboard's place back.
 * @param {HTMLElement} bar
 * @param {string} id
 * @returns {Menu}
 */
export function buildMenu(bar, id) {
  const button = html("button", {
    type: "button", class: "cs-more", "data-testid": "player-more", popovertarget: id, "aria-controls": id,
    "aria-expanded": "false",
  }, bar);
  const icon = svg("svg", { viewBox: "0 0 24 24", width: 20, height: 20, "aria-hidden": "true" }, button);
  svg("path", { d: "M4 10h4v4H4zM10 10h4v4h-4zM16 10h4v4h-4z" }, icon);
  const panel = html("div", { id, class: "cs-menu", "data-testid": "player-menu", popover: "auto" }, bar);
  panel.addEventListener("beforetoggle", (event) => {
    button.setAttribute("aria-expanded", String(/** @type {ToggleEvent} */ (event).newState === "open"));
  });
  return { button, panel, ends: html("div", { class: "cs-ends" }, panel) };
}

/**
 * A choice with its name before it, which is read where it stands in the menu.
 * @param {Menu} menu
 * @param {string} name
 */
export function addChoice({ panel }, name) {
  const label = html("label", { class: "cs-choice" }, panel);
  html("span", {}, label);
  return html("select", { "data-testid": `player-${name}` }, label);
}

/** Names a choice. @param {HTMLSelectElement} select @param {string} text */
export function nameChoice(select, text) {
  entitle(select, text);
  if (select.previousElementSibling) select.previousElementSibling.textContent = text;
}

/**
 * Folds the bar into one row, or unfolds it, as the picture's layout says: the first step and the last go into the menu.
 * @param {View} view
 */
export function fold({ root, layout, controls: { menu, buttons: { first, prev, next, last } } }) {
  root.classList.toggle("cs-narrow", layout.narrow);
  if (layout.narrow === menu.ends.contains(first)) return;
  if (menu.panel.matches(":popover-open")) menu.panel.hidePopover();
  if (layout.narrow) menu.ends.append(first, last);
  else {
    prev.before(first);
    next.after(last);
  }
}
