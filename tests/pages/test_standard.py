"""The page of the standard convolution: its result, its options, its downloads."""

from __future__ import annotations

import io

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from convcore.io import read_tables
from convcore.shapes import axis
from convcore.shapes import size_formula as formula
from pages.parts.lab import article
from pages.parts.share.downloads import FILES, writer
from tests.pages.conftest import Open, Read, edit, output, put

PRINTED = "[[[[ 9. 63.]\n   [ 9. 81.]]\n\n  [[ 9. 63.]\n   [ 9. 81.]]]]"


def texts(app: object) -> str:
    return "\n".join(element.value for element in app.markdown)  # type: ignore[attr-defined]


def strides(app: AppTest, size: int) -> None:
    """Sets the stride of both axes."""
    for side in ("height", "width"):
        app.number_input(key=f"set_strides_{side}").set_value(size).run()
        assert not app.exception


def labels(app: AppTest) -> list[str]:
    """What the bar of options says, closed."""
    return [block.proto.popover.label for block in app.get("popover")][:6]


def test_the_articles_result_stands_as_tensorflow_prints_it(read_page: Read) -> None:
    app = read_page("standard")
    assert output(app) == PRINTED
    assert "`[1, 4, 4, 2]` · filters `[3, 3, 2, 2]` · output `[1, 2, 2, 2]`" in texts(app)
    assert "height `⌊(4 + 0 + 0 − 3) / 1⌋ + 1 = 2`" in texts(app)
    assert "adds up the sums of all 2 input channels" in texts(app)


def test_an_edit_changes_the_result(open_folded: Open) -> None:
    app = edit(open_folded("standard"), "grid_filters_0_0", {(0, 0): "1"})
    assert output(app).startswith("[[[[10. 63.]")


@pytest.mark.parametrize(
    ("sizes", "text"),
    [
        ((9, 4, 2, 1, (0, 0)), "⌊(9 + 0 + 0 − 4) / 2⌋ + 1 = 3"),
        ((10, 3, 3, 2, (1, 2)), "⌊(10 + 1 + 2 − 5) / 3⌋ + 1 = 3"),
        ((7, 3, 2, 1, "SAME"), "⌈7 / 2⌉ = 4"),
    ],
)
def test_the_formula_has_the_numbers_in_it(sizes: tuple, text: str) -> None:
    assert formula(axis(*sizes), same=sizes[-1] == "SAME") == text


def test_what_no_window_reaches_is_said(open_folded: Open) -> None:
    app = open_folded("standard")
    assert "no window reaches" not in texts(app)
    strides(app, 2)
    assert "rows at the bottom that no window reaches: 1" in texts(app)
    assert "columns on the right that no window reaches: 1" in texts(app)
    assert output(app) == "[[[[ 9. 63.]]]]"


def test_the_two_sides_of_same_are_derived(open_folded: Open) -> None:
    app = open_folded("standard")
    app.segmented_control(key="set_padding").select("SAME").run()
    assert "padding `max((4 − 1)·1 + 3 − 4, 0) = 2`: 1 on top, 1 below" in texts(app)
    strides(app, 2)
    assert "height `⌈4 / 2⌉ = 2`" in texts(app)
    assert "padding `max((2 − 1)·2 + 3 − 4, 0) = 1`: 0 left, 1 right" in texts(app)


def test_what_is_set_is_read_without_opening_anything(open_folded: Open) -> None:
    app = open_folded("standard")
    app.segmented_control(key="set_padding").select("SAME").run()
    strides(app, 3)
    app.switch_page("depthwise.py").run()
    assert app.segmented_control(key="set_padding").value == "SAME"
    assert [app.number_input(key=f"set_strides_{axis}").value for axis in ("height", "width")] == [3, 3]
    assert labels(app)[2:4] == ["strides 3×3", "padding SAME"]


def test_undo_redo_and_reset_are_there_when_they_do_something(open_folded: Open) -> None:
    app = open_folded("standard")

    def buttons() -> dict[str, bool]:
        return {label: not button.disabled for label, button in named().items()}

    def named() -> dict:
        return {button.label: button for button in app.button if button.label in ("Undo", "Redo", "Article's example")}

    assert buttons() == {"Undo": False, "Redo": False, "Article's example": False}
    edit(app, "grid_input_0_0", {(0, 0): "5"})
    assert buttons() == {"Undo": True, "Redo": False, "Article's example": True}
    named()["Article's example"].click().run()
    assert output(app) == PRINTED
    named()["Undo"].click().run()
    assert buttons() == {"Undo": True, "Redo": True, "Article's example": True}
    named()["Redo"].click().run()
    assert output(app) == PRINTED


def test_there_is_a_download_a_table(read_page: Read) -> None:
    labels = [button.proto.label for button in read_page("standard").get("download_button")]
    files = [label for label in labels if label.endswith(".csv")]
    assert files == ["input.csv", "filters.csv", "output.csv", "steps.csv"]


@pytest.mark.parametrize(("kind", "last"), [("standard", "out_channel"), ("depthwise", "multiplier")])
def test_the_files_hold_the_labs_tensors(kind: str, last: str) -> None:
    trace = put(article(), "filters", (0, 1, 1, 0), 0.1).trace(kind)
    files = {name: writer(name, trace)().decode() for name in FILES}
    assert read_tables.read_input(files["input"]).tolist() == trace.input.tolist()
    assert read_tables.read_filters(files["filters"])[1].tolist() == trace.filters.tolist()
    assert files["filters"].startswith(f"kernel_row,kernel_col,in_channel,{last},value\n")
    steps = pd.read_csv(io.StringIO(files["steps"]))
    assert len(steps) == 144
    sums = steps.groupby("step")["product"].sum()
    assert sums.tolist() == pytest.approx(pd.read_csv(io.StringIO(files["output"]))["value"].tolist())
