// Whether a typed text is a number: the table that tests/convcore/test_numbers.py holds the core to as well.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { faultOf, pointed } from "../../assets/player/control/reading.js";

const TYPED = JSON.parse(readFileSync(new URL("typed.json", import.meta.url), "utf-8"));

test("a text is refused for what is wrong with it", () => {
  for (const [fault, texts] of Object.entries(TYPED)) {
    for (const text of texts) assert.equal(faultOf(text), fault === "number" ? null : fault, JSON.stringify(text));
  }
});

test("a decimal comma has its point", () => {
  assert.equal(pointed("1,5"), "1.5");
  assert.equal(pointed("1,2,3"), "");
  assert.equal(pointed("x,5"), "");
});
