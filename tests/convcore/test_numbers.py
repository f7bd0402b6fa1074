"""Numbers as text: exact() loses no bit, short() fits a cell; what a cell takes, what it refuses and why."""

from __future__ import annotations

import json
import math
import struct
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convcore import ConvError
from convcore.errors import quote
from convcore.numbers import exact, is_short_exact, number, short, spell
from tests.convcore.strategies import PLENTY

FLOATS = st.floats(allow_nan=False, allow_infinity=False)
EXPECTED = "a number like 3, -0.5, 1e3 or 1/3 is needed"
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
        (np.float16(0), True),
        (np.float16(0.1), False),
        (np.int8(7), True),
    ],
)
def test_is_short_exact(value: float, says_all: bool) -> None:
    assert is_short_exact(value) is says_all


# What is read -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3.0),
        ("-2", -2.0),
        ("+3", 3.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        ("1E-2", 0.01),
        ("1/3", 1 / 3),
        ("-3 / 4", -0.75),
        ("1e2/4", 25.0),
        ("  7\t", 7.0),
        ("\u00a07\u00a0", 7.0),
        ("\u22123", -3.0),
        ("\u20133", -3.0),
        ("１２", 12.0),
        ("－１．５", -1.5),
        ("１／４", 0.25),
        ("\u30008\u3000", 8.0),
        ("1.7976931348623157e308", 1.7976931348623157e308),
    ],
)
def test_numbers_as_people_write_them(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        *("abc", "nan", "inf", "-inf", "Infinity", "None", "True", "[1]", "=1+1", "$3", "5%", "1e3x"),
        *("1,2,3", "1 000", "1_000", "0x10", "1;2", "1.2.3", "--1", "1e", "e5", ".", "+", "-"),
        *("1/2/3", "/2", "1/", "½", "1½", "10³", "٣"),
    ],
)
def test_what_is_no_number_is_refused_with_what_was_expected(text: str) -> None:
    with pytest.raises(ConvError) as error:
        number(text)
    assert str(error.value) == f"{text!r} is not a number: {EXPECTED}"


@pytest.mark.parametrize("text", ["", " ", "\t", "\u3000", "\u00a0"])
def test_an_empty_cell_is_refused(text: str) -> None:
    with pytest.raises(ConvError, match=f"^the cell is empty: {EXPECTED}$"):
        number(text)


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1e308/1e-10", "1/1e999", "1e999/1e999", "9" * 400])
def test_what_float64_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(ConvError, match=r"larger than float64 holds \(1\.8e308\)"):
        number(text)


@pytest.mark.parametrize("text", ["1/0", "0/0", "1/-0.0", "1/1e-999"])
def test_a_division_by_zero_is_refused(text: str) -> None:
    with pytest.raises(ConvError, match="divides by 0"):
        number(text)


def test_a_long_text_is_cut_in_the_message() -> None:
    with pytest.raises(ConvError) as error:
        number("x" * 100_000)
    assert len(str(error.value)) < 120
    assert quote("x" * 25) == repr("x" * 23 + "…")


@PLENTY
@given(st.text())
def test_any_text_gives_a_finite_number_or_a_message(text: str) -> None:
    try:
        value = number(text)
    except ConvError:
        return
    assert abs(value) < float("inf")


@PLENTY
@given(st.floats(allow_nan=False, allow_infinity=False))
@example(0.1)
@example(-0.0)
@example(1e-300)
@example(5e-324)
@example(123456789.123)
@example(1.7976931348623157e308)
@example(2.0**53)
def test_what_is_spelled_reads_back_with_the_same_bits(value: float) -> None:
    assert struct.pack(">d", number(spell(value))) == struct.pack(">d", value)


@PLENTY
@given(st.integers(-999, 999), st.integers(1, 999))
@example(1, 9)
@example(36, 256)
def test_a_fraction_reads_back_with_the_same_bits(above: int, below: int) -> None:
    assert struct.pack(">d", number(spell(above / below))) == struct.pack(">d", above / below)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1000.0, "1000"),
        (123456789.0, "123456789"),
        (0.0625, "0.0625"),
        (0.140625, "0.140625"),
        (400 / 4096, "25/256"),
        (1 / 9, "1/9"),
        (-10 / 3, "-10/3"),
        (0.123456789, "0.123456789"),
        (0.1 + 0.2, "0.30000000000000004"),
    ],
)
def test_a_long_decimal_gives_way_to_a_fraction_that_is_the_same(value: float, text: str) -> None:
    assert spell(value) == text


@pytest.mark.parametrize("text", ["1" * 2**20 + "x", "1" * 2**20, "." * 2**20, "1" + " " * 2**20 + "/"])
def test_no_cell_takes_long(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(ConvError):
        number(text)
    assert time.perf_counter() - began < 5, "a scan that is not linear takes minutes"


TYPED = json.loads((Path(__file__).resolve().parents[1] / "js" / "typed.json").read_text("utf-8"))
SAID = {
    "empty": "the cell is empty",
    "text": "is not a number",
    "comma": "has a decimal comma: write ",
    "zero": "divides by 0",
    "large": "is larger than float64 holds",
}


@pytest.mark.parametrize(("fault", "text"), [(fault, text) for fault, texts in TYPED.items() for text in texts])
def test_the_core_and_the_player_refuse_the_same_texts(fault: str, text: str) -> None:
    """The player's own reading is held to the table by tests/js/reading.test.js."""
    if fault == "number":
        assert np.isfinite(number(text))
        return
    with pytest.raises(ConvError, match=SAID[fault]):
        number(text)


def test_a_decimal_comma_is_answered_with_its_point() -> None:
    with pytest.raises(ConvError, match=r"^'1,5' has a decimal comma: write 1\.5$"):
        number("1,5")
