// @ts-check
// The step that each player stands on and the input channel in focus, by the player's name: a page change and back finds
// them again, and so does a reload of the tab. Another address in the same tab begins anew: it may be another
// convolution, or another lesson.

const KEY = "convscope.steps";
const MOST_PLACES = 64; // players; the pages have fewer

/** @typedef {[step: number, steps: number, lane: number]} Place a step, of how many it is one, and the channel */

/** @type {Map<string, Place>} */
const here = new Map();
/** @type {Map<string, Place> | null} as the page before this one left them; read once */
let before = null;

/** @param {unknown} value @returns {value is [string, number, number, number]} */
const isPlace = (value) => Array.isArray(value) && value.length === 4 && typeof value[0] === "string"
  && value.slice(1).every((number) => Number.isInteger(number) && number >= 0);

/**
 * What a text holds; whoever wrote it, only what is well formed counts.
 * @param {string | null} text
 * @returns {Map<string, Place>}
 */
export function readPlaces(text) {
  /** @type {unknown} */
  let found = null;
  try { found = JSON.parse(text ?? "null"); } catch { /* somebody else's */ }
  const places = Array.isArray(found) ? found.slice(0, MOST_PLACES).filter(isPlace) : [];
  return new Map(places.map(([name, ...place]) => [name, place]));
}

/** @param {Map<string, Place>} places */
export const writePlaces = (places) =>
  JSON.stringify([...places].slice(-MOST_PLACES).map(([name, place]) => [name, ...place]));

function leftBehind() {
  const [entry] = performance.getEntriesByType("navigation");
  if (/** @type {PerformanceNavigationTiming | undefined} */ (entry)?.type === "navigate") return new Map();
  try { return readPlaces(sessionStorage.getItem(KEY)); } catch { return new Map(); } // a browser may refuse it
}

function leave() {
  try { sessionStorage.setItem(KEY, writePlaces(new Map([...before ?? [], ...here]))); } catch { /* as above */ }
}

/** Notes where a player stands. @param {string} name @param {Place} place */
export function remember(name, place) {
  if (!here.size) addEventListener("pagehide", leave); // a step itself is to cost nothing
  here.set(name, place);
}

/**
 * Where a player of that name stood; undefined for nowhere, and after a reload for another number of steps.
 * @param {string} name
 * @param {number} steps
 */
export function recall(name, steps) {
  const known = here.get(name);
  if (known) return known;
  before ??= leftBehind();
  const left = before.get(name);
  return left?.[1] === steps ? left : undefined;
}
