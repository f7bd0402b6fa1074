"""The player on its pages: what Streamlit hands it, what it keeps over runs and page changes, what it sends."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.bench import theme
from tests.browser.helpers import change, sent, visit, wait_until_idle
from tests.browser.player import UNREADABLE, drawn, lies_exactly, output, press, says, step


@pytest.fixture
def depthwise(tab: Page) -> Locator:
    """The player of the depthwise page, drawn."""
    visit(tab, "/depthwise")
    player = drawn(tab)
    press(player, "Home")
    return player


def open_page(page: Page, name: str) -> Locator:
    """Goes to another page by the navigation; its player, drawn."""
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    wait_until_idle(page)
    return drawn(page)


def test_it_opens_on_the_first_step_whose_kernel_is_not_all_zeros_and_later_where_it_was(tab: Page) -> None:
    """The article's first depthwise kernel is: its step is done, and in view before the one that it opens on."""
    visit(tab, "/depthwise")
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


def test_the_bench_looks_like_the_app_and_the_overlay_follows_a_change_of_theme(depthwise: Locator) -> None:
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


def test_a_hundred_steps_send_nothing(depthwise: Locator) -> None:
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


def test_an_edit_is_drawn_and_keeps_the_output_cell_in_view(depthwise: Locator) -> None:
    """Step 9 is output cell (1, 0, 1); with SAME's four columns that cell is step 17."""
    page = depthwise.page
    press(depthwise, *["ArrowRight"] * 9)
    says(depthwise, "output[1, 0, 1]")
    page.get_by_role("button", name="padding VALID").click()
    with change(page):
        page.get_by_role("radio", name="SAME").click()
    expect(depthwise).to_have_attribute("data-steps", "64")
    step(depthwise, 17)
    says(depthwise, "output[1, 0, 1]")
    lies_exactly(depthwise)
    expect(depthwise.locator(".cs-padding-cell")).to_have_count(2 * (36 - 16))


def test_another_language_keeps_the_step(tab: Page) -> None:
    visit(tab)
    player = tab.get_by_test_id("player").first
    expect(player).to_have_attribute("data-ready", "true")
    press(player, "ArrowRight", "ArrowRight")
    tab.get_by_text("中文", exact=True).click()
    says(player, "用于输入通道 0 的 3×3 卷积核")
    step(player, 2)
