// @ts-check
// The door for Streamlit and for lessons: called on the same element whenever data or theme change.

import { Player } from "./player.js";

/** @import { Edit } from "./types.js" */
/** @typedef {{ data: { payload: string }, parentElement: HTMLElement, setStateValue?: (name: string, value: Edit[]) => void }} Component */

/** @type {WeakMap<HTMLElement, { player: Player, text: string | null }>} */
const players = new WeakMap();

/** @param {Component} component */
export default function component({ data, parentElement, setStateValue }) {
  let known = players.get(parentElement);
  if (!known) {
    const slot = parentElement.querySelector(".cs-slot") ?? parentElement;
    known = { player: new Player(slot), text: null };
    players.set(parentElement, known);
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
