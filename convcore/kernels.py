"""How a grouped convolution is computed: by products of matrices, or number by number where those would be too thin.

Both go through the output in parts whose numbers stay in a processor's cache, and both read their windows from a padded
copy of what the part needs, so that memory is the input, the output and a few megabytes. The parts follow from the
shapes alone: the same call gives the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import DTypeLike

from convcore.shapes import Axis
from convcore.spec import Tensor

PART = 2**17  # numbers of a part: half a megabyte of float32
ROW = 2**11  # numbers of a part's row that are multiplied number by number: they stay in the innermost cache
THIN = 4  # output channels a group from which on a matrix product is the faster way
SHALLOW = 24  # numbers in a kernel row: below, a matrix holds whole kernels
CACHE_LINE = 64  # bytes; a matrix that begins on one is multiplied a quarter faster
SMALL = 10**6  # multiply-adds up to which OpenBLAS takes matrices as they lie, and does not copy them first
FEWEST = 12  # matrix rows that are worth a product of their own


class Region(NamedTuple):
    """A box of cells: images, rows and columns from where to where."""

    images: slice
    rows: slice
    cols: slice


def convolve(image: Tensor, filters: Tensor, rows: Axis, cols: Axis, output: Tensor) -> None:
    """Writes a convolution into ``output``, in whose number type it multiplies and adds.

    Args:
        image: [N, H, W, C].
        filters: [kh, kw, C/groups, out].
        rows, cols: the spatial axes.
        output: [N, H', W', out], contiguous.
    """
    depth, outs = filters.shape[2:]
    groups = image.shape[3] // depth
    way = by_numbers if depth == 1 < groups and outs // groups < THIN else by_matrices
    way(image, filters, rows, cols, output)


def by_matrices(image: Tensor, filters: Tensor, rows: Axis, cols: Axis, output: Tensor) -> None:
    """Products of matrices that have a row for each cell; arguments as :func:`convolve`.

    The left matrix holds what lies under one kernel row. Laid out once it serves all of them, since an input row lies
    under each in turn, and their products are added up. Where windows hardly share rows, and where channels are so few
    that the matrices would be thin, it holds what lies under the whole kernel.
    """
    (kh, kw, depth, outs), groups = filters.shape, image.shape[3] // filters.shape[2]
    shallow = kw * depth < SHALLOW
    high = PART // (cols.out * kw * image.shape[3])
    sums = 1 if shallow or rows.stride > 1 or rows.extent > 2 * high else kh
    right = _aligned((sums, groups, kh // sums * kw * depth, outs // groups), output.dtype)
    right[...] = filters.reshape(sums, -1, groups, outs // groups).swapaxes(1, 2)
    for part in _parts(output.shape[:3], max(right.shape[2] * groups, _reach(rows, cols) * image.shape[3])):
        target = output[part].reshape(-1, groups, outs // groups).swapaxes(0, 1)
        left = _matrix(_padded(image, part, rows, cols, output.dtype, shallow), rows, cols, groups, sums > 1, shallow)
        high = part.rows.stop - part.rows.start
        _multiply(left[:, :, :high], right[0], target)
        product = np.empty_like(target) if sums > 1 else target
        for tap in range(1, sums):
            start = tap * rows.dilation
            _multiply(left[:, :, start : start + high], right[tap], product)
            target += product


def by_numbers(image: Tensor, filters: Tensor, rows: Axis, cols: Axis, output: Tensor) -> None:
    """Each channel by itself, the numbers of a row at once, summed over the taps; arguments as :func:`convolve`."""
    (kh, kw, _, outs), dtype = filters.shape, output.dtype
    sums = output.reshape(*output.shape[:2], -1)
    wide = min(cols.out, max(cols.extent, ROW // outs, PART // (rows.out * outs)))
    weights = filters.reshape(kh, kw, 1, outs).repeat(wide, axis=2).reshape(kh, kw, -1).astype(dtype, copy=False)
    for part in _parts(output.shape[:3], outs * _reach(rows, cols), wide):
        spread = _slide(_padded(image, part, rows, cols, dtype, repeat=outs // image.shape[3]), 2, cols)
        taps = _slide(spread.reshape(*spread.shape[:3], -1), 2, rows)
        across = slice(part.cols.start * outs, part.cols.stop * outs)
        np.einsum("abnyx,abx->nyx", taps, weights[..., : taps.shape[-1]], out=sums[part.images, part.rows, across])


def _parts(shape: tuple[int, ...], numbers: int, widest: int | None = None) -> Iterator[Region]:
    """Goes through [N, H, W] cells in parts of about :data:`PART` numbers.

    Args:
        shape: N, H and W.
        numbers: that each cell stands for.
        widest: cells in a row of a part; without it, a part is one stretch of cells as they lie in memory.
    """
    images, rows, cols = shape
    wide = min(cols, widest or cols, max(1, PART // numbers))
    high = min(rows, max(1, PART // (numbers * wide)))
    many = min(images, max(1, PART // (numbers * wide * high)))
    for n in range(0, images, many):
        for y in range(0, rows, high):
            for x in range(0, cols, wide):
                yield Region(
                    slice(n, min(n + many, images)), slice(y, min(y + high, rows)), slice(x, min(x + wide, cols))
                )


def _reach(rows: Axis, cols: Axis) -> int:
    """Input cells that a part holds for each of its cells."""
    return min(rows.stride, rows.size) * min(cols.stride, cols.size)


def _padded(
    image: Tensor, part: Region, rows: Axis, cols: Axis, dtype: DTypeLike, planar: bool = False, repeat: int = 1
) -> Tensor:
    """[n, height, width, C*repeat]: the input under a part of the output, padded; in memory [C, ...] where planar."""
    images, channels = image[part.images], image.shape[3]
    from_rows, to_rows, height = _cut(rows, part.rows)
    from_cols, to_cols, width = _cut(cols, part.cols)
    if planar:
        padded = np.zeros((channels, len(images), height, width), dtype).transpose(1, 2, 3, 0)
    else:
        padded = np.zeros((len(images), height, width, channels * repeat), dtype)
    for copy in range(repeat):
        padded[:, to_rows, to_cols, copy::repeat] = images[:, from_rows, from_cols]
    return padded


def _cut(along: Axis, part: slice) -> tuple[slice, slice, int]:
    """What a part of the output reads: where it lies in the input, where in the padded copy, and the copy's length.

    >>> from convcore.shapes import axis
    >>> _cut(axis(4, 3, 1, 1, "SAME"), slice(0, 2))
    (slice(0, 3, None), slice(1, 4, None), 4)
    """
    first = part.start * along.stride - along.before
    length = (part.stop - part.start - 1) * along.stride + along.extent
    start = min(max(first, 0), along.size)
    stop = max(min(first + length, along.size), start)
    return slice(start, stop), slice(start - first, stop - first), length


def _slide(array: Tensor, at: int, *along: Axis) -> Tensor:
    """A view with the taps as new first axes; the axes from ``at`` on become the cells that windows begin at."""
    taps, apart, shape, strides = [], [], list(array.shape), list(array.strides)
    for n, axis in enumerate(along, at):
        size, stride = shape[n], strides[n]
        taps.append(axis.kernel)
        apart.append(stride * min(axis.dilation, size))  # where there is one tap or cell, any distance will do
        shape[n] = (size - axis.extent) // axis.stride + 1
        strides[n] = stride * min(axis.stride, size)
    return as_strided(array, taps + shape, apart + strides, writeable=False)


def _matrix(padded: Tensor, rows: Axis, cols: Axis, groups: int, by_row: bool, planar: bool) -> Tensor:
    """[groups, n, rows, W', K]: what lies under a kernel row from each padded row on, or under a whole kernel."""
    windows = _slide(padded, 2, cols)[np.newaxis] if by_row else _slide(padded, 1, rows, cols)
    split = windows.reshape(*windows.shape[:5], groups, -1)  # [kh, kw, n, rows, W', groups, depth]
    if planar:  # the cells lie together in memory
        laid = np.ascontiguousarray(split.transpose(5, 0, 1, 6, 2, 3, 4))
        return laid.reshape(groups, -1, *split.shape[2:5]).transpose(0, 2, 3, 4, 1)
    return np.ascontiguousarray(split.transpose(5, 2, 3, 4, 0, 1, 6)).reshape(groups, *split.shape[2:5], -1)


def _multiply(left: Tensor, right: Tensor, out: Tensor) -> None:
    """[groups, ..., K] times [groups, K, outs] into [groups, cells, outs], in bites that OpenBLAS takes as they lie."""
    groups, numbers, outs = right.shape
    left = left.reshape(groups, -1, numbers)
    cells = left.shape[1]
    bite = SMALL // (numbers * outs) // 4 * 4
    if not FEWEST <= bite < cells:
        np.matmul(left, right, out=out)
        return
    most = cells - cells % bite
    bites = left[:, :most].reshape(groups, -1, bite, numbers)
    np.matmul(bites, right[:, np.newaxis], out=out[:, :most].reshape(groups, -1, bite, outs))
    np.matmul(left[:, most:], right, out=out[:, most:])


def _aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Tensor:
    """An array that begins on a cache line."""
    size = math.prod(shape) * dtype.itemsize
    room = np.empty(size + CACHE_LINE, np.uint8)
    start = -room.ctypes.data % CACHE_LINE
    return room[start : start + size].view(dtype).reshape(shape)
