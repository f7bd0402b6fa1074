// How smooth and how large an animation is.
import assert from "node:assert/strict";
import { test } from "node:test";

import { glidesOf, scaleOf } from "../../assets/player/picture/animation.js";

test("windows glide while a step's time and the number of pictures leave room for it", () => {
  assert.deepEqual([200, 100, 50, 25, 13].map((hundredths) => glidesOf(16, hundredths)), [3, 3, 3, 3, 1]);
  assert.deepEqual([1, 128, 170, 256, 257, 1024].map((steps) => glidesOf(steps, 100)), [3, 3, 2, 1, 0, 0]);
  assert.equal(glidesOf(16, 100, true), 0);
});

test("a frame is 1,600 pixels wide or more, within the pixels that there may be", () => {
  assert.equal(800 * scaleOf(800, 500), 1600);
  assert.equal(1700 * scaleOf(1700, 900), 1700);
  const [width, height] = [366, 6000].map((side) => side * scaleOf(366, 6000));
  assert.ok(width < 1600 && Math.abs(width * height - 2 ** 24) < 1);
});
