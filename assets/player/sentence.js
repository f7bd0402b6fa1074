// @ts-check
// What a step says: a template, filled in with the step's own numbers. The same as convcore.scenes.sentences, which a
// test holds.

import { blockAt, factorsAt, outsideAt, placeOf, rowSums } from "./film.js";
import { short } from "./drawing/numbers.js";

/** @import { Scene, Value } from "./types.js" */

const SPOKEN = 8;
const WRITTEN_OUT = 4;

/** @param {number} value */
function signed(value) {
  const text = short(value);
  return text.startsWith("-") ? `(${text})` : text;
}

/** @param {number[]} terms */
const added = (terms) => terms.map(signed).join(" + ");

/** "=" where every number is said in full, else "≈". @param {number[]} values */
const equalSign = (values) => (values.every((value) => Number(short(value)) === value) ? "=" : "≈");

/** @param {string} left @param {number[]} terms @param {number} total */
const equate = (left, terms, total) => `${left} ${equalSign([...terms, total])} ${short(total)}`;

/** @param {string} text @param {Record<string, string | number>} values */
const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/**
 * The sentence of a step.
 * @param {Scene} scene
 * @param {number} step
 */
export function sentenceAt(scene, step) {
  const { shot: { said }, window, row, col } = placeOf(scene, step);
  const values = Object.fromEntries(said.values.map((value, i) => [i, tellValue(scene, value, window)]));
  const sentence = fillIn(said.text, { ...values, row, col });
  if (!said.window) return sentence;
  const outside = outsideAt(scene, said.window[0] + window * said.window[1]);
  return outside.count ? `${sentence} · ${fillIn(said.padding ?? "", outside)}` : sentence;
}

/** @param {Scene} scene @param {Value} value @param {number} window */
function tellValue(scene, [way, first, step, last, next = 0], window) {
  const block = first + window * step;
  const numbers = () => blockAt(scene, block).map((x) => x ?? 0);
  if (last === undefined) {
    const texts = numbers().map((x) => short(x));
    return (texts.length > SPOKEN ? [...texts.slice(0, SPOKEN - 1), "…"] : texts).join(", ");
  }
  const total = blockAt(scene, last + window * next)[0] ?? 0;
  if (way !== "products") {
    const terms = numbers();
    return equate(way === "total" ? "…" : added(terms), terms, total);
  }
  const { inputs, weights } = factorsAt(scene, block);
  if (inputs.length > WRITTEN_OUT) {
    const terms = rowSums(scene, block);
    return equate(added(terms), terms, total);
  }
  const pairs = inputs.map((x, i) => `${signed(x)}×${signed(weights[i])}`);
  return equate(pairs.join(" + "), [...inputs, ...weights], total);
}
