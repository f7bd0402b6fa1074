// @ts-check
// The doors for Streamlit and for lessons: called on the same element whenever data or theme change.

import { offerPictures } from "./picture/pictures.js";
import { Player } from "./player.js";

/** @import { Edit } from "./types.js" */
/** @typedef {{ data: { payload: string }, parentElement: HTMLElement, setStateValue?: (name: string, value: Edit[]) => void }} Component */

/** @type {WeakMap<HTMLElement, { player: Player, text: string | null }>} */
const players = new WeakMap();
/** @type {WeakMap<Element, Player>} by the element that is seen */
const seenAs = new WeakMap();

/** A player. @param {Component} component */
export default function component({ data, parentElement, setStateValue }) {
  let known = players.get(parentElement);
  if (!known) {
    const slot = parentElement.querySelector(".cs-slot") ?? parentElement;
    known = { player: new Player(slot), text: null };
    players.set(parentElement, known);
    seenAs.set(known.player.view.root, known.player);
  }
  const { player } = known;
  player.send = setStateValue ? (edits) => setStateValue("edits", edits) : null;
  if (known.text === data.payload) player.lay();
  else {
    known.text = data.payload;
    player.update(JSON.parse(data.payload));
  }
  return () => {
    player.destroy();
    players.delete(parentElement);
  };
}

/**
 * The buttons that take pictures of a player that stands elsewhere on the page; `player` selects what is around it.
 * @param {{ data: { player: string, file: string, words: Record<string, string> }, parentElement: HTMLElement }} component
 */
export function pictures({ data: { player, file, words }, parentElement }) {
  const bar = /** @type {HTMLElement | null} */ (parentElement.querySelector(".cs-pictures"));
  const find = () => {
    const root = document.querySelector(`${player} [data-testid=player]`);
    return root ? seenAs.get(root) : undefined;
  };
  if (bar) offerPictures(bar, { words, file, find });
}
