"""Convolutions of more steps than are held at a time: they have their result like any other, and play in parts."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from benchmarks.bench_page import PLAYED, sent
from convcore.catalogue import LANGUAGES, catalogue
from convcore.trace import MAX_STEPS, Part
from pages.parts.lab import Lab
from pages.parts.share.downloads import writer
from pages.parts.share.own import Typed
from pages.parts.share.takeaway import FILES, Story
from tests.pages.conftest import Open, printed, scenes


def largest() -> Lab:
    rng = np.random.default_rng(5)
    return Lab(rng.integers(-9, 10, (1, 16, 16, 8)), rng.integers(-9, 10, (3, 3, 8, 8)))


def widest() -> Lab:
    """No lab has more cells in a row of its output."""
    sides = ((16, 16), (16, 16))
    return Lab(np.ones((1, 16, 16, 8)), np.ones((1, 1, 8, 8)), padding=sides, pointwise=np.ones((1, 1, 64, 8)))


def chip(app: AppTest) -> str:
    return next(one.proto.popover.label for one in app.get("popover") if one.proto.popover.label.startswith("→"))


def said(app: AppTest) -> str:
    return " ".join(
        str(one.value) for kind in ("warning", "info", "error", "caption", "markdown") for one in app.get(kind)
    )


def fractions(batch: int, kernel: tuple[int, int], padding: Any = "SAME") -> Lab:
    """A lab of the largest sizes; fractions are the longest to tell."""
    rng = np.random.default_rng(7)
    image, filters, across = (rng.normal(size=one) for one in ((batch, 16, 16, 8), (*kernel, 8, 8), (1, 1, 64, 8)))
    return Lab(image, filters, padding=padding, pointwise=across)


EXTREMES = {
    "one image": fractions(1, (7, 7)),
    "many images": fractions(4, (7, 7)),
    "much padding": fractions(1, (7, 7), ((16, 16), (16, 16))),
    "the largest output": fractions(4, (1, 1), ((16, 16), (16, 16))),
}


@pytest.mark.parametrize("page", PLAYED)
def test_no_run_of_the_largest_labs_sends_more_than_a_megabyte(page: str) -> None:
    """Before it is packed."""
    for name, large in EXTREMES.items():
        assert sent(page, large) < 1_000_000, name


@pytest.mark.parametrize(
    ("page", "output"),
    [
        ("standard", "output 1×14×14×8"),
        ("depthwise", "output 1×14×14×64"),
        ("compare", "1×14×14×64 · 1×14×14×8"),
        ("groups", "output 1×14×14×64"),
        ("separable", "output 1×14×14×8"),
    ],
)
def test_the_largest_lab_has_its_result_on_every_page(open_page: Open, page: str, output: str) -> None:
    app = open_page(page, lab=largest())
    assert chip(app) == f"→ {output}"
    assert not app.warning
    assert not [error for error in app.error if "differs" in error.value]
    (scene,) = scenes(app)
    assert 0 < len(scene["frames"]) <= MAX_STEPS
    assert printed(app)[0].startswith("[[[["), "the result is printed"
    assert [button for button in app.get("download_button") if "takeaway" in button.proto.id]


@pytest.mark.parametrize("page", ["article", "standard", "depthwise", "compare", "groups", "separable"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_widest_row_is_played_too(open_page: Open, page: str, language: str) -> None:
    app = open_page(page, {"lang": language}, lab=widest())
    assert all(0 < len(scene["frames"]) <= MAX_STEPS for scene in scenes(app))
    assert "scene:" not in said(app)
    assert not app.warning


def test_rows_or_channels_are_chosen(open_page: Open) -> None:
    app = open_page("depthwise", lab=largest())
    choice = app.selectbox(key="part_depthwise")
    assert choice.label == "Part that is played: there are 12,544 steps, and 4,096 are held at a time"
    assert choice.options[0] == "output rows 0 to 3"
    assert choice.options[-1] == "output channels 48 to 63"
    choice.select_index(5).run()
    assert not app.exception
    cells = [frame["cell"] for frame in scenes(app)[0]["frames"]]
    assert {cell[2] for cell in cells} == set(range(16, 32))
    assert {cell[0] for cell in cells} == set(range(14))
    assert "(only output channels 16 to 31)" in next(
        button.proto.help for button in app.get("download_button") if button.proto.label == "steps.csv"
    )
    app.session_state["state"] = app.session_state["state"].undo()
    app.run()
    assert not app.exception
    assert not [one for one in app.selectbox if one.key == "part_depthwise"]
    assert len(scenes(app)[0]["frames"]) == 16


def test_tables_say_what_they_have() -> None:
    held = largest().trace("depthwise").only(Part(range(4, 8), range(64)))
    rows = list(csv.DictReader(io.StringIO(writer("steps", held)().decode())))
    assert len(rows) == 4 * 14 * 64 * 9
    assert rows[0]["step"] == str(4 * 14 * 64)
    assert len(writer("output", held)().splitlines()) == 1 + 14 * 14 * 64, "the result is that of the whole"
    write: Any = next(file.write for file in FILES if file.ending == "zip")
    with zipfile.ZipFile(io.BytesIO(write(Story((held,), "depthwise", None), "zh", Typed()))) as archive:  # type: ignore[arg-type]
        readme = archive.read("README.txt").decode()
        assert archive.read("steps.csv").count(b"\n") == 1 + len(rows)
    only = catalogue("zh")["part.only"].format(part=catalogue("zh")["part.rows"].format(first=4, last=7))
    assert [line.split(":")[0] for line in readme.splitlines() if only in line] == ["steps.csv", "sums.csv"]
