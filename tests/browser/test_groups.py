"""/groups in a real browser: the slide from conv2d to depthwise_conv2d."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.helpers import rerun, visit, wait_until_idle
from tests.browser.player import drawn


@pytest.fixture
def groups(tab: Page) -> Page:
    visit(tab, "/groups")
    drawn(tab)
    return tab


def slide(page: Page, key: str) -> None:
    """The slider waits a little for the next key before it reports."""
    page.get_by_role("slider", name="groups").focus()
    with rerun(page):
        page.keyboard.press(key)


@pytest.mark.parametrize(("width", "height"), [(1400, 1000), (390, 844)])
def test_the_player_takes_the_size_that_its_controls_leave_it_before_they_are_there(
    page: Page, width: int, height: int
) -> None:
    """It takes it once: where they then pushed it down, the last row of the picture lay under the bar."""
    page.set_viewport_size({"width": width, "height": height})
    held: list[Route] = []
    page.route(re.compile(r"/(Slider|NumberInput)\.[^/]*js$"), lambda route: held.append(route))
    page.goto("/groups", wait_until="commit")
    player = page.get_by_test_id("player")
    expect(player).to_have_attribute("data-version", re.compile(r"\d"))
    wait_until_idle(page)
    assert len(held) == 2, "the scripts of both were not asked for"
    before = top(player)
    for route in held:
        route.continue_()
    expect(page.get_by_role("slider", name="groups")).to_be_attached()
    expect(page.get_by_role("spinbutton", name="output channels")).to_be_attached()
    assert abs(top(player) - before) <= 1


def top(player: Locator) -> float:
    box = player.bounding_box()
    assert box
    return box["y"]


def test_numbers_and_sentences_follow_the_groups(groups: Page) -> None:
    """One gives conv2d's, all apart depthwise's; outputs that they do not divide get the rule and the nearest."""
    expect_numbers(groups)
    expect_sentences(groups)
    expect_rule(groups)


def expect_numbers(groups: Page) -> None:
    printed = groups.locator(".cs-printed pre").first
    expect(printed).to_contain_text("[ 9. 63.  9. 63.]")
    expect(groups.locator("g.cs-panel .cs-outside")).to_have_count(0)
    slide(groups, "ArrowRight")
    expect(printed).to_contain_text("[ 0. 36.  9. 27.]")
    expect(groups.locator("g.cs-panel .cs-outside")).to_have_count(4)
    expect(groups.locator("[data-testid=stMetric]").nth(1)).to_contain_text("36")
    slide(groups, "ArrowLeft")
    expect(printed).to_contain_text("[ 9. 63.  9. 63.]")


def expect_sentences(groups: Page) -> None:
    """It begins with one group, and ends with two."""
    sentence = groups.get_by_test_id("player-sentence")
    expect(sentence).to_contain_text("output[0, 0, 0] adds its input channels: 0 + 9 = 9")
    slide(groups, "ArrowRight")
    expect(sentence).to_contain_text("output[0, 0, 0] reads input channel 0 alone")


def expect_rule(groups: Page) -> None:
    field = groups.get_by_role("spinbutton", name="output channels")
    field.fill("5")
    with rerun(groups):
        field.press("Enter")
    expect(groups.get_by_text("2 does not divide 5")).to_be_visible()
    expect(groups.get_by_role("button", name="Use 4 output channels")).to_be_visible()
    groups.get_by_role("button", name="Use 6 output channels").click()
    expect(groups.get_by_test_id("player")).to_have_attribute("data-steps", "24")
