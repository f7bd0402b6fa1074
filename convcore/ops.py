"""The convolutions themselves: one grouped kernel, and TensorFlow's three names for it."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convcore.errors import ConvError, Phrase
from convcore.kernels import convolve
from convcore.shapes import Axis, axes, output_shape
from convcore.spec import (
    INT64_MAX,
    ConvSpec,
    Kind,
    Padding,
    Pair,
    Shape4,
    Tensor,
    all_finite,
    as_tensor,
    energy,
    to_padding,
    to_pair,
)

MOST_NUMBERS = 2**27  # in one array: 1 GiB of float64


def conv2d(
    input: ArrayLike,
    filters: ArrayLike,
    strides: int | Pair = 1,
    padding: Padding = "VALID",
    dilations: int | Pair = 1,
) -> Tensor:
    """Standard 2-D convolution as ``tf.nn.conv2d`` does it: a cross-correlation, the kernel is not flipped.

    Args:
        input: [H, W, C] or [N, H, W, C].
        filters: [kh, kw, C/groups, out]; the groups follow from the shapes, as in TensorFlow.
        strides: an int or (height, width), in cells.
        padding: "VALID", "SAME" or ((top, bottom), (left, right)) in cells.
        dilations: an int or (height, width), in cells.

    Returns:
        [H', W', out] or [N, H', W', out], as many dimensions as ``input``; int64 and exact for integers,
        otherwise NumPy's result type, integers counting as int64.

    Raises:
        ConvError: when the arguments do not fit each other.

    Source: https://www.tensorflow.org/api_docs/python/tf/nn/conv2d

    >>> conv2d([[[1], [2], [3]]], [[[[1]], [[10]]]]).tolist()
    [[[21], [32]]]

    Groups: four channels, filters of depth 2, so two groups.

    >>> conv2d(np.ones((5, 5, 4), int), np.ones((3, 3, 2, 6), int)).shape
    (3, 3, 6)
    """
    return _convolve("standard", input, filters, strides, padding, dilations)


def depthwise_conv2d(
    input: ArrayLike,
    filters: ArrayLike,
    strides: int | Pair = 1,
    padding: Padding = "VALID",
    dilations: int | Pair = 1,
) -> Tensor:
    """Depthwise 2-D convolution as ``tf.nn.depthwise_conv2d`` computes it: each channel by itself.

    Args:
        input: [H, W, C] or [N, H, W, C].
        filters: [kh, kw, C, multiplier].
        strides, padding, dilations: as in :func:`conv2d`; unlike TensorFlow, strides may differ by axis and
            go together with dilations.

    Returns:
        [H', W', C*multiplier], or with N in front; output channel c*multiplier + q comes from input
        channel c.

    Raises:
        ConvError: when the arguments do not fit each other.

    Source: https://www.tensorflow.org/api_docs/python/tf/nn/depthwise_conv2d

    >>> image = [[[1, 10], [2, 20]]]
    >>> depthwise_conv2d(image, [[[[1, 2], [3, 4]]]]).tolist()
    [[[1, 2, 30, 40], [2, 4, 60, 80]]]
    """
    return _convolve("depthwise", input, filters, strides, padding, dilations)


def separable_conv2d(
    input: ArrayLike,
    depthwise_filters: ArrayLike,
    pointwise_filters: ArrayLike,
    strides: int | Pair = 1,
    padding: Padding = "VALID",
    dilations: int | Pair = 1,
) -> Tensor:
    """Depthwise convolution, then a 1x1 convolution across the channels, as ``tf.nn.separable_conv2d``.

    Args:
        input: [H, W, C] or [N, H, W, C].
        depthwise_filters: [kh, kw, C, multiplier].
        pointwise_filters: [1, 1, C*multiplier, out].
        strides, padding, dilations: of the depthwise stage, as in :func:`depthwise_conv2d`.

    Returns:
        [H', W', out], or with N in front.

    Raises:
        ConvError: when the arguments do not fit each other.

    Source: https://www.tensorflow.org/api_docs/python/tf/nn/separable_conv2d

    >>> separable_conv2d([[[1, 10]]], [[[[1], [1]]]], [[[[1], [1]]]]).tolist()
    [[[11]]]
    """
    between = depthwise_conv2d(input, depthwise_filters, strides, padding, dilations)
    pointwise = as_tensor("pointwise_filters", pointwise_filters, (4,))
    check_pointwise(pointwise, between.shape[-1])
    return conv2d(between, pointwise)


def check_pointwise(filters: Tensor, channels: int) -> None:
    """Refuses pointwise filters that are not [1, 1, channels, out]."""
    if filters.ndim != 4 or filters.shape[:3] != (1, 1, channels):
        raise ConvError(
            "pointwise_filters: shape [1, 1, {channels}, out] is needed after {channels} depthwise channels, "
            "got {shape}",
            channels=channels,
            shape=list(filters.shape),
        )


def run(spec: ConvSpec, input: Tensor, filters: Tensor) -> Tensor:
    """The one kernel: a grouped convolution of checked tensors.

    Args:
        spec: the convolution; its shapes are those of the tensors.
        input: [N, H, W, C].
        filters: the spec's filter shape.

    Returns:
        [N, H', W', out] of the tensors' NumPy result type.

    Raises:
        ConvError: when the sums would pass what their number type holds, or the arrays :data:`MOST_NUMBERS`.
    """
    rows, cols, shape, grouped = _plan(spec, MOST_NUMBERS)
    dtype, working = result_dtype(input, filters), working_dtype(input, filters)
    if working.kind == "i":
        _check_int64(spec, input, filters)
    result: Tensor = np.empty(shape, working)
    if working.kind == "i" or energy(input) * energy(filters) < float(np.finfo(dtype).max):
        # No sum's square is larger than that product, says Cauchy: nothing can overflow, the result need not be read.
        convolve(input, filters.reshape(grouped), rows, cols, result)
        return result.astype(dtype, copy=False)
    with np.errstate(over="ignore", invalid="ignore"):
        convolve(input, filters.reshape(grouped), rows, cols, result)
        result = result.astype(dtype, copy=False)
    if not all_finite(result):
        raise ConvError(
            "input, filters: products or sums pass the largest {dtype} ({most!s})",
            dtype=dtype,
            most=np.finfo(dtype).max,
        )
    return result


def result_dtype(input: Tensor, filters: Tensor) -> np.dtype[Any]:
    """The number type of the output: int64 for integers, otherwise NumPy's result type.

    >>> result_dtype(np.ones(1, "i1"), np.ones(1, "u1")), result_dtype(np.ones(1, "f2"), np.ones(1, "f4"))
    (dtype('int64'), dtype('float32'))
    """
    dtype = np.result_type(input, filters)
    return np.dtype(np.int64) if dtype.kind in "iu" else dtype


def working_dtype(input: Tensor, filters: Tensor) -> np.dtype[Any]:
    """The number type to multiply and add up in: half floats are added up in single, as TensorFlow does.

    >>> working_dtype(np.ones(1, "f2"), np.ones(1, "f2"))
    dtype('float32')
    """
    dtype = result_dtype(input, filters)
    return np.dtype(np.float32) if dtype == np.float16 else dtype


def _convolve(
    kind: Kind,
    input: ArrayLike,
    filters: ArrayLike,
    strides: int | Pair,
    padding: Padding,
    dilations: int | Pair,
) -> Tensor:
    image = as_tensor("input", input, (3, 4))
    kernel = as_tensor("filters", filters, (4,))
    batch = image if image.ndim == 4 else image[np.newaxis]
    options = to_pair("strides", strides), to_pair("dilations", dilations), to_padding(padding)
    spec = _ask(kind, batch.shape, kernel.shape, *options)
    result = run(spec, batch, kernel)
    return result if image.ndim == 4 else result[0]


@lru_cache(maxsize=256)
def _ask(
    kind: Kind, image: tuple[int, ...], filters: tuple[int, ...], strides: Pair, dilations: Pair, padding: Padding
) -> ConvSpec:
    """The spec, made and checked once: of a small convolution the checks would be half the time."""
    return ConvSpec(kind, image, filters, strides, padding, dilations)  # type: ignore[arg-type]


@lru_cache(maxsize=256)
def _plan(spec: ConvSpec, most: int) -> tuple[Axis, Axis, Shape4, Shape4]:
    """The axes, and the shapes of output and grouped filters, where no array holds more than ``most`` numbers."""
    rows, cols = axes(spec)
    _check_room(spec, rows, cols, most)
    return rows, cols, output_shape(spec), spec.grouped_shape


def _check_room(spec: ConvSpec, rows: Axis, cols: Axis, most: int) -> None:
    images = spec.input_shape[0] * spec.channels
    cells = spec.input_shape[0] * rows.out * cols.out
    for arguments, what, count in (
        ("padding, dilations", Phrase("padded input"), images * rows.padded * cols.padded),
        ("input, filters", Phrase("windows"), cells * spec.channels * math.prod(spec.kernel)),
        ("input, filters", Phrase("output"), cells * spec.out_channels),
    ):
        if count > most:
            raise ConvError(
                "{arguments}: the {what} would hold {count} numbers, at most {most} can be held",
                arguments=arguments,
                what=what,
                count=count,
                most=most,
            )


def _check_int64(spec: ConvSpec, input: Tensor, filters: Tensor) -> None:
    largest = [max(abs(int(t.min())), abs(int(t.max()))) for t in (input, filters)]
    bound = math.prod(largest) * math.prod(spec.kernel) * spec.channels_per_group
    if bound > INT64_MAX:
        raise ConvError(
            "input, filters: sums up to {bound} may pass the largest int64 ({most}); use floats",
            bound=bound,
            most=INT64_MAX,
        )
