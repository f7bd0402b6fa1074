"""Tensors as NumPy prints them: copied by a button, scrolled by keyboard, and without the script that colours code."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.helpers import rerun, visit
from tests.browser.player import drawn

COLOURS = "performance.getEntriesByType('resource').filter(({ name }) => name.includes('SyntaxHighlighter')).length"
SHOWN = "button => getComputedStyle(button).opacity"


def test_the_printed_result_is_copied_or_selected_and_code_is_coloured_once_it_is_opened(
    tab: Page,
) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(tab, "/depthwise")
    drawn(tab)
    place = tab.locator(".cs-printed")
    button = place.get_by_role("button", name="Copy", exact=True)
    assert button.evaluate(SHOWN) == "0"
    button.focus()
    assert button.evaluate(SHOWN) == "1"
    tab.keyboard.press("Enter")
    expect(place.get_by_role("button")).to_have_text("Copied")
    text = str(tab.evaluate("navigator.clipboard.readText()"))
    assert text == "[[[[ 0. 36.  9. 27.]\n   [ 0. 54.  9. 27.]]\n\n  [[ 0. 36.  9. 27.]\n   [ 0. 54.  9. 27.]]]]"
    assert place.locator("pre").inner_text() == text
    expect_selection_without_a_clipboard(tab)
    expect_colours_once_opened(tab)


def expect_selection_without_a_clipboard(tab: Page) -> None:
    tab.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    tab.locator(".cs-printed button").press("Enter")
    tab.wait_for_function("() => getSelection().toString().startsWith('[[[[ 0. 36.')")


def expect_colours_once_opened(tab: Page) -> None:
    """A page colours no code before."""
    assert tab.evaluate(COLOURS) == 0
    with rerun(tab):
        tab.locator(".st-key-takeaway_code summary").click()
    expect(tab.get_by_test_id("stCode").first).to_be_visible()
    assert tab.evaluate(COLOURS) == 1
