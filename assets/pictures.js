// Pictures of a player as it stands: an SVG made of its own heatmaps and overlay, and a PNG of that at print size.
//
// The heatmaps are drawn anew as rectangles, from the data that Plotly holds; the overlay is copied with the styles
// that the page gives it. So a picture needs no style sheet and stays sharp at any size.

const SVG = "http://www.w3.org/2000/svg";
const PRINT = 300 / 96; // pixels of a print for each pixel of a screen
const MARGIN = 12;
const MOST_PIXELS = 2 ** 26;
const STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-opacity", "opacity",
  "font-family", "font-size", "font-weight", "text-anchor", "dominant-baseline", "paint-order",
];

/** Brings the buttons to life; each takes a picture of the player that the page names. */
export default function buttons({ data, parentElement }) {
  for (const button of parentElement.querySelectorAll("button")) {
    const { name } = button.dataset;
    button.textContent = data[name];
    button.title = data.help;
    button.onclick = () => {
      const player = document.querySelector(`.st-key-${data.player} [data-testid=player]`);
      if (player) take(player, name, data.file);
    };
  }
}

/** A player's picture as the text of an SVG file. */
export function toSvg(player) {
  const overlay = player.querySelector(".cs-overlay");
  const [width, height] = overlay.getAttribute("viewBox").split(" ").slice(2).map((side) => Number(side) + 2 * MARGIN);
  const viewBox = `${-MARGIN} ${-MARGIN} ${width} ${height}`;
  const picture = element("svg", { xmlns: SVG, width, height, viewBox });
  element("title", {}, picture).textContent = player.querySelector(".cs-sentence").textContent;
  element("rect", { x: -MARGIN, y: -MARGIN, width, height, fill: paper(player) }, picture);
  heatmaps(player.querySelector(".cs-heat"), element("g", {}, picture));
  picture.append(styled(overlay));
  return new XMLSerializer().serializeToString(picture);
}

/** A player's picture as a PNG blob at print size: 300 dots an inch where a screen has 96. */
export async function toPng(player) {
  const picture = new Image();
  picture.src = URL.createObjectURL(new Blob([toSvg(player)], { type: "image/svg+xml" }));
  await picture.decode();
  const scale = Math.min(PRINT, Math.sqrt(MOST_PIXELS / (picture.width * picture.height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  URL.revokeObjectURL(picture.src);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Makes a picture, `png` or `svg`, and hands it to the browser's downloads. */
export async function take(player, ending, name) {
  const blob = ending === "png" ? await toPng(player) : new Blob([toSvg(player)], { type: "image/svg+xml" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}-${Number(player.dataset.step) + 1}.${ending}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function element(name, attributes = {}, parent = null) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (parent) parent.append(made);
  return made;
}

/** The colour of the page behind the player: the first ancestor's that is not transparent. */
function paper(player) {
  for (let box = player; box; box = box.parentElement) {
    const colour = getComputedStyle(box).backgroundColor;
    if (colour !== "rgba(0, 0, 0, 0)" && colour !== "transparent") return colour;
  }
  return "#ffffff";
}

function heatmaps({ data, layout }, parent) {
  data.forEach((trace) => {
    const [x, y] = [layout[axis("x", trace.xaxis)].domain, layout[axis("y", trace.yaxis)].domain];
    const [left, top] = [x[0] * layout.width, (1 - y[1]) * layout.height];
    const across = ((x[1] - x[0]) * layout.width) / trace.z[0].length;
    const down = ((y[1] - y[0]) * layout.height) / trace.z.length;
    const font = {
      "font-family": trace.textfont.family, "font-size": `${trace.textfont.size}px`, fill: trace.textfont.color,
      "text-anchor": "middle", "dominant-baseline": "central",
    };
    const group = element("g", { transform: `translate(${left} ${top})`, ...font }, parent);
    trace.z.forEach((row, i) => row.forEach((value, j) => {
      if (value === null) return;
      const at = { x: j * across + 0.5, y: i * down + 0.5, width: across - 1, height: down - 1 };
      element("rect", { ...at, fill: colourOf(value, trace) }, group);
      const text = trace.texttemplate ? trace.text[i][j] : "";
      if (text) element("text", { x: (j + 0.5) * across, y: (i + 0.5) * down }, group).textContent = text;
    }));
  });
}

const axis = (letter, name = letter) => `${letter}axis${name.slice(1)}`;
const parts = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/** A value's colour on its trace's scale. */
function colourOf(value, { zmin, zmax, colorscale }) {
  const at = Math.min(Math.max((value - zmin) / (zmax - zmin), 0), 1);
  const upper = Math.max(colorscale.findIndex(([stop]) => stop >= at), 1);
  const [[from, low], [to, high]] = [colorscale[upper - 1], colorscale[upper]];
  const [start, end] = [parts(low), parts(high)];
  return `rgb(${start.map((part, i) => Math.round(part + ((end[i] - part) * (at - from)) / (to - from)))})`;
}

/** A copy of the overlay that carries its styles itself; what cannot be seen is left out. */
function styled(node) {
  const style = getComputedStyle(node);
  const hidden = style.display === "none" || style.visibility === "hidden" || style.opacity === "0";
  const clear = style.fill === "rgba(0, 0, 0, 0)" && style.stroke === "none" && node.localName === "rect";
  if (hidden || clear) return document.createDocumentFragment();
  const copy = node.cloneNode(false);
  for (const name of [...copy.getAttributeNames()]) if (/^(class|style|data-.*)$/.test(name)) copy.removeAttribute(name);
  if (!["svg", "g", "defs", "pattern"].includes(node.localName)) {
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value && value !== "normal") copy.setAttribute(name, value);
    }
  } else if (style.opacity !== "1") copy.setAttribute("opacity", style.opacity);
  // Where a window glides to, not where it is on its way.
  if (node.style.transform) copy.setAttribute("transform", node.style.transform.replaceAll("px", ""));
  for (const child of node.childNodes) copy.append(child.nodeType === Node.TEXT_NODE ? child.cloneNode() : styled(child));
  return copy;
}
