import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = {}; // the module's own page is none
const { heightOf } = await import("../../assets/shell/steady.js");

// Desk: 9 cells and 60 pixels across, 4 and 20 down; phone: 3 and 10 across, 12 and 50 down; cells from 8 to 40 pixels;
// 186 pixels above, 100 for the bar.
const numbers = [9, 60, 4, 20, 3, 10, 12, 50, 40, 8, 186, 100];

test("a picture is as high as its cells, and these as large as is allowed", () => {
  assert.equal(heightOf(numbers, { width: 2000, height: 2000, wide: true }), 4 * 40 + 20 + 100);
});

test("the width of the page bounds the cells", () => {
  assert.equal(heightOf(numbers, { width: 40 + 60 + 9 * 20, height: 2000, wide: true }), 4 * 20 + 20 + 100);
});

test("the height of a window bounds them on a desk", () => {
  assert.equal(heightOf(numbers, { width: 2000, height: 186 + 100 + 20 + 4 * 30, wide: true }), 4 * 30 + 20 + 100);
});

test("a phone's picture is as high as it needs to be, in an arrangement of its own", () => {
  assert.equal(heightOf(numbers, { width: 40 + 10 + 3 * 30, height: 10, wide: false }), 12 * 30 + 50 + 100);
});

test("cells never become too small to see", () => {
  assert.equal(heightOf(numbers, { width: 1, height: 1, wide: true }), 4 * 8 + 20 + 100);
});
