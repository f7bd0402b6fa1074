"""Undo and redo as text, for the browser to keep over a reload.

All labs are packed as one text: an edit changes little, so that fifty of them take hardly more room than one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest

from pages.parts.lab.history import UNDO_STEPS, History
from pages.parts.lab.lab import Lab
from pages.parts.lab.linktext import MOST_TEXT, expand, read, squeeze, write_fields
from pages.parts.lab.once import once

LONGEST = 2**18
HEAD = 8  # characters of the first line
MOST_LABS = 2 * UNDO_STEPS


def write_history(history: History) -> str:
    """The history as text of at most 262,144 characters: what is furthest from the present is left out.

    Empty where there is nothing to undo and nothing to redo. Each history is written once.

    >>> from pages.parts.lab.lab import article
    >>> history = History(article()).then(article().with_options(strides=2))
    >>> read_history(write_history(history)).undo().present.strides
    (1, 1)
    """
    return once(history, "text", lambda: _write(history))


def read_history(text: str) -> History:
    """The history that a text holds.

    Raises:
        ValueError: for a text that holds none; a :class:`pages.parts.lab.linktext.LinkError` is one.
    """
    count, *lines = expand(text, LONGEST).split("\n", MOST_LABS + 1)
    at = int(count)
    if not 0 <= at < len(lines):
        raise ValueError("the present is missing")
    labs = tuple(map(read, lines))
    return History(labs[at], labs[:at], labs[at + 1 :])


def _write(history: History) -> str:
    past, future = _fitting(history)
    while past or future:
        text = squeeze("\n".join([str(len(past)), *past, write_fields(history.present), *future]))
        if len(text) <= LONGEST:
            return text
        past, future = past[len(past) // 2 + 1 :], future[: len(future) // 2]
    return ""


def _fitting(history: History) -> tuple[list[str], list[str]]:
    """The labs before and after the present that there is room for: the nearest first, then further on."""
    room = MOST_TEXT - len(write_fields(history.present)) - HEAD
    past, future = list[str](), list[str]()
    for lab, place in islice(_by_distance(history, past, future), MOST_LABS):
        line = write_fields(lab)
        room -= len(line) + 1
        if room < 0:
            break
        place.append(line)
    return past[::-1], future


def _by_distance(history: History, past: list[str], future: list[str]) -> Iterator[tuple[Lab, list[str]]]:
    """Each lab before and after the present, and the list that it belongs to."""
    for before, after in zip_longest(reversed(history.past), history.future):
        if before:
            yield before, past
        if after:
            yield after, future
