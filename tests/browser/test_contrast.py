"""What does not count now stays readable: it is faded by taking its colour, and zeros of padding are no less a number.

axe-core sees nothing of a picture, so these are measured: the lightest and the darkest pixel of a cell as it is seen.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest
from playwright.sync_api import FloatRect, Locator, Page

from tests.browser.bench import Bench, article

LARGE, TEXT = 3, 4.5  # WCAG 2.2, 1.4.11 and 1.4.3

MEASURE = """async picture => {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const { data } = pen.getImageData(0, 0, image.width, image.height);
  const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const lights = [];
  let colour = 0;
  for (let i = 0; i < data.length; i += 4) {
    const [r, g, b] = data.slice(i, i + 3);
    lights.push(0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b));
    colour = Math.max(colour, Math.max(r, g, b) - Math.min(r, g, b));
  }
  return { contrast: (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05), colour };
}"""


def look(page: Page, cell: Locator) -> dict[str, Any]:
    """The contrast within a cell, and how far its most coloured pixel is from grey (0 to 255)."""
    box = cell.bounding_box()
    assert box
    inside: FloatRect = {
        **box,
        "x": box["x"] + 2,
        "y": box["y"] + 2,
        "width": box["width"] - 4,
        "height": box["height"] - 4,
    }
    picture = base64.b64encode(page.screenshot(clip=inside)).decode()
    seen: dict[str, Any] = page.evaluate(MEASURE, picture)
    return seen


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_does_not_count_now_loses_its_colour_and_keeps_its_contrast(bench: Bench, scheme: Any) -> None:
    bench.page.emulate_media(color_scheme=scheme)
    player = bench.mount(article("depthwise"))
    kernels = player.locator(".cs-filter")
    off = kernels.filter(has=bench.page.locator(".cs-veil.cs-on")).last.locator(".cs-hit").nth(4)
    on = kernels.filter(has_not=bench.page.locator(".cs-veil.cs-on")).first.locator(".cs-hit").nth(4)
    assert look(bench.page, off)["contrast"] >= LARGE
    assert look(bench.page, off)["colour"] < 30
    assert look(bench.page, on)["contrast"] >= TEXT
    bench.update(article("depthwise"), dimmed=True)
    seen = look(bench.page, player.locator(".cs-input .cs-hit").nth(3))
    assert seen["contrast"] >= LARGE
    assert seen["colour"] < 30


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_zeros_of_padding_are_read_as_any_number(bench: Bench, scheme: Any) -> None:
    bench.page.emulate_media(color_scheme=scheme)
    player = bench.mount(article("depthwise", padding="SAME"))
    assert look(bench.page, player.locator(".cs-zero").last)["contrast"] >= TEXT
