// What the browser keeps for a session that is gone: the lab, the number of the last edit that was confirmed, the edits
// that were not, what can be undone, and what was done on /practice.
//
// While there is no connection a state that is set goes nowhere, but it is part of the first message to the next
// session, whoever sends that.

import { onConnection, speak } from "./connection.js";

const LAB = "convscope.lab";
const EDITS = "convscope.edits";
const PRACTICE = "convscope.practice";
const HISTORY = "convscope.history";
const SMALL = 4096; // characters
const PRESENT = "history:"; // in the place of a lab's text: the history has it, as pages/parts/share/link.py says

/** sessionStorage, which a browser may refuse: then what it would keep goes with the page. */
const storage = {
  take(name) {
    try { return sessionStorage.getItem(name); } catch { return null; }
  },
  keep(name, text) {
    try {
      sessionStorage.removeItem(name); // where there is no room for what is new, what is old is not to be taken for it
      if (text !== null) sessionStorage.setItem(name, text);
    } catch { /* as above */ }
  },
};

let data = null;
let send = null;
let connected = true;
let handed = false; // whether the state holds something large, which is not to travel with every message

const unconfirmed = () =>
  [...document.querySelectorAll("[data-testid=player]")].flatMap((player) => player.unconfirmed?.() ?? []);

/** The present lab; a large one in a copy of the history, which another session may write anew. */
const textOfLab = () => (data.text === PRESENT ? PRESENT + data.history : data.text);

function handOver(edits) {
  const lab = textOfLab() ?? (data.ask ? storage.take(LAB) : null);
  const history = storage.take(HISTORY) ?? (data.history || null);
  handed = data.large || data.ask || history?.length > SMALL;
  send({ applied: data.applied, lab, edits, practice: storage.take(PRACTICE), history });
}

const labInAddress = () => new URL(location.href).searchParams.get("lab");

/** Edits of the page before this one, which went without a connection, with numbers of this session. */
function leftOver() {
  const { lab, edits } = JSON.parse(storage.take(EDITS) ?? '{"edits":[]}');
  storage.keep(EDITS, null);
  return lab === labInAddress() ? edits.map((edit, i) => ({ ...edit, id: data.applied + 1 + i })) : [];
}

onConnection(({ up }) => {
  connected = up;
  if (send) handOver(unconfirmed());
});

addEventListener("pagehide", () => {
  const edits = connected ? [] : unconfirmed();
  if (edits.length) storage.keep(EDITS, JSON.stringify({ lab: labInAddress(), edits }));
});

export default function keep({ data: given, setStateValue }) {
  const loaded = !data;
  // A session's first run does not know yet what was handed to it.
  data = given.first && data ? { ...data, ask: given.ask, words: given.words, tag: given.tag } : given;
  send = (value) => setStateValue("returned", value);
  speak(data.words);
  document.documentElement.lang = data.tag; // a voice reads the page as what it is
  if (data.large) storage.keep(LAB, textOfLab());
  if (data.practice) storage.keep(PRACTICE, data.practice);
  const left = loaded && storage.take(HISTORY); // what the session has yet to hear of
  if (!given.first && !left) storage.keep(HISTORY, given.history || null);
  if (data.ask || left || (loaded && storage.take(PRACTICE))) handOver([]);
  else {
    const edits = leftOver();
    if (edits.length) handOver(edits);
    else if (handed) {
      handed = false;
      send(null);
    }
  }
  return () => { send = null; };
}
