"""What holds on every page: nothing jumps while it is built up, and nobody is shut out.

axe-core looks at each page in both themes and in every language, and finds nothing serious; headings are in order.
A page is loaded once for a desk and once for a phone: what its player's bar and its grids do there is looked at then.
"""

from __future__ import annotations

import os
import re
from itertools import cycle
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, expect

from convcore.catalogue import LANGUAGES, catalogue
from tests.browser.conftest import DESKTOP
from tests.browser.helpers import rerun, visit, wait_until_idle
from tests.browser.player import lies_exactly
from tests.browser.test_article import expect_questions_and_the_list_whole
from tests.browser.test_bar import PAGES as PLAYED
from tests.browser.test_bar import (
    expect_a_shadow_and_no_needless_move,
    expect_bar_for_a_desk,
    expect_bar_for_a_phone,
    expect_no_cut_by_a_bar_that_grows,
    players,
)
from tests.browser.test_bring import expect_the_panel_to_work
from tests.browser.test_server import expect_own_page_without_a_violation
from tests.browser.test_sizes import expect_a_slim_bar_and_grids_that_fit

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "main")
OPEN, FOLDED = ("standard", "depthwise"), ("compare", "groups", "separable")  # the pages' grids
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
GOOD = 0.1  # of https://web.dev/articles/cls; it was 0.62 on the first page, 0.50 on others

# What axe finds. What it calls moderate at most is not asked for: of those rules "region" would look at every element.
FIND = """async () => {
  const rules = { region: { enabled: false } };
  const { violations } = await axe.run(document, { resultTypes: ["violations"], rules });
  return violations.map(({ id, impact, nodes }) => ({
    id, impact, places: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)}\n${failureSummary}`),
  }));
}"""
LIGHT = "getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === 'light'"
DRAWN = """() => [...document.querySelectorAll("[data-testid=player]")].every(player => player.dataset.version)
  && !document.querySelector("[data-testid=stSkeleton]")"""
HIGH = "document.querySelector('[data-testid=stMain]').scrollHeight"
WHOLE = "(main => main.scrollHeight === main.clientHeight)(document.querySelector('[data-testid=stMain]'))"
RING = """link => {
  const light = colour => colour.match(/[\\d.]+/g).slice(0, 3)
    .map(part => (part /= 255) <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, i) => sum + part * [0.2126, 0.7152, 0.0722][i], 0.05);
  const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(link);
  const ground = getComputedStyle(document.querySelector("[data-testid=stSidebar]")).backgroundColor;
  return outlineStyle === "solid" && parseFloat(outlineWidth) >= 2 ? [light(outlineColor), light(ground)] : [1, 1];
}"""
SHIFTS = """() => {
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: "layout-shift", buffered: true });
  return observer.takeRecords().map(({ value, hadRecentInput, sources }) => ({
    value: hadRecentInput ? 0 : value,
    places: sources.map(({ node, previousRect, currentRect }) =>
      [node?.nodeName, node?.className, JSON.stringify(previousRect), JSON.stringify(currentRect)].join(" ")),
  }));
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's text; without it the tests are skipped, or fail if CONVSCOPE_REQUIRE_BROWSER is set."""
    if not AXE.exists():
        refuse = pytest.fail if os.environ.get("CONVSCOPE_REQUIRE_BROWSER") else pytest.skip
        refuse("no axe-core: run `make node_modules/stamp`, which needs npm")
    return AXE.read_text("utf-8")


def path_of(name: str) -> str:
    return "/" if name == "article" else f"/{name}"


def open_page(page: Page, name: str) -> None:
    """Visits a page and waits until its players are drawn."""
    visit(page, path_of(name))
    page.wait_for_function(DRAWN)


def expect_steady(page: Page) -> None:
    """What the page has moved since it was opened is below what anyone notices."""
    shifts = page.evaluate(SHIFTS)
    assert sum(shift["value"] for shift in shifts) < GOOD, shifts


def choose_theme(page: Page, theme: Literal["light", "dark"]) -> None:
    """Waits until the page has it."""
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(f"() => {LIGHT} === {'true' if theme == 'light' else 'false'}")


def serious(page: Page) -> list[dict[str, Any]]:
    """What axe finds that shuts somebody out, and headings out of order."""
    found = page.evaluate(FIND)
    return [one for one in found if one["impact"] in {"serious", "critical"} or one["id"] == "heading-order"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_still_gives_something_home_and_axe_finds_nothing_serious(tab: Page, axe: str, name: str) -> None:
    open_page(tab, name)
    expect_own_page_without_a_violation(tab, path_of(name))
    homes = tab.get_by_role("heading", name="Take home", exact=True)
    if name == "errors":  # which gives its answer, at the end
        expect(homes).to_have_count(0)
    else:
        expect(homes).to_have_count(1)
        expect(tab.locator(".st-key-takeaway button").first).to_be_visible()
    if path_of(name) in PLAYED:
        expect_bar_for_a_desk(tab, path_of(name))
    if name in OPEN:
        expect_close(tab)
    expect_nothing_serious(tab, axe)
    if name in FOLDED:
        expect_folded_grids_at_hand(tab)
    if name == "mobilenet":  # each has the sidebar, and this one the fewest things that change with a theme
        expect_the_keyboards_place_in_the_sidebar(tab)
    if name == "errors":
        expect_an_answer_to_take_home(tab)


def expect_nothing_serious(tab: Page, axe: str) -> None:
    """In every language, each in another theme: colours do not change with a language, as the next test has it.

    All of the page is on the screen: of what is scrolled out of sight, axe takes the text for invisible.
    """
    tab.evaluate(axe)
    tab.set_viewport_size({"width": 1400, "height": tab.evaluate(HIGH) + 500})  # players grow
    for (code, row), theme in zip(LANGUAGES.items(), cycle(THEMES), strict=False):
        if code != "en":
            choose_theme(tab, theme)
            with rerun(tab):
                tab.get_by_role("radio", name=row.name).click()
        expect(tab.get_by_text(catalogue(code)["about.text"])).to_be_visible()
        wait_until_idle(tab)
        tab.wait_for_function(DRAWN)
        wrong = "\n".join("\n".join([one["id"], *one["places"]]) for one in serious(tab))
        assert not wrong, f"{code}, {theme}: {wrong}"
        assert tab.evaluate(WHOLE)
        if code == "en":
            expect_steady(tab)  # what comes late has come by now
    tab.set_viewport_size(DESKTOP["viewport"])


def test_every_theme_is_looked_at_and_no_style_asks_for_the_language() -> None:
    """What covers Streamlit's own words in one language alone takes the colours that stand there."""
    assert len(LANGUAGES) >= len(THEMES)
    sheets = list((ROOT / "assets").rglob("*.css"))
    assert sheets
    assert not [sheet for sheet in sheets if re.search(r"\blang\b", sheet.read_text("utf-8"))]
    covers = (ROOT / "pages" / "parts" / "ui" / "borrowed.py").read_text("utf-8")
    assert "::after" in covers
    assert not re.search("color|background|opacity", covers)


def test_no_style_looks_for_something_through_a_whole_player() -> None:
    """What asks an element around it for anything below is asked at each change in it: a third of a step it was."""
    around = r"html|body|:root|stApp|stAppViewContainer|stMain|stMainBlockContainer|st-key-room|cs-player|cs-stage"
    asked = re.compile(rf"(?:{around})(?![\w-])[^\s,{{]*?:has\((.)")
    found = {
        sheet.name: asked.findall(sheet.read_text("utf-8"))
        for sheet in (ROOT / "assets").rglob("*.css")
        if asked.search(sheet.read_text("utf-8"))
    }
    assert found == {"early.css": [">"]}


def expect_an_answer_to_take_home(tab: Page) -> None:
    with rerun(tab):
        tab.locator(".st-key-errors_try_layout button").click()
    expect(tab.locator(".st-key-takeaway").get_by_role("button")).to_have_count(2)


def expect_close(tab: Page) -> None:
    """The grids are open, and what is taken home is at most a screen below the player."""
    expect(tab.locator("[class*=st-key-grid_] canvas").first).to_be_visible()
    player, home = tab.get_by_test_id("player").bounding_box(), tab.locator(".st-key-takeaway").bounding_box()
    assert player
    assert home
    assert home["y"] - player["y"] - player["height"] < 1000


def expect_the_keyboards_place_in_the_sidebar(tab: Page) -> None:
    link = tab.locator("[data-testid=stSidebarNav] a").first
    for theme in THEMES:
        choose_theme(tab, theme)
        link.press("Shift")
        ring, ground = link.evaluate(RING)
        assert max(ring, ground) / min(ring, ground) >= 3, theme


def expect_folded_grids_at_hand(tab: Page) -> None:
    """One tab and one key away."""
    expect(tab.locator(".st-key-grids canvas")).to_have_count(0)
    tab.get_by_test_id("player").locator("select:visible").last.press("Tab")
    assert tab.evaluate("document.activeElement.closest('.st-key-grids') !== null")
    tab.keyboard.press("Enter")
    expect(tab.locator(".st-key-grids canvas").first).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_stands_still_on_a_phone_and_scrolls_down_alone(
    phone: Page, name: str, request: pytest.FixtureRequest
) -> None:
    open_page(phone, name)
    played = path_of(name) in PLAYED
    for player in players(phone, path_of(name)) if played else []:
        lies_exactly(player)
        assert player.locator(".cs-stage").evaluate("stage => stage.scrollWidth <= stage.clientWidth")
        surface = player.locator(".cs-surface").bounding_box()
        assert surface
        assert surface["x"] + surface["width"] <= 390
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.get_by_test_id("stMain").evaluate("main => main.scrollWidth") <= 390
    expect_steady(phone)
    if name == "article":
        expect_questions_and_the_list_whole(phone)
    if name == "depthwise":
        expect_a_shadow_and_no_needless_move(phone)
    if played:
        expect_bar_for_a_phone(phone, path_of(name))
    if name == "standard":
        expect_the_panel_to_work(phone)
    if name == "depthwise":
        expect_a_slim_bar_and_grids_that_fit(phone)
    if name == "groups":
        expect_no_cut_by_a_bar_that_grows(phone)
        expect_nothing_serious_in_its_menu(phone, request.getfixturevalue("axe"))


def expect_nothing_serious_in_its_menu(phone: Page, axe: str) -> None:
    phone.get_by_test_id("player-more").click()
    expect(phone.get_by_test_id("player-menu")).to_be_visible()
    phone.evaluate(axe)
    found = serious(phone)
    assert not found, found
