"""A lesson downloaded from a page, opened from disk with the network off, says what the app says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from convcore.spec import ConvSpec, Kind
from convcore.trace import Trace
from convcore.web.lesson import convolution, render
from tests.browser.bench import article_trace
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.helpers import rerun, sent, visit, wait_until_idle, walk
from tests.browser.player import UNREADABLE, output


@pytest.fixture
def page(tab: Page) -> Page:
    """Nothing here is about a browser's history: one tab does for all."""
    return tab


class Disk:
    """A browser that is offline, and what goes wrong on pages that it opens from disk.

    Attributes:
        context: the browser.
        faults: errors in a console, and what a page asked a network for.
        pages: those that a test opened.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.faults: list[str] = []
        self.pages: list[Page] = []

    def open(self, path: Path, scheme: Any = None) -> Page:
        """The file in a new tab, for a reader who wants that colour scheme."""
        page, faults = self.context.new_page(), self.faults
        self.pages.append(page)
        page.emulate_media(color_scheme=scheme)
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith(("file:", "data:", "blob:")) else faults.append(asked.url),
        )
        page.goto(path.as_uri())
        page.wait_for_selector("[data-testid=player][data-ready=true]")
        return page

    def close(self) -> None:
        """Closes what a test opened, on which nothing went wrong."""
        for page in self.pages:
            page.close()
        assert not self.faults


@pytest.fixture(scope="module")
def offline(browser: Browser) -> Iterator[BrowserContext]:
    """What ``disk`` opens files in."""
    yield from _offline(browser, DESKTOP)


@pytest.fixture(scope="module")
def offline_phone(browser: Browser) -> Iterator[BrowserContext]:
    """What ``phone_disk`` opens files in."""
    yield from _offline(browser, PHONE)


def _offline(browser: Browser, screen: dict[str, Any]) -> Iterator[BrowserContext]:
    context = browser.new_context(offline=True, **screen)
    yield context
    context.close()


@pytest.fixture
def disk(offline: BrowserContext) -> Iterator[Disk]:
    """Opens files on a desktop screen."""
    yield from _disk(offline)


@pytest.fixture
def phone_disk(offline_phone: BrowserContext) -> Iterator[Disk]:
    """Opens files on a phone's screen."""
    yield from _disk(offline_phone)


def _disk(context: BrowserContext) -> Iterator[Disk]:
    disk = Disk(context)
    yield disk
    disk.close()


def saved(page: Page, folder: Path) -> Path:
    """The lesson of the page that is open."""
    expect(page.get_by_test_id("player").last).to_have_attribute("data-ready", "true")
    wait_until_idle(page)
    before = sent(page)
    with page.expect_download() as download:
        page.locator(".st-key-takeaway_html button:visible").first.click()
    assert sent(page) - before <= 1  # it asks for the file; nothing runs again
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


HOSTILE = "</script></title><img src=x onerror=\"document.title='x'\"> $title & 卷积"
NOTE = f"{HOSTILE}\n<script>document.title = 'x'</script>"


def write_own(page: Page, title: str, note: str) -> None:
    """Types a title and a note of one's own; the note's field has the focus still."""
    page.get_by_role("textbox", name="Title", exact=True).fill(title)
    page.get_by_role("textbox", name="Note").fill(note)


def stepped_through(player: Locator) -> list[str]:
    """The sentences of all steps, from the first to the last."""
    said: list[str] = player.evaluate("""root => {
      const control = name => root.querySelector(`[data-testid=player-${name}]`);
      control("first").click();
      return Array.from({ length: Number(root.dataset.steps) }, (_, step) => {
        if (root.dataset.step !== String(step)) throw new Error(`step ${root.dataset.step}, not ${step}`);
        const said = control("sentence").innerText;
        control("next").click();
        return said;
      });
    }""")
    assert player.get_attribute("data-step") == str(len(said) - 1)
    return said


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A function that writes the article's lesson of one kind or of more; its page gives the one of both."""
    folder = tmp_path_factory.mktemp("lessons")

    @cache
    def file(*kinds: Kind) -> Path:
        path = folder / f"{'-'.join(kinds)}.html"
        path.write_text(render(convolution(*map(article_trace, kinds))), "utf-8")
        return path

    return file


def test_a_lesson_says_what_the_app_says_and_a_teachers_title_and_note_as_text_as_they_were_typed_last(
    page: Page, disk: Disk, tmp_path: Path
) -> None:
    """Of one page: tests/pages/share/test_takeaway.py holds that on all of them both players are handed the same."""
    visit(page, "/depthwise")
    expect(page.get_by_test_id("player")).to_have_attribute("data-ready", "true")
    with rerun(page):
        page.get_by_text("Your own title and note for the lesson").click()
    write_own(page, HOSTILE, NOTE)
    with rerun(page):
        page.keyboard.press("Tab")
    there = disk.open(saved(page, tmp_path))
    expect_text_whatever_it_looks_like(there)
    expect_the_same_words(page, there)
    expect_what_was_typed_last(page, tmp_path)


def expect_text_whatever_it_looks_like(there: Page) -> None:
    expect(there.get_by_role("heading", level=1)).to_have_text(HOSTILE)
    expect(there.get_by_text("Depthwise convolution", exact=True)).to_be_visible()
    assert there.locator("p.note").inner_text() == NOTE
    assert there.title() == HOSTILE
    assert there.locator("img").count() == 0
    with there.expect_download() as download:
        there.locator('.cs-pictures button[data-name="svg"]').click()
    picture = ElementTree.parse(download.value.path()).getroot()
    assert picture.findtext("{http://www.w3.org/2000/svg}title") == HOSTILE


def expect_the_same_words(page: Page, there: Page) -> None:
    """At each step."""
    in_the_app = stepped_through(page.get_by_test_id("player"))
    assert stepped_through(there.get_by_test_id("player")) == in_the_app
    assert len(set(in_the_app)) >= 2


def expect_what_was_typed_last(page: Page, tmp_path: Path) -> None:
    """In the lesson by pressing its button, and in other pages' too."""
    with rerun(page):  # leaving the title's field asks for one
        write_own(page, "For 7b", "Mind the padding.")
    page.locator(".st-key-takeaway_html button:visible").first.hover()
    with page.expect_download() as download:
        with rerun(page):
            page.mouse.down()
        page.mouse.up()
    text = Path(download.value.path()).read_text("utf-8")
    assert "<h1>For 7b</h1>" in text
    assert '<p class="note">Mind the padding.</p>' in text
    walk(page, "/standard")
    assert "<h1>For 7b</h1>" in saved(page, tmp_path).read_text("utf-8")


def test_a_lesson_asks_has_the_code_plays_and_is_reloaded(disk: Disk, files: Callable[..., Path]) -> None:
    there = disk.open(files("depthwise"))
    expect_question_and_code(there)
    expect_playing(there)
    expect_step_after_reload(there, files)


def expect_question_and_code(there: Page) -> None:
    expect(there.get_by_text("what does output[1, 1, 3] hold?")).to_be_visible()
    answer = there.get_by_text("9 + 9 + 9 = 27").last
    expect(answer).to_be_hidden()
    there.get_by_text("Show the answer").click()
    expect(answer).to_be_visible()
    there.get_by_text("The same in code: TensorFlow, depthwise_conv2d").click()
    code = there.get_by_role("region", name="The same in code")
    expect(code).to_contain_text("tf.nn.depthwise_conv2d(image, filters")
    there.keyboard.press("Tab")
    expect(code).to_be_focused()


def expect_step_after_reload(there: Page, files: Callable[..., Path]) -> None:
    """It is kept; another file, which is open then and plays both convolutions, begins with its own."""
    there.get_by_test_id("player-scrub").fill("7")
    there.reload()
    expect(there.get_by_test_id("player")).to_have_attribute("data-step", "7")
    there.goto(files("standard", "depthwise").as_uri())
    players = there.locator("[data-testid=player][data-ready=true]")
    expect(players).to_have_count(2)
    for player, step, steps in zip(players.all(), ("0", "1"), ("8", "16"), strict=True):
        expect(player).to_have_attribute("data-step", step)
        assert player.get_attribute("data-steps") == steps


def expect_playing(there: Page) -> None:
    """It scrubs, hovers, takes keys and plays."""
    player = there.get_by_test_id("player")
    player.get_by_test_id("player-scrub").fill("7")
    assert player.get_attribute("data-step") == "7"
    player.focus()
    there.keyboard.press("ArrowRight")
    assert player.get_attribute("data-step") == "8"
    there.keyboard.press("Home")
    output(player, 0, 1, 1).hover()  # once it stands: a key brings it into view in the next frame
    expect(player.get_by_test_id("player-sentence")).to_contain_text("18 + 18 + 18 = 54")
    there.mouse.move(1, 1)
    player.get_by_test_id("player-speed").select_option("8")
    player.get_by_test_id("player-play").click()
    expect(player).to_have_attribute("data-step", "15")
    expect(player).to_have_attribute("data-playing", "false")


def test_a_lesson_follows_the_readers_theme_and_gives_its_pictures_without_a_network(
    disk: Disk, files: Callable[..., Path]
) -> None:
    there = disk.open(files("standard"), "dark")
    expect_theme(there)
    expect_pictures(there)


def expect_theme(there: Page) -> None:
    """The lesson was opened in the dark."""
    player = there.get_by_test_id("player")
    assert player.get_attribute("data-theme") == "dark"
    player.get_by_test_id("player-next").click()
    there.emulate_media(color_scheme="light")
    expect(player).to_have_attribute("data-theme", "light")
    assert player.get_attribute("data-step") == "1"


def test_a_lesson_is_reloaded_on_a_phone_and_fits_it(phone_disk: Disk, files: Callable[..., Path]) -> None:
    there = phone_disk.open(files("depthwise"))
    expect_step_after_reload(there, files)
    assert there.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert all(facts.is_visible() for facts in there.locator("dl").all())


@pytest.mark.parametrize(
    ("kind", "image", "kernel"),
    [("standard", (6, 3), (5, 2)), ("depthwise", (16, 2), (7, 1)), ("depthwise", (4, 2), (3, 2))],
)
def test_a_phone_reads_every_number_of_a_lesson(
    phone_disk: Disk, tmp_path: Path, kind: Kind, image: tuple[int, int], kernel: tuple[int, int]
) -> None:
    """The lane in focus is as large as its numbers of 11 pixels need; what is wider scrolls in its own place."""
    chance = np.random.default_rng(1)
    (side, channels), (taps, outs) = image, kernel
    spec = ConvSpec(kind, (1, side, side, channels), (taps, taps, channels, outs), padding="SAME")
    tensors = (chance.integers(-99, 100, shape).astype(float) for shape in (spec.input_shape, spec.filter_shape))
    file = tmp_path / "lesson.html"
    file.write_text(render(convolution(Trace(spec, *tensors))), "utf-8")
    there = phone_disk.open(file)
    player = there.get_by_test_id("player")
    assert there.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert player.evaluate(UNREADABLE) == []
    largest = player.evaluate("""root => ["input", "filter", "products"].map(role => {
      const high = panel => panel.querySelector(".cs-hit, .cs-cell").getBoundingClientRect().height;
      const panels = [...root.querySelectorAll(`.cs-panel.cs-${role}`)].sort((a, b) => high(b) - high(a));
      return [...panels[0].querySelectorAll(".cs-number")].filter(number => number.textContent).length;
    })""")
    assert largest[:3] == [side * side, taps * taps, taps * taps]  # padding is written apart
    row = player.get_by_test_id("player-scrub").bounding_box()
    assert row
    assert row["width"] >= 160


def expect_pictures(there: Page) -> None:
    """The same buttons as in the app, the same drawing: it needs no server."""
    player = there.get_by_test_id("player")
    player.get_by_test_id("player-scrub").fill("3")
    for ending in ("svg", "png"):
        with there.expect_download() as download:
            there.locator(f'.cs-pictures button[data-name="{ending}"]').click()
        assert download.value.suggested_filename == f"standard-4x4x2-k3-s1-VALID-step4.{ending}"
    with there.expect_download() as download:
        there.locator('.cs-pictures button[data-name="svg"]').click()
    picture = Path(download.value.path()).read_text("utf-8")
    assert "<title>Standard convolution</title>" in picture
    assert f"<desc>{player.get_by_test_id('player-sentence').inner_text()}</desc>" in picture
    there.emulate_media(reduced_motion="reduce")
    there.locator('.cs-pictures button[data-name="gif"]').click()
    there.get_by_test_id("gif-make").click()
    with there.expect_download() as download:
        there.get_by_test_id("gif-save").click(timeout=60_000)
    with Image.open(download.value.path()) as gif:
        assert gif.width >= 1600
        assert gif.n_frames >= 8  # type: ignore[attr-defined]
