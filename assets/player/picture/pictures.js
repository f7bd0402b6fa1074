// @ts-check
// The buttons that take a player's pictures home: PNG, SVG and, in a dialog, the run as a GIF.

import { html } from "../dom.js";
import { toPng, toSvg } from "./picture.js";
import { openRun } from "./run.js";

/** @import { Player } from "../player.js" */

/**
 * @typedef {object} Offer
 * @property {Record<string, string>} words
 * @property {string} file the files' name without its ending
 * @property {string} title what stands above the picture
 * @property {() => Player | undefined} find the player whose pictures are taken
 */

/**
 * Puts the buttons into a bar; where they are already, in the words that hold now.
 * @param {HTMLElement} bar
 * @param {Offer} offer
 */
export function offerPictures(bar, { words, file, title, find }) {
  bar.replaceChildren();
  /** @param {string} name @param {(player: Player) => void} act */
  const button = (name, act) => {
    const element = html("button", { type: "button", "data-name": name, title: words.help }, bar);
    element.textContent = words[name];
    element.addEventListener("click", () => {
      const player = find();
      if (player) act(player);
    });
  };
  button("png", async (player) => save(await toPng(toSvg(player.view, player.scene, title)), named(file, player, "png")));
  button("svg", (player) => {
    save(new Blob([toSvg(player.view, player.scene, title)], { type: "image/svg+xml" }), named(file, player, "svg"));
  });
  button("gif", (player) => openRun(bar, { words, file, title }, player));
}

/** @param {string} file @param {Player} player @param {string} ending */
const named = (file, { view }, ending) => `${file}-step${Number(view.root.dataset.step) + 1}.${ending}`;

/** Hands a file to the browser's downloads. @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = html("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
