// Where everything stands: the choice of an arrangement, boxes, titles, outlines.
import assert from "node:assert/strict";
import { test } from "node:test";

import { arrange, border, cutAt, fittingForm, inner, outline, titleForms } from "../../assets/player/drawing/layout.js";

const panel = (id, rows, cols, more = {}) =>
  ({ id, role: "input", rows, cols, before: [0, 0], inner: null, unused: [0, 0], ...more });
const SCENE = { panels: [panel("a", 4, 4), panel("b", 2, 2)] };

/** Two panels, side by side or one below the other. */
const arrangement = (name, below) => ({
  name, symbols: [], ties: [], borders: [],
  boxes: [
    { panel: "a", x: [0, 0], y: [0, 20], scale: 1, aspect: 1, titled: true },
    { panel: "b", x: below ? [0, 0] : [4, 40], y: below ? [4, 60] : [0, 20], scale: 1, aspect: 1, titled: true },
  ],
});
const BOTH = [arrangement("wide", false), arrangement("narrow", true)];
const chosen = (width, height, cell = null) => arrange(SCENE, BOTH, { width, height, cell });

test("a wide room has all side by side, in the largest cells that fit it", () => {
  const layout = chosen(1000, 240);
  assert.equal(layout.arrangement.name, "wide");
  assert.equal(layout.narrow, false);
  assert.equal(layout.cell, 54);
  assert.equal(chosen(1000, 184).cell, (180 - 20) / 4);
  assert.ok(layout.width <= 1000 && layout.height <= 240);
});

test("cells are never larger than asked, and never too small to be pointed at", () => {
  assert.equal(chosen(1000, 240, 30).cell, 30);
  assert.equal(chosen(1000, 25).cell, 8);
});

test("a phone has one below the other and may scroll", () => {
  const layout = chosen(390, 100);
  assert.equal(layout.arrangement.name, "narrow");
  assert.equal(layout.narrow, true);
  assert.ok(layout.height > 100);
});

test("where all lanes would be small, the arrangement with the largest cells is taken", () => {
  const focus = { name: "focus", boxes: [BOTH[0].boxes[1]], symbols: [], ties: [], borders: [] };
  const layout = arrange(SCENE, [...BOTH, focus], { width: 1000, height: 80, cell: null });
  assert.equal(layout.arrangement.name, "focus");
});

test("a panel's box is its cells", () => {
  const [a, b] = chosen(1000, 184).boxes;
  assert.deepEqual([a.x, a.y, a.width, a.height], [2, 22, 160, 160]);
  assert.deepEqual([b.x, b.y, b.width, b.height], [202, 22, 80, 80]);
});

test("panels that overlap from top to bottom are one row, titles and marks included", () => {
  assert.deepEqual(chosen(1000, 184).rows, [[4, 184]]);
  const { rows, boxes: [a, b] } = chosen(390, 100);
  assert.deepEqual(rows, [[a.y - 18, a.y + a.height + 2], [b.y - 18, b.y + b.height + 2]]);
});

test("a line cuts a row, or none, or all that is not whole above it", () => {
  const rows = [[0, 100], [120, 200]];
  const found = [50, 98, 99, 110, 121, 122, 198, 199, 300].map((line) => cutAt(rows, line));
  assert.deepEqual(found, [null, null, 0, 0, 0, 2, 78, 0, 0]);
});

test("an arrangement of another scene is refused", () => {
  assert.throws(() => arrange({ panels: [] }, BOTH, { width: 1000, height: 100, cell: null }), /scene lacks: a/);
});

test("a line of paper lies between cells that are not tiny", () => {
  assert.deepEqual(inner(1, 2, { across: 40, down: 20 }), { x: 80.5, y: 20.5, width: 39, height: 19 });
  assert.deepEqual(inner(1, 2, { across: 8, down: 8 }), { x: 16, y: 8, width: 8, height: 8 });
});

test("padding surrounds the tensor, unused rows and columns are its last ones", () => {
  const padded = panel("p", 5, 6, { before: [1, 2], inner: [3, 3], unused: [0, 1] });
  const kinds = [...Array(5).keys()].map((row) => [...Array(6).keys()].map((col) => border(padded, row, col)?.[0] ?? "."));
  assert.deepEqual(kinds.map((row) => row.join("")), ["pppppp", "pp...p", "pp...p", "pp...p", "pppppp"]);
  const unused = panel("u", 3, 3, { unused: [1, 1] });
  assert.deepEqual([border(unused, 0, 0), border(unused, 2, 0), border(unused, 0, 2)], [null, "unused", "unused"]);
});

test("a border has its room as a panel has", () => {
  const border = { x: [0, 0], y: [0, 0], width: [7, 100], height: [5, 40] };
  const layout = arrange(SCENE, [{ ...BOTH[0], borders: [border] }], { width: 384, height: 1000, cell: null });
  assert.equal(layout.cell, (384 - 4 - 100) / 7);
  assert.equal(layout.width, 384);
});

test("a panel without a title needs no room for one", () => {
  const bare = { ...BOTH[0], boxes: BOTH[0].boxes.map((box) => ({ ...box, titled: false })) };
  const [named, plain] = [BOTH[0], bare].map((one) => arrange(SCENE, [one], { width: 244, height: 1000, cell: null }));
  assert.equal(plain.cell, (244 - 4 - 40) / 6);
  assert.equal(named.cell, (244 - 4 - 38 - 40) / 6);
});

test("a title has one shorter form, and none where there is no room", () => {
  assert.deepEqual(titleForms({ title: "filter[:, :, 0, 1]", index: [0, 1] }), ["filter[:, :, 0, 1]", "filter 0, 1", ""]);
  assert.deepEqual(titleForms({ title: "products", index: [] }), ["products"]);
  assert.deepEqual(titleForms(null), [""]);
  assert.deepEqual(titleForms({ title: "窗口[:, :, 0]", index: [0] }), ["窗口[:, :, 0]", "窗口 0", ""]);
});

test("the longest form that its neighbour leaves room for is taken", () => {
  const forms = ["filter[:, :, 0, 1]", "[:, :, 0, 1]", "0, 1"];
  const box = { x: 0, y: 0, width: 120, down: 20 };
  const beside = (x) => [box, { x, y: 0, width: 120, down: 20 }];
  assert.equal(fittingForm(box, beside(200), forms), 0);
  assert.equal(fittingForm(box, beside(120), forms), 1);
  assert.equal(fittingForm(box, beside(60), forms), 2);
  assert.equal(fittingForm(box, beside(20), forms), 2, "the shortest is written in any case");
  assert.equal(fittingForm(box, beside(120), ["窗口窗口窗口窗口窗口", "0"]), 1, "a Chinese character takes two places");
  assert.equal(fittingForm(box, beside(120), ["windowwind", "0"]), 0);
  assert.equal(fittingForm(box, [box, { x: 60, y: 200, width: 9, down: 20 }], forms), 0, "far below is not beside");
});

test("a window has one frame, and one a tap where dilation leaves gaps, from its first corner on", () => {
  const [cell, corner] = [{ across: 10, down: 5 }, { x: 0, y: 0 }];
  assert.equal(outline(2, 3, [1, 1], cell, corner), "M0 0h30v10h-30z");
  assert.equal(outline(2, 3, [1, 1], cell, { x: 7, y: 1 }), "M7 1h30v10h-30z");
  assert.equal(outline(1, 2, [1, 2], cell, corner), "M0 0h10v5h-10zM20 0h10v5h-10z");
  assert.equal(outline(1, 2, [1, 2], cell, { x: 7, y: 1 }), "M7 1h10v5h-10zM27 1h10v5h-10z");
});
