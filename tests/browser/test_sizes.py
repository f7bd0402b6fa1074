"""The bar of options in a real browser: it stays slim, its menus stay open, and the grids follow the sizes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from pages.parts.lab.lab import article
from pages.parts.share.link import encode
from tests.browser.helpers import rerun, visit
from tests.browser.player import drawn
from tests.browser.test_grid import EDITOR, OTHER, editor, expect_cells, select, settle, type_text

LARGEST = encode(article().resize({"input": (4, 16, 16, 8), "filters": (7, 7, 8, 8)}))


def bar(page: Page) -> Locator:
    return page.locator(".st-key-options")


def menu(page: Page, name: str) -> None:
    """Opens a menu of the bar."""
    button = page.locator(f".st-key-menu_{name} button").first
    button.click()
    expect(button).to_have_attribute("aria-expanded", "true")


def close(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(bar(page).locator("[aria-expanded=true]")).to_have_count(0)


def put(page: Page, name: str, value: int) -> None:
    """Types a number into a field of the open menu, whose key has a count at its end once it was made anew."""
    field = page.locator(f"[class*=st-key-set_{name}] input")
    expect(field).not_to_have_value("")
    with rerun(page, times=int(field.input_value() != str(value))):
        field.fill(str(value))
        field.press("Enter")


def player_bottom(page: Page) -> float:
    controls = page.get_by_test_id("player-next").bounding_box()
    assert controls
    return controls["y"] + controls["height"]


@pytest.fixture
def depthwise(tab: Page) -> Page:
    visit(tab, "/depthwise")
    drawn(tab)
    expect_cells(tab, ["2"] * 9)
    return tab


def test_the_bar_is_one_line_an_edit_survives_a_smaller_size_and_a_field_takes_the_keyboard_alone(
    depthwise: Page,
) -> None:
    expect_one_line_above_a_player_that_fits(depthwise)
    expect_an_edit_after_a_smaller_size(depthwise)
    expect_strides_by_the_keyboard_alone(depthwise)


def expect_one_line_above_a_player_that_fits(depthwise: Page) -> None:
    box = bar(depthwise).bounding_box()
    assert box
    assert box["height"] <= 48
    assert player_bottom(depthwise) <= 1000
    expect(bar(depthwise)).to_contain_text("kernel 3×3 · M 2")
    expect(bar(depthwise).get_by_role("button", name="Undo")).to_be_disabled()


def expect_an_edit_after_a_smaller_size(depthwise: Page) -> None:
    """And back."""
    select(depthwise, 2, 2)
    type_text(depthwise, "7")
    expect_cells(depthwise, [*["2"] * 8, "7"])
    settle(depthwise)
    menu(depthwise, "kernel")
    put(depthwise, "kernel_width", 2)
    expect_cells(depthwise, ["2"] * 6)
    put(depthwise, "kernel_width", 4)
    expect_cells(depthwise, ["2", "2", "2", "2"] * 2 + ["2", "2", "7", "2"])
    close(depthwise)


def expect_strides_by_the_keyboard_alone(page: Page) -> None:
    page.locator(".st-key-menu_strides button").first.focus()
    page.keyboard.press("Enter")
    field = page.locator(".st-key-set_strides_height input")
    expect(field).to_be_visible()
    field.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(bar(page)).to_contain_text("strides 2×1")
    expect(page.get_by_text("documents equal strides")).to_be_visible()


def test_the_largest_sizes_fit_the_screen_too(tab: Page) -> None:
    visit(tab, f"/standard?lab={LARGEST}")
    drawn(tab)
    expect(bar(tab)).to_contain_text("→ output 4×10×10×8")
    expect(tab.get_by_test_id("player")).to_have_attribute("data-steps", "800")
    assert player_bottom(tab) <= 1000
    tab.get_by_text("input[3]", exact=True).click()
    expect_cells(tab, [str(col + 4) for _ in range(16) for col in range(16)], "grid_input_3_0")


def expect_a_slim_bar_and_grids_that_fit(phone: Page) -> None:
    expect_grids_to_fit(phone)
    for batch in (1, 4):
        menu(phone, "input")
        put(phone, "batch", batch)
        close(phone)
        box = bar(phone).bounding_box()
        assert box
        assert box["height"] <= 125
        width = phone.evaluate("document.documentElement.scrollWidth")
        assert width == phone.evaluate("document.documentElement.clientWidth")


def expect_grids_to_fit(phone: Page) -> None:
    expect_cells(phone, ["2"] * 9)
    width = phone.evaluate("document.documentElement.clientWidth")
    for key in (EDITOR, OTHER, "grid_input_0_1"):
        box = editor(phone, key).bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


def test_what_was_undone_stays_undone_a_menu_stays_open_and_what_cannot_work_is_mended_with_one_click(
    depthwise: Page,
) -> None:
    expect_what_was_undone_to_stay_undone_though_its_menu_is_closed(depthwise)
    with rerun(depthwise):
        depthwise.get_by_role("button", name="Article's example").click()
    expect(bar(depthwise)).to_contain_text("strides 1×1")
    expect_a_menu_to_stay_open_while_its_numbers_are_typed(depthwise)
    expect_one_click_to_mend_what_cannot_work(depthwise)


def expect_what_was_undone_to_stay_undone_though_its_menu_is_closed(depthwise: Page) -> None:
    """A browser gives a field that is folded away no new value: at the next change it said its old one again."""
    menu(depthwise, "kernel")
    put(depthwise, "kernel_width", 2)
    close(depthwise)
    menu(depthwise, "padding")
    with rerun(depthwise):
        depthwise.locator(".st-key-set_padding").get_by_text("SAME", exact=True).click()
    close(depthwise)
    for _ in range(2):
        with rerun(depthwise):
            bar(depthwise).get_by_role("button", name="Undo").click()
    menu(depthwise, "strides")
    put(depthwise, "strides_height", 2)
    close(depthwise)
    for part in ("kernel 3×3 · M 2", "strides 2×1", "padding VALID"):
        expect(bar(depthwise)).to_contain_text(part)


def expect_a_menu_to_stay_open_while_its_numbers_are_typed(depthwise: Page) -> None:
    menu(depthwise, "kernel")
    put(depthwise, "kernel_height", 2)
    put(depthwise, "kernel_width", 1)
    expect(depthwise.locator(".st-key-set_outputs")).to_be_visible()
    expect(bar(depthwise)).to_contain_text("kernel 2×1 · M 2")
    expect(depthwise.get_by_test_id("player")).to_have_attribute("data-steps", str(3 * 4 * 4))
    expect_cells(depthwise, ["2"] * 2)


def expect_one_click_to_mend_what_cannot_work(depthwise: Page) -> None:
    """From the open menu on."""
    put(depthwise, "kernel_height", 5)
    expect(depthwise.locator(".st-key-fault_menu")).to_contain_text("The kernel spans 5 rows and there are 4")
    close(depthwise)
    expect(depthwise.locator(".st-key-fault_bar")).to_contain_text("The kernel spans 5 rows and there are 4")
    depthwise.locator(".st-key-fault_bar").get_by_role("button", name="padding SAME").click()
    expect(depthwise.locator(".st-key-fault_bar")).to_have_count(0)
    expect(bar(depthwise)).to_contain_text("padding SAME")
    expect(bar(depthwise)).to_contain_text("→ output 1×4×4×4")
