"""The link in a real browser: it carries the lab over a reload, and is copied with one key."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.helpers import address, change, visit, wait_until_idle
from tests.browser.test_bring import bring, open_panel
from tests.browser.test_grid import expect_cells, expect_output

EDITED = ["0.1"] * 9


def edited(page: Page, path: str = "/depthwise") -> None:
    """Opens the page and gives the filters other values."""
    visit(page, path)
    fill_filters(page, "0.1")
    expect_cells(page, EDITED)


def fill_filters(page: Page, value: str) -> None:
    """By way of the panel for pasted text: a field of the page's own, however busy the machine."""
    open_panel(page)
    bring(page, f"np.full((3, 3, 2, 2), {value})")
    expect(page.get_by_test_id("stAlert")).to_contain_text("Taken over")


def lab_in(url: str) -> str | None:
    return parse_qs(urlsplit(url).query).get("lab", [None])[0]


def expect_all_after_reload(tab: Page) -> None:
    """The lab, its options and the language."""
    tab.locator(".st-key-menu_padding button").first.click()
    with change(tab):
        tab.get_by_role("radio", name="SAME").click()
    expect(tab.locator(".st-key-menu_padding")).to_contain_text("SAME")
    tab.keyboard.press("Escape")
    tab.get_by_text("中文", exact=True).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("逐深度卷积")
    wait_until_idle(tab)
    before = lab_in(address(tab))
    assert before
    tab.reload()
    wait_until_idle(tab)
    expect_cells(tab, EDITED)
    expect(tab.get_by_role("heading", level=1)).to_have_text("逐深度卷积")
    expect(tab.locator(".st-key-menu_padding")).to_contain_text("SAME")
    assert lab_in(address(tab)) == before


def test_a_page_change_the_way_back_and_a_reload_keep_everything(page: Page) -> None:
    edited(page)
    expect_lab_on_the_way(page)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Depthwise convolution")
    expect_cells(page, EDITED)
    wait_until_idle(page)
    expect_all_after_reload(page)


def expect_lab_on_the_way(page: Page) -> None:
    """To another page, back and forward."""
    text = lab_in(address(page))
    page.get_by_role("link", name="Standard convolution").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Standard convolution")
    wait_until_idle(page)
    assert lab_in(address(page)) == text
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Depthwise convolution")
    expect_cells(page, EDITED)
    assert lab_in(address(page)) == text
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Standard convolution")
    expect_cells(page, EDITED)


def test_a_damaged_link_ends_in_a_message_and_the_article(tab: Page) -> None:
    visit(tab, "/depthwise?lab=1.eNoz1DGsCas")
    expect(tab.get_by_test_id("stAlert")).to_contain_text("This link is damaged")
    expect_output(tab, "[[[[ 0. 36.  9. 27.]")
    assert lab_in(address(tab)) is None


def test_copy_link_takes_one_key_says_so_and_the_link_opens_in_another_browser_on_another_page(
    tab: Page, phone: Page
) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    edited(tab)
    button = tab.get_by_role("button", name="Copy link")
    button.focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Link copied")).to_be_visible()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied == address(tab)
    expect_a_field_without_a_clipboard(tab)
    visit(phone, f"/standard?lab={lab_in(copied)}")
    expect_cells(phone, EDITED)
    expect_output(phone, "[[[[2.7 2.7]")


def expect_a_field_without_a_clipboard(tab: Page) -> None:
    """The link is shown and selected."""
    tab.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    tab.get_by_role("button", name="Copy link").click()
    field = tab.get_by_role("textbox", name="The link, to copy by hand")
    expect(field).to_have_value(address(tab))
    assert field.evaluate("field => field.selectionEnd - field.selectionStart") == len(address(tab))
