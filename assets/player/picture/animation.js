// @ts-check
// A run of steps as an animated GIF: a frame a step, each the picture of that step; and how large it will be.

import { frameAt } from "../film.js";
import { GIF_END, difference, gifFrame, gifHeader, makePalette } from "./gif.js";
import { loaded, takePicture } from "./picture.js";
import { sentenceAt } from "../sentence.js";

/** @import { Scene, View } from "../types.js" */

/**
 * @typedef {object} Run
 * @property {View} view
 * @property {Scene} scene
 * @property {number[]} steps in their order, at least one
 * @property {(step: number, look: (view: View) => string) => string} glimpse looks at a step without showing it
 * @property {AbortSignal} signal ends it
 */

export const MOST_FRAMES = 1024;
const MOST_SAMPLES = 10;

/**
 * An animated GIF with one frame a step, repeated for ever.
 * @param {Run} run
 * @param {number} perSecond steps a second
 * @param {(done: number) => void} progress told after each frame how many are done
 */
export async function toGif(run, perSecond, progress) {
  const { size, draw, palette } = await prepare(run);
  const parts = [gifHeader(size.width, size.height, palette.colours)];
  /** @type {Uint8Array | null} */
  let before = null;
  for (const [done, step] of run.steps.entries()) {
    const now = palette.indexed(await draw(step));
    parts.push(gifFrame(difference(before, now, size.width), Math.round(100 / perSecond)));
    before = now;
    progress(done + 1);
  }
  return new Blob([...parts, GIF_END], { type: "image/gif" });
}

/**
 * About how many bytes that would be, and how many seconds it would take: some of the frames, times how many there are.
 * @param {Run} run
 */
export async function estimate(run) {
  const began = performance.now();
  const { size, draw, palette, drawn } = await prepare(run);
  const first = palette.indexed(await draw(run.steps[0]));
  const whole = gifFrame(difference(null, first, size.width), 1).length + gifHeader(1, 1, palette.colours).length;
  const pairs = sampled(run);
  let later = 0;
  for (const [one, next] of pairs) {
    const before = palette.indexed(await draw(one));
    later += gifFrame(difference(before, palette.indexed(await draw(next)), size.width), 1).length;
  }
  const each = (performance.now() - began) / 1000 / (drawn + 1 + 2 * pairs.length);
  const frames = run.steps.length;
  const bytes = whole + Math.round(later / Math.max(pairs.length, 1)) * (frames - 1);
  return { bytes, seconds: Math.max(Math.round(each * frames), 1) };
}

/**
 * What frames are drawn with: their still parts once, and the colours of the first, the middle and the last.
 * @param {Run} run
 */
async function prepare({ view, scene, steps, glimpse, signal }) {
  const { open, ground, moving, width, height } = takePicture(view, scene, steps.map((i) => sentenceAt(scene, i)));
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  const below = await loaded(`${open}${ground}</svg>`);
  /** @param {number} step */
  const draw = async (step) => {
    signal.throwIfAborted();
    const above = await loaded(`${open}${glimpse(step, moving)}</svg>`);
    pen.drawImage(below, 0, 0);
    pen.drawImage(above, 0, 0);
    return new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer);
  };
  const some = [...new Set([steps[0], steps[Math.floor(steps.length / 2)], steps[steps.length - 1]])];
  const pictures = [];
  for (const step of some) pictures.push(await draw(step));
  return { size: { width, height }, draw, palette: makePalette(pictures), drawn: some.length };
}

/**
 * Some of the steps and those before them, such that small changes and large ones have their share.
 * @param {Run} run
 */
function sampled({ scene, steps }) {
  const pairs = steps.slice(1).map((step, i) => [steps[i], step]);
  const sorted = pairs.map((pair) => ({ pair, changed: changedCells(scene, pair[0], pair[1]) }))
    .sort((a, b) => a.changed - b.changed || a.pair[0] - b.pair[0]).map(({ pair }) => pair);
  const most = Math.min(MOST_SAMPLES, sorted.length);
  return [...Array(most).keys()].map((i) => sorted[Math.floor((2 * i + 1) * sorted.length / (2 * most))]);
}

/**
 * About how many cells a step changes.
 * @param {Scene} scene
 * @param {number} before
 * @param {number} now
 */
function changedCells(scene, before, now) {
  const shown = new Set(frameAt(scene, before).shows.map(String));
  const fresh = frameAt(scene, now).shows.filter((show) => !shown.has(String(show)));
  return fresh.reduce((sum, [number]) => sum + scene.panels[number].rows * scene.panels[number].cols, 0);
}
