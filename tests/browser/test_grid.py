"""The grids in a real browser: typing, pasting, refusing, changing pages, taking home."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, Position, expect

from tests.browser.helpers import asked, change, rerun, sent, visit, wait_until_idle
from tests.browser.player import drawn

EDITOR = "grid_filters_0_1"
OTHER = "grid_filters_1_1"
HEADER, ROW, COLUMN = 36, 32, 44
REFUSED = "filter[1, 1, 0, 1]: 'abc' is not a number: a number like 3, -0.5, 1e3 or 1/3 is needed; the cell keeps 2"


def editor(page: Page, key: str = EDITOR) -> Locator:
    return page.locator(f".st-key-{key}")


def box_of(page: Page, key: str = EDITOR) -> FloatRect:
    found = editor(page, key).bounding_box()
    assert found
    return found


def expect_cells(page: Page, values: list[str], key: str = EDITOR) -> None:
    """The editor's cells, row by row, as its own table for screen readers says them."""
    expect(editor(page, key).locator("canvas table td")).to_have_text(values)


def expect_output(page: Page, start: str) -> None:
    expect(page.locator(".cs-printed pre").first).to_contain_text(re.compile(rf"^\s*{re.escape(start)}"))


# Streamlit's grid drops a click for as long as it believes the pointer elsewhere, and learns better by a render.
RENDERED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"


def select(page: Page, row: int, col: int, key: str = EDITOR) -> None:
    """Goes to a cell that is not selected yet, and clicks it: a second click would open its field."""
    place: Position = {"x": COLUMN * col + COLUMN / 2, "y": HEADER + ROW * row + ROW / 2}
    editor(page, key).hover(position=place)
    page.evaluate(RENDERED)
    editor(page, key).click(position=place)
    selected = editor(page, key).locator('td[aria-selected="true"]')
    expect(selected).to_have_attribute("id", f"glide-cell-{col}-{row}")


def type_text(page: Page, text: str) -> None:
    """Types key by key (the first opens the editor's field) and commits with Enter, which selects the cell below."""
    field = page.locator(".gdg-input")
    for end in range(1, len(text) + 1):
        page.keyboard.press(text[end - 1])
        expect(field).to_have_value(text[:end])
    # The editor decides about a key one turn of the event loop later; on Enter before that, it drops the edit.
    page.evaluate("() => new Promise(done => setTimeout(done))")
    commit(page, "Enter")
    expect(field).to_have_count(0)


def commit(page: Page, key: str) -> None:
    """Presses a key that ends an edit: the page will ask for a run with it, and one when the editor let go of it."""
    page.evaluate("window.__due = window.__server.asked + 2")
    page.keyboard.press(key)


def settle(page: Page) -> None:
    """Waits until the editor has reported that it let go of the last edit, and that run is over too."""
    page.wait_for_function("() => window.__server.asked >= (window.__due ?? 0)")
    wait_until_idle(page)


@pytest.fixture
def depthwise(tab: Page) -> Page:
    """The page of the depthwise convolution, its grids drawn, and the player above them, so that they stay in place."""
    visit(tab, "/depthwise")
    drawn(tab)
    expect_cells(tab, ["2"] * 9)
    return tab


def test_a_typed_number_is_echoed_not_sorted_by_a_click_on_a_header_and_taken_home(depthwise: Page) -> None:
    expect_typed_numbers_echoed(depthwise)
    expect_no_sorting(depthwise)
    assert "0.1" in [row["value"] for row in download(depthwise, "filters")]
    assert "0.1" in [row["weight"] for row in download(depthwise, "steps")]


def expect_typed_numbers_echoed(depthwise: Page) -> None:
    """While the grid stays and keeps the focus.

    No flicker: the very same canvas stands there afterwards, and Enter leads on to the next cell.
    """
    editor(depthwise).locator("canvas").first.evaluate("canvas => { canvas.before = true }")
    select(depthwise, 0, 0)
    type_text(depthwise, "1e3")
    expect_output(depthwise, "[[[[   0. 1034.    9.   27.]")
    expect_cells(depthwise, ["1000", *["2"] * 8])
    settle(depthwise)
    for text in ("abc", "7.50"):
        type_text(depthwise, text)
        settle(depthwise)
    expect_cells(depthwise, ["1000", "2", "2", "2", "2", "2", "7.5", "2", "2"])
    expect(depthwise.get_by_test_id("stAlert")).to_have_count(0)
    assert editor(depthwise).locator("canvas").first.evaluate("canvas => canvas.before === true")


def expect_no_sorting(depthwise: Page) -> None:
    """Nothing is asked for."""
    box = editor(depthwise).bounding_box()
    assert box
    before = sent(depthwise)
    for _ in range(2):
        depthwise.mouse.click(box["x"] + COLUMN / 2, box["y"] + HEADER / 2)
    expect_cells(depthwise, ["1000", "2", "2", "2", "2", "2", "7.5", "2", "2"])
    assert sent(depthwise) == before
    # What the clicks would have asked for would stand here before this.
    select(depthwise, 1, 1)
    type_text(depthwise, "0.1")
    settle(depthwise)
    expect_cells(depthwise, ["1000", "2", "2", "2", "0.1", "2", "7.5", "2", "2"])
    assert sent(depthwise) == before + 2


def test_what_is_refused_is_said_and_edits_survive_a_change_of_page_and_language(depthwise: Page) -> None:
    expect_messages_that_name_the_cell(depthwise)
    with rerun(depthwise):
        depthwise.get_by_role("button", name="Article's example").click()
    expect_cells(depthwise, ["2"] * 9)
    expect_edits_after_a_change_of_page_and_language(depthwise)


def expect_messages_that_name_the_cell(depthwise: Page) -> None:
    """Each time: an emptied cell, a typed text, a text in a pasted block. The grids stay beside the other tensor's."""
    left = box_of(depthwise)["x"]
    for _ in range(2):
        select(depthwise, 2, 2)
        commit(depthwise, "Delete")
        expect(depthwise.get_by_test_id("stAlert")).to_contain_text("filter[2, 2, 0, 1]: the cell is empty")
        settle(depthwise)
        expect_cells(depthwise, ["2"] * 9)
        select(depthwise, 0, 0)

    select(depthwise, 1, 1)
    type_text(depthwise, "abc")
    expect(depthwise.get_by_test_id("stAlert")).to_contain_text(REFUSED)
    assert box_of(depthwise)["x"] == left
    expect_cells(depthwise, ["2"] * 9)
    settle(depthwise)
    select(depthwise, 0, 2)
    type_text(depthwise, "4")
    expect(depthwise.get_by_test_id("stAlert")).to_have_count(0)
    expect_cells(depthwise, ["2", "2", "4", *["2"] * 6])
    settle(depthwise)

    depthwise.context.grant_permissions(["clipboard-read", "clipboard-write"])
    depthwise.evaluate("navigator.clipboard.writeText('10\\t20\\t30\\n1/4\\tabc\\t-5\\n7\\t8\\t9')")
    select(depthwise, 0, 0)
    commit(depthwise, "Control+v")
    expect(depthwise.get_by_test_id("stAlert")).to_contain_text(REFUSED)
    expect_cells(depthwise, ["10", "20", "30", "0.25", "2", "-5", "7", "8", "9"])
    settle(depthwise)


def expect_edits_after_a_change_of_page_and_language(depthwise: Page) -> None:
    select(depthwise, 0, 0)
    type_text(depthwise, "20")
    expect_output(depthwise, "[[[[ 0. 54.  9. 27.]")
    settle(depthwise)
    depthwise.get_by_role("link", name="Standard convolution").click()
    expect(depthwise.get_by_role("heading", level=1)).to_have_text("Standard convolution")
    expect_cells(depthwise, ["20", *["2"] * 8])
    expect_output(depthwise, "[[[[  9.  81.]")
    depthwise.get_by_text("中文", exact=True).click()
    expect(depthwise.get_by_role("heading", level=1)).to_have_text("标准卷积")
    depthwise.get_by_role("link", name="逐深度卷积").click()
    expect(depthwise.get_by_role("heading", level=1)).to_have_text("逐深度卷积")
    expect_cells(depthwise, ["20", *["2"] * 8])
    expect(depthwise).to_have_url(re.compile(r"/depthwise\?(.*&)?lang=zh(&|$)"))


def test_undo_reaches_the_grid_and_a_preset_fills_it(depthwise: Page) -> None:
    select(depthwise, 0, 0, OTHER)
    type_text(depthwise, "8")
    expect_cells(depthwise, ["8", *["3"] * 8], OTHER)
    settle(depthwise)
    depthwise.get_by_role("button", name="Undo").click()
    expect_cells(depthwise, ["3"] * 9, OTHER)
    expect_cells(depthwise, ["2"] * 9)
    depthwise.get_by_role("button", name="Fill the filters").click()
    depthwise.get_by_label("Fill with").click()
    with rerun(depthwise):
        depthwise.get_by_role("option", name="edges: Sobel x").click()
    depthwise.get_by_role("button", name="Fill", exact=True).click()
    expect_cells(depthwise, ["-1", "0", "1", "-2", "0", "2", "-1", "0", "1"])


def download(page: Page, name: str) -> list[dict[str, str]]:
    """The rows of a table as the button gives it."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=f"{name}.csv").click()
    assert waiting.value.suggested_filename == f"{name}.csv"
    return list(csv.DictReader(io.StringIO(Path(waiting.value.path()).read_text("utf-8"))))


def test_every_table_is_taken_home_without_a_rerun(depthwise: Page) -> None:
    before = asked(depthwise)
    assert list(download(depthwise, "input")[0]) == ["batch", "row", "col", "channel", "value"]
    filters = download(depthwise, "filters")
    assert list(filters[0]) == ["kernel_row", "kernel_col", "in_channel", "multiplier", "value"]
    assert len(filters) == 36
    steps, output = (download(depthwise, name) for name in ("steps", "output"))
    assert len(steps) == 144
    sums: dict[str, float] = defaultdict(float)
    for row in steps:
        sums[row["step"]] += float(row["product"])
    assert list(sums.values()) == [float(row["value"]) for row in output]
    wait_until_idle(depthwise)
    assert asked(depthwise) == before
    depthwise.get_by_role("button", name="padding VALID").click()
    with change(depthwise):
        depthwise.get_by_role("radio", name="SAME").click()
    expect_output(depthwise, "[[[[ 0. 12.")
    assert asked(depthwise) > before, "the counter counts"
