// Elements that Streamlit puts on the page, at the moment that they come: before they are painted.

const wanted = [];

function look(node) {
  if (!(node instanceof HTMLElement)) return; // a player draws in SVG, at every step
  for (const { selector, act } of wanted) {
    if (node.matches(selector)) act(node);
    node.querySelectorAll(selector).forEach(act);
  }
}

/** Calls `act` with each element that comes and matches a selector; it may come more than once. */
export function whenever(selector, act) {
  wanted.push({ selector, act });
  if (wanted.length > 1) return;
  new MutationObserver((records) => records.forEach(({ addedNodes }) => addedNodes.forEach(look)))
    .observe(document, { childList: true, subtree: true });
}
