// What a pointer is on: the panel whose origin is marked.
import assert from "node:assert/strict";
import { test } from "node:test";

import { originOf } from "../../assets/player/control/pointing.js";

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
