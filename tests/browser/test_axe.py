"""What axe-core finds on every page, in both themes and in every language: nothing serious, and headings in order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from convcore.catalogue import LANGUAGES, catalogue
from tests.browser.helpers import rerun, visit, wait_until_idle

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py") if path.stem != "main")
THEMES = ("light", "dark")
FIND = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, impact, nodes }) => ({
    id, impact, places: nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)}\n${failureSummary}`),
  }));
}"""
LIGHT = "getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === 'light'"
DRAWN = """() => [...document.querySelectorAll("[data-testid=player]")].every(player => player.dataset.version)
  && ![...document.querySelectorAll("[data-testid=stSkeleton]")].length"""


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core's text; without it the tests are skipped, or fail if CONVSCOPE_REQUIRE_BROWSER is set."""
    if not AXE.exists():
        refuse = pytest.fail if os.environ.get("CONVSCOPE_REQUIRE_BROWSER") else pytest.skip
        refuse("no axe-core: run `make node_modules/stamp`, which needs npm")
    return AXE.read_text("utf-8")


def find(page: Page) -> Iterator[str]:
    """What is wrong on the page in each theme."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(f"() => {LIGHT} === {'true' if theme == 'light' else 'false'}")
        page.wait_for_function(DRAWN)
        for one in page.evaluate(FIND):
            if one["impact"] in {"serious", "critical"} or one["id"] == "heading-order":
                yield "\n".join([f"{theme}: {one['id']}", *one["places"]])


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious(tab: Page, axe: str, name: str) -> None:
    visit(tab, "/" if name == "article" else f"/{name}")
    tab.evaluate(axe)
    for code, row in LANGUAGES.items():
        if code != "en":
            with rerun(tab):
                tab.get_by_role("radio", name=row.name).click()
        expect(tab.get_by_text(catalogue(code)["about.text"])).to_be_visible()
        wait_until_idle(tab)
        wrong = "\n".join(find(tab))
        assert not wrong, f"{code}, {wrong}"
