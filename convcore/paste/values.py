"""The values of pasted code: numbers, texts, and arrays of float64 of bounded size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from convcore.errors import ConvError, Phrase, quote
from convcore.spec import Tensor

MOST_CELLS = 2**14  # twice the largest tensor of a lab
MOST_DIMENSIONS = 8
LONGEST_WHOLE = 4096  # bits; beyond some more, Python writes no decimal

Value = Any  # a number, a string, None, a DType, a Tensor, or a list of those


@dataclass(frozen=True)
class DType:
    """A number type named in the code. Values keep what was written; only integer types cut off fractions."""

    name: str


def to_whole(value: Value) -> int | None:
    """A whole number, or None where the value is something else."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = float(value)
    return int(value) if isinstance(value, (int, float)) and value == int(value) else None


def require_whole(value: Value, what: Phrase) -> int:
    """A whole number; ``what`` begins the message where it is none."""
    whole = to_whole(value)
    if whole is None:
        raise ConvError("{what} is a whole number, got {text}", what=what, text=describe(value))
    return whole


def to_count(value: Value) -> int:
    """A whole number of at least 1."""
    whole = require_whole(value, Phrase("a count"))
    if whole < 1:
        raise ConvError("a count is at least 1, got {number}", number=whole)
    return whole


def to_scalar(value: int | float) -> int | float:
    """The same number, if float64 holds it."""
    try:
        finite = math.isfinite(float(value))
    except OverflowError:
        finite = False
    if not finite:
        raise ConvError("{text} is larger than float64 holds (1.8e308)", text=describe(value))
    return value


def describe(value: Value) -> Phrase | str:
    """A value for a message, in quotes, and in few letters whatever its size."""
    if isinstance(value, np.ndarray) and value.ndim:
        return Phrase("'an array of shape {shape}'", shape=list(value.shape))
    if isinstance(value, list):
        return Phrase("'a list of {count}'", count=len(value))
    if isinstance(value, int) and value.bit_length() > LONGEST_WHOLE:
        return quote("…")
    return quote(str(getattr(value, "name", value)))


def check_finite(tensor: Tensor) -> Tensor:
    """The same tensor, if all of its numbers are finite."""
    if not np.isfinite(tensor).all():
        raise ConvError("the numbers leave what float64 holds (1.8e308)")
    return tensor


def make_list(items: list[Value]) -> Value:
    """A list: an array where its items are numbers or arrays of one shape, otherwise the items themselves."""
    if not items:
        raise ConvError("an empty list holds no tensor")
    shapes = {_shape(item) for item in items}
    if len(shapes) > 1 or None in shapes:
        return items
    check_room((len(items), *np.shape(items[0])))
    return np.array(items, np.float64)


def _shape(item: Value) -> tuple[int, ...] | None:
    if isinstance(item, (int, float)):
        return ()
    return item.shape if isinstance(item, np.ndarray) else None


def to_tensor(value: Value) -> Tensor:
    """A number or an array as an array; lists of anything else are none."""
    if isinstance(value, (int, float)):
        return np.array(value, np.float64)
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, list) and not any(isinstance(item, (str, DType, type(None))) for item in value):
        raise ConvError("the nested lists are not one rectangular array: {reason}", reason=_explain_lopsided(value))
    raise ConvError("a tensor is needed, got {text}", text=describe(value))


def _explain_lopsided(items: Sequence[Value]) -> Phrase:
    """Which neighbours in a list differ."""
    sizes = [list(np.shape(item)) if isinstance(item, np.ndarray) else None for item in items]
    at = next((k for k in range(1, len(sizes)) if sizes[k] != sizes[k - 1]), 0)
    if not at:
        return Phrase("its parts differ")
    return Phrase(
        "item {before} has shape {first}, item {at} has shape {second}",
        before=at - 1,
        first=sizes[at - 1],
        at=at,
        second=sizes[at],
    )


def to_sizes(value: Value) -> tuple[int, ...]:
    """Sizes from a number or a list, bounded."""
    given = to_numbers(value)
    sizes = [to_whole(size) for size in given]
    wholes = tuple(size for size in sizes if size is not None)
    if len(wholes) != len(sizes) or any(size < 1 for size in wholes):
        raise ConvError("a shape is whole numbers of at least 1, got {text}", text=quote(str(given)))
    check_room(wholes)
    return wholes


def to_numbers(value: Value) -> list[float]:
    """The numbers of a shape or of axes: not more than there are dimensions."""
    tensor = to_tensor(value)
    if tensor.size > MOST_DIMENSIONS:
        raise ConvError("at most {most} dimensions are read, got {count}", most=MOST_DIMENSIONS, count=tensor.size)
    numbers: list[float] = tensor.ravel().tolist()
    return numbers


def check_room(shape: Sequence[int]) -> None:
    """Refuses more dimensions or numbers than are read."""
    if len(shape) > MOST_DIMENSIONS:
        raise ConvError("at most {most} dimensions are read, got {count}", most=MOST_DIMENSIONS, count=len(shape))
    if math.prod(shape) > MOST_CELLS:
        raise ConvError(
            "at most {most:,} numbers are read, shape {shape} has {count:,}",
            most=MOST_CELLS,
            shape=list(shape),
            count=math.prod(shape),
        )


def to_axis(value: Value, ndim: int) -> int:
    """An axis that exists, counted from the front."""
    axis = require_whole(value, Phrase("axis"))
    if not -ndim <= axis < ndim:
        raise ConvError("axis {axis} does not exist in {ndim} dimensions", axis=axis, ndim=ndim)
    return axis % ndim
