"""Labs for what is to be the same after a link or a file."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pages.parts.lab import Lab, article

HARD = [0.1, -0.0, 1e-300, 123456789.123, 5e-324, 1.7976931348623157e308]

NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(HARD) | st.integers(-9, 9).map(float)

PAIRS = st.tuples(st.integers(1, 4), st.integers(1, 4))

SIDES = st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2)


@st.composite
def labs(draw: st.DrawFn) -> Lab:
    """Small labs with any numbers and options, also with such as cannot work."""
    batch, height, width, channels, rows, cols, depth, outs = (draw(st.integers(1, 3)) for _ in range(8))
    depth = depth if draw(st.booleans()) else channels
    tensors = [
        draw(arrays.arrays(np.float64, shape, elements=NUMBERS))
        for shape in ((batch, height, width, channels), (rows, cols, depth, outs), (1, 1, depth * outs, 2))
    ]
    padding = draw(st.sampled_from(["VALID", "SAME"]) | SIDES)
    pointwise = tensors[2] if draw(st.booleans()) else None
    return Lab(tensors[0], tensors[1], draw(PAIRS), padding, draw(PAIRS), pointwise, unmatched=True)


def hard() -> Lab:
    return article().with_tensor("input", np.resize(HARD, (1, 4, 4, 2)))


def largest() -> Lab:
    """A lab at every limit, with random digits."""
    generator = np.random.default_rng(0)
    return Lab(generator.random((4, 16, 16, 8)), generator.random((7, 7, 8, 8)), padding="SAME")
