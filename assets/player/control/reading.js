// @ts-check
// Whether a typed text is a number; the same rule as convcore.numbers.number, which a test holds.

const DECIMAL = /^[0-9+\-.eE]+$/;

/** @typedef {"empty" | "text" | "comma" | "zero" | "large"} Fault */

/** Dashes used as minus signs and full-width signs, as what they mean. @param {string} text */
const plain = (text) => text
  .replace(/[\u2010-\u2013\u2212]/g, "-")
  .replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
  .replace(/\u3000/g, " ")
  .trim();

/** @param {string} text */
function decimal(text) {
  const bare = text.trim();
  return DECIMAL.test(bare) ? Number(bare) : NaN;
}

/**
 * What is wrong with a text as a number; null where nothing is.
 * @param {string} text
 * @returns {Fault | null}
 */
export function faultOf(text) {
  const bare = plain(text);
  if (!bare) return "empty";
  const [above, below = "1", ...more] = bare.split("/");
  const [over, under] = [decimal(above), decimal(below)];
  if (more.length || Number.isNaN(over) || Number.isNaN(under)) return pointed(text) ? "comma" : "text";
  if (under === 0) return "zero";
  return Number.isFinite(under) && Number.isFinite(over / under) ? null : "large";
}

/**
 * The text with a decimal point in the place of its comma, where that makes it a number; else an empty one.
 * @param {string} text
 */
export function pointed(text) {
  const parts = plain(text).split(",");
  const point = parts.join(".");
  return parts.length === 2 && faultOf(point) === null ? point : "";
}
