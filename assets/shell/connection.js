// The connection to the server, as Streamlit says it on the page; and the way back for a page that Streamlit gave up.

const STATE = "data-test-connection-state";
const CONNECTED = "CONNECTED";
const LOST = "DISCONNECTED_FOREVER";
const HEALTH = new URL("../../../_stcore/health", import.meta.url);
const READING_MS = 3000; // the notice stands at least so long before the page goes
const PING_MS = 1000;
const PINGS = 60; // then the page is loaded all the same, so that the browser itself says what is wrong
const SOON_MS = 30_000; // a page that is lost again so soon is not loaded again by itself
const RELOADED = "convscope.reloaded";

const listeners = new Set();
let words = null;
let before = null;

/** Calls `listener({ up, lost })` at every change: whether there is a connection, and whether it is lost for good. */
export function onConnection(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes the words of the notice, `{ lost, again, reload }`, in the language of the page; it may wait for them. */
export function speak(said) {
  const waited = !words && before === LOST;
  words = said;
  if (waited) comeBack();
}

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });

function justReloaded() {
  try { return Date.now() - Number(sessionStorage.getItem(RELOADED)) < SOON_MS; } catch { return true; }
}

function reload() {
  try { sessionStorage.setItem(RELOADED, Date.now()); } catch { /* then the reader's own hand is the limit */ }
  location.reload();
}

function show(text) {
  const notice = document.createElement("div");
  notice.className = "cs-lost";
  notice.setAttribute("role", "alert");
  notice.dataset.reactAriaTopLayer = "true"; // Streamlit's own dialog takes all else from the reader's hand
  notice.append(text, " ");
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.reload;
  button.onclick = reload;
  notice.append(button);
  document.body.append(notice);
}

async function answers() {
  try { return (await fetch(HEALTH, { cache: "no-store" })).ok; } catch { return false; }
}

async function comeBack() {
  const byItself = !justReloaded();
  show(byItself ? words.lost : words.again);
  if (!byItself) return;
  await pause(READING_MS);
  for (let i = 0; i < PINGS && !(await answers()); i += 1) await pause(PING_MS);
  reload();
}

function changed(state) {
  if (state === before) return;
  before = state;
  for (const listener of listeners) listener({ up: state === CONNECTED, lost: state === LOST });
  if (state === LOST && words) comeBack(); // without words no page was drawn yet: see speak()
}

/** Watches from now on. Streamlit's element comes later than this script, so all of the document is watched. */
export function watchConnection() {
  new MutationObserver((records) => changed(records.at(-1).target.getAttribute(STATE)))
    .observe(document, { subtree: true, attributeFilter: [STATE] });
}
