"""A page with nothing on it but a player: what the player's own tests are tried on, without Streamlit.

The page is loaded once a test process and used again: a test mounts a scene, which takes a moment where a page of the
app takes seconds. It has the app's fonts and colours, and room for the player where the app has it.
"""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

import plotly
import streamlit
from playwright.sync_api import Locator, Page, expect

from convcore.catalogue import catalogue
from convcore.scenes.convolution import Scene, build
from convcore.spec import ConvSpec, Kind
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace
from convcore.web.payload import payload

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
SCRIPT = "/assets/player/index.js"
PLOTLY = "/plotly/plotly.min.js"
MEDIA = Path(streamlit.__file__).parent / "static" / "static" / "media"
FOLDERS = {
    "assets": ASSETS,
    "plotly": Path(plotly.__file__).parent / "package_data",
    "media": MEDIA,
}
FONTS = {"Source Sans": "SourceSansVF-Upright*.woff2", "Source Code Pro": "SourceCodeVF-Upright*.woff2"}
COLOURS = {"--st-background-color": "backgroundColor", "--st-text-color": "textColor"}

HTML = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A player</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/player.css">
<style>
$style
body { margin: 0; color-scheme: light dark; background: var(--st-background-color); }
main { margin: 170px 80px 0 380px; }
@media (max-width: 768px) { main { margin: 170px 16px 0; } }
</style>
<main></main>
<script type="module">
import component from "$script";

const main = document.querySelector("main");
const faces = [...document.fonts].map((face) => face.load());
let shown = null;

/** Puts a player on the page, or hands the one that stands there other data. */
window.play = async (payload, width, run) => {
  await Promise.all(faces);
  if (!shown) {
    const home = document.createElement("div");
    home.className = "home";
    home.innerHTML = '<div class="cs-slot"></div>';
    if (width) home.style.width = `${width}px`;
    main.append(home);
    shown = { home, said: [] };
  }
  shown.payload = payload;
  const setStateValue = (name, value) => shown.said.push([name, structuredClone(value)]);
  shown.cleanup = component({ data: { payload, run }, parentElement: shown.home, setStateValue });
};
window.said = () => shown.said;
window.clear = () => {
  shown?.cleanup();
  shown?.home.remove();
  shown = null;
  Object.assign(window, clock);
};

const clock = { setInterval: window.setInterval, clearInterval: window.clearInterval };
const held = new Map();
window.holdTime = () => {
  held.clear();
  let last = 0;
  window.setInterval = (act, every) => { held.set((last += 1), { act, every }); return last; };
  window.clearInterval = (timer) => held.delete(timer);
};
window.tick = () => [...held.values()].map(({ act, every }) => { act(); return every; });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => shown && window.play(shown.payload));
</script>
</html>
"""


def theme() -> dict[str, dict[str, str]]:
    """The style variables that the app's theme gives a component, for a light and a dark screen."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    fonts = {"--st-font": '"Source Sans", sans-serif', "--st-code-font": '"Source Code Pro", monospace'}
    return {
        scheme: {**fonts, **{name: config[scheme][option] for name, option in COLOURS.items()}}
        for scheme in ("light", "dark")
    }


def _style() -> str:
    faces = [
        f'@font-face {{ font-family: "{name}"; src: url("/media/{file.name}"); font-weight: 100 900; }}'
        for name, pattern in FONTS.items()
        for file in MEDIA.glob(pattern)
    ]
    assert len(faces) == len(FONTS)
    light, dark = (
        ":root {" + "".join(f"{name}: {value};" for name, value in values.items()) + "}" for values in theme().values()
    )
    return "\n".join([*faces, light, f"@media (prefers-color-scheme: dark) {{ {dark} }}"])


class _Files(SimpleHTTPRequestHandler):
    """The page itself and the files it loads."""

    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        html = HTML.replace("$style", _style()).replace("$script", SCRIPT).encode()
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(html)))
        self.end_headers()
        self.wfile.write(html)

    def translate_path(self, path: str) -> str:
        """Where a file lies: the first part of its address names the folder."""
        folder, _, rest = path.partition("?")[0].lstrip("/").partition("/")
        return str(FOLDERS[folder] / rest)

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def serving() -> Iterator[str]:
    """The address of the bench, served by a thread of this process until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(ROOT))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Bench:
    """The page, and the player that a test put on it.

    Attributes:
        page: where it stands; its address has been opened.
        names: one for each player, so that none goes on where an earlier one stood.
        versions: one for each payload.
        name: of the player that stands there.
    """

    page: Page
    names: Iterator[str] = field(default_factory=lambda: map("bench.{}".format, count()))
    versions: Iterator[int] = field(default_factory=partial(count, 1))
    name: str = ""

    def mount(self, scene: Scene, width: int | None = None, **options: Any) -> Locator:
        """A player of a scene instead of the one before; ``options`` are those of :func:`convcore.playable.payload`."""
        self.clear()
        self.name = next(self.names)
        return self.update(scene, width, **options)

    def update(
        self, scene: Scene, width: int | None = None, language: str = "en", run: int = 0, **options: Any
    ) -> Locator:
        """Hands the player other data, as a run of the app does; at a new ``run`` it begins to play.

        It stands on the first step if nothing is said.
        """
        player = self.give(scene, width, language, run, **options)
        expect(player).to_have_attribute("data-ready", "true")
        return player

    def give(
        self, scene: Scene, width: int | None = None, language: str = "en", run: int = 0, **options: Any
    ) -> Locator:
        """The same, and does not wait for Plotly."""
        version = next(self.versions)
        options.setdefault("start", 0)
        text = payload(scene, catalogue(language), self.name, plotly=PLOTLY, version=version, **options)
        self.page.evaluate("(given) => window.play(...given)", [text, width, run])
        player = self.page.get_by_test_id("player")
        expect(player).to_have_attribute("data-version", str(version))
        return player

    def edits(self) -> list[list[dict[str, Any]]]:
        """What the player has sent to the server so far: at each time, all edits that were not confirmed."""
        said: list[tuple[str, list[dict[str, Any]]]] = self.page.evaluate("window.said()")
        assert {name for name, _ in said} <= {"edits"}
        return [value for _, value in said]

    def hold_time(self) -> None:
        """From now on the player's time stands still, until :meth:`tick`."""
        self.page.evaluate("window.holdTime()")

    def tick(self) -> list[int]:
        """Lets what the player does at intervals happen once; the milliseconds after which it would have."""
        intervals: list[int] = self.page.evaluate("window.tick()")
        return intervals

    def clear(self) -> None:
        """Takes the player off the page."""
        self.page.evaluate("window.clear()")


def article_trace(kind: Kind, **options: Any) -> Trace:
    """The article's example, or its tensors with other options."""
    return Trace(ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2), **options), article_input(), article_filters())


def article(kind: Kind, **options: Any) -> Scene:
    """The same as a page of the app plays it."""
    return build(article_trace(kind, **options))
