// @ts-check
// Colours of values and of channels.

/** @typedef {[number, number, number]} RGB */
/** @typedef {[number, string][]} Scale stops from 0 to 1 and their colours, #rrggbb */

const CHANNELS = 8;

/** @param {string} hex @returns {RGB} */
const parts = (hex) => [parseInt(hex.slice(1, 3), 16), parseInt(hex.slice(3, 5), 16), parseInt(hex.slice(5, 7), 16)];

/**
 * Whether a colour as the browser writes it, `rgb(31, 36, 48)`, is a light one.
 * @param {string} colour
 */
export function isLight(colour) {
  const [r, g, b] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b > 128;
}

/**
 * A value's colour on a diverging scale centred at 0 that ends at -limit and limit.
 * @param {number} value
 * @param {number} limit
 * @param {Scale} scale
 * @returns {RGB}
 */
export function colourOf(value, limit, scale) {
  const at = Math.min(Math.max(0.5 + value / limit / 2, 0), 1);
  const upper = Math.max(scale.findIndex(([stop]) => stop >= at), 1);
  const [[from, low], [to, high]] = [scale[upper - 1], scale[upper]];
  const [start, end] = [parts(low), parts(high)];
  /** @param {0 | 1 | 2} i */
  const mixed = (i) => Math.round(start[i] + ((end[i] - start[i]) * (at - from)) / (to - from));
  return [mixed(0), mixed(1), mixed(2)];
}

/**
 * The style sheet's name for an input channel's colour; null is neutral, it mixes several.
 * @param {number | null} channel
 */
export const channelColour = (channel) =>
  channel === null ? "var(--cs-neutral)" : `var(--cs-channel-${channel % CHANNELS})`;
