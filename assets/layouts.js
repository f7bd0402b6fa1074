// The same tensor in several layouts: what is pointed at or focused in one is marked in all, with its index and its
// place in memory. Cells stand in the order of memory, a line for each run of the last axis.

const drawn = new WeakMap();

function make(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
}

function cellOf([id, index, channel], place) {
  const cell = make("button", "cs-cell", place);
  cell.type = "button";
  cell.dataset.id = id;
  cell.tabIndex = place === 0 ? 0 : -1;
  cell.style.setProperty("--channel", `var(--cs-channel-${channel})`);
  cell.setAttribute("aria-label", `${place} · [${index.join(", ")}]`); // as it is written there, says WCAG 2.5.3
  return cell;
}

/** The cells of a layout: a line for a run of the last axis, a gap where the axis before the last begins anew. */
function grid({ shape, cells }) {
  const [lines, run] = shape.slice(-2);
  const box = make("div", "cs-cells");
  for (let first = 0; first < cells.length; first += run) {
    const line = make("div", (first / run) % lines === 0 ? "cs-line cs-first" : "cs-line");
    line.append(...cells.slice(first, first + run).map((cell, at) => cellOf(cell, first + at)));
    box.append(line);
  }
  return box;
}

function panel(layout) {
  const box = make("section", "cs-layout");
  const title = make("h3", "", layout.name);
  title.append(" ", make("code", "", `[${layout.shape.join(", ")}]`));
  box.append(title, make("output", "cs-index"), grid(layout));
  return box;
}

/** Marks a cell everywhere and says where it is. */
function mark(root, layouts, said, id) {
  root.querySelectorAll(".cs-cell").forEach((cell) => {
    cell.classList.toggle("cs-here", cell.dataset.id === String(id));
  });
  root.querySelectorAll(".cs-index").forEach((output, number) => {
    const { cells } = layouts[number];
    const place = cells.findIndex((cell) => cell[0] === id);
    const words = { index: `[${cells[place][1].join(", ")}]`, place, last: cells.length - 1 };
    output.textContent = said.replace(/\{(\w+)\}/g, (_, name) => words[name]);
  });
}

const STEPS = { ArrowRight: () => 1, ArrowLeft: () => -1, ArrowDown: (run) => run, ArrowUp: (run) => -run };

function onKey(event, layouts) {
  const step = STEPS[event.key];
  const cell = event.target.closest(".cs-cell");
  if (!cell || (!step && event.key !== "Home" && event.key !== "End")) return;
  event.preventDefault();
  const cells = [...cell.closest(".cs-cells").querySelectorAll(".cs-cell")];
  const number = [...cell.closest(".cs-layouts").children].indexOf(cell.closest(".cs-layout"));
  const at = cells.indexOf(cell) + (step ? step(layouts[number].shape.at(-1)) : 0);
  const next = event.key === "Home" ? cells[0] : event.key === "End" ? cells.at(-1) : cells[at];
  if (!next) return;
  cell.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

export default function showLayouts({ data, parentElement }) {
  const root = parentElement.querySelector(".cs-layouts");
  if (drawn.get(root) === data.payload) return;
  drawn.set(root, data.payload);
  const { layouts, words: { said } } = JSON.parse(data.payload);
  root.replaceChildren(...layouts.map(panel));
  const follow = (event) => {
    const cell = event.target.closest(".cs-cell");
    if (cell) mark(root, layouts, said, Number(cell.dataset.id));
  };
  root.onpointerover = follow;
  root.addEventListener("focusin", follow);
  root.onkeydown = (event) => onKey(event, layouts);
  mark(root, layouts, said, layouts[0].cells[0][0]);
}
