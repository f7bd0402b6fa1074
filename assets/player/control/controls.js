// @ts-check
// The bar below the picture: buttons, slider and menus.

import { entitle, html } from "../dom.js";
import { addChoice, buildMenu, nameChoice } from "./menu.js";
import { stepsOf } from "../film.js";
import { sentenceAt } from "../sentence.js";
import { standing } from "./steps.js";

/** @import { Acts, Controls, Scene, View } from "../types.js" */

const SPEEDS = [0.5, 1, 2, 4, 8, 20, 60];

/** @param {string} d */
const icon = (d) => `<svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true"><path d="${d}"/></svg>`;
const ICONS = {
  first: icon("M6 6h2.5v12H6zM20 6v12l-9-6z"),
  prev: icon("M16 5v14l-9-7z"),
  play: icon("M8 5v14l11-7z"),
  pause: icon("M6 5h4v14H6zM14 5h4v14h-4z"),
  next: icon("M8 5v14l9-7z"),
  last: icon("M15.500 6H18v12h-2.500zM4 6v12l9-6z"),
};

/**
 * The controls, without their words.
 * @param {HTMLElement} bar
 * @param {string} id of the menu
 * @param {Acts} acts
 * @returns {Controls}
 */
export function buildControls(bar, id, acts) {
  /** @param {"first" | "prev" | "play" | "next" | "last"} name @param {() => void} act */
  const button = (name, act) => {
    const element = html("button", { type: "button", "data-testid": `player-${name}` }, bar);
    element.innerHTML = ICONS[name];
    element.addEventListener("click", act);
    return element;
  };
  /** @param {string} name @param {(value: string) => void} act */
  const select = (name, act) => {
    const element = addChoice(menu, name);
    element.addEventListener("change", () => act(element.value));
    return element;
  };
  const buttons = {
    first: button("first", () => acts.go(0)),
    prev: button("prev", () => acts.move(-1)),
    play: button("play", acts.toggle),
    next: button("next", () => acts.move(1)),
    last: button("last", acts.goLast),
  };
  const way = html("span", { class: "cs-way" }, bar);
  const scrub = html("input", { type: "range", min: 0, step: 1, "data-testid": "player-scrub" }, way);
  scrub.addEventListener("input", () => acts.go(Number(scrub.value)));
  const count = html("span", { class: "cs-count", "data-testid": "player-count" }, way);
  const menu = buildMenu(bar, id);
  return {
    buttons, scrub, count, menu,
    speed: select("speed", (value) => acts.pace(Number(value))),
    lane: select("lane", (value) => acts.bring(Number(value))),
    origin: select("origin", (value) => acts.ask(value || null)),
    channel: select("channel", (value) => acts.follow(value === "" ? null : Number(value))),
  };
}

/**
 * Fills in all words and choices; they come with the data, in the language of the page.
 * @param {View} view
 * @param {Scene} scene
 */
export function sayControls({ root, controls, state, payload: { words } }, scene) {
  root.setAttribute("aria-label", words.player);
  for (const [name, button] of Object.entries(controls.buttons)) entitle(button, words[name]);
  const { scrub, speed, lane, origin, channel, menu } = controls;
  entitle(scrub, words.scrub);
  entitle(menu.button, words.more);
  for (const [name, control] of Object.entries({ speed, lane, origin, channel })) nameChoice(control, words[name]);
  choose(speed, SPEEDS.map((value) => [`${value}×`, value]), state.speed);
  choose(lane, scene.lanes.map((title, i) => [title, i]), state.lane);
  const made = nameOrigins(scene);
  choose(origin, [[words.origin, ""], ...made], state.asked ?? "");
  origin.hidden = made.length < 2;
  /** @param {number} k */
  const name = (k) => words.one.replace("{channel}", String(scene.channel + k));
  const outputs = [...Array(scene.channels).keys()].map((k) => [name(k), k]);
  choose(channel, [[words.every, ""], ...outputs], state.lock ?? "");
  channel.hidden = scene.channels < 2;
  scrub.max = String(stepsOf(scene) - 1);
}

/**
 * @param {HTMLSelectElement} select
 * @param {(string | number)[][]} rows each choice's words and value
 * @param {string | number} chosen
 */
function choose(select, rows, chosen) {
  select.replaceChildren(
    ...rows.map(([words, value]) => new Option(String(words), String(value), false, value === chosen)));
}

/**
 * The panels whose origin can be asked for; where two have one name, that of their family as well.
 * @param {Scene} scene
 */
function nameOrigins({ panels, labels, origins }) {
  const made = panels.filter(({ id }) => origins[id]);
  const titles = made.map(({ id, label }) => (label === null ? id : labels[label].title));
  const twice = new Set(titles).size < titles.length;
  return made.map(({ id, family }, i) => [twice ? `${titles[i]} · ${family}` : titles[i], id]);
}

/**
 * Says where the reader stands: sentence, slider, count, and the attributes that others read.
 * @param {View} view
 * @param {Scene} scene
 * @param {number} shown the step that is seen
 */
export function sayStep({ root, controls, sentence, state, payload: { words } }, scene, shown) {
  const [step, steps] = [standing(state), stepsOf(scene)];
  const said = sentenceAt(scene, shown);
  if (sentence.textContent !== said) sentence.textContent = said;
  root.dataset.step = String(step);
  root.dataset.steps = String(steps);
  root.dataset.playing = String(state.playing);
  root.classList.toggle("cs-pinned", state.pin !== null);
  root.classList.toggle("cs-preview", shown !== step);
  controls.scrub.value = String(step);
  const count = words.count.replace("{step}", String(step + 1)).replace("{steps}", String(steps));
  controls.count.textContent = count;
  controls.scrub.setAttribute("aria-valuetext", count);
}

/**
 * The button and the voice while it plays, and when it has stopped.
 * @param {View} view
 */
export function sayPlaying({ root, controls, sentence, state, payload }) {
  const name = state.playing ? "pause" : "play";
  sentence.setAttribute("aria-live", state.playing ? "off" : "polite");
  controls.buttons.play.innerHTML = ICONS[name];
  entitle(controls.buttons.play, payload.words[name]);
  root.dataset.playing = String(state.playing);
}
