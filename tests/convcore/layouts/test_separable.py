"""Both stages side by side, at any size."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from convcore.layouts.table import arrangements
from convcore.scenes.model import MAX_LANES
from convcore.scenes.separable import build
from convcore.trace import Stages
from convcore.web.figure import figure
from tests.convcore.layouts.checks import check
from tests.convcore.scenes.test_separable import BOTH, ones
from tests.convcore.strategies import PLENTY

SIZES: list[tuple[Any, ...]] = [
    ((1, 4, 4, 2), (3, 3, 2, 2), 2, "VALID"),
    ((1, 1, 1, 1), (1, 1, 1, 1), 1, "VALID"),
    ((1, 16, 16, 1), (7, 7, 1, 2), 1, "SAME"),
    ((1, 16, 16, 4), (3, 3, 4, 1), 8, "SAME"),
    ((1, 8, 8, 8), (3, 3, 8, 8), 8, "VALID"),
    ((1, 3, 16, 3), (2, 5, 3, 3), 5, "VALID"),
    ((1, 16, 3, 8), (7, 1, 8, 1), 3, ((0, 1), (2, 0))),
    ((2, 3, 3, 1), (3, 3, 1, 8), 8, "SAME"),
]


@pytest.mark.parametrize(("input_shape", "filter_shape", "outputs", "padding"), SIZES)
def test_nothing_overlaps_at_any_size(input_shape: Any, filter_shape: Any, outputs: int, padding: Any) -> None:
    scene = build(ones(input_shape, filter_shape, outputs, padding))
    names = [arrangement.name for arrangement in arrangements(scene)]
    assert names == (["wide"] if filter_shape[2] * filter_shape[3] <= MAX_LANES else []) + ["focus", "narrow"]
    for arrangement in arrangements(scene):
        check(scene, arrangement)
        roles = {scene.panel(box.panel).role for box in arrangement.boxes}
        assert {"input", "filter", "products", "sum", "pointwise", "total", "output"} <= roles
        assert len(figure(scene, arrangement.name).data) > 0


def test_weighed_numbers_are_added_with_a_plus_between_each_two() -> None:
    """And the sign of equality before the total."""
    scene = build(ones((1, 4, 4, 2), (3, 3, 2, 2), 2, "VALID"))
    wide = arrangements(scene)[0]
    signs = [(one.text, one.x.at(36)) for one in wide.symbols]
    left = next(box for box in wide.boxes if box.panel == "total").x.at(36)
    assert [text for text, _ in signs].count("+") == 3
    assert [text for text, x in signs if left - 25 < x < left] == ["="]


def test_large_tensors_do_not_dwarf_the_arithmetic_beside_them() -> None:
    scene = build(ones((1, 16, 16, 8), (3, 3, 8, 1), 8, "SAME"))
    focus = next(arrangement for arrangement in arrangements(scene) if arrangement.name == "focus")
    scales = {box.panel: box.scale for box in focus.boxes}
    assert (16 * scales["mid"], 16 * scales["output"]) == (3, 8)


@PLENTY
@given(BOTH)
def test_nothing_overlaps_whatever_is_drawn(both: Stages) -> None:
    scene = build(both)
    for arrangement in arrangements(scene):
        check(scene, arrangement)
