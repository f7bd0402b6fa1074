"""Decimal commas, as a spreadsheet writes them in many countries: 1,5 is 1.5."""

from __future__ import annotations

APART = ("\t", ";")  # what else separates numbers, so that a comma does not


def with_points(text: str) -> str | None:
    """The text with decimal points; None where there is no comma, or where it may separate two numbers.

    >>> with_points("1,5;2"), with_points("1,5,2"), with_points("1.5;2")
    ('1.5;2', None, None)
    """
    return text.replace(",", ".") if "," in text and any(mark in text for mark in APART) else None
