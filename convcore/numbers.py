"""How a number is written and read: exactly in files and editors, shortly in cells and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from convcore.errors import ConvError, quote

DIGITS = 4  # significant ones
LONGEST_WHOLE = 6
SHORT_WHOLE = 10**LONGEST_WHOLE
DECIMAL = frozenset("0123456789+-.eE")  # of these, float() reads decimals and nothing else: no nan, no 1_000
MINUS_SIGNS = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "}
PLAIN_SIGNS = str.maketrans(MINUS_SIGNS | FULL_WIDTH)
LONGEST_DECIMAL = 8
LARGEST_DENOMINATOR = 999


def exact(value: float) -> str:
    """The shortest text that reads back as the same number; whole numbers stand without a point.

    >>> exact(0.1), exact(9.0), exact(-0.0), exact(123456789.123), exact(1e-300)
    ('0.1', '9', '-0.0', '123456789.123', '1e-300')
    """
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    text = repr(float(value))
    return text if text == "-0.0" else text.removesuffix(".0")


def short(value: float, digits: int = DIGITS) -> str:
    """Text for a cell: whole numbers of up to six digits exactly, all else with four significant digits.

    Digits before the point are never dropped below a million: 12345.6 is written 12346. With fewer ``digits``, for a
    narrow cell, whole numbers keep fewer as well.

    >>> [short(v) for v in (63, -12, 0.5, 3.14159, 1234567, 0.000012345, -0.0)]
    ['63', '-12', '0.5', '3.142', '1.235e6', '1.234e-5', '0']
    >>> [short(v, 2) for v in (3.14159, 99, 123, 0.00042, -12.5)]
    ['3.1', '99', '1.2e2', '4.2e-4', '-12']
    """
    number = float(value)
    if digits == DIGITS and _is_short_whole(number):
        return str(int(number))
    if number == 0 or not math.isfinite(number):
        return "0" if number == 0 else repr(number)
    whole = max(LONGEST_WHOLE - 2 * (DIGITS - digits), digits)
    if number.is_integer() and abs(number) < 10**whole:
        return str(int(number))
    mantissa, exponent = f"{number:.{digits - 1}e}".split("e")
    if -3 <= int(exponent) < whole:
        return _trim(f"{number:.{max(digits - 1 - int(exponent), 0)}f}")
    return f"{_trim(mantissa)}e{int(exponent)}"


def _is_short_whole(value: float) -> bool:
    """Whether all its digits are said: so it is with most numbers."""
    return -SHORT_WHOLE < value < SHORT_WHOLE and value == int(value)


def _trim(text: str) -> str:
    """Without zeros at the end of the fraction."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_short_exact(value: float) -> bool:
    """Whether :func:`short` says all of the number: then "=" stands before it, otherwise "≈".

    >>> is_short_exact(0.5), is_short_exact(1 / 3)
    (True, False)
    """
    if _is_short_whole(float(value)):  # a float16 has no room for the limit
        return True
    # Whole numbers are compared as such: int64 holds many that no float does.
    return float(short(value)) == (int(value) if isinstance(value, (int, np.integer)) else float(value))


def equal_sign(*values: float) -> str:
    """Between what is said of these numbers: "=" where :func:`short` says all of each, otherwise "≈".

    >>> equal_sign(1, 0.5), equal_sign(1, 1 / 3)
    ('=', '≈')
    """
    return "=" if all(map(is_short_exact, values)) else "≈"


def write_term(value: float) -> str:
    """:func:`short` as a term of a sum or product: a negative number stands in brackets.

    >>> write_term(2), write_term(-2)
    ('2', '(-2)')
    """
    text = short(value)
    return f"({text})" if text.startswith("-") else text


def write_sum(terms: Iterable[float]) -> str:
    """The terms of a sum.

    >>> write_sum([1, -2, 3])
    '1 + (-2) + 3'
    """
    return " + ".join(map(write_term, terms))


# Read from what people type and paste into cells ------------------------------------------------------------


def number(text: str) -> float:
    """The number that ``text`` spells: decimal, with an exponent, or a fraction.

    Full-width characters, dashes used as minus signs, and spaces around are read as what they mean. A decimal
    comma is refused, because in a pasted table it may as well separate two numbers.

    Raises:
        ConvError: for anything else, and for what float64 cannot hold.

    >>> number("1e3"), number(" -.5 "), number("1/3"), number("\u2212\uff13\uff0e\uff15")
    (1000.0, -0.5, 0.3333333333333333, -3.5)
    >>> number("abc")
    Traceback (most recent call last):
    convcore.errors.ConvError: 'abc' is not a number: a number like 3, -0.5, 1e3 or 1/3 is needed
    """
    plain = text.translate(PLAIN_SIGNS).strip()
    if not plain:
        raise ConvError("the cell is empty: a number like 3, -0.5, 1e3 or 1/3 is needed")
    try:
        above, below = _fraction(plain)
    except ValueError as error:
        if better := _write_point(plain):
            raise ConvError("{text} has a decimal comma: write {better}", text=quote(text), better=better) from error
        raise ConvError(
            "{text} is not a number: a number like 3, -0.5, 1e3 or 1/3 is needed", text=quote(text)
        ) from error
    if below == 0:
        raise ConvError("{text} divides by 0", text=quote(text))
    if math.isinf(below) or math.isinf(above / below):
        raise ConvError("{text} is larger than float64 holds (1.8e308)", text=quote(text))
    return above / below


def spell(value: float) -> str:
    """A number as a cell says it: :func:`number` reads the same bits back.

    A decimal; one that is longer than eight characters gives way to a shorter fraction that is the same float.

    >>> spell(1000.0), spell(-0.5), spell(1 / 3), spell(0.123456789)
    ('1000', '-0.5', '1/3', '0.123456789')
    """
    decimal = exact(value)
    if len(decimal) <= LONGEST_DECIMAL:
        return decimal
    near = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    fraction = f"{near.numerator}/{near.denominator}"
    return fraction if near.numerator / near.denominator == value and len(fraction) < len(decimal) else decimal


def _fraction(text: str) -> tuple[float, float]:
    """What stands above and below the fraction line; without one, 1 stands below."""
    above, line, below = text.partition("/")
    return _decimal(above), _decimal(below) if line else 1.0


def _write_point(text: str) -> str:
    """The text with a point in the place of its one comma, where that makes it a number; else an empty one."""
    point = text.replace(",", ".")
    try:
        _fraction(point if text.count(",") == 1 else "")
    except ValueError:
        return ""
    return quote(point)[1:-1]


def _decimal(text: str) -> float:
    bare = text.strip()
    if not DECIMAL.issuperset(bare):
        raise ValueError
    return float(bare)
