"""The server as Chromium sees it: the app starts under our headers, and asks nobody else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import DESKTOP
from tests.browser.helpers import sent, visit, wait_until_idle
from tests.browser.player import drawn
from tests.test_app import PLOTLY

# Those since the page was loaded, also before anybody asked.
VIOLATIONS = """() => {
  const observer = new ReportingObserver(() => {}, { types: ["csp-violation"], buffered: true });
  observer.observe();
  return observer.takeRecords().map(({ body }) => `${body.effectiveDirective}: ${body.blockedURL}`);
}"""


# A library in Streamlit's frontend tries WebAssembly for 64-bit numbers and does without when refused.
DONE_WITHOUT = {"script-src: wasm-eval"}


def expect_own_page_without_a_violation(page: Page, path: str) -> None:
    """Of a deep link that was opened; :func:`test_a_page_at_rest_sends_nothing` has a cold one.

    That they all have another title is held by tests/pages/test_main.py.
    """
    link = page.locator("[data-testid=stSidebarNavLink][aria-current=page]")
    assert link.evaluate("link => link.pathname") == path
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    assert set(page.evaluate(VIOLATIONS)) <= DONE_WITHOUT


def test_the_theme_follows_the_reader(tab: Page) -> None:
    """From the first on; test_every_page.py loads all pages in the light."""
    tab.emulate_media(color_scheme="dark")
    visit(tab, "/errors")
    app = tab.get_by_test_id("stApp")
    assert app.evaluate("app => getComputedStyle(app).backgroundColor") == "rgb(21, 23, 29)"
    tab.emulate_media(color_scheme="light")
    expect(app).to_have_css("background-color", "rgb(255, 255, 255)")


def test_a_deep_link_opens_its_socket_without_asking_where_its_server_is(page: Page) -> None:
    """Streamlit alone looks for it below the page's address first, and waits until it is told how it is."""
    held: list[Route] = []
    page.route("**/_stcore/h*", lambda route: held.append(route))
    visit(page, "/errors")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert {urlsplit(route.request.url).path for route in held} <= {"/_stcore/health", "/_stcore/host-config"}
    for route in held:
        route.continue_()


def test_the_policy_lets_plotly_run_and_stops_what_it_must(page: Page, problems: list[str]) -> None:
    visit(page, "/errors")
    page.add_script_tag(url=PLOTLY)
    assert page.evaluate("typeof Plotly.react") == "function"
    assert page.evaluate("fetch('https://example.org').then(() => 'sent', () => 'stopped')") == "stopped"
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.__ran = 1'}))")
    assert page.evaluate("typeof window.__ran") == "undefined"
    found = set(page.evaluate(VIOLATIONS)) - DONE_WITHOUT
    assert found == {"connect-src: https://example.org/", "script-src-elem: inline"}
    assert problems
    problems.clear()


def test_a_foreign_request_is_noticed(page: Page, problems: list[str]) -> None:
    """The watch that every browser test relies on can see what it is there for."""
    page.route("https://example.org/**", lambda route: route.fulfill(body="", status=404))
    page.goto("about:blank")
    page.set_content("<img src='https://example.org/pixel.png'><script>console.error('oops')</script>")
    page.wait_for_load_state("networkidle")
    assert any(problem.startswith("foreign request: https://example.org/pixel.png") for problem in problems)
    assert any(problem.startswith("404: ") for problem in problems)
    assert any("oops" in problem for problem in problems)
    problems.clear()


def test_a_page_at_rest_sends_nothing(open_context: Callable[..., Page]) -> None:
    """Nor would it within the next minute: all timers go off. Its load, a cold one, violates no policy either."""
    page = open_context(**DESKTOP)  # the clock is that of a whole context
    page.clock.install()
    visit(page, "/depthwise")
    drawn(page)
    wait_until_idle(page)
    before = sent(page)
    assert before > 0
    page.clock.run_for(60_000)
    wait_until_idle(page)
    assert sent(page) == before
    assert set(page.evaluate(VIOLATIONS)) <= DONE_WITHOUT
