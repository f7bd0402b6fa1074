// The button of a printed text copies it; without the browser's clipboard the text is selected, to be copied by hand.

/** Looks after all of them. */
export function copyPrinted() {
  document.addEventListener("click", async ({ target }) => {
    const button = target instanceof Element && target.closest(".cs-printed button");
    if (!button) return;
    const text = button.parentElement.querySelector("pre");
    try {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = button.dataset.done;
    } catch {
      getSelection().selectAllChildren(text);
    }
  });
}
