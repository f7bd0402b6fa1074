// Where the players stood before a reload, as a text that anybody may have written.
import assert from "node:assert/strict";
import { test } from "node:test";

import { readPlaces, recall, remember, writePlaces } from "../../assets/player/control/remembered.js";

test("places read back as they were written", () => {
  const places = new Map([["depthwise", [5, 16, 1]], ["article.window", [0, 10, 0]]]);
  assert.deepEqual(readPlaces(writePlaces(places)), places);
});

test("what is no place is none, whatever stands there", () => {
  const hostile = ["1.eNoDAAAAAAE", "</script><img src=x onerror=alert(1)>", "x".repeat(3e6)];
  for (const text of [null, "", "{", "null", "7", '"text"', '{"length": 9}', "[".repeat(1e5), ...hostile]) {
    assert.equal(readPlaces(text).size, 0);
  }
  const some = '[["a", -1, 9, 0], ["b", 1.5, 9, 0], ["c", "1", 9, 0], ["d", 1, 9], [1, 2, 3, 4], null, [["e"], 1, 2, 0], ["f", 1e999, 9, 0], ["h", 1, 9, -1], ["g", 3, 9, 1]]';
  assert.deepEqual(readPlaces(some), new Map([["g", [3, 9, 1]]]));
});

test("there is an end to them", () => {
  const many = new Map([...Array(500).keys()].map((i) => [`p${i}`, [i, 999, 0]]));
  assert.equal(readPlaces(writePlaces(many)).size, 64);
  assert.equal(readPlaces(JSON.stringify([...many].map(([name, place]) => [name, ...place]))).size, 64);
});

test("within a page a place is found again by its player's name, also where there are fewer steps now", () => {
  globalThis.addEventListener ??= () => {};
  assert.equal(recall("one", 9), undefined);
  remember("one", [8, 9, 2]);
  assert.deepEqual(recall("one", 4), [8, 9, 2]);
  assert.equal(recall("other", 9), undefined);
});
