"""Reads what is typed as an answer, and writes answers as they are typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from convcore.errors import ConvError, quote
from convcore.numbers import PLAIN_SIGNS, exact, number, short
from convcore.practice.model import CHOICE_LETTERS, Answer, Exercise, Form

LONGEST_ANSWER = 400  # characters of an answer
MARKS = str.maketrans({"×": "x", "、": ",", "，": ",", "【": "[", "】": "]", "〔": "[", "〕": "]"})
BRACKETS = re.compile(r"[\[\](){}]")
SIZES = re.compile(r"\d+(?:(?:\s*[,;x*·]\s*|\s+)\d+)*", re.ASCII | re.IGNORECASE)
CELL_BREAKS = re.compile(r"[\s,;]+")


def read_answer(exercise: Exercise, text: str) -> Answer:
    """What a learner typed, as an answer of the exercise's form.

    Raises:
        ConvError: for what is no such answer.

    >>> from convcore.practice.sets import make_exercise
    >>> read_answer(make_exercise("shape", 1, "seven"), "1 x 2 x 2 x 4")
    (1, 2, 2, 4)
    """
    return READ[exercise.form](text)


def read_shape(text: str) -> tuple[int, ...]:
    """Whole numbers in a row: a shape, or indices.

    Brackets may stand around them; commas, spaces, ``x`` and ``×`` may stand between them; full-width characters are
    read as what they mean.

    Raises:
        ConvError: for anything else.

    >>> read_shape("[1, 2, 2, 4]"), read_shape("1×2×2×4"), read_shape("１ ２ ２ ４")
    ((1, 2, 2, 4), (1, 2, 2, 4), (1, 2, 2, 4))
    >>> read_shape("1, two")
    Traceback (most recent call last):
    convcore.errors.ConvError: '1, two' is not a shape: whole numbers like [1, 2, 2, 4] are needed
    """
    plain = BRACKETS.sub(" ", _plain(text)).strip().removesuffix(",").rstrip()
    if not SIZES.fullmatch(plain):
        raise ConvError("{text} is not a shape: whole numbers like [1, 2, 2, 4] are needed", text=quote(text))
    return tuple(map(int, re.findall(r"\d+", plain, re.ASCII)))


def read_numbers(text: str) -> tuple[float, ...]:
    """Numbers in a row, with commas, semicolons or spaces between them.

    Raises:
        ConvError: as :func:`convcore.numbers.number`.

    >>> read_numbers("9, 63"), read_numbers("[−1　1/2]")
    ((9.0, 63.0), (-1.0, 0.5))
    """
    parts = CELL_BREAKS.split(BRACKETS.sub(" ", _plain(text)).strip(" \t\n,;"))
    return tuple(number(part) for part in parts)


def read_cells(text: str) -> frozenset[tuple[int, int]]:
    """Cells as pairs of row and column; no text is no cell.

    Raises:
        ConvError: for anything that is not pairs of whole numbers.

    >>> sorted(read_cells("(0, 1) (1, 2)")), read_cells(" ")
    ([(0, 1), (1, 2)], frozenset())
    >>> read_cells("0, 1, 2")
    Traceback (most recent call last):
    convcore.errors.ConvError: '0, 1, 2' are no cells: pairs of row and column like (0, 1) (1, 2) are needed
    """
    if not BRACKETS.sub(" ", _plain(text)).strip(" ,;"):
        return frozenset()
    try:
        indices = read_shape(text)
    except ConvError:
        indices = (0,)
    if len(indices) % 2:
        raise ConvError("{text} are no cells: pairs of row and column like (0, 1) (1, 2) are needed", text=quote(text))
    return frozenset(zip(indices[::2], indices[1::2], strict=True))


def read_choice(text: str) -> int:
    """The index of a choice, by its letter.

    Raises:
        ConvError: for anything but one of A to D.

    >>> read_choice("b"), read_choice("Ｃ")
    (1, 2)
    """
    letter = _plain(text).strip().upper()
    if len(letter) != 1 or letter not in CHOICE_LETTERS:
        raise ConvError("{text} is no choice: one of A, B, C, D is needed", text=quote(text))
    return CHOICE_LETTERS.index(letter)


READ: Mapping[Form, Callable[[str], Answer]] = {
    "number": number,
    "numbers": read_numbers,
    "shape": read_shape,
    "cells": read_cells,
    "choice": read_choice,
}


def write_answer(form: Form, answer: Answer, exactly: bool = False) -> str:
    """An answer as it is typed; numbers are shortened as they are on cells, or written exactly.

    >>> write_answer("shape", (1, 2, 2)), write_answer("cells", frozenset({(1, 0), (0, 1)})), write_answer("choice", 2)
    ('[1, 2, 2]', '(0, 1) (1, 0)', 'C')
    """
    write = exact if exactly else short
    if isinstance(answer, frozenset):
        return " ".join(f"({row}, {col})" for row, col in sorted(answer))
    if isinstance(answer, tuple):
        listed = ", ".join(map(write, answer))
        return f"[{listed}]" if form == "shape" else listed
    return CHOICE_LETTERS[int(answer)] if form == "choice" else write(answer)


def _plain(text: str) -> str:
    """Full-width characters as what they mean.

    Raises:
        ConvError: for a text that is longer than any answer.
    """
    if len(text) > LONGEST_ANSWER:
        raise ConvError("an answer has at most {most} characters, got {count}", most=LONGEST_ANSWER, count=len(text))
    return text.translate(MARKS).translate(PLAIN_SIGNS)
