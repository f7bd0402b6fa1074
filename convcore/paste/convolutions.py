"""The convolutions that pasted code calls, and their options."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from convcore.errors import ConvError
from convcore.paste.expressions import Failure
from convcore.paste.values import Value, to_whole
from convcore.spec import Padding, Pair

CONVOLUTIONS: Mapping[str, tuple[str, ...]] = {  # their arguments in order, "|" between names for the same
    "conv2d": ("input", "filters|filter", "strides", "padding"),
    "convolution": ("input", "filters|filter", "strides", "padding"),
    "depthwise_conv2d": ("input", "filters|filter", "strides", "padding"),
    "depthwise_conv2d_native": ("input", "filters|filter", "strides", "padding"),
    "separable_conv2d": (
        "input",
        "filters|filter|depthwise_filter|depthwise_filters",
        "pointwise|pointwise_filter|pointwise_filters",
        "strides",
        "padding",
    ),
}


def read_option(line: int, name: str, value: Value | Failure) -> Pair | None:
    """Strides or dilations as (height, width): from a number, two of them, or [1, height, width, 1]."""
    if value is None:
        return None
    sizes = [to_whole(size) for size in np.ravel(value).tolist()] if isinstance(value, (int, float, np.ndarray)) else []
    wholes = [size for size in sizes if size is not None]
    if len(wholes) == len(sizes) and wholes and min(wholes) >= 1:
        if len(wholes) == 4 and wholes[0] == wholes[3] == 1:
            return wholes[1], wholes[2]
        if len(wholes) in (1, 2):
            return wholes[0], wholes[-1]
    raise ConvError(
        "line {line}: {name} are a whole number, (height, width) or [1, height, width, 1]", line=line, name=name
    )


def read_padding(line: int, value: Value | Failure) -> Padding | None:
    """VALID, SAME, or the sides of an explicit padding, as TensorFlow takes them for NHWC or as two pairs."""
    if value is None:
        return None
    if isinstance(value, str) and value.upper() in ("VALID", "SAME"):
        return "VALID" if value.upper() == "VALID" else "SAME"
    if isinstance(value, np.ndarray) and value.shape in ((4, 2), (2, 2)):
        rows_and_cols = value[1:3] if len(value) == 4 else value
        sides = [side for side in map(to_whole, rows_and_cols.ravel().tolist()) if side is not None and side >= 0]
        if len(sides) == 4:
            return (sides[0], sides[1]), (sides[2], sides[3])
    raise ConvError(
        "line {line}: padding is 'VALID', 'SAME' or [[0, 0], [top, bottom], [left, right], [0, 0]]", line=line
    )
