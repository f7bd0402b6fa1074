"""What a page costs beside a bare Streamlit page: its loads, an edit, reruns a second, and the bytes of each file.

The bare page has a title, a slider and one 4x4 heatmap with numbers, and Streamlit's own settings: after each run all
garbage is collected, which is most of a bare run; our .streamlit/config.toml leaves that to Python. Both servers run
side by side, and their turns alternate: each ratio is of the medians. An edit ends when its number stands in the
picture. A first load has an empty cache, a second one that of the first; ours are timed until the numbers can be
read, and until Plotly has drawn them. Run by ``make bench``; ``--record`` writes the table and all numbers as JSON to
benchmarks/page.md and page.json. Needs a Chromium (tests/browser/chromium.py).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest
from websockets.sync.client import connect

from benchmarks.record import head, keep, measured
from pages.parts.lab import Lab, State, linktext
from pages.parts.session import STATE
from tests.browser import chromium
from tests.browser.conftest import ARGS, DESKTOP
from tests.conftest import ROOT, free_port, running

RECORD = Path(__file__).with_name("page.md")
LOADS, EDITS, SESSIONS, SECONDS = 5, 9, 4, 6
PLAYED = ("article", "standard", "depthwise", "compare", "groups", "separable")
BARE = """
import plotly.graph_objects as go
import streamlit as st
st.title("Bare")
value = st.slider("value", 0, 99, 1)
figure = go.Figure(go.Heatmap(z=[[value] * 4] * 4, text=[[value] * 4] * 4, texttemplate="%{text}"))
st.plotly_chart(figure, key="heat")
"""
# What of the picture changes with an edit, once it is drawn: the number in its first cell, or which lab it shows.
DRAWN = {
    "bare": "document.querySelector('.js-plotly-plot')?._fullData?.[0]?.z[0][0]",
    "depthwise": "(({ ready, version } = {}) => ready && version)("
    "document.querySelector('[data-testid=player]')?.dataset)",
}
# When its numbers can be read: ours are before plotly.js is there.
READ = DRAWN | {"depthwise": "document.querySelector('[data-testid=player]')?.dataset.version"}
# From the next key on, the milliseconds until the frame in which each of two such findings is another one.
WATCH = """() => {
  const look = () => [%s, %s];
  const before = look(), took = [null, null];
  let began = 0;
  addEventListener("keydown", ({ timeStamp }) => { began = timeStamp; }, { once: true, capture: true });
  window.took = new Promise(done => requestAnimationFrame(function watch() {
    look().forEach((now, i) => {
      if (now !== undefined && now != before[i]) took[i] ??= Math.round(performance.now() - began);
    });
    if (took.includes(null)) requestAnimationFrame(watch);
    else done(took);
  }));
}"""


def labs() -> dict[str, Lab]:
    """The article's size, a usual large lab, and the largest ones."""
    rng = np.random.default_rng(5)
    shapes = (1, 16, 16, 8), (3, 3, 8, 2), (3, 3, 8, 8)
    image, twice, most = (rng.integers(-9, 10, shape).astype(float) for shape in shapes)
    fractions = [rng.normal(size=shape) for shape in ((1, 16, 16, 8), (7, 7, 8, 8))]
    return {
        "4x4x2 x2": Lab(image[:, :4, :4, :2], twice[:, :, :2]),
        "16x16x8 x2": Lab(image, twice),
        "16x16x8 x8": Lab(image, most),
        "16x16x8 x8, 7x7, SAME, fractions": Lab(*fractions, padding="SAME"),
    }


# In the browser ----------------------------------------------------------------------------------------------------


def wait_for(page: Page, found: str, before: Any = None) -> None:
    """Until an expression of DRAWN or READ has found a picture, or another than before."""
    page.wait_for_function(
        f"before => {{ const now = {found}; return now !== undefined && now != before; }}", arg=before
    )


def load(browser: Browser, name: str, url: str) -> dict[str, list[Any]]:
    """The seconds of a first and of a second load, read and drawn, and the bytes that each moved, by file."""
    page = browser.new_context(**DESKTOP).new_page()
    moved: dict[str, int] = {}
    watch(page.context.new_cdp_session(page), moved)
    found: dict[str, list[Any]] = {"read": [], "seconds": [], "bytes": []}
    for _ in ("first", "second"):
        moved.clear()
        began = time.perf_counter()
        page.goto(url)
        for figure, sought in (("read", READ[name]), ("seconds", DRAWN[name])):
            wait_for(page, sought)
            found[figure].append(round(time.perf_counter() - began, 3))
        page.wait_for_load_state("networkidle")
        found["bytes"].append(dict(sorted(moved.items(), key=lambda one: -one[1])))
    page.context.close()
    return found


def watch(session: CDPSession, moved: dict[str, int]) -> None:
    """Counts what comes over the network; the browser's cache moves nothing."""
    names: dict[str, str] = {}
    session.on(
        "Network.requestWillBeSent", lambda e: names.setdefault(e["requestId"], urlsplit(e["request"]["url"]).path)
    )

    def count(event: dict[str, Any]) -> None:
        name = names.get(event["requestId"], "")
        if event["encodedDataLength"]:
            moved[name] = moved.get(name, 0) + int(event["encodedDataLength"])

    session.on("Network.loadingFinished", count)
    session.send("Network.enable")


def edit(page: Page, name: str, number: int) -> dict[str, float]:
    """The milliseconds from a key until its number can be read in the picture, and until Plotly has drawn that."""
    key = "ArrowRight" if name == "bare" else "Enter"
    if name == "bare":
        page.get_by_role("slider").focus()
    else:
        page.locator("[data-role=input][data-row='0'][data-col='0']").first.dblclick()
        page.keyboard.type(str(number))
    page.evaluate(WATCH % (READ[name], DRAWN[name]))
    page.keyboard.press(key)
    took: list[float] = page.evaluate("window.took")
    if name != "bare":
        page.keyboard.press("Escape")
    return dict(zip(("read", "drawn"), took, strict=True))


# Without one -------------------------------------------------------------------------------------------------------


def reruns(url: str) -> float:
    """How many times a second one process runs a page for some sessions at once."""
    with ThreadPoolExecutor(SESSIONS) as threads:
        return sum(threads.map(rerun, [url] * SESSIONS)) / SECONDS


def rerun(url: str) -> int:
    """How often a session was answered within the time."""
    parts = urlsplit(url)
    done, end = -2, 0.0  # two runs begin the session
    with connect(f"ws://{parts.netloc}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        while done < 0 or time.monotonic() < end:
            ask = BackMsg()
            ask.rerun_script.query_string = parts.query
            ask.rerun_script.page_name = parts.path.strip("/")
            socket.send(ask.SerializeToString())
            while ForwardMsg.FromString(socket.recv()).WhichOneof("type") != "script_finished":  # type: ignore[arg-type]
                pass
            done += 1
            if done == 0:
                end = time.monotonic() + SECONDS
    return done


def sizes() -> dict[str, dict[str, float]]:
    """The kilobytes that a run sends at most, by page and lab."""
    return {name: {page: sent(page, lab) / 1000 for page in PLAYED} for name, lab in labs().items()}


def sent(page: str, lab: Lab) -> int:
    """The bytes of all that stands on a page."""
    app = AppTest.from_file(ROOT / "pages" / "main.py", default_timeout=120)
    app.session_state[STATE] = State().commit(lab)
    if page != "article":
        app.switch_page(f"{page}.py")
    app.run()
    return sum(element.proto.ByteSize() for element in leaves(app._tree))


def leaves(block: Any) -> Iterator[Any]:
    """The elements below a block."""
    for child in block.children.values():
        yield from leaves(child) if getattr(child, "children", None) else [child]


# The table ---------------------------------------------------------------------------------------------------------


def measure(browser: Browser, urls: dict[str, str]) -> dict[str, Any]:
    """All that takes time, in turns."""
    loads: dict[str, list[Any]] = {name: [] for name in urls}  # of the bytes, those of the last load tell
    for _ in range(LOADS):
        for name, url in urls.items():
            for earlier in loads[name]:
                earlier.pop("bytes", None)
            loads[name].append(load(browser, "bare" if name == "bare" else "depthwise", url))
    return {
        "loads": loads,
        "edits": edits(browser, urls),
        "reruns": {name: reruns(url) for name, url in urls.items()},
    }


def edits(browser: Browser, urls: dict[str, str]) -> dict[str, list[dict[str, float]]]:
    """The milliseconds of each edit."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in urls}
    pages = {name: browser.new_context(**DESKTOP).new_page() for name in urls}
    for name, page in pages.items():
        page.goto(urls[name])
        wait_for(page, DRAWN["bare" if name == "bare" else "depthwise"])
    for turn in range(2, EDITS + 4):
        for name, page in pages.items():
            page.bring_to_front()
            found[name].append(edit(page, "bare" if name == "bare" else "depthwise", turn))
    return {name: times[2:] for name, times in found.items()}


def _seconds(found: dict[str, Any], figure: str, visit: int, name: str) -> float:
    return statistics.median(one[figure][visit] for one in found["loads"][name])


def _milliseconds(found: dict[str, Any], figure: str, name: str) -> float:
    return statistics.median(one[figure] for one in found["edits"][name])


def rows(found: dict[str, Any]) -> Iterator[str]:
    """The table, and what a run sends."""
    names = list(found["edits"])
    yield "| | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 1) + "|"
    figures: tuple[tuple[str, str, Callable[[str], float]], ...] = (
        *(
            (f"{which} load, {what}", "s", partial(_seconds, found, figure, visit))
            for visit, which in enumerate(("first", "second"))
            for figure, what in (("read", "numbers read"), ("seconds", "drawn by Plotly"))
        ),
        *(
            (f"edit, {what}", "ms", partial(_milliseconds, found, figure))
            for figure, what in (("read", "number read"), ("drawn", "drawn by Plotly"))
        ),
        ("reruns a second", "", lambda name: found["reruns"][name]),
        ("first load moves", "kB", lambda name: sum(found["loads"][name][-1]["bytes"][0].values()) / 1000),
        ("second load moves", "kB", lambda name: sum(found["loads"][name][-1]["bytes"][1].values()) / 1000),
    )
    for title, unit, figure in figures:
        values = [figure(name) for name in names]
        cells = [
            f"{value:{',.0f' if value >= 100 else '.3g'}} {unit}".strip() + f" ({value / values[0]:.2f})" * (i > 0)
            for i, value in enumerate(values)
        ]
        yield f"| {title} | " + " | ".join(cells) + " |"
    yield ""
    yield "| a run sends, kB before it is packed | " + " | ".join(PLAYED) + " |"
    yield "|---" + "|---:" * len(PLAYED) + "|"
    for name, kilobytes in found["sent"].items():
        yield f"| {name} | " + " | ".join(f"{kilobytes[page]:.0f}" for page in PLAYED) + " |"


def main() -> int:
    """Prints the table; with ``--record`` it is written down."""
    path = chromium.find()
    if path is None:
        print(chromium.HINT)
        return 1
    folder = Path(tempfile.mkdtemp())
    (folder / "bare.py").write_text(BARE)
    with ExitStack() as stack, sync_playwright() as playwright:
        bare, ours = (stack.enter_context(serve(folder, script)) for script in (folder / "bare.py", ROOT / "app.py"))
        large = urlencode({"lab": linktext.encode(labs()["16x16x8 x2"])})
        urls = {"bare": bare, "/depthwise": f"{ours}/depthwise", "16x16x8 x2": f"{ours}/depthwise?{large}"}
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        found = measure(browser, urls) | {"sent": sizes()}
        found |= measured(("streamlit", "plotly", "numpy"), chromium=browser.version)
        browser.close()
    text = "\n".join([head(found), "", "In brackets: times the bare page's.", "", *rows(found), ""])
    print(text)
    keep(RECORD, text, found)
    return 0


def serve(folder: Path, script: Path) -> Any:
    """A server of a script with the settings that lie beside it, until the block ends."""
    port = free_port()
    where = folder / script.stem
    where.mkdir(exist_ok=True)
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    options += ["--browser.gatherUsageStats", "false"]
    return running([sys.executable, "-m", "streamlit", "run", str(script), *options], port, where, script.parent)


if __name__ == "__main__":
    sys.exit(main())
