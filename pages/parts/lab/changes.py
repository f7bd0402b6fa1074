"""What differs between two labs, in words for who undoes and redoes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from convcore.numbers import spell
from pages.parts.lab.lab import Lab, Name
from pages.parts.lab.note import Note
from pages.parts.lab.slices import slices

TENSORS: tuple[Name, ...] = ("input", "filters", "pointwise")
OPTIONS = ("strides", "padding", "dilations")


def differences(before: Lab, after: Lab) -> tuple[Note, ...]:
    """A note for each option and each tensor that differs.

    >>> from pages.parts.lab.lab import article
    >>> [(note.key, dict(note.values)) for note in differences(article(), article().with_options(strides=2))]
    [('change.strides', {'before': '1×1', 'after': '2×2'})]
    """
    return (*_options(before, after), *(note for name in TENSORS for note in _tensor(name, before, after)))


def _options(before: Lab, after: Lab) -> Iterator[Note]:
    for name in OPTIONS:
        mine, theirs = getattr(before, name), getattr(after, name)
        if mine != theirs:
            yield Note(f"change.{name}", {"before": _spell(name, mine), "after": _spell(name, theirs)})


def _spell(name: str, value: object) -> str:
    return str(value) if name == "padding" else "×".join(map(str, value))  # type: ignore[call-overload]


def _tensor(name: Name, before: Lab, after: Lab) -> Iterator[Note]:
    """What became of a tensor: another shape, another number in a cell, or so many numbers."""
    mine, theirs = before.tensor(name), after.tensor(name)
    if mine.shape != theirs.shape:
        if name != "pointwise" or mine.shape[3] != theirs.shape[3]:  # their rows follow the filters
            yield Note(f"change.{name}", {"before": list(mine.shape), "after": list(theirs.shape)})
        return
    where = np.argwhere(mine.view(np.int64) != theirs.view(np.int64))  # minus zero is another number
    if len(where) > 1:
        yield Note("change.cells", {"tensor": name, "count": len(where)})
    for place in where[:1] if len(where) == 1 else ():
        index = tuple(place.tolist())
        values = {"before": spell(float(mine[index])), "after": spell(float(theirs[index]))}
        yield Note("change.cell", {"cell": _cell(name, before, index), **values})


def _cell(name: Name, lab: Lab, index: tuple[int, ...]) -> str:
    """A cell's name, as its grid has it."""
    for part in slices(name, lab.tensor(name)):
        row, col = index[len(part.before) : len(part.before) + 2]
        if part.at(row, col) == index:
            return part.cell(row, col)
    raise LookupError(f"{name} {index}")
