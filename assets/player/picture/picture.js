// @ts-check
// Pictures of a player: the SVG that the screen shows, its style sheet inside, a title above and its sentence below; a
// PNG of that.
//
// The heatmaps are rectangles here, of the values and the scale that Plotly drew them with: sharp at any size. Variables
// of the page are filled in, so that a picture needs nothing beside it, in whatever program it is opened.

import { svg } from "../dom.js";
import { drawHeat } from "../drawing/cells.js";
import { stepsOf } from "../film.js";
import { sentenceAt } from "../sentence.js";
import { seen, standing } from "../control/steps.js";

/** @import { Scene, View } from "../types.js" */
/** @typedef {([x: number, y: number] | null)[]} Places where the frames of windows stand; null where one is not seen */

const PRINT = 300 / 96; // pixels of a print for each pixel of a screen
const MOST_PIXELS = 2 ** 26;
const BLEED = 12;
const LINE = 22;
const GAP = 8; // between the panels and the sentence
const SENTENCE_FONT = 15;
const COUNT_FONT = 12;
const TITLE = { "font-size": 18, "font-weight": 600 };
const TITLE_LINE = 26;
// Rules of what stands around the picture, not in it.
const AROUND = /\.cs-(?:player|slot|stage|surface|heat|above|ground|traveller|bar|sentence|controls|count|tip|editor|narrow|buttons|run)\b/;
const UNSEEN = ".cs-hit:not(.cs-unknown), .cs-ground, .cs-hidden, .cs-veil:not(.cs-on), text:empty";

/**
 * A picture, taken apart: what stays the same from step to step is made once.
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {string} open the beginning of the SVG element, with its style sheet
 * @property {string} ground paper and heatmaps
 * @property {(view: View, from?: Places | null, share?: number) => string} moving overlay, sentence and count of the
 *   step that is seen; its windows' frames may still be on their way from other places, a share of it behind them
 */

/**
 * Prepares pictures of a view, with a title, and room for the longest of some sentences.
 * @param {View} view
 * @param {Scene} scene
 * @param {string[]} sentences
 * @param {string} title
 * @returns {Picture}
 */
export function takePicture(view, scene, sentences, title) {
  const { layout, look, root, payload } = view;
  const computed = getComputedStyle(root);
  /** @param {string} said @param {string} [font] */
  const split = (said, font = `${SENTENCE_FONT}px`) => broken(said, layout.width, `${font} ${look.family}`);
  const lines = Math.max(...sentences.map((one) => split(one).length));
  const heading = title ? split(title, `${TITLE["font-weight"]} ${TITLE["font-size"]}px`) : [];
  const above = BLEED + heading.length * TITLE_LINE;
  const [width, height] = [layout.width + 2 * BLEED, above + layout.height + GAP + (lines + 1) * LINE + BLEED];
  const box = `viewBox="${-BLEED} ${-above} ${width} ${height}" width="${width}" height="${height}"`;
  const style = escaped(`font-family: ${look.family}; color: ${look.ink}`);
  return {
    width, height,
    open: `<svg xmlns="http://www.w3.org/2000/svg" ${box} style="${style}"><style>${escaped(sheet(computed))}</style>`,
    ground: text(paper(root, above, width, height)) + text(titled(heading, layout.width, look.ink)) + text(drawHeat(view, scene, svg("g"))),
    moving: ({ state }, from, share) => {
      const frame = Math.min(seen(state), stepsOf(scene) - 1);
      const below = svg("g", { "text-anchor": "middle", fill: look.ink });
      split(sentenceAt(scene, frame)).forEach((line, i) => {
        const at = { x: layout.width / 2, y: layout.height + GAP + LINE * (i + 0.7), "font-size": SENTENCE_FONT };
        svg("text", at, below).textContent = line;
      });
      const count = payload.words.count.replace("{step}", String(standing(state) + 1))
        .replace("{steps}", String(stepsOf(scene)));
      const at = { x: layout.width / 2, y: layout.height + GAP + LINE * (lines + 0.7), "font-size": COUNT_FONT, opacity: 0.7 };
      svg("text", at, below).textContent = count;
      return overlay(view, computed, from, share) + text(below);
    },
  };
}

/**
 * A player's picture as the text of an SVG file.
 * @param {View} view
 * @param {Scene} scene
 * @param {string} title
 */
export function toSvg(view, scene, title) {
  const sentence = sentenceAt(scene, Math.min(seen(view.state), stepsOf(scene) - 1));
  const { open, ground, moving } = takePicture(view, scene, [sentence], title);
  const named = `<title>${escaped(title)}</title><desc>${escaped(sentence)}</desc>`;
  return `${open}${named}${ground}${moving(view)}</svg>`;
}

/** Where the frames of windows stand on the step that is seen. @param {View} view @returns {Places} */
export const placesOf = ({ framelines }) =>
  [...framelines.values()].map(({ group, at }) => (group.classList.contains("cs-hidden") ? null : [at.x, at.y]));

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
 * The overlay as it stands, but for what cannot be seen: where a window glides to, or on its way there as asked.
 * @param {View} view
 * @param {CSSStyleDeclaration} computed
 * @param {Places | null} [from]
 * @param {number} [share]
 */
function overlay(view, computed, from = null, share = 1) {
  const copy = /** @type {Element} */ (view.overlay.cloneNode(true));
  const marks = /** @type {NodeListOf<SVGGElement>} */ (copy.querySelectorAll(".cs-marks > *"));
  const to = placesOf(view);
  if (from) marks.forEach((mark, i) => put(mark, from[i], to[i], share));
  for (const unseen of copy.querySelectorAll(UNSEEN)) unseen.remove();
  const kind = view.state.pin === null ? "" : ' class="cs-pinned"';
  const plain = text(copy).replace(/ (?:data-[\w-]+|aria-hidden)="[^"]*"/g, "")
    .replace(/style="transform: translate\(([-\d.e]+)px, ([-\d.e]+)px\);"/g, 'transform="translate($1 $2)"');
  return `<g${kind}>${filled(plain, computed)}</g>`;
}

/**
 * Puts a copy of a frame on its way.
 * @param {SVGGElement} mark
 * @param {Places[number] | undefined} from
 * @param {Places[number]} to
 * @param {number} share
 */
function put({ style }, from, to, share) {
  if (!from || !to) return;
  const there = style.transform ? to : [0, 0]; // or drawn there
  const [x, y] = there.map((end, i) => (end + (from[i] - to[i]) * (1 - share)).toFixed(1));
  style.transform = `translate(${x}px, ${y}px)`;
}

/**
 * The page behind the player: the first ancestor's colour that is not transparent.
 * @param {Element} root
 * @param {number} above how far up it goes
 * @param {number} width
 * @param {number} height
 */
function paper(root, above, width, height) {
  let fill = "#ffffff";
  for (let box = /** @type {Element | null} */ (root); box; box = box.parentElement) {
    const colour = getComputedStyle(box).backgroundColor;
    if (colour === "rgba(0, 0, 0, 0)" || colour === "transparent") continue;
    fill = colour;
    break;
  }
  return svg("rect", { x: -BLEED, y: -above, width, height, fill });
}

/** A title's lines above the panels. @param {string[]} lines @param {number} width @param {string} fill */
function titled(lines, width, fill) {
  const all = svg("g", { "text-anchor": "middle", fill, ...TITLE });
  lines.forEach((line, i) => {
    svg("text", { x: width / 2, y: (i - lines.length + 0.6) * TITLE_LINE }, all).textContent = line;
  });
  return all;
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
 * @param {string} font
 */
function broken(sentence, width, font) {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = font;
  // A line may end at a space, beside any Chinese sign, and within what is longer than any word.
  const words = sentence.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]{1,24}\s*|\s+/gu) ?? [];
  const lines = [""];
  for (const word of words) {
    const line = lines[lines.length - 1] + word;
    if (lines[lines.length - 1] && pen.measureText(line.trimEnd()).width > width) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines.map((line) => line.trim());
}
