// Which keys ask for undo and redo.
import assert from "node:assert/strict";
import { test } from "node:test";

import { asked } from "../../assets/history.js";

test("Ctrl or Cmd with z undoes, with Shift and z or with y redoes", () => {
  for (const held of [{ ctrlKey: true }, { metaKey: true }]) {
    assert.equal(asked({ key: "z", ...held }), "undo");
    assert.equal(asked({ key: "Z", shiftKey: true, ...held }), "redo");
    assert.equal(asked({ key: "y", ...held }), "redo");
  }
});

test("other keys ask for nothing", () => {
  assert.equal(asked({ key: "z" }), null);
  assert.equal(asked({ key: "z", ctrlKey: true, altKey: true }), null);
  assert.equal(asked({ key: "x", ctrlKey: true }), null);
});
