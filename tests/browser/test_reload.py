"""A reload of the tab: the step that was shown and what can be undone are there again, and nowhere else."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.helpers import change, visit, wait_until_idle, walk
from tests.browser.player import output, step
from tests.browser.test_grid import expect_output
from tests.browser.test_history import edit

PAGES = {"/": 5, "/standard": 1, "/depthwise": 1, "/compare": 1, "/groups": 1, "/separable": 1}
"""How many players a page has."""
STEPS, HISTORY = "convscope.steps", "convscope.history"


def reload(page: Page) -> None:
    page.reload()
    wait_until_idle(page)


def players(page: Page, count: int = 1) -> list[Locator]:
    """The players of a page, all of them drawn."""
    expect(page.get_by_test_id("player")).to_have_count(count)
    found = page.get_by_test_id("player").all()
    for player in found:
        expect(player).to_have_attribute("data-ready", "true")
    return found


def button(page: Page, act: str = "undo") -> Locator:
    return page.locator(f".st-key-history_{act} button").first


def undo(page: Page, act: str = "undo") -> str:
    """Undoes or redoes, and what is said of it."""
    players(page)
    with change(page):
        button(page, act).click()
    voice = page.locator(".cs-said")
    expect(voice).not_to_be_empty()
    return voice.inner_text()


def test_the_step_that_was_shown_is_shown_again(tab: Page) -> None:
    """On each page, come to from the one before."""
    visit(tab)
    for path, count in PAGES.items():
        if path != "/":
            walk(tab, path)
        wanted = []
        for player in players(tab, count):
            at, steps = (int(player.get_attribute(f"data-{name}") or 0) for name in ("step", "steps"))
            player.get_by_test_id("player-scrub").fill(str((at + 2) % steps))
            wanted.append((str((at + 2) % steps), player.get_by_test_id("player-sentence").inner_text()))
        reload(tab)
        found = [
            (player.get_attribute("data-step"), player.get_by_test_id("player-sentence").inner_text())
            for player in players(tab, count)
        ]
        assert found == wanted, path


def test_a_step_that_a_click_held_is_shown_again(tab: Page) -> None:
    visit(tab, "/depthwise")
    (player,) = players(tab)
    output(player, 1, 0, 2).click()
    step(player, 10)
    tab.mouse.move(1, 1)
    reload(tab)
    step(players(tab)[0], 10)


def test_the_channel_in_focus_is_shown_again(tab: Page) -> None:
    visit(tab, "/groups")
    (player,) = players(tab)
    player.get_by_test_id("player-lane").select_option("0")
    sentence = player.get_by_test_id("player-sentence").inner_text()
    reload(tab)
    (player,) = players(tab)
    expect(player.get_by_test_id("player-lane")).to_have_value("0")
    assert player.get_by_test_id("player-sentence").inner_text() == sentence


def test_another_address_in_the_same_tab_begins_anew(tab: Page) -> None:
    visit(tab, "/standard")
    first = players(tab)[0].get_attribute("data-step")
    players(tab)[0].get_by_test_id("player-scrub").fill("5")
    visit(tab, "/standard?lang=en")
    expect(players(tab)[0]).to_have_attribute("data-step", first or "")


def test_what_was_done_can_be_undone_and_redone(tab: Page) -> None:
    visit(tab, "/depthwise")
    players(tab)
    for text in ("5", "6"):
        edit(tab, text)
    wait_until_idle(tab)
    undo(tab)
    expect_output(tab, "[[[[ 0. 44.  9. 27.]")
    reload(tab)
    expect_output(tab, "[[[[ 0. 44.  9. 27.]")
    assert undo(tab, "redo") == "Redone: input[0, 1, 0] 2 → 6"
    expect_output(tab, "[[[[ 0. 52.  9. 27.]")
    reload(tab)
    assert undo(tab) == "Undone: input[0, 1, 0] 6 → 2"
    assert undo(tab) == "Undone: input[0, 0, 0] 5 → 1"
    expect_output(tab, "[[[[ 0. 36.  9. 27.]")
    expect(button(tab)).to_be_disabled()


def test_a_reload_changes_nothing_that_is_seen(tab: Page) -> None:
    """What comes back is for the buttons: the players are not drawn anew for it."""
    visit(tab, "/depthwise")
    players(tab)
    edit(tab, "5")
    wait_until_idle(tab)
    tab.reload()
    wait_until_idle(tab)
    assert players(tab)[0].get_attribute("data-version") == "1"
    expect(button(tab)).to_be_enabled()


def test_tabs_stay_apart(tab: Page, page: Page) -> None:
    one, other = tab, page
    visit(one, "/depthwise")
    players(one)[0].get_by_test_id("player-scrub").fill("7")
    edit(one, "5")
    wait_until_idle(one)
    other.goto("/depthwise")
    (player,) = players(other)
    player.get_by_test_id("player-scrub").fill("3")
    other.reload()
    step(players(other)[0], 3)
    expect(button(other)).to_be_disabled()
    reload(one)
    step(players(one)[0], 7)
    expect(button(one)).to_be_enabled()


# More of it reaches the readers themselves: tests/js/remembered.test.js, tests/pages/lab/test_historytext.py.
HOSTILE = (
    '[["depthwise", -1, 16], ["depthwise", 1e99, 16], ["depthwise", "1", 16], [1, 2, 3], null, ["__proto__", 1, 2]]',
    '[["depthwise", 9007199254740991, 16]]',
    "1.eNoDAAAAAAE",
    "[" * 100_000,
    "x" * 3_000_000,
)


def test_whatever_the_storage_holds_there_is_a_picture(tab: Page) -> None:
    visit(tab, "/depthwise")
    for text in HOSTILE:
        players(tab)
        tab.evaluate(
            """([text, ...names]) => addEventListener("pagehide", () => {
              sessionStorage.clear();
              for (const name of names) {
                try { sessionStorage.setItem(name, text); } catch { /* it is full */ }
              }
            })""",
            [text, STEPS, HISTORY],
        )
        visit(tab, "/depthwise")
        (player,) = players(tab)
        assert 0 <= int(player.get_attribute("data-step") or -1) < 16, text[:60]
        expect_output(tab, "[[[[ 0. 36.  9. 27.]")
        expect(button(tab)).to_be_disabled()
        edit(tab, "5")
        expect_output(tab, "[[[[ 0. 44.  9. 27.]")
        assert undo(tab)
