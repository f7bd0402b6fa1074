"""One table, two readings: at any size, and the maps where the table's cells stand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcore.layouts.table import arrangements
from convcore.scenes.compare import build
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.layouts.checks import SIZES, check, rectangle


def compared(input_shape: Any, filter_shape: Any, padding: Any = "VALID") -> Scene:
    kinds: tuple[Any, ...] = ("depthwise", "standard")
    specs = [ConvSpec(kind, input_shape, filter_shape, padding=padding) for kind in kinds]
    return build(*(Trace(spec, np.ones(input_shape), np.ones(filter_shape)) for spec in specs))


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
def test_nothing_overlaps(input_shape: Any, filter_shape: Any, padding: Any) -> None:
    made = compared(input_shape, filter_shape, padding)
    assert [arrangement.name for arrangement in arrangements(made)] == ["wide", "narrow"]
    for arrangement in arrangements(made):
        check(made, arrangement)


def test_the_maps_stand_as_the_table_stands() -> None:
    """Row c, column q is channel c*M + q; conv2d's maps are below their columns."""
    made = compared((1, 4, 4, 2), (3, 3, 2, 3))
    wide = arrangements(made)[0]
    boxes = {box.panel: rectangle(made, box, 36) for box in wide.boxes}
    corners = [[boxes[made.find("depthwise", 3 * c + q).id][:2] for q in range(3)] for c in range(2)]
    added = [boxes[made.find("conv2d", q).id][:2] for q in range(3)]
    for rows in (*corners, added):
        assert len({round(y, 6) for _, y in rows}) == 1
    for columns in zip(*corners, added, strict=True):
        assert len({round(x, 6) for x, _ in columns}) == 1
        assert sorted(columns, key=lambda corner: corner[1]) == list(columns)
