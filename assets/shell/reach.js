// What scrolls by itself can be scrolled by keyboard: Streamlit's blocks of code, printed texts and our tables take the
// focus while they hold more than they show.

import { whenever } from "./arrivals.js";

const BLOCKS = '[data-testid="stCode"] pre, .cs-printed pre, .cs-table';

function admit(block) {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = block;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight) block.tabIndex = 0;
  else block.removeAttribute("tabindex");
}

/** Looks after every such block, whenever one comes, and when it or what it holds changes its size. */
export function reachWhatScrolls() {
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => admit(target.closest(BLOCKS))));
  whenever(BLOCKS, (block) => [block, ...block.children].forEach((part) => sizes.observe(part)));
}
