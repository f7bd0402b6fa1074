// @ts-check
// How large cells have to be for their numbers to be read, where a picture may be wider than its room: on a phone.

import { blockAt } from "../film.js";
import { MIN_FONT, short } from "./numbers.js";

/** @import { Arrangement, Scene } from "../types.js" */

const MOST = 44; // pixels of a cell, beyond which a screen holds too few of them
const EDGES = 4; // pixels of a cell that its number leaves free

/**
 * The least size of a cell at which inputs, filters, products and outputs have room for their numbers. Small maps, from
 * which one is chosen, do with colour alone.
 * @param {Scene} scene
 * @param {Arrangement} arrangement
 * @param {(text: string) => number} widthOf how wide a text is, as a part of the font's size
 */
export function legibleCell(scene, { boxes }, widthOf) {
  const { panels, numbers, limits } = scene;
  const sign = numbers.some((value) => value !== null && value < 0) ? -1 : 1;
  const needs = ["input", "filter", "products", "output"].map((role) => {
    const own = panels.filter((panel) => panel.role === role);
    const large = boxes.filter(({ panel, scale }) => scale >= 1 && own.some(({ id }) => id === panel));
    if (!large.length) return 0;
    const values = [sign * usual(limits[role] ?? 0), ...own.flatMap(({ block }) => (block === null ? [] : blockAt(scene, block)))];
    const wide = Math.max(...values.map((value) => (value === null ? 0 : least(value, widthOf))));
    const sides = large.map(({ scale, aspect }) => Math.max((wide * MIN_FONT + EDGES) / aspect, MIN_FONT + 3) / scale);
    return Math.max(...sides);
  });
  return Math.min(Math.max(...needs), MOST);
}

/** A number as long as those are up to a limit: the limit itself may be a round one, and short. @param {number} limit */
function usual(limit) {
  const long = limit > 0 ? 8.8 * 10 ** Math.floor(Math.log10(limit)) : 0;
  return Number.isInteger(limit) ? Math.round(long) : long;
}

/**
 * The width of the shortest form in which a number is written.
 * @param {number} value
 * @param {(text: string) => number} widthOf
 */
const least = (value, widthOf) => Math.min(...[4, 3, 2].map((digits) => widthOf(short(value, digits))));
