"""Pictures are of what is seen: the step, its numbers, its colours, its marks."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Locator, Page, expect

from convcore.io.save import to_json
from convcore.spec import ConvSpec
from convcore.trace import Trace
from pages.parts.lab import Lab
from pages.parts.lab.linktext import encode
from tests.browser.helpers import change, sent, visit, wait_until_idle
from tests.browser.player import UNREADABLE, come_to_rest, drawn
from tests.browser.test_bring import open_panel

SVG = "{http://www.w3.org/2000/svg}"
ESTIMATE = " steps, about "
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
EDGE, TITLE = 12, 26  # pixels around a picture, and of the title above its panels
WIDE = 1600
GLIDE = 40  # milliseconds that a picture on the way to a step stands

# An SVG as a PNG of some width.
RASTER = """async ([svg, width]) => {
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  await image.decode();
  const canvas = document.createElement("canvas");
  const scale = width / image.width;
  [canvas.width, canvas.height] = [width, Math.ceil(image.height * scale)];
  canvas.getContext("2d").drawImage(image, 0, 0, Math.ceil(image.width * scale), canvas.height);
  return canvas.toDataURL("image/png").split(",")[1];
}"""

# Holds the drawing back after four steps.
HOLD = """() => {
  const { decode } = HTMLImageElement.prototype;
  const held = new Promise(go => { window.goOn = go; });
  const said = document.querySelector("[data-testid=gif-said]");
  HTMLImageElement.prototype.decode = async function () {
    if (said.textContent.startsWith("4 of")) await held;
    return decode.call(this);
  };
}"""

# A GIF of some pictures, pixels as 0xBBGGRR.
WRITE = """async ([...pictures]) => {
  const width = pictures.pop();
  const { GIF_END, difference, gifFrame, gifHeader, makePalette } = await import("/assets/player/picture/gif.js");
  const pixels = pictures.map(picture => Uint32Array.from(picture));
  const { colours, indexed } = makePalette(pixels);
  const parts = [gifHeader(width, pixels[0].length / width, colours)];
  let before = null;
  for (const picture of pixels) {
    const now = indexed(picture);
    parts.push(gifFrame(difference(before, now, width), 10));
    before = now;
  }
  const url = await new Promise(done => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(new Blob([...parts, GIF_END]));
  });
  return url.split(",")[1];
}"""


def padded() -> Lab:
    """A lab with padding on all sides and long numbers."""
    image = np.arange(20).reshape(1, 4, 5, 1) * 1.25 - 9
    return Lab(image, np.arange(4.0).reshape(2, 2, 1, 1), strides=(2, 2), padding=((1, 1), (1, 2)))


def flat() -> Lab:
    """A lab of 16 steps, each a low picture, whose window moves at every other one."""
    return Lab(np.arange(8.0).reshape(1, 1, 8, 1), np.reshape([1.0, -2.0], (1, 1, 1, 2)))


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


def said(picture: ElementTree.Element) -> str:
    """The sentence below the panels, its lines put together: they and the count are in the last group."""
    *lines, _ = [element.text or "" for element in list(picture)[-1].iter(f"{SVG}text")]
    return " ".join(lines)


def test_the_svg_holds_the_step_that_is_seen(page: Page) -> None:
    shown = player(page, "/depthwise", 5)
    name, data = taken(page, "svg")
    assert name == "depthwise-4x4x2-k3-s1-VALID-step6.svg"
    picture = ElementTree.fromstring(data)
    sentence = shown.get_by_test_id("player-sentence").inner_text()
    title = page.get_by_role("heading", level=1).inner_text()
    assert picture.find(f"{SVG}title").text == title  # type: ignore[union-attr]
    assert picture.find(f"{SVG}desc").text == sentence  # type: ignore[union-attr]
    assert said(picture) == sentence
    found = texts(picture)
    assert found.count("input[:, :, 0]") == 1
    visible = shown.locator(".cs-overlay text").evaluate_all(
        "all => all.filter(e => getComputedStyle(e).visibility !== 'hidden' && e.textContent).map(e => e.textContent)"
    )
    heat = page.evaluate("document.querySelector('.cs-heat').data.flatMap(t => t.text.flat())")
    covered = shown.locator(".cs-output .cs-unknown").count()
    assert covered > 0
    below = [element.text or "" for element in list(picture)[-1].iter(f"{SVG}text")]
    assert below[-1] == shown.get_by_test_id("player-count").inner_text()
    assert sorted(found) == sorted([*visible, *(text for text in heat if text), *below, title])


def test_a_long_sentence_is_broken_and_a_picture_keeps_its_width(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    shown = player(page, "/standard?lang=zh", 3)
    width = shown.locator(".cs-overlay").evaluate("overlay => overlay.width.baseVal.value")
    picture = ElementTree.fromstring(taken(page, "svg")[1])
    *lines, _ = [element.text or "" for element in list(picture)[-1].iter(f"{SVG}text")]
    assert len(lines) > 1
    assert "".join("".join(lines).split()) == "".join(shown.get_by_test_id("player-sentence").inner_text().split())
    measured = page.evaluate(
        """([lines, family]) => {
          const pen = document.createElement("canvas").getContext("2d");
          pen.font = `15px ${family}`;
          return Math.max(...lines.map(line => pen.measureText(line).width));
        }""",
        [lines, shown.evaluate("root => getComputedStyle(root).fontFamily")],
    )
    assert measured <= width
    assert float(picture.attrib["width"]) == width + 24


def test_pictures_are_of_the_screen_in_each_theme_and_of_a_file_that_was_opened(page: Page) -> None:
    shown = player(page, "/standard", 4)
    for scheme in THEMES:
        page.emulate_media(color_scheme=scheme)
        expect(shown).to_have_attribute("data-theme", scheme)
        page.wait_for_function(f"root => !({UNREADABLE})(root).length", arg=shown.element_handle())  # Plotly's too
        come_to_rest(shown)
        expect_png_of_the_screen(page, shown)
        expect_svg_alone(page, shown)
    shown.get_by_test_id("player-scrub").fill("0")
    expect_no_lab_refused(page, shown)
    expect_padding_in_the_picture_of_a_lab(page, shown)


def expect_svg_alone(page: Page, shown: Locator) -> None:
    """It carries its style sheet and loads nothing."""
    data = taken(page, "svg")[1].decode()
    picture = ElementTree.fromstring(data)
    (sheet,) = [element.text or "" for element in picture.iter(f"{SVG}style")]
    accent = shown.evaluate("root => getComputedStyle(root).getPropertyValue('--cs-accent')")
    assert f".cs-mark path {{ fill: none; stroke: {accent};" in sheet
    assert not re.search(r"\.cs-(controls|sentence|tip|editor|run|buttons|table)\b", sheet)
    assert "var(" not in data
    assert "@import" not in data
    for element in picture.iter():
        assert not {"href", "src"} & element.attrib.keys()
        assert not [name for name in element.attrib if name.startswith(("data-", "on"))]
    assert all(link.strip("\"'").startswith("#") for link in re.findall(r"url\((.*?)\)", data))


def expect_png_of_the_screen(page: Page, shown: Locator) -> None:
    """It looks like the screen, at print size."""
    surface = shown.locator(".cs-surface")
    box = surface.bounding_box()
    assert box is not None
    screen = Image.open(io.BytesIO(surface.screenshot())).convert("RGB")
    name, data = taken(page, "png")
    assert name == "standard-4x4x2-k3-s1-VALID-step5.png"
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    assert picture.width == pytest.approx((box["width"] + 24) * 300 / 96, abs=2)
    scale = picture.width / (box["width"] + 24)
    left, top = (EDGE - box[side] % 1 for side in ("x", "y"))  # a screenshot begins with a whole pixel
    above = np.asarray(picture.crop((0, 0, picture.width, round((EDGE + TITLE - 16) * scale))).convert("L")).astype(int)
    assert np.ptp(above) > 150, "a title"
    top += TITLE
    inner = picture.crop(tuple(round(n * scale) for n in (left, top, left + screen.width, top + screen.height)))
    same = np.asarray(inner.resize(screen.size, Image.Resampling.BOX)).astype(int)
    apart = np.abs(same - np.asarray(screen).astype(int)).max(axis=-1)
    assert np.median(apart) <= 2
    edges = apart > 60  # of letters and lines, no more than a pixel wide
    assert edges.mean() < 0.05
    inside = edges[1:-1, 1:-1] & edges[:-2, 1:-1] & edges[2:, 1:-1] & edges[1:-1, :-2] & edges[1:-1, 2:]
    assert inside.mean() < 0.002


def opened(page: Page, name: str, content: bytes) -> None:
    """Opens a file that was taken home."""
    open_panel(page)
    page.locator("input[type=file]").first.set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )


def expect_no_lab_refused(page: Page, shown: Locator) -> None:
    opened(page, "lab.zip", b"PK no zip")
    expect(page.get_by_test_id("stAlert")).to_contain_text("lab.zip: file: this ZIP cannot be unpacked")
    expect(shown).to_have_attribute("data-steps", "8")


def expect_padding_in_the_picture_of_a_lab(page: Page, shown: Locator) -> None:
    spec = ConvSpec("standard", (1, 4, 5, 1), (2, 2, 1, 1), (2, 2), ((1, 0), (0, 2)))
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


# The run as a GIF


def run_of(page: Page) -> Locator:
    """The dialog, once it has told how large the GIF will be."""
    page.locator('.cs-pictures button[data-name="gif"]').click()
    dialog = page.get_by_test_id("gif")
    expect(dialog.get_by_test_id("gif-said")).to_contain_text(ESTIMATE)
    return dialog


def made(dialog: Locator) -> tuple[str, bytes]:
    """The GIF that the dialog draws."""
    dialog.get_by_test_id("gif-make").click()
    with dialog.page.expect_download() as download:
        save = dialog.get_by_test_id("gif-save")
        expect(save).to_be_in_viewport(ratio=1, timeout=60_000)
        expect(save).to_be_focused()
        save.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def played(data: bytes) -> list[tuple[int, Image.Image]]:
    """The frames of a GIF, and how many milliseconds each stands."""
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.info["loop"] == 0
        shown = []
        for index in range(picture.n_frames):  # type: ignore[attr-defined]
            picture.seek(index)
            shown.append((picture.info["duration"], picture.convert("RGB")))
        return shown


def frames(data: bytes) -> list[Image.Image]:
    """The pictures of steps in a GIF, without those on the way to them."""
    return [picture for stands, picture in played(data) if stands != GLIDE]


def bytes_said(text: str) -> float:
    """The size in a text such as ``16 steps, about 273 kB and 2 s to draw``."""
    number, unit = re.findall(r"([\d.]+) (kB|MB)", text)[0]
    return float(number) * {"kB": 1e3, "MB": 1e6}[unit]


def distance(one: Image.Image, other: Image.Image) -> np.ndarray:
    """How far the colours of each pixel are apart, of 255."""
    red, green, blue = ImageChops.difference(one, other).split()
    return np.asarray(ImageChops.lighter(ImageChops.lighter(red, green), blue))


def expect_pictures_of_steps(page: Page, shown: Locator, found: list[Image.Image]) -> None:
    """Flat colours exactly; what is left over for 256 colours, the edges of letters and of hatching, nearly."""
    for step in (0, 2, 5):
        shown.get_by_test_id("player-scrub").fill(str(step))
        svg = taken(page, "svg")[1].decode()
        drawn = Image.open(io.BytesIO(base64.b64decode(page.evaluate(RASTER, [svg, WIDE])))).convert("RGB")
        # A run has room below for the longest of its sentences: above it they are the same.
        width, below = map(float, re.findall(r'class="cs-overlay" viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
        height = round((below + EDGE + TITLE) * WIDE / (width + 2 * EDGE))
        box = (0, 0, drawn.width, height)
        apart = [distance(one.crop(box), drawn.crop(box)) for one in found]
        assert int(np.argmin([one.mean() for one in apart])) == step
        assert apart[step].mean() < 1
        assert np.median(apart[step]) == 0
        assert (apart[step] > 60).mean() < 0.001
        for one in (drawn, found[step]):
            assert (np.asarray(one.convert("L").crop((0, height, drawn.width, one.height))) < 128).any(), "a sentence"


def test_a_gif_has_the_picture_of_each_step_and_is_as_large_as_was_said(page: Page) -> None:
    shown = player(page, "/standard?lab=" + encode(flat()), 3)
    wait_until_idle(page)
    before = sent(page)
    dialog = run_of(page)
    told = dialog.get_by_test_id("gif-said").inner_text()
    assert told.startswith("16 steps, about ")
    name, data = made(dialog)
    assert name == "standard-1x8x1-k1-s1-VALID.gif"
    found = frames(data)
    assert len(found) == int(shown.get_attribute("data-steps") or 0) == 16
    assert bytes_said(told) == pytest.approx(len(data), rel=0.1)
    assert dialog.get_by_test_id("gif-said").inner_text() == "16 of 16 steps"
    assert sent(page) == before, "it is drawn in the browser"
    assert shown.get_attribute("data-step") == "3", "nobody saw the other steps"
    dialog.get_by_test_id("gif-close").click()
    expect(dialog).to_have_count(0)
    expect_pictures_of_steps(page, shown, found)


def test_a_gif_of_a_phone_fills_a_projector(phone: Page) -> None:
    phone.emulate_media(reduced_motion="reduce")  # without the pictures on the way, at which nobody looks here
    player(phone, "/standard?lab=" + encode(Lab(np.ones((1, 1, 2, 1)), np.ones((1, 1, 1, 1)))), 0)
    first, _ = frames(made(run_of(phone))[1])
    assert first.width >= WIDE


ACCENT = (194, 24, 91)

# Where the input ends in a picture of the width of a GIF.
EDGE_OF_INPUT = """() => {
  const boxOf = name => document.querySelector(name).getBoundingClientRect();
  const [input, surface] = [".cs-input", ".cs-surface"].map(boxOf);
  return Math.round((input.right - surface.left + 12 + 4) * 1600 / (surface.width + 24));
}"""


def framed(picture: Image.Image, right: int) -> tuple[int, int]:
    """The middle of the window's frame in the part of a picture that is left of ``right``."""
    pixels = np.asarray(picture.crop((0, 0, right, picture.height))).astype(int)
    rows, cols = np.nonzero((np.abs(pixels - ACCENT) < 12).all(axis=-1))
    return (int(cols.min()) + int(cols.max())) // 2, (int(rows.min()) + int(rows.max())) // 2


def test_a_window_glides_from_step_to_step(page: Page) -> None:
    """Fast first, then slowly; a step takes as long as it was asked to, with its glide."""
    shown = player(page, "/standard?lab=" + encode(Lab(np.ones((1, 4, 4, 1)), np.ones((3, 3, 1, 1)))), 0)
    right = page.evaluate(EDGE_OF_INPUT)
    found = played(made(run_of(page))[1])
    assert [stands for stands, _ in found] == [1000, *[GLIDE, GLIDE, GLIDE, 1000 - 3 * GLIDE] * 3]
    places = [framed(picture, right)[0] for _, picture in found[:5]]
    ways = np.diff(places)
    assert (ways > 0).all(), places
    assert (np.diff(ways) < 0).all(), places
    assert framed(found[0][1], right)[1] == framed(found[4][1], right)[1], "along a row"
    assert shown.get_attribute("data-step") == "0"


def test_a_window_glides_in_a_gif_that_is_made_while_all_is_played_too_fast_to_glide(page: Page) -> None:
    """The reader goes on to watch the player: 2,048 steps, 60 a second."""
    shown = player(page, "/depthwise?lab=" + encode(Lab(np.ones((1, 16, 16, 1)), np.ones((1, 1, 1, 8)))), 0)
    shown.get_by_test_id("player-speed").select_option("60")
    shown.get_by_test_id("player-play").click()
    dialog = run_of(page)
    for end, number in (("last", "9"), ("first", "8")):
        dialog.get_by_test_id(f"gif-{end}").fill(number)
        dialog.get_by_test_id(f"gif-{end}").blur()
    expect(dialog.get_by_test_id("gif-said")).to_contain_text(f"2{ESTIMATE}")
    right = page.evaluate(EDGE_OF_INPUT)
    pictures = [picture for _, picture in played(made(dialog)[1])]
    places = [framed(picture, right)[0] for picture in pictures]
    assert len(places) == 5
    ways = np.diff(places)
    assert (ways > 0).all(), places
    assert (np.diff(ways) <= 0).all(), places


def test_without_motion_there_are_steps_alone_which_fill_a_projector_and_hatch_their_padding(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    shown = player(page, "/standard?lab=" + encode(padded()), 0)
    box = page.evaluate(
        """() => {
          const surface = document.querySelector(".cs-surface").getBoundingClientRect();
          const { x, y, width, height } = document.querySelector(".cs-padding-cell").getBoundingClientRect();
          const [left, top] = [x - surface.x + 12, y - surface.y + 12 + 26];
          return [left, top, width, height].map(one => Math.round(one * 1600 / (surface.width + 24)));
        }"""
    )
    dialog = run_of(page)
    data = made(dialog)[1]
    assert [stands for stands, _ in played(data)] == [1000] * 12
    found = frames(data)
    assert found[0].width >= WIDE
    expect_hatching_with_zeros(found[-1], box)
    dialog.get_by_test_id("gif-close").click()
    expect_pictures_of_steps(page, shown, found)


def expect_hatching_with_zeros(last: Image.Image, box: list[int]) -> None:
    """In the padding's cell that lies there."""
    left, top, width, height = box
    rim = np.asarray(last.crop((left + 3, top + 3, left + width - 3, top + 8)).convert("L"))
    assert np.ptp(rim) > 20, "hatched"
    middle = np.asarray(
        last.crop((left + width // 2 - 5, top + height // 2 - 6, left + width // 2 + 6, top + height // 2 + 7)).convert(
            "L"
        )
    )
    assert middle.min() < 150, "a zero"
    assert (middle > 250).sum() > 20, "with paper around it"


def test_a_range_and_a_pace_can_be_chosen_and_drawing_can_be_stopped(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")  # until it is drawn
    player(page, "/standard?lab=" + encode(flat()), 0)
    dialog = run_of(page)
    dialog.get_by_test_id("gif-last").fill("4")
    dialog.get_by_test_id("gif-first").fill("99")
    dialog.get_by_test_id("gif-first").blur()
    expect(dialog.get_by_test_id("gif-said")).to_contain_text("13 steps, about ")
    assert [dialog.get_by_test_id(f"gif-{end}").input_value() for end in ("first", "last")] == ["4", "16"]
    page.emulate_media(reduced_motion="no-preference")
    dialog.get_by_test_id("gif-last").fill("6")
    dialog.get_by_test_id("gif-last").blur()
    expect(dialog.get_by_test_id("gif-said")).to_contain_text("3 steps, about ")
    dialog.get_by_test_id("gif-speed").select_option("4")
    _, data = made(dialog)
    assert len(frames(data)) == 3
    assert [stands for stands, _ in played(data)] == [250, GLIDE, GLIDE, GLIDE, 250 - 3 * GLIDE, 250]
    expect_stopped(page, dialog)


def expect_stopped(page: Page, dialog: Locator) -> None:
    """What was drawn is thrown away, and it can begin anew."""
    page.emulate_media(reduced_motion="reduce")
    dialog.get_by_test_id("gif-first").fill("1")
    dialog.get_by_test_id("gif-first").blur()
    page.evaluate(HOLD)
    dialog.get_by_test_id("gif-make").click()
    expect(dialog.get_by_test_id("gif-said")).to_have_text("4 of 6 steps")
    assert dialog.get_by_test_id("gif-progress").evaluate("bar => bar.value") == 4 / 6
    expect(dialog.get_by_test_id("gif-progress")).to_be_visible()
    expect(dialog.get_by_test_id("gif-make")).to_be_disabled()
    dialog.get_by_test_id("gif-stop").click()
    page.evaluate("window.goOn()")
    expect(dialog.get_by_test_id("gif-make")).to_be_enabled()
    expect(dialog.get_by_test_id("gif-progress")).to_be_hidden()
    expect(dialog.get_by_test_id("gif-save")).to_be_hidden()
    expect(dialog.get_by_test_id("gif-said")).to_contain_text(ESTIMATE)
    assert len(frames(made(dialog)[1])) == 6


def test_a_long_run_is_cut_to_what_a_gif_takes(page: Page) -> None:
    player(page, "/depthwise?lab=" + encode(Lab(np.ones((1, 9, 16, 1)), np.ones((1, 1, 1, 8)))), 0)
    page.locator('.cs-pictures button[data-name="gif"]').click()
    assert page.get_by_test_id("gif-last").input_value() == "1024"
    expect(page.get_by_test_id("gif-said")).to_contain_text("1024 steps, about ", timeout=30_000)


# What other programs read


def test_pillow_reads_what_our_writer_writes(page: Page) -> None:
    """Noise in 255 colours fills the table of strings again and again; the second frame differs here and there."""
    page.goto("/assets/player/index.js")
    chance = np.random.default_rng(0)
    colours = chance.choice(2**24, 255, replace=False)
    first = colours[chance.integers(0, 255, (90, 140))]
    second = first.copy()
    second[20:50, 30:100:3] = colours[7]
    data = page.evaluate(WRITE, [first.ravel().tolist(), second.ravel().tolist(), second.ravel().tolist(), 140])
    found = frames(base64.b64decode(data))
    assert len(found) == 3
    for picture, wanted in zip(found, (first, second, second), strict=True):
        rgb = np.stack([wanted & 255, wanted >> 8 & 255, wanted >> 16], axis=-1)
        np.testing.assert_array_equal(np.asarray(picture), rgb)
