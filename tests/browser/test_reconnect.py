"""A server that is killed and comes again while the page stays open: nothing typed is lost, nothing undone returns."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, WebSocketRoute, expect

from tests.browser.helpers import COUNT_SENT, asked, sent, visit, wait_until_idle
from tests.browser.test_bring import bring, open_panel
from tests.browser.test_grid import expect_cells, expect_output
from tests.browser.test_link import EDITED, fill_filters, lab_in
from tests.conftest import ROOT, _wait_until_healthy, expect_no_defect, free_port


class Server:
    """The app on one port, which can be killed without a word and started again."""

    def __init__(self, folder: Path) -> None:
        self.port, self.log = free_port(), folder / "log.txt"
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(self.port)]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, "--server.address", "127.0.0.1"],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        _wait_until_healthy(self.url, self.process, self.log)

    def hold(self) -> None:
        """It goes on to exist, and does nothing."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def stop(self) -> None:
        """It ends in good order."""
        assert self.process
        self.process.terminate()
        self.process.wait()
        self.process = None

    def kill(self) -> None:
        """As ``kill -9`` does."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.process = None


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """What ``own`` hands out."""
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.kill()
    expect_no_defect(server.log)


@pytest.fixture(scope="module")
def desk(browser: Browser, mortal: Server) -> Iterator[BrowserContext]:
    """Where its readers sit; a tab that stays open keeps our scripts for the others."""
    context = browser.new_context(base_url=mortal.url, locale="en-US", viewport={"width": 1400, "height": 1000})
    context.add_init_script(COUNT_SENT)
    context.new_page().goto("/assets/icon.svg")
    yield context
    context.close()


@pytest.fixture
def own(mortal: Server) -> Server:
    """A server that runs, and nobody else's: the one that the test before left, or a new one."""
    if not mortal.process:
        mortal.start()
    return mortal


@pytest.fixture
def reader(desk: BrowserContext, own: Server) -> Iterator[Page]:
    """A new tab at that server; its console speaks of the lost connection, and may."""
    page = desk.new_page()
    yield page
    page.close()


CONNECTED = "document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"
LARGE = "1 / (np.arange(2048).reshape(4, 16, 16, 2) + 3)"


def expect_disconnected(page: Page) -> None:
    page.wait_for_function(f"() => !({CONNECTED})")


def open_depthwise(page: Page) -> None:
    visit(page, "/depthwise")
    page.wait_for_selector("[data-testid=player][data-ready=true]")
    expect_output(page, "[[[[ 0. 36.  9. 27.]")


def edit(page: Page, text: str, tabs: int = 0) -> None:
    """Types over the first cell of the input in the player, or so many cells after it."""
    page.get_by_test_id("player").focus()
    page.keyboard.press("Home")
    page.locator("g.cs-input [data-role=input][data-channel='0'][data-row='0'][data-col='0']").first.dblclick()
    for _ in range(tabs):
        page.keyboard.press("Tab")
    page.get_by_test_id("player-editor").fill(text)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


WATCH = f"""() => {{
  const app = document.querySelector("[data-testid=stApp]");
  let running = false;
  window.__answered = false;
  new MutationObserver(() => {{
    if (!({CONNECTED})) return;
    window.__answered ||= running && app.dataset.testScriptState === "notRunning";
    running ||= app.dataset.testScriptState === "running";
  }}).observe(app, {{ attributes: true }});
}}"""


def restart(page: Page, own: Server) -> None:
    """Another server on the same port has answered the page, which has noticed that the first one was gone."""
    expect_disconnected(page)
    page.evaluate(WATCH)
    own.start()
    page.wait_for_function("() => window.__answered")


def test_no_edit_is_lost_and_none_that_was_undone_comes_back(reader: Page, own: Server) -> None:
    """One server after another dies, and the page stays open."""
    open_depthwise(reader)
    an_undone_edit_stays_undone(reader, own)
    an_edit_typed_while_the_server_was_away_is_made(reader, own)
    an_edit_on_its_way_to_a_server_that_dies_is_made(reader, own)
    an_edit_typed_while_the_server_was_away_goes_along_to_another_page(reader, own)
    a_new_server_finds_everything_in_the_link(reader, own)


def an_undone_edit_stays_undone(reader: Page, own: Server) -> None:
    edit(reader, "5")
    expect_output(reader, "[[[[ 0. 44.  9. 27.]")
    reader.locator(".st-key-history button").first.click()
    expect_output(reader, "[[[[ 0. 36.  9. 27.]")
    own.kill()
    restart(reader, own)
    edit(reader, "3", tabs=1)
    expect_output(reader, "[[[[ 0. 38.  9. 27.]")


def an_edit_typed_while_the_server_was_away_is_made(reader: Page, own: Server) -> None:
    own.kill()
    expect_disconnected(reader)
    edit(reader, "5")
    own.start()
    expect_output(reader, "[[[[ 0. 46.  9. 27.]")


def an_edit_on_its_way_to_a_server_that_dies_is_made(reader: Page, own: Server) -> None:
    own.hold()
    edit(reader, "6")
    own.kill()
    restart(reader, own)
    expect_output(reader, "[[[[ 0. 48.  9. 27.]")


def an_edit_typed_while_the_server_was_away_goes_along_to_another_page(reader: Page, own: Server) -> None:
    """The page is left as soon as the new server was asked for a run, before it can answer."""
    own.kill()
    expect_disconnected(reader)
    edit(reader, "5")
    before = sent(reader)
    own.start()
    reader.wait_for_function("before => window.__sent > before", arg=before, polling=1)
    reader.locator("[data-testid=stSidebarNavLink][href$='/standard']").dispatch_event("click")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Standard convolution")
    expect_output(reader, "[[[[ 9. 73.]")


def a_new_server_finds_everything_in_the_link(reader: Page, own: Server) -> None:
    """The server before it ended in good order."""
    fill_filters(reader, "0.1")
    expect_cells(reader, EDITED)
    before = asked(reader)
    own.stop()
    expect_disconnected(reader)
    own.start()
    reader.wait_for_function("before => window.__server.asked > before", arg=before)
    wait_until_idle(reader)
    expect_cells(reader, EDITED)
    fill_filters(reader, "0.5")
    expect_cells(reader, ["0.5"] * 9)


def keep_large(page: Page) -> str:
    """Sets a lab too large for a link; the first line of its result."""
    open_depthwise(page)
    open_panel(page)
    bring(page, LARGE)
    expect(page.get_by_text("Too large for a link")).to_be_visible()
    page.wait_for_url("**/depthwise?lab=kept")
    return page.locator(".cs-printed pre").first.inner_text().splitlines()[0]


def test_a_lab_too_large_for_a_link_outlives_its_server_and_is_there_after_a_reload(reader: Page, own: Server) -> None:
    result = keep_large(reader)
    own.kill()
    restart(reader, own)
    expect_output(reader, result)
    reader.locator("[data-testid=stSidebarNavLink][href$='/standard']").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Standard convolution")
    reader.locator("[data-testid=stSidebarNavLink][href$='/depthwise']").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Depthwise convolution")
    expect_output(reader, result)
    expect(reader.get_by_text("Too large for a link")).to_be_visible()

    own.kill()
    own.start()
    reader.reload()
    expect_output(reader, result)

    kept = reader.url
    open_depthwise(reader)  # another session in the same tab, with a history of its own
    edit(reader, "5")
    expect_output(reader, "[[[[ 0. 44.  9. 27.]")
    wait_until_idle(reader)
    reader.goto(kept)
    expect_output(reader, result)
    elsewhere = reader.context.new_page()
    elsewhere.goto(kept)
    expect(elsewhere.get_by_test_id("stAlert")).to_contain_text("kept in the browser tab where they were made")
    expect_output(elsewhere, "[[[[ 0. 36.  9. 27.]")
    elsewhere.close()


def test_a_page_that_is_lost_says_so_and_loads_itself_again(reader: Page) -> None:
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    reader.route_web_socket("**/_stcore/stream", pass_on)
    open_depthwise(reader)
    edit(reader, "5")
    expect_output(reader, "[[[[ 0. 44.  9. 27.]")
    lab = lab_in(reader.url)
    reader.evaluate("window.sameDocument = true")
    sockets[-1].send(b"\xff")  # no message of Streamlit's: it gives the connection up for good
    notice = reader.locator(".cs-lost")
    expect(notice).to_contain_text("loads itself again")
    reader.wait_for_function("() => !window.sameDocument")
    expect_output(reader, "[[[[ 0. 44.  9. 27.]")
    assert lab_in(reader.url) == lab
    sockets[-1].send(b"\xff")
    expect(notice).to_contain_text("lost again soon")
    notice.get_by_role("button", name="Load again now").click()
    expect(notice).to_be_hidden()
    expect_output(reader, "[[[[ 0. 44.  9. 27.]")
