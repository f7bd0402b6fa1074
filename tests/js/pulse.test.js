// How often something is done while the player plays: by a timer, or with the display's frames.
import assert from "node:assert/strict";
import { test } from "node:test";

import { pulse } from "../../assets/player/control/pulse.js";

/** Lets a display pass that draws so often a second, for a second; the times at which something was done. */
function playedAt(perSecond, frames, act = () => {}) {
  const done = [];
  let next = null;
  globalThis.requestAnimationFrame = (look) => { next = look; return 1; };
  globalThis.cancelAnimationFrame = () => { next = null; };
  const began = performance.now();
  const stop = pulse(perSecond, () => { done.push(next !== null); act(stop); });
  let shown = 0;
  for (let frame = 1; frame <= frames && next; frame += 1) {
    const before = done.length;
    next(began + frame * (1000 / frames));
    shown += done.length > before ? 1 : 0;
  }
  stop();
  assert.equal(next, null);
  return { times: done.length, shown };
}

test("at the display's own pace each frame has one step", () => {
  assert.deepEqual(playedAt(60, 60), { times: 60, shown: 60 });
});

test("a faster display shows each step in several frames", () => {
  assert.deepEqual(playedAt(60, 120), { times: 60, shown: 60 });
  assert.deepEqual(playedAt(60, 240), { times: 60, shown: 60 });
});

test("a slower display has one step a frame: none goes by unseen", () => {
  assert.deepEqual(playedAt(60, 30), { times: 30, shown: 30 });
});

test("what was done may end it", () => {
  assert.deepEqual(playedAt(60, 60, (stop) => stop()), { times: 1, shown: 1 });
});

test("slower than the display a timer does it", (context) => {
  context.mock.timers.enable({ apis: ["setInterval"] });
  let times = 0;
  const stop = pulse(4, () => { times += 1; });
  context.mock.timers.tick(1000);
  assert.equal(times, 4);
  stop();
  context.mock.timers.tick(1000);
  assert.equal(times, 4);
});
