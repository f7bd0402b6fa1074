"""The running app in a real Chromium. A page that logs an error or asks another host for something fails its test.

A test that provokes an error on purpose asks for ``problems`` too, looks at it and clears it.

Five kinds of page, from the cheapest on: ``bench`` and ``phone_bench`` hold a player alone; ``tab`` and ``phone`` are
used by one test after another, each of which begins with a visit; ``page`` is a new tab beside ``tab``;
``open_context`` opens another browser, which has to fetch and compile all of Streamlit: three times the work.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.browser import chromium
from tests.browser.bench import Bench, serving
from tests.browser.helpers import COUNT_SENT

ARTIFACTS = Path(__file__).resolve().parents[2] / "test-artifacts"
ARGS = [
    "--no-sandbox",  # Chromium refuses to start as root with one
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# A new tab finds our scripts compiled by the tabs before it, and is closed before optimised ones would repay the work.
SHARED = ["--process-per-site", "--js-flags=--no-opt"]
INSIDE = ("data", "blob", "about")
DESKTOP = {"viewport": {"width": 1400, "height": 1000}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
FAILED = pytest.StashKey[bool]()

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder, so that ``-m "not browser"`` leaves them out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Leaves the outcome of a test where its page fixture finds it: a failed one gets a screenshot."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; without one the test is skipped, or fails if CONVSCOPE_REQUIRE_BROWSER is set."""
    path = chromium.find()
    if path is None:
        refuse = pytest.fail if os.environ.get("CONVSCOPE_REQUIRE_BROWSER") else pytest.skip
        refuse(chromium.HINT)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=[*ARGS, *SHARED])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def noticed() -> list[str]:
    """What the pages of this process did wrong since the last test looked."""
    return []


@pytest.fixture
def problems(noticed: list[str]) -> Iterator[list[str]]:
    """What the pages of a test did wrong so far: errors in the console, failed and foreign requests."""
    yield noticed
    told = "\n".join(noticed)
    noticed.clear()
    assert not told, told


@pytest.fixture
def open_context(
    browser: Browser, server: str, problems: list[str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a fresh context; its arguments are Playwright's ``new_context`` ones."""
    pages: list[Page] = []

    def open_page(**options: Any) -> Page:
        pages.append(_open(_context(browser, server, **options), server, problems))
        return pages[-1]

    yield open_page
    for number, page in enumerate(pages):
        _photograph(page, request, problems, f"-{number}")
        page.context.close()


@pytest.fixture(scope="session")
def desktop(browser: Browser, server: str) -> BrowserContext:
    """A reader at a desk: what ``tab`` and ``page`` are opened in."""
    return _context(browser, server, **DESKTOP)


@pytest.fixture(scope="session")
def desktop_tab(desktop: BrowserContext, server: str, noticed: list[str]) -> Page:
    """What ``tab`` hands out."""
    return _open(desktop, server, noticed)


@pytest.fixture(scope="session")
def phone_tab(browser: Browser, server: str, noticed: list[str]) -> Page:
    """What ``phone`` hands out."""
    return _open(_context(browser, server, **PHONE), server, noticed)


@pytest.fixture
def page(
    desktop: BrowserContext, desktop_tab: Page, server: str, problems: list[str], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A new tab on a desktop screen, not yet at any address: it has no history, and init scripts of its own.

    ``desktop_tab`` stays open beside it, and keeps our scripts compiled.
    """
    opened = _open(desktop, server, problems)
    yield opened
    _take_back(opened, request, problems, DESKTOP)
    opened.close()


@pytest.fixture
def tab(desktop_tab: Page, problems: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a desktop screen that tests use one after another: each begins a session of its own by a visit.

    Its history and its init scripts are shared: a test about the history, or with a script of its own, takes ``page``.
    """
    yield desktop_tab
    _take_back(desktop_tab, request, problems, DESKTOP)


@pytest.fixture
def phone(phone_tab: Page, problems: list[str], request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a phone's touch screen, used as ``tab`` is."""
    yield phone_tab
    _take_back(phone_tab, request, problems, PHONE)


@pytest.fixture(scope="session")
def bench_address() -> Iterator[str]:
    """Where the page that holds a player alone is served."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def desktop_bench(browser: Browser, bench_address: str, noticed: list[str]) -> Bench:
    """What ``bench`` hands out."""
    return _bench(browser, bench_address, noticed, **DESKTOP)


@pytest.fixture(scope="session")
def touch_bench(browser: Browser, bench_address: str, noticed: list[str]) -> Bench:
    """What ``phone_bench`` hands out."""
    return _bench(browser, bench_address, noticed, **PHONE)


@pytest.fixture
def bench(desktop_bench: Bench, problems: list[str], request: pytest.FixtureRequest) -> Iterator[Bench]:
    """A page that holds a player alone, on a desktop screen; no player stands on it yet."""
    yield desktop_bench
    _take_back(desktop_bench.page, request, problems, DESKTOP)
    desktop_bench.clear()


@pytest.fixture
def phone_bench(touch_bench: Bench, problems: list[str], request: pytest.FixtureRequest) -> Iterator[Bench]:
    """The same on a phone's touch screen."""
    yield touch_bench
    _take_back(touch_bench.page, request, problems, PHONE)
    touch_bench.clear()


def _bench(browser: Browser, address: str, problems: list[str], **options: Any) -> Bench:
    page = _open(_context(browser, address, **options), address, problems)
    page.goto("/")
    return Bench(page)


def _context(browser: Browser, origin: str, **options: Any) -> BrowserContext:
    """A reader of the server at ``origin``, who has been nowhere yet."""
    context = browser.new_context(base_url=origin, locale="en-US", accept_downloads=True, **options)
    context.add_init_script(COUNT_SENT)
    return context


def _open(context: BrowserContext, origin: str, problems: list[str]) -> Page:
    """A new tab, watched."""
    page = context.new_page()
    _watch(page, origin, problems)
    return page


def _photograph(page: Page, request: pytest.FixtureRequest, problems: list[str], ending: str = "") -> None:
    """A test that failed leaves a picture of its page."""
    if (request.node.stash.get(FAILED, False) or problems) and not page.is_closed():
        ARTIFACTS.mkdir(exist_ok=True)
        name = "".join(c if c.isalnum() else "-" for c in request.node.name)
        page.screenshot(path=ARTIFACTS / f"{name}{ending}.png", full_page=True)


def _take_back(page: Page, request: pytest.FixtureRequest, problems: list[str], options: dict[str, Any]) -> None:
    """Looks at a page that the next test uses too, and puts back what a test may have changed in the browser.

    A page of the app is left, so that each test begins a session of its own.
    """
    _photograph(page, request, problems)
    page.mouse.move(0, 0)
    page.emulate_media(color_scheme="null", reduced_motion="null")
    page.set_viewport_size(options["viewport"])
    page.context.clear_permissions()
    if page.get_by_test_id("stApp").count():
        page.goto("/assets/icon.svg")
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        page.context.clear_cookies()


def _watch(page: Page, server: str, problems: list[str]) -> None:
    """Notes in ``problems`` whatever a healthy page never does."""

    def on_console(message: ConsoleMessage) -> None:
        place = str(message.location.get("url", ""))
        if message.type == "error":
            problems.append(f"console: {message.text} ({place})")

    def on_request(asked: Request) -> None:
        url = urlsplit(asked.url)
        if url.scheme not in INSIDE and url.netloc != urlsplit(server).netloc:
            problems.append(f"foreign request: {asked.url}")

    def on_failed(asked: Request) -> None:
        if asked.failure != "net::ERR_ABORTED":  # the browser's own, when one leaves a page
            problems.append(f"failed request: {asked.url} ({asked.failure})")

    def on_response(answer: Response) -> None:
        if answer.status >= 400:
            problems.append(f"{answer.status}: {answer.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on("request", on_request)
    page.on("requestfailed", on_failed)
    page.on("response", on_response)
