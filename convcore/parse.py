"""Reads what people type and paste into cells, and spells numbers so that they are read back."""

from __future__ import annotations

import math
from fractions import Fraction

from convcore.numbers import exact
from convcore.spec import ConvError

EXPECTED = "a number like 3, -0.5, 1e3 or 1/3"
DECIMAL = frozenset("0123456789+-.eE")  # of these, float() reads decimals and nothing else: no nan, no 1_000
MINUS_SIGNS = dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-")
FULL_WIDTH = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " "}
PLAIN = str.maketrans(MINUS_SIGNS | FULL_WIDTH)
LONGEST_QUOTE = 24
LONGEST_DECIMAL = 8
LARGEST_DENOMINATOR = 999


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
    convcore.spec.ConvError: 'abc' is not a number: a number like 3, -0.5, 1e3 or 1/3 is needed
    """
    plain = text.translate(PLAIN).strip()
    if not plain:
        raise ConvError(f"the cell is empty: {EXPECTED} is needed")
    try:
        above, below = _fraction(plain)
    except ValueError as error:
        raise ConvError(f"{quote(text)} is not a number: {EXPECTED} is needed") from error
    if below == 0:
        raise ConvError(f"{quote(text)} divides by 0")
    if math.isinf(below) or math.isinf(above / below):
        raise ConvError(f"{quote(text)} is larger than float64 holds (1.8e308)")
    return above / below


def spelled(value: float) -> str:
    """A number as a cell says it: :func:`number` reads the same bits back.

    A decimal; one that is longer than eight characters gives way to a shorter fraction that is the same float.

    >>> spelled(1000.0), spelled(-0.5), spelled(1 / 3), spelled(0.123456789)
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


def _decimal(text: str) -> float:
    bare = text.strip()
    if not DECIMAL.issuperset(bare):
        raise ValueError
    return float(bare)


def quote(text: str) -> str:
    """``text`` in quotes, for a message; a long one is cut.

    >>> quote(" abc "), quote("abcdefghijklmnopqrstuvwxyz")
    ("'abc'", "'abcdefghijklmnopqrstuvw…'")
    """
    short = text.strip()
    return repr(short if len(short) <= LONGEST_QUOTE else short[: LONGEST_QUOTE - 1] + "…")
