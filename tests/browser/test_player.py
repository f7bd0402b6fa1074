"""The player in a browser: it steps by itself, says the core's numbers, and its overlay lies on the heatmaps.

It is tried alone, on a bench; test_player_page.py tries it on its pages.
"""

from __future__ import annotations

import json
import math
import random
import re
import struct
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from convcore.catalogue import catalogue
from convcore.numbers import short
from convcore.scenes.article import tensors
from convcore.scenes.convolution import build
from convcore.spec import ConvSpec, Kind
from convcore.trace import Trace
from convcore.web.payload import payload
from tests.browser.bench import PLOTLY, Bench, article
from tests.browser.player import UNREADABLE, block, framed, lies_exactly, numbers, output, press, says, step


@pytest.fixture
def depthwise(bench: Bench) -> Locator:
    """A player of the article's depthwise convolution."""
    return bench.mount(article("depthwise"))


@pytest.fixture
def standard(bench: Bench) -> Locator:
    """A player of the article's standard convolution."""
    return bench.mount(article("standard"))


def scene(kind: Any, image: Any, filters: Any, **options: Any) -> Any:
    image, filters = np.asarray(image, float), np.asarray(filters, float)
    return build(Trace(ConvSpec(kind, image.shape, filters.shape, **options), image, filters))


# stepping


@pytest.mark.parametrize(("kind", "steps", "totals"), [("depthwise", 16, [0, 36, 9, 27]), ("standard", 8, [9, 63])])
def test_it_opens_on_the_first_step(bench: Bench, kind: Kind, steps: int, totals: list[int]) -> None:
    player = bench.mount(article(kind))
    step(player, 0)
    expect(player).to_have_attribute("data-steps", str(steps))
    expect(player).to_have_attribute("data-playing", "false")
    expect(player.get_by_test_id("player-count")).to_have_text(f"step 1 of {steps}")
    for number, total in enumerate(totals):
        step(player, number)
        says(player, f"= {total}")
        says(player, f"output[0, 0, {number}]")
        player.get_by_test_id("player-next").click()


def test_the_controls_step(depthwise: Locator) -> None:
    control = depthwise.get_by_test_id
    control("player-next").click(click_count=2)
    step(depthwise, 2)
    control("player-prev").click()
    step(depthwise, 1)
    control("player-last").click()
    step(depthwise, 15)
    control("player-next").click()
    step(depthwise, 15)
    control("player-scrub").fill("6")
    step(depthwise, 6)
    says(depthwise, "output[0, 1, 2]")
    control("player-first").click()
    step(depthwise, 0)
    control("player-prev").click()
    step(depthwise, 0)


def test_the_keys_step(depthwise: Locator) -> None:
    press(depthwise, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft")
    step(depthwise, 2)
    press(depthwise, "End")
    step(depthwise, 15)
    press(depthwise, "ArrowRight")
    step(depthwise, 15)
    press(depthwise, "Home")
    step(depthwise, 0)
    press(depthwise, "ArrowLeft")
    step(depthwise, 0)


def test_the_page_keeps_its_own_keys(depthwise: Locator) -> None:
    """Only the player's own keys are taken, and none together with Alt, Ctrl or Meta."""
    press(depthwise, "ArrowRight")
    took = depthwise.evaluate("""root => ["ArrowDown", "PageDown", "a", "Tab"].filter(key =>
        !root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })))""")
    assert took == []
    took = depthwise.evaluate("""root => ["altKey", "ctrlKey", "metaKey"].filter(held =>
        !root.dispatchEvent(new KeyboardEvent("keydown",
          { key: "ArrowRight", [held]: true, bubbles: true, cancelable: true })))""")
    assert took == []
    step(depthwise, 1)


def test_the_keyboard_alone_reaches_every_control(depthwise: Locator) -> None:
    page = depthwise.page
    controls = depthwise.locator("button:visible, input:visible, select:visible")
    names = [control.get_attribute("data-testid") for control in controls.all()]
    for name in ("first", "prev", "play", "next", "last", "scrub", "speed", "channel"):
        assert f"player-{name}" in names
    depthwise.focus()
    reached = []
    for _ in names:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.testid"))
    assert reached == names
    assert all(control.get_attribute("aria-label") for control in controls.all())


def test_the_keyboard_alone_works_every_control(depthwise: Locator) -> None:
    keyboard, control = depthwise.page.keyboard, depthwise.get_by_test_id
    control("player-next").focus()
    keyboard.press("Enter")
    step(depthwise, 1)
    keyboard.press("Space")
    step(depthwise, 2)
    expect(depthwise).to_have_attribute("data-playing", "false")
    control("player-scrub").focus()
    keyboard.press("ArrowRight")
    step(depthwise, 3)
    keyboard.press("End")
    step(depthwise, 15)
    control("player-channel").focus()
    keyboard.press("ArrowDown")
    step(depthwise, 12)
    expect(control("player-channel")).to_have_value("0")


# playing


def test_it_plays_to_the_end_and_begins_anew(standard: Locator) -> None:
    control = standard.get_by_test_id
    control("player-speed").select_option("8")
    control("player-play").click()
    expect(standard).to_have_attribute("data-playing", "true")
    expect(control("player-play")).to_have_attribute("aria-label", "Pause")
    expect(standard).to_have_attribute("data-playing", "false")
    step(standard, 7)
    expect(control("player-play")).to_have_attribute("aria-label", "Play")
    control("player-speed").select_option("0.5")
    control("player-play").click()
    step(standard, 0)
    expect(standard).to_have_attribute("data-playing", "true")


def test_it_begins_by_itself_once_for_each_time_that_it_is_asked(bench: Bench) -> None:
    bench.hold_time()
    for run, playing in ((1, "true"), (1, "false"), (2, "true"), (0, "false")):
        expect(bench.mount(article("standard"), run=run)).to_have_attribute("data-playing", playing)
    player = bench.mount(article("standard"), start=7, run=3)
    expect(player).to_have_attribute("data-step", "0")
    bench.tick()
    expect(player).to_have_attribute("data-step", "1")


def test_space_plays_and_pauses(bench: Bench) -> None:
    player = bench.mount(article("depthwise"))
    bench.hold_time()
    press(player, "Space")
    expect(player).to_have_attribute("data-playing", "true")
    step(player, 0)
    assert bench.tick() == [1000]
    step(player, 1)
    press(player, "Space")
    expect(player).to_have_attribute("data-playing", "false")
    assert bench.tick() == []
    step(player, 1)


def test_what_is_said_is_not_read_aloud_while_it_plays(depthwise: Locator) -> None:
    sentence = depthwise.get_by_test_id("player-sentence")
    expect(sentence).to_have_attribute("aria-live", "polite")
    press(depthwise, "Space")
    expect(sentence).to_have_attribute("aria-live", "off")
    press(depthwise, "Space")
    expect(sentence).to_have_attribute("aria-live", "polite")


# what a step shows


@pytest.mark.parametrize(("kind", "cells"), [("depthwise", 16), ("standard", 8)])
def test_what_is_not_computed_yet_is_covered(bench: Bench, kind: Kind, cells: int) -> None:
    player = bench.mount(article(kind))
    covered = player.locator(".cs-hit.cs-unknown")
    for number in range(cells):
        expect(covered).to_have_count(cells - number - 1)
        press(player, "ArrowRight")
    press(player, "Home")
    expect(covered).to_have_count(cells - 1)
    expect(output(player, 0, 0, 1)).to_have_class("cs-hit cs-unknown")


def test_a_depthwise_step_shows_its_products_and_sums(depthwise: Locator) -> None:
    assert numbers(depthwise, "sum") == ["0", "", "", ""]
    press(depthwise, "ArrowRight", "ArrowRight")
    assert numbers(depthwise, "sum") == ["0", "36", "9", ""]
    assert numbers(depthwise, "products") == ["0"] * 9 + ["2", "4", "6"] * 3 + ["1"] * 9 + [""] * 9
    press(depthwise, "ArrowRight", "ArrowRight", "ArrowRight")
    assert numbers(depthwise, "sum") == ["0", "54", "", ""]


def test_a_standard_step_shows_its_lanes_and_their_total(standard: Locator) -> None:
    press(standard, "ArrowRight")
    assert numbers(standard, "sum") == ["36", "27"]
    assert numbers(standard, "total") == ["63"]
    assert numbers(standard, "products") == ["2", "4", "6"] * 3 + ["3"] * 9


def test_the_window_stands_where_the_step_reads(depthwise: Locator) -> None:
    assert framed(depthwise, 0) == block(0, 0)
    assert framed(depthwise, 1) == []
    depthwise.get_by_test_id("player-scrub").fill("6")
    assert framed(depthwise, 0) == block(0, 1)
    assert framed(depthwise, 1) == block(0, 1)
    depthwise.get_by_test_id("player-scrub").fill("8")
    assert framed(depthwise, 0) == block(1, 0)
    assert framed(depthwise, 1) == []


# pointing


def test_a_cell_under_the_pointer_shows_its_window(depthwise: Locator) -> None:
    press(depthwise, "ArrowRight")
    output(depthwise, 1, 1, 3).hover()
    says(depthwise, "output[1, 1, 3] reads input channel 1 alone, with filter[:, :, 1, 1]: 9 + 9 + 9 = 27")
    assert framed(depthwise, 1) == block(1, 1)
    step(depthwise, 1)
    expect(depthwise.locator(".cs-hit.cs-unknown")).to_have_count(14)
    depthwise.page.mouse.move(1, 1)
    says(depthwise, "output[0, 0, 1]")
    assert framed(depthwise, 0) == block(0, 0)


def test_a_click_pins_and_escape_lets_go(depthwise: Locator) -> None:
    press(depthwise, "ArrowRight", "ArrowRight")
    output(depthwise, 1, 0, 1).click()
    depthwise.page.mouse.move(1, 1)
    step(depthwise, 9)
    says(depthwise, "output[1, 0, 1]")
    expect(depthwise.locator(".cs-hit.cs-unknown")).to_have_count(6)
    press(depthwise, "Escape")
    step(depthwise, 2)
    says(depthwise, "output[0, 0, 2]")


def test_stepping_goes_on_from_a_pinned_cell(depthwise: Locator) -> None:
    output(depthwise, 1, 0, 1).click()
    press(depthwise, "ArrowRight")
    step(depthwise, 10)
    press(depthwise, "Escape")
    step(depthwise, 10)


def test_a_cell_tells_its_exact_value(depthwise: Locator) -> None:
    tip = depthwise.locator(".cs-tip")
    depthwise.locator('[data-role="input"][data-row="2"][data-col="3"][data-channel="0"]').first.hover()
    expect(tip).to_have_text(re.compile(r"^input\[2, 3, 0\] = 4\b"))
    depthwise.locator(
        '[data-role="filter"][data-row="0"][data-col="1"][data-channel="1"][data-slice="1"]'
    ).first.hover()
    expect(tip).to_have_text(re.compile(r"^filter\[0, 1, 1, 1\] = 3\b"))
    output(depthwise, 1, 1, 1).hover()
    expect(tip).to_be_hidden()
    output(depthwise, 0, 0, 0).hover()
    expect(tip).to_have_text("output[0, 0, 0] = 0")


def test_a_tip_is_whole_and_hides_no_title(bench: Bench) -> None:
    """At every edge of the stage, with the longest thing that it says."""
    spec = ConvSpec("depthwise", (1, 3, 3, 1), (2, 2, 1, 1))
    made = build(Trace(spec, np.full((1, 3, 3, 1), -1234.56789), np.ones((2, 2, 1, 1))))
    for width in (300, None):
        player = bench.mount(made, width, editable={"tensors": ["input", "filters"], "batch": 0, "applied": 0})
        tip = player.locator(".cs-tip")
        titles = [
            box for box in (one.bounding_box() for one in player.locator(".cs-title").all()) if box and box["width"]
        ]
        own = player.bounding_box()
        for row, col in ((0, 0), (0, 2), (2, 0), (2, 2)):
            player.locator(f'[data-role="input"][data-row="{row}"][data-col="{col}"]').first.hover()
            expect(tip).to_have_text(f"input[{row}, {col}, 0] = -1234.56789 · double-click or Enter to edit")
            box = tip.bounding_box()
            assert box is not None
            assert own is not None
            assert own["x"] - 1 <= box["x"]
            assert box["x"] + box["width"] <= own["x"] + own["width"] + 1
            for title in titles:
                beside = box["x"] + box["width"] <= title["x"] or title["x"] + title["width"] <= box["x"]
                assert beside or box["y"] + box["height"] <= title["y"] or title["y"] + title["height"] <= box["y"]


def test_one_output_channel_can_be_followed(depthwise: Locator) -> None:
    focus = depthwise.get_by_test_id("player-channel")
    assert focus.locator("option").all_text_contents() == [
        "all output channels",
        *(f"output channel {k}" for k in range(4)),
    ]
    press(depthwise, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    focus.select_option("3")
    step(depthwise, 7)
    press(depthwise, "ArrowRight")
    step(depthwise, 11)
    press(depthwise, "ArrowLeft", "ArrowLeft", "ArrowLeft")
    step(depthwise, 3)
    press(depthwise, "End")
    step(depthwise, 15)
    focus.select_option("")
    press(depthwise, "ArrowLeft")
    step(depthwise, 14)


# exactness


@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_the_overlay_lies_on_the_heatmaps(bench: Bench, kind: Kind) -> None:
    lies_exactly(bench.mount(article(kind)))


@pytest.mark.parametrize("size", [(1000, 700), (1800, 1300), (500, 900)])
def test_the_overlay_follows_a_resize(depthwise: Locator, size: tuple[int, int]) -> None:
    page = depthwise.page
    lies_exactly(depthwise)
    before = depthwise.locator(".cs-overlay").get_attribute("width")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    expect(depthwise.locator(".cs-overlay")).not_to_have_attribute("width", before or "")
    lies_exactly(depthwise)


def test_the_overlay_follows_a_change_of_theme(depthwise: Locator) -> None:
    expect(depthwise).to_have_attribute("data-theme", "light")
    press(depthwise, "ArrowRight")
    depthwise.page.emulate_media(color_scheme="dark")
    expect(depthwise).to_have_attribute("data-theme", "dark")
    lies_exactly(depthwise)
    step(depthwise, 1)


def test_the_overlay_follows_a_change_of_data(bench: Bench) -> None:
    bench.mount(article("depthwise"))
    player = bench.update(article("depthwise", padding="SAME"))
    expect(player).to_have_attribute("data-steps", "64")
    lies_exactly(player)
    expect(player.locator(".cs-padding-cell")).to_have_count(2 * (36 - 16))


def test_a_change_of_data_keeps_the_output_cell_in_view(bench: Bench) -> None:
    """Step 9 is output cell (1, 0, 1); with SAME's four columns that cell is step 17."""
    player = bench.mount(article("depthwise"))
    press(player, *["ArrowRight"] * 9)
    says(player, "output[1, 0, 1]")
    bench.update(article("depthwise", padding="SAME"))
    step(player, 17)
    says(player, "output[1, 0, 1]")


def test_a_player_of_the_same_name_goes_on_where_the_last_one_stood(bench: Bench) -> None:
    """A page change takes the player away and brings another one."""
    press(bench.mount(article("depthwise")), *["ArrowRight"] * 5)
    bench.clear()
    player = bench.update(article("depthwise"))
    step(player, 5)
    says(player, "output[0, 1, 1]")
    step(bench.mount(article("depthwise")), 0)


# reading


@pytest.mark.parametrize("kind", ["depthwise", "standard"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_number_can_be_read(bench: Bench, kind: Kind, theme: Any) -> None:
    bench.page.emulate_media(color_scheme=theme)
    player = bench.mount(article(kind))
    expect(player).to_have_attribute("data-theme", theme)
    lies_exactly(player)
    press(player, "End")
    assert player.evaluate(UNREADABLE) == []


EXTREMES = [-1234.5678, 1e-300, -999999, 0.1 + 0.2, 1e300, -1e-5, 1 / 3, 123456, -0.0, 2.5e17, -0.001, 99999.95]


@pytest.mark.parametrize("width", [390, 700, 1100])
@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_no_number_is_too_wide_for_its_cell(bench: Bench, kind: str, width: int) -> None:
    image = np.resize(EXTREMES, (1, 5, 6, 2))
    player = bench.mount(scene(kind, image, np.resize(EXTREMES[::-1], (2, 3, 2, 2)), strides=(1, 2)), width)
    lies_exactly(player)
    press(player, "End")
    assert player.evaluate(UNREADABLE) == []


@pytest.mark.parametrize(
    ("kind", "image", "filters", "options"),
    [
        ("depthwise", (1, 1, 1, 1), (1, 1, 1, 1), {}),
        ("depthwise", (1, 7, 7, 2), (7, 7, 2, 4), {"padding": "SAME"}),
        ("depthwise", (1, 8, 8, 8), (3, 3, 8, 8), {"strides": (2, 1)}),
        ("standard", (1, 16, 16, 8), (3, 3, 8, 8), {"padding": "SAME", "dilations": (2, 3)}),
        ("standard", (1, 3, 9, 1), (2, 2, 1, 3), {"padding": ((1, 0), (0, 3)), "strides": (2, 3)}),
    ],
)
def test_any_size_is_drawn_exactly(bench: Bench, kind: str, image: Any, filters: Any, options: Any) -> None:
    rng = np.random.default_rng(0)
    made = scene(kind, rng.integers(-9, 9, image), rng.integers(-9, 9, filters), **options)
    for width in (390, 1100):
        player = bench.mount(made, width)
        lies_exactly(player)
        press(player, "End")
        step(player, len(made.frames) - 1)
        assert player.evaluate(UNREADABLE) == []


def test_the_largest_numbers_are_drawn(bench: Bench) -> None:
    """Values near the end of float64: the scale from -1.7e308 to 1.7e308 is wider than a float."""
    player = bench.mount(scene("depthwise", [[[[1.7e308], [-1.7e308], [0]]]], [[[[1]]]]))
    lies_exactly(player)
    colours = player.evaluate(
        """root => root.querySelector(".cs-heat")._fullData.map(({ meta, zmin, zmax }) => [meta, zmin, zmax])"""
    )
    assert all(math.isfinite(high - low) for _, low, high in colours)


def test_a_change_of_data_under_the_pointer_keeps_the_step(bench: Bench) -> None:
    """What is looked at by pointing is not where the player stands."""
    image, filters = np.arange(16).reshape((1, 4, 4, 1)), np.ones((2, 2, 1, 1))
    player = bench.mount(scene("depthwise", image, filters))
    press(player, "ArrowRight")
    output(player, 2, 2, 0).hover()
    says(player, "output[2, 2, 0]")
    bench.update(scene("depthwise", image + 1, filters))
    bench.page.mouse.move(1300, 900)
    step(player, 1)
    says(player, "output[0, 1, 0]")


def test_slices_keep_their_step_when_values_change(bench: Bench) -> None:

    def told(value: float) -> Any:
        spec = ConvSpec("depthwise", (1, 2, 2, 2), (1, 1, 2, 2))
        return tensors(Trace(spec, np.full((1, 2, 2, 2), value), np.ones((1, 1, 2, 2))))

    player = bench.mount(told(1))
    press(player, *["ArrowRight"] * 4)
    bench.update(told(2))
    step(player, 4)


@pytest.mark.parametrize(("size", "maps"), [((5, 4, 1), ".cs-hit"), ((15, 16, 8), ".cs-cell")], ids=str)
def test_padding_and_unused_cells_are_of_another_kind(bench: Bench, size: tuple[int, int, int], maps: str) -> None:
    """A zero of the padding has its own elements alone: nothing of it changes with a step."""
    height, width, channels = size
    image, filters = np.ones((1, *size)), np.ones((2, 2, channels, 1))
    player = bench.mount(scene("depthwise", image, filters, strides=(2, 2), padding=((0, 0), (1, 1))))
    panel = player.locator(f".cs-panel.cs-input:has(> {maps})")
    assert panel.locator(".cs-padding-cell").count() == 2 * height
    assert panel.locator(".cs-unused-cell").count() == width
    below = """all => all.map(one => {
      const { x, y, width, height } = one.getBoundingClientRect();
      return document.elementsFromPoint(x + width / 2, y + height / 2)[0].dataset.role ?? "none";
    })"""
    assert panel.locator(".cs-unused-cell").evaluate_all(below) == ["input"] * width, "one can point at them"
    over = "all => all.every(one => one.previousElementSibling.matches('.cs-hit, .cs-number'))"
    assert panel.locator(".cs-unused-cell").evaluate_all(over), "the hatching is seen"
    assert panel.locator(".cs-zero").all_text_contents() == ["0"] * 2 * height
    assert panel.locator(".cs-hit, .cs-cell").count() == height * width
    assert panel.locator(".cs-number").count() == (height * width if maps == ".cs-cell" else 0)


def test_the_cell_in_hand_shows_its_number_where_the_others_have_no_room(bench: Bench) -> None:
    """Shortened as everywhere; where all have room, none is written twice."""
    image = np.arange(256).reshape(1, 16, 16, 1) * 12345.678
    made = Trace(ConvSpec("depthwise", image.shape, (3, 3, 1, 1)), image, np.ones((3, 3, 1, 1)))
    player = bench.mount(build(made))
    for number in range(3):
        called = player.locator(".cs-mark:not(.cs-hidden) .cs-callout text")
        assert set(called.all_text_contents()) == {short(made.output[0, 0, number, 0])}
        press(player, "ArrowRight")
    assert bench.mount(article("depthwise")).locator(".cs-callout").count() == 0


# Rules of the player's sheet that name no class, element or attribute for what they style.
NAMELESS = r"""() => {
  const rulesOf = list => [...list].flatMap(rule =>
    rule.selectorText ? [rule] : rule instanceof CSSKeyframesRule ? [] : rulesOf(rule.cssRules ?? []));
  const bare = (text, left = text.replace(/:[\w-]+\([^()]*\)/g, ":")) =>
    left === text ? text.replace(/(^|[\s>+~,]):+[\w-]*/g, "$1*").replace(/:+[\w-]*/g, "") : bare(left);
  const sheet = [...document.styleSheets].find(({ href }) => href?.endsWith("/player.css"));
  const selectors = rulesOf(sheet.cssRules).map(({ selectorText }) => selectorText);
  return [selectors.length, selectors.filter(one => bare(one).split(",").some(part => !/[\w\]-]$/.test(part.trim())))];
}"""


def test_no_style_is_asked_of_every_element(bench: Bench) -> None:
    """A browser finds the rules for what changes by its names; one that has none is tried on all of it."""
    count, nameless = bench.page.evaluate(NAMELESS)
    assert count > 100
    assert nameless == []


# motion, phone

# The frames that are seen: what carries each to its place, and where that and its number are.
FRAMES = """root => [...root.querySelectorAll(".cs-mark:not(.cs-hidden)")].map(mark => {
  for (const glide of mark.getAnimations()) glide.finish();
  const boxes = [...mark.querySelectorAll("path, rect, text")].map(shape => shape.getBoundingClientRect());
  return [mark.style.transform, boxes.map(({ x, y, width, height }) => [x, y, width, height].map(Math.round))];
})"""
# How many of them a key sends on their way.
GLIDES = """(root, key) => {
  root.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  return [...root.querySelectorAll(".cs-mark:not(.cs-hidden)")].flatMap(mark => mark.getAnimations()).length;
}"""


def test_the_window_glides_unless_motion_is_unwanted(bench: Bench) -> None:
    durations = {}
    for motion in ("no-preference", "reduce"):
        bench.page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        mark = bench.mount(article("depthwise")).locator(".cs-mark").first
        durations[motion] = mark.evaluate("mark => getComputedStyle(mark).transitionDuration")
    assert durations == {"no-preference": "0.18s", "reduce": "0s"}


@pytest.mark.parametrize("size", [4, 16], ids=["numbers in all cells", "in the cell in hand alone"])
def test_a_window_too_fast_to_glide_is_drawn_where_it_stands_and_glides_again_from_there(
    bench: Bench, size: int
) -> None:
    image = np.arange(size * size).reshape(1, size, size, 1) * 12345.678
    player = bench.mount(scene("depthwise", image, np.ones((3, 3, 1, 1))))
    last = (size - 2) ** 2 - 1
    control = player.get_by_test_id
    control("player-speed").select_option("60")
    control("player-scrub").fill(str(last - 3))
    control("player-play").click()
    step(player, last)
    expect(player).to_have_attribute("data-playing", "false")
    drawn = player.evaluate(FRAMES)
    assert player.evaluate(GLIDES, "ArrowLeft") == 0, "none is carried there from the picture's corner"
    assert player.evaluate(GLIDES, "ArrowRight") == 2
    carried = player.evaluate(FRAMES)
    assert {by for by, _ in drawn} == {""}
    assert all(by for by, _ in carried)
    assert [boxes for _, boxes in drawn] == [boxes for _, boxes in carried]
    assert any(len(boxes) > 2 for _, boxes in drawn) == (size == 16), "a number"
    assert framed(player, 0) == block(size - 3, size - 3)


@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_a_phone_shows_it_without_scrolling_sideways(phone_bench: Bench, kind: Kind) -> None:
    player = phone_bench.mount(article(kind))
    lies_exactly(player)
    assert player.locator(".cs-stage").evaluate("stage => stage.scrollWidth <= stage.clientWidth")
    assert player.evaluate(UNREADABLE) == []
    small = player.locator("button:visible, select:visible, input:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 36).map(one => one.dataset.testid)"
    )
    assert small == []


def test_a_picture_without_a_heatmap_shows_no_axes(phone_bench: Bench) -> None:
    one = scene("standard", np.ones((1, 5, 5, 1)), np.ones((3, 3, 1, 1)), strides=(2, 2), padding="SAME")
    player = phone_bench.mount(one)
    expect(player.locator(".main-svg").first).to_be_attached()
    expect(player.locator(".heatmaplayer .hm")).to_have_count(0)
    expect(player.locator(".gridlayer path, .zerolinelayer path, .xtick, .ytick")).to_have_count(0)


def test_a_tap_pins(phone_bench: Bench) -> None:
    player = phone_bench.mount(article("depthwise"))
    output(player, 1, 1, 2).tap()
    step(player, 14)
    says(player, "output[1, 1, 2]")
    player.get_by_test_id("player-next").tap()
    step(player, 15)


# numbers


def values() -> Iterator[float]:
    """Numbers on which two ways of rounding could differ, and many others."""
    chance = random.Random(1)
    yield from (0, -0.0, 63, -12, 999999, 1000000, -999999.5, 999999.4, 1234.5, 1235.5, -1234.5, 12344.5, 0.78125, 0.5)
    yield from (9999.5, 99995, 0.00099995, 0.000999949, 0.001, 1e21, 1e22, 5e-324, 1.7976931348623157e308, 2**53, 2.5)
    yield from (digit * 10.0**power for power in range(-6, 9) for digit in (1, 9.9995, 1.0005, 4.4445))
    yield from (chance.randrange(-(10**8), 10**8) / 2 ** chance.randrange(12) for _ in range(300))
    yield from (chance.uniform(-1, 1) * 10 ** chance.uniform(-7, 9) for _ in range(300))
    bits = (struct.unpack("d", chance.randbytes(8))[0] for _ in range(300))
    yield from (value for value in bits if math.isfinite(value))


@pytest.mark.parametrize("digits", [4, 3, 2])
def test_numbers_are_shortened_as_in_python(bench: Bench, digits: int) -> None:
    every = [float(value) for value in values()]
    assert len(every) > 900
    script = """async ([text, digits]) => {
      const { short } = await import("/assets/player/drawing/numbers.js");
      return JSON.parse(text).map(value => short(value, digits));
    }"""
    written = bench.page.evaluate(script, [json.dumps(every), digits])
    found = zip(every, (short(value, digits) for value in every), written, strict=True)
    assert [row for row in found if row[1] != row[2]] == []


# what is not sent again


def test_a_player_waits_for_the_one_whose_numbers_it_begins_with(bench: Bench) -> None:
    """They come in any order, and neither is drawn of other numbers than its own."""
    first, second = article("depthwise"), article("standard")
    texts = [
        payload(first, catalogue("en"), "above", start=0, plotly=PLOTLY, version=7),
        payload(second, catalogue("en"), "below", start=0, plotly=PLOTLY, version=7, like=("above", first)),
        payload(first, catalogue("en"), "above", start=0, plotly=PLOTLY, version=6),
    ]
    assert json.loads(texts[1])["scene"]["numbers"]["count"] > 60
    bench.page.evaluate(
        """async (texts) => {
          const { default: component } = await import("/assets/player/index.js");
          window.homes = [0, 1].map(() => document.querySelector("main").appendChild(document.createElement("div")));
          window.hand = (i, text) => component({ data: { payload: texts[text] }, parentElement: window.homes[i] });
          window.ends = [window.hand(1, 1), window.hand(0, 2)];
        }""",
        texts,
    )
    above, below = (bench.page.locator(f"main > div:nth-of-type({i})").get_by_test_id("player") for i in (1, 2))
    expect(above).to_have_attribute("data-version", "6")
    assert below.get_attribute("data-version") is None
    bench.page.evaluate("() => { window.hand(0, 0); }")
    for player, total in ((above, "= 0"), (below, "= 9")):
        expect(player).to_have_attribute("data-version", "7")
        step(player, 0)
        says(player, total)
    bench.page.evaluate("window.ends.forEach(end => end()); window.homes.forEach(home => home.remove())")
