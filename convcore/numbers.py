"""How numbers are written: exactly for files, shortly for cells and sentences."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

DIGITS = 4  # significant ones
LONGEST_WHOLE = 6


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
    if number == 0 or not math.isfinite(number):
        return "0" if number == 0 else repr(number)
    whole = max(LONGEST_WHOLE - 2 * (DIGITS - digits), digits)
    if number.is_integer() and abs(number) < 10**whole:
        return str(int(number))
    mantissa, exponent = f"{number:.{digits - 1}e}".split("e")
    if -3 <= int(exponent) < whole:
        return _trimmed(f"{number:.{max(digits - 1 - int(exponent), 0)}f}")
    return f"{_trimmed(mantissa)}e{int(exponent)}"


def _trimmed(text: str) -> str:
    """Without zeros at the end of the fraction."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_short_exact(value: float) -> bool:
    """Whether :func:`short` says all of the number: then "=" stands before it, otherwise "≈".

    >>> is_short_exact(0.5), is_short_exact(1 / 3)
    (True, False)
    """
    # Whole numbers are compared as such: int64 holds many that no float does.
    return float(short(value)) == (int(value) if isinstance(value, (int, np.integer)) else float(value))


def equal_sign(*values: float) -> str:
    """Between what is said of these numbers: "=" where :func:`short` says all of each, otherwise "≈".

    >>> equal_sign(1, 0.5), equal_sign(1, 1 / 3)
    ('=', '≈')
    """
    return "=" if all(map(is_short_exact, values)) else "≈"


def signed(value: float) -> str:
    """:func:`short` as a term of a sum or product: a negative number stands in brackets.

    >>> signed(2), signed(-2)
    ('2', '(-2)')
    """
    text = short(value)
    return f"({text})" if text.startswith("-") else text


def added(terms: Iterable[float]) -> str:
    """The terms of a sum.

    >>> added([1, -2, 3])
    '1 + (-2) + 3'
    """
    return " + ".join(map(signed, terms))
