"""The page of errors in a browser: from the pasted message to the answer and into the lab; layouts and the link."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from convcore.catalogue import LANGUAGES, catalogue
from tests.browser.helpers import sent, visit, wait_until_idle

MESSAGE = (
    "RuntimeError: Given groups=1, weight of size [8, 4, 3, 3], expected input[1, 3, 5, 5] to have 4 channels, "
    "but got 3 channels instead"
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_pasted_error_is_answered_and_opens_in_the_lab(tab: Page, lang: str) -> None:
    texts = catalogue(lang)
    visit(tab, f"/errors?lang={lang}")
    tab.get_by_role("textbox", name=texts["errors.message"]).fill(f"<b>求助</b>\n{MESSAGE}")
    tab.get_by_role("button", name=texts["errors.explain"]).click()
    answer = tab.locator(".st-key-errors_answer")
    expect(answer.get_by_role("heading", level=2).first).to_have_text(f"PyTorch: {texts['explain.problem.channels']}")
    expect(answer.locator(".cs-said")).to_contain_text("<b>求助</b>")
    expect(answer.locator("mark", has_text="1, 3, 5, 5")).to_have_attribute("title", texts["explain.role.input_shape"])
    expect(answer.locator(".cs-clash")).to_have_count(2)
    expect(answer.get_by_text("nn.Conv2d(3, 8, kernel_size=3)").first).to_be_visible()
    answer.get_by_role("button", name=texts["errors.lab.open"]).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(texts["page.standard.title"])
    reason = tab.locator(".st-key-fault_bar")
    expect(reason).to_be_visible()
    tab.get_by_role("button", name=texts["errors.lab.mend"]).click()
    expect(reason).to_have_count(0)
    expect(tab.locator(".st-key-menu_kernel")).to_contain_text("3×3")
    expect(tab.get_by_test_id("player")).to_have_attribute("data-playing", "true")
    expect(tab.get_by_test_id("player")).not_to_have_attribute("data-step", "0")


def test_the_copied_link_opens_the_same_answer(tab: Page) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(tab, "/errors")
    tab.get_by_role("button", name=catalogue("en")["errors.example.layout"], exact=True).click()
    tab.get_by_role("button", name=catalogue("en")["errors.link.copy"]).click()
    expect(tab.get_by_text("Link copied")).to_be_visible()
    tab.goto(tab.evaluate("navigator.clipboard.readText()"))
    expect(tab.locator(".cs-clash")).to_have_count(2)
    expect(tab.get_by_role("textbox", name=catalogue("en")["errors.message"])).to_have_value(
        "RuntimeError: Given groups=1, weight of size [8, 3, 3, 3], expected input[1, 224, 200, 3] "
        "to have 3 channels, but got 224 channels instead"
    )


def test_a_cell_is_found_in_each_layout_by_pointer_and_by_keys(tab: Page) -> None:
    visit(tab, "/errors")
    nhwc, nchw = (tab.locator(".cs-layout").nth(number) for number in (0, 1))
    expect(nhwc.locator(".cs-cell")).to_have_count(24)
    wait_until_idle(tab)
    before = sent(tab)
    nhwc.locator(".cs-cell").nth(13).hover()
    expect(nhwc.locator(".cs-index")).to_contain_text("[0, 1, 2, 1], place 13")
    expect(nchw.locator(".cs-index")).to_contain_text("[0, 1, 1, 2], place 18")
    expect(nchw.locator(".cs-here")).to_have_text("18")
    nchw.locator(".cs-cell").first.focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowRight")
    expect(nchw.locator(".cs-index")).to_contain_text("[0, 0, 1, 1], place 5")
    expect(nhwc.locator(".cs-index")).to_contain_text("[0, 1, 1, 0], place 10")
    tab.keyboard.press("End")
    expect(nhwc.locator(".cs-index")).to_contain_text("[0, 2, 3, 1], place 23")
    assert sent(tab) == before
