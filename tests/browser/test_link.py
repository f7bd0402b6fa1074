"""The link in a real browser: it carries the lab over a reload and a new server, and is copied with one key."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Page, expect

from tests.browser.helpers import COUNT_SENT, address, asked, change, visit, wait_until_idle
from tests.browser.test_bring import bring, open_panel
from tests.browser.test_grid import expect_cells, expect_output
from tests.conftest import free_port, running

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


def test_a_reload_keeps_everything(tab: Page) -> None:
    edited(tab)
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


def test_a_link_opens_in_another_browser_on_another_page(tab: Page, browser: Browser, server: str) -> None:
    edited(tab)
    text = lab_in(address(tab))
    other = browser.new_context(base_url=server, locale="en-US").new_page()
    other.add_init_script(COUNT_SENT)
    visit(other, f"/standard?lab={text}")
    expect_cells(other, EDITED)
    expect_output(other, "[[[[2.7 2.7]")
    other.context.close()


def test_a_page_change_and_the_way_back_keep_the_lab(page: Page) -> None:
    edited(page)
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


def test_copy_link_takes_one_key_and_says_so(tab: Page) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    edited(tab)
    button = tab.get_by_role("button", name="Copy link")
    button.focus()
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Link copied")).to_be_visible()
    assert tab.evaluate("navigator.clipboard.readText()") == address(tab)


def test_without_a_clipboard_the_link_is_shown_and_selected(page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    edited(page)
    page.get_by_role("button", name="Copy link").click()
    field = page.get_by_role("textbox", name="The link, to copy by hand")
    expect(field).to_have_value(address(page))
    assert field.evaluate("field => field.selectionEnd - field.selectionStart") == len(address(page))


@contextmanager
def server_on(port: int, folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with running([*command, "--server.address", "127.0.0.1"], port, folder) as url:
        yield url


def test_a_new_server_finds_everything_in_the_link(browser: Browser, tmp_path: Path) -> None:
    """The page stays open; the server goes and another one comes."""
    port = free_port()
    page = browser.new_context(locale="en-US").new_page()
    page.add_init_script(COUNT_SENT)
    with server_on(port, tmp_path) as url:
        edited(page, f"{url}/depthwise")
        before = asked(page)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState !== 'CONNECTED'"
    )
    with server_on(port, tmp_path):
        page.wait_for_function("before => window.__server.asked > before", arg=before)
        wait_until_idle(page)
        expect_cells(page, EDITED)
        fill_filters(page, "0.5")
        expect_cells(page, ["0.5"] * 9)
    page.context.close()
