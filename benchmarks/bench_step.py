"""What a step costs: messages to the server, script time, frames until it is painted; and frames lost in playing.

The bars are those of a page that draws by itself: no message, 4 ms of script (a quarter of a display frame; twice that
with the largest lab), the picture in the next frame, and none lost while a step a frame is played. Run by ``make
bench``; needs a Chromium (tests/browser/chromium.py finds one).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, sync_playwright

from benchmarks.bench_page import labs
from benchmarks.record import head, keep, measured
from convcore.io.save import to_json
from tests.browser import chromium
from tests.browser.conftest import ARGS, DESKTOP
from tests.browser.helpers import COUNT_SENT, change, sent, visit, wait_until_idle
from tests.conftest import free_port, running

RECORD = Path(__file__).with_name("step.md")
ARTICLE, LARGEST = "4x4x2 x2", "16x16x8 x8, 7x7, SAME, fractions"
STEPS, MOST_PLAYED = 120, 300
FASTEST = 60  # steps a second
MOST_MESSAGES, MOST_FRAMES, MOST_LOST = 0, 1, 0


class Case(NamedTuple):
    """A page with a lab, and the milliseconds of script that a step may take there."""

    page: str
    lab: str
    most_script: float


CASES = (
    Case("/depthwise", ARTICLE, 4.0),
    Case("/standard", ARTICLE, 4.0),
    Case("/depthwise", LARGEST, 8.0),
    Case("/standard", LARGEST, 8.0),
)

READY = "[data-testid=player][data-ready=true]"

# When a frame was painted: a task queued from within a frame runs after that.
PAINTED = """() => new Promise(done => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done(performance.now());
  port2.postMessage(null);
}))"""

# Steps one key at a time, to and fro. Script time is that of the key's handlers, from dispatch to return. Frames are
# those begun after the key until one was painted with the step's picture.
MEASURE = f"""async ([root, steps]) => {{
  const painted = {PAINTED};
  const script = [], frames = [], waits = [];
  const last = Number(root.dataset.steps) - 1;
  let key = "ArrowRight";
  for (let i = 0; i < steps; i += 1) {{
    const from = Number(root.dataset.step);
    if (from === last) key = "ArrowLeft";
    if (from === 0) key = "ArrowRight";
    await painted();
    const before = performance.now();
    root.dispatchEvent(new KeyboardEvent("keydown", {{ key, bubbles: true, cancelable: true }}));
    script.push(performance.now() - before);
    let count = 0;
    const want = String(from + (key === "ArrowRight" ? 1 : -1));
    do {{ waits.push(await painted() - before); count += 1; }} while (root.dataset.step !== want && count < 60);
    frames.push(count);
  }}
  return {{ script, frames, waits }};
}}"""

# Plays from the first step on and counts display frames, which are as long as one is while nothing moves; they say
# themselves when they began. One is lost where the next began a frame late.
PLAY = """async ([root, steps, perSecond]) => {
  const begun = () => new Promise(requestAnimationFrame);
  const find = name => root.querySelector(`[data-testid=player-${name}]`);
  const speed = find("speed");
  speed.value = String(perSecond);
  speed.dispatchEvent(new Event("change"));
  const idle = [];
  for (let i = 0, last = await begun(); i < 30; i += 1) {
    const now = await begun();
    idle.push(now - last);
    last = now;
  }
  const frame = idle.sort((a, b) => a - b)[15];
  find("first").click();
  const want = Math.min(steps, Number(root.dataset.steps) - 1);
  find("play").click();
  const first = await begun();
  const from = Number(root.dataset.step);
  let last = first, lost = 0;
  while (Number(root.dataset.step) < want) {
    const now = await begun();
    lost += Math.round((now - last) / frame) - 1;
    last = now;
  }
  if (root.dataset.playing === "true") find("play").click();
  return { lost, rate: (want - from) / (last - first) * 1000 };
}"""


def main() -> int:
    """Prints a row a case; with ``--record`` keeps them. 1 where a bar is missed."""
    path = chromium.find()
    if path is None:
        print(chromium.HINT)
        return 1
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1"]
    with running(command, port, Path(tempfile.mkdtemp())) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        found = measured(("streamlit", "plotly"), chromium=browser.version)
        found["cases"] = [
            case_measured(browser.new_context(base_url=url, **DESKTOP).new_page(), case) for case in CASES
        ]
        browser.close()
    text = "\n".join([head(found), "", *rows(found["cases"]), ""])
    print(text)
    keep(RECORD, text, found)
    return int(any(map(missed, CASES, found["cases"])))


def case_measured(page: Page, case: Case) -> dict[str, float]:
    """The numbers of a case; of times, the medians."""
    page.add_init_script(COUNT_SENT)
    visit(page, case.page)
    player = page.get_by_test_id("player")
    page.wait_for_selector(READY)
    if case.lab != ARTICLE:
        bring(page, case.lab)
        page.wait_for_selector(READY)
    wait_until_idle(page)
    measure(player, STEPS // 4)  # the browser compiles what is used often
    page.evaluate(PLAY, [player.element_handle(), STEPS, FASTEST])
    before = sent(page)
    found = measure(player, STEPS)
    played = page.evaluate(PLAY, [player.element_handle(), MOST_PLAYED, FASTEST])
    result = {
        "steps": int(player.get_attribute("data-steps") or 0),
        "messages": sent(page) - before,
        **{name: statistics.median(found[name]) for name in ("script", "waits", "frames")},
        "slow": statistics.quantiles(found["script"], n=20)[-1],
        **played,
    }
    page.context.close()  # the next case has the machine for itself
    return result


def missed(case: Case, found: dict[str, float]) -> bool:
    """Whether a bar is."""
    most = {"messages": MOST_MESSAGES, "script": case.most_script, "frames": MOST_FRAMES, "lost": MOST_LOST}
    return any(found[name] > bar for name, bar in most.items())


def rows(found: list[dict[str, float]]) -> Iterator[str]:
    """The table."""
    yield "| page, lab | steps | messages | script, bar | of 20 the slowest | painted after | frames | played | lost |"
    yield "|---" + "|---:" * 8 + "|"
    for case, one in zip(CASES, found, strict=True):
        cells = (
            f"{case.page}, {case.lab}",
            f"{one['steps']}",
            f"{one['messages']}",
            f"{one['script']:.2f} ms, {case.most_script:g} ms",
            f"{one['slow']:.2f} ms",
            f"{one['waits']:.1f} ms",
            f"{one['frames']:g}",
            f"{one['rate']:.0f} a second",
            f"{one['lost']}",
        )
        yield f"| {' | '.join(cells)} |"


def bring(page: Page, lab: str) -> None:
    """Uploads a lab: the largest is too large for a link."""
    page.locator(".st-key-bring_panel summary").click()
    text = to_json(labs()[lab].trace("depthwise"))
    with change(page):
        page.locator("input[type=file]").first.set_input_files(
            {"name": "lab.json", "mimeType": "application/json", "buffer": text.encode()}
        )


def measure(player: Locator, steps: int) -> dict[str, Any]:
    """Steps in the page and takes the times there."""
    found: dict[str, Any] = player.page.evaluate(MEASURE, [player.element_handle(), steps])
    return found


if __name__ == "__main__":
    sys.exit(main())
