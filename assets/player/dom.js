// @ts-check
// Elements: how they are made and named, and how wide the browser writes numbers.

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Record<string, string | number>} Attributes */

/**
 * An SVG element, appended to its parent.
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {Element | null} [parent]
 * @returns {SVGElementTagNameMap[Name]}
 */
export function svg(name, attributes = {}, parent = null) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (parent) parent.append(element);
  return element;
}

/**
 * An HTML element, appended to its parent.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} [attributes]
 * @param {Element | null} [parent]
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function html(name, attributes = {}, parent = null) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (parent) parent.append(element);
  return element;
}

/**
 * Writes a text. Its node stays where it has one: another would have to be styled.
 * @param {Element} element whose only content that is
 * @param {string} said
 */
export function rewrite(element, said) {
  const node = /** @type {Text | null} */ (element.firstChild);
  if (node?.data === said) return;
  if (node) node.data = said;
  else if (said) element.textContent = said;
}

/**
 * Gives a control its name, for the eye and for the ear.
 * @param {HTMLElement} element
 * @param {string} text
 */
export function entitle(element, text) {
  element.setAttribute("aria-label", text);
  element.title = text;
}

/**
 * How wide a font writes a number, as a part of its size.
 * @param {string} family
 * @returns {(text: string) => number}
 */
export function measure(family) {
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = `100px ${family}`;
  const signs = new Map(["0", ".", "-", "e"].map((sign) => [sign, pen.measureText(sign).width / 100]));
  const digit = signs.get("0") ?? 1;
  return (text) => [...text].reduce((sum, sign) => sum + (signs.get(sign) ?? digit), 0);
}

/** Until what stands in the page now is on the screen. */
export const painted = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); });
