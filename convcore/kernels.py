"""How a grouped convolution is computed: by products of matrices, or number by number where those would be too thin.

Both go through the output in parts whose numbers stay in a processor's cache, and both read their windows from a padded
copy of what the part needs, so that memory is the input, the output and a few megabytes. The parts follow from the
shapes alone: the same call gives the same bits.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from convcore.shapes import Axis
from convcore.spec import Tensor

PART = 2**20  # bytes of a part's matrix
SPREAD = 2**21  # bytes of a part that is multiplied number by number: few parts, since each begins anew
ROW = 2**14  # bytes of such a part's row: they stay in the innermost cache
NARROW = 24  # output channels below which two cells share a matrix row, if channels are few
THIN = 4  # output channels a group from which on a matrix product is the faster way
SHALLOW = 24  # numbers in a kernel row: below, a matrix holds whole kernels
CACHE_LINE = 64  # bytes; a matrix that begins on one is multiplied a quarter faster
SMALL = 10**6  # multiply-adds up to which OpenBLAS takes matrices as they lie, and does not copy them first
CLEARED = 2**18  # bytes of a padded copy up to which it is cleared whole; a larger one around the input alone
FEWEST = 12  # matrix rows that are worth a product of their own


class Region(NamedTuple):
    """A box of output cells, and the box of input cells under it; what that lacks at its edges is padding."""

    cells: tuple[slice, slice, slice]  # images, rows and columns of the output
    reads: tuple[slice, slice, slice]  # of the input
    lands: tuple[slice, slice, slice]  # where those lie in the padded copy
    shape: tuple[int, int, int]  # of the padded copy


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
    that the matrices would be thin, it holds what lies under the whole kernel; where few channels come out as well,
    under two neighbouring cells at once.
    """
    along, channels, per_row, numbers = cols, image.shape[3], 1, PART // output.itemsize
    if output.dtype.kind == "f" and output.size > numbers and (filters.shape[1] + 1) * channels < SHALLOW:
        per_row = 2 if _pays_in_pairs(filters, cols) else 1
        filters, along = _join(filters, channels, cols, per_row)
        channels *= per_row
    (kh, kw, depth, outs), groups = filters.shape, channels // filters.shape[2]
    shallow = kw * depth < SHALLOW
    sums = 1 if shallow or rows.stride > 1 or rows.extent * cols.out * kw * channels > 2 * numbers else kh
    right = _allocate((sums, groups, kh // sums * kw * depth, outs // groups), output.dtype)
    right[...] = filters.reshape(sums, -1, groups, outs // groups).swapaxes(1, 2)
    reach = min(rows.stride, rows.size) * min(cols.stride, cols.size)  # input cells for each of the output
    most = max(1, numbers // max(right.shape[2] * groups, reach * channels))
    for part in _parts(len(image), rows, cols, per_row * most):
        target = output[part.cells].reshape(-1, groups, outs // groups).swapaxes(0, 1)
        shape = *part.shape[:2], -1, channels
        left = _matrix(_pad(image, part, output.dtype).reshape(shape), rows, along, depth, sums > 1, shallow)
        high = part.cells[1].stop - part.cells[1].start
        _multiply(left[:, :, :high] if sums > 1 else left, right[0], target)
        more = np.empty_like(target) if sums > 1 else target
        for tap in range(1, sums):
            start = tap * rows.dilation
            _multiply(left[:, :, start : start + high], right[tap], more)
            target += more


def by_numbers(image: Tensor, filters: Tensor, rows: Axis, cols: Axis, output: Tensor) -> None:
    """Each channel by itself, the numbers of a row at once, summed over the taps; arguments as :func:`convolve`.

    At a stride of 2 every second column lies under a tap. Those columns are copied together, so that a tap's numbers
    lie in one stretch at any stride; taps that read the same columns share them.
    """
    (kh, kw, _, outs), dtype = filters.shape, output.dtype
    sums = output.reshape(*output.shape[:2], -1)
    numbers = SPREAD // dtype.itemsize
    wide = min(cols.out, max(cols.extent, ROW // dtype.itemsize // outs, numbers // (rows.out * outs)))
    wide = max(1, min(wide, numbers // (kh * kw * outs)))  # for that many the weights are laid out
    weights = filters.reshape(kh, kw, 1, outs).repeat(wide, axis=2).reshape(kh, kw, -1).astype(dtype, copy=False)
    turns = min(kw, cols.stride // math.gcd(cols.stride, cols.dilation))
    every = [_every(cols, turn, turns) for turn in range(turns)]
    cells = numbers // (outs * min(rows.stride, rows.size))
    for parts in zip(*(_parts(len(image), rows, along, cells, wide) for _, along in every), strict=True):
        images, high, across = parts[0].cells
        target = sums[images, high, across.start * outs : across.stop * outs]
        for turn, (part, (first, along)) in enumerate(zip(parts, every, strict=True)):
            padded = _pad(image[:, :, first :: cols.stride], part, dtype, repeat=outs // image.shape[3])
            taps = _taps(padded, rows, along, target.shape)
            sum_here = target if turn == 0 else np.empty_like(target)
            np.einsum("abnyx,abx->nyx", taps, weights[:, turn::turns, : target.shape[2]], out=sum_here)
            if turn:
                target += sum_here


@lru_cache(maxsize=64)
def _parts(images: int, rows: Axis, cols: Axis, cells: int, widest: int | None = None) -> tuple[Region, ...]:
    """The parts of an output, of about so many cells each.

    Args:
        images: in the batch.
        rows, cols: the spatial axes.
        cells: of a part.
        widest: cells in a row of a part; without it, a part is one stretch of cells as they lie in memory.
    """
    wide = min(cols.out, widest or cols.out, max(1, cells))
    high = min(rows.out, max(1, cells // wide))
    many = min(images, max(1, cells // (wide * high)))
    boxes = product(_pieces(images, many), _pieces(rows.out, high), _pieces(cols.out, wide))
    return tuple(_part(box, rows, cols) for box in boxes)


def _pieces(size: int, most: int) -> list[slice]:
    """Cells 0 to ``size``, so many at a time.

    >>> _pieces(5, 3)
    [slice(0, 3, None), slice(3, 5, None)]
    """
    return [slice(start, min(start + most, size)) for start in range(0, size, most)]


def _part(cells: tuple[slice, slice, slice], rows: Axis, cols: Axis) -> Region:
    """What a box of output cells reads."""
    (from_rows, to_rows, height), (from_cols, to_cols, width) = _cut(rows, cells[1]), _cut(cols, cells[2])
    images = cells[0].stop - cells[0].start
    return Region(cells, (cells[0], from_rows, from_cols), (slice(images), to_rows, to_cols), (images, height, width))


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


@lru_cache(maxsize=64)
def _every(along: Axis, turn: int, turns: int) -> tuple[int, Axis]:
    """Taps ``turn``, ``turn + turns``, ... as an axis of stride 1 over the input cells that they read.

    >>> from convcore.shapes import axis
    >>> _every(axis(8, 3, 2, 1, "VALID"), 0, 2)
    (0, Axis(size=4, kernel=2, stride=1, dilation=1, before=0, after=0, out=3))

    Returns:
        The first of those input cells, of which every ``along.stride``-th is read; and the axis.
    """
    before, first = divmod(turn * along.dilation - along.before, along.stride)
    size = len(range(first, along.size, along.stride))
    kernel = len(range(turn, along.kernel, turns))
    dilation = max(1, turns * along.dilation // along.stride)
    after = (along.out - 1) + (kernel - 1) * dilation + 1 + before - size
    return first, Axis(size, kernel, 1, dilation, -before, after, along.out)


def _pad(image: Tensor, part: Region, dtype: DTypeLike, repeat: int = 1) -> Tensor:
    """[n, height, width, C*repeat]: the input under a part of the output, padded."""
    padded = _clear((*part.shape, image.shape[3] * repeat), part.lands, np.dtype(dtype))
    for copy in range(repeat):
        padded[*part.lands, copy::repeat] = image[part.reads]
    return padded


def _clear(shape: tuple[int, ...], lands: tuple[slice, slice, slice], dtype: np.dtype[Any]) -> Tensor:
    """An array that is zero at least where no input will lie; which may be all of it, or none."""
    if math.prod(shape) * dtype.itemsize < CLEARED:
        return np.zeros(shape, dtype)
    array = np.empty(shape, dtype)
    _, rows, cols = lands
    array[:, : rows.start] = array[:, rows.stop :] = 0
    array[:, rows, : cols.start] = array[:, rows, cols.stop :] = 0
    return array


def _taps(padded: Tensor, rows: Axis, cols: Axis, shape: tuple[int, ...]) -> Tensor:
    """[kh, kw, n, rows, W'*outs]: what lies under each tap, of a padded copy at stride 1 along the columns."""
    image, row, cell, number = padded.strides
    (images, high, numbers), (height, width) = shape, padded.shape[1:3]
    return _view(
        padded,
        (rows.kernel, row * min(rows.dilation, height)),
        (cols.kernel, cell * min(cols.dilation, width)),
        (images, image),
        (high, row * min(rows.stride, height)),
        (numbers, number),
    )


def _pays_in_pairs(filters: Tensor, cols: Axis) -> bool:
    """Whether a matrix row for two cells is faster: it holds what they share once, and the product is less thin."""
    fits = cols.stride == cols.dilation == 1 and cols.kernel % 2 == 1 and cols.out % 2 == 0
    return fits and filters.shape[3] < NARROW


def _join(filters: Tensor, channels: int, cols: Axis, cells: int) -> tuple[Tensor, Axis]:
    """All groups as one, and so many neighbouring cells as one with as many times the channels.

    Returns:
        Filters [kh, taps, cells*C, cells*out], zero where an output channel of a cell does not read; and their axis.
    """
    kh, kw, depth, outs = filters.shape
    joined = np.zeros((kh, kw + cells - 1, channels, cells, outs), filters.dtype)
    each = outs * depth // channels
    for group in range(channels // depth):
        reads, makes = slice(group * depth, (group + 1) * depth), slice(group * each, (group + 1) * each)
        for cell in range(cells):
            joined[:, cell : cell + kw, reads, cell, makes] = filters[..., makes]
    taps = (kw + cells - 1) // cells
    return joined.reshape(kh, taps, cells * channels, cells * outs), cols._replace(kernel=taps)


def _matrix(padded: Tensor, rows: Axis, cols: Axis, depth: int, by_row: bool, planar: bool) -> Tensor:
    """What lies under a whole kernel, [groups, cells, K]; by row, under a kernel row from each padded row on.

    Returns:
        [groups, cells, K], or [groups, n, height, W', K] by row.
    """
    images, height, width, channels = padded.shape
    if planar:
        padded = np.ascontiguousarray(padded.transpose(3, 0, 1, 2))
    channel, image, row, cell = padded.strides if planar else (padded.strides[3], *padded.strides[:3])
    high, wide = height if by_row else _windows(height, rows), _windows(width, cols)
    taps = (
        (1 if by_row else rows.kernel, row * min(rows.dilation, height)),
        (cols.kernel, cell * min(cols.dilation, width)),  # where there is one tap or cell, any distance will do
        (depth, channel),
    )
    cells = (images, image), (high, row * min(rows.stride, height)), (wide, cell * min(cols.stride, width))
    group = channels // depth, depth * channel
    if planar:  # the cells lie together in memory
        laid = np.ascontiguousarray(_view(padded, group, *taps, *cells))
        return laid.reshape(group[0], -1, images * high * wide).swapaxes(1, 2)
    laid = np.ascontiguousarray(_view(padded, group, *cells, *taps))
    return laid.reshape(group[0], *((images, high, wide) if by_row else (-1,)), taps[0][0] * cols.kernel * depth)


def _windows(size: int, along: Axis) -> int:
    """How many windows begin on so many padded cells."""
    return (size - along.extent) // along.stride + 1


def _view(array: Tensor, *axes: tuple[int, int]) -> Tensor:
    """Numbers of a contiguous array along axes of a length and a distance in bytes."""
    lengths, apart = zip(*axes, strict=True)
    return np.ndarray(lengths, array.dtype, array, 0, apart)


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


def _allocate(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Tensor:
    """An array that begins on a cache line."""
    size = math.prod(shape) * dtype.itemsize
    room = np.empty(size + CACHE_LINE, np.uint8)
    start = -room.ctypes.data % CACHE_LINE
    return room[start : start + size].view(dtype).reshape(shape)
