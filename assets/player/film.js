// @ts-check
// Reading a scene's film: the frame of a step, made of what its window shows and how that moves from window to window;
// blocks as views of the scene's numbers. The same as convcore.scenes.film and blocks, which a test holds.

/** @import { Frame, Label, Mark, Panel, Reel, Scene, Shot, Stack, Told } from "./types.js" */

const PANEL = {
  block: null, label: null, before: [0, 0], inner: null, unused: [0, 0], stride: null, lane: null, focus: null, picks: null,
};
const LABEL = { channel: null, index: [], first: null };

/**
 * A scene with what is usual, and not said.
 * @param {Told} told
 * @returns {Scene}
 */
export const unfold = (told) => ({
  ...told,
  panels: told.panels.map((panel) => /** @type {Panel} */ ({ ...PANEL, ...panel })),
  labels: told.labels.map((label) => /** @type {Label} */ ({ ...LABEL, ...label })),
  numbers: complete(told.numbers),
});

/**
 * Numbers as they were before they were told: a list, packed, with blanks between them, or so many of another scene's and what follows.
 * @param {Told["numbers"]} told
 * @param {(number | null)[]} [other]
 * @returns {(number | null)[]}
 */
export function complete(told, other = []) {
  if (typeof told === "string") return unpack(told);
  if (Array.isArray(told)) return told;
  if ("blanks" in told) return spread(told.blanks, complete(told.rest));
  return [...other.slice(0, told.count), ...complete(told.more)];
}

/**
 * Numbers with the blanks between them.
 * @param {[number, number][]} blanks how many numbers come before, since those before, and how many blanks
 * @param {(number | null)[]} numbers
 */
function spread(blanks, numbers) {
  /** @type {(number | null)[]} */
  const all = [];
  let next = 0;
  for (const [before, count] of blanks) {
    for (const end = next + before; next < end; next += 1) all.push(numbers[next]);
    for (let i = 0; i < count; i += 1) all.push(null);
  }
  return all.concat(numbers.slice(next));
}

/** @param {string} packed */
function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
  return Array.from(new Float64Array(bytes.buffer), (number) => (Number.isNaN(number) ? null : number));
}

/** @param {Scene} scene @param {Reel} reel */
const lengthOf = ({ across }, { rows, shots }) => rows[1] * across * shots.length;

/** How many steps a scene has. @param {Scene} scene */
export const stepsOf = (scene) => scene.reels.reduce((sum, reel) => sum + lengthOf(scene, reel), 0);

/**
 * The window of a step, and which of its shots it is.
 * @param {Scene} scene
 * @param {number} step
 * @returns {{ shot: Shot, window: number, row: number, col: number }}
 */
export function placeOf(scene, step) {
  let [at, left] = [0, step];
  for (; left >= lengthOf(scene, scene.reels[at]); at += 1) left -= lengthOf(scene, scene.reels[at]);
  const reel = scene.reels[at];
  const window = Math.floor(left / reel.shots.length);
  const row = reel.rows[0] + Math.floor(window / scene.across);
  return { shot: reel.shots[left % reel.shots.length], window, row, col: window % scene.across };
}

/**
 * The output cell that a step computes.
 * @param {Scene} scene
 * @param {number} step
 * @returns {[number, number, number]}
 */
export function cellAt(scene, step) {
  const { shot: { cell }, row, col } = placeOf(scene, step);
  return [cell[0] + row, cell[1] + col, cell[2]];
}

/**
 * The step of an output cell, null where no step computes it.
 * @param {Scene} scene
 * @param {[number, number, number]} cell
 */
export function stepAt(scene, [row, col, channel]) {
  let first = 0;
  for (const reel of scene.reels) {
    for (const [i, { cell }] of reel.shots.entries()) {
      const [down, across] = [row - cell[0] - reel.rows[0], col - cell[1]];
      const inside = down >= 0 && down < reel.rows[1] && across >= 0 && across < scene.across;
      if (inside && cell[2] === channel) return first + (down * scene.across + across) * reel.shots.length + i;
    }
    first += lengthOf(scene, reel);
  }
  return null;
}

/**
 * What a step shows.
 * @param {Scene} scene
 * @param {number} step
 * @returns {Frame}
 */
export function frameAt(scene, step) {
  const { shot, window, row, col } = placeOf(scene, step);
  return {
    marks: shot.marks.map(([panel, top, left, rows, cols, down, across, below, beside]) =>
      /** @type {Mark} */ ([panel, top + row * below, left + col * beside, rows, cols, down, across])),
    shows: shot.shows.map(([panel, block, step, label = null, next = 0]) =>
      [panel, block + window * step, label === null ? null : label + window * next]),
    active: shot.active,
  };
}

/**
 * Where a block's numbers are.
 * @param {Scene} scene
 * @param {number} block
 * @returns {{ stack: Stack, item: number, start: number }}
 */
function locate({ stacks, across }, block) {
  let at = stacks.length - 1;
  while (stacks[at].first > block) at -= 1;
  const stack = stacks[at];
  const window = Math.floor((block - stack.first) / stack.at.length);
  const item = (block - stack.first) % stack.at.length;
  const [down, beside] = stack.moves ?? [0, 0];
  return { stack, item, start: stack.at[item] + Math.floor(window / across) * down + (window % across) * beside };
}

/** @param {Scene} scene @param {Stack} stack @param {number} start */
function readCells({ numbers }, { shape: [rows, cols], steps: [down, across] }, start) {
  return Array.from({ length: rows * cols }, (_, i) => numbers[start + Math.floor(i / cols) * down + (i % cols) * across]);
}

/**
 * A block's cells, row by row; null on padding, and where nothing is known yet. Products are multiplied here, number by
 * number, and rounded as the core rounds them.
 * @param {Scene} scene
 * @param {number} block
 */
export function blockAt(scene, block) {
  const { stack, start } = locate(scene, block);
  if (!stack.moves) return readCells(scene, stack, start);
  const { inputs, weights } = factorsAt(scene, block);
  return stack.times ? inputs.map((x, i) => roundedOf(stack)(x * weights[i])) : inputs;
}

/**
 * What lies under a window, 0 on padding, and what it is multiplied by.
 * @param {Scene} scene
 * @param {number} block
 */
export function factorsAt(scene, block) {
  const { stack, item, start } = locate(scene, block);
  const begin = stack.times?.[item] ?? 0;
  const weights = stack.times ? scene.numbers.slice(begin, begin + stack.shape[0] * stack.shape[1]) : [];
  return { inputs: readCells(scene, stack, start).map((x) => x ?? 0), weights: weights.map((w) => w ?? 0) };
}

/** How many cells of a window lie on padding, and of how many. @param {Scene} scene @param {number} block */
export function outsideAt(scene, block) {
  const { stack, start } = locate(scene, block);
  const cells = readCells(scene, stack, start);
  return { count: cells.filter((x) => x === null).length, taps: cells.length };
}

/** The sum of each row of products, from the left; of a single row its cells. @param {Scene} scene @param {number} block */
export function rowSums(scene, block) {
  const { stack } = locate(scene, block);
  const cells = blockAt(scene, block).map((x) => x ?? 0);
  const [rows, cols] = stack.shape;
  if (rows === 1) return cells;
  const rounded = roundedOf(stack);
  return Array.from({ length: rows }, (_, i) => cells.slice(i * cols, (i + 1) * cols).reduce((sum, x) => rounded(sum + x)));
}

/** @param {Stack} stack */
const roundedOf = ({ single }) => (single ? Math.fround : (/** @type {number} */ x) => x);
