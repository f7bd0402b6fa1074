// @ts-check
// The doors for Streamlit and for lessons: called on the same element whenever data or theme change.

import { complete } from "./film.js";
import { offerPictures } from "./picture/pictures.js";
import { Player } from "./player.js";

/** @import { Edit, Payload } from "./types.js" */
/** @typedef {Edit[] | { cell: number[], at: number }} Sent */
/** @typedef {{ data: { payload: string, run?: number, asks?: boolean }, parentElement: HTMLElement, setStateValue?: (name: string, value: Sent) => void }} Component */
/** @typedef {{ player: Player, text: string | null }} Known a player, and what it was given last */

/** @type {WeakMap<HTMLElement, Known>} */
const players = new WeakMap();
/** @type {WeakMap<Element, Player>} by the element that is seen */
const seenAs = new WeakMap();
/** @type {Map<string, { version: number, numbers: (number | null)[] }>} what players play, by their names */
const told = new Map();
/** @type {Set<() => void>} who begins with the numbers of a player that is not here yet: they come in any order */
const waiting = new Set();
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
  if (known.text !== data.payload) {
    known.text = data.payload;
    give(known, data.payload);
  } else if (player.played) player.lay();
  if (player.played && data.run !== undefined && data.run !== ran) {
    ran = data.run;
    if (ran) player.begin();
  }
  return () => {
    if (player.played) told.delete(player.view.payload.name);
    known.text = null;
    player.destroy();
    players.delete(parentElement);
  };
}

/**
 * Hands a player what to play, once the player whose numbers it begins with has them.
 * @param {Known} known
 * @param {string} text
 */
function give(known, text) {
  if (known.text !== text) return; // something newer has come
  /** @type {Payload} */
  const payload = JSON.parse(text);
  const { name, version, like, scene } = payload;
  const other = like ? told.get(like) : undefined;
  if (like && other?.version !== version) {
    waiting.add(() => give(known, text));
    return;
  }
  const numbers = complete(scene.numbers, other?.numbers);
  told.set(name, { version, numbers });
  known.player.update({ ...payload, scene: { ...scene, numbers } });
  const kept = /** @type {HTMLElement | null} */ (known.player.view.root.closest("[class*=st-key-room-]"));
  kept?.style.removeProperty("min-height"); // the room that the page has kept until now
  const tries = [...waiting];
  waiting.clear();
  for (const act of tries) act();
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
