// @ts-check
// Which step is meant: by state, by the channel in focus.

import { stepsOf } from "../film.js";

/** @import { Scene, State } from "../types.js" */

/** The step that the reader stands on. @param {State} state */
export const standing = ({ step, pin }) => pin ?? step;

/** The step that is seen: the one under the pointer comes first. @param {State} state */
export const seen = (state) => state.hover ?? standing(state);

/**
 * How many steps one goes on: past the other output channels, with one in focus.
 * @param {Scene} scene
 * @param {number | null} lock
 */
export const strideOf = (scene, lock) => (lock === null ? 1 : scene.channels);

/**
 * The nearest step there is; with one output channel in focus, the nearest that computes it.
 * @param {Scene} scene
 * @param {number | null} lock
 * @param {number} step
 */
export function nearest(scene, lock, step) {
  const inside = Math.min(Math.max(step, 0), stepsOf(scene) - 1);
  return lock === null ? inside : Math.floor(inside / scene.channels) * scene.channels + lock;
}
