// The list of chapters on the article's page: it marks the one that is read, and leads to each without a server's help.

const LINKS = ".cs-chapters a";
const LEADS = `${LINKS}, .cs-begin`;
const READ = 0.4; // of the window's height: what begins above is being read

/**
 * Which chapter is read, -1 before the first.
 *
 * @param {number[]} tops where the chapters begin, in pixels of the window
 * @param {number} height of the window
 */
export function chapterRead(tops, height) {
  return tops.findLastIndex((top) => top <= height * READ);
}

const goal = (link) => document.getElementById(link.hash.slice(1));

function mark() {
  const links = [...document.querySelectorAll(LINKS)];
  const read = chapterRead(links.map((link) => goal(link)?.getBoundingClientRect().top ?? Infinity), innerHeight);
  links.forEach((link, number) => {
    if (number === read) link.setAttribute("aria-current", "location");
    else link.removeAttribute("aria-current");
  });
}

/** A click goes there, the keyboard's place with it, and leaves no entry in the browser's history. */
function lead(event) {
  const heading = event.target.closest?.(LEADS) && goal(event.target.closest(LEADS));
  if (!heading) return;
  event.preventDefault();
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  heading.scrollIntoView({ behavior: still ? "instant" : "smooth" });
}

/** Follows from now on; the list itself comes later, and only on one page. */
export function followReader() {
  let asked = 0;
  const soon = () => { asked ||= requestAnimationFrame(() => { asked = 0; mark(); }); };
  addEventListener("scroll", soon, { capture: true, passive: true });
  addEventListener("click", lead);
}
