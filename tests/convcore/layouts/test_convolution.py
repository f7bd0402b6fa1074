"""Where panels stand: every panel once, nothing on top of anything, at any cell size."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.layouts.surface import ROOM
from convcore.layouts.table import arrangements
from convcore.scenes.convolution import build
from convcore.scenes.model import MAX_LANES
from convcore.trace import Trace
from tests.convcore.layouts.checks import CELLS, SIZES, apart, check, pixels, rectangle, scene
from tests.convcore.strategies import PLENTY, Example, convolutions


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_nothing_overlaps(kind: str, input_shape: Any, filter_shape: Any, padding: Any) -> None:
    made = scene(kind, input_shape, filter_shape, padding)
    assert arrangements(made)
    for arrangement in arrangements(made):
        check(made, arrangement)


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
        assert "output" in outputs or outputs == {f"output:{k}" for k in range(made.channels)}


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


@pytest.mark.parametrize(
    ("input_shape", "filter_shape"), [((1, 6, 6, 8), (2, 2, 8, 8)), ((1, 12, 12, 8), (3, 3, 8, 4))]
)
def test_many_maps_wrap_at_the_multiplier(input_shape: Any, filter_shape: Any) -> None:
    """A row of the maps is an input channel; the numbers beside them can be read."""
    made = scene("depthwise", input_shape, filter_shape)
    focus, narrow = arrangements(made)
    assert focus.cell(ROOM) >= 16
    for arrangement in (focus, narrow):
        boxes = {box.panel: box for box in arrangement.boxes}
        rows = [{boxes[f"output:{c * filter_shape[3] + q}"].y for q in range(filter_shape[3])} for c in range(8)]
        assert [len(row) for row in rows] == [1] * 8
        assert len(set.union(*rows)) == 8


@pytest.mark.parametrize(
    ("kind", "input_shape", "filter_shape"),
    [
        ("standard", (1, 6, 6, 3), (5, 5, 3, 2)),
        ("depthwise", (1, 6, 6, 3), (5, 5, 3, 2)),
        ("standard", (1, 4, 4, 8), (3, 3, 8, 8)),
        ("depthwise", (1, 5, 5, 4), (3, 3, 4, 2)),
        ("depthwise", (1, 4, 4, 8), (3, 3, 8, 1)),
    ],
)
def test_every_lane_is_shown_where_its_numbers_can_be_read(kind: str, input_shape: Any, filter_shape: Any) -> None:
    """Lanes stand closer, or in two columns, before one of them must stand for all."""
    wide = arrangements(scene(kind, input_shape, filter_shape))[0]
    assert wide.name == "wide"
    assert wide.cell(ROOM) >= 16
    lanes = {"standard": filter_shape[2], "depthwise": filter_shape[2] * filter_shape[3]}[kind]
    boxes = [box.panel for box in wide.boxes]
    assert [f"products:{k}" in boxes for k in range(lanes)] == [True] * lanes


def test_lanes_without_names_have_them_above_their_columns() -> None:
    wide = arrangements(scene("depthwise", (1, 6, 6, 3), (5, 5, 3, 2)))[0]
    assert not any(box.titled for box in wide.boxes)
    names = {one.text: one.x for one in wide.symbols if one.kind == "name"}
    boxes = {box.panel: box.x for box in wide.boxes}
    firsts = {
        "input": "input:0",
        "filter": "filter:0:0",
        "products": "products:0",
        "sum": "sum:0",
        "output": "output:0",
    }
    for text, panel in firsts.items():
        assert pixels(names[text], 20) == pytest.approx(pixels(boxes[panel], 20))


@pytest.mark.parametrize("name", ["wide", "focus", "narrow"])
def test_the_sign_of_a_sum_stands_between_its_parts(name: str) -> None:
    """A plus between each two, and the sign of equality before the total."""
    made = scene("standard", (1, 4, 4, 3), (3, 3, 3, 2))
    arrangement = next(one for one in arrangements(made) if one.name == name)
    signs = [one.text for one in arrangement.symbols]
    assert signs.count("+") == 2
    boxes = {box.panel: rectangle(made, box, 36) for box in arrangement.boxes}
    left, top, _, bottom = boxes["total"]
    near = [one for one in arrangement.symbols if 0 < left - pixels(one.x, 36) < 40]
    assert [one.text for one in near if top < pixels(one.y, 36) < bottom] == ["="]
