// How large cells have to be for their numbers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { legibleCell } from "../../assets/player/drawing/legible.js";

const widthOf = (text) => text.length / 2;
const box = (panel, scale = 1) => ({ panel, scale, aspect: 1 });

/** The cell for an input that stands still, a small map of it, and products up to a limit. */
function least(input, products, boxes = [box("a"), box("b")]) {
  const panels = [{ id: "a", role: "input", block: 0 }, { id: "b", role: "products", block: null }];
  const stacks = [{ first: 0, at: [0], shape: [1, input.length], steps: [0, 1], moves: null }];
  const limits = { input: Math.max(...input.map(Math.abs)), products };
  return legibleCell({ panels, numbers: input, across: 1, stacks, limits }, { boxes }, widthOf);
}

test("a cell has room for its longest number in letters of 11 pixels", () => {
  assert.equal(least([1, 2], 4), 14);
  assert.equal(least([1, 2000], 4), 4 * 5.5 + 4);
  assert.equal(least([1, -2000], 4), 5 * 5.5 + 4);
});

test("products have room up to their limit, however short that is written", () => {
  assert.equal(least([1], 9024), 4 * 5.5 + 4);
  assert.equal(least([1], 0.25), 4 * 5.5 + 4);
});

test("small maps need no numbers, and no cell is larger than a screen can use", () => {
  assert.equal(least([1, 2000], 4, [box("a", 0.5), box("b")]), 14);
  assert.equal(least([1, -2.5e-300], 4), 44);
});
