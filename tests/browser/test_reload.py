"""A reload of the tab: the step that was shown and what can be undone are there again, and nowhere else."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.helpers import change, visit, wait_until_idle, walk
from tests.browser.player import output, step
from tests.browser.test_grid import expect_output
from tests.browser.test_history import edit

PAGES = {"/separable": 1, "/groups": 1, "/compare": 1, "/depthwise": 1, "/standard": 1, "/": 5}
"""How many players a page has, the one with most at the end."""
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


def shown(players: list[Locator]) -> list[tuple[str | None, str, str]]:
    """The step of each player, the channel in its focus and what it says."""
    return [
        (
            player.get_attribute("data-step"),
            player.get_by_test_id("player-lane").input_value(),
            player.get_by_test_id("player-sentence").inner_text(),
        )
        for player in players
    ]


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


def test_the_steps_and_channels_that_were_shown_are_shown_again_and_not_at_another_address(tab: Page) -> None:
    """On each page, come to from the one before. The last one is reloaded; the others are come to again after that."""
    new, left = {}, {}
    for path, count in PAGES.items():
        (walk if new else visit)(tab, path)
        found = players(tab, count)
        new[path] = shown(found)
        for player in found:
            at, steps = (int(player.get_attribute(f"data-{name}") or 0) for name in ("step", "steps"))
            player.get_by_test_id("player-scrub").fill(str((at + 2) % steps))
        if path == "/groups":
            found[0].get_by_test_id("player-lane").select_option("0")
        left[path] = shown(found)
        assert all(one[0] != other[0] for one, other in zip(new[path], left[path], strict=True)), path
    assert left["/groups"][0][1] == "0" != new["/groups"][0][1]
    reload(tab)
    for path, count in reversed(PAGES.items()):
        if path != "/":
            walk(tab, path)
        assert shown(players(tab, count)) == left[path], path
    visit(tab, f"{path}?lang=en")
    assert shown(players(tab)) == new[path]


def test_what_was_done_can_be_undone_and_redone(tab: Page) -> None:
    """What comes back is for the buttons: a reload changes nothing that is seen, no player is drawn anew for it."""
    visit(tab, "/depthwise")
    players(tab)
    for text in ("5", "6"):
        edit(tab, text)
    wait_until_idle(tab)
    undo(tab)
    expect_output(tab, "[[[[ 0. 44.  9. 27.]")
    reload(tab)
    assert players(tab)[0].get_attribute("data-version") == "1"
    expect(button(tab)).to_be_enabled()
    expect_output(tab, "[[[[ 0. 44.  9. 27.]")
    assert undo(tab, "redo") == "Redone: input[0, 1, 0] 2 → 6"
    expect_output(tab, "[[[[ 0. 52.  9. 27.]")
    reload(tab)
    assert undo(tab) == "Undone: input[0, 1, 0] 6 → 2"
    assert undo(tab) == "Undone: input[0, 0, 0] 5 → 1"
    expect_output(tab, "[[[[ 0. 36.  9. 27.]")
    expect(button(tab)).to_be_disabled()


def test_tabs_stay_apart(tab: Page, page: Page) -> None:
    """In one a click held the step, in the other the scrubber was moved."""
    one, other = tab, page
    visit(one, "/depthwise")
    (player,) = players(one)
    edit(one, "5")
    wait_until_idle(one)
    output(player, 1, 0, 2).click()
    step(player, 10)
    one.mouse.move(1, 1)
    other.goto("/depthwise")
    (player,) = players(other)
    player.get_by_test_id("player-scrub").fill("3")
    other.reload()
    step(players(other)[0], 3)
    expect(button(other)).to_be_disabled()
    reload(one)
    step(players(one)[0], 10)
    expect(button(one)).to_be_enabled()


# What the readers themselves make of such texts: tests/js/remembered.test.js, tests/pages/lab/test_historytext.py.
HOSTILE = (
    (
        '[["depthwise", -1, 16, 0], ["depthwise", 1e99, 16, 0], ["depthwise", "1", 16, 0], [1, 2, 3, 4], null]',
        "[" * 100_000,
    ),
    ('[["depthwise", 9007199254740991, 16, 9007199254740991], ["__proto__", 1, 2, 0]]', "x" * 3_000_000),
    ("x" * 3_000_000, "1.eNoDAAAAAAE"),
)
"""In place of steps and of a history."""


def test_whatever_the_storage_holds_there_is_a_picture(tab: Page) -> None:
    for steps, history in HOSTILE:
        tab.goto("/assets/icon.svg")  # it has the same storage, and nothing that writes into it when it is left
        tab.evaluate(
            """held => {
              sessionStorage.clear();
              for (const [name, text] of Object.entries(held)) sessionStorage.setItem(name, text);
              history.replaceState(null, "", "/depthwise");
            }""",
            {STEPS: steps, HISTORY: history},
        )
        reload(tab)
        (player,) = players(tab)
        assert 0 <= int(player.get_attribute("data-step") or -1) < 16, steps[:60]
        expect_output(tab, "[[[[ 0. 36.  9. 27.]")
        expect(button(tab)).to_be_disabled()
        edit(tab, "5")
        expect_output(tab, "[[[[ 0. 44.  9. 27.]")
        assert undo(tab)
