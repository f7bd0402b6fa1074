"""Edits in the grids: what is taken over, what is refused, what the cells then say."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.edit import grid
from pages.parts.edit.fill import apply_preset
from pages.parts.lab import Lab, article
from pages.parts.lab.slices import slices
from pages.parts.ui.notes import code
from tests.pages.conftest import Open, Read, cells, edit, output, printed, scenes

ASSETS = Path(__file__).resolve().parents[3] / "assets"
EDITORS = ["grid_input_0_0", "grid_input_0_1", "grid_filters_0_0", "grid_filters_0_1", "grid_filters_1_0"]
EDITORS += ["grid_filters_1_1"]
EXPECTED = "a number like 3, -0.5, 1e3 or 1/3 is needed"


def state(app: AppTest) -> Lab:
    lab: Lab = app.session_state["state"].history.present
    return lab


def test_there_is_an_editor_a_slice(read_page: Read) -> None:
    app = read_page("depthwise")
    assert [editor.key for editor in app.data_editor] == EDITORS
    assert cells(app, "grid_input_0_0") == [["1", "2", "3", "4"]] * 4
    assert cells(app, "grid_filters_1_1") == [["3", "3", "3"]] * 3
    headings = [html.value for html in app.html if '<p class="cs-slice"' in html.value]
    assert [re.search("<code>(.*)</code>", heading)[1] for heading in headings] == [  # type: ignore[index]
        "input[:, :, 0]",
        "input[:, :, 1]",
        "filter[:, :, 0, 0]",
        "filter[:, :, 0, 1]",
        "filter[:, :, 1, 0]",
        "filter[:, :, 1, 1]",
    ]
    assert [re.search(r"channel-(\d)", heading)[1] for heading in headings] == list("010011")  # type: ignore[index]


def test_every_editor_has_a_name_for_screen_readers(read_page: Read) -> None:
    names = [editor.proto.alt for editor in read_page("standard").data_editor]
    assert names[3] == "Values of filter[:, :, 0, 1], each cell can be edited"
    assert len(set(names)) == len(EDITORS)


def test_a_typed_number_is_taken_over_and_echoed(open_folded: Open) -> None:
    app = edit(open_folded("depthwise"), "grid_filters_0_1", {(0, 2): "1e3"})
    assert state(app).filters[0, 2, 0, 1] == 1000
    assert cells(app, "grid_filters_0_1")[0] == ["2", "2", "1000"]
    assert output(app) == str(state(app).trace("depthwise").output)
    assert not app.warning


def test_refused_text_names_its_cell_and_the_rest_is_kept(open_folded: Open) -> None:
    app = edit(open_folded("standard"), "grid_filters_1_0", {(0, 2): "abc", (1, 1): " ７ "})
    assert app.warning[0].value == f"`filter[0, 2, 1, 0]`: `'abc' is not a number: {EXPECTED}`; the cell keeps `1`"
    assert cells(app, "grid_filters_1_0") == [["1", "1", "1"], ["1", "7", "1"], ["1", "1", "1"]]
    assert state(app).filters[1, 1, 1, 0] == 7


@pytest.fixture(scope="module")
def refusing(open_folded: Open) -> AppTest:
    """A page that takes over nothing of what is typed into it: a refusal leaves it as it was, but for what is said."""
    return open_folded("depthwise")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        *((text, f"is not a number: {EXPECTED}") for text in ("nan", "<b>", "`", "{t}", "[a](b)")),
        ("1e999", "is larger than float64 holds (1.8e308)"),
        ("1/0", "divides by 0"),
        ("1,5", "has a decimal comma: write 1.5"),
    ],
)
def test_no_text_breaks_the_page(refusing: AppTest, text: str, told: str) -> None:
    app = edit(refusing, "grid_input_0_0", {(0, 0): text})
    assert len(app.warning) == 1
    assert app.warning[0].value == f"`input[0, 0, 0]`: {code(f'{text!r} {told}')}; the cell keeps `1`"
    assert state(app).same(article())


@pytest.mark.parametrize(
    ("text", "shown"), [("abc", "`abc`"), ("a`b", "`` a`b ``"), ("a\n# b", "`a # b`"), ("**b**", "`**b**`")]
)
def test_what_was_typed_never_becomes_markup(text: str, shown: str) -> None:
    assert code(text) == shown


@pytest.mark.parametrize("text", ["", "  ", None])
def test_an_emptied_cell_keeps_its_value(refusing: AppTest, text: str | None) -> None:
    app = edit(refusing, "grid_input_0_0", {(3, 1): text})
    assert len(app.warning) == 1
    assert app.warning[0].value.startswith("`input[3, 1, 0]`: `the cell is empty: a number like")
    assert cells(app, "grid_input_0_0")[3] == ["1", "2", "3", "4"]


def test_many_refusals_are_counted(open_folded: Open) -> None:
    app = edit(open_folded("depthwise"), "grid_filters_0_0", {(row, col): "x" for row in range(3) for col in range(3)})
    lines = app.warning[0].value.split("  \n")
    assert len(lines) == 4
    assert lines[3:] == ["and 6 more"]


def test_a_message_goes_with_the_next_edit(open_folded: Open) -> None:
    app = edit(open_folded("depthwise"), "grid_filters_0_0", {(0, 0): "x"})
    assert app.warning
    edit(app, "grid_input_0_1", {(0, 0): "5"})
    assert not app.warning, "also with one of another tensor"


def test_messages_of_one_run_stand_together(open_folded: Open) -> None:
    app = open_folded("depthwise")
    for editor in ("grid_input_0_0", "grid_filters_0_0"):
        app.session_state[editor] = {"edited_rows": {0: {"0": "x"}}, "added_rows": [], "deleted_rows": []}
    app.run()
    assert ["input[0, 0, 0]" in app.warning[0].value, "filter[0, 0, 0, 0]" in app.warning[1].value] == [True, True]


def test_a_pasted_block_is_one_step_of_the_history(open_folded: Open) -> None:
    block = {(row, col): str(3 * row + col) for row in range(3) for col in range(3)}
    app = edit(open_folded("standard"), "grid_filters_0_0", block)
    assert cells(app, "grid_filters_0_0") == [["0", "1", "2"], ["3", "4", "5"], ["6", "7", "8"]]
    next(button for button in app.button if button.label == "Undo").click().run()
    assert state(app).same(article())
    assert cells(app, "grid_filters_0_0") == [["0", "0", "0"]] * 3


def test_an_edit_that_is_still_held_is_shown_as_typed_and_taken_over_once(open_folded: Open) -> None:
    """Until the browser reports that it let go, its text stands: so the editor need not be made anew."""
    app = open_folded("depthwise")
    held = {"edited_rows": {0: {"0": "1e3"}}, "added_rows": [], "deleted_rows": []}
    app.session_state["grid_input_0_0"] = held
    app.run()
    assert cells(app, "grid_input_0_0")[0][0] == "1e3"
    next(button for button in app.button if button.label == "Undo").click().run()
    assert state(app).same(article())


def test_an_edit_is_there_on_the_other_page_and_back(open_folded: Open) -> None:
    app = edit(open_folded("depthwise"), "grid_filters_0_1", {(0, 0): "20"})
    app.switch_page("standard.py").run()
    assert cells(app, "grid_filters_0_1")[0] == ["20", "2", "2"]
    assert output(app) == str(state(app).trace("standard").output)
    app.switch_page("depthwise.py").run()
    assert cells(app, "grid_filters_0_1")[0] == ["20", "2", "2"]


def test_numbers_too_large_to_add_keep_the_last_picture(open_folded: Open) -> None:
    app = edit(open_folded("depthwise"), "grid_input_0_0", {(0, 0): "1e300"})
    good = scenes(app)[0]
    edit(app, "grid_filters_0_1", {(0, 0): "1e300"})
    assert not printed(app), "there is no result"
    read = {"blocks": None}  # of the numbers, which are compared
    assert scenes(app)[0] | read == good | read
    assert cells(app, "grid_filters_0_1")[0][0] == "1e+300"
    assert "float64" in app.warning[0].value
    edit(app, "grid_filters_0_1", {(0, 0): "2"})
    assert not app.warning


def fill(app: AppTest, name: str, preset: str, parameter: tuple[str, str] | None = None, scope: str = "") -> None:
    """Works the presets' menu as a reader does."""
    app.selectbox(key=f"fill_{name}_preset").select(preset).run()
    if parameter:
        app.text_input(key=f"fill_{name}_{parameter[0]}").set_value(parameter[1]).run()
    if scope:
        app.selectbox(key=f"fill_{name}_scope").select(scope).run()
    app.button(key=f"fill_{name}_apply").click().run()


def test_a_preset_fills_the_whole_tensor(open_page: Open) -> None:
    app = open_page("standard")
    fill(app, "filters", "sobel_x")
    for editor in EDITORS[2:]:
        assert cells(app, editor) == [["-1", "0", "1"], ["-2", "0", "2"], ["-1", "0", "1"]]
    assert cells(app, "grid_input_0_0")[0] == ["1", "2", "3", "4"]


def test_a_preset_fills_one_slice(open_page: Open) -> None:
    app = open_page("standard")
    fill(app, "filters", "constant", ("value", "1/4"), "filter[:, :, 1, 0]")
    assert cells(app, "grid_filters_1_0") == [["0.25"] * 3] * 3
    assert cells(app, "grid_filters_0_1") == [["2"] * 3] * 3


def test_a_seed_repeats_and_slices_differ(open_page: Open) -> None:
    app = open_page("standard")
    fill(app, "input", "random", ("seed", "5"))
    first = cells(app, "grid_input_0_0")
    assert first != cells(app, "grid_input_0_1")
    fill(app, "input", "random", ("seed", "6"))
    assert cells(app, "grid_input_0_0") != first
    fill(app, "input", "random", ("seed", "5"))
    assert cells(app, "grid_input_0_0") == first


def test_a_parameter_that_is_no_number_fills_nothing(open_page: Open) -> None:
    app = open_page("standard")
    fill(app, "input", "constant", ("value", "much"))
    assert app.warning[0].value == f"Nothing was filled. `'much' is not a number: {EXPECTED}`"
    assert state(app).same(article())


def test_a_slice_is_filled_with_what_it_has_in_the_whole() -> None:
    """Filling slice by slice or at once gives the same tensor: the random numbers follow from the slice."""
    preset = next(preset for preset in grid.fill.PRESETS["filters"] if preset.name == "random")
    filters = np.zeros((2, 3, 2, 2))
    whole = apply_preset("filters", filters, preset, 3, "whole tensor")
    piece = filters
    for part in slices("filters", filters):
        piece = apply_preset("filters", piece, preset, 3, part.heading)
    assert np.array_equal(whole, piece)
    assert not filters.any()


def test_many_slices_are_reached_by_channel(monkeypatch: pytest.MonkeyPatch, open_folded: Open) -> None:
    monkeypatch.setattr(grid, "CELLS", 20)
    app = open_folded("depthwise")
    assert [editor.key for editor in app.data_editor] == ["grid_input_0_0", "grid_filters_0_0", "grid_filters_0_1"]
    app.segmented_control(key="choose_filters").select(1).run()
    assert [editor.key for editor in app.data_editor] == ["grid_input_0_0", "grid_filters_1_0", "grid_filters_1_1"]


def test_batches_are_told_apart() -> None:
    parts = slices("input", np.zeros((2, 3, 4, 1)))
    assert [part.heading for part in parts] == ["input[0, :, :, 0]", "input[1, :, :, 0]"]
    assert parts[1].cell(2, 3) == "input[1, 2, 3, 0]"


def test_channels_have_the_players_colours() -> None:
    """The headings' palette stands in pages.css, the player's in player.css, once for light and once for dark."""
    players = re.findall(r"--cs-channel-(\d): (#\w+);", (ASSETS / "player.css").read_text())
    headings = re.findall(r"--cs-channel-(\d): light-dark\((#\w+), (#\w+)\);", (ASSETS / "pages.css").read_text())
    assert len(headings) == grid.COLOURS
    assert players == [(k, light) for k, light, _ in headings] + [(k, dark) for k, _, dark in headings]
