"""What happens at each step: the window, its products, their sums, and the map from output cell to window.

One step computes one output cell. Steps run as TensorFlow stores the output, [N, H', W', out] with the output
channel fastest: at one window position all output channels are computed, then the window moves on.

A convolution of one stage is a :class:`Trace`, the separable one is two of them, :class:`Stages`. Both are a
:data:`Work`: whoever writes, teaches or measures a convolution asks it for ``kind``, ``first`` and ``output`` alone.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from convcore import ops
from convcore.errors import ConvError
from convcore.kinds import SEPARABLE
from convcore.shapes import Axis, axes, output_shape
from convcore.spec import ConvSpec, Padding, Pair, Shape4, Tensor

MAX_STEPS = 4096  # of one image: what a page holds and a reader steps through


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
        dtype = ops.working_dtype(self.input, self.filters)
        products: Tensor = np.multiply(self.windows[:, :, :, self.sources], self.kernels, dtype=dtype)
        return products

    @cached_property
    def sums(self) -> Tensor:
        """[N, H', W', out, sources]: the products added up within each input channel."""
        sums: Tensor = self.products.sum(axis=(-2, -1))
        return sums

    @property
    def shape(self) -> Shape4:
        """The output's shape."""
        return output_shape(self.spec)

    @property
    def steps(self) -> int:
        """Output cells of one image, each a step."""
        return len(self) // self.shape[0]

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
            self.products[at][channel],
            self.sums[at][channel],
            self.output[at][channel].item(),
        )


@dataclass(frozen=True)
class Stages:
    """Both stages of a separable convolution.

    Attributes:
        depthwise: the first stage.
        pointwise: the second; its input is the first one's output.
    """

    depthwise: Trace
    pointwise: Trace

    @property
    def kind(self) -> str:
        """Both together."""
        return SEPARABLE

    @property
    def first(self) -> Trace:
        """The convolution that meets the input."""
        return self.depthwise

    @property
    def output(self) -> Tensor:
        """[N, H', W', out] of the last stage."""
        return self.pointwise.output


Work = Trace | Stages


def stages(
    input: Tensor,
    depthwise_filters: Tensor,
    pointwise_filters: Tensor,
    strides: Pair = (1, 1),
    padding: Padding = "VALID",
    dilations: Pair = (1, 1),
) -> Stages:
    """The traces of both stages.

    Args:
        input: [N, H, W, C].
        depthwise_filters: [kh, kw, C, M].
        pointwise_filters: [1, 1, C*M, out].
        strides, padding, dilations: of the depthwise stage.

    Raises:
        ConvError: when the arguments do not fit each other.

    >>> ones = np.ones((1, 1, 2, 1), int)
    >>> stages(np.ones((1, 1, 1, 2), int), ones, ones).output.tolist()
    [[[[2]]]]
    """
    spec = ConvSpec("depthwise", input.shape, depthwise_filters.shape, strides, padding, dilations)
    return behind(Trace(spec, input, depthwise_filters), pointwise_filters)


def behind(depthwise: Trace, pointwise_filters: Tensor) -> Stages:
    """A depthwise convolution with a pointwise stage behind it.

    Raises:
        ConvError: where the pointwise filters are not [1, 1, C*M, out], or their sums leave the number type.
    """
    ops.check_pointwise(pointwise_filters, depthwise.spec.out_channels)
    across = ConvSpec("standard", depthwise.shape, pointwise_filters.shape)
    return Stages(depthwise, Trace(across, depthwise.output, pointwise_filters))


def check_steps(work: Work) -> None:
    """Refuses a convolution of more steps an image than can be played.

    Raises:
        ConvError: above :data:`MAX_STEPS`; of two stages the cells of both count.
    """
    if isinstance(work, Trace):
        check_count(work.steps)
        return
    cells = work.depthwise.steps + work.pointwise.steps
    if cells > MAX_STEPS:
        raise ConvError(
            "scene: at most {most:,} cells of both stages can be played, these have {cells:,}",
            most=MAX_STEPS,
            cells=cells,
        )


def check_count(steps: int) -> None:
    """Refuses more steps than can be played."""
    if steps > MAX_STEPS:
        raise ConvError(
            "scene: at most {most:,} steps can be played, this convolution has {steps:,}", most=MAX_STEPS, steps=steps
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
