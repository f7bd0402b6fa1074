"""Where panels stand: every panel once, nothing on top of anything, at any cell size."""

from __future__ import annotations

import json
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore import layouts, matrix
from convcore.arrange import TITLE, Arrangement, Box, Length
from convcore.layouts import arrangements
from convcore.scene import MAX_LANES, Scene, build, tensors, window
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.strategies import PLENTY, Example, convolutions

CELLS = (8, 12, 26, 54)
SLACK = 1e-6
SIZES = [
    ((1, 4, 4, 2), (3, 3, 2, 2), "VALID"),
    ((1, 1, 1, 1), (1, 1, 1, 1), "VALID"),
    ((1, 7, 7, 2), (7, 7, 2, 3), "VALID"),
    ((1, 16, 16, 1), (7, 7, 1, 1), "SAME"),
    ((1, 16, 16, 8), (3, 3, 8, 1), "SAME"),
    ((1, 16, 3, 2), (2, 3, 2, 4), "VALID"),
    ((1, 2, 16, 3), (2, 5, 3, 2), ((0, 1), (2, 0))),
    ((1, 8, 8, 8), (3, 3, 8, 8), "VALID"),
    ((1, 3, 3, 8), (3, 3, 8, 8), "VALID"),
    ((1, 4, 4, 1), (7, 1, 1, 8), "SAME"),
]


def scene(kind: Any, input_shape: Any, filter_shape: Any, padding: Any = "VALID") -> Scene:
    spec = ConvSpec(kind, input_shape, filter_shape, padding=padding)
    return build(Trace(spec, np.ones(input_shape), np.ones(filter_shape)))


def pixels(length: Length, cell: float) -> float:
    return length.cells * cell + length.pixels


def rectangle(scene: Scene, box: Box, cell: float, title: float = 0) -> tuple[float, float, float, float]:
    """A box's (left, top, right, bottom); with the room that its title takes above it."""
    panel = scene.panel(box.panel)
    left, top = pixels(box.x, cell), pixels(box.y, cell)
    across, down = panel.cols * cell * box.scale * box.aspect, panel.rows * cell * box.scale
    return left, top - title, left + across, top + down


def apart(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[2] <= b[0] + SLACK or b[2] <= a[0] + SLACK or a[3] <= b[1] + SLACK or b[3] <= a[1] + SLACK


def check(scene: Scene, arrangement: Arrangement) -> None:
    """No panel twice, and at every cell size nothing overlaps or leaves the surface; each title has its room."""
    names = [box.panel for box in arrangement.boxes]
    assert names
    assert len(set(names)) == len(names)
    assert set(names) <= {panel.id for panel in scene.panels}
    for cell in CELLS:
        where = f"{scene.kind} {arrangement.name} at {cell} px"
        boxes = {box.panel: rectangle(scene, box, cell, TITLE.pixels - 1) for box in arrangement.boxes}
        for (one, a), (other, b) in combinations(boxes.items(), 2):
            assert apart(a, b), f"{where}: {one} {a} and {other} {b}"
        for name, (left, top, right, bottom) in boxes.items():
            assert left >= -SLACK, f"{where}: {name} begins at {left}"
            assert top >= -SLACK, f"{where}: the title of {name} begins at {top}"
            assert right <= pixels(arrangement.width, cell) + SLACK, f"{where}: {name} ends at {right}"
            assert bottom <= pixels(arrangement.height, cell) + SLACK, f"{where}: {name} ends at {bottom}"


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_nothing_overlaps(kind: str, input_shape: Any, filter_shape: Any, padding: Any) -> None:
    made = scene(kind, input_shape, filter_shape, padding)
    assert arrangements(made)
    for arrangement in arrangements(made):
        check(made, arrangement)


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
def test_nothing_overlaps_in_the_articles_other_scenes(input_shape: Any, filter_shape: Any, padding: Any) -> None:
    spec = ConvSpec("depthwise", input_shape, filter_shape, padding=padding)
    made = Trace(spec, np.ones(input_shape), np.ones(filter_shape))
    for told in (tensors(made), window(made, 0)):
        assert arrangements(told)
        for arrangement in arrangements(told):
            check(told, arrangement)


@PLENTY
@given(st.sampled_from(["standard", "depthwise"]).flatmap(lambda kind: convolutions(kind, groups=1)))
def test_nothing_overlaps_at_any_size(example: Example) -> None:
    made = build(Trace(example.spec, example.input, example.filters))
    for arrangement in arrangements(made):
        check(made, arrangement)


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_every_arrangement_shows_each_role(kind: str, input_shape: Any, filter_shape: Any, padding: Any) -> None:
    made = scene(kind, input_shape, filter_shape, padding)
    for arrangement in arrangements(made):
        roles = {made.panel(box.panel).role for box in arrangement.boxes}
        assert {"input", "filter", "products", "sum", "output"} <= roles, arrangement.name
        outputs = {box.panel for box in arrangement.boxes if made.panel(box.panel).role == "output"}
        assert "output:*" in outputs or outputs == {f"output:{k}" for k in range(made.channels)}


def test_every_scene_has_a_wide_screen_and_a_phone() -> None:
    for kind in ("depthwise", "standard"):
        names = [arrangement.name for arrangement in arrangements(scene(kind, (1, 4, 4, 2), (3, 3, 2, 2)))]
        assert names == ["wide", "focus", "narrow"]


def test_many_depthwise_lanes_are_not_set_side_by_side() -> None:
    def names(multiplier: int) -> list[str]:
        return [a.name for a in arrangements(scene("depthwise", (1, 4, 4, 1), (3, 3, 1, multiplier)))]

    assert names(MAX_LANES) == ["wide", "focus", "narrow"]
    assert names(MAX_LANES + 1) == ["focus", "narrow"]


def test_the_articles_depthwise_lanes_read_from_left_to_right() -> None:
    made = scene("depthwise", (1, 4, 4, 2), (3, 3, 2, 2))
    wide = arrangements(made)[0]
    boxes = {box.panel: rectangle(made, box, 36) for box in wide.boxes}
    for k in range(4):
        lane = [f"input:{k // 2}", f"filter:{k // 2}:{k}", f"products:{k}", f"sum:{k}", f"output:{k}"]
        assert [boxes[a][2] < boxes[b][0] for a, b in pairwise(lane)] == [True] * 4
        middles = [(boxes[name][1] + boxes[name][3]) / 2 for name in lane[1:]]
        assert max(middles) - min(middles) < 1
    assert sorted(boxes, key=lambda name: boxes[name][1] if name.startswith("output") else -1)[-4:] == [
        f"output:{k}" for k in range(4)
    ]
    assert [symbol.text for symbol in wide.symbols] == ["×", "=", "Σ", "→"] * 4
    assert [tie.channel for tie in wide.ties] == [0, 0, 1, 1]


def test_the_articles_standard_lanes_are_added() -> None:
    made = scene("standard", (1, 4, 4, 2), (3, 3, 2, 2))
    wide = arrangements(made)[0]
    boxes = {box.panel: rectangle(made, box, 36) for box in wide.boxes}
    assert {f"filter:{c}:{k}" for c in range(2) for k in range(2)} <= set(boxes)
    assert boxes["sum:0"][2] < boxes["total"][0] < boxes["output:0"][0]
    assert boxes["sum:0"][3] < boxes["total"][3] < boxes["sum:1"][3]
    assert [symbol.text for symbol in wide.symbols].count("+") == 1
    assert [tie.channel for tie in wide.ties] == [0, 1]


@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_symbols_stand_between_panels(kind: str) -> None:
    """No sign is written on a cell."""
    made = scene(kind, (1, 4, 4, 2), (3, 3, 2, 2))
    for arrangement in arrangements(made):
        for cell in CELLS:
            boxes = [rectangle(made, box, cell) for box in arrangement.boxes]
            for symbol in arrangement.symbols:
                x, y = pixels(symbol.x, cell), pixels(symbol.y, cell)
                assert all(apart(box, (x - 6, y - 6, x + 6, y + 6)) for box in boxes), (arrangement.name, symbol)


def test_an_arrangement_is_plain_data() -> None:
    for arrangement in arrangements(scene("depthwise", (1, 4, 4, 2), (3, 3, 2, 2))):
        told = json.loads(json.dumps(arrangement.to_dict(), allow_nan=False))
        assert [box["panel"] for box in told["boxes"]] == [box.panel for box in arrangement.boxes]
        assert told["boxes"][0]["x"] == list(arrangement.boxes[0].x)


def test_the_surface_of_the_article_ends_with_its_last_panel() -> None:
    for kind in ("depthwise", "standard"):
        made = scene(kind, (1, 4, 4, 2), (3, 3, 2, 2))
        for arrangement in arrangements(made):
            for cell in (8, 54):
                boxes = [rectangle(made, box, cell) for box in arrangement.boxes]
                assert pixels(arrangement.width, cell) == pytest.approx(max(box[2] for box in boxes))
                assert pixels(arrangement.height, cell) == pytest.approx(max(box[3] for box in boxes))


def test_lengths_add_up() -> None:
    assert Length(1, 2).plus(Length(3, 4), Length(0, 1)) == (4, 7)
    assert Length(1, 2).times(3) == (3, 6)
    assert Length(1, 2).nominal == 38


@pytest.mark.parametrize(
    ("input_shape", "filter_shape"), [((1, 6, 6, 8), (2, 2, 8, 8)), ((1, 12, 12, 8), (3, 3, 8, 4))]
)
def test_many_maps_stand_side_by_side(input_shape: Any, filter_shape: Any) -> None:
    """A strip as narrow as the arithmetic above it would be so deep that no number could be read."""
    focus = next(made for made in arrangements(scene("depthwise", input_shape, filter_shape)) if made.name == "focus")
    assert focus.cell(layouts.ROOM) >= 16
    rows = {box.y for box in focus.boxes if box.panel.startswith("output:") and box.panel != "output:*"}
    assert len(rows) <= 6


def test_the_lane_in_focus_is_large_under_a_large_matrix() -> None:
    """Its numbers can be read where those of the matrix are too small, and it costs the matrix nothing."""
    filters = np.ones((3, 3, 4, 16))
    spec = ConvSpec("standard", (1, 6, 6, 4), (3, 3, 4, 16))
    wide = arrangements(matrix.build(Trace(spec, np.ones(spec.input_shape), filters)))[0]
    scales = {box.panel: box.scale for box in wide.boxes}
    cell = wide.cell(layouts.ROOM)
    assert scales["filter:*"] >= 2
    assert cell * scales["filter:*"] >= 20
    assert cell >= 0.97 * layouts._grouped_over(matrix.build(Trace(spec, np.ones(spec.input_shape), filters)), 1).cell(
        layouts.ROOM
    )
