"""Two stages: the depthwise convolution and the pointwise one behind it, with the face of a single one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from convcore import ops
from convcore.kinds import SEPARABLE
from convcore.spec import ConvSpec, Padding, Pair, Tensor
from convcore.trace.part import MAX_STEPS, Part, check_steps, divide
from convcore.trace.steps import Trace


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

    @property
    def part(self) -> Part:
        """The part of the output whose steps of both stages are in hand: rows with every channel."""
        return self.pointwise.part

    @property
    def whole(self) -> Part:
        """All of the output."""
        return self.pointwise.whole

    @property
    def parts(self) -> tuple[Part, ...]:
        """What can be in hand at once: the cells of both stages count."""
        _, rows, cols, outs = self.output.shape
        every = range(self.depthwise.spec.out_channels + outs)
        return tuple(Part(one.rows, range(outs)) for one in divide(rows, cols, len(every)) if one.channels == every)

    def only(self, part: Part) -> Stages:
        """The same with the steps of some rows in hand."""
        between = Part(part.rows, self.depthwise.part.channels)
        return Stages(self.depthwise.only(between), self.pointwise.only(part))

    @property
    def steps(self) -> int:
        """Cells of one image in hand, in both stages."""
        return self.depthwise.steps + self.pointwise.steps


Work = Trace | Stages
AnyWork = TypeVar("AnyWork", Trace, Stages)


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

    >>> import numpy as np
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


def take_first_part(work: AnyWork) -> AnyWork:
    """The same with its first part in hand, where there are more steps than can be played.

    Raises:
        ConvError: where no part can be played either.

    >>> import numpy as np
    >>> spec = ConvSpec("standard", (1, 80, 80, 1), (1, 1, 1, 1))
    >>> take_first_part(Trace(spec, np.ones(spec.input_shape), np.ones(spec.filter_shape))).part.rows
    range(0, 51)
    """
    if work.steps <= MAX_STEPS:
        return work
    parts = work.parts
    if not parts:
        check_steps(work.steps)
    held: AnyWork = work.only(parts[0])
    return held
