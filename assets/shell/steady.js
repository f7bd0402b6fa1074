// Room for what comes later, so that nothing jumps while a page is built up; early.css keeps the rest.

import { whenever } from "./arrivals.js";

const PLAYER = "[data-testid=player]"; // which takes what room it needs, and gives back what was kept
const WIDE = 768; // pixels of a window, from which on the sidebar stands beside the page
const ROOM = /st-key-room-(\S+)/; // pages/parts/player/room.py writes the numbers
const TITLES = 40; // pixels beside a picture

/**
 * How high a player will be: its arrangement's cells at the size that the room allows, its pixels, and its bar.
 *
 * @param {number[]} numbers of the desk's arrangement and the phone's: cells and pixels across, cells and pixels down;
 *   then the largest and the smallest cell, and the pixels above and of the bar
 * @param {{ width: number, height: number, wide: boolean }} room
 */
export function heightOf(numbers, { width, height, wide }) {
  const [across, aside, down, along] = wide ? numbers.slice(0, 4) : numbers.slice(4, 8);
  const [most, least, above, bar] = numbers.slice(8);
  const fits = [most, (width - TITLES - aside) / across];
  if (wide) fits.push((height - above - bar - along) / down);
  return Math.ceil(Math.max(Math.min(...fits), least) * down + along + bar);
}

function keep(place) {
  const numbers = ROOM.exec(place.className)[1].split("-").map(Number);
  const room = { width: place.clientWidth, height: innerHeight, wide: innerWidth >= WIDE };
  place.style.minHeight = `${heightOf(numbers, room)}px`;
}

/** Shows what is built up of many small parts, of heights that only the browser knows, when it is all there. */
function showWhole(place) {
  const app = place.closest("[data-testid=stApp]");
  place.style.visibility = "hidden";
  const look = () => {
    if (app.dataset.testScriptState === "running" || place.querySelector("[data-testid=stSkeleton]")) return;
    watch.disconnect();
    place.style.visibility = "";
  };
  const watch = new MutationObserver(look);
  watch.observe(app, { childList: true, subtree: true, attributeFilter: ["data-test-script-state"] });
  requestAnimationFrame(look); // nothing else may come
}

/** Looks after each player and each such block from the moment that its place is there. */
export function keepSteady() {
  whenever("[class*=st-key-whole_]", showWhole);
  whenever("[class*=st-key-room-]", (place) => { if (!place.querySelector(PLAYER)) keep(place); });
}
