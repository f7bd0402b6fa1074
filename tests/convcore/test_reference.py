"""The plain loops, by hand and against the fast operations on any convolution."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcore
from convcore import ConvError, reference
from convcore.shapes import output_shape
from tests.convcore.strategies import PLENTY, Example, convolutions, tensor

ARTICLE = np.stack([np.tile([1, 2, 3, 4], (4, 1)), np.ones((4, 4), int)], axis=-1)[np.newaxis]
FILTERS = np.array(np.broadcast_to([[0, 2], [1, 3]], (3, 3, 2, 2)))


def test_the_article() -> None:
    assert reference.conv2d(ARTICLE, FILTERS).tolist() == [[[[9, 63], [9, 81]]] * 2]
    assert reference.depthwise_conv2d(ARTICLE, FILTERS).tolist() == [[[[0, 36, 9, 27], [0, 54, 9, 27]]] * 2]


def test_all_options_at_once_by_hand() -> None:
    # input 1..6 in two rows; taps two columns apart, steps of two columns, padding on the left and below
    image = np.arange(1, 7).reshape(1, 2, 3, 1)
    filters = np.array([[1, 10], [100, 1000]]).reshape(2, 2, 1, 1)
    output = reference.conv2d(image, filters, (1, 2), ((0, 1), (2, 0)), (1, 2))
    # columns (-2, 0) and (0, 2), rows (0, 1) and (1, 2): 10*1 + 1000*4, 1 + 10*3 + 100*4 + 1000*6, ...
    assert output[0, :, :, 0].tolist() == [[4010, 6431], [40, 64]]
    np.testing.assert_array_equal(reference.depthwise_conv2d(image, filters, (1, 2), ((0, 1), (2, 0)), (1, 2)), output)


def test_groups_and_multiplier_by_hand() -> None:
    image = np.array([1, 10, 100, 1000]).reshape(1, 1, 1, 4)
    grouped = np.array([[1, 2, 3, 4], [5, 6, 7, 8]]).reshape(1, 1, 2, 4)
    assert reference.conv2d(image, grouped).ravel().tolist() == [51, 62, 7300, 8400]
    multiplied = np.array([[1, 2], [3, 4], [5, 6], [7, 8]]).reshape(1, 1, 4, 2)
    assert reference.depthwise_conv2d(image, multiplied).ravel().tolist() == [
        1,
        2,
        30,
        40,
        500,
        600,
        7000,
        8000,
    ]


def test_separable_by_hand() -> None:
    image = np.array([1, 10]).reshape(1, 1, 1, 2)
    depthwise = np.array([[1, 2], [3, 4]]).reshape(1, 1, 2, 2)
    pointwise = np.array([[1, 0], [10, 0], [0, 1], [0, 2]]).reshape(1, 1, 4, 2)
    assert reference.separable_conv2d(image, depthwise, pointwise).tolist() == [[[[21, 110]]]]


def test_it_refuses_what_the_operations_refuse() -> None:
    with pytest.raises(ConvError) as caught:
        reference.depthwise_conv2d(ARTICLE, np.ones((3, 3, 3, 1), int))
    assert str(caught.value) == "filters: shape (3, 3, 3, 1) is for 3 input channels, the input has 2"


@PLENTY
@given(convolutions("standard"))
def test_conv2d_equals_the_loops_exactly(example: Example) -> None:
    got = convcore.conv2d(example.input, example.filters, *example.options)
    want = reference.conv2d(example.input, example.filters, *example.options)
    assert got.shape == output_shape(example.spec)
    assert got.dtype == want.dtype == np.int64
    np.testing.assert_array_equal(got, want)


@PLENTY
@given(convolutions("depthwise"))
def test_depthwise_conv2d_equals_the_loops_exactly(example: Example) -> None:
    got = convcore.depthwise_conv2d(example.input, example.filters, *example.options)
    want = reference.depthwise_conv2d(example.input, example.filters, *example.options)
    assert got.shape == output_shape(example.spec)
    assert got.dtype == want.dtype == np.int64
    np.testing.assert_array_equal(got, want)


@PLENTY
@given(convolutions("standard", "float64"))
def test_conv2d_equals_the_loops_closely(example: Example) -> None:
    got = convcore.conv2d(example.input, example.filters, *example.options)
    want = reference.conv2d(example.input, example.filters, *example.options)
    assert got.dtype == want.dtype == np.float64
    np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-12)


@PLENTY
@given(convolutions("depthwise", "float32"))
def test_depthwise_conv2d_equals_the_loops_closely(example: Example) -> None:
    got = convcore.depthwise_conv2d(example.input, example.filters, *example.options)
    want = reference.depthwise_conv2d(example.input, example.filters, *example.options)
    assert got.dtype == want.dtype == np.float32
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5)


@PLENTY
@given(convolutions("depthwise"), st.integers(1, 3), st.integers(0, 99))
def test_separable_conv2d_equals_the_loops_exactly(example: Example, out: int, seed: int) -> None:
    pointwise = tensor(np.random.default_rng(seed), (1, 1, example.spec.out_channels, out), "int64") % 100
    got = convcore.separable_conv2d(example.input, example.filters, pointwise, *example.options)
    want = reference.separable_conv2d(example.input, example.filters, pointwise, *example.options)
    assert got.dtype == want.dtype == np.int64
    np.testing.assert_array_equal(got, want)
