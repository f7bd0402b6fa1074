// @ts-check
// Pictures of a player: the SVG that the screen shows, its style sheet inside and its sentence below; a PNG of that.
//
// The heatmaps are rectangles here, of the values and the scale that Plotly drew them with: sharp at any size. Variables
// of the page are filled in, so that a picture needs nothing beside it, in whatever program it is opened.

import { colourOf } from "../drawing/colours.js";
import { svg } from "../dom.js";
import { blockAt, stepsOf } from "../film.js";
import { still } from "../drawing/heatmaps.js";
import { inner } from "../drawing/layout.js";
import { fit } from "../drawing/numbers.js";
import { sentenceAt } from "../sentence.js";
import { seen, standing } from "../control/steps.js";

/** @import { Box, Scene, View } from "../types.js" */

const PRINT = 300 / 96; // pixels of a print for each pixel of a screen
const MOST_PIXELS = 2 ** 26;
const BLEED = 12;
const LINE = 22;
const GAP = 8; // between the panels and the sentence
const SENTENCE_FONT = 15;
const COUNT_FONT = 12;
// Rules of what stands around the picture, not in it.
const AROUND = /\.cs-(?:player|slot|stage|surface|heat|above|traveller|bar|sentence|controls|count|tip|editor|narrow|buttons|run)\b/;
const UNSEEN = ".cs-hit:not(.cs-unknown), .cs-hidden, .cs-veil:not(.cs-on), text:empty";

/**
 * A picture, taken apart: what stays the same from step to step is made once.
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {string} open the beginning of the SVG element, with its style sheet
 * @property {string} ground paper and heatmaps
 * @property {(view: View) => string} moving overlay, sentence and count of the step that is seen
 */

/**
 * Prepares pictures of a view, with room for the longest of some sentences.
 * @param {View} view
 * @param {Scene} scene
 * @param {string[]} sentences
 * @returns {Picture}
 */
export function takePicture(view, scene, sentences) {
  const { layout, look, root, payload } = view;
  const computed = getComputedStyle(root);
  const lines = Math.max(...sentences.map((one) => broken(one, layout.width, look.family).length));
  const [width, height] = [layout.width + 2 * BLEED, layout.height + GAP + (lines + 1) * LINE + 2 * BLEED];
  const box = `viewBox="${-BLEED} ${-BLEED} ${width} ${height}" width="${width}" height="${height}"`;
  const style = escaped(`font-family: ${look.family}; color: ${look.ink}`);
  return {
    width, height,
    open: `<svg xmlns="http://www.w3.org/2000/svg" ${box} style="${style}"><style>${escaped(sheet(computed))}</style>`,
    ground: text(paper(root, width, height)) + text(cells(view, scene)),
    moving: ({ state }) => {
      const frame = Math.min(seen(state), stepsOf(scene) - 1);
      const below = svg("g", { "text-anchor": "middle", fill: look.ink });
      broken(sentenceAt(scene, frame), layout.width, look.family).forEach((line, i) => {
        const at = { x: layout.width / 2, y: layout.height + GAP + LINE * (i + 0.7), "font-size": SENTENCE_FONT };
        svg("text", at, below).textContent = line;
      });
      const count = payload.words.count.replace("{step}", String(standing(state) + 1))
        .replace("{steps}", String(stepsOf(scene)));
      const at = { x: layout.width / 2, y: layout.height + GAP + LINE * (lines + 0.7), "font-size": COUNT_FONT, opacity: 0.7 };
      svg("text", at, below).textContent = count;
      return overlay(view, computed) + text(below);
    },
  };
}

/**
 * A player's picture as the text of an SVG file.
 * @param {View} view
 * @param {Scene} scene
 */
export function toSvg(view, scene) {
  const sentence = sentenceAt(scene, Math.min(seen(view.state), stepsOf(scene) - 1));
  const { open, ground, moving } = takePicture(view, scene, [sentence]);
  return `${open}<title>${escaped(sentence)}</title>${ground}${moving(view)}</svg>`;
}

/**
 * The same at print size: 300 dots an inch where a screen has 96.
 * @param {string} picture
 * @returns {Promise<Blob>}
 */
export async function toPng(picture) {
  const image = await loaded(picture);
  const scale = Math.min(PRINT, Math.sqrt(MOST_PIXELS / (image.width * image.height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture of that size can be made"))));
  });
}

/**
 * An SVG as an image that a canvas can draw.
 * @param {string} picture
 */
export async function loaded(picture) {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([picture], { type: "image/svg+xml" }));
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(image.src);
  }
  return image;
}

/** @param {Element} element */
const text = (element) => new XMLSerializer().serializeToString(element);

/** @param {string} said */
const escaped = (said) =>
  said.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/**
 * The overlay as it stands, but for what cannot be seen: where a window glides to, not where it is on its way.
 * @param {View} view
 * @param {CSSStyleDeclaration} computed
 */
function overlay(view, computed) {
  const copy = /** @type {Element} */ (view.overlay.cloneNode(true));
  for (const unseen of copy.querySelectorAll(UNSEEN)) unseen.remove();
  const kind = view.state.pin === null ? "" : ' class="cs-pinned"';
  const plain = text(copy).replace(/ (?:data-[\w-]+|aria-hidden)="[^"]*"/g, "")
    .replace(/style="transform: translate\(([-\d.e]+)px, ([-\d.e]+)px\);"/g, 'transform="translate($1 $2)"');
  return `<g${kind}>${filled(plain, computed)}</g>`;
}

/**
 * The page behind the player: the first ancestor's colour that is not transparent.
 * @param {Element} root
 * @param {number} width
 * @param {number} height
 */
function paper(root, width, height) {
  let fill = "#ffffff";
  for (let box = /** @type {Element | null} */ (root); box; box = box.parentElement) {
    const colour = getComputedStyle(box).backgroundColor;
    if (colour === "rgba(0, 0, 0, 0)" || colour === "transparent") continue;
    fill = colour;
    break;
  }
  return svg("rect", { x: -BLEED, y: -BLEED, width, height, fill });
}

/**
 * The heatmaps' cells and numbers.
 * @param {View} view
 * @param {Scene} scene
 */
function cells(view, scene) {
  const { look, layout } = view;
  const all = svg("g", { "font-family": look.family, fill: look.ink, "text-anchor": "middle" });
  for (const box of still(layout.boxes)) heatmap(view, scene, box, all);
  return all;
}

/** @param {View} view @param {Scene} scene @param {Box} box @param {Element} parent */
function heatmap(view, scene, box, parent) {
  const { panel, across, down } = box;
  const values = blockAt(scene, panel.block ?? -1);
  const limit = scene.limits[panel.role];
  const fitted = fit(values, across, down, view.look.widthOf);
  const group = svg("g", { transform: `translate(${box.x} ${box.y})`, "font-size": fitted?.font ?? 0 }, parent);
  values.forEach((value, i) => {
    if (value === null) return;
    const [row, col] = [Math.floor(i / panel.cols), i % panel.cols];
    svg("rect", { ...inner(row, col, box), fill: `rgb(${colourOf(value, limit, view.look.scale)})` }, group);
    if (!fitted) return;
    const middle = { x: (col + 0.5) * across, y: (row + 0.5) * down, "dominant-baseline": "central" };
    svg("text", middle, group).textContent = fitted.texts[i];
  });
}

/**
 * The rules of the player's own style sheet that a picture needs.
 * @param {CSSStyleDeclaration} computed
 */
function sheet(computed) {
  const rules = [...document.styleSheets].map(styleRules);
  const own = rules.find((some) => some.some(({ selectorText }) => selectorText === ".cs-player")) ?? [];
  const needed = own.filter(({ selectorText }) => selectorText.includes(".cs-") && !AROUND.test(selectorText));
  return filled(needed.map(({ cssText }) => cssText).join("\n"), computed);
}

/** @param {CSSStyleSheet} sheet @returns {CSSStyleRule[]} */
function styleRules(sheet) {
  if (sheet.href && new URL(sheet.href).origin !== location.origin) return []; // the browser would refuse them
  return [...sheet.cssRules].filter((rule) => rule instanceof CSSStyleRule);
}

/**
 * A text of CSS with the values of its variables.
 * @param {string} css
 * @param {CSSStyleDeclaration} computed
 */
const filled = (css, computed) => css.replace(/var\((--[\w-]+)(?:,\s*((?:[^()]|\([^()]*\))*))?\)/g,
  (_, name, otherwise) => (computed.getPropertyValue(name) || otherwise || "").trim().replaceAll('"', "'"));

/**
 * A sentence in lines that are no wider than the picture.
 * @param {string} sentence
 * @param {number} width
 * @param {string} family
 */
function broken(sentence, width, family) {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = `${SENTENCE_FONT}px ${family}`;
  // A line may end at a space, and beside any Chinese sign.
  const words = sentence.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+/g) ?? [];
  const lines = [""];
  for (const word of words) {
    const line = lines[lines.length - 1] + word;
    if (lines[lines.length - 1] && pen.measureText(line.trimEnd()).width > width) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.map((line) => line.trim());
}
