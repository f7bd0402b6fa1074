// @ts-check
// Where the bar stands: at the window's lower edge while its player goes on below, but never across a panel; and what is
// done so that the output is seen while one steps.

import { PIXEL, cutAt } from "../drawing/layout.js";

/** @import { View } from "../types.js" */

const ABOVE = 64; // pixels of a window that the page's own header takes

/**
 * Looks after a player's room, and after the bar whenever something moves. Returns how to stop that.
 * @param {View} view
 * @param {() => void} resized
 */
export function watchRoom(view, resized) {
  const moved = () => standBar(view);
  const [sizes, around, ending] = [new ResizeObserver(resized), new ResizeObserver(moved), new AbortController()];
  sizes.observe(view.stage);
  around.observe(view.bar, { box: "border-box" }); // in a room with height to spare it grows and nothing around it does
  for (let box = view.root.parentElement; box; box = box.parentElement) around.observe(box);
  window.addEventListener("resize", resized, { signal: ending.signal });
  document.addEventListener("scroll", moved, { capture: true, passive: true, signal: ending.signal });
  return () => {
    sizes.disconnect();
    around.disconnect();
    ending.abort();
  };
}

/**
 * Lets the bar stick where a whole row of panels has room above it, and covers what is left of the row that it would
 * cut; where not one row has room it waits below the picture.
 * @param {View} view
 */
export function standBar({ root, bar, surface, layout }) {
  if (!layout) return;
  const line = window.innerHeight - bar.getBoundingClientRect().height - surface.getBoundingClientRect().top;
  const hidden = cutAt(layout.rows, line);
  const stands = hidden === null ? "below" : line < layout.height - PIXEL ? "above" : "rest";
  if (root.dataset.bar !== stands) root.dataset.bar = stands;
  bar.style.setProperty("--cs-hidden", `${hidden ?? 0}px`);
}

/**
 * Brings the cells that the step computes into view: the whole player where it has room, else the rows of the outputs.
 * @param {View} view
 */
export function showOutput(view) {
  requestAnimationFrame(() => { // once it is drawn: asking where things are costs nothing then
    const { root, bar, stage, surface, spot, layout } = view;
    const boxes = [...view.tiles.values()].filter(({ id, panel }) =>
      panel.role === "output" && view.framelines.get(id)?.group.matches(":not(.cs-hidden)"));
    if (!boxes.length) return;
    const rows = layout.rows.filter(([top, bottom]) => boxes.some(({ y }) => top <= y && y < bottom));
    const [top, bottom] = [Math.min(...rows.flat()), Math.max(...rows.flat())];
    const [left, right] = [Math.min(...boxes.map(({ x }) => x)), Math.max(...boxes.map(({ x, width }) => x + width))];
    const from = surface.getBoundingClientRect().top;
    const seen = from + top >= ABOVE && from + bottom <= window.innerHeight - bar.offsetHeight;
    const alone = window.parent === window; // a page around it may scroll too
    if (seen && alone && stage.scrollWidth <= stage.clientWidth) return;
    Object.assign(spot.style, {
      left: `${left}px`, top: `${top}px`, width: `${right - left}px`, height: `${bottom - top}px`,
      scrollMargin: `${ABOVE}px 0 ${bar.offsetHeight}px`,
    });
    if (!seen && root.offsetHeight + ABOVE <= window.innerHeight) root.scrollIntoView({ block: "nearest" });
    spot.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
