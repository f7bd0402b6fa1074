"""What a step costs: messages to the server, script time, and frames until it is painted. Run by ``make bench``.

The bars are those of a page that draws by itself: no message, 4 ms of script (a quarter of a display frame), and the
picture in the next frame. Needs a Chromium (tests/browser/chromium.py finds one).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, sync_playwright

from tests.browser import chromium
from tests.browser.conftest import ARGS, DESKTOP
from tests.browser.helpers import COUNT_SENT, sent, visit, wait_until_idle
from tests.conftest import free_port, running

PATHS = ("/depthwise", "/standard")
STEPS = 120
MOST_MESSAGES, MOST_SCRIPT_MS, MOST_FRAMES = 0, 4.0, 1

# Steps one key at a time, to and fro. Script time is that of the key's handlers, from dispatch to return. Frames are
# those begun after the key until one was painted with the step's picture: a task queued from within a frame runs after
# that frame was painted.
MEASURE = """async ([root, steps]) => {
  const painted = () => new Promise(done => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done(performance.now());
    port2.postMessage(null);
  }));
  const script = [], frames = [], waits = [];
  const last = Number(root.dataset.steps) - 1;
  let key = "ArrowRight";
  for (let i = 0; i < steps; i += 1) {
    const from = Number(root.dataset.step);
    if (from === last) key = "ArrowLeft";
    if (from === 0) key = "ArrowRight";
    await painted();
    const before = performance.now();
    root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    script.push(performance.now() - before);
    let count = 0;
    const want = String(from + (key === "ArrowRight" ? 1 : -1));
    do { waits.push(await painted() - before); count += 1; } while (root.dataset.step !== want && count < 60);
    frames.push(count);
  }
  return { script, frames, waits };
}"""


def main() -> int:
    """Prints a row a page; 1 where a bar is missed."""
    path = chromium.find()
    if path is None:
        print(chromium.HINT)
        return 1
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1"]
    with running(command, port, Path(tempfile.mkdtemp())) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        print(f"Chromium {browser.version}, {STEPS} steps a page, the article's example")
        print(f"{'page':<12}{'messages':>10}{'script median':>16}{'p95':>10}{'painted after':>16}{'frames':>8}")
        missed = [page_missed(browser.new_context(base_url=url, **DESKTOP).new_page(), name) for name in PATHS]
        browser.close()
    print(f"{'bar':<12}{MOST_MESSAGES:>10}{MOST_SCRIPT_MS:>13.1f} ms{'':>26}{MOST_FRAMES:>8}")
    return int(any(missed))


def page_missed(page: Page, name: str) -> bool:
    """Measures one page, prints its row, and tells whether a bar was missed."""
    page.add_init_script(COUNT_SENT)
    visit(page, name)
    player = page.get_by_test_id("player")
    page.wait_for_selector("[data-testid=player][data-ready=true]")
    wait_until_idle(page)
    measure(player, STEPS // 4)  # the browser compiles what is used often
    before = sent(page)
    found = measure(player, STEPS)
    messages = sent(page) - before
    script = statistics.median(found["script"])
    frames = statistics.median(found["frames"])
    p95 = statistics.quantiles(found["script"], n=20)[-1]
    wait = statistics.median(found["waits"])
    print(f"{name:<12}{messages:>10}{script:>13.2f} ms{p95:>7.2f} ms{wait:>13.1f} ms{frames:>8g}")
    return messages > MOST_MESSAGES or script > MOST_SCRIPT_MS or frames > MOST_FRAMES


def measure(player: Locator, steps: int) -> dict[str, Any]:
    """Steps in the page and takes the times there."""
    found: dict[str, Any] = player.page.evaluate(MEASURE, [player.element_handle(), steps])
    return found


if __name__ == "__main__":
    sys.exit(main())
