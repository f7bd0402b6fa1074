"""The player on its pages: what Streamlit hands it, what it keeps over runs and page changes, what it sends."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.bench import theme
from tests.browser.helpers import change, sent, visit, wait_until_idle
from tests.browser.player import UNREADABLE, drawn, lies_exactly, output, press, says, step


def open_page(page: Page, name: str) -> Locator:
    """Goes to another page by the navigation; its player, drawn."""
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    wait_until_idle(page)
    return drawn(page)


def test_it_opens_where_there_is_something_to_see_and_later_where_it_was_and_sends_nothing_while_it_steps(
    tab: Page,
) -> None:
    visit(tab, "/depthwise")
    expect_open_on_the_first_step_that_is_no_zero_and_later_where_it_was(tab)
    depthwise = drawn(tab)
    press(depthwise, "Home")
    expect_the_benchs_look_and_the_overlay_to_follow(depthwise)
    expect_nothing_sent(depthwise)
    expect_an_edit_at_the_output_cell(depthwise)


def expect_open_on_the_first_step_that_is_no_zero_and_later_where_it_was(tab: Page) -> None:
    """The article's first depthwise kernel is all zeros: its step is done, and in view before the one it opens on."""
    depthwise = drawn(tab)
    expect_first(depthwise, first=1, steps=16)
    press(depthwise, "Home", *["ArrowRight"] * 5)
    expect_first(open_page(tab, "Standard convolution"), first=0, steps=8)
    again = open_page(tab, "Depthwise convolution")
    step(again, 5)
    says(again, "output[0, 1, 1]")
    lies_exactly(again)


def expect_first(player: Locator, first: int, steps: int) -> None:
    """It was just opened; it stands on its last step then."""
    step(player, first)
    expect(player).to_have_attribute("data-steps", str(steps))
    expect(player).to_have_attribute("data-playing", "false")
    expect(player.get_by_test_id("player-count")).to_have_text(f"step {first + 1} of {steps}")
    says(player, f"output[0, 0, {first}]")
    expect(player.locator(".cs-hit.cs-unknown")).to_have_count(steps - 1 - first)
    lies_exactly(player)
    press(player, "End")
    assert player.evaluate(UNREADABLE) == []


def expect_the_benchs_look_and_the_overlay_to_follow(depthwise: Locator) -> None:
    """The colours and fonts in which the player's own tests try it are those of its pages."""
    expect(depthwise).to_have_attribute("data-theme", "light")
    press(depthwise, "ArrowRight")
    for scheme, variables in theme().items():
        depthwise.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(depthwise).to_have_attribute("data-theme", scheme)
        script = "(root, names) => names.map(name => getComputedStyle(root).getPropertyValue(name))"
        found = depthwise.evaluate(script, list(variables))
        assert [value.replace(", ", ",") for value in found] == [
            value.replace(", ", ",") for value in variables.values()
        ]
        lies_exactly(depthwise)
        step(depthwise, 1)


def expect_nothing_sent(depthwise: Locator) -> None:
    """In a hundred steps."""
    page = depthwise.page
    wait_until_idle(page)
    before = sent(page)
    assert before > 0, "the count sees messages"
    for _ in range(4):
        press(depthwise, "Home", *["ArrowRight"] * 15, *["ArrowLeft"] * 10)
        step(depthwise, 5)
    for number in range(16):
        depthwise.get_by_test_id("player-scrub").fill(str(number))
    output(depthwise, 1, 0, 2).hover()
    output(depthwise, 1, 0, 2).click()
    press(depthwise, "Escape")
    depthwise.get_by_test_id("player-channel").select_option("1")
    depthwise.get_by_test_id("player-speed").select_option("8")
    press(depthwise, "Home", "Space")
    expect(depthwise).to_have_attribute("data-playing", "false")
    step(depthwise, 13)
    wait_until_idle(page)
    assert sent(page) == before


def expect_an_edit_at_the_output_cell(depthwise: Locator) -> None:
    """Step 9 is output cell (1, 0, 1); with SAME's four columns that cell is step 17."""
    page = depthwise.page
    depthwise.get_by_test_id("player-channel").select_option("")
    press(depthwise, "Home", *["ArrowRight"] * 9)
    says(depthwise, "output[1, 0, 1]")
    page.get_by_role("button", name="padding VALID").click()
    with change(page):
        page.get_by_role("radio", name="SAME").click()
    expect(depthwise).to_have_attribute("data-steps", "64")
    step(depthwise, 17)
    says(depthwise, "output[1, 0, 1]")
    lies_exactly(depthwise)
    expect(depthwise.locator(".cs-padding-cell")).to_have_count(2 * (36 - 16))
