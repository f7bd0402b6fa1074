// Colours of values and of channels.
import assert from "node:assert/strict";
import { test } from "node:test";

import { channelColour, colourOf, isLight } from "../../assets/player/drawing/colours.js";

const SCALE = [[0, "#ff0000"], [0.5, "#808080"], [1, "#0000ff"]];

test("a scale is centred at 0 and ends at the limits", () => {
  assert.deepEqual(colourOf(-4, 4, SCALE), [255, 0, 0]);
  assert.deepEqual(colourOf(0, 4, SCALE), [128, 128, 128]);
  assert.deepEqual(colourOf(4, 4, SCALE), [0, 0, 255]);
});

test("between two stops a colour is mixed", () => {
  assert.deepEqual(colourOf(2, 4, SCALE), [64, 64, 192]);
  assert.deepEqual(colourOf(-1, 4, SCALE), [160, 96, 96]);
});

test("the largest floats have a colour too", () => {
  assert.deepEqual(colourOf(1.7e308, 1.7e308, SCALE), [0, 0, 255]);
  assert.deepEqual(colourOf(-1.7e308, 1.7e308, SCALE), [255, 0, 0]);
});

test("the ninth channel wears the first one's colour, several channels none", () => {
  assert.equal(channelColour(8), channelColour(0));
  assert.notEqual(channelColour(7), channelColour(0));
  assert.equal(channelColour(null), "var(--cs-neutral)");
});

test("light text means a dark page", () => {
  assert.equal(isLight("rgb(230, 232, 238)"), true);
  assert.equal(isLight("rgba(31, 36, 48, 0.9)"), false);
});
