"""Bringing tensors in, in a real browser: the listing as text, and CSV files out and in again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.helpers import address, rerun, visit, wait_until_idle
from tests.browser.test_grid import expect_cells, expect_output
from tests.convcore.paste.test_statements import CONV, LISTING

HARD = ("0.1", "-0.0", "1e-300", "123456789.123")


@pytest.fixture
def page(tab: Page) -> Page:
    """Nothing here is about a browser's history: one tab does for all."""
    return tab


def open_panel(page: Page) -> None:
    if not page.get_by_role("textbox", name="Paste a tensor or a piece of code").is_visible():
        page.locator(".st-key-bring_panel summary").click()
    expect(page.get_by_role("textbox", name="Paste a tensor or a piece of code")).to_be_visible()


def bring(page: Page, text: str) -> None:
    """Pastes a text and presses the button."""
    page.get_by_role("textbox", name="Paste a tensor or a piece of code").fill(text)
    with rerun(page):
        page.get_by_role("button", name="Use it").press("Enter")


def expect_listing_as_it_stands(page: Page) -> None:
    """The article's."""
    open_panel(page)
    bring(page, "np.full((3, 3, 2, 2), 77)")
    expect_cells(page, ["77"] * 9)
    bring(page, LISTING + CONV)
    expect(page.get_by_test_id("stAlert")).to_contain_text("Taken over: input [1, 4, 4, 2], filters [3, 3, 2, 2].")
    expect_cells(page, ["2"] * 9)
    expect_output(page, "[[[[ 0. 36.  9. 27.]")


def test_the_panel_opens_by_keyboard_and_takes_what_is_pasted_or_was_exported(page: Page, tmp_path: Path) -> None:
    visit(page, "/depthwise")
    expect_open_over_an_edit(page)
    expect_listing_as_it_stands(page)
    expect_refusal_at_the_control(page)
    expect_the_same_out_and_in_again(page, tmp_path)


def expect_open_over_an_edit(page: Page) -> None:
    """What it holds comes with its opening; what the lab becomes elsewhere does not close it."""
    text = page.get_by_role("textbox", name="Paste a tensor or a piece of code")
    expect(text).to_have_count(0)
    summary = page.locator(".st-key-bring_panel summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(text).to_be_visible()
    page.keyboard.press("Tab")
    expect(text).to_be_focused()
    bring(page, "np.full((3, 3, 2, 2), 77)")
    expect_cells(page, ["77"] * 9)
    expect(page.get_by_test_id("stAlert")).to_contain_text("Taken over: filters")
    page.get_by_role("button", name="Undo").click()
    expect_cells(page, ["2"] * 9)
    expect(text).to_have_value("np.full((3, 3, 2, 2), 77)")
    summary.focus()
    page.keyboard.press("Enter")
    expect(text).to_have_count(0)


def expect_refusal_at_the_control(page: Page) -> None:
    """It keeps the text."""
    bring(page, "[[1, 2],\n [3, x]]")
    expect(page.get_by_test_id("stAlert")).to_contain_text("line 2: 'x' is not a number: a number like 3")
    expect(page.get_by_role("textbox", name="Paste a tensor")).to_have_value("[[1, 2],\n [3, x]]")


def save(page: Page, name: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=name, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def expect_the_same_out_and_in_again(page: Page, tmp_path: Path) -> None:
    """CSV and settings: what was downloaded brings back the same link, and with it the same bits."""
    bring(page, f"img = np.array({[float(text) for text in HARD * 3]}).reshape(1, 2, 2, 3)\nfilter = -img[:, :, 0:2]\n")
    expect(page.get_by_test_id("stAlert")).to_be_visible()
    bring(
        page, f"x = np.array({[float(text) for text in HARD * 3]}).reshape(1, 2, 2, 3)\nw = np.ones((2, 2, 3, 1)) * 0.1"
    )
    expect(page.get_by_test_id("stAlert")).to_contain_text("filters [2, 2, 3, 1]")
    expect(page).to_have_url(re.compile("lab="))
    link = address(page)
    files = [save(page, name, tmp_path) for name in ("input.csv", "filters.csv", "Settings (.json)")]
    for chosen in (files[:2], files[2:]):
        page.get_by_role("button", name="Article's example").click()
        expect(page).not_to_have_url(re.compile("lab="))
        page.locator("input[type=file]").first.set_input_files(chosen)
        expect(page.get_by_test_id("stAlert")).to_be_visible()
        expect(page).to_have_url(link)


def test_a_file_in_the_list_is_taken_over_once(page: Page) -> None:
    """A second file comes beside the first one, whose tensor was changed since."""
    visit(page, "/depthwise")
    open_panel(page)
    for name, text in (("filters.csv", "7,7\n7,7"), ("input.csv", "1,2\n3,4")):
        file = FilePayload(name=name, mimeType="text/csv", buffer=text.encode())
        page.locator("input[type=file]").first.set_input_files(file)
        expect(page.get_by_test_id("stAlert")).to_contain_text(f"Taken over: {name.removesuffix('.csv')}")
        wait_until_idle(page)  # the list of files too
        if name == "filters.csv":
            bring(page, "np.full((2, 2, 1, 1), 8)")
    expect_output(page, "[[[[80.]]]]")


def expect_the_panel_to_work(phone: Page) -> None:
    open_panel(phone)
    bring(phone, "[[1, 2], [3, 4]]")
    expect(phone.get_by_test_id("stAlert")).to_contain_text("may be the input or the filters")
    phone.get_by_role("radio", name="filters", exact=True).click()
    phone.get_by_role("button", name="Use it").press("Enter")
    expect(phone.get_by_test_id("stAlert")).to_contain_text("Taken over: filters [2, 2, 1, 1]")
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
