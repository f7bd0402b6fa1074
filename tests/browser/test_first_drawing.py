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

from convcore.scenes import compare, grouped, separable
from convcore.scenes.article import tensors, window
from convcore.scenes.convolution import build
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Part, Trace, stages
from pages.parts.lab import Lab, linktext
from tests.browser.bench import Bench, article
from tests.browser.conftest import PHONE
from tests.browser.helpers import wait_until_idle
from tests.browser.player import COVERED, come_to_rest, drawn, press, step
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
    expect_alike(photograph(player), before)
    assert sum(shift["value"] for shift in page.evaluate(SHIFTS)) < 0.1
    press(player, "ArrowRight")
    step(player, 2)


def expect_alike(after: Any, before: Any) -> None:
    assert after.shape == before.shape
    apart = np.abs(after - before).max(axis=-1)
    assert np.median(apart) == 0
    assert (apart > SMOOTHED).mean() < 0.01


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


def edited(number: float) -> Scene:
    """The article's, with another number in its first cell; its colours are those of before."""
    image = article_input().astype(float)
    image[0, 0, 0, 0] = number
    return build(Trace(ConvSpec("depthwise", image.shape, (3, 3, 2, 2)), image, article_filters()))


def test_what_is_new_is_read_before_plotly_has_drawn_it(held: Bench) -> None:
    """And stays to be read where something newer has come before that; nothing moves when it is drawn."""
    page, player = held.page, held.page.get_by_test_id("player")
    first, before = player.locator(".cs-first"), player.locator(".cs-heat .subplot.xy text").first
    expect(before).to_be_visible()
    for waiting, number in enumerate((0.25, 0.75), 1):
        held.give(edited(number))
        expect(first.get_by_text(str(number))).to_be_visible()
        expect(before).to_be_hidden()
        page.wait_for_function("count => held.length === count", arg=waiting)
    expect(player.locator(".cs-heat .subplot:not(.cs-old) text").first).to_be_visible()  # a kernel, which is as it was
    page.evaluate("held[0]()")
    page.wait_for_function("document.querySelector('.cs-heat').data[0].z[0][0] === 0.25")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    expect(first.get_by_text("0.75")).to_be_visible()
    expect(before).to_be_hidden()
    assert player.get_attribute("data-ready") is None
    foreshown = photograph(player)
    page.evaluate("held[1]()")
    expect(player).to_have_attribute("data-ready", "true")
    expect(first).to_have_count(0)
    expect(player.locator(".cs-heat .subplot.xy").get_by_text("0.75")).to_be_visible()
    expect_alike(photograph(player), foreshown)


OVERLAY = """player => [...player.querySelectorAll(".cs-overlay, .cs-above")].map(one =>
  one.outerHTML.replaceAll(player.querySelector("pattern").id.split("-")[0], "")).join("")"""


def pairs() -> Iterator[tuple[str, Scene, Scene]]:
    """Scenes whose numbers alone differ, by kind."""
    rng = np.random.default_rng(4)
    image, filters, across = (rng.integers(-9, 10, shape) for shape in ((1, 5, 6, 2), (3, 2, 2, 2), (1, 1, 4, 3)))
    for kind in ("standard", "depthwise"):
        spec = ConvSpec(kind, image.shape, filters.shape, padding="SAME")
        yield kind, *(build(Trace(spec, one, filters)) for one in (image, image * 3))
    traces = [
        [Trace(ConvSpec(kind, image.shape, filters.shape), one, filters) for kind in ("depthwise", "standard")]
        for one in (image, image + 1)
    ]
    yield "compare", *(compare.build(*both) for both in traces)
    yield "groups", *(grouped.build(both[1]) for both in traces)
    yield "separable", *(separable.build(stages(one, filters, across)) for one in (image, image + 1))
    yield "window", *(window(both[0], 3) for both in traces)


@pytest.mark.parametrize(("old", "new"), [pair[1:] for pair in pairs()], ids=[pair[0] for pair in pairs()])
def test_other_numbers_make_the_picture_of_a_player_of_their_own(bench: Bench, old: Scene, new: Scene) -> None:
    """Where the elements stay, as everything but the numbers is what it was."""
    player = bench.mount(old, start=3)
    kept = player.locator(".cs-panel").first.element_handle()
    bench.update(new, start=3)
    assert kept.evaluate("panel => panel.isConnected")
    changed = player.evaluate(OVERLAY)
    bench.mount(new, start=3)
    assert changed == player.evaluate(OVERLAY)


def test_the_tip_says_what_stands_there_now(bench: Bench) -> None:
    """Though the pointer rests and the cell under it is the same."""
    player = bench.mount(edited(0.25))
    cell = player.locator("[data-role=input][data-row='0'][data-col='0']").first
    cell.hover()
    expect(player.locator(".cs-tip")).to_have_text(re.compile(r"input\[0, 0, 0\] = 0.25"))
    bench.update(edited(0.75))
    expect(player.locator(".cs-tip")).to_have_text(re.compile(r"input\[0, 0, 0\] = 0.75"))


def test_many_new_cells_are_left_to_plotly(bench: Bench) -> None:
    """They are there when it is done, and nothing was drawn before it."""
    image, filters = np.ones((1, 70, 70, 2)), np.ones((1, 1, 2, 1))
    spec = ConvSpec("depthwise", image.shape, filters.shape, strides=(2, 2))
    player = bench.mount(tensors(Trace(spec, image, filters)))
    bench.page.evaluate(
        "() => new MutationObserver(all => { window.seen ||= all.some(({ addedNodes }) =>"
        " [...addedNodes].some(node => node.matches?.('.cs-first'))); })"
        ".observe(document.querySelector('.cs-heat'), { childList: true })"
    )
    bench.update(tensors(Trace(spec, image * 2, filters)))
    assert not bench.page.evaluate("window.seen")
    assert player.locator(".cs-heat").evaluate("heat => heat.data[0].z[0][0]") == 2


def test_what_is_not_told_of_a_large_output_is_covered(bench: Bench) -> None:
    """Rows before the part in hand, those after it, and channels that are not in hand."""
    image, filters = np.ones((1, 1, 1, 1)), np.ones((1, 1, 1, 70))
    spec = ConvSpec("depthwise", image.shape, filters.shape, padding=((7, 8), (7, 8)))
    part = Part(range(7, 9), range(2, 5))
    player = bench.mount(build(Trace(spec, image, filters).only(part)), start=len(part.rows) * 16 * 3 - 1)
    rows = {}
    for panel in player.locator(".cs-output").filter(has=bench.page.locator(".cs-cover")).all():
        covered = panel.locator(".cs-cover").evaluate(COVERED, [16, 16])
        rows[panel.locator(".cs-hit").get_attribute("data-channel")] = [
            row for row, cells in enumerate(covered) if not any(cells)
        ]
    assert len(rows) == 70
    assert {channel: open_ for channel, open_ in rows.items() if open_} == {"2": [7, 8], "3": [7, 8], "4": [7, 8]}
    focus = player.locator(".cs-output").filter(has_not=bench.page.locator(".cs-cover"))
    open_rows = focus.locator("[data-role=output]:not(.cs-unknown)").evaluate_all(
        "cells => [...new Set(cells.map(cell => Number(cell.dataset.row)))]"
    )
    assert open_rows == [7, 8]
