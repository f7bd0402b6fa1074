// @ts-check
// The heatmaps beneath the overlay, made of the scene's own values and drawn by Plotly: when data, size or theme
// change, never for a step.

import { html } from "../dom.js";
import { blockAt } from "../film.js";
import { gapOf } from "./layout.js";
import { MIN_FONT, fit } from "./numbers.js";

/** @import { Scale } from "./colours.js" */
/** @import { Box, Layout, Panel, Scene, View } from "../types.js" */

/** @typedef {{ react(place: HTMLElement, data: object[], layout: object, config: object): Promise<void>, purge(place: HTMLElement): void }} Plotly */

/** Plotly where the page holds it already, as in a lesson file. @returns {Plotly | undefined} */
export const plotlyHere = () => Reflect.get(window, "Plotly");

/** @type {Promise<void> | null} */
let loading = null;

/**
 * Plotly from our own server, asked for once.
 * @param {string} url
 */
export const loadPlotly = (url) => (loading ??= new Promise((resolve, reject) => {
  const script = html("script", { src: new URL(url, document.baseURI).href });
  script.onload = () => resolve();
  script.onerror = reject;
  document.head.append(script);
}));

/**
 * Draws them, once Plotly is here; they are there when it is done.
 * @param {View} view
 * @param {Scene} scene
 */
export async function drawHeatmaps(view, scene) {
  const { layout, look, heat, outline } = view;
  const boxes = still(layout.boxes);
  const data = traces(scene, boxes, look.scale).map((trace, i) => {
    const gap = gapOf(boxes[i]);
    return { ...trace, xgap: gap, ygap: gap, ...texts(view, boxes[i], trace.z) };
  });
  await plotlyHere()?.react(heat, data, surface(layout), { staticPlot: true, displayModeBar: false, responsive: false });
  view.heated = { scene, outline };
  await Promise.all([...heat.querySelectorAll("image")].map((image) => shown(image)));
}

/** A heatmap's pixels, which a browser unpacks in its own time. @param {Element} image */
const shown = (image) => Reflect.get(image, "decode")?.call(image).catch(() => {}); // gone since, or too old a browser

/**
 * Hides the heatmaps that show what was before: all, or those that are not what they were.
 * @param {View} view
 * @param {boolean[] | null} old of each, null for all
 */
export function hideHeatmaps({ heat }, old) {
  heat.classList.toggle("cs-old", !old);
  old?.forEach((is, i) => {
    if (is) heat.querySelector(`.subplot.${axis("x", i)}${axis("y", i)}`)?.classList.add("cs-old");
  });
}

/** @param {View} view */
export function showHeatmaps({ heat }) {
  for (const old of [heat, ...heat.querySelectorAll(".cs-old")]) old.classList.remove("cs-old");
}

/**
 * Panels that always hold the same.
 * @param {Box[]} boxes
 */
export const still = (boxes) => boxes.filter(({ panel }) => panel.block !== null);

/** @param {string} letter @param {number} i */
const axis = (letter, i) => `${letter}${i ? i + 1 : ""}`;

/**
 * The traces of such panels; convcore.web.figure makes the same for a notebook, which a test holds.
 * @param {Scene} scene
 * @param {{ panel: Panel }[]} boxes
 * @param {Scale} scale
 */
export function traces(scene, boxes, scale) {
  return boxes.map(({ panel }, i) => {
    const cells = blockAt(scene, panel.block ?? -1);
    const limit = scene.limits[panel.role];
    return {
      type: "heatmap",
      z: [...Array(panel.rows).keys()].map((row) => cells.slice(row * panel.cols, (row + 1) * panel.cols)),
      name: scene.labels[panel.label ?? -1].title,
      meta: panel.id,
      xaxis: axis("x", i), yaxis: axis("y", i),
      zmid: 0, zmin: -limit, zmax: limit,
      colorscale: scale, showscale: false,
      hoverinfo: "skip", xgap: 1, ygap: 1,
    };
  });
}

/**
 * The numbers on a heatmap, where its cells have room for them.
 * @param {View} view
 * @param {Box} box
 * @param {(number | null)[][]} z
 */
function texts({ look }, { across, down }, z) {
  const fitted = fit(z.flat(), across, down, look.widthOf);
  const cols = z[0].length;
  return {
    text: fitted ? z.map((_, row) => fitted.texts.slice(row * cols, (row + 1) * cols)) : [],
    texttemplate: fitted ? "%{text}" : "",
    textfont: { size: fitted ? fitted.font : MIN_FONT, family: look.family, color: look.ink },
  };
}

/**
 * A surface on which each panel has axes of its own, exactly where its box is.
 * @param {Layout} layout
 */
function surface({ width, height, boxes }) {
  const plain = { visible: false, fixedrange: true };
  /** @type {Record<string, object>} */
  const axes = { xaxis: plain, yaxis: plain }; // without a heatmap Plotly would show axes of its own
  still(boxes).forEach((box, i) => {
    const { rows, cols } = box.panel;
    axes[axis("xaxis", i)] = {
      ...plain, anchor: axis("y", i), range: [-0.5, cols - 0.5],
      domain: [box.x / width, (box.x + box.width) / width],
    };
    axes[axis("yaxis", i)] = {
      ...plain, anchor: axis("x", i), range: [rows - 0.5, -0.5],
      domain: [1 - (box.y + box.height) / height, 1 - box.y / height],
    };
  });
  const clear = "rgba(0,0,0,0)";
  return {
    template: {}, // whatever a host made its default, the picture is the same
    width, height, margin: { l: 0, r: 0, t: 0, b: 0, pad: 0 },
    paper_bgcolor: clear, plot_bgcolor: clear, showlegend: false,
    xaxis: plain, yaxis: plain, ...axes, // where nothing stands still there are axes too
  };
}
