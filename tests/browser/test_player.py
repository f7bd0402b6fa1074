"""The player in a browser: it steps by itself, says the core's numbers, and its overlay lies on the heatmaps."""

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
from playwright.sync_api import Locator, Page, TimeoutError, expect

from convcore.catalogue import catalogue
from convcore.numbers import short
from convcore.scenes.article import tensors
from convcore.scenes.convolution import build
from convcore.spec import ConvSpec
from convcore.trace import Trace
from convcore.web.payload import payload
from tests.browser.helpers import sent, visit, wait_until_idle

TOLERANCE = 1  # pixel

# How far the overlay's cells lie from the heatmaps that Plotly has drawn: the worst centre, width or height.
DRIFT = """root => {
  const heat = root.querySelector(".cs-heat");
  const groups = [...root.querySelectorAll(".cs-panel")].filter(group => group.querySelector(".cs-hit"));
  const traces = heat._fullData ?? [];
  if (!heat._fullData || traces.length !== groups.length) return 1e9;
  return Math.max(0, ...groups.flatMap((group, i) => {
    const { xaxis, yaxis, z } = traces[i];
    const image = heat.querySelector(`.subplot.${xaxis}${yaxis} .heatmaplayer image`)?.getBoundingClientRect();
    const [rows, cols] = [z.length, z[0].length];
    const hits = [...group.querySelectorAll(".cs-hit")].map(hit => hit.getBoundingClientRect());
    if (!image || hits.length !== rows * cols) return [1e9];
    const [across, down] = [image.width / cols, image.height / rows];
    return hits.flatMap((hit, n) => [
      Math.abs(hit.left + hit.width / 2 - image.left - (n % cols + 0.5) * across),
      Math.abs(hit.top + hit.height / 2 - image.top - (Math.floor(n / cols) + 0.5) * down),
      Math.abs(hit.width - across) / 2,
      Math.abs(hit.height - down) / 2,
    ]);
  }));
}"""

# Texts in cells that are too small to read, wider than their cell, or hard to tell from it.
UNREADABLE = """root => {
  const parts = colour => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = colour => parts(colour).map(linear).reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const found = [];
  for (const text of root.querySelectorAll(".cs-overlay text, .cs-heat text")) {
    if (text.textContent && parseFloat(getComputedStyle(text).fontSize) < 11) found.push(`small: ${text.textContent}`);
  }
  for (const rect of root.querySelectorAll(".cs-cell:not(.cs-blank)")) {
    const text = rect.nextElementSibling;
    if (!text.textContent) continue;
    const [inner, outer] = [text, rect].map(one => one.getBoundingClientRect().width);
    if (inner > outer) found.push(`wide: ${text.textContent}`);
    const covered = rect.classList.contains("cs-unknown");
    const ratio = contrast(getComputedStyle(text).fill, getComputedStyle(rect).fill);
    if (!covered && ratio < 4.5) found.push(`contrast ${ratio.toFixed(2)}: ${text.textContent}`);
  }
  for (const { xaxis, yaxis, z } of root.querySelector(".cs-heat")._fullData) {
    const plot = root.querySelector(`.cs-heat .subplot.${xaxis}${yaxis}`);
    const width = plot.querySelector("image").getBoundingClientRect().width / z[0].length;
    for (const text of plot.querySelectorAll("text")) {
      if (text.getBoundingClientRect().width > width) found.push(`wide: ${text.textContent}`);
      // The scales are made for the page's text: tests/convcore/test_figures.py.
      if (getComputedStyle(text).fill !== getComputedStyle(root).color) found.push(`colour: ${text.textContent}`);
    }
  }
  return found;
}"""

# Puts a player of its own on the page, with any payload, where the page's content begins.
MOUNT = """async ([payload, width]) => {
  const { default: component } = await import("/assets/player/index.js");
  const home = document.createElement("div");
  home.id = "mounted";
  home.style.cssText = `position: fixed; inset: 0 auto auto 0; width: ${width}px; height: 100%; overflow: auto;
    z-index: 1000000; background: var(--st-background-color, white)`;
  document.querySelector("[data-testid=player]").closest(".cs-slot").parentElement.append(home);
  home.innerHTML = '<div class="cs-slot"></div>';
  window.mounted = data => component({ data: { payload: data }, parentElement: home });
  window.mounted(payload);
}"""


@pytest.fixture
def depthwise(page: Page) -> Locator:
    """The player of the depthwise page, drawn."""
    visit(page, "/depthwise")
    return drawn(page)


@pytest.fixture
def standard(page: Page) -> Locator:
    """The player of the standard page, drawn."""
    visit(page, "/standard")
    return drawn(page)


def drawn(page: Page, within: str = "") -> Locator:
    """The player, once its heatmaps stand."""
    player = page.locator(f"{within} [data-testid=player]")
    expect(player).to_have_attribute("data-ready", "true", timeout=30_000)  # plotly.js is 5 MB
    return player


def set_same(page: Page) -> None:
    """Changes the padding in the bar of options."""
    page.get_by_role("button", name="padding VALID").click()
    page.get_by_text("SAME", exact=True).click()


def step(player: Locator, number: int) -> None:
    expect(player).to_have_attribute("data-step", str(number))


def says(player: Locator, text: str) -> None:
    expect(player.get_by_test_id("player-sentence")).to_contain_text(text)


def press(player: Locator, *keys: str) -> None:
    player.focus()
    for key in keys:
        player.page.keyboard.press(key)


def output(player: Locator, row: int, col: int, channel: int) -> Locator:
    """An output cell of the overlay, in its own panel."""
    place = f'[data-row="{row}"][data-col="{col}"][data-channel="{channel}"]'
    return player.locator(f'.cs-hit[data-role="output"]{place}')


def lies_exactly(player: Locator) -> None:
    """Waits until the overlay's cells lie on the heatmaps' within a pixel."""
    try:
        player.page.wait_for_function(
            f"root => ({DRIFT})(root) < {TOLERANCE}", arg=player.element_handle(), timeout=30_000
        )
    except TimeoutError as late:
        raise AssertionError(f"the overlay is off by {player.evaluate(DRIFT)} px") from late


def mount(page: Page, scene: Any, width: int = 1100, **options: Any) -> Locator:
    """A player of any scene, on a page that has one."""
    text = payload(scene, catalogue("en"), "mounted", plotly="/plotly/plotly.min.js", **options)
    page.evaluate(MOUNT, [text, width])
    return drawn(page, "#mounted")


def scene(kind: Any, image: Any, filters: Any, **options: Any) -> Any:
    image, filters = np.asarray(image, float), np.asarray(filters, float)
    return build(Trace(ConvSpec(kind, image.shape, filters.shape, **options), image, filters))


# stepping


@pytest.mark.parametrize(("path", "steps", "totals"), [("/depthwise", 16, [0, 36, 9, 27]), ("/standard", 8, [9, 63])])
def test_it_opens_on_the_first_step(page: Page, path: str, steps: int, totals: list[int]) -> None:
    visit(page, path)
    player = drawn(page)
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


def test_a_hundred_steps_send_nothing(depthwise: Locator) -> None:
    page = depthwise.page
    wait_until_idle(page)
    before = sent(page)
    assert before > 0, "the count sees messages"
    for _ in range(4):
        press(depthwise, "Home", *["ArrowRight"] * 15, *["ArrowLeft"] * 10)
        step(depthwise, 5)
    for number in range(16):
        depthwise.get_by_test_id("player-scrub").fill(str(number))
    output(depthwise, 1, 0, 2).hover()
    output(depthwise, 1, 0, 2).click()
    press(depthwise, "Escape")
    depthwise.get_by_test_id("player-channel").select_option("1")
    depthwise.get_by_test_id("player-speed").select_option("8")
    press(depthwise, "Home", "Space")
    expect(depthwise).to_have_attribute("data-playing", "false")
    step(depthwise, 13)
    wait_until_idle(page)
    assert sent(page) == before


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


def test_space_plays_and_pauses(depthwise: Locator) -> None:
    press(depthwise, "Space")
    expect(depthwise).to_have_attribute("data-playing", "true")
    step(depthwise, 1)
    press(depthwise, "Space")
    expect(depthwise).to_have_attribute("data-playing", "false")
    stopped = depthwise.get_attribute("data-step")
    depthwise.page.wait_for_timeout(1300)  # longer than a step takes
    assert depthwise.get_attribute("data-step") == stopped


def test_what_is_said_is_not_read_aloud_while_it_plays(depthwise: Locator) -> None:
    sentence = depthwise.get_by_test_id("player-sentence")
    expect(sentence).to_have_attribute("aria-live", "polite")
    press(depthwise, "Space")
    expect(sentence).to_have_attribute("aria-live", "off")
    press(depthwise, "Space")
    expect(sentence).to_have_attribute("aria-live", "polite")


# what a step shows


@pytest.mark.parametrize(("path", "cells"), [("/depthwise", 16), ("/standard", 8)])
def test_what_is_not_computed_yet_is_covered(page: Page, path: str, cells: int) -> None:
    visit(page, path)
    player = drawn(page)
    covered = player.locator(".cs-hit.cs-unknown")
    for number in range(cells):
        expect(covered).to_have_count(cells - number - 1)
        press(player, "ArrowRight")
    press(player, "Home")
    expect(covered).to_have_count(cells - 1)
    expect(output(player, 0, 0, 1)).to_have_class("cs-hit cs-unknown")


def numbers(player: Locator, role: str) -> list[str]:
    return player.locator(f".cs-panel.cs-{role} .cs-number").all_text_contents()


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


def framed(player: Locator, channel: int) -> list[list[int]]:
    """The input cells of a channel that the window's frame encloses, once it has glided there."""
    found: list[list[int]] = player.evaluate(
        """async (root, channel) => {
          await Promise.all(root.getAnimations({ subtree: true }).map(animation => animation.finished));
          const marks = [...root.querySelectorAll(".cs-mark:not(.cs-hidden) path:not(.cs-halo)")];
          const boxes = marks.map(mark => mark.getBoundingClientRect());
          const cells = [...root.querySelectorAll(`.cs-hit[data-role="input"][data-channel="${channel}"]`)];
          return cells.filter(cell => {
            const { left, right, top, bottom } = cell.getBoundingClientRect();
            const [x, y] = [(left + right) / 2, (top + bottom) / 2];
            return boxes.some(box => box.left < x && x < box.right && box.top < y && y < box.bottom);
          }).map(cell => [Number(cell.dataset.row), Number(cell.dataset.col)]);
        }""",
        channel,
    )
    return found


def block(row: int, col: int) -> list[list[int]]:
    return [[row + a, col + b] for a in range(3) for b in range(3)]


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


def test_the_overlay_lies_on_the_heatmaps(page: Page) -> None:
    for path in ("/depthwise", "/standard"):
        visit(page, path)
        lies_exactly(drawn(page))


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


def test_the_overlay_follows_a_change_of_data(depthwise: Locator) -> None:
    set_same(depthwise.page)
    expect(depthwise).to_have_attribute("data-steps", "64")
    lies_exactly(depthwise)
    expect(depthwise.locator(".cs-padding-cell")).to_have_count(2 * (36 - 16))


def test_the_overlay_stands_after_a_page_change_and_back(depthwise: Locator) -> None:
    page = depthwise.page
    page.get_by_role("link", name="Standard convolution").click()
    expect(page.get_by_role("heading", name="Standard convolution")).to_be_visible()
    wait_until_idle(page)
    lies_exactly(drawn(page))
    page.get_by_role("link", name="Depthwise convolution").click()
    expect(page.get_by_role("heading", name="Depthwise convolution")).to_be_visible()
    wait_until_idle(page)
    lies_exactly(drawn(page))


def test_the_step_is_kept_over_a_page_change(depthwise: Locator) -> None:
    page = depthwise.page
    press(depthwise, *["ArrowRight"] * 5)
    page.get_by_role("link", name="Standard convolution").click()
    expect(page.get_by_role("heading", name="Standard convolution")).to_be_visible()
    step(drawn(page), 0)
    page.get_by_role("link", name="Depthwise convolution").click()
    expect(page.get_by_role("heading", name="Depthwise convolution")).to_be_visible()
    step(drawn(page), 5)
    says(drawn(page), "output[0, 1, 1]")


def test_an_edit_keeps_the_output_cell_in_view(depthwise: Locator) -> None:
    """Step 9 is output cell (1, 0, 1); with SAME's four columns that cell is step 17."""
    press(depthwise, *["ArrowRight"] * 9)
    says(depthwise, "output[1, 0, 1]")
    set_same(depthwise.page)
    expect(depthwise).to_have_attribute("data-steps", "64")
    step(depthwise, 17)
    says(depthwise, "output[1, 0, 1]")


def test_another_language_keeps_the_step(page: Page) -> None:
    visit(page)
    player = page.get_by_test_id("player").first
    expect(player).to_have_attribute("data-ready", "true", timeout=30_000)
    press(player, "ArrowRight", "ArrowRight")
    page.get_by_text("中文", exact=True).click()
    says(player, "用于输入通道 0 的 3×3 卷积核")
    step(player, 2)


# reading


@pytest.mark.parametrize("path", ["/depthwise", "/standard"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_number_can_be_read(page: Page, path: str, theme: Any) -> None:
    page.emulate_media(color_scheme=theme)
    visit(page, path)
    player = drawn(page)
    expect(player).to_have_attribute("data-theme", theme)
    lies_exactly(player)
    press(player, "End")
    assert player.evaluate(UNREADABLE) == []


EXTREMES = [-1234.5678, 1e-300, -999999, 0.1 + 0.2, 1e300, -1e-5, 1 / 3, 123456, -0.0, 2.5e17, -0.001, 99999.95]


@pytest.mark.parametrize("width", [390, 700, 1100])
@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_no_number_is_too_wide_for_its_cell(page: Page, kind: str, width: int) -> None:
    visit(page, "/depthwise")
    drawn(page)
    image = np.resize(EXTREMES, (1, 5, 6, 2))
    player = mount(page, scene(kind, image, np.resize(EXTREMES[::-1], (2, 3, 2, 2)), strides=(1, 2)), width)
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
def test_any_size_is_drawn_exactly(page: Page, kind: str, image: Any, filters: Any, options: Any) -> None:
    visit(page, "/depthwise")
    drawn(page)
    rng = np.random.default_rng(0)
    made = scene(kind, rng.integers(-9, 9, image), rng.integers(-9, 9, filters), **options)
    for width in (390, 1100):
        player = mount(page, made, width)
        lies_exactly(player)
        press(player, "End")
        step(player, len(made.frames) - 1)
        assert player.evaluate(UNREADABLE) == []
        page.evaluate("document.querySelector('#mounted').remove()")


def test_the_largest_numbers_are_drawn(page: Page) -> None:
    """Values near the end of float64: the scale from -1.7e308 to 1.7e308 is wider than a float."""
    visit(page, "/depthwise")
    drawn(page)
    player = mount(page, scene("depthwise", [[[[1.7e308], [-1.7e308], [0]]]], [[[[1]]]]))
    lies_exactly(player)
    colours = player.evaluate(
        """root => root.querySelector(".cs-heat")._fullData.map(({ meta, zmin, zmax }) => [meta, zmin, zmax])"""
    )
    assert all(math.isfinite(high - low) for _, low, high in colours)


def test_a_change_of_data_under_the_pointer_keeps_the_step(page: Page) -> None:
    """What is looked at by pointing is not where the player stands."""
    visit(page, "/depthwise")
    drawn(page)
    image, filters = np.arange(16).reshape((1, 4, 4, 1)), np.ones((2, 2, 1, 1))
    player = mount(page, scene("depthwise", image, filters))
    press(player, "ArrowRight")
    output(player, 2, 2, 0).hover()
    says(player, "output[2, 2, 0]")
    changed = payload(scene("depthwise", image + 1, filters), catalogue("en"), "mounted")
    page.evaluate("data => window.mounted(data)", changed)
    page.mouse.move(1300, 900)
    step(player, 1)
    says(player, "output[0, 1, 0]")


def test_slices_keep_their_step_when_values_change(page: Page) -> None:
    visit(page, "/depthwise")
    drawn(page)

    def told(value: float) -> Any:
        spec = ConvSpec("depthwise", (1, 2, 2, 2), (1, 1, 2, 2))
        return tensors(Trace(spec, np.full((1, 2, 2, 2), value), np.ones((1, 1, 2, 2))))

    player = mount(page, told(1))
    press(player, *["ArrowRight"] * 4)
    page.evaluate("data => window.mounted(data)", payload(told(2), catalogue("en"), "mounted"))
    step(player, 4)


def test_padding_and_unused_cells_are_of_another_kind(page: Page) -> None:
    visit(page, "/depthwise")
    drawn(page)
    made = scene("depthwise", np.ones((1, 5, 4, 1)), np.ones((2, 2, 1, 1)), strides=(2, 2), padding=((0, 0), (1, 1)))
    player = mount(page, made)
    assert player.locator(".cs-padding-cell").count() == 2 * 5
    assert player.locator(".cs-unused-cell").count() == 4
    assert player.locator(".cs-zero").all_text_contents() == ["0"] * 10


# motion, phone


def test_the_window_glides_unless_motion_is_unwanted(page: Page) -> None:
    durations = {}
    for motion in ("no-preference", "reduce"):
        page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
        visit(page, "/depthwise")
        drawn(page)
        durations[motion] = page.locator(".cs-mark").first.evaluate("mark => getComputedStyle(mark).transitionDuration")
    assert durations == {"no-preference": "0.18s", "reduce": "0s"}


@pytest.mark.parametrize("path", ["/depthwise", "/standard"])
def test_a_phone_shows_it_without_scrolling_sideways(phone: Page, path: str) -> None:
    visit(phone, path)
    player = drawn(phone)
    lies_exactly(player)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    assert player.locator(".cs-stage").evaluate("stage => stage.scrollWidth <= stage.clientWidth")
    assert player.evaluate(UNREADABLE) == []
    small = player.locator("button:visible, select:visible, input:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 36).map(one => one.dataset.testid)"
    )
    assert small == []


def test_a_tap_pins(phone: Page) -> None:
    visit(phone, "/depthwise")
    player = drawn(phone)
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
def test_numbers_are_shortened_as_in_python(page: Page, digits: int) -> None:
    visit(page, "/depthwise")
    every = [float(value) for value in values()]
    assert len(every) > 900
    script = """async ([text, digits]) => {
      const { short } = await import("/assets/player/numbers.js");
      return JSON.parse(text).map(value => short(value, digits));
    }"""
    written = page.evaluate(script, [json.dumps(every), digits])
    found = zip(every, (short(value, digits) for value in every), written, strict=True)
    assert [row for row in found if row[1] != row[2]] == []
