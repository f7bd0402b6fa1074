"""The layouts of the frameworks: a cell is the same number in all of them."""

from __future__ import annotations

import numpy as np
import pytest

from convcore.errors import ConvError
from convcore.explain.layouts import places, transpose
from convcore.explain.messages.model import FRAMEWORK_TITLES


def test_a_cell_is_the_same_number_in_every_layout() -> None:
    rng = np.random.default_rng(0)
    x = rng.integers(0, 1000, (2, 3, 4, 5))
    for source, target in (("NHWC", "NCHW"), ("NCHW", "NHWC"), ("HWIO", "OIHW"), ("OIHW", "HWIO")):
        moved = x.transpose([source.index(letter) for letter in target])
        found = {one.layout: one for one in places(source, x.shape, (1, 1, 2, 3))}
        assert found[target].shape == moved.shape
        assert moved[found[target].index] == moved.ravel()[found[target].offset] == x[1, 1, 2, 3]
    grouped = x.transpose(2, 3, 0, 1).reshape(20, 1, 2, 3)
    there = places("HWCM", x.shape, (1, 1, 2, 3))[1]
    assert grouped.shape == there.shape
    assert grouped[there.index] == grouped.ravel()[there.offset] == x[1, 1, 2, 3]


@pytest.mark.parametrize(("layout", "index"), [("NWHC", (0, 0, 0, 0)), ("NHWC", (0, 0, 4, 0)), ("NHWC", (0, 0, -1, 0))])
def test_a_cell_outside_is_refused(layout: str, index: tuple[int, ...]) -> None:
    with pytest.raises(ConvError):
        places(layout, (1, 4, 4, 2), index)


def test_transposes_there_and_back() -> None:
    for framework in FRAMEWORK_TITLES:
        assert str((0, 3, 1, 2))[1:-1] in transpose(framework, "NHWC", "NCHW")
        assert transpose(framework, "HWIO", "OIHW").count("3, 2, 0, 1") == 1
        assert len(transpose(framework, "GROUPED", "HWCM", (3, 3, 2, 4)).splitlines()) == 2
