// @ts-check
// A run of steps as an animated GIF: for each step its picture, before it some in which windows glide there, as on the
// screen; and how large it will be.

import { frameAt } from "../film.js";
import { GIF_END, difference, gifFrame, gifHeader, makePalette } from "./gif.js";
import { loaded, placesOf, takePicture } from "./picture.js";
import { sentenceAt } from "../sentence.js";

/** @import { Scene, View } from "../types.js" */
/** @import { Places } from "./picture.js" */

/**
 * @typedef {object} Run
 * @property {View} view
 * @property {Scene} scene
 * @property {string} title
 * @property {number[]} steps in their order, at least one
 * @property {number} perSecond how many of them
 * @property {<Found>(step: number, look: (view: View) => Found) => Found} glimpse looks at a step without showing it
 * @property {AbortSignal} signal ends it
 */

export const MOST_FRAMES = 1024;
const LEAST_WIDTH = 1600; // pixels, so that it fills a projector
const MOST_FRAME_PIXELS = 2 ** 24; // a very high picture is less wide
const MOST_SAMPLES = 10;
const GLIDE = 4; // hundredths of a second that a picture on the way stands: 25 a second
const MOST_GLIDES = 3; // pictures on the way from step to step
const GLIDING = 512; // pictures in all, up to which windows glide
const MOVING = 0.6; // of a step's time at most

/**
 * How many pictures a step has on its way: as many as its time and the number of steps leave room for.
 * @param {number} steps
 * @param {number} hundredths of a second that a step takes
 * @param {boolean} [still] whether the reader wants no motion
 */
export function glidesOf(steps, hundredths, still = false) {
  const most = Math.min(MOST_GLIDES, Math.floor(MOVING * hundredths / GLIDE), Math.floor(GLIDING / steps) - 1);
  return still ? 0 : Math.max(most, 0);
}

/**
 * How much larger than on the screen a frame is.
 * @param {number} width
 * @param {number} height
 */
export const scaleOf = (width, height) =>
  Math.min(Math.max(LEAST_WIDTH / width, 1), Math.sqrt(MOST_FRAME_PIXELS / (width * height)));

/**
 * An animated GIF of the run, repeated for ever.
 * @param {Run} run
 * @param {(done: number) => void} progress told after each step how many are done
 */
export async function toGif(run, progress) {
  const { size, palette, look, draw, first, hundredths } = await prepare(run);
  const parts = [gifHeader(size.width, size.height, palette.colours)];
  /** @type {Uint8Array | null} */
  let before = null;
  /** @type {Places | null} */
  let from = null;
  for (const [done, step] of run.steps.entries()) {
    const { places, pictures } = look(step, from);
    const onTheWay = pictures.length - 1;
    for (const [i, picture] of pictures.entries()) {
      const now = done ? await draw(picture) : first;
      parts.push(gifFrame(difference(before, now, size.width), i < onTheWay ? GLIDE : hundredths - onTheWay * GLIDE));
      before = now;
    }
    from = places;
    progress(done + 1);
  }
  return new Blob([...parts, GIF_END], { type: "image/gif" });
}

/**
 * About how many bytes that would be, and how many seconds it would take: some of the steps, times how many there are.
 * @param {Run} run
 */
export async function estimate(run) {
  const began = performance.now();
  const { size, palette, look, draw, first, drawn } = await prepare(run);
  const whole = gifFrame(difference(null, first, size.width), 1).length + gifHeader(1, 1, palette.colours).length;
  const pairs = sampled(run);
  let [bytes, frames, others] = [0, 0, 0];
  let [at, before] = [run.steps[0], first];
  for (const [one, next] of pairs) {
    const { places, pictures: [picture] } = look(one, null);
    if (one !== at) {
      before = await draw(picture);
      others += 1;
    }
    const { pictures } = look(next, places);
    for (const later of pictures) {
      const now = await draw(later);
      bytes += gifFrame(difference(before, now, size.width), 1).length;
      before = now;
    }
    frames += pictures.length;
    at = next;
  }
  const each = (performance.now() - began) / 1000 / (drawn + others + frames);
  const times = (run.steps.length - 1) / Math.max(pairs.length, 1);
  return { bytes: whole + Math.round(bytes * times), seconds: Math.max(Math.round(each * (1 + frames * times)), 1) };
}

/**
 * What frames are drawn with, the colours of the first, the middle and the last, and the first.
 * @param {Run} run
 */
async function prepare({ view, scene, title, steps, perSecond, glimpse, signal }) {
  const picture = takePicture(view, scene, steps.map((i) => sentenceAt(scene, i)), title);
  const { open, ground, moving } = picture;
  const scale = scaleOf(picture.width, picture.height);
  const [width, height] = [Math.ceil(picture.width * scale), Math.ceil(picture.height * scale)];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  const hundredths = Math.round(100 / perSecond);
  const glides = glidesOf(steps.length, hundredths, matchMedia("(prefers-reduced-motion: reduce)").matches);
  /** A step's pictures, the last of which is its own. @param {number} step @param {Places | null} from */
  const look = (step, from) => glimpse(step, (now) => {
    const places = placesOf(now);
    const shares = from && glide(from, places) ? eased(glides) : [];
    return { places, pictures: [...shares.map((share) => moving(now, from, share)), moving(now)] };
  });
  /** @param {string} above */
  const raster = async (above) => {
    signal.throwIfAborted();
    const image = await loaded(`${open}${ground}${above}</svg>`); // in one: a veil takes the colour of what is below it
    pen.drawImage(image, 0, 0, width, height);
    return new Uint32Array(pen.getImageData(0, 0, width, height).data.buffer);
  };
  const some = [...new Set([steps[0], steps[Math.floor(steps.length / 2)], steps[steps.length - 1]])];
  const pixels = [];
  for (const step of some) pixels.push(await raster(look(step, null).pictures[0]));
  const palette = makePalette(pixels);
  /** @param {string} above */
  const draw = async (above) => palette.indexed(await raster(above));
  const first = palette.indexed(pixels[0]);
  return { size: { width, height }, look, draw, first, palette, hundredths, drawn: some.length };
}

/** Whether a frame that is seen all the time moves. @param {Places} from @param {Places} to */
const glide = (from, to) => from.some((place, i) => place && to[i] && String(place) !== String(to[i]));

/** How far a glide is at so many moments before its end: fast, then slowly. @param {number} count */
const eased = (count) => [...Array(count).keys()].map((i) => 1 - (1 - (i + 1) / (count + 1)) ** 2);

/**
 * Some of the steps and those before them, such that small changes and large ones have their share; in their order, as
 * a step that follows another is drawn from there.
 * @param {Run} run
 */
function sampled({ scene, steps }) {
  const pairs = steps.slice(1).map((step, i) => [steps[i], step]);
  const sorted = pairs.map((pair) => ({ pair, changed: changedCells(scene, pair[0], pair[1]) }))
    .sort((a, b) => a.changed - b.changed || a.pair[0] - b.pair[0]).map(({ pair }) => pair);
  const most = Math.min(MOST_SAMPLES, sorted.length);
  return [...Array(most).keys()].map((i) => sorted[Math.floor((2 * i + 1) * sorted.length / (2 * most))])
    .sort((a, b) => a[0] - b[0]);
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
