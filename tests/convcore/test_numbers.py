"""Numbers as text: exact() loses no bit, short() fits a cell."""

from __future__ import annotations

import math
import struct

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convcore.numbers import exact, is_short_exact, short
from tests.convcore.strategies import PLENTY

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
INT64 = st.integers(-(2**63), 2**63 - 1)


@PLENTY
@given(FLOATS)
@example(0.1)
@example(-0.0)
@example(1e-300)
@example(5e-324)
@example(123456789.123)
@example(2.0**53)
@example(2.0**53 + 2)
@example(1e15)
@example(1e16)
@example(1e22)
@example(-1e22)
@example(1.7976931348623157e308)
def test_exact_reads_back_with_the_same_bits(value: float) -> None:
    assert struct.pack(">d", float(exact(value))) == struct.pack(">d", value)


@PLENTY
@given(INT64)
@example(2**53 + 1)
@example(-(2**63))
def test_exact_keeps_every_digit_of_an_integer(value: int) -> None:
    assert int(exact(value)) == value
    assert exact(np.int64(value)) == exact(value)


@PLENTY
@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_exact_reads_back_single_floats(value: float) -> None:
    assert np.float32(exact(np.float32(value))).tobytes() == np.float32(value).tobytes()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.0, "-0.0"),
        (9.0, "9"),
        (-9.0, "-9"),
        (0.1, "0.1"),
        (1000.0, "1000"),
        (123456789.123, "123456789.123"),
        (2.0**53, "9007199254740992"),
        (2**53 + 1, "9007199254740993"),
        (1e22, "1e+22"),
        (1e-300, "1e-300"),
        (np.int64(7), "7"),
        (np.uint8(255), "255"),
        (np.float32(0.5), "0.5"),
        (np.float64(-3.0), "-3"),
    ],
)
def test_exact(value: float, text: str) -> None:
    assert exact(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-0.0, "0"),
        (63, "63"),
        (-12.0, "-12"),
        (999999, "999999"),
        (-999999.0, "-999999"),
        (1000000, "1e6"),
        (1234567, "1.235e6"),
        (-(2**63), "-9.223e18"),
        (0.5, "0.5"),
        (-0.25, "-0.25"),
        (3.14159, "3.142"),
        (31.4159, "31.42"),
        (1234.5, "1234"),
        (12345.6, "12346"),
        (123456.7, "123457"),
        # rounding up past a border
        (9.9996, "10"),
        (99.996, "100"),
        (99999.96, "100000"),
        (999999.4, "1e6"),
        (999999.6, "1e6"),
        (-999999.6, "-1e6"),
        (9999999, "1e7"),
        (0.001, "0.001"),
        (9.9994e-4, "9.999e-4"),
        (9.9996e-4, "0.001"),
        (-9.9996e-4, "-0.001"),
        (1.0004e-3, "0.001"),
        (1.0006e-3, "0.001001"),
        (-0.0012347, "-0.001235"),
        (9.9996e-5, "1e-4"),
        (1e-5, "1e-5"),
        (1e22, "1e22"),
        (5e-324, "4.941e-324"),
        (np.float32(0.1), "0.1"),
        (np.int64(63), "63"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
        (math.nan, "nan"),
    ],
)
def test_short(value: float, text: str) -> None:
    assert short(value) == text


@PLENTY
@given(st.floats(1e-99, 1e99) | st.floats(-1e99, -1e-99) | INT64)
@example(-0.0012345)
@example(-9.9996e-99)
def test_short_fits_a_cell(value: float) -> None:
    assert len(short(value)) <= 10
    if 1e-9 < abs(value) < 1e9:
        assert len(short(value)) <= 9


@PLENTY
@given(st.floats(-1e308, 1e308))
def test_short_is_four_digits_near(value: float) -> None:
    near = float(short(value))
    assert math.isclose(near, value, rel_tol=5.1e-4, abs_tol=5e-324)
    assert math.copysign(1, near) == math.copysign(1, value) or near == 0
    assert is_short_exact(value) == (near == value)


@pytest.mark.parametrize(
    ("value", "says_all"),
    [
        (0.5, True),
        (-0.0, True),
        (1000000, True),
        (999999, True),
        (1 / 3, False),
        (1234567, False),
        (10**16, True),
        (10**16 + 1, False),
        (np.int64(10**16 + 1), False),
        (np.float32(0.1), False),
        (np.float32(0.5), True),
    ],
)
def test_is_short_exact(value: float, says_all: bool) -> None:
    assert is_short_exact(value) is says_all
