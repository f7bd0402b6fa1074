// @ts-check
// What a player's keys ask for.

/** @import { Acts } from "../types.js" */

/**
 * Does what a key asks for; keys that mean something to the browser or to the control they are pressed on stay theirs.
 * @param {KeyboardEvent} event
 * @param {Acts} acts
 */
export function pressKey(event, acts) {
  const on = /** @type {Element} */ (event.target).tagName;
  if (event.altKey || event.ctrlKey || event.metaKey || on === "SELECT") return;
  /** @type {Record<string, () => void>} */
  const asked = {
    ArrowLeft: () => acts.move(-1),
    ArrowRight: () => acts.move(1),
    Home: () => acts.go(0),
    End: acts.goLast,
    Escape: acts.unpin,
    ...(on === "BUTTON" ? {} : { " ": acts.toggle, Enter: acts.edit }),
  };
  if (!asked[event.key]) return;
  if (event.key !== "Escape") event.preventDefault(); // which closes a menu too
  asked[event.key]();
}
