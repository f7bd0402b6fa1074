"""Editing where the eye is: a small field over a cell of the picture."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.helpers import visit, wait_until_idle

SENTENCE = "output[0, 0, 1] reads input channel 0 alone, with filter[:, :, 0, 1]: "


@pytest.fixture
def depthwise(page: Page) -> Page:
    visit(page, "/depthwise")
    page.wait_for_selector("[data-testid=player][data-ready=true]")
    page.get_by_test_id("player-next").click()
    expect(page.get_by_test_id("player-sentence")).to_have_text(SENTENCE + "12 + 12 + 12 = 36")
    return page


def paste(page: Page, text: str) -> None:
    page.get_by_test_id("player-editor").evaluate(
        """(field, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_with_the_keyboard_alone(depthwise: Page) -> None:
    field, sentence = depthwise.get_by_test_id("player-editor"), depthwise.get_by_test_id("player-sentence")
    depthwise.get_by_test_id("player").focus()
    depthwise.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-label", "input[0, 0, 0]")
    expect(field).to_have_value("1")
    depthwise.keyboard.type("1e1")
    depthwise.keyboard.press("Tab")
    expect(field).to_have_attribute("aria-label", "input[0, 1, 0]")
    depthwise.keyboard.press("Enter")
    expect(field).to_have_attribute("aria-label", "input[1, 1, 0]")
    depthwise.keyboard.type("-2")
    depthwise.keyboard.press("Shift+Tab")
    expect(field).to_have_attribute("aria-label", "input[1, 0, 0]")
    depthwise.keyboard.type("99")
    depthwise.keyboard.press("Escape")
    expect(field).to_be_hidden()
    expect(sentence).to_have_text(SENTENCE + "30 + 4 + 12 = 46")
    expect(depthwise.get_by_test_id("player")).to_be_focused()
    expect(depthwise.get_by_test_id("player")).to_have_attribute("data-step", "1")


def test_a_double_click_edits_a_weight_and_the_result_follows(depthwise: Page) -> None:
    weight = depthwise.locator("g.cs-filter [data-role=filter][data-channel='0'][data-slice='1']").first
    weight.dblclick()
    field = depthwise.get_by_test_id("player-editor")
    expect(field).to_have_attribute("aria-label", "filter[0, 0, 0, 1]")
    field.fill("0.5")
    field.press("Enter")
    expect(depthwise.get_by_test_id("player-sentence")).to_have_text(SENTENCE + "10.5 + 12 + 12 = 34.5")
    expect(depthwise.get_by_text("34.5").last).to_be_visible()


def test_a_refused_number_names_its_cell_and_the_rest_is_kept(depthwise: Page) -> None:
    depthwise.get_by_test_id("player").focus()
    depthwise.keyboard.press("Enter")
    for typed in ("abc", "7"):
        depthwise.keyboard.type(typed)
        depthwise.keyboard.press("Tab")
    depthwise.keyboard.press("Escape")
    wait_until_idle(depthwise)
    expect(depthwise.get_by_test_id("player-sentence")).to_have_text(SENTENCE + "22 + 12 + 12 = 46")


def test_a_pasted_block_fills_from_the_cell_on_and_says_what_hung_over(depthwise: Page) -> None:
    depthwise.locator("g.cs-input [data-role=input][data-channel='0'][data-row='2'][data-col='2']").first.dblclick()
    paste(depthwise, "10\t20\t30\n40\tx\t60\n70\t80\t90\n")
    expect(depthwise.get_by_text("5 pasted cells lay beyond the edge")).to_be_visible()
    expect(depthwise.get_by_text("input[3, 3, 0]: 'x' is not a number; the cell keeps 4")).to_be_visible()
    depthwise.get_by_test_id("player-last").click()
    depthwise.get_by_test_id("player-channel").select_option("1")
    expect(depthwise.get_by_test_id("player-sentence")).to_contain_text("18 + 64 + 92 = 174")


def test_an_edit_in_place_stands_in_the_other_page_too(depthwise: Page) -> None:
    depthwise.get_by_test_id("player").focus()
    depthwise.keyboard.press("Enter")
    depthwise.keyboard.type("5")
    depthwise.keyboard.press("Enter")
    depthwise.keyboard.press("Escape")
    expect(depthwise.get_by_test_id("player-sentence")).to_have_text(SENTENCE + "20 + 12 + 12 = 44")
    depthwise.get_by_role("link", name="Standard convolution").first.click()
    depthwise.wait_for_selector("[data-testid=player][data-steps='8'][data-ready=true]")
    depthwise.get_by_test_id("player-next").click()
    expect(depthwise.get_by_test_id("player-sentence")).to_contain_text("44 + 27 = 71")
