"""The same convolutions as the plainest loops: the oracle of the tests, and "the code" that the pages show.

Every function takes a batch [N, H, W, C] of int64 or floats and reads like the definition. Nothing is fast.
"""

from __future__ import annotations

import numpy as np

from convcore.shapes import axes
from convcore.spec import ConvSpec, Padding, Pair, Tensor


def conv2d(
    input: Tensor,
    filters: Tensor,
    strides: int | Pair = 1,
    padding: Padding = "VALID",
    dilations: int | Pair = 1,
) -> Tensor:
    """:func:`convcore.conv2d` for [N, H, W, C] and [kh, kw, C/groups, out], one multiplication at a time.

    >>> conv2d(np.ones((1, 2, 2, 2), int), np.ones((2, 2, 2, 1), int)).tolist()
    [[[[8]]]]
    """
    spec = ConvSpec("standard", input.shape, filters.shape, strides, padding, dilations)  # type: ignore[arg-type]
    rows, cols = axes(spec)
    output = np.zeros((spec.input_shape[0], rows.out, cols.out, spec.out_channels), np.result_type(input, filters))
    for n in range(spec.input_shape[0]):
        for y in range(rows.out):
            for x in range(cols.out):
                for k in range(spec.out_channels):
                    for a, row in enumerate(rows.taps(y)):
                        for b, col in enumerate(cols.taps(x)):
                            for i, c in enumerate(spec.sources(k)):
                                if 0 <= row < rows.size and 0 <= col < cols.size:
                                    output[n, y, x, k] += input[n, row, col, c] * filters[a, b, i, k]
    return output


def depthwise_conv2d(
    input: Tensor,
    filters: Tensor,
    strides: int | Pair = 1,
    padding: Padding = "VALID",
    dilations: int | Pair = 1,
) -> Tensor:
    """:func:`convcore.depthwise_conv2d` for [N, H, W, C] and [kh, kw, C, M], one multiplication at a time.

    >>> depthwise_conv2d(np.ones((1, 2, 2, 2), int), np.ones((2, 2, 2, 1), int)).tolist()
    [[[[4, 4]]]]
    """
    spec = ConvSpec("depthwise", input.shape, filters.shape, strides, padding, dilations)  # type: ignore[arg-type]
    rows, cols = axes(spec)
    multiplier = filters.shape[3]
    output = np.zeros((spec.input_shape[0], rows.out, cols.out, spec.out_channels), np.result_type(input, filters))
    for n in range(spec.input_shape[0]):
        for y in range(rows.out):
            for x in range(cols.out):
                for c in range(spec.channels):
                    for q in range(multiplier):
                        for a, row in enumerate(rows.taps(y)):
                            for b, col in enumerate(cols.taps(x)):
                                if 0 <= row < rows.size and 0 <= col < cols.size:
                                    output[n, y, x, c * multiplier + q] += input[n, row, col, c] * filters[a, b, c, q]
    return output


def separable_conv2d(
    input: Tensor,
    depthwise_filters: Tensor,
    pointwise_filters: Tensor,
    strides: int | Pair = 1,
    padding: Padding = "VALID",
    dilations: int | Pair = 1,
) -> Tensor:
    """:func:`convcore.separable_conv2d` for a batch: the depthwise loops, then the 1x1 loops.

    >>> ones = np.ones((1, 1, 2, 1), int)
    >>> separable_conv2d(np.ones((1, 1, 1, 2), int), ones, ones).tolist()
    [[[[2]]]]
    """
    between = depthwise_conv2d(input, depthwise_filters, strides, padding, dilations)
    return conv2d(between, pointwise_filters)
