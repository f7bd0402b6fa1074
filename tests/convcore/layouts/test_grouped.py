"""The matrix of kernels, and the lane in focus below it."""

from __future__ import annotations

import numpy as np

from convcore.layouts.grouped import NEARLY, lay_matrix
from convcore.layouts.surface import ROOM, SMALLEST_CELL
from convcore.layouts.table import arrangements
from convcore.scenes import grouped as matrix
from convcore.spec import ConvSpec
from convcore.trace import Trace


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
    assert cell >= NEARLY * lay_matrix(made, 1).cell(ROOM)


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
