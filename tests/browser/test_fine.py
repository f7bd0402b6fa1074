"""Panels of cells too small for an element each: they are pointed at, covered and edited like others."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from convcore.scenes.convolution import build
from convcore.spec import ConvSpec, Kind
from convcore.trace import Part, Trace
from tests.browser.bench import Bench
from tests.browser.player import COVERED, press, says, step

SIDE, ROWS = 16, 4  # rows that are in hand: 4,096 steps of 64 channels


def mount(bench: Bench, kind: Kind, outs: int, start: int = 0, **options: Any) -> Locator:
    """A player of eight channels of 16x16 cells, each cell the number of its place, under kernels of a single 1."""
    image = np.arange(SIDE * SIDE * 8.0).reshape(1, SIDE, SIDE, 8)
    filters = np.zeros((3, 3, 8, outs))
    filters[1, 1] = 1
    spec = ConvSpec(kind, image.shape, filters.shape, padding="SAME")
    trace = Trace(spec, image, filters)
    return bench.mount(build(trace.only(Part(range(ROWS), trace.part.channels))), start=start, **options)


def fine(player: Locator, role: str) -> list[Locator]:
    """The panels of a role whose cells share their elements."""
    panels = player.locator(f".cs-panel.cs-{role}").filter(has=player.page.locator(".cs-cover"))
    return panels.all()


def place(panel: Locator, row: int, col: int, cells: int = SIDE) -> dict[str, Any]:
    """Where a mouse is over a cell."""
    box = panel.locator(".cs-hit").bounding_box()
    assert box
    return {
        "position": {"x": (col + 0.5) * box["width"] / cells, "y": (row + 0.5) * box["height"] / cells},
        "force": True,  # a mark may be over it
    }


def test_sixty_four_outputs_are_drawn_of_few_elements(bench: Bench) -> None:
    player = mount(bench, "depthwise", 8)
    outputs = fine(player, "output")
    assert len(outputs) == 64
    assert player.locator(".cs-overlay *").count() < 4_000


@pytest.mark.parametrize("start", [0, 64 * (2 * SIDE + 3) + 9])
def test_what_is_not_computed_is_covered(bench: Bench, start: int) -> None:
    """A step computes the next channel of a window, after the last one the next window."""
    player = mount(bench, "depthwise", 8, start)
    outputs = fine(player, "output")
    for channel in (0, 9, 10, 63):
        covered = outputs[channel].locator(".cs-cover").evaluate(COVERED, [SIDE, SIDE])
        steps = [[64 * (row * SIDE + col) + channel for col in range(SIDE)] for row in range(SIDE)]
        assert covered == [[number > start for number in row] for row in steps]
    press(player, "End")
    covered = outputs[9].locator(".cs-cover").evaluate(COVERED, [SIDE, SIDE])
    assert covered == [[row >= ROWS] * SIDE for row in range(SIDE)]
    press(player, "Home", "ArrowRight")
    assert sum(map(sum, outputs[1].locator(".cs-cover").evaluate(COVERED, [SIDE, SIDE]))) == SIDE * SIDE - 1


def test_each_of_its_cells_can_be_pointed_at(bench: Bench) -> None:
    player = mount(bench, "depthwise", 8)
    panel = fine(player, "output")[9]
    for row, col in ((2, 3), (2, 4), (3, 15), (0, 0)):
        panel.locator(".cs-hit").hover(**place(panel, row, col))
        says(player, f"output[{row}, {col}, 9]")
        expect(player.locator(".cs-tip")).to_be_hidden()  # not computed yet
    step(player, 0)
    panel.locator(".cs-hit").click(**place(panel, 2, 3))
    expect(player).to_have_class(re.compile("cs-pinned"))
    says(player, "output[2, 3, 9]")
    press(player, "Escape", "End")
    panel.locator(".cs-hit").hover(**place(panel, 2, 4))
    expect(player.locator(".cs-tip")).to_have_text(f"output[2, 4, 9] = {8 * (2 * SIDE + 4) + 1}")


def test_padding_is_marked_around_small_inputs(bench: Bench) -> None:
    player = mount(bench, "standard", 8)
    inputs = fine(player, "input")
    assert len(inputs) == 8
    high = SIDE + 2
    around = inputs[3].locator(".cs-padding-cell").evaluate(COVERED, [high, high])
    assert around == [[0 in (row, col) or high - 1 in (row, col) for col in range(high)] for row in range(high)]


def test_a_small_cell_is_edited_where_it_is_pointed_at(bench: Bench) -> None:
    player = mount(bench, "standard", 8, editable={"tensors": ("input",), "batch": 0, "applied": 0})
    panel = fine(player, "input")[3]
    panel.locator(".cs-hit").dblclick(**place(panel, 6, 8, SIDE + 2))
    field = player.get_by_test_id("player-editor")
    expect(field).to_have_accessible_name("input[5, 7, 3]")
    expect(field).to_have_value(str(8 * (5 * SIDE + 7) + 3))
    panel.locator(".cs-hit").dblclick(**place(panel, 0, 8, SIDE + 2))  # padding
    expect(field).to_be_hidden()
