// @ts-check
// The doors for Streamlit and for lessons: called on the same element whenever data or theme change.

import { offerPictures } from "./picture/pictures.js";
import { Player } from "./player.js";

/** @import { Edit } from "./types.js" */
/** @typedef {Edit[] | { cell: number[], at: number }} Sent */
/** @typedef {{ data: { payload: string, run?: number, asks?: boolean }, parentElement: HTMLElement, setStateValue?: (name: string, value: Sent) => void }} Component */

/** @type {WeakMap<HTMLElement, { player: Player, text: string | null }>} */
const players = new WeakMap();
/** @type {WeakMap<Element, Player>} by the element that is seen */
const seenAs = new WeakMap();
let ran = 0; // the last request to play that was met

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
  // The time tells a click from an equal one before: only what is new is heard of.
  player.pick = setStateValue && data.asks ? (cell) => setStateValue("picked", { cell, at: Date.now() }) : null;
  if (known.text === data.payload) player.lay();
  else {
    known.text = data.payload;
    player.update(JSON.parse(data.payload));
  }
  if (data.run !== undefined && data.run !== ran) {
    ran = data.run;
    if (ran) player.begin();
  }
  const kept = /** @type {HTMLElement | null} */ (parentElement.closest("[class*=st-key-room-]"));
  kept?.style.removeProperty("min-height"); // the room that the page has kept until now
  return () => {
    player.destroy();
    players.delete(parentElement);
  };
}

/**
 * The buttons that take pictures of a player that stands elsewhere on the page; `player` selects what is around it.
 * @param {{ data: { player: string, file: string, title: string, words: Record<string, string> }, parentElement: HTMLElement }} component
 */
export function pictures({ data: { player, file, title, words }, parentElement }) {
  const bar = /** @type {HTMLElement | null} */ (parentElement.querySelector(".cs-pictures"));
  const find = () => {
    const root = document.querySelector(`${player} [data-testid=player]`);
    return root ? seenAs.get(root) : undefined;
  };
  if (bar) offerPictures(bar, { words, file, title, find });
}
