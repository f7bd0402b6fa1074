"""/practice in a browser: answers that are met, a link that gives another reader the same set, a reload."""

from __future__ import annotations

import csv

from playwright.sync_api import Page, expect

from convcore.practice.answers import write_answer
from convcore.practice.sets import practice_set
from tests.browser.helpers import visit, wait_until_idle
from tests.browser.player import step

VALUE = "/practice?seed=browser&level=1&kinds=conv2d"
SEEN = "/practice?seed=browser&level=1&kinds=seen"


def answer(page: Page, text: str) -> None:
    """Types an answer; Enter has it checked."""
    field = page.get_by_label("a number")
    field.fill(text)
    field.press("Enter")


def test_answers_are_met_and_the_step_is_shown(tab: Page) -> None:
    (exercise, *_) = practice_set("browser", ["conv2d"])
    mistake = exercise.mistakes[0]
    assert exercise.show is not None
    visit(tab, VALUE)
    answer(tab, "1000000")
    expect(tab.get_by_text("Not right, and not one of the mistakes known here.")).to_be_visible()
    answer(tab, write_answer("number", mistake.answer))
    expect(tab.get_by_text("Not quite.")).to_be_visible()
    expect(tab.get_by_text(mistake.lines[-1]).first).to_be_visible()
    tab.get_by_role("button", name="Show me").click()
    player = tab.get_by_test_id("player")
    expect(player).to_have_attribute("data-ready", "true")
    step(player, exercise.show.step)
    answer(tab, write_answer("number", exercise.right))
    expect(tab.get_by_text("Right.", exact=True)).to_be_visible()
    expect(tab.get_by_text("Right at once: 0 of 1")).to_be_visible()


def test_cells_are_ticked_by_key_and_by_pointer(tab: Page) -> None:
    (exercise, *_) = practice_set("browser", ["seen"])
    assert isinstance(exercise.right, frozenset)
    visit(tab, SEEN)
    for number, (row, col) in enumerate(sorted(exercise.right)):
        cell = tab.locator(".stCheckbox label").filter(has_text=f"row {row}, column {col}:")
        if number % 2:
            cell.click()
        else:
            cell.locator("input").press("Space")
        expect(cell.locator("input")).to_be_checked()
    tab.get_by_role("button", name="Check").press("Enter")
    expect(tab.get_by_text("Right.", exact=True)).to_be_visible()


def test_a_reload_finds_the_answers_and_another_browser_the_questions(tab: Page, phone: Page) -> None:
    (exercise, *_) = practice_set("browser", ["conv2d"])
    visit(tab, VALUE)
    answer(tab, write_answer("number", exercise.right))
    expect(tab.get_by_text("Right at once: 1 of 1")).to_be_visible()
    wait_until_idle(tab)
    tab.reload()
    expect(tab.get_by_text("Right at once: 1 of 1")).to_be_visible()
    expect(tab.get_by_text("Right.", exact=True)).to_be_visible()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Results (CSV)").click()
    with download.value.path().open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["verdict"] for row in rows] == ["right", *["none"] * 9]
    visit(phone, tab.url.partition("?")[0].removesuffix("/practice") + VALUE)
    expect(phone.get_by_text("Right at once: 0 of 0")).to_be_visible()
    expect(phone.locator(".cs-grids").first).to_be_visible()
    assert phone.locator(".cs-grids").all_inner_texts() == tab.locator(".cs-grids").all_inner_texts()
    assert exercise.code in phone.locator(".cs-printed pre").first.inner_text()


def test_a_phone_holds_every_exercise(phone: Page) -> None:
    visit(phone, "/practice?seed=seven&level=2")
    for number in range(1, 11):
        expect(phone.locator("h2").filter(has_text=f"{number} ·")).to_be_visible()
        wait_until_idle(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), number
        assert phone.locator("[data-testid=stMain]").evaluate("main => main.scrollWidth <= main.clientWidth"), number
        if number < 10:
            phone.get_by_role("button", name="Next", exact=True).click()
