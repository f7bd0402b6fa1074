"""/separable in a real browser: both stages in one player, an output cell traced back, and the page below it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from convcore.scenes.separable import build
from convcore.trace import behind
from pages.parts.lab.lab import article
from tests.browser.bench import Bench
from tests.browser.helpers import rerun, sent, visit
from tests.browser.player import drawn
from tests.browser.test_grid import expect_cells, select, settle, type_text

WEIGHTS = "grid_pointwise_0_0"
OUTPUTS = 2


@pytest.fixture
def player(bench: Bench) -> Page:
    """The page's player alone, on a page."""
    bench.mount(build(behind(article().trace("depthwise"), article().pointwise_filters)))
    return bench.page


def output_cell(page: Page, channel: int, row: int, col: int) -> Locator:
    """A cell of the second stage's output: its panels stand behind those of the intermediate tensor."""
    panel = page.locator(".cs-overlay g.cs-output").nth(-OUTPUTS + channel)
    return panel.locator(f"[data-role=output][data-row='{row}'][data-col='{col}']")


def sentence(page: Page) -> Locator:
    return page.get_by_test_id("player-sentence")


def marked(page: Page) -> int:
    return page.locator(".cs-mark:not(.cs-hidden)").count()


def covered(page: Page) -> int:
    return page.locator(".cs-output .cs-unknown").count()


def test_the_stages_are_played_taken_home_and_edited_and_typed_sizes_change_the_costs_alone(
    tab: Page, tmp_path: Path
) -> None:
    visit(tab, "/separable")
    drawn(tab)
    expect_both_stages(tab)
    expect_the_steps_of_both(tab, tmp_path)
    expect_a_typed_weight_in_the_picture_and_the_equality(tab)
    expect_costs_beside_the_player(tab)


def expect_both_stages(separable: Page) -> None:
    """The first fills the columns and the second weighs them, in a player that fits the first screen."""
    box = separable.get_by_test_id("player").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 1000
    expect(sentence(separable)).to_have_text(
        "Stage 1, depthwise: the window at row 0, column 0 gives mid[0, 0, :] = 0, 36, 9, 27"
    )
    assert covered(separable) == 4 * 3 + 2 * 4
    before = sent(separable)
    for _ in range(4):
        separable.get_by_test_id("player-next").click()
    expect(sentence(separable)).to_have_text(
        "Stage 2, pointwise: output[0, 0, 0] weighs mid[0, 0, :]: 0×1 + 36×0 + 9×1 + 27×0 = 9"
    )
    assert covered(separable) == 2 * 4 - 1
    separable.get_by_test_id("player-last").click()
    assert covered(separable) == 0
    expect(sentence(separable)).to_contain_text("output[1, 1, 1]")
    assert sent(separable) == before


def expect_the_steps_of_both(separable: Page, tmp_path: Path) -> None:
    with separable.expect_download() as download:
        separable.get_by_role("button", name="steps.csv").click()
    download.value.save_as(tmp_path / "steps.csv")
    with (tmp_path / "steps.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 16 * 9 + 8 * 4
    assert sum(float(row["product"]) for row in rows if row["step"] == "23") == 81


def expect_a_typed_weight_in_the_picture_and_the_equality(separable: Page) -> None:
    separable.locator(".st-key-grids summary").click()
    expect_cells(separable, ["1", "0", "0", "1", "1", "0", "0", "1"], WEIGHTS)
    select(separable, 1, 0, WEIGHTS)
    type_text(separable, "1e3")
    settle(separable)
    separable.get_by_test_id("player-last").click()
    separable.get_by_test_id("player-prev").click()
    expect(sentence(separable)).to_contain_text("0×1 + 54×1000 + 9×1 + 27×0 = 54009")
    expect(separable.get_by_test_id("stAlert").first).to_contain_text("Equal in all 8 cells")


def expect_costs_beside_the_player(separable: Page) -> None:
    """Those of typed sizes leave it alone."""
    separable.get_by_test_id("player-first").click()
    separable.get_by_test_id("player-next").click()
    with rerun(separable):
        separable.locator(".st-key-cost_source").get_by_text("typed sizes").click()
    field = separable.locator(".st-key-cost_outputs input")
    field.fill("1024")
    field.press("Enter")
    expect(separable.locator(".cs-table", has_text="standard").nth(0)).to_contain_text("3·3·32·1024")
    expect(separable.get_by_test_id("player")).to_have_attribute("data-step", "1")
    field.fill("many")
    field.press("Enter")
    expect(separable.get_by_test_id("stAlert").filter(has_text="many")).to_contain_text("Cout: 'many' is not a number")


def test_an_output_cell_shows_its_column_and_the_windows_behind(player: Page) -> None:
    """Hovering it marks one window on each input, one cell of each intermediate channel, its weights and itself."""
    output_cell(player, 1, 0, 1).hover()
    expect(sentence(player)).to_contain_text("output[0, 1, 1] weighs mid[0, 1, :]: 0×0 + 54×1 + 9×0 + 27×1 = 81")
    assert marked(player) == 2 + 4 + 4 + 1
    products = player.locator("g.cs-products").nth(1).locator(".cs-number").all_text_contents()
    assert products == ["4", "6", "8"] * 3
    player.mouse.move(5, 5)
    expect(sentence(player)).to_contain_text("Stage 1")
    assert marked(player) == 2 + 4


def test_an_intermediate_cell_shows_its_window(player: Page) -> None:
    panel = player.locator(".cs-overlay g.cs-output").nth(2)
    panel.locator("[data-role=output][data-row='1'][data-col='0']").hover()
    expect(sentence(player)).to_contain_text("the window at row 1, column 0 gives mid[1, 0, :]")


def test_a_layer_of_mobilenet_is_played(tab: Page) -> None:
    visit(tab, "/mobilenet")
    choice = tab.get_by_role("combobox", name="A layer to play")
    choice.click()
    choice.fill("12 ·")
    with rerun(tab):
        tab.get_by_role("option", name="12 · depthwise").click()
    tab.get_by_role("button", name="Load it into the grids").click()
    expect(tab.get_by_test_id("stAlert").filter(has_text="Layer 12 is loaded")).to_be_visible()
    tab.get_by_role("link", name="Play it as a separable convolution").click()
    expect(tab.get_by_test_id("player-count")).to_have_text("step 1 of 36")
