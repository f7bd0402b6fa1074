// The GIF writer. That other programs read what it writes is held by tests/browser/test_gif.py.
import assert from "node:assert/strict";
import { test } from "node:test";

import { difference, gifFrame, gifHeader, lzw, makePalette } from "../../assets/player/picture/gif.js";

/** What a reader of GIFs does: codes into strings. */
function unpacked(bytes) {
  let [at, size, table, before] = [0, 9, [], null];
  const found = [];
  const read = () => {
    let code = 0;
    for (let i = 0; i < size; i += 1, at += 1) code |= (bytes[at >> 3] >> (at & 7) & 1) << i;
    return code;
  };
  for (;;) {
    const code = read();
    if (code === 257) return found;
    if (code === 256) {
      table = [...Array(258).keys()].map((i) => [i]);
      [size, before] = [9, null];
      continue;
    }
    const string = table[code] ?? [...before, before[0]];
    found.push(...string);
    if (before && table.length < 4096) table.push([...before, string[0]]);
    if (table.length === 1 << size && size < 12) size += 1;
    before = string;
  }
}

/** So many indices that look random but are the same each time. */
function noise(count, colours) {
  let state = 1;
  return Uint8Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return (state >> 8) % colours;
  });
}

test("a string of indices comes back as it was, through every size of code and a full table", () => {
  for (const count of [1, 2, 3, 200, 254, 255, 256, 257, 258, 259, 766, 767, 768, 3837, 3838, 3839, 3840, 20000]) {
    for (const colours of [1, 2, 256]) {
      const indices = noise(count, colours);
      assert.deepEqual(unpacked(lzw(indices)), [...indices], `${count} of ${colours}`);
    }
  }
});

test("what repeats becomes small", () => {
  assert.ok(lzw(new Uint8Array(100000)).length < 1000);
});

test("the commonest colours are exact, others the nearest", () => {
  const many = Uint32Array.from({ length: 600 }, (_, i) => (i < 300 ? i : 0xff0000)).map((rgb) => rgb | 0xff000000);
  const { colours, indexed } = makePalette([many]);
  assert.equal(colours.length, 255);
  assert.equal(colours[0], 0xff0000);
  const [blue, black, nearly] = indexed(Uint32Array.of(0xffff0000, 0xff000000, 0xff010000));
  assert.equal(colours[blue], 0xff0000);
  assert.equal(colours[black], 0);
  assert.equal(colours[nearly], 0);
});

test("a frame is what differs from the one before", () => {
  const before = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  const now = Uint8Array.of(0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 8, 0);
  assert.deepEqual(difference(before, now, 4), {
    left: 1, top: 1, width: 2, height: 2, indices: Uint8Array.of(7, 255, 255, 8),
  });
  assert.deepEqual(difference(null, now, 4), { left: 0, top: 0, width: 4, height: 3, indices: now });
  const nothing = difference(now, now, 4);
  assert.deepEqual([nothing.width, nothing.height, ...nothing.indices], [1, 1, 255]);
});

test("the header says the size and that it is repeated for ever", () => {
  const bytes = gifHeader(300, 2, [0x030201]);
  assert.equal(String.fromCharCode(...bytes.slice(0, 6)), "GIF89a");
  assert.deepEqual([...bytes.slice(6, 10)], [44, 1, 2, 0]);
  assert.deepEqual([...bytes.slice(13, 17)], [1, 2, 3, 0]);
  assert.equal(String.fromCharCode(...bytes).includes("NETSCAPE2.0"), true);
});

test("a frame is cut into chunks that say their length", () => {
  const indices = noise(5000, 256);
  const bytes = gifFrame({ left: 1, top: 2, width: 100, height: 50, indices }, 50);
  const found = [];
  let at = 8 + 10 + 1;
  assert.equal(bytes[at - 1], 8);
  while (bytes[at]) {
    found.push(...bytes.slice(at + 1, at + 1 + bytes[at]));
    at += bytes[at] + 1;
  }
  assert.equal(at, bytes.length - 1);
  assert.deepEqual(unpacked(found), [...indices]);
});
