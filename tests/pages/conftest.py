"""The app in Streamlit's own test harness: scripts run as on the server, without a browser."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, app_test, local_script_runner

from convcore.scenes.blocks import Blocks, Ref, Stack
from convcore.scenes.film import Film, Reel, Shot
from convcore.scenes.sentences import Said, SpokenValue
from pages.parts.lab import Lab, Name, State
from pages.parts.session import STATE

MAIN = Path(__file__).resolve().parents[2] / "pages" / "main.py"
SECONDS = 60
FOLDS = (
    *("bring_panel", "listing", "fill_input", "fill_filters", "fill_pointwise"),
    *(f"ask_{chapter}" for chapter in ("tensors", "window", "standard", "depthwise", "answer")),
)
PRINTED = re.compile(r'<div class="cs-printed[^"]*"><pre><code>(.*?)</code></pre>', re.DOTALL)
FIRST = "article"  # at the root

Open = Callable[..., AppTest]
Read = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def once() -> Iterator[None]:
    """Does once what a server does when it starts, and the harness for each session or run.

    That is to look for components in all installed packages, and to compile the scripts.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        compiled = ScriptCache()
        for harness in (app_test, local_script_runner):
            patch.setattr(harness, "ScriptCache", lambda: compiled)
        patch.setattr(local_script_runner, "require_widgets_deltas", _wait)
        yield


def _wait(runner: local_script_runner.LocalScriptRunner, timeout: float) -> None:
    """Until a run has ended. The harness asks a thousand times a second, and takes that time from the run."""
    thread = runner._script_thread
    assert thread
    thread.join(timeout)
    if thread.is_alive():
        runner.request_stop()
        runner.join()
        raise RuntimeError(f"AppTest script run timed out after {timeout}(s)")


@pytest.fixture(scope="session")
def open_page() -> Open:
    """A function that opens a page in a new session."""
    return _open


@pytest.fixture(scope="session")
def open_folded() -> Open:
    """The same with all folded away, as a reader finds it: for who looks at nothing that is, each run is shorter."""
    return partial(_open, unfold=())


def _open(
    name: str,
    query: dict[str, str] | None = None,
    locale: str | None = None,
    unfold: Sequence[str] = FOLDS,
    lab: Lab | None = None,
) -> AppTest:
    """Opens a page by the name of its file, in a new session, and what is folded away on it.

    With a lab, that is what is set, as an edit after the article's.
    """
    app = AppTest.from_file(MAIN, default_timeout=SECONDS)
    if locale:
        app.context = {"locale": locale}
    for key, value in (query or {}).items():
        app.query_params[key] = value
    open_folds(app, unfold)
    if lab:
        app.session_state[STATE] = State().commit(lab)
    if name != FIRST:  # a page's own address is its file's name: no page needs to run before it
        app.switch_page(f"{name}.py")
    app.run()
    assert not app.exception
    return app


@pytest.fixture(scope="session")
def read_page() -> Read:
    """A function that gives an opened page to who only looks at it: opened once for all of them, it takes no run."""

    @cache
    def read_page(name: str, language: str = "en") -> AppTest:
        app = _open(name, {"lang": language})
        app._run = _refuse  # type: ignore[method-assign]
        return app

    return read_page


def _refuse(*given: Any, **options: Any) -> AppTest:
    raise AssertionError("this page is read by other tests too: one that is changed is opened with open_page")


def open_folds(app: AppTest, folds: Sequence[str] = FOLDS) -> None:
    """Opens what is folded away, from the next run on."""
    for fold in folds:
        app.session_state[fold] = True


def edit(app: AppTest, editor: str, cells: dict[tuple[int, int], str | None]) -> AppTest:
    """Types into the cells of an editor, as its table reports it, and lets go of them as the browser does."""
    rows: dict[int, dict[str, str | None]] = {}
    for (row, col), text in cells.items():
        rows.setdefault(row, {})[str(col)] = text
    for edited_rows in (rows, {}):
        app.session_state[editor] = {"edited_rows": edited_rows, "added_rows": [], "deleted_rows": []}
        app.run()
        assert not app.exception
    return app


def put(lab: Lab, name: Name, at: tuple[int, ...], value: float) -> Lab:
    """A lab with one cell changed."""
    tensor = lab.tensor(name).copy()
    tensor[at] = value
    return lab.with_tensor(name, tensor)


def output(app: AppTest) -> str:
    """The result as the page prints it."""
    return printed(app)[0]


def field(app: AppTest, key: str) -> Any:
    """A number field: it is another one once its value was changed elsewhere."""
    return next(one for one in app.number_input if re.fullmatch(rf"{key}(_\d+)?", one.key or ""))


def printed(app: AppTest) -> list[str]:
    """The tensors and lines of code that the page prints."""
    found = (PRINTED.search(one.proto.body) for one in app.get("html"))
    return [unescape(one[1]) for one in found if one]


def cells(app: AppTest, editor: str) -> list[list[str]]:
    """What an editor's cells say."""
    table: list[list[str]] = app.data_editor(editor).value.to_numpy().tolist()
    return table


def payloads(app: AppTest) -> list[dict[str, Any]]:
    """What all players on the page are handed; other components hand over no payload."""
    handed = [json.loads(one.proto.json) for one in app.get("bidi_component")]
    return [json.loads(data["payload"]) for data in handed if "payload" in (data or {})]


def scenes(app: AppTest) -> list[dict[str, Any]]:
    """The scenes of all players on the page."""
    return [read["scene"] for read in read_payloads(payloads(app))]


def read_payloads(given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Payloads with their scenes as the players read them, each with the numbers of the one that it begins like."""
    numbers: dict[str | None, list[float | None]] = {None: []}
    for one in given:
        numbers[one["name"]] = one["scene"]["numbers"] = read_numbers(one["scene"]["numbers"], numbers[one["like"]])
    return [one | {"scene": read_scene(one["scene"])} for one in given]


def read_scene(told: dict[str, Any]) -> dict[str, Any]:
    """A scene with its blocks and its frames, as the player reads them: tests/browser/test_film.py holds that."""
    blocks = read_blocks(told)
    reels = [
        Reel(range(first, first + count), [_shot(shot) for shot in shots])
        for first, count, shots in ((*reel["rows"], reel["shots"]) for reel in told["reels"])
    ]
    return told | {"blocks": blocks, "frames": Frames(Film(reels, blocks))}


class Frames(Sequence[Any]):
    """The cell and the sentence of each frame, made when it is looked at: the largest scenes have thousands."""

    def __init__(self, film: Film) -> None:
        self.film = film

    def __len__(self) -> int:
        return len(self.film)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frames) and list(self) == list(other)

    def __getitem__(self, index: int | slice) -> Any:
        made = self.film[index]
        if isinstance(made, list):
            return [{"cell": list(one.cell), "sentence": one.sentence} for one in made]
        return {"cell": list(made.cell), "sentence": made.sentence}


def read_blocks(told: dict[str, Any]) -> Blocks:
    """What the panels of a scene hold."""
    stacks = [
        Stack(
            one["first"],
            tuple(one["at"]),
            tuple(one["shape"]),
            tuple(one["steps"]),
            one.get("moves"),
            tuple(one.get("times", ())),
            "float32" if one.get("single") else "float64",
        )
        for one in told["stacks"]
    ]
    return Blocks(read_numbers(told["numbers"]), stacks, told["across"])


def read_numbers(told: Any, other: Sequence[float | None] = ()) -> list[float | None]:
    """The numbers of a scene: a list, packed, with blanks between them, or so many of another scene's and more."""
    if isinstance(told, str):
        return [None if np.isnan(x) else x for x in np.frombuffer(base64.b64decode(told), "<f8").tolist()]
    if "blanks" in told:
        rest = iter(read_numbers(told["rest"]))
        return [
            *(one for before, count in told["blanks"] for one in (*islice(rest, before), *[None] * count)),
            *rest,
        ]
    return told if isinstance(told, list) else [*other[: told["count"]], *read_numbers(told["more"])]


def _shot(shot: dict[str, Any]) -> Shot:
    """What is said, without what is seen."""
    said = shot["said"]
    values = [SpokenValue(way, Ref(*rest[:2]), Ref(*rest[2:]) if rest[2:] else None) for way, *rest in said["values"]]
    window = Ref(*said["window"]) if "window" in said else None
    return Shot(tuple(shot["cell"]), (), (), Said(said["text"], tuple(values), said.get("padding", ""), window))
