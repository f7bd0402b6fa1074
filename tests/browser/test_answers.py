"""What a page answers: fields and their messages, keys that undo and what they say, a part of what is too long."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from convcore.catalogue import LANGUAGES
from convcore.tensors.presets import article_filters, article_input
from pages.parts.lab.lab import Lab
from pages.parts.share.link import encode
from tests.browser.helpers import change, rerun, visit
from tests.browser.player import drawn
from tests.browser.test_sizes import close, menu

LONG = encode(Lab(article_input((1, 16, 16, 8)), article_filters((3, 3, 8, 8))))


def test_a_field_shows_what_is_set_and_keys_undo_outside_it(tab: Page) -> None:
    visit(tab, "/groups")
    drawn(tab)
    a_field_shows_what_is_set_and_its_message_goes_with_the_value(tab)
    keys_undo_and_redo_outside_a_field_and_it_is_said(tab)


def a_field_shows_what_is_set_and_its_message_goes_with_the_value(tab: Page) -> None:
    menu(tab, "kernel")
    height = tab.locator(".st-key-set_kernel_height input")
    expect(height).to_have_value("3")
    height.fill("")
    height.press("Tab")
    expect(height).to_have_value("3")
    with rerun(tab):
        height.fill("99999")
        height.press("Enter")
    expect(height).to_have_value("3")
    expect(tab.get_by_text("99999 is not").first).to_be_visible()
    close(tab)
    outputs = tab.locator(".st-key-outs input")
    with rerun(tab):
        outputs.fill("1000")
        outputs.press("Enter")
    expect(outputs).to_have_value("4")
    expect(tab.get_by_text("99999 is not")).to_have_count(0)
    expect(tab.get_by_text("1000 are not")).to_be_visible()
    with rerun(tab):
        outputs.fill("6")
        outputs.press("Enter")
    expect(tab.get_by_text("1000 are not")).to_have_count(0)
    expect(tab.locator(".st-key-menu_output")).to_contain_text("output 1×2×2×6")


def keys_undo_and_redo_outside_a_field_and_it_is_said(tab: Page) -> None:
    player = drawn(tab)
    field, voice = player.get_by_test_id("player-editor"), tab.locator(".cs-said")
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    player.focus()
    tab.keyboard.press("Enter")
    with change(tab):
        field.fill("7")
        field.press("Tab")
    expect(field).to_be_focused()
    field.fill("55")
    field.press("Control+z")  # of the field alone
    field.press("Escape")
    expect(player).to_be_focused()
    with change(tab):
        tab.keyboard.press("Control+z")
    expect(voice).to_have_text(re.compile(r"^Undone: input\[0, 0, 0\] 7 → 1$"))
    expect(voice).to_have_attribute("aria-live", "polite")
    with change(tab):
        tab.keyboard.press("Meta+Shift+z")
    expect(voice).to_have_text("Redone: input[0, 0, 0] 1 → 7")
    tab.locator(".st-key-language").get_by_text("中文").click()
    expect(tab.locator("html")).to_have_attribute("lang", LANGUAGES["zh"].tag)
    with change(tab):
        tab.keyboard.press("Control+z")
    expect(voice).to_have_text("已撤销：input[0, 0, 0] 7 → 1")
    with change(tab):
        tab.keyboard.press("Control+y")
    expect(voice).to_have_text("已重做：input[0, 0, 0] 1 → 7")


def test_a_part_of_what_is_too_long_is_chosen_and_played(tab: Page) -> None:
    visit(tab, f"/depthwise?lab={LONG}")
    player = drawn(tab)
    expect(player).to_have_attribute("data-steps", str(4 * 14 * 64))
    with rerun(tab):
        tab.locator(".st-key-part_depthwise input").click()
        tab.get_by_role("option", name="output channels 16 to 31").click()
    expect(player).to_have_attribute("data-steps", str(14 * 14 * 16))
    expect(player.get_by_test_id("player-channel").locator("option").nth(1)).to_have_text("output channel 16")
    player.focus()
    tab.keyboard.press("End")
    expect(player.get_by_test_id("player-sentence")).to_contain_text("output[13, 13, 31] reads input channel 3")
