// @ts-check
// How a number is written in a cell; the same rule as convcore.numbers.short, which a test holds.

export const MIN_FONT = 11;
const MAX_FONT = 15;
const FORMS = [4, 3, 2]; // digits of a number: as many as have room
const MOST_KEPT = 2 ** 15;

/** @type {Map<number, string>[]} of numbers that were written, by their digits: they come again with other windows */
const kept = FORMS.map(() => new Map());

/**
 * toFixed or toExponential, but with a tie rounded to the even digit, as Python does.
 * @param {"toFixed" | "toExponential"} method
 * @param {number} value
 * @param {number} places
 */
function rounded(method, value, places) {
  const text = value[method](places);
  const [digits, exponent = 0] = text.split("e");
  // Half a unit of the last digit is a number of halves: few numbers are, and to write one out costs most of a step.
  if (!Number.isInteger(value * 2 ** (places - Number(exponent) + 1))) return text;
  const exact = value[method](100).split("e")[0].replace(/0+$/, "");
  const tie = exact.endsWith("5") && exact.split(".")[1].length === places + 1;
  return tie && /[13579]$/.test(digits) ? (value * (1 - 2 ** -53))[method](places) : text;
}

/** @param {string} text */
const withoutZeros = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/**
 * The text of a cell.
 * @param {number} value
 * @param {number} [digits] significant ones: 4, 3 or 2
 */
export function short(value, digits = 4) {
  const known = kept[FORMS.indexOf(digits)];
  let text = known.get(value);
  if (text === undefined) {
    text = write(value, digits);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(value, text);
  }
  return text;
}

/** @param {number} value @param {number} digits */
function write(value, digits) {
  if (value === 0) return "0";
  const whole = Math.max(6 - 2 * (4 - digits), digits);
  if (Number.isInteger(value) && Math.abs(value) < 10 ** whole) return String(value);
  const scientific = rounded("toExponential", value, digits - 1);
  const magnitude = Math.abs(Number(scientific));
  if (magnitude >= 1e-3 && magnitude < 10 ** whole) {
    const places = Math.max(digits - 1 - Math.floor(Math.log10(magnitude)), 0);
    return withoutZeros(rounded("toFixed", value, places));
  }
  const [mantissa, exponent] = scientific.split("e");
  return `${withoutZeros(mantissa)}e${Number(exponent)}`;
}

/**
 * The texts of cells and their font: the largest in which all have room; in the smallest, each number has as many
 * digits as it has room for; null where one has none.
 * @param {(number | null)[]} values
 * @param {number} width
 * @param {number} height
 * @param {(text: string) => number} widthOf how wide a text is, as a part of the font's size
 * @returns {{ font: number, texts: string[] } | null}
 */
export function fit(values, width, height, widthOf) {
  if (height < MIN_FONT + 3) return null;
  const room = width - 4;
  /** @type {string[]} */
  const texts = [];
  let widest = 0;
  for (const value of values) {
    const digits = value === null ? 0 : FORMS.find((some) => widthOf(short(value, some)) * MIN_FONT <= room);
    if (digits === undefined) return null;
    texts.push(value === null ? "" : short(value, digits));
    widest = Math.max(widest, value === null ? 0 : widthOf(short(value)));
  }
  let font = Math.round(Math.min(Math.max(height * 0.36, MIN_FONT), MAX_FONT));
  while (font > MIN_FONT && widest * font > room) font -= 1;
  return { font, texts };
}
