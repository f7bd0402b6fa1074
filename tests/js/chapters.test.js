import assert from "node:assert/strict";
import { test } from "node:test";

globalThis.document = {}; // the module's own page is none
const { chapterRead } = await import("../../assets/shell/chapters.js");

test("no chapter is read before the first begins", () => {
  assert.equal(chapterRead([500, 900], 1000), -1);
});

test("the last that begins above the middle is read", () => {
  assert.equal(chapterRead([-900, 400, 401], 1000), 1);
});

test("below the last chapter it is still that", () => {
  assert.equal(chapterRead([-900, -400], 1000), 1);
});
