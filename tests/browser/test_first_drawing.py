"""The picture before Plotly has drawn it, at first and after an edit: it is read and played, and nothing moves then."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from convcore.scenes.convolution import build
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace
from pages.parts.lab import Lab, linktext
from tests.browser.bench import Bench, article
from tests.browser.conftest import PHONE
from tests.browser.helpers import wait_until_idle
from tests.browser.player import come_to_rest, drawn, press, step
from tests.browser.test_every_page import SHIFTS

SMOOTHED = 8  # of 255: what a screen's rounding of an edge that lies between two pixels may change

# Each number of the heatmaps with its font, its colour and its place in the picture.
TEXTS = """heat => [...heat.querySelectorAll("text")].map(text => {
  const { fontSize, fontFamily, fill } = getComputedStyle(text);
  const [own, all] = [text, heat].map(one => one.getBoundingClientRect());
  const place = [own.x - all.x, own.y - all.y, own.width, own.height].map(n => Math.round(n * 10) / 10);
  return [text.textContent, fontSize, fontFamily, fill, ...place];
})"""


def photograph(player: Locator) -> Any:
    """The picture's pixels at rest."""
    come_to_rest(player)
    picture = Image.open(io.BytesIO(player.locator(".cs-surface").screenshot()))
    return np.asarray(picture.convert("RGB")).astype(int)


@pytest.mark.parametrize(("path", "scheme"), [("/depthwise", "light"), ("/groups?lang=zh", "dark")])
def test_plotly_takes_over_and_nothing_moves(page: Page, path: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    expect_no_move(page, path)


def test_plotly_takes_over_and_nothing_moves_on_a_phone(page: Page) -> None:
    """All that a player asks of a phone is its width; with its finer pixels, cells of whole ones would be smoothed."""
    page.set_viewport_size(PHONE["viewport"])
    expect_no_move(page, "/standard")


def test_the_largest_lab_is_drawn_whose_kernels_are_as_small_as_a_pixel_a_cell(page: Page) -> None:
    """They can be seen, since tiny cells have no line between them; a console that complains fails the test."""
    lab = Lab(np.ones((1, 16, 16, 8)), np.ones((3, 3, 8, 8)), padding="SAME")
    page.route("**/plotly.min.js*", lambda route: None)
    page.goto(f"/groups?{urlencode({'lab': linktext.encode(lab)})}", wait_until="commit")
    player = page.get_by_test_id("player")
    expect(player).to_have_attribute("data-version", re.compile(r"\d"))
    wait_until_idle(page)
    cells = player.locator(".cs-first rect")
    expect(cells.first).to_be_attached()
    sizes = cells.evaluate_all("all => all.flatMap(one => [one.width, one.height].map(size => size.baseVal.value))")
    assert sizes.count(0) < len(sizes) / 4, (sizes.count(0), len(sizes))


def expect_no_move(page: Page, path: str) -> None:
    held: list[Route] = []
    page.route("**/plotly.min.js*", lambda route: held.append(route))
    page.goto(path, wait_until="commit")  # a script that is held holds the load event too, where it is asked before
    player = page.get_by_test_id("player")
    expect(player).to_have_attribute("data-version", re.compile(r"\d"))
    wait_until_idle(page)
    assert held, "plotly.js was not asked for"
    heat = player.locator(".cs-heat")
    numbers = heat.evaluate(TEXTS)
    assert len(numbers) > 30
    press(player, "Home", "ArrowRight")
    step(player, 1)
    before = photograph(player)
    assert player.get_attribute("data-ready") is None

    for route in held:
        route.continue_()
    drawn(page)
    expect(heat.locator(".cs-first")).to_have_count(0)
    assert heat.evaluate(TEXTS) == numbers
    after = photograph(player)
    assert after.shape == before.shape
    apart = np.abs(after - before).max(axis=-1)
    assert np.median(apart) == 0
    assert (apart > SMOOTHED).mean() < 0.01
    assert sum(shift["value"] for shift in page.evaluate(SHIFTS)) < 0.1
    press(player, "ArrowRight")
    step(player, 2)


# Plotly draws when the test lets it.
HOLD = """() => {
  const { react } = Plotly;
  window.held = [];
  Plotly.react = (...given) => new Promise(done => held.push(() => done(react(...given))));
  window.letGo = () => { Plotly.react = react; };
}"""


@pytest.fixture
def held(bench: Bench) -> Iterator[Bench]:
    bench.mount(article("depthwise"))
    bench.page.evaluate(HOLD)
    yield bench
    bench.page.evaluate("letGo()")


def test_what_is_new_is_read_before_plotly_has_drawn_it(held: Bench) -> None:
    """And stays to be read where something newer has come before that."""
    image = article_input()
    scenes = []
    for number in (77, 78):
        image[0, 0, 0, 0] = number
        scenes.append(build(Trace(ConvSpec("depthwise", image.shape, (3, 3, 2, 2)), image, article_filters())))
    page, player = held.page, held.page.get_by_test_id("player")
    first, older = player.locator(".cs-first"), player.locator(".cs-heat > .plot-container")
    expect(older).to_be_visible()
    for waiting, (number, scene) in enumerate(zip((77, 78), scenes, strict=True), 1):
        held.give(scene)
        expect(first.get_by_text(str(number))).to_be_visible()
        expect(older).to_be_hidden()
        page.wait_for_function("count => held.length === count", arg=waiting)
    page.evaluate("held[0]()")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    expect(first.get_by_text("78")).to_be_visible()
    assert player.get_attribute("data-ready") is None
    page.evaluate("held[1]()")
    expect(player).to_have_attribute("data-ready", "true")
    expect(first).to_have_count(0)
    expect(older.get_by_text("78")).to_be_visible()
