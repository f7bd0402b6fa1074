"""Which standard filters a separable convolution can stand for, and how close it comes to the others.

A depthwise stage with multiplier M and a pointwise stage behind it equal one standard convolution with the filter

    product[a, b, c, o] = sum over q of depthwise[a, b, c, q] * pointwise[0, 0, c*M + q, o]

For each input channel c this is a matrix product: [kh*kw, M] times [M, out]. So a standard filter [kh, kw, C, out] is
separable with multiplier M exactly when each of its C matrices [kh*kw, out] has at most rank M, and the best
approximation cuts each matrix to rank M by its singular values (Eckart and Young 1936). The channels do not
share weights in either stage, so the best for each is the best for all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from convcore.errors import ConvError
from convcore.spec import Tensor, as_tensor


def product_filter(depthwise: Tensor, pointwise: Tensor) -> Tensor:
    """The one standard filter that does what both stages do.

    Args:
        depthwise: [kh, kw, C, M].
        pointwise: [1, 1, C*M, out].

    Returns:
        [kh, kw, C, out].

    Raises:
        ConvError: where the shapes do not belong together.

    >>> product_filter(np.array([[[[2, 3]]]]), np.array([[[[1], [10]]]])).tolist()
    [[[[32]]]]
    """
    _, _, channels, multiplier = depthwise.shape
    if pointwise.shape[:3] != (1, 1, channels * multiplier):
        raise ConvError(
            "pointwise: shape [1, 1, {rows}, out] is needed for {channels} channels times multiplier {multiplier}, "
            "got {shape}",
            rows=channels * multiplier,
            channels=channels,
            multiplier=multiplier,
            shape=list(pointwise.shape),
        )
    across = pointwise.reshape(channels, multiplier, -1)
    product: Tensor = np.einsum("abcq,cqo->abco", depthwise, across)
    return product


def ranks(filters: Tensor) -> tuple[int, ...]:
    """For each input channel the rank of its matrix [kh*kw, out], as :func:`numpy.linalg.matrix_rank` finds it.

    >>> ranks(np.broadcast_to(np.array([[0, 2], [1, 3]]), (3, 3, 2, 2)))
    (1, 1)
    """
    return tuple(int(rank) for rank in np.linalg.matrix_rank(_matrices(filters)[0]))


def degrees_of_freedom(filters: Tensor, multiplier: int) -> tuple[int, int]:
    """How many numbers the separable filters of a multiplier vary in, and how many all filters of the shape do.

    Matrices [m, n] of rank r form a set of dimension r * (m + n - r). Where the first is the smaller, the separable
    ones are a thin slice: a filter drawn at random is almost surely not one of them.

    >>> degrees_of_freedom(np.zeros((3, 3, 2, 4)), 1)
    (24, 72)
    """
    kh, kw, channels, outputs = filters.shape
    rank = min(multiplier, kh * kw, outputs)
    return channels * rank * (kh * kw + outputs - rank), filters.size


@dataclass(frozen=True, eq=False)
class Approximation:
    """The best separable stand-in for a standard filter.

    Attributes:
        multiplier: channels the depthwise stage makes of each input channel: the rank that is kept.
        depthwise: [kh, kw, C, M].
        pointwise: [1, 1, C*M, out].
        error: root of the summed squares of what is missing (Frobenius norm).
        relative: that, for one unit of the filter's own norm; 0 for a filter of zeros.
        multiplications: at one output position, those of both stages.
        saved: how many fewer these are than the standard filter's; below 0 they are more.
    """

    multiplier: int
    depthwise: Tensor
    pointwise: Tensor
    error: float
    relative: float
    multiplications: int
    saved: int


def approximations(filters: Tensor) -> tuple[Approximation, ...]:
    """The best separable stand-in for each multiplier, up to the one that loses nothing whatever the filter is.

    Args:
        filters: [kh, kw, C, out], real.

    Returns:
        One for each of M = 1 ... min(kh*kw, out); the last has an error of rounding only.

    Raises:
        ConvError: for no such tensor.

    >>> [round(a.error, 3) for a in approximations(np.eye(4).reshape(2, 2, 1, 4))]
    [1.732, 1.414, 1.0, 0.0]
    """
    filters = as_tensor("filters", filters, (4,))
    matrices, scale = _matrices(filters)
    left, singular, right = np.linalg.svd(matrices, full_matrices=False)
    return tuple(_cut(filters, left, singular, right, scale, rank) for rank in range(1, singular.shape[1] + 1))


def _cut(
    filters: Tensor, left: Tensor, singular: Tensor, right: Tensor, scale: float, multiplier: int
) -> Approximation:
    """Keeps the ``multiplier`` largest singular values of each channel; their roots go to both stages alike."""
    kh, kw, channels, outputs = filters.shape
    roots = np.sqrt(singular[:, :multiplier] * scale)
    depthwise = left[:, :, :multiplier] * roots[:, np.newaxis]
    pointwise = right[:, :multiplier] * roots[:, :, np.newaxis]
    lost, whole = (math.sqrt(float((part**2).sum())) for part in (singular[:, multiplier:], singular))
    multiplications = channels * multiplier * (kh * kw + outputs)
    return Approximation(
        multiplier,
        depthwise.transpose(1, 0, 2).reshape(kh, kw, channels, multiplier),
        pointwise.reshape(1, 1, channels * multiplier, outputs),
        lost * scale,
        lost / whole if whole else 0.0,
        multiplications,
        filters.size - multiplications,
    )


def _matrices(filters: Tensor) -> tuple[Tensor, float]:
    """[C, kh*kw, out] scaled to a largest magnitude of 1, so that no square leaves float64; and the scale."""
    kh, kw, channels, outputs = filters.shape
    scale = float(np.abs(filters).max()) or 1.0
    matrices: Tensor = (filters / scale).reshape(kh * kw, channels, outputs).transpose(1, 0, 2)
    return matrices, scale
