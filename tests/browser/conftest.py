"""The running app in a real Chromium. A page that logs an error or asks another host for something fails its test.

A test that provokes an error on purpose asks for ``problems`` too, looks at it and clears it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.browser import chromium
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
INSIDE = ("data", "blob", "about")
# After a deep link Streamlit looks for its server below the page's address first, and gets a 404 there.
PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)$")
DESKTOP = {"viewport": {"width": 1400, "height": 1000}}
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
FAILED = pytest.StashKey[bool]()


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
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session; without one the test is skipped, or fails if CONVSCOPE_REQUIRE_BROWSER is set."""
    path = chromium.find()
    if path is None:
        refuse = pytest.fail if os.environ.get("CONVSCOPE_REQUIRE_BROWSER") else pytest.skip
        refuse(chromium.HINT)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield launched
        launched.close()


@pytest.fixture
def problems() -> list[str]:
    """What the pages of a test did wrong so far: errors in the console, failed and foreign requests."""
    return []


@pytest.fixture
def open_context(
    browser: Browser, server: str, problems: list[str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """A function that opens a page in a fresh context; its arguments are Playwright's ``new_context`` ones."""
    pages: list[Page] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(base_url=server, locale="en-US", accept_downloads=True, **options)
        context.add_init_script(COUNT_SENT)
        page = context.new_page()
        _watch(page, server, problems)
        pages.append(page)
        return page

    yield open_page
    failed = request.node.stash.get(FAILED, False) or problems
    for number, page in enumerate(pages):
        if failed and not page.is_closed():
            ARTIFACTS.mkdir(exist_ok=True)
            name = "".join(c if c.isalnum() else "-" for c in request.node.name)
            page.screenshot(path=ARTIFACTS / f"{name}-{number}.png", full_page=True)
        page.context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(open_context: Callable[..., Page]) -> Page:
    """A page on a desktop screen, not yet at any address."""
    return open_context(**DESKTOP)


@pytest.fixture
def phone(open_context: Callable[..., Page]) -> Page:
    """A page on a phone's touch screen."""
    return open_context(**PHONE)


def _watch(page: Page, server: str, problems: list[str]) -> None:
    """Notes in ``problems`` whatever a healthy page never does."""

    def on_console(message: ConsoleMessage) -> None:
        place = str(message.location.get("url", ""))
        if message.type == "error" and not PROBE.search(urlsplit(place).path):
            problems.append(f"console: {message.text} ({place})")

    def on_request(asked: Request) -> None:
        url = urlsplit(asked.url)
        if url.scheme not in INSIDE and url.netloc != urlsplit(server).netloc:
            problems.append(f"foreign request: {asked.url}")

    def on_failed(asked: Request) -> None:
        if asked.failure != "net::ERR_ABORTED":  # the browser's own, when one leaves a page
            problems.append(f"failed request: {asked.url} ({asked.failure})")

    def on_response(answer: Response) -> None:
        if answer.status >= 400 and not PROBE.search(urlsplit(answer.url).path):
            problems.append(f"{answer.status}: {answer.url}")

    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"page error: {error}"))
    page.on("request", on_request)
    page.on("requestfailed", on_failed)
    page.on("response", on_response)
