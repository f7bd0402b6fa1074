"""Hypothesis strategies: convolutions that can be computed, small enough for the plain loops."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from convcore.kinds import KINDS
from convcore.spec import ConvSpec, Kind, kernel_extent

PLENTY = settings(max_examples=150, deadline=None, derandomize=True)


@dataclass(frozen=True)
class Example:
    """A convolution with tensors that fit it."""

    spec: ConvSpec
    input: NDArray[Any]
    filters: NDArray[Any]

    @property
    def options(self) -> tuple[Any, Any, Any]:
        """What follows input and filters in a call: strides, padding, dilations."""
        return self.spec.strides, self.spec.padding, self.spec.dilations


def _pairs(low: int, high: int) -> list[tuple[int, int]]:
    return [*product(range(low, high + 1), repeat=2)]


# A draw costs more than most convolutions do: what is independent is drawn together.
WINDOWS = st.sampled_from([*product(_pairs(1, 4), _pairs(1, 4), _pairs(1, 3))])  # kernel, strides, dilations
PADDINGS = st.sampled_from(["VALID", "SAME", "explicit"])
EXPLICIT = st.sampled_from([*product(_pairs(0, 4), repeat=2)])
LARGER = st.sampled_from(_pairs(0, 4))  # than the least size
APART = st.sampled_from([*product(range(1, 4), range(1, 5), range(1, 4))])  # batch, channels, multiplier
MIXED = st.sampled_from([*product(range(1, 4), range(1, 4), range(1, 3), range(1, 3))])  # batch, groups, depth, outputs
SEEDS = st.integers(0, 2**32 - 1)


@st.composite
def convolutions(draw: st.DrawFn, kind: Kind, dtype: str = "int64", groups: int | None = None) -> Example:
    """Any convolution of the kind: all paddings, uneven strides, dilations and kernels, groups, batches."""
    kernel, strides, dilations = draw(WINDOWS)
    padding = draw(PADDINGS)
    if padding == "explicit":
        padding = draw(EXPLICIT)
    pads = ((0, 0), (0, 0)) if padding == "VALID" else padding
    least = [
        1 if padding == "SAME" else max(kernel_extent(k, d) - sum(pad), 1)
        for k, d, pad in zip(kernel, dilations, pads, strict=False)
    ]
    size = tuple(low + more for low, more in zip(least, draw(LARGER), strict=True))
    if KINDS[kind].apart:
        batch, channels, multiplier = draw(APART)
        last = (channels, multiplier)
    else:
        batch, any_groups, depth, outputs = draw(MIXED)
        groups = groups or any_groups
        channels = groups * depth
        last = (depth, groups * outputs)
    spec = ConvSpec(kind, (batch, *size, channels), (*kernel, *last), strides, padding, dilations)
    rng = np.random.default_rng(draw(SEEDS))
    return Example(spec, tensor(rng, spec.input_shape, dtype), tensor(rng, spec.filter_shape, dtype))


def tensor(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> NDArray[Any]:
    """Whole numbers of up to six digits for an integer dtype, otherwise floats from -2 to 2."""
    if np.dtype(dtype).kind == "i":
        return rng.integers(-(10**6), 10**6, shape, dtype, endpoint=True)
    return rng.uniform(-2, 2, shape).astype(dtype)
