// @ts-check
// How a number is written in a cell; the same rule as convcore.numbers.short, which a test holds.

export const MIN_FONT = 11;
const MAX_FONT = 15;

/**
 * toFixed or toExponential, but with a tie rounded to the even digit, as Python does.
 * @param {"toFixed" | "toExponential"} method
 * @param {number} value
 * @param {number} places
 */
function rounded(method, value, places) {
  const text = value[method](places);
  const exact = value[method](100).split("e")[0].replace(/0+$/, "");
  const tie = exact.endsWith("5") && exact.split(".")[1].length === places + 1;
  return tie && /[13579]$/.test(text.split("e")[0]) ? (value * (1 - 2 ** -53))[method](places) : text;
}

/** @param {string} text */
const withoutZeros = (text) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/**
 * The text of a cell.
 * @param {number} value
 * @param {number} [digits] significant ones
 */
export function short(value, digits = 4) {
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
  const preferred = Math.round(Math.min(Math.max(height * 0.36, MIN_FONT), MAX_FONT));
  /** @param {string} text @param {number} font */
  const fits = (text, font) => widthOf(text) * font <= width - 4;
  const full = values.map((value) => (value === null ? "" : short(value)));
  for (let font = preferred; font >= MIN_FONT; font -= 1) if (full.every((text) => fits(text, font))) return { font, texts: full };
  const texts = values.map((value, i) => (value === null ? "" :
    [full[i], short(value, 3), short(value, 2)].find((text) => fits(text, MIN_FONT))));
  return texts.every((text) => text !== undefined) ? { font: MIN_FONT, texts: /** @type {string[]} */ (texts) } : null;
}
