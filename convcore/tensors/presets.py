"""What the tensors can be filled with: the article's own values, and presets for any size.

A preset is a row of a table: it fills one two-dimensional slice [h, w]; a whole tensor is filled slice by slice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from convcore.spec import Pair, Shape4, Tensor
from convcore.tensors.drawing import house

RANDOM_BOUND = 9
TENSORS = ("input", "filters", "pointwise")

MakeSlice = Callable[[Pair, int | float, int], Tensor]


@dataclass(frozen=True)
class Preset:
    """One way to fill a slice.

    Attributes:
        name: its key in tables, links and language catalogues (``fill.preset.`` and the name).
        fill: makes the slice [h, w] of (shape, parameter, number of the slice in its tensor).
        tensors: which tensors it is offered for.
        parameter: what the number beside the preset means, None where there is none.
        default: that number to begin with.
    """

    name: str
    fill: MakeSlice
    tensors: tuple[str, ...] = TENSORS
    parameter: Literal["value", "seed"] | None = None
    default: int = 0


def find_preset(tensor: str, name: str) -> Preset:
    """The preset of that name among those of a tensor."""
    return next(row for row in PRESETS[tensor] if row.name == name)


def whole(name: str, preset: Preset, parameter: int | float, shape: Shape4) -> Tensor:
    """A tensor filled slice by slice: ``"input"`` [N, H, W, C] or ``"filters"`` [kh, kw, C, M].

    >>> whole("filters", find_preset("filters", "ramp"), 0, (1, 2, 2, 1)).tolist()
    [[[[1], [1]], [[2], [2]]]]
    """
    outer, size = ((shape[0], shape[3]), shape[1:3]) if name == "input" else (shape[2:], shape[:2])
    slices = [preset.fill((size[0], size[1]), parameter, index) for index in range(outer[0] * outer[1])]
    made: Tensor = np.stack(slices, axis=-1).reshape(*size, *outer)
    return made.transpose(2, 0, 1, 3) if name == "input" else made


def article_input(shape: Shape4 = (1, 4, 4, 2)) -> Tensor:
    """The article's image, [1, 4, 4, 2] of int64: channel 0 has the rows 1 2 3 4, channel 1 is all ones.

    Another shape goes on in the same way: channel c is all c, and image n is n more than the first.

    >>> article_input()[0, 0].tolist()
    [[1, 1], [2, 1], [3, 1], [4, 1]]
    >>> article_input((2, 1, 2, 3))[1].tolist()
    [[[2, 2, 3], [3, 2, 3]]]
    """
    image, _, col, channel = np.indices(shape)
    made: Tensor = np.where(channel == 0, col + 1, channel) + image
    return made


def article_filters(shape: Shape4 = (3, 3, 2, 2)) -> Tensor:
    """The article's four constant 3x3 kernels, [3, 3, 2, 2] of int64; in any shape, slice (c, q) is all c + 2q.

    >>> article_filters()[2, 1].tolist()
    [[0, 2], [1, 3]]
    """
    _, _, channel, column = np.indices(shape)
    made: Tensor = channel + 2 * column
    return made


def constant(shape: Pair, value: int | float, index: int) -> Tensor:
    """``value`` in every cell.

    >>> constant((1, 2), 7, 0).tolist()
    [[7, 7]]
    """
    return np.full(shape, value)


def ramp(shape: Pair, value: int | float, index: int) -> Tensor:
    """1, 2, 3 ... row by row.

    >>> ramp((2, 2), 0, 0).tolist()
    [[1, 2], [3, 4]]
    """
    return np.arange(1, shape[0] * shape[1] + 1).reshape(shape)


def random(shape: Pair, seed: int | float, index: int) -> Tensor:
    """Whole numbers from -9 to 9; the same seed gives the same numbers, each slice has its own.

    >>> random((1, 3), 0, 0).tolist() == random((1, 3), 0, 0).tolist() != random((1, 3), 0, 1).tolist()
    True
    """
    generator = np.random.default_rng([abs(int(seed)), index])
    return generator.integers(-RANDOM_BOUND, RANDOM_BOUND, shape, endpoint=True)


def delta(shape: Pair, value: int | float, index: int) -> Tensor:
    """One 1 in the centre (of an even side: the last cell before the middle), zeros around it.

    >>> delta((3, 3), 0, 0).tolist()
    [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    """
    result = np.zeros(shape, np.int64)
    result[centre(shape)] = 1
    return result


def sobel_x(shape: Pair, value: int | float, index: int) -> Tensor:
    """Sobel's kernel for a change from left to right: smoothing down the rows, difference along the columns.

    >>> sobel_x((3, 3), 0, 0).tolist()
    [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
    """
    return np.outer(binomial(shape[0]), difference(shape[1]))


def sobel_y(shape: Pair, value: int | float, index: int) -> Tensor:
    """Sobel's kernel for a change from top to bottom.

    >>> sobel_y((3, 3), 0, 0).tolist()
    [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]
    """
    return np.outer(difference(shape[0]), binomial(shape[1]))


def laplacian(shape: Pair, value: int | float, index: int) -> Tensor:
    """Ones along the centre's row and column, and in the centre what makes the sum 0.

    >>> laplacian((3, 3), 0, 0).tolist()
    [[0, 1, 0], [1, -4, 1], [0, 1, 0]]
    """
    result = np.zeros(shape, np.int64)
    row, col = centre(shape)
    result[row, :] = result[:, col] = 1
    result[row, col] -= result.sum()
    return result


def box(shape: Pair, value: int | float, index: int) -> Tensor:
    """The mean of all cells.

    >>> box((2, 2), 0, 0).tolist()
    [[0.25, 0.25], [0.25, 0.25]]
    """
    return np.full(shape, 1 / (shape[0] * shape[1]))


def gaussian(shape: Pair, value: int | float, index: int) -> Tensor:
    """The binomial approximation of a Gaussian, with sum 1.

    >>> gaussian((1, 3), 0, 0).tolist()
    [[0.25, 0.5, 0.25]]
    """
    return np.outer(binomial(shape[0]), binomial(shape[1])) / 2.0 ** (shape[0] + shape[1] - 2)


def vertical_edge(shape: Pair, value: int | float, index: int) -> Tensor:
    """Zeros on the left half, ones on the right.

    >>> vertical_edge((1, 4), 0, 0).tolist()
    [[0, 0, 1, 1]]
    """
    return np.tile(np.arange(shape[1]) >= (shape[1] + 1) // 2, (shape[0], 1)).astype(np.int64)


def horizontal_edge(shape: Pair, value: int | float, index: int) -> Tensor:
    """Zeros in the upper half, ones in the lower.

    >>> horizontal_edge((2, 1), 0, 0).tolist()
    [[0], [1]]
    """
    return vertical_edge((shape[1], shape[0]), value, index).T


def columns(shape: Pair, value: int | float, index: int) -> Tensor:
    """For pointwise filters [C*M, out]: row k has its 1 in column k mod out.

    With M output channels this adds up the depthwise channels of equal q, so that the separable convolution is the
    plain conv2d with the depthwise filters: the two readings of one table.

    >>> columns((4, 2), 0, 0).tolist()
    [[1, 0], [0, 1], [1, 0], [0, 1]]
    """
    rows, outputs = shape
    result: Tensor = (np.arange(rows)[:, np.newaxis] % outputs == np.arange(outputs)).astype(np.int64)
    return result


def binomial(size: int) -> Tensor:
    """The row of Pascal's triangle that has ``size`` numbers.

    >>> binomial(5).tolist()
    [1, 4, 6, 4, 1]
    """
    row = np.ones(1, np.int64)
    for _ in range(size - 1):
        row = np.convolve(row, [1, 1])
    return row


def difference(size: int) -> Tensor:
    """A smoothed difference of ``size`` numbers, last minus first; a single cell has none.

    >>> difference(3).tolist(), difference(5).tolist(), difference(1).tolist()
    ([-1, 0, 1], [-1, -2, 0, 2, 1], [0])
    """
    return np.convolve(binomial(size - 1), [-1, 1]) if size > 1 else np.zeros(1, np.int64)


def centre(shape: Pair) -> Pair:
    """The cell in the middle; of an even side, the last one before it.

    >>> centre((3, 4))
    (1, 1)
    """
    return (shape[0] - 1) // 2, (shape[1] - 1) // 2


ROWS = (
    Preset("columns", columns, ("pointwise",)),
    Preset("constant", constant, parameter="value", default=1),
    Preset("ramp", ramp),
    Preset("random", random, parameter="seed"),
    Preset("delta", delta),
    Preset("vertical_edge", vertical_edge, ("input",)),
    Preset("horizontal_edge", horizontal_edge, ("input",)),
    Preset("house", house, ("input",)),
    Preset("sobel_x", sobel_x, ("filters",)),
    Preset("sobel_y", sobel_y, ("filters",)),
    Preset("laplacian", laplacian, ("filters",)),
    Preset("box", box, ("filters",)),
    Preset("gaussian", gaussian, ("filters",)),
)
"""All presets in the order of the menus. A new one is a row here, and its name in each language."""

PRESETS = {tensor: tuple(row for row in ROWS if tensor in row.tensors) for tensor in TENSORS}
