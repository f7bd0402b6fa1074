// Some cells of a panel as one shape.
import assert from "node:assert/strict";
import { test } from "node:test";

import { isFine, region } from "../../assets/player/drawing/region.js";

const box = (rows, cols) => ({ panel: { rows, cols }, across: 2, down: 3 });
const drawn = (picture) => region(box(picture.length, picture[0].length), (row, col) => picture[row][col] === "x");

test("no cells are no shape", () => {
  assert.equal(drawn(["..", ".."]), "");
});

test("equal runs below each other are one", () => {
  assert.equal(drawn(["xx", "xx"]), "M0 0H4V6H0Z");
  assert.equal(drawn([".x", ".x", ".."]), "M2 0H4V6H2Z");
});

test("what is left of a picture that is filled row by row is two pieces", () => {
  assert.equal(drawn(["...", "..x", "xxx", "xxx"]), "M4 3H6V6H4ZM0 6H6V12H0Z");
});

test("a row may have several runs, and the same run may come again", () => {
  assert.equal(drawn(["x.x", "...", "x.."]), "M0 0H2V3H0ZM4 0H6V3H4ZM0 6H2V9H0Z");
});

test("cells share their elements where they are small and stay what they are", () => {
  const tile = (block, side) => ({ panel: { block }, across: side, down: side });
  assert.deepEqual([tile(0, 3), tile(0, 4), tile(null, 3)].map(isFine), [true, false, false]);
  assert.equal(isFine({ panel: { block: 2 }, across: 9, down: 3.9 }), true);
});
