// @ts-check
// The dialog for a run as a GIF: which steps, how fast, how large it will be; then how far it is, and a way to stop.

import { MOST_FRAMES, estimate, toGif } from "./animation.js";
import { html } from "../dom.js";
import { stepsOf } from "../film.js";
import { glimpse } from "../drawing/frame.js";

/** @import { Run } from "./animation.js" */
/** @import { Player } from "../player.js" */

const PACES = [0.5, 1, 2, 4, 8];

/** @typedef {ReturnType<typeof buildForm>} Form */

/**
 * Opens it over the page.
 * @param {HTMLElement} home
 * @param {{ words: Record<string, string>, file: string, title: string }} offer the GIF's name has no ending
 * @param {Player} player
 */
export function openRun(home, { words, file, title }, player) {
  const form = buildForm(home, words, stepsOf(player.scene));
  let stopper = new AbortController();
  const begin = () => {
    stopper.abort();
    stopper = new AbortController();
    form.link.hidden = true;
    return runOf(form, player, title, stopper);
  };
  const tell = () => unlessStopped(async () => {
    const run = begin();
    form.said.textContent = "…";
    const { bytes, seconds } = await estimate(run);
    form.said.textContent = fill(words.estimate, { steps: run.steps.length, size: sizeOf(bytes), seconds });
  });
  const draw = () => unlessStopped(async () => {
    const run = begin();
    const steps = run.steps.length;
    const blob = await toGif(run, (done) => {
      form.progress.value = done / steps;
      form.said.textContent = fill(words.drawing, { done, steps });
    });
    offerFile(form, blob, `${file}.gif`, words.save);
  });
  form.make.addEventListener("click", async () => {
    setBusy(form, true);
    const made = await draw();
    setBusy(form, false);
    if (!made) tell();
  });
  for (const field of [form.first, form.last, form.pace]) field.addEventListener("change", tell);
  form.stop.addEventListener("click", () => stopper.abort());
  form.close.addEventListener("click", () => form.dialog.close());
  form.dialog.addEventListener("close", () => {
    stopper.abort();
    URL.revokeObjectURL(form.link.href);
    form.dialog.remove();
  });
  form.dialog.showModal();
  tell();
}

/**
 * @param {HTMLElement} home
 * @param {Record<string, string>} words
 * @param {number} steps how many there are
 */
function buildForm(home, words, steps) {
  const dialog = html("dialog", { class: "cs-run", "data-testid": "gif", "aria-label": words.gif }, home);
  const fields = html("p", {}, dialog);
  /** @template {HTMLElement} Field @param {string} name @param {Field} field @returns {Field} */
  const named = (name, field) => {
    const around = html("label", {}, fields);
    around.append(`${words[name]} `, field);
    field.dataset.testid = `gif-${name}`;
    return field;
  };
  /** @param {string} name @param {number} value */
  const end = (name, value) => named(name, html("input", { type: "number", min: 1, max: steps, value }));
  const [first, last] = [end("first", 1), end("last", Math.min(steps, MOST_FRAMES))];
  const pace = named("speed", html("select"));
  pace.replaceChildren(...PACES.map((value) => new Option(String(value), String(value), false, value === 1)));
  const said = html("p", { "data-testid": "gif-said", role: "status" }, dialog);
  const progress = html("progress", { "data-testid": "gif-progress", max: 1, value: 0, hidden: "" }, dialog);
  const row = html("div", { class: "cs-buttons" }, dialog);
  const link = html("a", { "data-testid": "gif-save", hidden: "" }, row);
  /** @param {string} name */
  const button = (name) => {
    const element = html("button", { type: "button", "data-testid": `gif-${name}` }, row);
    element.textContent = words[name];
    return element;
  };
  const [make, stop, close] = [button("make"), button("stop"), button("close")];
  stop.hidden = true;
  return { dialog, first, last, pace, said, progress, link, make, stop, close };
}

/**
 * The run that the form asks for; it ends when the player has another scene, size or theme.
 * @param {Form} form
 * @param {Player} player
 * @param {string} title
 * @param {AbortController} stopper
 * @returns {Run}
 */
function runOf({ dialog, first, last, pace }, player, title, stopper) {
  const { view, scene } = player;
  const { layout } = view;
  const ends = [first, last].map(({ value, max }) => Math.min(Math.max(Math.round(Number(value)) || 1, 1), Number(max)));
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  const steps = Array.from({ length: Math.min(to - from + 1, MOST_FRAMES) }, (_, i) => from - 1 + i);
  [first.value, last.value] = [String(from), String(from + steps.length - 1)];
  return {
    view, scene, title, steps, perSecond: Number(pace.value), signal: stopper.signal,
    glimpse: (step, look) => {
      if (view.layout !== layout || !dialog.isConnected) stopper.abort();
      stopper.signal.throwIfAborted();
      return glimpse(view, scene, step, look);
    },
  };
}

/** @param {Form} form @param {boolean} busy */
function setBusy({ first, last, pace, make, stop, progress }, busy) {
  for (const control of [first, last, pace, make]) control.disabled = busy;
  progress.value = 0;
  progress.hidden = stop.hidden = !busy;
}

/** @param {Form} form @param {Blob} blob @param {string} name @param {string} words */
function offerFile({ link }, blob, name, words) {
  URL.revokeObjectURL(link.href);
  Object.assign(link, { href: URL.createObjectURL(blob), download: name, hidden: false });
  link.textContent = fill(words, { size: sizeOf(blob.size) });
  link.focus(); // which brings it into view
}

/**
 * Whether work came to its end; what was stopped did not, and that is no fault.
 * @param {() => Promise<void>} work
 */
async function unlessStopped(work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return false;
    throw error;
  }
}

/** @param {string} template @param {Record<string, string | number>} values */
const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

/** A number of bytes, in words. @param {number} bytes */
export const sizeOf = (bytes) => (bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`);
