// What the modules hand each other. The browser never asks for this file: tsc does.

import type { Scale } from "./drawing/colours.js";

type Pair = [number, number];
/** So many cells and so many pixels. */
export type Length = [number, number];

/** A small matrix on the screen, as convcore.scenes.model.Panel; `id` is a key that nobody takes apart. */
export interface Panel {
  id: string;
  family: string;
  role: string;
  rows: number;
  cols: number;
  block: number | null;
  label: number | null;
  before: Pair;
  inner: Pair | null;
  unused: Pair;
  stride: Pair | null;
  /** said of the zeros of a grouped filter alone */
  outside?: true;
  lane: number | null;
  focus: string | null;
  picks: number | null;
}

/** As convcore.scenes.model.Label. */
export interface Label {
  title: string;
  channel: number | null;
  index: number[];
  first: number | null;
}

/** Panel, row, column, rows, columns, and how many cells apart. */
export type Mark = [number, number, number, number, number, number, number];

/** What a step shows: marks, panels with their block and label, filter panels in use; panels by their number. */
export interface Frame {
  marks: Mark[];
  shows: [number, number, number | null][];
  active: number[];
}

/** How a part of a sentence is made, a block, and the block of its sum: each at the first window, and on to the next. */
export type Value = [string, number, number, number?, number?];

/** As convcore.scenes.film.Shot: marks and how far they move, blocks and labels with how far on the next window's are. */
export interface Shot {
  cell: [number, number, number];
  marks: [...Mark, number, number][];
  shows: [number, number, number, number?, number?][];
  active: number[];
  said: { text: string; values: Value[]; padding?: string; window?: Pair };
}

/** Its first row of windows and how many there are, and the shots that each window has. */
export interface Reel {
  rows: Pair;
  shots: Shot[];
}

/** As convcore.scenes.blocks.Stack; `single` products are rounded to single precision. */
export interface Stack {
  first: number;
  at: number[];
  shape: Pair;
  steps: Pair;
  moves?: Pair;
  times?: number[];
  single?: true;
}

/** As convcore.scenes.model.Scene.to_dict writes it. */
export interface Scene {
  kind: string;
  channels: number;
  channel: number;
  lanes: string[];
  /** the step and the lane in focus on which it opens */
  start: number;
  lane: number;
  limits: Record<string, number>;
  panels: Panel[];
  labels: Label[];
  origins: Record<string, number[]>;
  marks: Mark[];
  /** panel, row and column that a number leaves, panel where it arrives, and the cell there; null is the step's own */
  travels: [number, number, number, number, Pair | null][];
  /** windows in a row */
  across: number;
  reels: Reel[];
  stacks: Stack[];
  numbers: (number | null)[];
}

/** A text is base64 of float64, where NaN is null. Blanks: how many numbers come before, since those before, and how many. */
type Packed = (number | null)[] | string | { blanks: [number, number][]; rest: Packed };

/** A scene as it is sent: what is usual is not said. */
export type Told = Omit<Scene, "panels" | "labels" | "numbers"> & {
  panels: Partial<Panel>[];
  labels: Partial<Label>[];
  numbers: Packed | { count: number; more: Packed };
};

/** As convcore.layouts.surface.Arrangement. */
export interface Arrangement {
  name: string;
  boxes: { panel: string; x: Length; y: Length; scale: number; aspect: number; titled: boolean }[];
  symbols: { text: string; x: Length; y: Length; kind: "sign" | "heading" | "name" }[];
  ties: { points: [Length, Length][]; channel: number | null }[];
  borders: { x: Length; y: Length; width: Length; height: Length }[];
}

/** What convcore.web.payload.payload makes. */
export interface Payload {
  name: string;
  /** null leaves it to the scene */
  start: number | null;
  cell: number | null;
  dimmed: boolean;
  scene: Told;
  arrangements: Arrangement[];
  scales: Record<Theme, Scale>;
  words: Record<string, string>;
  plotly: string;
  editable: { tensors: string[]; batch: number; applied: number } | null;
  version: number;
  calls: number;
  /** the player whose numbers the scene begins with */
  like: string | null;
}

export type Theme = "light" | "dark";

/** A panel's place in pixels; `across` and `down` are the sides of a cell. */
export interface Box {
  id: string;
  panel: Panel;
  x: number;
  y: number;
  width: number;
  height: number;
  across: number;
  down: number;
  scale: number;
  titled: boolean;
}

export interface Layout {
  arrangement: Arrangement;
  cell: number;
  narrow: boolean;
  width: number;
  height: number;
  boxes: Box[];
  /** from where to where panels stand, from top to bottom; between two rows there is none */
  rows: Pair[];
}

export interface Cell {
  rect: SVGRectElement;
  text: SVGTextElement | null;
  row: number;
  col: number;
  known?: boolean;
}

/** A panel as it is drawn: its box, its elements, and what it shows at present. */
export interface Tile extends Box {
  group: SVGGElement;
  edge: SVGRectElement;
  dot: SVGRectElement;
  title: SVGTextElement;
  forms: string[];
  form: number;
  /** whether it has neither a channel's colour nor a dot for it */
  plain: boolean;
  cells: Cell[];
  block: number | null;
  /** gives a cell what that block has for it */
  fill: ((cell: Cell) => void) | null;
  label: number | null | undefined;
  first: number | null;
  /** the step up to which its cells are uncovered, and the first of the channel it shows */
  covered: { first: number; now: number } | null;
  /** whether the numbers of a block have room in its cells */
  written?: { block: number; fits: boolean };
  /** which cells of a block are not told; null is none */
  untold?: { block: number; cells: boolean[] | null };
  /** over all cells that are covered, where they have no element each */
  cover: SVGPathElement | null;
  veil: SVGRectElement | null;
  picked: SVGRectElement | null;
}

/** How the page looks around the player. */
export interface Look {
  family: string;
  ink: string;
  theme: Theme;
  scale: Scale;
  widthOf: (text: string) => number;
}

/** A window's frame over a tile; `shape` is what its outline was drawn for. */
export interface Frameline {
  group: SVGGElement;
  halo: SVGPathElement;
  line: SVGPathElement;
  /** whether a transform carries it to its place */
  glides: boolean;
  /** where it stands */
  at: { x: number; y: number };
  shape: string;
  callout: SVGGElement | null;
}

/** A number on its way from a cell to another. */
export interface Traveller {
  rect: SVGRectElement;
  text: SVGTextElement;
  from: Cell;
}

/** Where the reader stands, and what they look at. */
export interface State {
  step: number;
  /** the step of a cell that was clicked */
  pin: number | null;
  /** the step of the cell under the pointer */
  hover: number | null;
  /** the panel under the pointer whose origin is marked */
  pointed: string | null;
  /** the panel whose origin was asked for without a pointer */
  asked: string | null;
  /** the output channel in focus; null is all in turn */
  lock: number | null;
  /** the input channel in focus, where one of several is shown */
  lane: number;
  speed: number;
  playing: boolean;
}

/** A cell that can be edited: its tile, its place there, and which cell of which tensor it is. */
export interface Editable {
  id: string;
  at: number;
  target: TensorCell;
}

export interface TensorCell {
  tensor: string;
  index: number[];
  name: string;
}

export interface Edit {
  id: number;
  tensor: string;
  index: number[];
  text: string;
  beyond: number;
}

/** The field over a cell; `pending` are the edits that the server has not confirmed. */
export interface Editor {
  field: HTMLInputElement;
  fault: HTMLElement;
  cell: Editable | null;
  last: Editable | null;
  before: string;
  pending: Edit[];
}

export interface Controls {
  buttons: Record<"first" | "prev" | "play" | "next" | "last", HTMLButtonElement>;
  scrub: HTMLInputElement;
  count: HTMLElement;
  speed: HTMLSelectElement;
  lane: HTMLSelectElement;
  origin: HTMLSelectElement;
  channel: HTMLSelectElement;
  menu: Menu;
}

/** What has no room in a phone's bar; `ends` is the place of the first step and the last. */
export interface Menu {
  button: HTMLButtonElement;
  panel: HTMLElement;
  ends: HTMLElement;
}

/** What a control asks the player for. */
export interface Acts {
  go(step: number): void;
  goLast(): void;
  move(by: number): void;
  toggle(): void;
  unpin(): void;
  edit(): void;
  pace(speed: number): void;
  bring(lane: number): void;
  ask(id: string | null): void;
  follow(channel: number | null): void;
}

/** All that stands on the screen, and what is to be seen there. */
export interface View {
  id: string;
  root: HTMLElement;
  stage: HTMLElement;
  surface: HTMLElement;
  heat: HTMLElement;
  overlay: SVGSVGElement;
  /** what moves for longer than a glide, apart so that nothing else is painted anew meanwhile */
  above: SVGSVGElement;
  /** where the outputs of the step are, for the browser to bring into view */
  spot: HTMLElement;
  tip: HTMLElement;
  bar: HTMLElement;
  sentence: HTMLElement;
  controls: Controls;
  editor: Editor;
  state: State;
  payload: Payload;
  layout: Layout;
  look: Look;
  /** what the overlay is drawn for, besides the numbers */
  outline?: string;
  /** what Plotly has drawn, and on which outline */
  heated?: { scene: Scene; outline: string | undefined };
  tiles: Map<string, Tile>;
  framelines: Map<string, Frameline>;
  /** whether they are seen on their way; too fast, they stand here and then there */
  glides: boolean;
  originLayer: SVGGElement;
  travellers: Traveller[];
  /** the step whose numbers have travelled */
  travelled?: number;
  /** which form of its name each tensor has in this picture */
  forms: Map<string, number>;
  markLayer: SVGGElement;
  shownOrigin: string | null;
  /** where it was last, on the screen */
  pointer?: { clientX: number; clientY: number };
  pause: () => void;
  send: ((edits: Edit[]) => void) | null;
}
