"""A tensor's way from one shape to another: what fits stays, what was cut off comes back, the rest is filled.

The memory of a tensor is an array of all places it ever had, with NaN where there never was a number.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from convcore.spec import Shape4, Tensor


def resize(tensor: Tensor, memory: Tensor | None, shape: Shape4, fill: Callable[[Shape4], Tensor]) -> Tensor:
    """The tensor in another shape.

    Args:
        tensor: four-dimensional, finite numbers.
        memory: what :func:`remember` gave before, None for nothing.
        shape: the new sizes.
        fill: makes the numbers for places that never had one, as a whole tensor of the shape it is given.

    >>> row = np.array([[[[1.0, 2.0, 3.0]]]])
    >>> short = resize(row, None, (1, 1, 1, 2), np.zeros)
    >>> short.ravel().tolist(), resize(short, remember(row, None), (1, 1, 1, 4), np.zeros).ravel().tolist()
    ([1.0, 2.0], [1.0, 2.0, 3.0, 0.0])
    """
    known = _room(remember(tensor, memory), shape)[_corner(shape)]
    return np.where(np.isnan(known), fill(shape), known)


def remember(tensor: Tensor, memory: Tensor | None) -> Tensor:
    """The memory with the tensor's present numbers written over its own.

    >>> remember(np.ones((1, 1, 1, 1)), np.full((1, 1, 1, 2), 5.0)).ravel().tolist()
    [1.0, 5.0]
    """
    known = _room(memory, tensor.shape)
    known[_corner(tensor.shape)] = tensor
    return known


def _room(memory: Tensor | None, shape: tuple[int, ...]) -> Tensor:
    """A copy of the memory that is large enough for the shape along every axis."""
    if memory is None:
        return np.full(shape, np.nan)
    known = np.full(np.maximum(memory.shape, shape), np.nan)
    known[_corner(memory.shape)] = memory
    return known


def _corner(shape: tuple[int, ...]) -> tuple[slice, ...]:
    return tuple(slice(size) for size in shape)
