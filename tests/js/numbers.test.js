// Numbers as they stand in cells. That `short` is Python's own rule is held by tests/browser/test_player.py.
import assert from "node:assert/strict";
import { test } from "node:test";

import { fit, short } from "../../assets/player/drawing/numbers.js";

const halves = (text) => text.length / 2; // a font whose signs are half as wide as it is high

test("whole numbers stand as they are, up to six digits", () => {
  assert.deepEqual([0, -0, 63, -12, 999999].map((value) => short(value)), ["0", "0", "63", "-12", "999999"]);
  assert.equal(short(1000000), "1e6");
});

test("others are shortened to four digits, a tie to the even one", () => {
  assert.deepEqual([1 / 3, 0.5, 1234.5, 1235.5, 0.00012345].map((value) => short(value)),
    ["0.3333", "0.5", "1234", "1236", "1.234e-4"]);
});

test("all numbers of a panel have one font, as large as the cells allow", () => {
  assert.deepEqual(fit([1, 2], 40, 40, halves), { font: 14, texts: ["1", "2"] });
  assert.deepEqual(fit([1, null], 100, 100, halves), { font: 15, texts: ["1", ""] });
});

test("where they are too wide they become smaller, then shorter", () => {
  assert.deepEqual(fit([1.2345], 36, 40, halves), { font: 12, texts: ["1.234"] });
  assert.deepEqual(fit([1.2345], 30, 40, halves), { font: 11, texts: ["1.23"] });
  assert.deepEqual(fit([1.2345], 22, 40, halves), { font: 11, texts: ["1.2"] });
});

test("each number keeps as many digits as it has room for", () => {
  assert.deepEqual(fit([150, 1.2345, -7], 22, 40, halves), { font: 11, texts: ["150", "1.2", "-7"] });
});

test("cells too small for a readable number have none", () => {
  assert.equal(fit([1.2345], 15, 40, halves), null);
  assert.equal(fit([1], 40, 13, halves), null);
});
