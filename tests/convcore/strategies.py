"""Hypothesis strategies: convolutions that can be computed, small enough for the plain loops."""

from __future__ import annotations

from dataclasses import dataclass
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


@st.composite
def convolutions(draw: st.DrawFn, kind: Kind, dtype: str = "int64", groups: int | None = None) -> Example:
    """Any convolution of the kind: all paddings, uneven strides, dilations and kernels, groups, batches."""
    pair = lambda low, high: (draw(st.integers(low, high)), draw(st.integers(low, high)))  # noqa: E731
    kernel, strides, dilations = pair(1, 4), pair(1, 4), pair(1, 3)
    padding = draw(st.sampled_from(["VALID", "SAME", (pair(0, 4), pair(0, 4))]))
    pads = ((0, 0), (0, 0)) if padding == "VALID" else padding
    least = [
        1 if padding == "SAME" else max(kernel_extent(k, d) - sum(pad), 1)
        for k, d, pad in zip(kernel, dilations, pads, strict=False)
    ]
    size = tuple(low + draw(st.integers(0, 4)) for low in least)
    batch = draw(st.integers(1, 3))
    if KINDS[kind].apart:
        channels = draw(st.integers(1, 4))
        last = (channels, draw(st.integers(1, 3)))
    else:
        groups = groups or draw(st.integers(1, 3))
        depth = draw(st.integers(1, 2))
        channels = groups * depth
        last = (depth, groups * draw(st.integers(1, 2)))
    spec = ConvSpec(kind, (batch, *size, channels), (*kernel, *last), strides, padding, dilations)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return Example(spec, tensor(rng, spec.input_shape, dtype), tensor(rng, spec.filter_shape, dtype))


def tensor(rng: np.random.Generator, shape: tuple[int, ...], dtype: str) -> NDArray[Any]:
    """Whole numbers of up to six digits for an integer dtype, otherwise floats from -2 to 2."""
    if np.dtype(dtype).kind == "i":
        return rng.integers(-(10**6), 10**6, shape, dtype, endpoint=True)
    return rng.uniform(-2, 2, shape).astype(dtype)
