// Which step is meant.
import assert from "node:assert/strict";
import { test } from "node:test";

import { stepAt } from "../../assets/player/film.js";
import { nearest, seen, standing, strideOf } from "../../assets/player/control/steps.js";

const SHOTS = [0, 1].map((channel) => ({ cell: [0, 0, channel] }));
const SCENE = { channels: 2, across: 2, reels: [{ rows: [0, 1], shots: SHOTS }] }; // one row, two columns, two channels

test("a pinned cell is stood on, a cell under the pointer only looked at", () => {
  assert.equal(standing({ step: 3, pin: null }), 3);
  assert.equal(standing({ step: 3, pin: 0 }), 0);
  assert.equal(seen({ step: 3, pin: 1, hover: 0 }), 0);
  assert.equal(seen({ step: 3, pin: 1, hover: null }), 1);
});

test("an output cell is found, one that is not there is not", () => {
  assert.equal(stepAt(SCENE, [0, 1, 0]), 2);
  assert.equal(stepAt(SCENE, [1, 0, 0]), null);
});

test("steps end at both ends", () => {
  assert.deepEqual([-5, 2, 9].map((step) => nearest(SCENE, null, step)), [0, 2, 3]);
});

test("with a channel in focus only its steps are reached", () => {
  assert.equal(strideOf(SCENE, null), 1);
  assert.equal(strideOf(SCENE, 1), 2);
  assert.deepEqual([-5, 0, 2, 9].map((step) => nearest(SCENE, 1, step)), [1, 1, 3, 3]);
});
