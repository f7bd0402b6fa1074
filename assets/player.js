// The player: draws any scene made by convcore.scene, and owns step, play, scrub, keys, hover and pin.
//
// It computes no convolution: every number it shows came from the core. Heatmaps are Plotly's, redrawn when the
// data, the size or the theme changes; everything that moves is an SVG overlay above them, so that a step
// costs a few attributes and no message to anybody.

const SVG = "http://www.w3.org/2000/svg";
const SPEEDS = [0.5, 1, 2, 4, 8];
const MAX_CELL = 54;
const ROOMY_CELL = 26;
const MIN_CELL = 8;
const NARROW = 600;
const SMALL = 0.5; // maps drawn smaller than this have a number for a title
const MIN_FONT = 11;
const MAX_FONT = 15;
const MONO_WIDTH = 0.61;
const GLIDE_MS = 180;
const MARGIN = 2; // so that a mark on the rim is whole
const TITLE_ROOM = 38; // pixels that a title may be wider than its panel
const ROOM_ABOVE = 240; // pixels of a screen that a header takes, where the player stands further down the page

// Numbers -----------------------------------------------------------------------------------------------------

/** toFixed or toExponential, but with a tie rounded to the even digit, as Python does. */
function rounded(method, value, places) {
  const text = value[method](places);
  const exact = value[method](100).split("e")[0].replace(/0+$/, "");
  const tie = exact.endsWith("5") && exact.split(".")[1].length === places + 1;
  return tie && /[13579]$/.test(text.split("e")[0]) ? (value * (1 - 2 ** -53))[method](places) : text;
}

/** The text of a cell; the same rule as convcore.numbers.short, which a test holds. */
export function short(value, digits = 4) {
  if (value === 0) return "0";
  const whole = Math.max(6 - 2 * (4 - digits), digits);
  if (Number.isInteger(value) && Math.abs(value) < 10 ** whole) return String(value);
  const scientific = rounded("toExponential", value, digits - 1);
  const magnitude = Math.abs(Number(scientific));
  if (magnitude >= 1e-3 && magnitude < 10 ** whole) {
    const places = Math.max(digits - 1 - Math.floor(Math.log10(magnitude)), 0);
    const text = rounded("toFixed", value, places);
    return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  }
  const [mantissa, exponent] = scientific.split("e");
  return `${mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa}e${Number(exponent)}`;
}

/** How wide a font writes numbers, as parts of its size: a digit, a point, a minus sign, an e. */
function measure(family) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `100px ${family}`;
  const widths = Object.fromEntries(["0", ".", "-", "e"].map((sign) => [sign, pen.measureText(sign).width / 100]));
  return (text) => [...text].reduce((sum, sign) => sum + (widths[sign] ?? widths["0"]), 0);
}

/** The largest font and the most digits with which all values fit their cells; null where none does. */
function fit(values, width, height, widthOf) {
  const preferred = Math.round(Math.min(Math.max(height * 0.36, MIN_FONT), MAX_FONT));
  if (height < MIN_FONT + 3) return null;
  for (const [font, digits] of [[preferred, 4], [MIN_FONT, 4], [MIN_FONT, 3], [MIN_FONT, 2]]) {
    const texts = values.map((value) => (value === null ? "" : short(value, digits)));
    if (texts.every((text) => widthOf(text) * font <= width - 4)) return { font, texts };
  }
  return null;
}

// Colours -----------------------------------------------------------------------------------------------------

const channelsOf = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
const luminance = ([r, g, b]) => 0.299 * r + 0.587 * g + 0.114 * b;

/** A value's colour on a diverging scale centred at 0, as [r, g, b]. */
function colourOf(value, limit, scale) {
  const at = Math.min(Math.max(0.5 + value / limit / 2, 0), 1);
  const upper = Math.max(scale.findIndex(([stop]) => stop >= at), 1);
  const [[from, low], [to, high]] = [scale[upper - 1], scale[upper]];
  const part = (at - from) / (to - from);
  const ends = [channelsOf(low), channelsOf(high)];
  return ends[0].map((channel, i) => Math.round(channel + (ends[1][i] - channel) * part));
}

// Small DOM helpers -------------------------------------------------------------------------------------------

function svg(name, attributes = {}, parent = null) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (parent) parent.append(element);
  return element;
}

function html(name, attributes = {}, parent = null, text = null) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== null) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

/** A cell's rectangle within its panel; a line of paper is left between cells that are not tiny. */
function inner(row, col, across, down) {
  const gap = down > 8 ? 1 : 0;
  return { x: col * across + gap / 2, y: row * down + gap / 2, width: across - gap, height: down - gap };
}

const pixels = ([cells, px], cell) => cells * cell + px;
const channelColour = (channel) =>
  channel === null ? "var(--cs-neutral)" : `var(--cs-channel-${channel % 8})`;

let plotly = null;
/** Plotly, loaded once from our own server (or already on the page, as in a lesson file). */
function loadPlotly(url) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  plotly ??= new Promise((resolve, reject) => {
    const script = html("script", { src: new URL(url, document.baseURI).href });
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
  return plotly;
}

const remembered = new Map(); // step by player name: a page change and back finds the step again
let instances = 0;

// The player --------------------------------------------------------------------------------------------------

export class Player {
  constructor(parent) {
    this.id = `cs${(instances += 1)}`;
    this.step = 0;
    this.pin = null;
    this.hover = null;
    this.pointed = null; // the panel under the pointer whose origin is marked
    this.asked = null; // the panel whose origin the reader asked for without a pointer
    this.lock = null; // the output channel in focus, null for all in turn
    this.lane = 0; // the input channel in focus, where one of several is shown
    this.speed = 1;
    this.timer = null;
    this.build(parent);
    this.observer = new ResizeObserver(() => this.resized());
    this.observer.observe(this.stage);
    this.onResize = () => this.resized();
    window.addEventListener("resize", this.onResize);
  }

  /** Takes a payload {scene, arrangements, figures, scales, words, start, cell, name, plotly, dimmed, editable}. */
  update(payload) {
    const before = this.payload;
    const cell = before && this.scene.frames[this.pin ?? this.step].cell;
    this.payload = payload;
    this.scene = payload.scene;
    this.panels = new Map(this.scene.panels.map((panel) => [panel.id, panel]));
    this.lane = Math.max(Math.min(this.lane, this.scene.lanes.length - 1), 0);
    if (!before) this.step = remembered.get(payload.name) ?? payload.start;
    else if (payload.start !== before.start) this.step = payload.start;
    else if (cell) this.step = this.stepAt(cell) ?? this.step;
    this.step = Math.min(this.step, this.last);
    this.pin = this.hover = null;
    if (this.lock !== null && this.lock >= this.scene.channels) this.lock = null;
    this.say(payload.words);
    this.root.classList.toggle("cs-dimmed", Boolean(payload.dimmed));
    this.lay();
  }

  destroy() {
    this.pause();
    this.observer.disconnect();
    window.removeEventListener("resize", this.onResize);
    if (window.Plotly) window.Plotly.purge(this.heat);
    this.root.remove();
  }

  get last() { return this.scene.frames.length - 1; }
  get shown() { return this.hover ?? this.pin ?? this.step; }
  get stride() { return this.lock === null ? 1 : this.scene.channels; }
  frame() { return this.scene.frames[Math.min(this.shown, this.last)]; }

  stepAt([row, col, channel]) {
    const at = this.scene.frames.findIndex(({ cell }) => cell[0] === row && cell[1] === col && cell[2] === channel);
    return at < 0 ? null : at;
  }

  // Skeleton --------------------------------------------------------------------------------------------------

  build(parent) {
    this.root = html("div", { class: "cs-player", "data-testid": "player", tabindex: "0", role: "group" }, parent);
    this.stage = html("div", { class: "cs-stage" }, this.root);
    this.surface = html("div", { class: "cs-surface" }, this.stage);
    this.heat = html("div", { class: "cs-heat", "aria-hidden": "true" }, this.surface);
    this.overlay = svg("svg", { class: "cs-overlay", "aria-hidden": "true" }, this.surface);
    this.tip = html("div", { class: "cs-tip", "aria-hidden": "true", hidden: "" }, this.surface);
    this.bar = html("div", { class: "cs-bar" }, this.root);
    this.sentence = html(
      "p", { class: "cs-sentence", "data-testid": "player-sentence", "aria-live": "polite" }, this.bar);
    this.buildControls(html("div", { class: "cs-controls" }, this.bar));
    this.editor = new Editor(this);
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.overlay.addEventListener("pointerover", (event) => this.over(event));
    this.overlay.addEventListener("pointerleave", () => this.leave());
    this.overlay.addEventListener("click", (event) => this.click(event));
    this.overlay.addEventListener("dblclick", (event) => this.editor.openAt(event.target));
  }

  buildControls(bar) {
    const button = (name, icon, act) => {
      const element = html("button", { type: "button", "data-testid": `player-${name}` }, bar);
      element.innerHTML = icon;
      element.addEventListener("click", act);
      return element;
    };
    const icon = (d) => `<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="${d}"/></svg>`;
    this.icons = { play: icon("M8 5v14l11-7z"), pause: icon("M6 5h4v14H6zM14 5h4v14h-4z") };
    this.controls = {
      first: button("first", icon("M6 6h2.5v12H6zM20 6v12l-9-6z"), () => this.go(0)),
      prev: button("prev", icon("M16 5v14l-9-7z"), () => this.move(-1)),
      play: button("play", this.icons.play, () => this.toggle()),
      next: button("next", icon("M8 5v14l9-7z"), () => this.move(1)),
      last: button("last", icon("M15.500 6H18v12h-2.500zM4 6v12l9-6z"), () => this.go(this.last)),
    };
    this.scrub = html("input", { type: "range", min: 0, step: 1, "data-testid": "player-scrub" }, bar);
    this.scrub.addEventListener("input", () => this.go(Number(this.scrub.value)));
    this.count = html("span", { class: "cs-count", "data-testid": "player-count" }, bar);
    this.pace = this.select("speed", bar, () => { this.speed = Number(this.pace.value); this.replay(); });
    this.lanes = this.select("lane", bar, () => { this.lane = Number(this.lanes.value); this.show(); });
    this.sources = this.select("origin", bar, () => { this.asked = this.sources.value || null; this.show(); });
    this.focus = this.select("channel", bar, () => this.choose(this.focus.value === "" ? null : Number(this.focus.value)));
  }

  select(name, bar, act) {
    const element = html("select", { "data-testid": `player-${name}` }, bar);
    element.addEventListener("change", act);
    return element;
  }

  /** Fills in all words; they come with the data, in the language of the page. */
  say(words) {
    this.root.setAttribute("aria-label", words.player);
    for (const [name, control] of Object.entries(this.controls)) this.name(control, words[name]);
    this.name(this.scrub, words.scrub);
    this.name(this.pace, words.speed);
    this.name(this.lanes, words.lane);
    this.name(this.sources, words.origin);
    this.name(this.focus, words.channel);
    this.pace.replaceChildren(...SPEEDS.map((speed) => new Option(`${speed}×`, speed, false, speed === this.speed)));
    const channels = [...Array(this.scene.channels).keys()];
    const options = channels.map((k) => new Option(words.one.replace("{channel}", k), k, false, k === this.lock));
    this.focus.replaceChildren(new Option(words.every, "", false, this.lock === null), ...options);
    this.focus.hidden = this.scene.channels < 2;
    this.lanes.replaceChildren(...this.scene.lanes.map((name, i) => new Option(name, i, false, i === this.lane)));
    const made = Object.keys(this.scene.origins).map((id) => [id, this.scene.labels[this.panels.get(id).label].title]);
    if (!made.some(([id]) => id === this.asked)) this.asked = null;
    this.sources.replaceChildren(
      new Option(words.origin, ""), ...made.map(([id, title]) => new Option(title, id, false, id === this.asked)));
    this.sources.hidden = made.length < 2;
    this.scrub.max = this.last;
  }

  name(element, text) {
    element.setAttribute("aria-label", text);
    element.title = text;
  }

  // Layout: where everything stands; runs when data, size or theme change ---------------------------------------

  resized() {
    if (!this.payload || this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = null;
      const size = `${this.stage.clientWidth}/${window.innerHeight}`;
      if (size !== this.size && this.stage.clientWidth) this.lay();
    });
  }

  lay() {
    if (!this.stage.clientWidth) return;
    this.size = `${this.stage.clientWidth}/${window.innerHeight}`;
    const style = getComputedStyle(this.root);
    this.family = style.fontFamily;
    this.widthOf = measure(this.family);
    this.ink = style.color;
    this.theme = luminance(this.ink.match(/[\d.]+/g).slice(0, 3).map(Number)) > 128 ? "dark" : "light";
    this.root.dataset.theme = this.theme;
    this.arrange();
    this.surface.style.width = `${this.width}px`;
    this.surface.style.height = `${this.height}px`;
    this.draw();
    this.show();
    this.root.parentElement.style.minHeight = "0"; // the room that was kept until now
    this.editor.place();
    this.react();
  }

  /** Picks the arrangement: all lanes where their cells are large enough, else the largest cells. */
  arrange() {
    const width = this.stage.clientWidth - MARGIN - TITLE_ROOM;
    const height = Math.max(window.innerHeight - this.roomAbove() - Math.max(this.bar.offsetHeight, 90), 300);
    const most = this.payload.cell ?? MAX_CELL;
    const fitted = this.payload.arrangements.map((arrangement) => {
      const room = arrangement.name === "narrow" ? Infinity : height;
      return { arrangement, name: arrangement.name, cell: Math.min(most, ...this.bounds(arrangement, width, room)) };
    });
    const named = (name) => fitted.find((one) => one.name === name);
    const [wide, narrow] = [named("wide"), named("narrow")];
    const large = fitted.filter(({ name }) => name !== "narrow").sort((a, b) => b.cell - a.cell);
    const chosen = width < NARROW && narrow ? narrow : wide?.cell >= ROOMY_CELL ? wide : large[0];
    this.arrangement = chosen.arrangement;
    this.root.classList.toggle("cs-narrow", width < NARROW);
    this.cell = Math.max(chosen.cell, MIN_CELL);
    this.boxes = this.arrangement.boxes.map((box) => this.place(box));
    this.width = Math.ceil(Math.max(...this.boxes.map((box) => box.x + box.width))) + TITLE_ROOM;
    this.height = Math.ceil(Math.max(...this.boxes.map((box) => box.y + box.height))) + 2 * MARGIN;
    this.lanes.hidden = this.scene.lanes.length < 2 || !this.boxes.some(({ id }) => id.endsWith("*"));
  }

  /** What stands above the player on its first screen. */
  roomAbove() {
    let above = this.root.getBoundingClientRect().top;
    for (let box = this.root.parentElement; box; box = box.parentElement) above += box.scrollTop;
    return above > 0 && above < 2 * ROOM_ABOVE ? above + 8 : ROOM_ABOVE;
  }

  bounds({ boxes }, width, height) {
    return boxes.flatMap(({ panel, x, y, scale, aspect }) => {
      const { rows, cols } = this.panels.get(panel);
      return [(width - x[1]) / (x[0] + cols * scale * aspect), (height - y[1]) / (y[0] + rows * scale)];
    });
  }

  place({ panel: id, x, y, scale, aspect }) {
    const panel = this.panels.get(id);
    const [across, down] = [this.cell * scale * aspect, this.cell * scale];
    return {
      id, panel, across, down, scale,
      x: pixels(x, this.cell) + MARGIN, y: pixels(y, this.cell), width: panel.cols * across, height: panel.rows * down,
    };
  }

  // Drawing: the overlay's elements; their changing attributes belong to show() ---------------------------------

  draw() {
    const { overlay } = this;
    overlay.replaceChildren();
    overlay.setAttribute("viewBox", `0 0 ${this.width} ${this.height}`);
    overlay.setAttribute("width", this.width);
    overlay.setAttribute("height", this.height);
    this.drawPatterns(svg("defs", {}, overlay));
    this.drawTies(svg("g", {}, overlay));
    const layer = svg("g", {}, overlay);
    this.outputs = [];
    this.veils = [];
    this.views = new Map();
    for (const box of this.boxes) this.drawPanel(box, layer);
    this.alignTitles();
    this.drawSymbols(svg("g", {}, overlay));
    this.originLayer = svg("g", { class: "cs-origins" }, overlay);
    this.markLayer = svg("g", { class: "cs-marks" }, overlay);
    this.marks = new Map();
    this.shownOrigin = null;
  }

  drawPatterns(defs) {
    const hatch = (name, d) => {
      const pattern = svg("pattern", {
        id: `${this.id}-${name}`, width: 6, height: 6, patternUnits: "userSpaceOnUse", class: `cs-${name}`,
      }, defs);
      svg("path", { d }, pattern);
    };
    hatch("padding", "M0 6L6 0");
    hatch("unused", "M0 0L6 6M0 6L6 0");
  }

  drawTies(layer) {
    for (const { points, channel } of this.arrangement.ties) {
      const at = points.map(([x, y]) => [pixels(x, this.cell) + MARGIN, pixels(y, this.cell)]);
      const [[x0, y0], [x1, y1]] = at;
      const bend = (x0 + x1) / 2;
      const d = `M${x0 + 4} ${y0}C${bend} ${y0} ${bend} ${y1} ${x1 - 4} ${y1}`;
      svg("path", { class: "cs-tie", d, style: `stroke:${channelColour(channel)}` }, layer);
    }
  }

  drawSymbols(layer) {
    for (const { text, x, y } of this.arrangement.symbols) {
      const at = { x: pixels(x, this.cell) + MARGIN, y: pixels(y, this.cell) };
      svg("text", { class: text.length > 1 ? "cs-caption" : "cs-symbol", ...at }, layer).textContent = text;
    }
  }

  drawPanel(box, layer) {
    const { panel } = box;
    const group = svg("g", { transform: `translate(${box.x} ${box.y})`, class: `cs-panel cs-${panel.role}` }, layer);
    const view = { ...box, group, block: null, label: undefined, cells: [] };
    view.edge = svg("rect", { class: "cs-edge", x: -1, y: -1, width: box.width + 2, height: box.height + 2 }, group);
    view.dot = svg("rect", { class: "cs-dot", x: -1, y: -14, width: 8, height: 8, rx: 2 }, group);
    view.title = svg("text", { class: "cs-title", x: 11, y: -6 }, group);
    this.drawCells(view);
    if (panel.role === "input") this.drawBorders(view);
    if (panel.id.startsWith("zero:")) {
      const fill = `url(#${this.id}-unused)`;
      svg("rect", { class: "cs-outside", width: box.width, height: box.height, fill }, group);
    }
    if (panel.role === "filter" && panel.block !== null && !panel.id.startsWith("zero:")) {
      const veil = svg("rect", { class: "cs-veil", width: box.width, height: box.height }, group);
      this.veils.push({ id: panel.id, veil });
    }
    this.views.set(panel.id, view);
    if (panel.block !== null) this.entitle(view, panel.label);
  }

  drawCells(view) {
    const { panel, across, down, group } = view;
    const still = panel.block !== null;
    for (let row = 0; row < panel.rows; row += 1) {
      for (let col = 0; col < panel.cols; col += 1) {
        const rect = svg("rect", {
          ...inner(row, col, across, down),
          class: still ? "cs-hit" : "cs-cell", "data-role": panel.role,
          "data-row": row - panel.before[0], "data-col": col - panel.before[1],
        }, group);
        const cell = { rect, row, col };
        if (!still) {
          const at = { x: (col + 0.5) * across, y: (row + 0.5) * down, class: "cs-number" };
          cell.text = svg("text", at, group);
        }
        view.cells.push(cell);
      }
    }
    if (panel.role === "output") this.outputs.push(view);
  }

  /** Padding as zeros of another kind, and what no window reaches. */
  drawBorders({ panel, across, down, group, cells }) {
    const [top, left] = panel.before;
    const [rows, cols] = panel.inner ?? [panel.rows, panel.cols];
    const reached = [panel.rows - panel.unused[0], panel.cols - panel.unused[1]];
    for (const { rect, row, col } of cells) {
      const padded = row < top || col < left || row >= top + rows || col >= left + cols;
      const unused = row >= reached[0] || col >= reached[1];
      if (!padded && !unused) continue;
      const at = inner(row, col, across, down);
      const kind = padded ? "padding" : "unused";
      const fill = svg("rect", { ...at, class: `cs-${kind}-cell`, fill: `url(#${this.id}-${kind})` }, group);
      group.insertBefore(fill, rect);
      if (padded) rect.removeAttribute("data-role");
      if (padded && down >= MIN_FONT + 3) {
        const zero = { class: "cs-zero", x: (col + 0.5) * across, y: (row + 0.5) * down };
        svg("text", zero, group).textContent = "0";
      }
    }
  }

  /** Gives a panel its title and its channel's colour, shortened until it fits. */
  entitle(view, index) {
    if (view.label === index) return;
    view.label = index;
    const label = index === null || index === undefined ? null : this.scene.labels[index];
    const title = label ? label.title : "";
    view.forms = titleForms(label, view.scale);
    view.form = this.firstFitting(view);
    view.title.textContent = view.forms[view.form];
    const plain = !label || view.panel.role === "total" || label.title === "";
    view.dot.style.display = plain ? "none" : "";
    view.dot.style.fill = channelColour(label ? label.channel : null);
    view.edge.style.stroke = plain ? "" : channelColour(label.channel);
    if (label && label.index.length) this.indexCells(view, label);
    view.first = label ? label.first : null;
  }

  /** The longest form of a panel's title that has room. */
  firstFitting(view) {
    const room = this.titleRoom(view);
    const at = view.forms.findIndex((form) => 11 + form.length * 11 * MONO_WIDTH <= room);
    return at < 0 ? view.forms.length - 1 : at;
  }

  /** Panels of one family write their titles in one form: the longest that has room on all of them. */
  alignTitles() {
    const families = new Map();
    const still = [...this.views.values()].filter(({ panel, forms }) => panel.block !== null && forms.length === 3);
    const family = ({ id }) => id.split(":")[0];
    for (const view of still) families.set(family(view), Math.max(families.get(family(view)) ?? 0, view.form));
    for (const view of still) view.title.textContent = view.forms[families.get(family(view))];
  }

  /** How wide a panel's title may be: to its right neighbour's own. */
  titleRoom(view) {
    const beside = this.boxes.filter((box) => box.x > view.x && Math.abs(box.y - view.y) < view.down * 2);
    return Math.min(view.width + TITLE_ROOM, ...beside.map((box) => box.x - view.x - 6));
  }

  indexCells(view, { index }) {
    for (const { rect } of view.cells) {
      if (view.panel.role === "filter") rect.dataset.slice = index[1];
      rect.dataset.channel = index[0];
    }
  }

  /** The heatmaps. Plotly draws when data, size or theme change, never for a step. */
  async react() {
    const { payload, arrangement } = this;
    const figure = payload.figures[arrangement.name];
    const still = this.boxes.filter(({ panel }) => panel.block !== null);
    const data = figure.data.map((trace) => this.trace(trace, this.views.get(trace.meta)));
    const layout = { ...figure.layout, width: this.width, height: this.height, annotations: [] };
    still.forEach((box, i) => {
      const suffix = i ? i + 1 : "";
      const [x, y] = [`xaxis${suffix}`, `yaxis${suffix}`];
      layout[x] = { ...layout[x], domain: [box.x / this.width, (box.x + box.width) / this.width] };
      layout[y] = { ...layout[y], domain: [1 - (box.y + box.height) / this.height, 1 - box.y / this.height] };
    });
    const library = await loadPlotly(payload.plotly);
    if (this.payload !== payload || this.arrangement !== arrangement) return;
    await library.react(this.heat, data, layout, { staticPlot: true, displayModeBar: false, responsive: false });
    this.root.dataset.version = payload.version; // all of it is drawn
    this.root.dataset.ready = "true";
  }

  trace(trace, view) {
    const values = this.scene.blocks[view.panel.block];
    const fitted = fit(values, view.across, view.down, this.widthOf);
    const rows = [...Array(view.panel.rows).keys()];
    const texts = fitted && rows.map((row) => fitted.texts.slice(row * view.panel.cols, (row + 1) * view.panel.cols));
    return {
      ...trace,
      colorscale: this.payload.scales[this.theme],
      text: texts ?? [],
      texttemplate: texts ? "%{text}" : "",
      textfont: { size: fitted ? fitted.font : MIN_FONT, family: this.family, color: this.ink },
    };
  }

  // A step ------------------------------------------------------------------------------------------------------

  /** Draws the frame of the shown step: a function of the step, whatever was drawn before. */
  show() {
    const { shown } = this;
    const frame = this.frame();
    this.showKnown();
    for (const [number, block, label] of frame.shows) {
      for (const view of this.viewsOf(number)) this.showBlock(view, block, label);
    }
    const active = new Set(frame.active.map((number) => this.scene.panels[number].id));
    for (const { id, veil } of this.veils) veil.classList.toggle("cs-on", active.size > 0 && !active.has(id));
    this.showMarks(frame.marks);
    this.showLane();
    this.showOrigin(this.pointed ?? this.asked);
    if (this.sentence.textContent !== frame.sentence) this.sentence.textContent = frame.sentence;
    const step = this.pin ?? this.step;
    this.root.dataset.step = step;
    this.root.dataset.steps = this.last + 1;
    this.root.dataset.playing = String(this.timer !== null);
    this.root.classList.toggle("cs-pinned", this.pin !== null);
    this.root.classList.toggle("cs-preview", shown !== step);
    this.scrub.value = step;
    this.count.textContent = this.payload.words.count.replace("{step}", step + 1).replace("{steps}", this.last + 1);
    remembered.set(this.payload.name, this.step);
  }

  /** Covers what is not computed yet; a cover is not a zero. */
  showKnown() {
    const now = this.pin ?? this.step;
    for (const view of this.outputs) {
      if (view.first === null || view.first === undefined) continue;
      const [down, across] = view.panel.stride;
      for (const cell of view.cells) {
        const known = view.first + cell.row * down + cell.col * across <= now;
        if (cell.known === known) continue;
        cell.known = known;
        cell.rect.classList.toggle("cs-unknown", !known);
        if (cell.text) cell.text.classList.toggle("cs-hidden", !known);
      }
    }
  }

  /** Where a panel is drawn: in its own box, and in that of the lane in focus. */
  viewsOf(number) {
    const { id, lane, focus } = this.scene.panels[number];
    const inFocus = focus !== null && lane === this.lane ? this.views.get(focus) : null;
    return [this.views.get(id), inFocus].filter(Boolean);
  }

  showBlock(view, block, label) {
    this.entitle(view, label);
    if (view.panel.role === "output") this.showKnown();
    if (view.block === block) return;
    view.block = block;
    const values = block < 0 ? view.cells.map(() => null) : this.scene.blocks[block];
    const fitted = fit(values, view.across, view.down, this.widthOf);
    const limit = this.scene.limits[view.panel.role] ?? 1;
    view.cells.forEach(({ rect, text }, i) => {
      const value = values[i];
      const colour = value === null ? null : colourOf(value, limit, this.payload.scales[this.theme]);
      rect.style.fill = colour ? `rgb(${colour})` : "";
      rect.classList.toggle("cs-blank", value === null);
      text.textContent = fitted ? fitted.texts[i] : "";
      if (fitted) text.style.fontSize = `${fitted.font}px`;
    });
  }

  showMarks(indices) {
    const used = new Set();
    for (const index of indices) {
      const [number, ...place] = this.scene.marks[index];
      for (const view of this.viewsOf(number)) {
        used.add(view.id);
        this.showMark(view, ...place);
      }
    }
    for (const [id, { group }] of this.marks) group.classList.toggle("cs-hidden", !used.has(id));
  }

  /** Frames the cell whose lane is in focus, where cells bring lanes into focus. */
  showLane() {
    for (const view of this.views.values()) {
      const { picks, cols, rows } = view.panel;
      if (picks === null) continue;
      const at = this.lane - picks;
      view.picked ??= svg("rect", { class: "cs-picked" }, view.group);
      const inside = at >= 0 && at < rows * cols;
      view.picked.classList.toggle("cs-hidden", !inside);
      if (inside) {
        const cell = inner(Math.floor(at / cols), at % cols, view.across, view.down);
        for (const [name, value] of Object.entries(cell)) view.picked.setAttribute(name, value);
      }
    }
  }

  /** Marks what a panel was made from: cells of the table, filter slices, input channels. */
  showOrigin(id) {
    const origin = id && this.scene.origins[id] ? id : null;
    if (this.shownOrigin === origin) return;
    this.shownOrigin = origin;
    this.originLayer.replaceChildren();
    this.root.dataset.origin = origin ?? "";
    for (const index of origin ? [this.own(origin), ...this.scene.origins[origin]] : []) {
      const [number, row, col, rows, cols] = typeof index === "number" ? this.scene.marks[index] : index;
      const view = this.views.get(this.scene.panels[number].id);
      if (!view) continue;
      svg("rect", {
        class: "cs-origin", "data-origin": view.id, "data-row": row, "data-col": col,
        x: view.x + col * view.across - 2, y: view.y + row * view.down - 2,
        width: cols * view.across + 4, height: rows * view.down + 4, rx: 3,
      }, this.originLayer);
    }
  }

  /** The mark of a whole panel. */
  own(id) {
    const number = this.scene.panels.findIndex((panel) => panel.id === id);
    return [number, 0, 0, this.scene.panels[number].rows, this.scene.panels[number].cols];
  }

  showMark(view, row, col, rows, cols, ...step) {
    const panel = view.id;
    const shape = `${rows},${cols},${step}`;
    let drawn = this.marks.get(panel);
    if (!drawn) {
      const group = svg("g", { class: "cs-mark" }, this.markLayer);
      drawn = { group, halo: svg("path", { class: "cs-halo" }, group), line: svg("path", {}, group) };
      this.marks.set(panel, drawn);
    }
    if (drawn.shape !== shape) {
      drawn.shape = shape;
      const d = outline(rows, cols, step, view.across, view.down);
      drawn.halo.setAttribute("d", d);
      drawn.line.setAttribute("d", d);
    }
    drawn.group.style.transform = `translate(${view.x + col * view.across}px, ${view.y + row * view.down}px)`;
  }

  // Moving ------------------------------------------------------------------------------------------------------

  go(step) {
    this.step = this.snap(Math.min(Math.max(step, 0), this.last));
    this.pin = this.hover = null;
    this.show();
  }

  move(by) { this.go((this.pin ?? this.step) + by * this.stride); }

  /** With one output channel in focus, the nearest step that computes it. */
  snap(step) {
    if (this.lock === null) return step;
    return Math.floor(step / this.scene.channels) * this.scene.channels + this.lock;
  }

  choose(channel) {
    this.lock = channel;
    this.go(this.pin ?? this.step);
  }

  toggle() { if (this.timer === null) this.play(); else this.pause(); }

  play() {
    this.step = this.pin ?? this.step;
    if (this.step + this.stride > this.last) this.go(0);
    this.pin = null;
    this.run();
    this.show();
  }

  run() {
    const every = 1000 / this.speed;
    this.root.style.setProperty("--cs-glide", `${Math.min(GLIDE_MS, every * 0.6)}ms`);
    this.sentence.setAttribute("aria-live", "off");
    this.setPlayIcon("pause");
    this.timer = setInterval(() => this.tick(), every);
  }

  tick() {
    this.move(1);
    if (this.step + this.stride > this.last) this.pause();
  }

  replay() {
    if (this.timer === null) return;
    clearInterval(this.timer);
    this.run();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.root.style.setProperty("--cs-glide", `${GLIDE_MS}ms`);
    this.sentence.setAttribute("aria-live", "polite");
    this.setPlayIcon("play");
    if (this.payload) this.root.dataset.playing = "false";
  }

  setPlayIcon(name) {
    this.controls.play.innerHTML = this.icons[name];
    if (this.payload) this.name(this.controls.play, this.payload.words[name]);
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.tagName === "SELECT") return;
    const onButton = event.target.tagName === "BUTTON";
    const acts = {
      ArrowLeft: () => this.move(-1),
      ArrowRight: () => this.move(1),
      Home: () => this.go(0),
      End: () => this.go(this.last),
      Escape: () => this.unpin(),
      ...(onButton ? {} : { " ": () => this.toggle(), Enter: () => this.editor.openFirst() }),
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // Pointing ----------------------------------------------------------------------------------------------------

  /** The step that computes the cell under the pointer, or null. */
  stepUnder(rect) {
    const view = this.outputs.find(({ group }) => group === rect.parentNode);
    if (!view || view.first === null || view.first === undefined) return null;
    const [down, across] = view.panel.stride;
    return view.first + Number(rect.dataset.row) * down + Number(rect.dataset.col) * across;
  }

  over(event) {
    const rect = event.target;
    if (event.pointerType === "touch") return;
    if (!rect.dataset || !rect.dataset.role) { this.leave(); return; }
    this.explain(rect);
    const step = rect.dataset.role === "output" && this.timer === null ? this.stepUnder(rect) : null;
    this.point(this.originUnder(rect), step);
    this.pick(rect);
  }

  leave() {
    this.tip.hidden = true;
    this.point(null, null);
  }

  /** Looks at a panel's origin and at a step, for as long as the pointer stays. */
  point(origin, step) {
    if (origin === this.pointed && step === this.hover) return;
    this.pointed = origin;
    this.hover = step;
    this.show();
  }

  viewUnder(rect) { return [...this.views.values()].find(({ group }) => group === rect.parentNode); }

  /** The panel whose origin the pointer asks for; one in focus asks for the panel that it shows. */
  originUnder(rect) {
    const view = this.viewUnder(rect);
    if (!view || view.panel.role !== "output") return null;
    return this.scene.origins[view.id] ? view.id : `output:${this.scene.labels[view.label]?.index[0]}`;
  }

  /** A cell that stands for a lane brings it into focus. */
  pick(rect) {
    const view = this.viewUnder(rect);
    if (!view || view.panel.picks === null) return;
    this.bring(view.panel.picks + Number(rect.dataset.row) * view.panel.cols + Number(rect.dataset.col));
  }

  click(event) {
    const { role, channel } = event.target.dataset ?? {};
    if (!role) return;
    this.pick(event.target);
    if (role === "input" && !this.lanes.hidden && this.scene.origins[`output:0`]) this.bring(Number(channel));
    const step = role === "output" ? this.stepUnder(event.target) : null;
    if (step === null) return;
    this.pause();
    this.pin = step;
    this.hover = null;
    this.show();
  }

  /** Brings an input channel into focus. */
  bring(channel) {
    if (this.lane === channel % this.scene.lanes.length) return;
    this.lane = channel % this.scene.lanes.length;
    this.lanes.value = this.lane;
    this.show();
  }

  unpin() {
    if (this.pin === null) return;
    this.pin = null;
    this.show();
  }

  /** A cell's exact name and value beside the pointer. */
  explain(rect) {
    const view = this.viewUnder(rect);
    const at = view.cells.findIndex((cell) => cell.rect === rect);
    const block = view.panel.block ?? view.block;
    const value = block === null || block < 0 ? null : this.scene.blocks[block][at];
    const label = view.label === null || view.label === undefined ? null : this.scene.labels[view.label];
    this.tip.hidden = value === null || !label || view.cells[at].known === false;
    if (this.tip.hidden) return;
    const place = label.title.replace(":, :", `${rect.dataset.row}, ${rect.dataset.col}`);
    const hint = this.editor.target(view, at) ? ` · ${this.payload.words.edit}` : "";
    this.tip.textContent = `${place} = ${value}${hint}`;
    const x = view.x + (view.cells[at].col + 0.5) * view.across;
    this.tip.style.left = `${Math.min(Math.max(x, 60), this.width - 60)}px`;
    this.tip.style.top = `${view.y + view.cells[at].row * view.down}px`;
  }
}

// Editing in place: a small field over a cell of the input or of the filters --------------------------------------

class Editor {
  constructor(player) {
    this.player = player;
    this.pending = []; // edits that the server has not confirmed; a rerun that comes late loses none of them
    this.cell = null;
    this.field = html("input", {
      class: "cs-editor", "data-testid": "player-editor", type: "text", inputmode: "text", autocomplete: "off",
      spellcheck: "false", hidden: "",
    }, player.surface);
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("paste", (event) => this.paste(event));
    this.field.addEventListener("blur", () => this.commit());
  }

  /** Which cell of which tensor a drawn cell is, as {tensor, index}; null where it cannot be edited here. */
  target(view, at) {
    const { editable } = this.player.payload;
    const tensor = { input: "input", filter: "filters" }[view.panel.role];
    const label = this.player.scene.labels[view.label];
    if (!editable || !editable.tensors.includes(tensor) || !label || !label.index.length) return null;
    const { row, col } = view.cells[at];
    const place = [row - view.panel.before[0], col - view.panel.before[1]];
    const size = view.panel.inner ?? [view.panel.rows, view.panel.cols];
    if (place.some((x, i) => x < 0 || x >= size[i])) return null;
    const index = tensor === "input" ? [editable.batch, ...place, label.index[0]] : [...place, ...label.index];
    return { tensor, index, name: label.title.replace(":, :", place.join(", ")) };
  }

  /** All cells that can be edited now, in the order in which Tab goes through them. */
  cells() {
    return [...this.player.views.values()].flatMap((view) => view.cells
      .map((_, at) => ({ id: view.id, at, target: this.target(view, at) }))
      .filter(({ target }) => target));
  }

  openAt(rect) {
    const view = rect.dataset?.role ? this.player.viewUnder(rect) : null;
    const at = view ? view.cells.findIndex((cell) => cell.rect === rect) : -1;
    if (at >= 0 && this.target(view, at)) this.open({ id: view.id, at });
  }

  /** For the keyboard: the cell that was edited last, else the first one. */
  openFirst() {
    const cells = this.cells();
    const before = this.last && cells.find(({ id, at }) => id === this.last.id && at === this.last.at);
    const cell = before ?? cells[0];
    if (cell) this.open(cell);
  }

  open({ id, at }) {
    const view = this.player.views.get(id);
    this.player.pause();
    this.cell = this.last = { id, at, target: this.target(view, at) };
    this.before = String(this.player.scene.blocks[view.panel.block ?? view.block][at]);
    this.field.value = this.before;
    this.field.hidden = false;
    this.player.name(this.field, this.cell.target.name);
    this.place();
    this.field.focus({ preventScroll: true });
    this.field.select();
  }

  /** Over its cell, also after the picture was laid out anew. */
  place() {
    if (!this.cell) return;
    const view = this.player.views.get(this.cell.id);
    const cell = view?.cells[this.cell.at];
    if (!cell || !this.target(view, this.cell.at)) { this.close(); return; }
    const width = Math.max(view.across, 64);
    const left = view.x + (cell.col + 0.5) * view.across - width / 2;
    Object.assign(this.field.style, {
      left: `${Math.min(Math.max(left, 0), this.player.width - width)}px`,
      top: `${view.y + (cell.row + 0.5) * view.down - 15}px`,
      width: `${width}px`,
    });
  }

  key(event) {
    event.stopPropagation();
    const moves = { Enter: () => this.below(event.shiftKey ? -1 : 1), Tab: () => this.beside(event.shiftKey ? -1 : 1) };
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
      this.player.root.focus({ preventScroll: true });
    } else if (moves[event.key]) {
      event.preventDefault();
      const next = moves[event.key]();
      this.commit();
      if (next) this.open(next);
      else this.player.root.focus({ preventScroll: true });
    }
  }

  beside(by) {
    const cells = this.cells();
    return cells[cells.findIndex(({ id, at }) => id === this.cell.id && at === this.cell.at) + by] ?? null;
  }

  below(by) {
    const { id, at } = this.cell;
    return this.cells().find((cell) => cell.id === id && cell.at === at + by * this.player.panels.get(id).cols) ?? null;
  }

  /** A block from a spreadsheet fills the panel from this cell on; what would hang over is left out, and said. */
  paste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!/[\t\n]/.test(text)) return;
    event.preventDefault();
    const { id, at } = this.cell;
    const { cols } = this.player.panels.get(id);
    const known = new Map(this.cells().filter((cell) => cell.id === id).map((cell) => [cell.at, cell.target]));
    const edits = [];
    let beyond = 0;
    text.split("\n").forEach((line, row) => line.split("\t").forEach((value, col) => {
      const inside = (at % cols) + col < cols ? known.get(at + row * cols + col) : null;
      if (inside) edits.push({ ...inside, text: value });
      else beyond += 1;
    }));
    this.close();
    this.send(edits, beyond);
    this.player.root.focus({ preventScroll: true });
  }

  commit() {
    if (!this.cell) return;
    const { target } = this.cell;
    const text = this.field.value;
    const changed = text !== this.before;
    this.close();
    if (changed) this.send([{ ...target, text }], 0);
  }

  close() {
    this.cell = null;
    this.field.hidden = true;
  }

  send(edits, beyond) {
    if (!this.player.send) return;
    const first = Math.max(this.player.payload.editable.applied, ...this.pending.map(({ id }) => id)) + 1;
    this.pending = this.pending.filter(({ id }) => id > this.player.payload.editable.applied);
    this.pending.push(...edits.map(({ tensor, index, text }, i) => ({ id: first + i, tensor, index, text, beyond })));
    this.player.send(this.pending);
  }
}

/** A title and its shorter forms: `filter[:, :, 0, 1]`, `[:, :, 0, 1]`, `0, 1`. */
function titleForms(label, scale) {
  if (!label) return [""];
  const short = label.index.join(", ");
  if (!short) return [label.title];
  return scale < SMALL ? [short] : [label.title, label.title.replace(/^\w+(?=\[)/, ""), short];
}

/** The outline of a window: one frame, or one a tap where dilation leaves gaps. */
function outline(rows, cols, [down, across], width, height) {
  const box = (x, y, w, h) => `M${x} ${y}h${w}v${h}h${-w}z`;
  if (down === 1 && across === 1) return box(0, 0, cols * width, rows * height);
  let d = "";
  for (let a = 0; a < rows; a += 1) {
    for (let b = 0; b < cols; b += 1) d += box(b * across * width, a * down * height, width, height);
  }
  return d;
}

// The door for Streamlit: called on the same element whenever data or theme change -------------------------------

const players = new WeakMap();

export default function component({ data, parentElement, setStateValue }) {
  let known = players.get(parentElement);
  if (!known) {
    const slot = parentElement.querySelector(".cs-slot") ?? parentElement;
    known = { player: new Player(slot), text: null };
    players.set(parentElement, known);
  }
  known.player.send = setStateValue ? (edits) => setStateValue("edits", edits) : null;
  if (known.text !== data.payload) {
    known.text = data.payload;
    known.player.update(JSON.parse(data.payload));
  } else known.player.lay();
  return () => {
    known.player.destroy();
    players.delete(parentElement);
  };
}
