"""Editing where the eye is: a small field over a cell of the picture."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from convcore.scenes.convolution import Scene, build
from convcore.spec import ConvSpec, Kind
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


def on_step_1(player: Locator) -> Locator:
    player.get_by_test_id("player-scrub").fill("1")
    expect(sentence(player)).to_have_text(SENTENCE + "12 + 12 + 12 = 36")
    return player


def sentence(player: Locator) -> Locator:
    return player.get_by_test_id("player-sentence")


def field(player: Locator) -> Locator:
    return player.get_by_test_id("player-editor")


def fault(player: Locator) -> Locator:
    """What is said at the cell."""
    return player.get_by_test_id("player-fault")


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
    cells = ((2, 2), "10"), ((2, 3), "20"), ((3, 2), "40")
    assert bench.edits() == [
        [edit(i, "input", [0, *cell, 0], text, beyond=5) for i, (cell, text) in enumerate(cells, 1)]
    ]
    expect(field(player)).to_have_attribute("aria-label", "input[3, 3, 0]")
    expect(field(player)).to_have_value("x")
    expect(fault(player)).to_contain_text("x is not a number: write one like 3, -0.5, 1e3 or 1/3. Escape keeps 4.")


def test_what_is_no_number_stays_in_the_field_and_is_answered_there(bench: Bench, player: Locator) -> None:
    """Nothing is sent, nothing moves, and the message goes with the text that caused it."""
    keyboard, height = bench.page.keyboard, player.bounding_box()
    open_first(player)
    for typed, told in (
        ("abc", "abc is not a number"),
        ("1,5", "1,5 has a decimal comma: write 1.5. Escape"),
        ("1e400", "1e400 is too large"),
        ("", "The cell is empty"),
    ):
        field(player).fill(typed)
        expect(fault(player)).to_be_hidden()
        keyboard.press("Tab")
        expect(fault(player)).to_contain_text(told)
        expect(field(player)).to_have_value(typed)
        expect(field(player)).to_be_focused()
    assert player.bounding_box() == height
    box, stage = fault(player).bounding_box(), player.locator(".cs-surface").bounding_box()
    assert box
    assert stage
    assert stage["x"] <= box["x"]
    assert box["y"] + box["height"] <= stage["y"] + stage["height"]
    field(player).fill("1.5")
    keyboard.press("Enter")
    assert bench.edits() == [[edit(1, "input", [0, 0, 0, 0], "1.5")]]
    expect(fault(player)).to_be_hidden()


@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_the_field_of_a_phone_covers_its_cell_alone_in_letters_that_no_browser_enlarges(
    phone_bench: Bench, kind: Kind
) -> None:
    player = phone_bench.mount(article(kind), editable=EDITABLE | {"applied": 0})
    open_first(player)
    for name in ("input[0, 0, 0]", "input[0, 1, 0]"):
        expect(field(player)).to_have_attribute("aria-label", name)
        found = field(player).evaluate(
            """(field, col) => {
          const cell = document.querySelector(`[data-role=input][data-channel='0'][data-row='0'][data-col='${col}']`);
          const [own, under] = [field, cell].map(one => one.getBoundingClientRect());
          return [...["left", "top", "right", "bottom"].map(side => Math.abs(own[side] - under[side])),
            parseFloat(getComputedStyle(field).fontSize)];
        }""",
            name[9],
        )
        assert max(found[:4]) <= 1, found
        assert found[4] == 16
        player.page.keyboard.press("Tab")
    field(player).fill("-0.3333")
    box, stage = field(player).bounding_box(), player.locator(".cs-surface").bounding_box()
    assert box
    assert stage
    assert field(player).evaluate("field => field.scrollWidth <= field.clientWidth"), "all that is typed is seen"
    assert stage["x"] <= box["x"] <= box["x"] + box["width"] <= stage["x"] + stage["width"]


# on its page


def test_what_is_typed_or_pasted_reaches_the_lab_and_the_other_page(tab: Page) -> None:
    visit(tab, "/depthwise")
    player = on_step_1(drawn(tab))
    expect_a_number_that_did_not_wait_for_the_answer_to_another(player)
    expect_a_weight_and_a_pasted_block(player)
    tab.get_by_role("link", name="Standard convolution").first.click()
    standard = tab.locator("[data-testid=player][data-steps='8'][data-ready=true]")
    standard.get_by_test_id("player-next").click()
    expect(sentence(standard)).to_contain_text("58.5 + 27 = 85.5")


def expect_a_number_that_did_not_wait_for_the_answer_to_another(player: Locator) -> None:
    keyboard = player.page.keyboard
    open_first(player)
    for typed in ("1", "7"):
        field(player).fill(typed)
        keyboard.press("Tab")
    keyboard.press("Escape")
    expect(sentence(player)).to_have_text(SENTENCE + "22 + 12 + 12 = 46")
    expect(player).to_be_focused()
    expect(player).to_have_attribute("data-step", "1")


def expect_a_weight_and_a_pasted_block(player: Locator) -> None:
    page = player.page
    player.locator("g.cs-filter [data-role=filter][data-channel='0'][data-slice='1']").first.dblclick()
    field(player).fill("0.5")
    field(player).press("Enter")
    expect(sentence(player)).to_have_text(SENTENCE + "20.5 + 12 + 12 = 44.5")
    expect(page.get_by_text("44.5").last).to_be_visible()
    player.locator("g.cs-input [data-role=input][data-channel='0'][data-row='2'][data-col='2']").first.dblclick()
    paste(player, "10\t20\t30\n40\tx\t60\n70\t80\t90\n")
    expect(page.get_by_text("5 pasted cells lay beyond the edge")).to_be_visible()
    expect(fault(player)).to_contain_text("x is not a number")
    page.keyboard.press("Escape")
    player.get_by_test_id("player-last").click()
    player.get_by_test_id("player-channel").select_option("1")
    expect(sentence(player)).to_contain_text("15 + 64 + 92 = 171")
