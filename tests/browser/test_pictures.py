"""Pictures are of what is seen: the step, its numbers, its colours, its marks."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from convcore.bundle import to_json
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.browser.conftest import DESKTOP
from tests.browser.helpers import change, visit
from tests.browser.player import come_to_rest, drawn
from tests.browser.test_bring import open_panel

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def page(tab: Page) -> Page:
    """Nothing here is about a browser's history: one tab does for all."""
    return tab


def player(page: Page, path: str, step: int) -> Locator:
    """The page's player on a step, its window come to rest."""
    visit(page, path)
    found = drawn(page)
    found.get_by_test_id("player-scrub").fill(str(step))
    page.mouse.move(1, 1)
    come_to_rest(found)
    return found


def taken(page: Page, ending: str) -> tuple[str, bytes]:
    with page.expect_download() as download:
        page.locator(f'.cs-pictures button[data-name="{ending}"]').click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def texts(picture: ElementTree.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text") if element.text]


def test_the_svg_holds_the_step_that_is_seen(page: Page) -> None:
    shown = player(page, "/depthwise", 5)
    name, data = taken(page, "svg")
    assert name == "depthwise-6.svg"
    picture = ElementTree.fromstring(data)
    assert picture.find(f"{SVG}title").text == shown.get_by_test_id("player-sentence").inner_text()  # type: ignore[union-attr]
    found = texts(picture)
    assert found.count("input[:, :, 0]") == 1
    visible = shown.locator(".cs-overlay text").evaluate_all(
        "all => all.filter(e => getComputedStyle(e).visibility !== 'hidden' && e.textContent).map(e => e.textContent)"
    )
    heat = page.evaluate("document.querySelector('.cs-heat').data.flatMap(t => t.text.flat())")
    covered = shown.locator(".cs-output .cs-unknown").count()
    assert covered > 0
    assert sorted(found) == sorted([*visible, *(text for text in heat if text)])


def test_the_svg_needs_no_style_sheet_and_loads_nothing(page: Page) -> None:
    player(page, "/standard", 3)
    picture = ElementTree.fromstring(taken(page, "svg")[1])
    for element in picture.iter():
        assert not {"class", "style", "href", "src"} & element.attrib.keys()
        assert "var(" not in "".join(element.attrib.values())
    links = re.findall(r"url\((.*?)\)", ElementTree.tostring(picture, "unicode"))
    assert all(link.strip('"').startswith("#") for link in links)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_png_looks_like_the_screen_at_print_size(open_context: Callable[..., Page], scheme: str) -> None:
    page = open_context(**DESKTOP, color_scheme=scheme)
    shown = player(page, "/standard", 4)
    surface = shown.locator(".cs-surface")
    box = surface.bounding_box()
    assert box is not None
    screen = Image.open(io.BytesIO(surface.screenshot())).convert("RGB")
    name, data = taken(page, "png")
    assert name == "standard-5.png"
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    assert picture.width == pytest.approx((box["width"] + 24) * 300 / 96, abs=2)
    scale = picture.width / (box["width"] + 24)
    inner = picture.crop(tuple(round(12 * scale + part * scale) for part in (0, 0, screen.width, screen.height)))
    same = np.asarray(inner.resize(screen.size, Image.Resampling.BOX)).astype(int)
    apart = np.abs(same - np.asarray(screen).astype(int)).max(axis=-1)
    assert np.median(apart) <= 2
    assert (apart > 60).mean() < 0.04  # the edges of letters and lines


def opened(page: Page, name: str, content: bytes) -> None:
    """Opens a file that was taken home."""
    open_panel(page)
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def test_padding_is_in_the_picture_of_a_lab_that_was_opened(page: Page) -> None:
    spec = ConvSpec("standard", (1, 4, 5, 1), (2, 2, 1, 1), (2, 2), ((1, 0), (0, 2)))
    shown = player(page, "/standard", 0)
    with change(page):
        opened(page, "lab.json", to_json(Trace(spec, np.full((1, 4, 5, 1), 7), np.full((2, 2, 1, 1), 3))).encode())
    expect(shown).to_have_attribute("data-steps", "6")
    picture = ElementTree.fromstring(taken(page, "svg")[1])
    found = texts(picture)
    assert found.count("7") == 20
    patterns = {element.attrib["id"] for element in picture.iter(f"{SVG}pattern")}
    fills = [element.attrib.get("fill", "") for element in picture.iter(f"{SVG}rect")]
    padding = next(name for name in patterns if name.endswith("-padding"))
    assert sum(padding in fill for fill in fills) == 5 * 7 - 20


def test_a_file_that_is_no_lab_is_refused_with_its_reason(page: Page) -> None:
    shown = player(page, "/depthwise", 0)
    opened(page, "lab.zip", b"PK no zip")
    expect(page.get_by_test_id("stAlert")).to_contain_text("lab.zip: file: this ZIP cannot be unpacked")
    expect(shown).to_have_attribute("data-steps", "16")


def test_a_gif_has_as_many_frames_as_there_are_steps(page: Page) -> None:
    shown = player(page, "/depthwise", 0)
    page.locator(".st-key-takeaway_gif button").first.click()
    page.get_by_text("16 frames, about").wait_for()
    page.locator(".st-key-takeaway_gif_make button").click()
    with page.expect_download() as download:
        page.locator(".st-key-takeaway_gif_save button:visible").first.click()
    assert download.value.suggested_filename == "depthwise.gif"
    with Image.open(download.value.path()) as picture:
        assert picture.n_frames == int(shown.get_attribute("data-steps") or 0) == 16  # type: ignore[attr-defined]
