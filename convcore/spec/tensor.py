"""Tensors as they are handed in, checked once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from convcore.errors import ConvError, Phrase, chain, show_value
from convcore.spec.types import Tensor

INT64_MAX = int(np.iinfo(np.int64).max)
MOST_NESTED = 64  # dimensions that NumPy knows
NOT_REAL = {  # NumPy's kinds of dtype that no convolution takes, in words
    "U": Phrase("text"),
    "S": Phrase("bytes"),
    "b": Phrase("booleans"),
    "c": Phrase("complex numbers"),
    "O": Phrase("objects"),
    "M": Phrase("dates"),
    "m": Phrase("times"),
}


def as_tensor(name: str, value: ArrayLike, ndims: tuple[int, ...]) -> Tensor:
    """``value`` as an array of int64 or floats that a convolution can take.

    Args:
        name: the argument's name, for the message.
        value: anything NumPy reads as an array.
        ndims: the numbers of dimensions allowed.

    Raises:
        ConvError: for text, complex numbers, booleans, ragged lists, masked or empty arrays, NaN or infinite
            values, integers beyond int64, and a wrong number of dimensions.

    >>> as_tensor("input", [[[1], [2]]], (3, 4)).dtype
    dtype('int64')
    """
    if isinstance(value, np.ma.MaskedArray) and np.any(value.mask):
        raise ConvError(
            "{name}: {masked} of the {count} numbers are masked", name=name, masked=np.sum(value.mask), count=value.size
        )
    if not isinstance(value, np.ndarray):
        _check_texts(name, value)
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise ConvError("{name}: the nested lists are not one rectangular array", name=name) from error
    if not isinstance(value, np.ndarray):
        _check_integers(name, value, array)
    if array.dtype.kind not in "iuf":
        raise ConvError(
            "{name}: real numbers are needed, got {what}", name=name, what=NOT_REAL.get(array.dtype.kind, array.dtype)
        )
    if array.ndim not in ndims:
        wanted = chain("{first} or {second}", ndims)
        raise ConvError(
            "{name}: {wanted} dimensions are needed, got {count} (shape {shape})",
            name=name,
            wanted=wanted,
            count=array.ndim,
            shape=array.shape,
        )
    if array.size == 0:
        raise ConvError("{name}: every size is at least 1, got shape {shape}", name=name, shape=array.shape)
    if array.dtype.kind == "f":
        _check_finite(name, array)
        return array
    if array.dtype.kind == "u" and array.max() > INT64_MAX:
        raise ConvError(
            "{name}: {number} is larger than int64 holds; write it as a float", name=name, number=array.max()
        )
    return array.astype(np.int64, copy=False)


def _check_texts(name: str, value: object) -> None:
    """Refuses texts in nested lists: NumPy would make each of them as long as the longest."""
    level = [value]
    for _ in range(MOST_NESTED):
        level = [item for part in level if isinstance(part, (list, tuple)) for item in part]
        for kind, known in (("U", str), ("S", bytes)):
            if any(isinstance(item, known) for item in level):
                raise ConvError("{name}: real numbers are needed, got {what}", name=name, what=NOT_REAL[kind])


def _check_integers(name: str, value: ArrayLike, array: Tensor) -> None:
    """Refuse Python integers beyond int64, which NumPy would turn into objects or round to floats."""
    if array.dtype.kind == "O" or (array.dtype.kind == "f" and array.size and np.abs(array).max() >= INT64_MAX):
        leaves = np.asarray(value, object).ravel().tolist()
        whole = [leaf for leaf in leaves if isinstance(leaf, int)]
        beyond = [leaf for leaf in whole if not -INT64_MAX - 1 <= leaf <= INT64_MAX]
        if beyond and (array.dtype.kind == "O" or len(whole) == len(leaves)):
            raise ConvError(
                "{name}: {number} is larger than int64 holds; write it as a float",
                name=name,
                number=show_value(beyond[0]),
            )


def all_finite(array: Tensor) -> bool:
    """Whether no number is NaN or infinite: the sum of squares tells at once, unless it is too large itself."""
    if array.dtype.kind in "iu" or math.isfinite(energy(array)):
        return True
    return bool(np.isfinite(array.min()) and np.isfinite(array.max()))  # NaN is passed on by both


def energy(array: Tensor) -> float:
    """The sum of the squares of floats; NaN or infinite where it is not to be had quickly, or too large.

    Squares of integers would wrap around, so theirs counts as infinite.

    >>> energy(np.array([3.0, 4.0]))
    25.0
    """
    if array.dtype.kind in "iu" or not array.flags.forc:
        return math.inf
    flat = array.ravel(order="K")
    return float(np.vdot(flat, flat))


def _check_finite(name: str, array: Tensor) -> None:
    if all_finite(array):
        return
    bad = np.argwhere(~np.isfinite(array))
    where = tuple(int(i) for i in bad[0])
    raise ConvError(
        "{name}: finite numbers are needed, got {number} at {index}",
        name=name,
        number=float(array[where]),
        index=list(where),
    )
