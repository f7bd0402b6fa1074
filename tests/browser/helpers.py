"""What browser tests do again and again: open a page, wait until Streamlit rests, count what was sent."""

from __future__ import annotations

from playwright.sync_api import Page

COUNT_SENT = """
window.__sent = 0;
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (...message) {
  window.__sent += 1;
  return send.apply(this, message);
};
"""

AT_REST = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  return app?.dataset.testScriptState === "notRunning" && app.dataset.testConnectionState === "CONNECTED";
}"""


def visit(page: Page, path: str = "/") -> None:
    """Goes to ``path`` of the app and waits until its script has run."""
    page.goto(path)
    wait_until_idle(page)


def wait_until_idle(page: Page) -> None:
    """Waits until the script has come to rest and stays so over two frames, in which a rerun would have begun."""
    frames = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    page.wait_for_function(AT_REST)
    page.evaluate(frames)
    page.wait_for_function(AT_REST)


def sent(page: Page) -> int:
    """How many messages this page has sent to the server over its WebSocket since it was loaded."""
    return int(page.evaluate("window.__sent"))
