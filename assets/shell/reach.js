// What scrolls by itself can be scrolled by keyboard: Streamlit's blocks of code and our tables take the focus while
// they hold more than they show.

const BLOCKS = '[data-testid="stCode"] pre, .cs-table';

const watched = new WeakSet();

function admit({ target }) {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = target;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight) target.tabIndex = 0;
  else target.removeAttribute("tabindex");
}

/** Looks after every such block, now and whenever one comes. */
export function reachWhatScrolls() {
  const sizes = new ResizeObserver((entries) => entries.forEach(admit));
  const find = () => {
    for (const block of document.querySelectorAll(BLOCKS)) {
      if (watched.has(block)) continue;
      watched.add(block);
      sizes.observe(block);
      for (const inside of block.children) sizes.observe(inside);
    }
  };
  let asked = false;
  new MutationObserver(() => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      find();
    });
  }).observe(document, { childList: true, subtree: true });
}
