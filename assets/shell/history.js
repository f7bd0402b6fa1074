// One entry of the browser's history for each page that was visited.
//
// Streamlit calls pushState for every change of the address, also where only the lab in it changed, and once more when
// the answer to an older question comes late. So Back would find entries that do nothing, or lose the way forward.

export const BACK = "back";

/**
 * What becomes of a pushState: "push", "replace" or "skip".
 *
 * @param at the path that the address bar shows
 * @param to the path that is pushed
 * @param asked what the reader asked for last: BACK for Back and Forward, the path of a link, null for anything else
 */
export function decide(at, to, asked) {
  if (to === at || asked === BACK) return "replace"; // the entry is there already
  return asked === null || asked === to ? "push" : "skip"; // the answer to a link that was left for another one
}

const plain = (path) => path.replace(/\/+$/, "") || "/";

/** The path that a click leads to within this app; null where it leads to no page. */
function destination({ target, metaKey, ctrlKey, shiftKey }) {
  const link = target.closest?.("a[href]");
  const elsewhere = metaKey || ctrlKey || shiftKey || link?.target === "_blank" || link?.origin !== location.origin;
  return !link || elsewhere ? null : plain(link.pathname);
}

/** A new page begins at its top. Streamlit leaves it where the one before was scrolled to, if that is not gone yet. */
function toTheTop() {
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
}

/** Puts the rule between Streamlit and the browser; has to run before Streamlit does. */
export function keepOneEntryAPage() {
  let asked = null;
  addEventListener("click", (event) => { asked = destination(event); }, true);
  addEventListener("popstate", () => { asked = BACK; }, true);
  const push = history.pushState.bind(history);
  const made = { push, replace: history.replaceState.bind(history), skip: () => {} };
  history.pushState = (state, title, url) => {
    const to = new URL(url ?? "", location.href);
    const way = decide(plain(location.pathname), plain(to.pathname), asked);
    made[way](state, title, url);
    if (way === "push") toTheTop();
  };
}
