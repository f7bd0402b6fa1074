"""Filters in groups: their values and their identities."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcore import ConvError, conv2d, depthwise_conv2d
from convcore.spec import Tensor
from convcore.tensors.grouped import block_diagonal, check_groups, dense, divisors, group, nearest
from convcore.tensors.presets import article_filters, article_input


def random(*shape: int) -> Tensor:
    return np.random.default_rng(3).integers(-9, 10, shape)


def test_as_many_groups_as_channels_are_depthwise() -> None:
    image, filters = random(2, 7, 6, 4), random(3, 2, 4, 3)
    assert np.array_equal(conv2d(image, group(filters, 4, 12)), depthwise_conv2d(image, filters))


def test_one_group_with_as_many_outputs_is_conv2d() -> None:
    image, filters = random(2, 7, 6, 4), random(3, 2, 4, 3)
    assert np.array_equal(group(filters, 1, 3), filters)
    assert np.array_equal(conv2d(image, group(filters, 1, 3)), conv2d(image, filters))


def test_the_article_s_numbers_at_both_ends() -> None:
    first = [conv2d(article_input(), group(article_filters(), g, 4))[0, 0, 0].tolist() for g in (1, 2)]
    assert first == [[9, 63, 9, 63], [0, 36, 9, 27]]


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(1, 3), st.data())
def test_zeros_written_out_change_nothing(channels: int, multiplier: int, data: st.DataObject) -> None:
    groups = data.draw(st.sampled_from(divisors(channels)))
    outputs = groups * data.draw(st.integers(1, 4))
    image, filters = random(1, 4, 5, channels), random(2, 3, channels, multiplier)
    small, whole = group(filters, groups, outputs), block_diagonal(filters, groups, outputs)
    assert small.shape == (2, 3, channels // groups, outputs)
    assert whole.shape == (2, 3, channels, outputs)
    assert np.array_equal(conv2d(image, small), conv2d(image, whole))
    parts = zip(np.split(image, groups, axis=3), np.split(small, groups, axis=3), strict=True)
    assert np.array_equal(conv2d(image, small), np.concatenate([conv2d(x, w) for x, w in parts], axis=3))
    kept = whole != 0
    assert np.array_equal(whole[kept], dense(filters, outputs)[kept])


def test_what_divides() -> None:
    assert [divisors(n) for n in (1, 7, 8)] == [[1], [1, 7], [1, 2, 4, 8]]


@pytest.mark.parametrize(
    ("outputs", "groups", "near"), [(5, 2, [4, 6]), (4, 2, [4]), (1, 3, [3]), (64, 3, [63]), (63, 4, [60, 64])]
)
def test_the_nearest_counts_that_work(outputs: int, groups: int, near: list[int]) -> None:
    assert nearest(outputs, groups, 64) == near


def test_groups_that_do_not_divide_are_refused_with_the_numbers() -> None:
    message = r"^groups: 3 groups must divide the output channels, 3 does not divide 7$"
    for refuse in (check_groups, lambda outputs, groups: group(random(1, 1, 3, 2), groups, outputs)):
        with pytest.raises(ConvError, match=message):
            refuse(7, 3)
