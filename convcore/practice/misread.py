"""Wrong ways to read a convolution: a mistake is a convolution too, only another one, or another cell of it.

Each way is a function of the convolution and the cell that are meant; it gives what was read instead, or nothing
where the mistake cannot be made (no stride to forget). The right arithmetic on what was misread is the mistake's own
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from convcore.errors import ConvError
from convcore.practice.convolution import Convolution, OutputCell, PlayedCell
from convcore.practice.model import Mistake
from convcore.shapes import axes


@dataclass(frozen=True, eq=False)
class Misread:
    """What was read instead, and what fills the placeholders of the mistake's sentence."""

    conv: Convolution
    cell: OutputCell
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_possible(self) -> bool:
        """Whether somebody could have computed it."""
        try:
            return self.conv.has(self.cell)
        except ConvError:
            return False


Way = Callable[[Convolution, OutputCell], Iterator[Misread]]


def stride_forgotten(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """The window moves by one cell."""
    if conv.strides != (1, 1):
        yield Misread(replace(conv, strides=(1, 1)), cell, {"strides": list(conv.strides)})


def dilation_forgotten(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """The taps are neighbours."""
    if conv.dilations != (1, 1):
        yield Misread(replace(conv, dilations=(1, 1)), cell, {"dilations": list(conv.dilations)})


def padding_forgotten(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """The first window begins at the first input cell."""
    if any(axis.before or axis.after for axis in axes(conv.spec)):
        yield Misread(replace(conv, padding="VALID"), cell)


def same_off_by_one(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """The odd cell of SAME stands before, as in some other frameworks, not after."""
    rows, cols = axes(conv.spec)
    if conv.padding == "SAME" and (rows.before != rows.after or cols.before != cols.after):
        yield Misread(replace(conv, padding=((rows.after, rows.before), (cols.after, cols.before))), cell)


def kernel_flipped(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """The kernel is turned by half a circle, as in the convolution of mathematics."""
    yield Misread(replace(conv, filters=conv.filters[::-1, ::-1]), cell)


def kernel_turned(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """The kernel's rows are read as its columns."""
    if conv.filters.shape[0] == conv.filters.shape[1] > 1:
        yield Misread(replace(conv, filters=conv.filters.swapaxes(0, 1)), cell)


def in_out_swapped(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """The filters' last two axes are read as [out, in]."""
    if conv.kind == "standard" and conv.filters.shape[2] == conv.filters.shape[3] > 1:
        yield Misread(replace(conv, filters=conv.filters.swapaxes(2, 3), swapped=True), cell)


def channels_not_added(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """One input channel is taken for all: what depthwise_conv2d keeps."""
    if conv.kind == "standard" and conv.spec.groups == 1 < conv.spec.channels:
        for c in range(conv.spec.channels):
            kept = (*cell[:3], c * conv.filters.shape[3] + cell[3])
            yield Misread(replace(conv, kind="depthwise"), kept, {"channel": c})


def channels_added(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """All input channels are added up: what conv2d does."""
    if conv.kind == "depthwise" and conv.spec.channels > 1:
        column = cell[3] % conv.spec.outs_per_group
        yield Misread(replace(conv, kind="standard"), (*cell[:3], column), {"column": column})


def channel_order(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """Depthwise output channel k is read as q*C + c."""
    if conv.kind == "depthwise":
        q, c = divmod(cell[3], conv.spec.channels)
        channel = c * conv.spec.outs_per_group + q
        if q < conv.spec.outs_per_group and channel != cell[3]:
            yield Misread(conv, (*cell[:3], channel), {"channel": c, "index": q})


def other_filter(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """The filter of the output channel before is taken, as one does who counts from 1."""
    if conv.kind == "standard" and cell[3] > 0:
        yield Misread(conv, (*cell[:3], cell[3] - 1), {"column": cell[3] - 1})


def counted_from_one(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """Rows and columns are counted from 1."""
    if cell[1] and cell[2]:
        yield Misread(conv, (cell[0], cell[1] - 1, cell[2] - 1, cell[3]), {"row": cell[1] - 1, "col": cell[2] - 1})


def row_col_swapped(conv: Convolution, cell: OutputCell) -> Iterator[Misread]:
    """The first index is taken for the column."""
    if cell[1] != cell[2]:
        yield Misread(conv, (cell[0], cell[2], cell[1], cell[3]), {"row": cell[2], "col": cell[1]})


OPTIONS: tuple[Way, ...] = (stride_forgotten, dilation_forgotten, padding_forgotten, same_off_by_one)
CELLS: tuple[Way, ...] = (counted_from_one, row_col_swapped)
KERNELS: tuple[Way, ...] = (kernel_flipped, kernel_turned, in_out_swapped)
CHANNELS: tuple[Way, ...] = (channels_not_added, channels_added, channel_order, other_filter)
VALUES: tuple[Way, ...] = (*CHANNELS, *OPTIONS, *KERNELS, *CELLS)
"""All ways to a wrong value."""


def find(ways: tuple[Way, ...], conv: Convolution, cell: OutputCell) -> Iterator[tuple[str, Misread]]:
    """The names of the mistakes that can be made here, and what is read then."""
    for way in ways:
        for misread in way(conv, cell):
            if misread.is_possible:
                yield way.__name__, misread


def find_values(conv: Convolution, cell: OutputCell, ways: tuple[Way, ...] = VALUES) -> tuple[Mistake, ...]:
    """The mistakes about the value of one output cell.

    >>> import numpy as np
    >>> conv = Convolution("standard", np.array([[[[1, 10]]]]), np.array([[[[1], [2]]]]))
    >>> [(mistake.name, mistake.answer) for mistake in find_values(conv, (0, 0, 0, 0), CHANNELS)]
    [('channels_not_added', 1), ('channels_not_added', 20)]
    """
    return tuple(
        Mistake(
            name, read.conv.at(read.cell), read.conv.lines(read.cell), read.values, PlayedCell(read.conv, read.cell)
        )
        for name, read in find(ways, conv, cell)
    )
