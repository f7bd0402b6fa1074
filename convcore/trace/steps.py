"""What happens at each step: the window, its products, their sums, and the map from output cell to window.

One step computes one output cell. Steps run as TensorFlow stores the output, [N, H', W', out] with the output
channel fastest: at one window position all output channels are computed, then the window moves on.
"""

from __future__ import annotations

import copy
import operator
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convcore import ops
from convcore.shapes import Axis, axes, output_shape
from convcore.spec import ConvSpec, Shape4, Tensor
from convcore.trace.part import Part, divide

Index = tuple[int | slice, ...]


@dataclass(frozen=True)
class Step:
    """One output cell and where it comes from.

    Attributes:
        index: the step's number, 0-based.
        batch, row, col, channel: the output cell.
        sources: input channels read, in order.
        rows, cols: input rows and columns under the taps; an index outside the input is padding.
        padding: [kh, kw], true where a tap lies on padding.
        window: [sources, kh, kw], the input under the taps (0 on padding).
        weights: [sources, kh, kw], the kernel.
        products: [sources, kh, kw], window times weights.
        sums: [sources], the products of each input channel added up.
        total: the output cell's value.
    """

    index: int
    batch: int
    row: int
    col: int
    channel: int
    sources: range
    rows: range
    cols: range
    padding: Tensor
    window: Tensor
    weights: Tensor
    products: Tensor
    sums: Tensor
    total: float


class Trace:
    """Every step of one convolution.

    Args:
        spec: the convolution.
        input: [N, H, W, C] of the spec's input shape.
        filters: of the spec's filter shape.

    Raises:
        ConvError: as :func:`convcore.ops.run`.

    >>> spec = ConvSpec("standard", (1, 2, 2, 2), (2, 2, 2, 1))
    >>> trace = Trace(spec, np.ones((1, 2, 2, 2), int), np.ones((2, 2, 2, 1), int))
    >>> len(trace), trace[0].sums.tolist(), int(trace[0].total)
    (1, [4, 4], 8)
    """

    def __init__(self, spec: ConvSpec, input: Tensor, filters: Tensor) -> None:
        self.spec = spec
        self.input = input
        self.filters = filters
        _check_sums(spec, input, filters)
        self.output = ops.run(spec, input, filters)
        self.part = self.whole

    @property
    def kind(self) -> str:
        """How the filters are read."""
        return self.spec.kind

    @property
    def first(self) -> Trace:
        """The convolution that meets the input: all of it."""
        return self

    @cached_property
    def axes(self) -> tuple[Axis, Axis]:
        """The (height, width) axes."""
        return axes(self.spec)

    @cached_property
    def padded(self) -> Tensor:
        """[N, H + top + bottom, W + left + right, C]: the input with its zeros around it."""
        rows, cols = self.axes
        return np.pad(self.input, ((0, 0), (rows.before, rows.after), (cols.before, cols.after), (0, 0)))

    @cached_property
    def padding(self) -> Tensor:
        """The shape of :attr:`padded` without batch and channels: true on the cells that padding added."""
        rows, cols = self.axes
        mask = np.ones((rows.padded, cols.padded), bool)
        mask[rows.before : rows.before + rows.size, cols.before : cols.before + cols.size] = False
        return mask

    @cached_property
    def windows(self) -> Tensor:
        """[N, H', W', C, kh, kw]: the input under the taps, for every window position."""
        rows, cols = self.axes
        spans: Tensor = sliding_window_view(self.padded, (rows.extent, cols.extent), axis=(1, 2))
        return spans[:, :: rows.stride, :: cols.stride, :, :: rows.dilation, :: cols.dilation]

    @cached_property
    def kernels(self) -> Tensor:
        """[out, sources, kh, kw]: the kernel from each source to each output channel."""
        kh, kw = self.spec.kernel
        split = self.filters.reshape(kh, kw, self.spec.channels_per_group, self.spec.groups, self.spec.outs_per_group)
        return split.transpose(3, 4, 2, 0, 1).reshape(self.spec.out_channels, self.spec.channels_per_group, kh, kw)

    @cached_property
    def sources(self) -> Tensor:
        """[out, sources]: the input channels that each output channel reads."""
        return np.array([self.spec.sources(k) for k in range(self.spec.out_channels)])

    @cached_property
    def products(self) -> Tensor:
        """[N, H', W', out, sources, kh, kw]: every multiplication there is."""
        return self.multiply((slice(None),))

    @cached_property
    def sums(self) -> Tensor:
        """[N, H', W', out, sources]: the products added up within each input channel."""
        rows = [self.multiply((slice(None), row)).sum(axis=(-2, -1)) for row in range(self.shape[1])]  # to save memory
        return np.stack(rows, axis=1)

    @cached_property
    def largest_product(self) -> float:
        """The largest magnitude among the products of the whole."""
        largest = np.abs(self.windows).max(axis=(0, 1, 2))[self.sources]
        dtype = ops.working_dtype(self.input, self.filters)
        return float(np.multiply(largest, np.abs(self.kernels), dtype=dtype).max())

    def multiply(self, at: Index, channels: int | slice = slice(None)) -> Tensor:
        """The products of the windows at an index (batch, row, column) or a part of one, for some output channels.

        >>> spec = ConvSpec("depthwise", (1, 2, 2, 2), (1, 1, 2, 1))
        >>> trace = Trace(spec, np.arange(8).reshape(1, 2, 2, 2), np.ones((1, 1, 2, 1), int))
        >>> trace.multiply((0, 1, 0)).ravel().tolist(), trace.multiply((0, 1), 1).shape
        ([4, 5], (2, 1, 1, 1))
        """
        dtype = ops.working_dtype(self.input, self.filters)
        windows = self.windows[at][..., self.sources[channels], :, :]
        # In one order, so that a step's products and those of all add up to the same sums.
        products: Tensor = np.multiply(windows, self.kernels[channels], dtype=dtype, order="C")
        return products

    @property
    def shape(self) -> Shape4:
        """The output's shape."""
        return output_shape(self.spec)

    @property
    def whole(self) -> Part:
        """All of its output."""
        return Part(range(self.shape[1]), range(self.shape[3]))

    @property
    def parts(self) -> tuple[Part, ...]:
        """What can be in hand at once, as :func:`convcore.trace.part.divide`."""
        return divide(*self.shape[1:], together=self.spec.outs_per_group)

    def only(self, part: Part) -> Trace:
        """The same convolution with the steps of one part in hand."""
        if part == self.part:
            return self
        held = copy.copy(self)
        held.part = part
        return held

    @property
    def held(self) -> tuple[slice, slice, slice, slice]:
        """The steps in hand as an index of the output."""
        rows, channels = self.part.rows, self.part.channels
        return (
            slice(self.shape[0]),
            slice(rows.start, rows.stop),
            slice(self.shape[2]),
            slice(channels.start, channels.stop),
        )

    @property
    def steps(self) -> int:
        """Output cells of one image in hand, each a step."""
        return len(self.part.rows) * self.shape[2] * len(self.part.channels)

    def __len__(self) -> int:
        return int(np.prod(self.shape))

    def __iter__(self) -> Iterator[Step]:
        return (self[index] for index in range(len(self)))

    def index(self, batch: int, row: int, col: int, channel: int) -> int:
        """The step that computes an output cell: the one map that stepping, hovering and clicking share."""
        return int(np.ravel_multi_index((batch, row, col, channel), self.shape))

    def __getitem__(self, index: int) -> Step:
        index = operator.index(index)
        if not 0 <= index < len(self):
            raise IndexError(f"step {index} of {len(self)}")
        batch, row, col, channel = (int(i) for i in np.unravel_index(index, self.shape))
        rows, cols = self.axes[0].taps(row), self.axes[1].taps(col)
        outside = [[not (0 <= r < self.axes[0].size and 0 <= c < self.axes[1].size) for c in cols] for r in rows]
        at = batch, row, col
        products = self.multiply(at, channel)
        return Step(
            index,
            batch,
            row,
            col,
            channel,
            self.spec.sources(channel),
            rows,
            cols,
            np.array(outside),
            self.windows[at][self.sources[channel]],
            self.kernels[channel],
            products,
            products.sum(axis=(-2, -1)),
            self.output[at][channel].item(),
        )


def _check_sums(spec: ConvSpec, input: Tensor, filters: Tensor) -> None:
    """Refuses numbers whose sums pass the largest float on the way, even where the total comes back.

    The sizes alone tell in nearly every case; where they leave a doubt, the sums of the absolute products decide: no
    partial sum, in whatever order, is larger.
    """
    dtype = ops.working_dtype(input, filters)
    if dtype.kind != "f":
        return  # whole numbers are checked by ops.run
    taps = spec.kernel[0] * spec.kernel[1] * spec.channels_per_group
    with np.errstate(over="ignore"):
        bound = np.abs(input).max().astype(dtype) * np.abs(filters).max().astype(dtype) * dtype.type(taps)
    if not np.isfinite(bound):
        ops.run(spec, np.abs(input).astype(dtype), np.abs(filters).astype(dtype))
