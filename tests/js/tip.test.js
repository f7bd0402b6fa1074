// Where a tip stands: beside its cell, whole, and on no title.
import assert from "node:assert/strict";
import { test } from "node:test";

import { placeTip } from "../../assets/player/control/tip.js";

const ROOM = { left: 0, right: 400, top: 0, bottom: 300 };
const SIZE = { width: 100, height: 20 };
const PANEL = { x: 150, y: 50, width: 90, height: 90 };
const cell = (row, col) => ({ x: PANEL.x + col * 30, y: PANEL.y + row * 30, width: 30, height: 30 });
const TITLE = { x: 150, y: 32, width: 90, height: 14 };

test("a tip stands above its cell, in its middle", () => {
  assert.deepEqual(placeTip(SIZE, cell(1, 1), PANEL, [TITLE], ROOM), { x: 145, y: 55 });
});

test("it hides no title: in the first row it stands below", () => {
  assert.deepEqual(placeTip(SIZE, cell(0, 1), PANEL, [TITLE], ROOM), { x: 145, y: 85 });
});

test("where a title lies below the cell as well, it stands beyond the panel", () => {
  const low = { x: 100, y: 84, width: 60, height: 14 };
  assert.deepEqual(placeTip(SIZE, cell(0, 1), PANEL, [TITLE, low], ROOM), { x: 145, y: 145 });
});

test("it is whole at every side", () => {
  const wide = { width: 300, height: 20 };
  assert.equal(placeTip(wide, { x: 2, y: 100, width: 30, height: 30 }, PANEL, [], ROOM).x, 0);
  assert.equal(placeTip(wide, { x: 380, y: 100, width: 30, height: 30 }, PANEL, [], ROOM).x, 100);
  assert.equal(placeTip(SIZE, { x: 100, y: 3, width: 30, height: 30 }, PANEL, [], ROOM).y, 38);
});

test("where nothing is free it covers a title rather than be cut", () => {
  const everywhere = { x: 0, y: 0, width: 400, height: 300 };
  assert.deepEqual(placeTip(SIZE, cell(1, 1), PANEL, [everywhere], ROOM), { x: 145, y: 55 });
});
