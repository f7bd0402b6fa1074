"""/compare in a real browser: the table, both outputs, and where they come from."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from convcore.scenes.compare import build
from convcore.trace import Trace
from tests.browser.bench import Bench, article_trace
from tests.browser.helpers import sent, visit
from tests.browser.player import drawn


def traces() -> tuple[Trace, Trace]:
    return article_trace("depthwise"), article_trace("standard")


@pytest.fixture
def compare(bench: Bench) -> Locator:
    """The page's player alone."""
    return bench.mount(build(*traces()))


def numbers(player: Locator) -> list[str]:
    """What the table's rows and the column sums show, from top to bottom."""
    groups = player.locator(".cs-overlay g.cs-sum").filter(has=player.page.locator("[data-role=sum]"))
    texts = [[cell for cell in row.locator(".cs-number").all_text_contents() if cell] for row in groups.all()]
    return [", ".join(row) for row in texts if len(row) > 1]


def test_the_first_two_windows(tab: Page) -> None:
    visit(tab, "/compare")
    player = drawn(tab)
    sentence = player.get_by_test_id("player-sentence")
    expect(sentence).to_have_text("depthwise_conv2d keeps 0, 36, 9, 27 · conv2d adds 0 + 9 = 9, 36 + 27 = 63")
    assert numbers(player) == ["0, 36", "9, 27", "9, 63"]
    before = sent(tab)
    player.get_by_test_id("player-next").click()
    expect(sentence).to_have_text("depthwise_conv2d keeps 0, 54, 9, 27 · conv2d adds 0 + 9 = 9, 54 + 27 = 81")
    assert numbers(player) == ["0, 54", "9, 27", "9, 81"]
    assert sent(tab) == before
    # The whole result and the identity stand below.
    code = tab.locator("[data-testid=stCode]")
    expect(code.nth(0)).to_contain_text("[ 0. 36.  9. 27.]")
    expect(code.nth(1)).to_contain_text("[ 9. 63.]")
    expect(tab.locator("[data-testid=stAlert]")).to_contain_text("the largest difference is 0")


def origins(player: Locator) -> set[tuple[str, str]]:
    marks = player.locator(".cs-origin").all()
    return {(mark.get_attribute("data-origin") or "", mark.get_attribute("data-col") or "") for mark in marks}


def test_conv2d_s_channel_1_comes_from_column_1(compare: Locator) -> None:
    compare.locator("[data-role=output][data-channel='1']").last.hover()
    expect(compare).to_have_attribute("data-origin", "conv2d:1")
    assert {("table:0", "1"), ("table:1", "1"), ("filter:0:1", "0"), ("filter:1:3", "0")} <= origins(compare)
    assert ("table:0", "0") not in origins(compare)
    compare.page.mouse.move(5, 5)
    expect(compare).to_have_attribute("data-origin", "")


def test_the_keyboard_asks_for_origins_too(compare: Locator) -> None:
    asked = compare.get_by_test_id("player-origin")
    asked.focus()
    asked.select_option("depthwise:2")
    expect(compare).to_have_attribute("data-origin", "depthwise:2")
    assert origins(compare) == {("depthwise:2", "0"), ("table:1", "0"), ("filter:1:2", "0"), ("input:1", "0")}


def test_a_cell_of_the_table_shows_its_products(compare: Locator) -> None:
    compare.locator("[data-role=sum]").nth(1).hover()
    expect(compare.get_by_test_id("player-lane")).to_have_value("1")
    products = compare.locator("g.cs-products .cs-number")
    assert products.all_text_contents() == ["2", "4", "6"] * 3
    compare.get_by_test_id("player-lane").select_option("3")
    assert products.all_text_contents() == ["3"] * 9


def test_on_a_phone_nothing_hangs_over(phone: Page) -> None:
    visit(phone, "/compare")
    drawn(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    surface = phone.locator(".cs-surface").bounding_box()
    assert surface is not None
    assert surface["x"] + surface["width"] <= 390
