"""The drawing: a house of 16x16 grey values, in any size the lab allows."""

from __future__ import annotations

import numpy as np

from convcore.tensors.drawing import PIXELS, house
from convcore.tensors.presets import PRESETS, find_preset, whole


def test_it_has_sixteen_rows_of_grey_values() -> None:
    assert PIXELS.shape == (16, 16)
    assert PIXELS.min() >= 0
    assert PIXELS.max() == 255
    assert np.array_equal(house((16, 16), 0, 0), PIXELS)


def test_a_smaller_one_has_the_pixels_under_its_cells() -> None:
    assert np.array_equal(house((8, 8), 0, 0), PIXELS[1::2, 1::2])


def test_it_is_offered_for_the_input_alone_and_the_same_in_each_channel() -> None:
    preset = find_preset("input", "house")
    assert [tensor for tensor, rows in PRESETS.items() if preset in rows] == ["input"]
    filled = whole("input", preset, 0, (1, 16, 16, 2))
    assert np.array_equal(filled[0, :, :, 1], PIXELS)
