"""The rule for sizes and padding, each number worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.shapes import Axis, axes, axis, output_shape
from convcore.spec import ConvSpec, kernel_extent
from tests.convcore.strategies import PLENTY


@pytest.mark.parametrize(("kernel", "dilation", "extent"), [(1, 1, 1), (1, 9, 1), (3, 1, 3), (3, 2, 5), (4, 3, 10)])
def test_extent(kernel: int, dilation: int, extent: int) -> None:
    assert kernel_extent(kernel, dilation) == extent
    assert Axis(20, kernel, 1, dilation, 0, 0, 1).extent == extent


# size, kernel, stride, dilation, padding -> before, after, out, unused
RULE = [
    # VALID: floor((size - extent) / stride) + 1, the rest unused
    ((4, 3, 1, 1, "VALID"), (0, 0, 2, 0)),
    ((4, 3, 2, 1, "VALID"), (0, 0, 1, 1)),
    ((10, 5, 3, 1, "VALID"), (0, 0, 2, 2)),
    ((9, 3, 2, 3, "VALID"), (0, 0, 2, 0)),
    ((5, 1, 7, 1, "VALID"), (0, 0, 1, 4)),
    ((5, 5, 1, 1, "VALID"), (0, 0, 1, 0)),
    # SAME: ceil(size / stride); the odd cell of the padding after
    ((4, 3, 1, 1, "SAME"), (1, 1, 4, 0)),
    ((4, 3, 2, 1, "SAME"), (0, 1, 2, 0)),
    ((5, 3, 2, 1, "SAME"), (1, 1, 3, 0)),
    ((9, 4, 1, 1, "SAME"), (1, 2, 9, 0)),
    ((10, 5, 3, 1, "SAME"), (2, 2, 4, 0)),
    ((6, 4, 3, 1, "SAME"), (0, 1, 2, 0)),
    ((9, 2, 1, 3, "SAME"), (1, 2, 9, 0)),
    ((2, 5, 1, 1, "SAME"), (2, 2, 2, 0)),
    ((1, 7, 1, 1, "SAME"), (3, 3, 1, 0)),
    ((8, 2, 3, 1, "SAME"), (0, 0, 3, 0)),
    ((9, 2, 3, 1, "SAME"), (0, 0, 3, 1)),
    ((9, 1, 4, 1, "SAME"), (0, 0, 3, 0)),
    ((5, 1, 100, 1, "SAME"), (0, 0, 1, 4)),
    # explicit: as VALID on the padded input
    ((9, 4, 2, 1, (1, 2)), (1, 2, 5, 0)),
    ((10, 5, 3, 1, (2, 0)), (2, 0, 3, 1)),
    ((4, 2, 1, 1, (3, 0)), (3, 0, 6, 0)),
    ((1, 3, 1, 2, (4, 0)), (4, 0, 1, 0)),
    ((4, 1, 1, 1, (9, 9)), (9, 9, 22, 0)),
]


@pytest.mark.parametrize(("arguments", "expected"), RULE)
def test_rule(arguments: tuple, expected: tuple[int, int, int, int]) -> None:
    got = axis(*arguments)
    assert (got.before, got.after, got.out, got.unused) == expected
    assert (got.size, got.kernel, got.stride, got.dilation) == arguments[:4]
    assert got.padded == arguments[0] + expected[0] + expected[1]


def test_taps_leave_the_input_on_both_sides() -> None:
    same = axis(5, 3, 2, 2, "SAME")
    assert (same.before, same.after, same.out) == (2, 2, 3)
    assert [list(same.taps(i)) for i in range(3)] == [[-2, 0, 2], [0, 2, 4], [2, 4, 6]]


def test_height_and_width_have_their_own_rule() -> None:
    spec = ConvSpec("standard", (2, 9, 10, 3), (4, 5, 3, 7), (2, 3), ((1, 2), (2, 0)))
    rows, cols = axes(spec)
    assert rows == Axis(size=9, kernel=4, stride=2, dilation=1, before=1, after=2, out=5)
    assert cols == Axis(size=10, kernel=5, stride=3, dilation=1, before=2, after=0, out=3)
    assert output_shape(spec) == (2, 5, 3, 7)


def test_dilations_have_their_own_axis() -> None:
    rows, cols = axes(ConvSpec("standard", (1, 9, 10, 1), (3, 3, 1, 1), 1, "VALID", (2, 3)))
    assert (rows.extent, cols.extent) == (5, 7)
    assert (rows.out, cols.out) == (5, 4)


def test_depthwise_output_has_every_channel_times_the_multiplier() -> None:
    assert output_shape(ConvSpec("depthwise", (2, 4, 5, 3), (3, 2, 3, 4), padding="SAME")) == (2, 4, 5, 12)


small = st.integers(1, 12)


@PLENTY
@given(small, st.integers(1, 5), st.integers(1, 15), st.integers(1, 4))
def test_same_covers_the_input_with_the_least_padding(size: int, kernel: int, stride: int, dilation: int) -> None:
    got = axis(size, kernel, stride, dilation, "SAME")
    assert got.out == len(range(0, size, stride))
    assert got.after - got.before in (0, 1)
    last = got.taps(got.out - 1)
    if got.before + got.after:
        assert last[-1] == size + got.after - 1
        assert got.unused == 0
    else:
        assert last[-1] < size


@PLENTY
@given(small, st.integers(1, 5), st.integers(1, 15), st.integers(1, 4), st.integers(0, 9), st.integers(0, 9))
def test_explicit_counts_the_windows_that_fit(
    size: int, kernel: int, stride: int, dilation: int, before: int, after: int
) -> None:
    got = axis(size, kernel, stride, dilation, (before, after))
    starts = range(-before, size + after - got.extent + 1, stride)
    if starts:
        assert got.out == len(starts)
        assert [got.taps(i)[0] for i in range(got.out)] == list(starts)
        assert got.unused == size + after - (starts[-1] + got.extent)
