// Undo and redo by keys, wherever the reader is but in a field, which has an undo of its own; and a voice that says what
// was undone.

const KEYS = { z: "undo", y: "redo" };
const FIELDS = "textarea, [contenteditable=true], input:not([type=range], [type=checkbox], [type=radio], [type=button])";

const mounted = new WeakMap();

/** "undo" or "redo" where a key asks for it, else null. */
export function asked({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  if (!(ctrlKey || metaKey) || altKey) return null;
  const act = KEYS[key.toLowerCase()] ?? null;
  return act === "undo" && shiftKey ? "redo" : act;
}

function press(event) {
  const act = asked(event);
  if (!act || event.defaultPrevented || event.target.closest?.(FIELDS)) return;
  event.preventDefault(); // also where there is nothing to undo: the browser would bring back what was typed in a field
  document.querySelector(`.st-key-history_${act} button:not(:disabled)`)?.click();
}

export default function history({ data, parentElement }) {
  const voice = parentElement.querySelector("[role=status]");
  const before = mounted.get(parentElement);
  mounted.set(parentElement, data.number);
  if (before === undefined) document.addEventListener("keydown", press); // and says nothing of the page before
  else if (before !== data.number) {
    voice.textContent = "";
    // Between the two there is a frame, so that the same words are said again.
    requestAnimationFrame(() => { voice.textContent = data.said; });
  }
  return () => {
    document.removeEventListener("keydown", press);
    mounted.delete(parentElement);
  };
}
