"""Editing where the eye is: a small field over a cell of the picture."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from convcore.scenes.convolution import Scene, build
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace
from tests.browser.bench import Bench, article
from tests.browser.helpers import visit
from tests.browser.player import drawn

SENTENCE = "output[0, 0, 1] reads input channel 0 alone, with filter[:, :, 0, 1]: "
EDITABLE = {"tensors": ["input", "filters"], "batch": 0}


@pytest.fixture
def player(bench: Bench) -> Locator:
    """A player alone on step 1, with somebody who takes edits."""
    return on_step_1(bench.mount(article("depthwise"), editable=EDITABLE | {"applied": 0}))


@pytest.fixture
def depthwise(tab: Page) -> Locator:
    """The player of the page on step 1."""
    visit(tab, "/depthwise")
    return on_step_1(drawn(tab))


def on_step_1(player: Locator) -> Locator:
    player.get_by_test_id("player-scrub").fill("1")
    expect(sentence(player)).to_have_text(SENTENCE + "12 + 12 + 12 = 36")
    return player


def sentence(player: Locator) -> Locator:
    return player.get_by_test_id("player-sentence")


def field(player: Locator) -> Locator:
    return player.get_by_test_id("player-editor")


def open_first(player: Locator) -> None:
    player.focus()
    player.page.keyboard.press("Enter")
    expect(field(player)).to_be_focused()


def paste(player: Locator, text: str) -> None:
    field(player).evaluate(
        """(field, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def edit(number: int, tensor: str, index: list[int], text: str, beyond: int = 0) -> dict[str, Any]:
    return {"id": number, "tensor": tensor, "index": index, "text": text, "beyond": beyond}


def edited(*cells: tuple[tuple[int, ...], float]) -> Scene:
    """The article's convolution with other numbers in its input."""
    image = article_input()
    for index, value in cells:
        image[index] = value
    return build(Trace(ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2)), image, article_filters()))


# the player alone


def test_with_the_keyboard_alone(bench: Bench, player: Locator) -> None:
    """Enter and Tab lead from cell to cell; what was typed is sent until it is confirmed, and Escape sends nothing."""
    keyboard = bench.page.keyboard
    open_first(player)
    expect(field(player)).to_have_attribute("aria-label", "input[0, 0, 0]")
    expect(field(player)).to_have_value("1")
    keyboard.type("1e1")
    keyboard.press("Tab")
    expect(field(player)).to_have_attribute("aria-label", "input[0, 1, 0]")
    keyboard.press("Enter")
    expect(field(player)).to_have_attribute("aria-label", "input[1, 1, 0]")
    keyboard.type("-2")
    keyboard.press("Shift+Tab")
    expect(field(player)).to_have_attribute("aria-label", "input[1, 0, 0]")
    keyboard.type("99")
    keyboard.press("Escape")
    expect(field(player)).to_be_hidden()
    expect(player).to_be_focused()
    first, second = edit(1, "input", [0, 0, 0, 0], "1e1"), edit(2, "input", [0, 1, 1, 0], "-2")
    assert bench.edits() == [[first], [first, second]]
    bench.update(edited(((0, 0, 0, 0), 10), ((0, 1, 1, 0), -2)), editable=EDITABLE | {"applied": 2})
    expect(sentence(player)).to_have_text(SENTENCE + "30 + 4 + 12 = 46")
    expect(player).to_have_attribute("data-step", "1")
    open_first(player)
    keyboard.type("7")
    keyboard.press("Enter")
    assert bench.edits()[2:] == [[edit(3, "input", [0, 1, 0, 0], "7")]]


def test_a_double_click_edits_a_weight(bench: Bench, player: Locator) -> None:
    player.locator("g.cs-filter [data-role=filter][data-channel='0'][data-slice='1']").first.dblclick()
    expect(field(player)).to_have_attribute("aria-label", "filter[0, 0, 0, 1]")
    field(player).fill("0.5")
    field(player).press("Enter")
    assert bench.edits() == [[edit(1, "filters", [0, 0, 0, 1], "0.5")]]


def test_a_pasted_block_fills_from_the_cell_on_and_counts_what_hung_over(bench: Bench, player: Locator) -> None:
    player.locator("g.cs-input [data-role=input][data-channel='0'][data-row='2'][data-col='2']").first.dblclick()
    paste(player, "10\t20\t30\n40\tx\t60\n70\t80\t90\n")
    cells = ((2, 2), "10"), ((2, 3), "20"), ((3, 2), "40"), ((3, 3), "x")
    assert bench.edits() == [
        [edit(i, "input", [0, *cell, 0], text, beyond=5) for i, (cell, text) in enumerate(cells, 1)]
    ]
    expect(player).to_be_focused()


# on its page


def test_typed_numbers_reach_the_lab_and_the_other_page(depthwise: Locator) -> None:
    """One is refused, the rest is kept; a second edit does not wait for the answer to the first."""
    page, keyboard = depthwise.page, depthwise.page.keyboard
    open_first(depthwise)
    for typed in ("abc", "7"):
        keyboard.type(typed)
        keyboard.press("Tab")
    keyboard.press("Escape")
    expect(sentence(depthwise)).to_have_text(SENTENCE + "22 + 12 + 12 = 46")
    expect(depthwise).to_be_focused()
    expect(depthwise).to_have_attribute("data-step", "1")
    page.get_by_role("link", name="Standard convolution").first.click()
    standard = page.locator("[data-testid=player][data-steps='8'][data-ready=true]")
    standard.get_by_test_id("player-next").click()
    expect(sentence(standard)).to_contain_text("46 + 27 = 73")


def test_a_weight_and_a_pasted_block_reach_the_lab(depthwise: Locator) -> None:
    page = depthwise.page
    depthwise.locator("g.cs-filter [data-role=filter][data-channel='0'][data-slice='1']").first.dblclick()
    field(depthwise).fill("0.5")
    field(depthwise).press("Enter")
    expect(sentence(depthwise)).to_have_text(SENTENCE + "10.5 + 12 + 12 = 34.5")
    expect(page.get_by_text("34.5").last).to_be_visible()
    depthwise.locator("g.cs-input [data-role=input][data-channel='0'][data-row='2'][data-col='2']").first.dblclick()
    paste(depthwise, "10\t20\t30\n40\tx\t60\n70\t80\t90\n")
    expect(page.get_by_text("5 pasted cells lay beyond the edge")).to_be_visible()
    expect(page.get_by_text("input[3, 3, 0]: 'x' is not a number; the cell keeps 4")).to_be_visible()
    depthwise.get_by_test_id("player-last").click()
    depthwise.get_by_test_id("player-channel").select_option("1")
    expect(sentence(depthwise)).to_contain_text("15 + 64 + 92 = 171")
