"""What browser tests do again and again: open a page, and wait for what it says.

No test waits for a time. What a page can be asked for:

- :func:`wait_until_idle`: all that it asked the server for is answered and drawn;
- :func:`rerun`: what is done in a block asks for a run of the script, and that is over;
- :func:`walk`: another page of the app, which was not loaded for it, is there;
- :func:`change`: what is done in a block changes the lab, and the player shows it;
- whatever a reader sees, by Playwright's ``expect``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# Listens to what a page says to the server and hears from it. A request is answered when a run that began after it has
# ended: the server does not say which request a run is for, but begins one for each that it has not begun one for.
LISTEN = """((ask, begin, end) => {
  if (window.__server) return;
  const server = window.__server = { asked: 0, begun: 0, ended: 0 };
  window.__sent = 0;
  // The numbers of the fields of a protobuf message.
  const fields = data => {
    const bytes = new Uint8Array(data.buffer ?? data, data.byteOffset ?? 0, data.byteLength);
    const found = new Set();
    let at = 0;
    const number = () => {
      let value = 0;
      for (let unit = 1; ; unit *= 128) {
        value += (bytes[at] & 127) * unit;
        if (bytes[at++] < 128) return value;
      }
    };
    while (at < bytes.length) {
      const tag = number();
      found.add(Math.floor(tag / 8));
      if (tag % 8 === 2) { const length = number(); at += length; } else number();
    }
    return found;
  };
  const hear = ({ data }) => {
    const said = fields(data);
    if (said.has(begin)) server.begun = server.asked;
    if (said.has(end)) server.ended = server.begun;
  };
  const heard = new WeakSet();
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (message) {
    if (!heard.has(this)) {
      heard.add(this);
      this.addEventListener("message", hear);
    }
    window.__sent += 1;
    if (fields(message).has(ask)) server.asked += 1;
    return send.call(this, message);
  };
})"""
KINDS = BackMsg.RERUN_SCRIPT_FIELD_NUMBER, ForwardMsg.NEW_SESSION_FIELD_NUMBER, ForwardMsg.SCRIPT_FINISHED_FIELD_NUMBER
COUNT_SENT = f"{LISTEN}{KINDS}"

# Whether every request was answered, and has been for three frames: React draws what was heard between two of them.
# It is asked at each frame. (A promise would not do: wait_for_function takes it for true.)
AT_REST = """() => {
  const server = window.__server;
  const { testScriptState, testConnectionState } = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
  const rests = testScriptState === "notRunning" && testConnectionState === "CONNECTED";
  const answered = server.asked > 0 && server.ended === server.asked;
  server.frames = rests && answered && server.seen === server.asked ? server.frames + 1 : 0;
  server.seen = server.asked;
  return server.frames >= 3;
}"""

VERSION = "[...document.querySelectorAll('[data-testid=player]')].map(player => Number(player.dataset.version ?? -1))"


def visit(page: Page, path: str = "/") -> None:
    """Goes to ``path`` of the app and waits until its script has run."""
    page.goto(path)
    wait_until_idle(page)


def walk(page: Page, path: str) -> None:
    """Goes to ``path`` from another page of the app, as a reader does: all that is set stays, and it costs a third.

    The sidebar, which hides on a phone, need not be in sight.
    """
    link = page.locator(f"[data-testid=stSidebarNavLink][href$='{path}']")
    with rerun(page):
        link.dispatch_event("click")
    expect(page.locator(f"[data-testid=stSidebarNavLink][aria-current=page][href$='{path}']")).to_have_count(1)


def wait_until_idle(page: Page) -> None:
    """Waits until the server has answered all that the page asked for, and the answer is drawn.

    What an action asks for late, as a slider does, has not been asked for yet: see :func:`rerun`.
    """
    page.wait_for_function(AT_REST)


@contextmanager
def rerun(page: Page, times: int = 1) -> Iterator[None]:
    """What is done in the block asks the server for a run, now or a little later, or for so many; waits for the end."""
    before = asked(page)
    yield
    page.wait_for_function("least => window.__server.asked >= least", arg=before + times)
    wait_until_idle(page)


@contextmanager
def change(page: Page) -> Iterator[None]:
    """What is done in the block changes the lab; waits until every player on the page shows a newer one."""
    before = max(page.evaluate(VERSION))
    yield
    page.wait_for_function(f"before => {VERSION}.every(version => version > before)", arg=before)
    wait_until_idle(page)


def address(page: Page) -> str:
    """Where the page says it is; ``page.url`` is what Playwright has heard of it so far."""
    return str(page.evaluate("location.href"))


def sent(page: Page) -> int:
    """How many messages this page has sent to the server over its WebSocket since it was loaded."""
    return int(page.evaluate("window.__sent"))


def asked(page: Page) -> int:
    """How many of them asked for a run of the script."""
    return int(page.evaluate("window.__server.asked"))
