// What the player's keys ask for, and which keys stay the browser's.
import assert from "node:assert/strict";
import { test } from "node:test";

import { pressKey } from "../../assets/player/control/keys.js";

/** Presses a key on an element of that name. */
function press(key, on = "DIV", held = {}) {
  const done = [];
  const acts = new Proxy({}, { get: (_, name) => (...given) => done.push([name, ...given]) });
  let kept = true;
  pressKey({ key, target: { tagName: on }, preventDefault: () => { kept = false; }, ...held }, acts);
  return { done, kept };
}

test("steps, ends, playing and editing", () => {
  const asked = {
    ArrowLeft: ["move", -1], ArrowRight: ["move", 1], Home: ["go", 0], End: ["goLast"],
    " ": ["toggle"], Enter: ["edit"],
  };
  for (const [key, act] of Object.entries(asked)) assert.deepEqual(press(key), { done: [act], kept: false });
});

test("Escape lets go of a cell, and closes a menu, which is the browser's", () => {
  assert.deepEqual(press("Escape"), { done: [["unpin"]], kept: true });
});

test("other keys, keys with a modifier and those of a menu are the browser's", () => {
  assert.deepEqual(press("a"), { done: [], kept: true });
  assert.deepEqual(press("ArrowRight", "SELECT"), { done: [], kept: true });
  for (const held of ["altKey", "ctrlKey", "metaKey"]) assert.equal(press("Home", "DIV", { [held]: true }).kept, true);
});

test("a button keeps what presses it", () => {
  for (const key of [" ", "Enter"]) assert.deepEqual(press(key, "BUTTON"), { done: [], kept: true });
  assert.equal(press("ArrowLeft", "BUTTON").kept, false);
});
