"""Back and Forward: one entry a page, on fast and slow networks, and the lab is kept on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from convcore.catalogue import catalogue
from tests.browser.delay import Network, network
from tests.browser.helpers import COUNT_SENT, address, visit, wait_until_idle
from tests.browser.test_link import lab_in


@pytest.fixture(scope="module")
def line(server: str) -> Iterator[Network]:
    """What the tests of this file reach the server through."""
    with network(urlsplit(server).port or 0) as between:
        yield between


@pytest.fixture(scope="module")
def reader(browser: Browser, line: Network) -> Iterator[BrowserContext]:
    """Somebody who reads through it, in a tab that has our scripts for the others."""
    context = browser.new_context(base_url=line.url, locale="en-US")
    context.add_init_script(COUNT_SENT)
    context.new_page().goto("/assets/icon.svg")
    yield context
    context.close()


@pytest.fixture(params=[0, 0.05, 0.15], ids=lambda seconds: f"{seconds * 1000:.0f} ms")
def slow(request: pytest.FixtureRequest, line: Network, reader: BrowserContext) -> Iterator[Page]:
    """A new tab, which has no history, on a network of that latency."""
    line.seconds = request.param
    page = reader.new_page()
    yield page
    page.close()


def follow(page: Page, path: str, lab: str = "") -> None:
    page.locator(f"[data-testid=stSidebarNavLink][href$='{path}']").click()
    expect_page(page, path, lab)


def expect_page(page: Page, path: str, lab: str = "") -> None:
    """The address and what is drawn are those of the page, and ``lab`` stands in the address."""
    query = re.escape(f"?lab={lab}") if lab else ""
    expect(page).to_have_url(re.compile(rf"//[^/]+{path}{query}$"))
    expect(page.locator(f"[data-testid=stSidebarNavLink][aria-current=page][href$='{path}']")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(catalogue("en")[f"page.{path[1:]}.title"])
    wait_until_idle(page)
    expect(page).to_have_url(re.compile(rf"//[^/]+{path}{query}$"))  # also after the answer


def edit(page: Page, text: str) -> str:
    """Types over the first cell of the input; the lab that the address then has."""
    before = lab_in(address(page))
    page.wait_for_selector("[data-testid=player][data-ready=true]")
    page.get_by_test_id("player").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("player-editor").fill(text)
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: lab_in(url) not in (None, before))
    return lab_in(address(page)) or ""


def entries(page: Page) -> int:
    return int(page.evaluate("history.length"))


def test_back_and_forward_go_to_the_page_before_and_after_also_with_edits(slow: Page) -> None:
    """Pages with a player only where one is edited, or is to be slow: the rule knows no page by its name."""
    visit(slow, "/errors")
    expect_page(slow, "/errors")
    go_back_and_forward(slow)
    go_with_edits(slow)
    go_two_steps_at_once(slow)


def go_back_and_forward(slow: Page) -> None:
    before = entries(slow)
    follow(slow, "/mobilenet")
    follow(slow, "/depthwise")
    assert entries(slow) == before + 2
    slow.go_back()
    expect_page(slow, "/mobilenet")
    slow.go_back()
    expect_page(slow, "/errors")
    slow.go_forward()
    expect_page(slow, "/mobilenet")
    slow.go_forward()
    expect_page(slow, "/depthwise")
    assert entries(slow) == before + 2


def go_with_edits(slow: Page) -> None:
    """They make no entries and stay on the way."""
    before = entries(slow)
    for text in ("5", "6", "7"):
        lab = edit(slow, text)
    follow(slow, "/standard", lab)
    lab = edit(slow, "8")
    assert entries(slow) == before + 1
    slow.go_back()
    expect_page(slow, "/depthwise", lab)
    slow.go_forward()
    expect_page(slow, "/standard", lab)
    slow.go_back()
    expect_page(slow, "/depthwise", lab)
    follow(slow, "/errors", lab)
    slow.go_back()
    expect_page(slow, "/depthwise", lab)
    assert entries(slow) == before + 1


def go_two_steps_at_once(slow: Page) -> None:
    """They end where they lead: the answer to the first comes when the second was asked for."""
    lab = edit(slow, "5")
    follow(slow, "/standard", lab)
    follow(slow, "/mobilenet", lab)
    before = entries(slow)
    slow.evaluate("history.back(); setTimeout(() => history.back(), 30)")
    expect_page(slow, "/depthwise", lab)
    slow.go_forward()
    expect_page(slow, "/standard", lab)
    slow.go_forward()
    expect_page(slow, "/mobilenet", lab)
    assert entries(slow) == before


RULE = """async ([at, to, asked]) => {
  const { decide } = await import("/assets/shell/history.js");
  return decide(at, to, asked);
}"""


def test_a_new_page_begins_at_its_top(tab: Page) -> None:
    visit(tab, "/standard")
    push = """path => {
      const main = document.querySelector("[data-testid=stMain]");
      main.scrollTop = 50;
      history.pushState(null, "", path);
      return main.scrollTop;
    }"""
    assert tab.evaluate(push, "/standard?lab=1.x") == 50
    assert tab.evaluate(push, "/groups") == 0


def test_the_rule(tab: Page) -> None:
    tab.goto("/assets/icon.svg")  # any page of our own host that is not Streamlit's
    for at, to, asked, decided in [
        ("/a", "/a", None, "replace"),
        ("/a", "/a", "/b", "replace"),
        ("/a", "/a", "back", "replace"),
        ("/a", "/b", None, "push"),
        ("/a", "/b", "/b", "push"),
        ("/a", "/b", "/c", "skip"),
        ("/a", "/b", "back", "replace"),
    ]:
        assert tab.evaluate(RULE, [at, to, asked]) == decided, (at, to, asked)
