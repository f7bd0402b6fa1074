"""Tensors in other shapes: nothing that once stood in a place is lost."""

from __future__ import annotations

from functools import partial

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convcore.spec import Shape4, Tensor
from convcore.tensors.resize import remember, resize
from tests.convcore.strategies import PLENTY

SHAPES = st.tuples(*[st.integers(1, 4)] * 4)
minus_ones = partial(np.full, fill_value=-1.0)


def numbered(shape: Shape4, first: int = 1) -> Tensor:
    """first, first + 1, ... in the order of the indices."""
    return np.arange(first, first + np.prod(shape), dtype=float).reshape(shape)


def test_what_fits_stays_and_the_rest_is_filled() -> None:
    larger = resize(numbered((1, 2, 3, 1)), None, (1, 3, 2, 1), minus_ones)
    assert larger[0, :, :, 0].tolist() == [[1, 2], [4, 5], [-1, -1]]


def test_the_filling_is_made_for_the_new_shape() -> None:
    assert resize(np.zeros((1, 1, 1, 1)), None, (1, 1, 2, 2), numbered).ravel().tolist() == [0, 2, 3, 4]


def test_what_was_changed_while_it_was_small_counts() -> None:
    large = numbered((1, 1, 1, 4))
    memory = remember(large, None)
    small = resize(large, memory, (1, 1, 1, 2), minus_ones)
    small[..., 0] = 50
    assert resize(small, memory, (1, 1, 1, 4), minus_ones).ravel().tolist() == [50, 2, 3, 4]
    assert large.ravel().tolist() == [1, 2, 3, 4]


def test_places_that_never_were_are_filled_between_those_that_were() -> None:
    """Wide and low, then narrow and high: the corner of both never had a number."""
    low = numbered((1, 1, 2, 1))
    high = resize(low, None, (1, 2, 1, 1), minus_ones)
    both = resize(high, remember(high, remember(low, None)), (1, 2, 2, 1), numbered)
    assert both[0, :, :, 0].tolist() == [[1, 2], [-1, 4]]


@PLENTY
@given(SHAPES, st.lists(SHAPES, max_size=5))
def test_there_and_back_loses_nothing(shape: Shape4, ways: list[Shape4]) -> None:
    first = numbered(shape)
    tensor, memory = first, None
    for way in [*ways, shape]:
        memory = remember(tensor, memory)
        tensor = resize(tensor, memory, way, minus_ones)
        assert tensor.shape == way
        assert np.isfinite(tensor).all()
    assert tensor.tobytes() == first.tobytes()
