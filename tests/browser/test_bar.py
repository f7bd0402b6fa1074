"""The bar below the picture: one row on a phone and a menu; it cuts no panel, and the output stays in view."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from convcore.catalogue import LANGUAGES, catalogue
from tests.browser.bench import Bench, article
from tests.browser.helpers import visit, wait_until_idle, walk
from tests.browser.player import come_to_rest, step

PAGES = ("/", "/standard", "/depthwise", "/compare", "/groups", "/separable")
CHAPTERS = 5  # of the article, each with a player
FINGER, SCRUBBER = 44, 160

# Where each control of a bar is that can be seen.
CONTROLS = """root => [...root.querySelectorAll(".cs-controls :is(button, select, input)")]
  .filter(one => one.checkVisibility())
  .map(one => [one.dataset.testid.replace("player-", ""), one.getBoundingClientRect()])
  .map(([name, { x, y, width, height }]) => ({ name, x, y, width, height }))"""

# The marked output cells that a reader cannot see, for the bar, the page's header or the window's edge lies over them;
# and whether there is none to see.
UNSEEN = """root => {
  const marks = [...root.querySelectorAll(".cs-mark:not(.cs-hidden) path:not(.cs-halo)")]
    .map(mark => mark.getBoundingClientRect());
  const inside = ({ left, right, top, bottom }) => marks.some(mark =>
    mark.left - 1 <= left && right <= mark.right + 1 && mark.top - 1 <= top && bottom <= mark.bottom + 1);
  const marked = [...root.querySelectorAll("[data-role=output]")].filter(one => inside(one.getBoundingClientRect()));
  const unseen = marked.filter(one => {
    const { left, right, top, bottom } = one.getBoundingClientRect();
    return document.elementFromPoint((left + right) / 2, (top + bottom) / 2) !== one;
  });
  return [marked.length, unseen.map(one => JSON.stringify(one.getBoundingClientRect()))];
}"""

# Scrolls through the page and tells each panel that the bar's upper edge, or what it covers above it, cuts. No frame is
# drawn where no player is in sight.
SLICED = """async () => {
  const main = document.querySelector("[data-testid=stMain]");
  const players = [...document.querySelectorAll("[data-testid=player]")];
  const inSight = root => {
    const { top, bottom } = root.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  };
  const found = [];
  let stuck = 0;
  for (let at = 0; at <= main.scrollHeight - main.clientHeight; at += 23) {
    main.scrollTop = at;
    if (!players.some(inSight)) continue;
    await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve))); // the frame with it was drawn
    for (const root of players.filter(inSight)) {
      const bar = root.querySelector(".cs-bar");
      const line = bar.getBoundingClientRect().top - parseFloat(getComputedStyle(bar, "::before").height);
      stuck += root.dataset.bar === "above";
      for (const edge of root.querySelectorAll(".cs-panel > .cs-edge")) {
        const { top, bottom } = edge.getBoundingClientRect();
        if (top + 1 < line && line < bottom - 1) found.push(`${at}: ${top} < ${line} < ${bottom}`);
      }
    }
  }
  return [found, stuck];
}"""


def controls(player: Locator) -> dict[str, dict[str, float]]:
    return {one["name"]: one for one in player.evaluate(CONTROLS)}


def opened(page: Page, path: str) -> list[Locator]:
    """All players of a page that was not open before, drawn."""
    visit(page, path)
    return players(page, path)


def players(page: Page, path: str) -> list[Locator]:
    """All players of the page that is open, drawn."""
    found = page.get_by_test_id("player")
    expect(found).to_have_count(CHAPTERS if path == "/" else 1)
    for one in found.all():
        expect(one).to_have_attribute("data-ready", "true")
    wait_until_idle(page)
    return found.all()


def expect_bar_for_a_phone(phone: Page, path: str) -> None:
    """It cuts no panel, has one row for fingers and leaves the output in sight, wherever a reader is and at each step.

    ``test_every_page.py`` asks it of each page.
    """
    found = players(phone, path)
    expect_no_cut(phone, path)
    for player in found:
        expect_one_row_for_fingers(player, path)
        expect_outputs_in_sight(player, path)


def expect_a_shadow_and_no_needless_move(phone: Page) -> None:
    """A step moves the page only to an output out of sight; ``test_every_page.py`` asks it of an untouched page."""
    player = phone.get_by_test_id("player")
    place = "document.querySelector('[data-testid=stMain]').scrollTop"
    edge = "bar => [getComputedStyle(bar).borderTopWidth, getComputedStyle(bar).boxShadow !== 'none']"
    expect(player).to_have_attribute("data-bar", "above")
    assert player.locator(".cs-bar").evaluate(edge) == ["1px", True]
    assert phone.evaluate(place) == 0
    bar = player.get_by_test_id("player-next").bounding_box()
    player.get_by_test_id("player-next").click()
    phone.wait_for_function(f"() => {place} > 0")
    assert player.get_by_test_id("player-next").bounding_box() == bar, "the button stays below the finger"
    expect(player).to_have_attribute("data-bar", "rest")
    assert player.locator(".cs-bar").evaluate(edge) == ["1px", False]
    there: Any = phone.evaluate(place)
    player.get_by_test_id("player-next").click()
    step(player, int(player.get_attribute("data-step") or 0))
    wait_until_idle(phone)
    assert phone.evaluate(place) == there


def expect_bar_for_a_desk(tab: Page, path: str) -> None:
    """It has all in one row and no menu; ``test_every_page.py`` asks it of each page."""
    for player in players(tab, path):
        row = controls(player)
        assert list(row)[:6] == ["first", "prev", "play", "next", "last", "scrub"], path
        assert "more" not in row, path
        assert len({one["y"] + one["height"] / 2 for one in row.values()}) == 1, path
        assert row["scrub"]["width"] >= 80, path
    if path != "/":
        bar = tab.locator(".st-key-options").bounding_box()
        assert bar, path
        assert bar["height"] <= 48, f"{path}: the options wrap"


def expect_no_cut(page: Page, path: str) -> None:
    found, stuck = page.evaluate(SLICED)
    assert not found, path
    assert stuck or path == "/standard", f"{path}: it never stood above a picture, so that nothing was tried"


def expect_one_row_for_fingers(player: Locator, path: str) -> None:
    row = controls(player)
    assert list(row) == ["prev", "play", "next", "scrub", "more"], path
    assert min(min(one["width"], one["height"]) for one in row.values()) >= FINGER, (path, row)
    assert row["scrub"]["width"] >= SCRUBBER, path
    assert len({one["y"] + one["height"] / 2 for one in row.values()}) == 1, path
    assert row["more"]["x"] + row["more"]["width"] <= 390, path


def expect_outputs_in_sight(player: Locator, path: str) -> None:
    steps = int(player.get_attribute("data-steps") or 0)
    player.get_by_test_id("player-scrub").fill("0")
    for number in range(1, min(steps, 6)):
        player.get_by_test_id("player-next").click()
        step(player, number)
        come_to_rest(player)
        player.page.wait_for_function(f"root => ({UNSEEN})(root)[1].length === 0", arg=player.element_handle())
        marked, _ = player.evaluate(UNSEEN)
        assert marked or path == "/", f"{path}: chapters of the tensors and of one window alone have no output"


def expect_no_cut_by_a_bar_that_grows(phone: Page) -> None:
    """Its sentence may take a line more when a font arrives, while all around it keeps its size."""
    player = phone.get_by_test_id("player")
    player.evaluate("root => root.parentElement.style.minHeight = `${root.offsetHeight + 300}px`")
    for height in range(0, 120, 13):
        player.locator(".cs-bar").evaluate("(bar, height) => bar.style.paddingBottom = `${height}px`", height)
        found, _ = phone.evaluate(SLICED.replace("at <= main.scrollHeight - main.clientHeight", "at === 0"))
        assert not found


def test_it_cuts_none_on_a_small_desk(tab: Page) -> None:
    tab.set_viewport_size({"width": 1280, "height": 620})
    opened(tab, "/")
    expect_no_cut(tab, "/")
    walk(tab, "/compare")
    players(tab, "/compare")
    expect_no_cut(tab, "/compare")


# the menu


@pytest.fixture
def folded(phone_bench: Bench) -> Locator:
    """A player on a phone's screen."""
    return phone_bench.mount(article("depthwise"))


def menu(player: Locator) -> Locator:
    return player.get_by_test_id("player-menu")


def test_the_menu_takes_the_keyboard_alone(phone_bench: Bench, folded: Locator) -> None:
    keyboard, more = phone_bench.page.keyboard, folded.get_by_test_id("player-more")
    expect(more).to_have_attribute("aria-expanded", "false")
    expect(menu(folded)).to_be_hidden()
    more.focus()
    keyboard.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    assert menu(folded).get_attribute("id") == more.get_attribute("aria-controls")
    for name in ("first", "last", "speed", "origin", "channel"):
        keyboard.press("Tab")
        expect(folded.get_by_test_id(f"player-{name}")).to_be_focused()
    keyboard.press("ArrowDown")
    expect(folded.get_by_test_id("player-channel")).to_have_value("0")
    keyboard.press("Escape")
    expect(menu(folded)).to_be_hidden()
    expect(more).to_have_attribute("aria-expanded", "false")
    expect(more).to_be_focused()
    folded.get_by_test_id("player-next").click()
    step(folded, 4)


def test_the_menu_closes_on_a_tap_beside_it_and_keeps_every_choice_whole(phone_bench: Bench, folded: Locator) -> None:
    folded.get_by_test_id("player-more").tap()
    found = controls(folded)
    assert list(found)[5:] == ["first", "last", "speed", "origin", "channel"]
    for one in found.values():
        assert min(one["width"], one["height"]) >= FINGER, one
        assert 0 <= one["x"] <= one["x"] + one["width"] <= 390, one
    cut = (
        menu(folded)
        .locator("select")
        .evaluate_all("""all => all.filter(one => {
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = getComputedStyle(one).font;
      return Math.max(...[...one.options].map(({ text }) => pen.measureText(text).width)) + 30 > one.clientWidth;
    }).map(one => one.dataset.testid)""")
    )
    assert cut == []
    folded.get_by_test_id("player-last").tap()
    step(folded, 15)
    phone_bench.page.touchscreen.tap(200, 100)
    expect(menu(folded)).to_be_hidden()
    step(folded, 15)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_has_names_in_each_language(phone_bench: Bench, language: str) -> None:
    player = phone_bench.mount(article("standard"), language=language)
    texts = catalogue(language)
    player.get_by_role("button", name=texts["player.more"], exact=True).tap()
    for name in ("speed", "origin", "channel"):
        expect(menu(player).get_by_role("combobox", name=texts[f"player.{name}"], exact=True)).to_be_visible()
    expect(player.get_by_test_id("player-scrub")).to_have_attribute(
        "aria-valuetext", texts["player.count"].format(step=1, steps=8)
    )


def test_a_wider_window_unfolds_it(phone_bench: Bench, folded: Locator) -> None:
    folded.get_by_test_id("player-more").tap()
    phone_bench.page.set_viewport_size({"width": 1400, "height": 1000})
    expect(folded.get_by_test_id("player-more")).to_be_hidden()
    assert list(controls(folded)) == ["first", "prev", "play", "next", "last", "scrub", "speed", "origin", "channel"]
