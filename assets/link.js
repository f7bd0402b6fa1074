// The button that copies the link. Only the browser knows the address; without its clipboard, the address is shown,
// selected.
//
// It also asks for a run when the connection comes back: Streamlit would leave the page as it stands, and a new server
// would begin its session with the reader's next click and lose that.

const watching = new WeakMap();

function watch(element, reconnected) {
  if (watching.has(element)) return;
  const app = document.querySelector("[data-testid=stApp]");
  const connected = () => app.dataset.testConnectionState === "CONNECTED";
  let before = connected();
  const observer = new MutationObserver(() => {
    if (connected() && !before) reconnected();
    before = connected();
  });
  observer.observe(app, { attributeFilter: ["data-test-connection-state"] });
  watching.set(element, observer);
}

export default function copyLink({ data, parentElement, setStateValue }) {
  watch(parentElement, () => setStateValue("connected", Date.now()));
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
  return () => watching.get(parentElement).disconnect();
}
