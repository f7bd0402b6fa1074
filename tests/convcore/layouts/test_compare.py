"""One table, two readings: at any size, and the maps where the table's cells stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcore.layouts.surface import ROOM
from convcore.layouts.table import arrangements
from convcore.scenes.compare import WORDS, build
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.layouts.checks import SIZES, borders, check, encloses, measures, pixels, rectangle, rectangles


def compared(input_shape: Any, filter_shape: Any, padding: Any = "VALID") -> Scene:
    kinds: tuple[Any, ...] = ("depthwise", "standard")
    specs = [ConvSpec(kind, input_shape, filter_shape, padding=padding) for kind in kinds]
    return build(*(Trace(spec, np.ones(input_shape), np.ones(filter_shape)) for spec in specs))


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
def test_nothing_overlaps(input_shape: Any, filter_shape: Any, padding: Any) -> None:
    made = compared(input_shape, filter_shape, padding)
    assert [arrangement.name for arrangement in arrangements(made)] == ["wide", "focus", "narrow"]
    for arrangement in arrangements(made):
        check(made, arrangement)


def places(made: Scene, name: str = "wide") -> dict[str, Any]:
    """The panels' rectangles."""
    arrangement = next(one for one in arrangements(made) if one.name == name)
    return {box.panel: rectangle(made, box, 36) for box in arrangement.boxes}


@pytest.mark.parametrize("filter_shape", [(3, 3, 2, 3), (3, 3, 8, 8)])
@pytest.mark.parametrize("name", ["wide", "focus", "narrow"])
def test_the_maps_stand_as_the_table_stands(filter_shape: Any, name: str) -> None:
    """Row c, column q is channel c*M + q, beside the table's row c where there is room; nothing is left out."""
    channels, multiplier = filter_shape[2:]
    made = compared((1, 4, 4, channels), filter_shape)
    boxes = places(made, name)
    for c in range(channels):
        maps = [boxes[f"depthwise:{multiplier * c + q}"] for q in range(multiplier)]
        assert len({round(box[1], 6) for box in maps}) == 1
        assert [box[0] for box in maps] == sorted(box[0] for box in maps)
        row = boxes[f"kept:{c}"]
        assert row[3] <= maps[0][1] or row[1] <= (maps[0][1] + maps[0][3]) / 2 <= row[3]
    for q in range(multiplier):
        column = [boxes[f"depthwise:{multiplier * c + q}"] for c in range(channels)]
        assert len({round(box[0], 6) for box in column}) == 1
        assert [box[1] for box in column] == sorted(box[1] for box in column)


@pytest.mark.parametrize("name", ["wide", "focus", "narrow"])
def test_the_maps_of_conv2d_stand_under_their_columns(name: str) -> None:
    made = compared((1, 6, 6, 2), (3, 3, 2, 3))
    boxes = places(made, name)
    left, _, right, bottom = boxes["added"]
    for q in range(3):
        box = boxes[f"conv2d:{q}"]
        assert (box[0] + box[2]) / 2 == pytest.approx(left + (q + 0.5) * (right - left) / 3)
        assert box[1] >= bottom


def test_the_table_is_added_up_like_a_sum_on_paper() -> None:
    """A plus before each row but the first, and the sign of equality before the total."""
    made = compared((1, 4, 4, 3), (3, 3, 3, 2))
    for arrangement in arrangements(made):
        boxes = {box.panel: rectangle(made, box, 36) for box in arrangement.boxes}
        signs = {round(pixels(one.y, 36)): one.text for one in arrangement.symbols if one.text in ("+", "=")}
        rows = [*(boxes[f"terms:{c}"] for c in range(3)), boxes["added"]]
        assert [signs.get(round((box[1] + box[3]) / 2)) for box in rows] == [None, "+", "+", "="]


def test_both_functions_are_named_and_the_opened_sum_has_a_place_of_its_own() -> None:
    for shape, filters in (((1, 4, 4, 2), (3, 3, 2, 2)), ((1, 8, 8, 8), (3, 3, 8, 8))):
        made = compared(shape, filters)
        for arrangement in arrangements(made):
            texts = [one.text for one in arrangement.symbols if one.kind == "heading"]
            assert sorted(texts) == sorted(WORDS[name] for name in ("share", "keep", "add", "open"))
            boxes = [box.panel for box in arrangement.boxes]
            frames = borders(arrangement, 36).T
            found = rectangles(measures(made, arrangement.boxes), 36)
            inside = [{boxes[i] for i in np.flatnonzero(encloses(one[:, np.newaxis], found))} for one in frames]
            assert {"window", "kernel", "products", "sum"} in inside


def test_the_largest_table_is_whole_and_its_numbers_can_be_read() -> None:
    """64 sums thrice, on a desktop and on a phone."""
    made = compared((1, 8, 8, 8), (3, 3, 8, 8))
    wide, _, narrow = arrangements(made)
    for arrangement, room in ((wide, ROOM), (narrow, (350, 10**6))):
        boxes = {box.panel: box for box in arrangement.boxes}
        assert {f"{family}:{c}" for family in ("table", "kept", "terms") for c in range(8)} <= set(boxes)
        cell = arrangement.cell(room)
        assert cell >= 14
        assert cell * boxes["table:0"].aspect >= 28
