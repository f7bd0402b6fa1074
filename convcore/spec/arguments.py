"""Options and shapes as they are handed in, checked once."""

from __future__ import annotations

import operator
from collections.abc import Sequence

import numpy as np

from convcore.errors import ConvError, show_value
from convcore.spec.types import READINGS, Padding, Pair, Shape4


def _whole(value: object) -> int | None:
    """``value`` as an int where it is one (NumPy's included), None where it is anything else."""
    if type(value) is int:
        return value
    if isinstance(value, (bool, np.bool_)):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def _wholes(items: Sequence[object]) -> list[int]:
    """The whole numbers among ``items``: as many as there are items when all of them are whole."""
    if {*map(type, items)} == {int}:
        return [*items]  # type: ignore[list-item]
    return [number for number in map(_whole, items) if number is not None]


def to_pair(name: str, value: object) -> Pair:
    """(height, width) from a whole number or two of them."""
    items: Sequence[object] = (value, value) if _whole(value) is not None else _items(value)
    numbers = _wholes(items)
    if len(numbers) != 2 or len(items) != 2:
        raise ConvError(
            "{name}: a whole number or (height, width) is needed, got {value}", name=name, value=show_value(value)
        )
    if min(numbers) < 1:
        raise ConvError("{name}: at least 1 is needed, got {number}", name=name, number=show_value(min(numbers)))
    return numbers[0], numbers[1]


def _items(value: object) -> Sequence[object]:
    if isinstance(value, np.ndarray):
        return list(value) if value.ndim else ()
    return value if isinstance(value, (list, tuple)) else ()


def to_padding(value: object) -> Padding:
    """A word, or the four sides."""
    if isinstance(value, str) and value == "VALID":
        return "VALID"
    if isinstance(value, str) and value == "SAME":
        return "SAME"
    pairs = [_items(pair) for pair in _items(value)]
    sides = [_wholes(pair) for pair in pairs]
    if [len(pair) for pair in pairs] != [2, 2] or [len(pair) for pair in sides] != [2, 2]:
        raise ConvError(
            "padding: 'VALID', 'SAME' or ((top, bottom), (left, right)) is needed, got {value}", value=show_value(value)
        )
    (top, bottom), (left, right) = sides
    if min(top, bottom, left, right) < 0:
        raise ConvError(
            "padding: at least 0 is needed on each side, got {padding}",
            padding=show_value(((top, bottom), (left, right))),
        )
    return (top, bottom), (left, right)


def check_kind(kind: str) -> None:
    """Refuses what is no kind."""
    if kind not in READINGS:
        raise ConvError("kind: 'standard' or 'depthwise' is needed, got {value}", value=show_value(kind))


def to_shape(name: str, value: object) -> Shape4:
    """Four sizes of at least 1."""
    items = _items(value)
    sizes = _wholes(items)
    if len(sizes) != len(items) or not items:
        raise ConvError("{name}: a shape of 4 whole numbers is needed, got {value}", name=name, value=show_value(value))
    if len(sizes) != 4:
        raise ConvError(
            "{name}: {wanted} dimensions are needed, got {count} (shape {shape})",
            name=name,
            wanted=4,
            count=len(sizes),
            shape=tuple(sizes),
        )
    if min(sizes) < 1:
        raise ConvError("{name}: every size is at least 1, got shape {shape}", name=name, shape=tuple(sizes))
    return sizes[0], sizes[1], sizes[2], sizes[3]
