// @ts-check
// The player: draws any scene of convcore.scenes, and owns step, play, scrub, keys, hover and pin.
//
// It computes no convolution: sums and totals are the core's. Heatmaps are Plotly's, redrawn when data, size or theme
// change; everything that moves is an SVG overlay above them, so that a step costs a few attributes and no message to
// anybody. State is kept here alone: the other modules are functions of `view`, the screen, and `scene`, what is played.

import { showOutput, standBar, watchRoom } from "./control/bar.js";
import { cellAt, stepAt, stepsOf, unfold } from "./film.js";
import { sayControls, sayPlaying, sayStep } from "./control/controls.js";
import { alignTitles, draw } from "./drawing/drawing.js";
import { commitEdit, editFirst, editUnder, editorKey, pasteBlock, placeEditor, unconfirmed } from "./control/editor.js";
import { pressKey } from "./control/keys.js";
import { fold } from "./control/menu.js";
import { showFrame } from "./drawing/frame.js";
import { plotlyHere } from "./drawing/heatmaps.js";
import { arrange } from "./drawing/layout.js";
import { cellUnder, explain, laneOf, notePointer, originOf, stepOf, tileUnder } from "./control/pointing.js";
import { pulse } from "./control/pulse.js";
import { recall, remember } from "./control/remembered.js";
import { build, lookOf, roomAbove, roomOf } from "./control/stage.js";
import { nearest, seen, standing, strideOf } from "./control/steps.js";
import { drawStill } from "./drawing/still.js";
import { pace, travel } from "./drawing/travel.js";

/** @import { Acts, Edit, Payload, Scene, State } from "./types.js" */

const LEAST_BAR = 90;
const LEAST_HEIGHT = 300;

let instances = 0;

export class Player {
  /** @param {Element} parent */
  constructor(parent) {
    /** @type {State} */
    this.state = {
      step: 0, pin: null, hover: null, pointed: null, asked: null, lock: null, lane: 0, speed: 1, playing: false,
    };
    this.view = build(parent, `cs${(instances += 1)}`, this.acts(), this.state);
    this.view.pause = () => this.pause();
    // For keeper.js, when the connection goes.
    Object.assign(this.view.root, { unconfirmed: () => unconfirmed(this.view) });
    /** @type {((cell: number[]) => void) | null} who waits for a click on an output cell */
    this.pick = null;
    /** @type {Scene | null} */
    this.played = null;
    /** @type {(() => void) | null} what ends playing */
    this.stop = null;
    this.pending = 0; // the display frame in which it is laid out anew
    this.size = "";
    this.listen();
    this.unwatch = watchRoom(this.view, () => this.resized());
  }

  /** Where edits go; null where there is nobody to take them. @param {((edits: Edit[]) => void) | null} send */
  set send(send) { this.view.send = send; }

  /** @returns {Scene} */
  get scene() {
    if (!this.played) throw new Error("a player plays nothing before its first update");
    return this.played;
  }

  get last() { return stepsOf(this.scene) - 1; }
  get stride() { return strideOf(this.scene, this.state.lock); }

  /** Takes what to play: at first, and whenever it changes. @param {Payload} payload */
  update(payload) {
    const { state, view } = this;
    const cell = this.played && cellAt(this.played, standing(state));
    const called = view.payload && payload.calls !== view.payload.calls;
    const moved = called || payload.start !== view.payload?.start;
    view.payload = payload;
    this.played = unfold(payload.scene);
    const start = payload.start ?? payload.scene.start;
    const [step, , lane] = (cell ? null : recall(payload.name, this.last + 1)) ?? [];
    if (!cell) [state.step, state.lane] = [step ?? start, lane ?? payload.scene.lane];
    else state.step = moved ? start : stepAt(this.scene, cell) ?? state.step;
    state.step = Math.min(state.step, this.last);
    state.lane = Math.max(Math.min(state.lane, this.scene.lanes.length - 1), 0);
    const looks = !view.tip.hidden || state.hover !== null || state.pointed !== null;
    state.pin = state.hover = null;
    if (state.lock !== null && state.lock >= this.scene.channels) state.lock = null;
    if (state.asked && !this.scene.origins[state.asked]) state.asked = null;
    sayControls(view, this.scene);
    view.root.classList.toggle("cs-dimmed", payload.dimmed);
    this.lay();
    if (looks) this.look(view.overlay.querySelector("[data-role]:hover"));
    if (called) view.root.scrollIntoView({ block: "nearest" });
  }

  destroy() {
    this.pause();
    this.unwatch();
    plotlyHere()?.purge(this.view.heat);
    this.view.root.remove();
  }

  // What was drawn before is laid out anew when data, size or theme change ----------------------------------------

  resized() {
    if (!this.played || this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      if (this.view.stage.clientWidth && roomOf(this.view) !== this.size) this.lay();
    });
  }

  lay() {
    const { view, scene } = this;
    const { root, stage, surface, bar, payload } = view;
    if (!stage.clientWidth) return;
    this.size = roomOf(view);
    view.look = lookOf(view);
    root.dataset.theme = view.look.theme;
    const height = Math.max(window.innerHeight - roomAbove(root) - Math.max(bar.offsetHeight, LEAST_BAR), LEAST_HEIGHT);
    const room = { width: stage.clientWidth, height, cell: payload.cell, widthOf: view.look.widthOf };
    view.layout = arrange(scene, payload.arrangements, room);
    fold(view);
    const focus = view.layout.boxes.some(({ id }) => scene.panels.some((panel) => panel.focus === id));
    view.controls.lane.hidden = scene.lanes.length < 2 || !focus;
    Object.assign(surface.style, { width: `${view.layout.width}px`, height: `${view.layout.height}px` });
    draw(view, scene);
    this.show();
    alignTitles(view);
    if (root.parentElement) root.parentElement.style.minHeight = "0"; // the room that was kept until now
    placeEditor(view, scene);
    standBar(view);
    drawStill(view, scene, () => this.scene);
  }

  // A step ------------------------------------------------------------------------------------------------------

  show() {
    showFrame(this.view, this.scene);
    travel(this.view, this.scene);
    sayStep(this.view, this.scene, Math.min(seen(this.state), this.last));
    remember(this.view.payload.name, [standing(this.state), this.last + 1, this.state.lane]);
  }

  /** @param {number} step */
  go(step) {
    this.state.step = nearest(this.scene, this.state.lock, step);
    this.state.pin = this.state.hover = null;
    this.show();
  }

  /** @param {number} by */
  move(by) { this.go(standing(this.state) + by * this.stride); }

  /** Brings an input channel into focus; null leaves it. @param {number | null} lane */
  bring(lane) {
    const { state, scene, view } = this;
    if (lane === null || state.lane === lane % scene.lanes.length) return;
    state.lane = lane % scene.lanes.length;
    view.controls.lane.value = String(state.lane);
    this.show();
  }

  /** What controls and keys ask for. @returns {Acts} */
  acts() {
    return {
      go: (step) => { this.go(step); showOutput(this.view); },
      goLast: () => { this.go(this.last); showOutput(this.view); },
      move: (by) => { this.move(by); showOutput(this.view); },
      toggle: () => { this.toggle(); showOutput(this.view); },
      unpin: () => this.unpin(),
      edit: () => editFirst(this.view, this.scene),
      pace: (speed) => { this.state.speed = speed; this.replay(); },
      bring: (lane) => this.bring(lane),
      ask: (id) => { this.state.asked = id; this.show(); },
      follow: (channel) => { this.state.lock = channel; this.go(standing(this.state)); },
    };
  }

  // Playing -----------------------------------------------------------------------------------------------------

  toggle() { if (this.state.playing) this.pause(); else this.play(); }

  /** Plays from the first step on. */
  begin() {
    this.pause();
    this.go(0);
    this.play();
  }

  play() {
    const { state } = this;
    state.step = standing(state);
    if (state.step + this.stride > this.last) this.go(0);
    state.pin = null;
    this.run();
    this.show();
  }

  run() {
    const { speed } = this.state;
    pace(this.view, 600 / speed);
    this.state.playing = true;
    this.stop = pulse(speed, () => this.tick());
    sayPlaying(this.view);
  }

  tick() {
    this.move(1);
    if (this.state.step + this.stride > this.last) this.pause();
  }

  replay() {
    if (!this.state.playing) return;
    this.stop?.();
    this.run();
  }

  pause() {
    this.stop?.();
    this.state.playing = false;
    pace(this.view);
    if (this.played) sayPlaying(this.view);
  }

  // Keys and pointer --------------------------------------------------------------------------------------------

  listen() {
    const { view } = this;
    const { root, overlay, editor } = view;
    root.addEventListener("keydown", (event) => pressKey(event, this.acts()));
    overlay.addEventListener("pointerover", (event) => this.over(event));
    overlay.addEventListener("pointermove", (event) => { if (tileUnder(view, event.target)?.cover) this.over(event); });
    overlay.addEventListener("pointerdown", (event) => notePointer(view, event));
    overlay.addEventListener("pointerleave", () => this.leave());
    overlay.addEventListener("click", (event) => this.click(event));
    overlay.addEventListener("dblclick", (event) => editUnder(view, this.scene, event.target));
    editor.field.addEventListener("keydown", (event) => editorKey(view, this.scene, event));
    editor.field.addEventListener("paste", (event) => pasteBlock(view, this.scene, event));
    editor.field.addEventListener("blur", () => commitEdit(view));
  }

  /** @param {PointerEvent} event */
  over(event) {
    if (event.pointerType === "touch") return;
    notePointer(this.view, event);
    this.look(event.target);
  }

  /** Says what is under the pointer, also where that has other numbers now. @param {EventTarget | null} target */
  look(target) {
    const { view, scene } = this;
    const tile = tileUnder(view, target);
    if (!tile) return this.leave();
    const at = cellUnder(view, tile, target);
    explain(view, scene, tile, at);
    this.point(originOf(scene, tile), this.state.playing ? null : stepOf(scene, tile, at));
    this.bring(laneOf(tile, at));
  }

  leave() {
    this.view.tip.hidden = true;
    this.point(null, null);
  }

  /**
   * Looks at a panel's origin and at a step, for as long as the pointer stays.
   * @param {string | null} origin
   * @param {number | null} step
   */
  point(origin, step) {
    const { state } = this;
    if (origin === state.pointed && step === state.hover) return;
    state.pointed = origin;
    state.hover = step;
    this.show();
  }

  /** @param {MouseEvent} event */
  click(event) {
    const { view, state, scene } = this;
    const tile = tileUnder(view, event.target);
    if (!tile) return;
    const at = cellUnder(view, tile, event.target);
    this.bring(laneOf(tile, at));
    if (tile.panel.role === "input" && !view.controls.lane.hidden) this.bring(tile.panel.lane);
    const step = stepOf(scene, tile, at);
    if (step === null) return;
    this.pause();
    state.pin = step;
    state.hover = null;
    this.show();
    this.pick?.(cellAt(this.scene, step));
  }

  unpin() {
    if (this.state.pin === null) return;
    this.state.pin = null;
    this.show();
  }
}
