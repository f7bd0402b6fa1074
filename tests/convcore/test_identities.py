"""Laws that tie the operations to each other, on any convolution; in whole numbers they hold exactly."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from convcore import conv2d, depthwise_conv2d, separable_conv2d
from tests.convcore.strategies import PLENTY, Example, convolutions, tensor

OPS = {"standard": conv2d, "depthwise": depthwise_conv2d}
EITHER = st.sampled_from(["standard", "depthwise"]).flatmap(convolutions)


@PLENTY
@given(convolutions("depthwise"))
def test_depthwise_is_one_conv2d_per_channel(example: Example) -> None:
    per_channel = [
        conv2d(example.input[..., c : c + 1], example.filters[:, :, c : c + 1], *example.options)
        for c in range(example.spec.channels)
    ]
    got = depthwise_conv2d(example.input, example.filters, *example.options)
    np.testing.assert_array_equal(got, np.concatenate(per_channel, axis=-1))


@PLENTY
@given(convolutions("depthwise"))
def test_conv2d_adds_up_what_depthwise_keeps(example: Example) -> None:
    kept = depthwise_conv2d(example.input, example.filters, *example.options)
    table = kept.reshape(*kept.shape[:3], example.spec.channels, example.filters.shape[3])
    got = conv2d(example.input, example.filters, *example.options)
    np.testing.assert_array_equal(got, table.sum(axis=-2))


@PLENTY
@given(convolutions("depthwise"))
def test_depthwise_is_conv2d_with_a_group_per_channel(example: Example) -> None:
    kh, kw, channels, multiplier = example.filters.shape
    grouped = example.filters.reshape(kh, kw, 1, channels * multiplier)
    np.testing.assert_array_equal(
        depthwise_conv2d(example.input, example.filters, *example.options),
        conv2d(example.input, grouped, *example.options),
    )


@PLENTY
@given(convolutions("standard"))
def test_groups_are_conv2ds_side_by_side(example: Example) -> None:
    spec = example.spec
    images = np.split(example.input, spec.groups, axis=-1)
    filters = np.split(example.filters, spec.groups, axis=-1)
    apart = [conv2d(image, part, *example.options) for image, part in zip(images, filters, strict=True)]
    got = conv2d(example.input, example.filters, *example.options)
    np.testing.assert_array_equal(got, np.concatenate(apart, axis=-1))


@PLENTY
@given(EITHER)
def test_a_batch_is_its_images_stacked(example: Example) -> None:
    op = OPS[example.spec.kind]
    got = op(example.input, example.filters, *example.options)
    one_by_one = [op(image, example.filters, *example.options) for image in example.input]
    np.testing.assert_array_equal(got, np.stack(one_by_one))


@PLENTY
@given(EITHER, st.integers(-9, 9), st.integers(0, 99))
def test_linear_in_the_input(example: Example, factor: int, seed: int) -> None:
    op = OPS[example.spec.kind]
    other = tensor(np.random.default_rng(seed), example.input.shape, "int64")
    np.testing.assert_array_equal(
        op(example.input + factor * other, example.filters, *example.options),
        op(example.input, example.filters, *example.options) + factor * op(other, example.filters, *example.options),
    )


@PLENTY
@given(EITHER, st.integers(-9, 9), st.integers(0, 99))
def test_linear_in_the_filters(example: Example, factor: int, seed: int) -> None:
    op = OPS[example.spec.kind]
    other = tensor(np.random.default_rng(seed), example.filters.shape, "int64")
    np.testing.assert_array_equal(
        op(example.input, example.filters + factor * other, *example.options),
        op(example.input, example.filters, *example.options) + factor * op(example.input, other, *example.options),
    )


@PLENTY
@given(convolutions("depthwise"), st.data())
def test_a_delta_kernel_gives_the_input_from_its_place_on(example: Example, data: st.DataObject) -> None:
    kh, kw = example.spec.kernel
    a, b = data.draw(st.integers(0, kh - 1)), data.draw(st.integers(0, kw - 1))
    filters = np.zeros((kh, kw, example.spec.channels, 1), int)
    filters[a, b] = 1
    got = depthwise_conv2d(example.input, filters, example.spec.strides, ((kh, kh), (kw, kw)))
    padded = np.pad(example.input, ((0, 0), (kh, kh), (kw, kw), (0, 0)))
    sy, sx = example.spec.strides
    want = padded[:, a : padded.shape[1] - kh + 1 + a : sy, b : padded.shape[2] - kw + 1 + b : sx]
    np.testing.assert_array_equal(got, want)


@PLENTY
@given(EITHER)
def test_strides_pick_from_the_answer_at_stride_one(example: Example) -> None:
    op, spec = OPS[example.spec.kind], example.spec
    if spec.padding != "SAME":  # whose padding follows from the stride
        dense = op(example.input, example.filters, 1, spec.padding, spec.dilations)
        got = op(example.input, example.filters, *example.options)
        np.testing.assert_array_equal(got, dense[:, :: spec.strides[0], :: spec.strides[1]])


@PLENTY
@given(EITHER)
def test_dilation_is_a_kernel_with_zeros_between(example: Example) -> None:
    op, spec = OPS[example.spec.kind], example.spec
    (kh, kw), (dy, dx) = spec.kernel, spec.dilations
    spread = np.zeros(((kh - 1) * dy + 1, (kw - 1) * dx + 1, *spec.filter_shape[2:]), int)
    spread[::dy, ::dx] = example.filters
    np.testing.assert_array_equal(
        op(example.input, example.filters, *example.options),
        op(example.input, spread, spec.strides, spec.padding),
    )


@PLENTY
@given(EITHER)
def test_explicit_padding_is_valid_on_the_padded_input(example: Example) -> None:
    op, spec = OPS[example.spec.kind], example.spec
    if not isinstance(spec.padding, str):
        padded = np.pad(example.input, ((0, 0), *spec.padding, (0, 0)))
        np.testing.assert_array_equal(
            op(example.input, example.filters, *example.options),
            op(padded, example.filters, spec.strides, "VALID", spec.dilations),
        )


@PLENTY
@given(convolutions("standard"))
def test_transposing_swaps_the_axes_and_nothing_else(example: Example) -> None:
    flip = lambda pair: pair if isinstance(pair, str) else tuple(pair)[::-1]  # noqa: E731
    got = conv2d(example.input.swapaxes(1, 2), example.filters.swapaxes(0, 1), *map(flip, example.options))
    np.testing.assert_array_equal(got.swapaxes(1, 2), conv2d(example.input, example.filters, *example.options))


@PLENTY
@given(convolutions("depthwise"), st.integers(1, 3), st.integers(0, 99))
def test_separable_is_conv2d_with_the_product_filter(example: Example, out: int, seed: int) -> None:
    channels, multiplier = example.filters.shape[2:]
    pointwise = tensor(np.random.default_rng(seed), (1, 1, channels * multiplier, out), "int64") % 100
    product = np.einsum("abcq,cqk->abck", example.filters, pointwise.reshape(channels, multiplier, out))
    np.testing.assert_array_equal(
        separable_conv2d(example.input, example.filters, pointwise, *example.options),
        conv2d(example.input, product, *example.options),
    )
