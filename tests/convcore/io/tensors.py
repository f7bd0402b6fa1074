"""Tensors whose numbers are hard to write, and the article's convolution, for tables and what reads them."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from convcore.spec import ConvSpec, Kind
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace

HARD = [0.1, -0.0, 1e-300, 123456789.123, 5e-324, 1 / 3, -1e22, 2.0**53, 1.7976931348623157e308]
FLOATS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(HARD)
TENSORS = arrays.arrays(np.float64, arrays.array_shapes(min_dims=4, max_dims=4, max_side=4), elements=FLOATS)


def article(kind: Kind) -> Trace:
    return Trace(ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())


def bits(array: np.ndarray) -> bytes:
    return array.astype(">f8").tobytes()
