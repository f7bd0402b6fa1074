"""What every picture is built with: the tensors' panels and the scales."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcore.scenes.builder import MAX_LIMIT
from convcore.scenes.convolution import build
from tests.convcore.scenes.reading import article, held, line, trace


@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_panels_that_last_hold_the_tensors(kind: Any) -> None:
    scene = build(article(kind))
    assert held(scene, "input:0") == [[1, 2, 3, 4]] * 4
    assert held(scene, "input:1") == [[1] * 4] * 4
    for panel in (p for p in scene.panels if p.role == "filter" and p.block is not None):
        label = scene.label(panel)
        assert label.title == f"filter[:, :, {label.index[0]}, {label.index[1]}]"
        assert held(scene, panel.id) == [[[[0, 2], [1, 3]][label.index[0]][label.index[1]]] * 3] * 3
    output = {"depthwise": [0, 36, 9, 27], "standard": [9, 63]}[kind]
    assert [held(scene, f"output:{k}")[0][0] for k in range(scene.channels)] == output
    assert scene.label(scene.panel("output:1")).title == "output[:, :, 1]"


def test_padding_holds_nothing_and_unused_cells_are_counted() -> None:
    """5x7 under a 2x3 kernel with a lopsided frame: rows 5+1 = 2·2+2, columns 7+2+1 = 3·2+3 and one left over."""
    image = np.arange(35).reshape((1, 5, 7, 1))
    scene = build(trace("depthwise", image, np.ones((2, 3, 1, 1)), strides=(2, 2), padding=((1, 0), (2, 1))))
    panel = scene.panel("input:0")
    assert (panel.rows, panel.cols, panel.before, panel.inner, panel.unused) == (6, 10, (1, 2), (5, 7), (0, 1))
    cells = held(scene, "input:0")
    assert cells[0] == [None] * 10
    assert [row[:2] for row in cells] == [[None, None]] * 6
    assert [row[9] for row in cells] == [None] * 6
    assert [row[2:9] for row in cells[1:]] == image[0, :, :, 0].tolist()


def test_limits_are_the_largest_magnitudes() -> None:
    scene = build(trace("depthwise", np.array([-5, 2]).reshape((1, 1, 2, 1)), np.array([3, -7]).reshape((1, 2, 1, 1))))
    largest = {"input": 5, "filter": 7, "products": 15, "sum": 29, "total": 29, "output": 29}
    assert {role: scene.limits[role] for role in largest} == largest


def test_a_scale_is_no_wider_than_a_float() -> None:
    scene = line([1.7e308, -1.7e308], [0.5])
    assert scene.limits["input"] == MAX_LIMIT
    assert np.isfinite(2 * MAX_LIMIT)
    assert scene.limits["output"] == MAX_LIMIT


def test_a_scene_of_zeros_has_a_scale() -> None:
    assert set(line([0, 0], [0, 0]).limits.values()) == {1.0}
