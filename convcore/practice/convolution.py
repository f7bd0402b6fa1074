"""A convolution with its tensors, and the arithmetic of one output cell of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from convcore import ops
from convcore.numbers import equal_sign, short, write_sum, write_term
from convcore.shapes import Axis, axes
from convcore.spec import ConvSpec, Kind, Padding, Pair, Shape4, Tensor

OutputCell = tuple[int, int, int, int]
NAMES = {"standard": "conv2d", "depthwise": "depthwise_conv2d"}


class Lane(NamedTuple):
    """What one input channel gives to one output cell: numbers under the taps (0 on padding), and their weights.

    Attributes:
        channel: the input channel.
        slice: the last two indices of its kernel in the filters.
        inputs, weights: row by row.
    """

    channel: int
    slice: Pair
    inputs: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def products(self) -> list[float]:
        """Each number times its weight."""
        return [x * w for x, w in zip(self.inputs, self.weights, strict=True)]

    @property
    def line(self) -> str:
        """Its arithmetic: ``input[:, :, 0] × filter[:, :, 0, 1]: 1×2 + 3×4 = 14``."""
        terms = " + ".join(f"{write_term(x)}×{write_term(w)}" for x, w in zip(self.inputs, self.weights, strict=True))
        total = sum(self.products)
        sign = equal_sign(*self.inputs, *self.weights, total)
        kernel = f"filter[:, :, {self.slice[0]}, {self.slice[1]}]"
        return f"input[:, :, {self.channel}] × {kernel}: {terms} {sign} {short(total)}"


@dataclass(frozen=True, eq=False)
class Convolution:
    """One convolution: what :class:`convcore.spec.ConvSpec` says, and the tensors.

    Attributes:
        kind, strides, padding, dilations: as in :class:`convcore.spec.ConvSpec`.
        input, filters: of its shapes.
        swapped: whether the filters' last two axes were exchanged in reading; the arithmetic names the slices as they
            were before.

    Raises:
        ConvError: by :attr:`spec`, where no output cell could be computed.

    >>> conv = Convolution("standard", np.ones((1, 2, 2, 2), int), np.ones((2, 2, 2, 1), int))
    >>> conv.at((0, 0, 0, 0)), conv.lines((0, 0, 0, 0))[-1]
    (8, '4 + 4 = 8')
    """

    kind: Kind
    input: Tensor
    filters: Tensor
    strides: Pair = (1, 1)
    padding: Padding = "VALID"
    dilations: Pair = (1, 1)
    swapped: bool = False

    @cached_property
    def spec(self) -> ConvSpec:
        """The convolution, checked."""
        shapes = self.input.shape, self.filters.shape
        return ConvSpec(self.kind, *shapes, self.strides, self.padding, self.dilations)

    @cached_property
    def shape(self) -> Shape4:
        """The output's shape."""
        rows, cols = self._axes
        return self.spec.input_shape[0], rows.out, cols.out, self.spec.out_channels

    @cached_property
    def output(self) -> Tensor:
        """[N, H', W', out], by the core."""
        return ops.run(self.spec, self.input, self.filters)

    @property
    def code(self) -> str:
        """The call, with the options that are not as usual: ``conv2d(input, filters, strides=(2, 2))``."""
        options = {"strides": self.strides, "padding": self.padding, "dilations": self.dilations}
        usual = {"strides": (1, 1), "padding": "", "dilations": (1, 1)}
        said = [f"{name}={value!r}" for name, value in options.items() if value != usual[name]]
        return f"{NAMES[self.kind]}({', '.join(['input', 'filters', *said])})"

    def has(self, cell: OutputCell) -> bool:
        """Whether the output has such a cell."""
        return all(0 <= index < size for index, size in zip(cell, self.shape, strict=True))

    def taps(self, cell: OutputCell) -> tuple[range, range]:
        """The input rows and columns under the taps; an index outside the input is padding."""
        rows, cols = self._axes
        return rows.taps(cell[1]), cols.taps(cell[2])

    @cached_property
    def _axes(self) -> tuple[Axis, Axis]:
        return axes(self.spec)

    def seen(self, cell: OutputCell) -> frozenset[Pair]:
        """The input cells (row, column) under the taps, without padding."""
        _, height, width, _ = self.spec.input_shape
        rows, cols = self.taps(cell)
        return frozenset((y, x) for y in rows for x in cols if 0 <= y < height and 0 <= x < width)

    def lanes(self, cell: OutputCell) -> tuple[Lane, ...]:
        """What each input channel gives to an output cell."""
        if cell not in self._known:
            self._known[cell] = tuple(self._lanes(cell))
        return self._known[cell]

    @cached_property
    def _known(self) -> dict[OutputCell, tuple[Lane, ...]]:
        return {}

    def _lanes(self, cell: OutputCell) -> Iterator[Lane]:
        rows, cols = self.taps(cell)
        _, height, width, _ = self.spec.input_shape
        for channel in self.spec.sources(cell[3]):
            where = self.spec.filter_slice(channel, cell[3])
            image = self.input[cell[0], :, :, channel].tolist()
            inputs = tuple([image[y][x] if 0 <= y < height and 0 <= x < width else 0 for y in rows for x in cols])
            weights = tuple(self.filters[:, :, where[0], where[1]].ravel().tolist())
            yield Lane(channel, where[::-1] if self.swapped else where, inputs, weights)

    def at(self, cell: OutputCell) -> float:
        """The value of an output cell, added up product by product."""
        return sum(sum(lane.products) for lane in self.lanes(cell))

    def lines(self, cell: OutputCell) -> tuple[str, ...]:
        """The arithmetic of an output cell: a line for each input channel, and their sum where they are several."""
        lanes = self.lanes(cell)
        lines = tuple(lane.line for lane in lanes)
        if len(lanes) == 1:
            return lines
        sums = [sum(lane.products) for lane in lanes]
        return *lines, f"{write_sum(sums)} {equal_sign(*sums, sum(sums))} {short(sum(sums))}"

    def scale(self, cell: OutputCell) -> float:
        """The magnitudes of all products of an output cell, added up."""
        return float(sum(abs(product) for lane in self.lanes(cell) for product in lane.products))


@dataclass(frozen=True, eq=False)
class PlayedCell:
    """A cell of a convolution's output, which is a step of its player."""

    conv: Convolution
    cell: OutputCell

    @property
    def step(self) -> int:
        """The step that computes the cell, counted as :class:`convcore.trace.Trace` counts."""
        return int(np.ravel_multi_index(self.cell, self.conv.shape))
