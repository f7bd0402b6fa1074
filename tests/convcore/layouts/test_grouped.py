"""The matrix of kernels, and the lane in focus below it."""

from __future__ import annotations

import numpy as np

from convcore.layouts import grouped
from convcore.layouts.blocks import arrange
from convcore.layouts.grouped import NEARLY
from convcore.layouts.surface import ROOM, SMALLEST_CELL
from convcore.layouts.table import arrangements
from convcore.scenes import grouped as matrix
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.layouts.checks import borders, encloses, measures, rectangles


def test_the_lane_in_focus_is_large_under_a_large_matrix() -> None:
    """Its numbers can be read where those of the matrix are too small, and it costs the matrix nothing."""
    filters = np.ones((3, 3, 4, 16))
    spec = ConvSpec("standard", (1, 6, 6, 4), (3, 3, 4, 16))
    made = matrix.build(Trace(spec, np.ones(spec.input_shape), filters))
    wide = arrangements(made)[0]
    scales = {box.panel: box.scale for box in wide.boxes}
    cell = wide.cell(ROOM)
    assert scales["kernel"] >= 2
    assert cell * scales["kernel"] >= 20
    smallest = grouped._over(grouped._matrix(made), made, 1)
    assert cell >= NEARLY * arrange("wide", smallest).cell(ROOM)


def test_a_matrix_wider_than_the_screen_is_seen_at_a_glance() -> None:
    """And the lane in focus stands first, as large as can be: 64 columns would leave the cells no pixel."""

    def panels(outputs: int) -> set[str]:
        spec = ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, outputs))
        made = matrix.build(Trace(spec, np.ones(spec.input_shape), np.ones(spec.filter_shape)))
        wide = arrangements(made)[0]
        assert wide.name == "wide"
        assert wide.cell(ROOM) >= NEARLY * SMALLEST_CELL
        return {box.panel for box in wide.boxes}

    assert {f"filter:{c}:{k}" for c in range(2) for k in range(16)} <= panels(16)
    assert "blocks" in panels(64)


def test_each_group_has_a_border_of_its_own() -> None:
    """It encloses the kernels of its group, and no zeros; one group needs none."""

    def enclosed(groups: int) -> list[set[str]]:
        filters = np.ones((3, 3, 4 // groups, 8))
        made = matrix.build(Trace(ConvSpec("standard", (1, 4, 4, 4), filters.shape), np.ones((1, 4, 4, 4)), filters))
        wide = arrangements(made)[0]
        found = rectangles(measures(made, wide.boxes), 30)
        lines = borders(wide, 30).T if wide.borders else []
        return [{wide.boxes[i].panel for i in np.flatnonzero(encloses(one[:, np.newaxis], found))} for one in lines]

    assert enclosed(1) == []
    for groups in (2, 4):
        depth, outputs = 4 // groups, 8 // groups
        want = [
            {f"filter:{g * depth + c}:{g * outputs + k}" for c in range(depth) for k in range(outputs)}
            for g in range(groups)
        ]
        assert sorted(map(sorted, enclosed(groups))) == sorted(map(sorted, want))
