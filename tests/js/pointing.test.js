// What a pointer is on: the panel whose origin is marked, the step of an output cell.
import assert from "node:assert/strict";
import { test } from "node:test";

import { originOf, stepOf } from "../../assets/player/control/pointing.js";

const SCENE = {
  panels: [{ id: "a", label: 0 }, { id: "b", label: 1 }, { id: "c", label: 1 }, { id: "focus", label: null }],
  origins: { a: [0], c: [1] },
};
const tile = (id, label, role = "output") => ({ id, label, panel: { role } });

test("an output asks for its own origin", () => {
  assert.equal(originOf(SCENE, tile("a", 0)), "a");
});

test("one in focus asks for the panel that it shows at present", () => {
  assert.equal(originOf(SCENE, tile("focus", 0)), "a");
  assert.equal(originOf(SCENE, tile("focus", 1)), "c");
});

test("what shows nothing yet, and what is no output, has no origin", () => {
  assert.equal(originOf(SCENE, tile("focus", undefined)), null);
  assert.equal(originOf(SCENE, tile("a", 0, "input")), null);
});

test("an output cell leads to its step, where that is in hand", () => {
  const scene = { across: 2, reels: [{ rows: [2, 2], shots: Array(2) }] }; // rows 2 and 3 of four, two columns, two channels
  const cells = [1, 2, 3, 4].flatMap((row) => [0, 1].map((col) => ({ row, col })));
  const output = { panel: { role: "output", stride: [4, 2] }, first: -2 * 4 + 1, cells };
  assert.deepEqual(cells.map((_, at) => stepOf(scene, output, at)), [null, null, 1, 3, 5, 7, null, null]);
  assert.equal(stepOf(scene, { ...output, first: null }, 2), null);
});
