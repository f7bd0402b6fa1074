// The button that copies the link. Only the browser knows the address; without its clipboard, the address is shown,
// selected.

export default function copyLink({ data, parentElement }) {
  const [button, said] = parentElement.querySelectorAll("button, output");
  button.textContent = data.label;
  button.onclick = async () => {
    const url = new URL(window.location.href);
    url.hash = "";
    url.searchParams.delete(data.name);
    if (data.text) url.searchParams.set(data.name, data.text);
    try {
      await navigator.clipboard.writeText(url.href);
      said.textContent = data.done;
    } catch {
      const field = document.createElement("input");
      field.readOnly = true;
      field.value = url.href;
      field.setAttribute("aria-label", data.failed);
      said.replaceChildren(field);
      field.select();
    }
  };
}
