"""The waits that all browser tests rely on: what they wait for has happened when they return."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser.helpers import asked, change, rerun, visit, wait_until_idle
from tests.browser.player import drawn
from tests.browser.test_grid import settle

PAGES = {
    "Standard convolution": "Standard convolution",
    "Depthwise convolution": "Depthwise convolution",
    "Both, side by side": "Two readings of one table",
    "Groups": "Groups",
    "Separable convolution": "Separable convolution",
}


def test_idle_means_answered_and_drawn(tab: Page) -> None:
    visit(tab, "/errors")
    for name, title in [*PAGES.items()] * 2:
        tab.get_by_role("link", name=name, exact=True).first.click()
        wait_until_idle(tab)
        assert tab.get_by_role("heading", level=1).inner_text() == title


def test_what_is_asked_for_or_drawn_late_is_awaited(tab: Page) -> None:
    visit(tab, "/groups")
    drawn(tab)
    a_rerun_is_awaited_although_it_is_asked_for_late(tab)
    a_change_of_the_lab_is_awaited_in_the_player(tab)


def a_rerun_is_awaited_although_it_is_asked_for_late(tab: Page) -> None:
    """A slider waits a fifth of a second for the next key before it says anything."""
    printed = tab.locator(".cs-printed pre").first
    tab.get_by_role("slider", name="groups").focus()
    for key, row in (("ArrowRight", "[ 0. 36.  9. 27.]"), ("ArrowLeft", "[ 9. 63.  9. 63.]")):
        with rerun(tab):
            tab.keyboard.press(key)
        assert row in printed.inner_text()


def a_change_of_the_lab_is_awaited_in_the_player(tab: Page) -> None:
    player = drawn(tab)
    for option, steps in (("SAME", "64"), ("VALID", "16")):
        tab.locator(".st-key-menu_padding button").first.click()
        with change(tab):
            tab.get_by_role("radio", name=option).click()
        assert player.get_attribute("data-steps") == steps
        tab.keyboard.press("Escape")
    before = asked(tab)
    settle(tab)  # nothing was typed: at once
    assert asked(tab) == before
