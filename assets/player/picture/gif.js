// @ts-check
// Animated GIFs, written frame by frame: each holds what differs from the one before it. Nothing here knows the screen.
//
// The format is CompuServe's GIF89a: https://www.w3.org/Graphics/GIF/spec-gif89a.txt

const MOST_COLOURS = 255; // and one index more for what stays as it was
const BITS = 8;
const MOST_CODES = 4096;
const CHUNK = 255;
const RGB_BITS = 0xffffff;

/** @typedef {{ left: number, top: number, width: number, height: number, indices: Uint8Array }} Part of a picture */

export const GIF_END = Uint8Array.of(0x3b);

/** @param {number} value */
const word = (value) => [value & 255, value >> 8];
/** @param {string} text */
const letters = (text) => [...text].map((letter) => letter.charCodeAt(0));

/** How far apart two colours are, squared. @param {number} one @param {number} other */
const distance = (one, other) => ((one & 255) - (other & 255)) ** 2
  + ((one >> 8 & 255) - (other >> 8 & 255)) ** 2 + ((one >> 16) - (other >> 16)) ** 2;

/**
 * Up to 255 colours, and for any pixel the index of the nearest of them.
 *
 * They are the commonest of some pictures, so that the flat ones come out exactly. A pixel is a number as ImageData
 * holds it, red in its lowest byte.
 * @param {Uint32Array[]} pictures
 */
export function makePalette(pictures) {
  const counts = new Uint32Array(RGB_BITS + 1);
  /** @type {number[]} */
  const found = [];
  for (const pixels of pictures) {
    for (let i = 0; i < pixels.length; i += 1) {
      const rgb = pixels[i] & RGB_BITS;
      if (counts[rgb] === 0) found.push(rgb);
      counts[rgb] += 1;
    }
  }
  const colours = found.sort((a, b) => counts[b] - counts[a] || a - b).slice(0, MOST_COLOURS);
  const known = new Int16Array(RGB_BITS + 1).fill(-1);
  colours.forEach((rgb, i) => { known[rgb] = i; });
  /** @param {number} rgb */
  const closest = (rgb) => {
    const apart = colours.map((one) => distance(one, rgb));
    return apart.indexOf(Math.min(...apart));
  };
  /** @param {Uint32Array} pixels */
  const indexed = (pixels) => {
    const indices = new Uint8Array(pixels.length);
    for (let i = 0; i < pixels.length; i += 1) {
      const rgb = pixels[i] & RGB_BITS;
      if (known[rgb] < 0) known[rgb] = closest(rgb);
      indices[i] = known[rgb];
    }
    return indices;
  };
  return { colours, indexed };
}

/**
 * The beginning of a GIF that is repeated for ever.
 * @param {number} width
 * @param {number} height
 * @param {number[]} colours
 */
export function gifHeader(width, height, colours) {
  const table = new Uint8Array(3 << BITS);
  colours.forEach((rgb, i) => table.set([rgb & 255, rgb >> 8 & 255, rgb >> 16], 3 * i));
  const screen = [...letters("GIF89a"), ...word(width), ...word(height), 0xf0 | BITS - 1, 0, 0];
  return Uint8Array.of(...screen, ...table, 0x21, 0xff, 11, ...letters("NETSCAPE2.0"), 3, 1, 0, 0, 0);
}

/**
 * A frame as GIF data.
 * @param {Part} part
 * @param {number} hundredths of a second that it stands
 */
export function gifFrame({ left, top, width, height, indices }, hundredths) {
  const control = [0x21, 0xf9, 4, 1 << 2 | 1, ...word(hundredths), MOST_COLOURS, 0];
  const place = [0x2c, ...word(left), ...word(top), ...word(width), ...word(height), 0, BITS];
  const data = lzw(indices);
  const chunks = Math.ceil(data.length / CHUNK);
  const bytes = new Uint8Array(control.length + place.length + data.length + chunks + 1);
  bytes.set([...control, ...place]);
  let at = control.length + place.length;
  for (let from = 0; from < data.length; from += CHUNK) {
    const chunk = data.subarray(from, from + CHUNK);
    bytes[at] = chunk.length;
    bytes.set(chunk, at + 1);
    at += chunk.length + 1;
  }
  return bytes;
}

/**
 * What differs from the picture before, in the rectangle that holds it; without one before it, all of it.
 * @param {Uint8Array | null} before
 * @param {Uint8Array} now
 * @param {number} width
 * @returns {Part}
 */
export function difference(before, now, width) {
  if (!before) return { left: 0, top: 0, width, height: now.length / width, indices: now };
  let [left, right, top, bottom] = [width, 0, -1, 0];
  for (let i = 0; i < now.length; i += 1) {
    if (now[i] === before[i]) continue;
    const col = i % width;
    bottom = (i - col) / width;
    if (top < 0) top = bottom;
    if (col < left) left = col;
    if (col > right) right = col;
  }
  if (top < 0) return { left: 0, top: 0, width: 1, height: 1, indices: Uint8Array.of(MOST_COLOURS) };
  const part = { left, top, width: right - left + 1, height: bottom - top + 1 };
  const indices = new Uint8Array(part.width * part.height);
  for (let row = 0, i = 0; row < part.height; row += 1) {
    for (let at = (top + row) * width + left, end = at + part.width; at < end; at += 1, i += 1) {
      indices[i] = now[at] === before[at] ? MOST_COLOURS : now[at];
    }
  }
  return { ...part, indices };
}

/**
 * Lempel, Ziv and Welch's compression as GIF has it: codes of 9 to 12 bits, the lowest first.
 * @param {Uint8Array} indices at least one
 */
export function lzw(indices) {
  const clear = 1 << BITS;
  const table = new Uint16Array(MOST_CODES << BITS); // the code of a known string and one more index; 0 for none
  const bytes = new Uint8Array(indices.length * 2 + 16); // at most 12 bits an index
  let [next, size, held, bits, at] = [clear + 2, BITS + 1, 0, 0, 0];
  /** @param {number} code */
  const emit = (code) => {
    held |= code << bits;
    for (bits += size; bits >= 8; bits -= 8) {
      bytes[at] = held & 255;
      at += 1;
      held >>>= 8;
    }
  };
  emit(clear);
  let string = indices[0];
  for (let i = 1; i < indices.length; i += 1) {
    const longer = string << BITS | indices[i];
    if (table[longer]) {
      string = table[longer];
      continue;
    }
    emit(string);
    if (next === 1 << size && next < MOST_CODES) size += 1;
    if (next < MOST_CODES) {
      table[longer] = next;
      next += 1;
    } else {
      emit(clear);
      table.fill(0);
      [next, size] = [clear + 2, BITS + 1];
    }
    string = indices[i];
  }
  emit(string);
  if (next === 1 << size && next < MOST_CODES) size += 1;
  emit(clear + 1);
  bytes[at] = held;
  return bytes.subarray(0, bits ? at + 1 : at);
}
