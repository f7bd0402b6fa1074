"""The product filter on any convolution, ranks that can be told by hand, and the best approximations."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore import conv2d, separable_conv2d
from convcore.errors import ConvError
from convcore.tensors.low_rank import approximations, degrees_of_freedom, product_filter, ranks
from convcore.tensors.presets import article_filters, sobel_x, sobel_y
from tests.convcore.strategies import PLENTY, Example, convolutions, tensor
from tests.oracle.cases import SEPARABLE, Case, tensors

RECORDS = json.loads((Path(__file__).parents[1] / "golden" / "separable_conv2d.json").read_text())["cases"]


@PLENTY
@given(convolutions("depthwise"), st.integers(1, 3), st.integers(0, 99))
def test_one_conv2d_with_the_product_filter_is_both_stages(example: Example, out: int, seed: int) -> None:
    channels, multiplier = example.filters.shape[2:]
    pointwise = tensor(np.random.default_rng(seed), (1, 1, channels * multiplier, out), "int64") % 100
    np.testing.assert_array_equal(
        conv2d(example.input, product_filter(example.filters, pointwise), *example.options),
        separable_conv2d(example.input, example.filters, pointwise, *example.options),
    )


@pytest.mark.parametrize(
    ("case", "record"), list(zip(SEPARABLE, RECORDS, strict=True)), ids=[c.name for c in SEPARABLE]
)
def test_the_product_filter_gives_tensorflows_answer(case: Case, record: dict[str, list[float]]) -> None:
    input, depthwise, pointwise = tensors(case)
    got = conv2d(input, product_filter(depthwise, pointwise), case.strides, case.padding, case.dilations)
    np.testing.assert_allclose(got.ravel(), record["output"], rtol=2e-5, atol=2e-5)


def test_the_product_filter_is_the_printed_sum() -> None:
    rng = np.random.default_rng(0)
    depthwise, pointwise = rng.integers(-9, 10, (2, 4, 3, 2)), rng.integers(-9, 10, (1, 1, 6, 5))
    got = product_filter(depthwise, pointwise)
    assert got.shape == (2, 4, 3, 5)
    for a, b, c, o in np.ndindex(got.shape):
        assert got[a, b, c, o] == sum(depthwise[a, b, c, q] * pointwise[0, 0, c * 2 + q, o] for q in range(2))


def test_shapes_that_do_not_belong_together() -> None:
    message = r"shape \[1, 1, 6, out\] is needed for 3 channels times multiplier 2, got \[1, 1, 3, 4\]"
    with pytest.raises(ConvError, match=message):
        product_filter(np.ones((3, 3, 3, 2)), np.ones((1, 1, 3, 4)))


def slices(*kernels: np.ndarray) -> np.ndarray:
    """A filter of one input channel."""
    return np.stack(kernels, axis=-1)[:, :, np.newaxis]


X, Y = sobel_x((3, 3), 0, 0), sobel_y((3, 3), 0, 0)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (article_filters(), (1, 1)),
        (slices(X, 3 * X), (1,)),
        (slices(X, Y), (2,)),
        (slices(X, Y, X - Y), (2,)),
        (np.concatenate([slices(X, X), slices(X, Y)], axis=2), (1, 2)),
        (np.zeros((2, 2, 1, 3)), (0,)),
        (slices(X, Y) * 1e300, (2,)),
        (slices(X, Y) * 1e-300, (2,)),
        (np.eye(4).reshape(2, 2, 1, 4), (4,)),
    ],
)
def test_ranks_by_hand(filters: np.ndarray, wanted: tuple[int, ...]) -> None:
    assert ranks(filters) == wanted


FILTERS = st.builds(
    lambda seed, shape: np.random.default_rng(seed).normal(size=shape),
    st.integers(0, 999),
    st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 6)),
)


@PLENTY
@given(FILTERS)
def test_an_approximation_is_as_far_off_as_it_says(filters: np.ndarray) -> None:
    for one in approximations(filters):
        missing = filters - product_filter(one.depthwise, one.pointwise)
        assert np.linalg.norm(missing) == pytest.approx(one.error, abs=1e-12)
        assert one.relative == pytest.approx(one.error / np.linalg.norm(filters))
        assert one.depthwise.shape == (*filters.shape[:3], one.multiplier)


@PLENTY
@given(FILTERS)
def test_more_multipliers_come_closer_until_nothing_is_missing(filters: np.ndarray) -> None:
    errors = [one.error for one in approximations(filters)]
    assert all(high >= low for high, low in pairwise(errors))
    assert errors[-1] == pytest.approx(0, abs=1e-12)
    assert len(errors) == min(filters.shape[0] * filters.shape[1], filters.shape[3])


@PLENTY
@given(FILTERS, st.integers(0, 999))
def test_no_other_filter_of_that_multiplier_is_closer(filters: np.ndarray, seed: int) -> None:
    rng = np.random.default_rng(seed)
    for one in approximations(filters):
        nudge = [part + 0.1 * rng.normal(size=part.shape) for part in (one.depthwise, one.pointwise)]
        assert np.linalg.norm(filters - product_filter(*nudge)) >= one.error - 1e-12


def test_a_separable_filter_is_found_again() -> None:
    rng = np.random.default_rng(1)
    filters = product_filter(rng.normal(size=(3, 2, 4, 2)), rng.normal(size=(1, 1, 8, 5)))
    assert ranks(filters) == (2, 2, 2, 2)
    assert [one.error < 1e-12 for one in approximations(filters)] == [False, True, True, True, True]


def test_what_it_saves_is_counted_by_hand() -> None:
    first, second = approximations(np.ones((3, 3, 2, 2)))
    assert (first.multiplications, first.saved) == (2 * 1 * (9 + 2), 36 - 22)
    assert (second.multiplications, second.saved) == (2 * 2 * (9 + 2), 36 - 44)


def test_huge_and_zero_filters_have_errors_too() -> None:
    huge = approximations(slices(X, Y) * 1e300)
    assert huge[0].relative == pytest.approx(approximations(slices(X, Y))[0].relative)
    assert np.isfinite(huge[0].error)
    np.testing.assert_allclose(product_filter(huge[1].depthwise, huge[1].pointwise), slices(X, Y) * 1e300, atol=1e288)
    assert [one.relative for one in approximations(np.zeros((2, 2, 1, 2)))] == [0, 0]


@pytest.mark.parametrize(("multiplier", "wanted"), [(1, (33, 81)), (2, (60, 81)), (3, (81, 81)), (12, (81, 81))])
def test_degrees_of_freedom(multiplier: int, wanted: tuple[int, int]) -> None:
    three_channels = np.zeros((3, 3, 3, 3))
    assert degrees_of_freedom(three_channels, multiplier) == wanted


def test_all_of_the_freedom_at_full_rank() -> None:
    for shape in ((3, 3, 2, 4), (1, 2, 3, 5)):
        assert degrees_of_freedom(np.zeros(shape), 99) == (np.zeros(shape).size,) * 2
