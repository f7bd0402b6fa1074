"""What a convolution is asked to do: one frozen record, checked when it is made.

Everything after :class:`ConvSpec` trusts it. What cannot work is refused here, with the argument, the rule
and the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from convcore.errors import ConvError, Phrase
from convcore.kinds import KINDS, Traits
from convcore.spec.arguments import check_kind, to_padding, to_pair, to_shape
from convcore.spec.types import Kind, Padding, Pair, Shape4


@dataclass(frozen=True)
class ConvSpec:
    """One 2-D convolution: the shapes it joins and the options it runs with.

    Attributes:
        kind: ``"standard"`` reads the filters as [kh, kw, in/groups, out], ``"depthwise"`` reads the very
            same numbers as [kh, kw, in, multiplier].
        input_shape: (batch, height, width, channels), all at least 1.
        filter_shape: four sizes, all at least 1; their meaning follows from ``kind``.
        strides: cells the window moves per step, as (height, width); an int stands for both.
        padding: ``"VALID"``, ``"SAME"`` or ((top, bottom), (left, right)) in cells.
        dilations: distance between neighbouring taps in cells, as (height, width); an int stands for both.

    Raises:
        ConvError: when no output cell could be computed.

    >>> ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2)).out_channels
    4
    >>> ConvSpec("standard", (1, 4, 4, 2), (5, 5, 2, 2))
    Traceback (most recent call last):
    convcore.errors.ConvError: padding='VALID': the 5x5 kernel does not fit the 4x4 input
    """

    kind: Kind
    input_shape: Shape4
    filter_shape: Shape4
    strides: Pair = (1, 1)
    padding: Padding = "VALID"
    dilations: Pair = (1, 1)

    def __post_init__(self) -> None:
        _set(self, "strides", to_pair("strides", self.strides))
        _set(self, "dilations", to_pair("dilations", self.dilations))
        _set(self, "padding", to_padding(self.padding))
        check_kind(self.kind)
        _set(self, "input_shape", to_shape("input", self.input_shape))
        _set(self, "filter_shape", to_shape("filters", self.filter_shape))
        _check_channels(self)
        _check_fit(self)

    @property
    def traits(self) -> Traits:
        """What holds for its kind."""
        return KINDS[self.kind]

    @cached_property
    def grouped_shape(self) -> Shape4:
        """The filters' shape as a grouped convolution reads the same numbers: [kh, kw, in/groups, out].

        >>> ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 3)).grouped_shape
        (3, 3, 1, 6)
        """
        kh, kw, depth, last = self.filter_shape
        return (kh, kw, 1, depth * last) if self.traits.apart else self.filter_shape

    @property
    def kernel(self) -> Pair:
        """(height, width) of the kernel in taps."""
        return self.filter_shape[0], self.filter_shape[1]

    @property
    def channels(self) -> int:
        """Input channels."""
        return self.input_shape[3]

    @cached_property
    def groups(self) -> int:
        """How many separate convolutions this is: 1 is the plain conv2d, ``channels`` is depthwise."""
        return self.channels // self.grouped_shape[2]

    @cached_property
    def channels_per_group(self) -> int:
        """Input channels that one output channel reads."""
        return self.channels // self.groups

    @cached_property
    def out_channels(self) -> int:
        """Output channels: the filters' last axis, times the input channels when depthwise."""
        return self.grouped_shape[3]

    @cached_property
    def outs_per_group(self) -> int:
        """Output channels that each group makes; for depthwise this is the channel multiplier."""
        return self.out_channels // self.groups

    def sources(self, out_channel: int) -> range:
        """The input channels that output channel ``out_channel`` is made of.

        >>> list(ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2)).sources(3))
        [1]
        >>> list(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)).sources(1))
        [0, 1]
        """
        group = out_channel // self.outs_per_group
        return range(group * self.channels_per_group, (group + 1) * self.channels_per_group)

    def filter_slice(self, in_channel: int, out_channel: int) -> Pair:
        """Where the filters keep the kernel that leads from one channel to the other: their last two indices.

        >>> ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2)).filter_slice(1, 3)
        (1, 1)
        """
        return divmod(in_channel % self.channels_per_group * self.out_channels + out_channel, self.filter_shape[3])


def kernel_extent(kernel: int, dilation: int) -> int:
    """Cells that a dilated kernel spans along one axis, gaps included.

    >>> kernel_extent(3, 2)
    5
    """
    return (kernel - 1) * dilation + 1


def _set(spec: ConvSpec, field: str, value: object) -> None:
    object.__setattr__(spec, field, value)


def _check_channels(spec: ConvSpec) -> None:
    depth, outs, channels = spec.filter_shape[2], spec.filter_shape[3], spec.channels
    if spec.traits.apart:
        if depth != channels:
            raise ConvError(
                "filters: shape {shape} is for {depth} input channels, the input has {channels}",
                shape=spec.filter_shape,
                depth=depth,
                channels=channels,
            )
        return
    if channels % depth:
        raise ConvError(
            "filters: their input depth must divide the input's channels, {depth} does not divide {channels}",
            depth=depth,
            channels=channels,
        )
    if outs % spec.groups:
        raise ConvError(
            "filters: {groups} groups ({channels} input channels / depth {depth}) must divide the "
            "output channels, {groups} does not divide {outputs}",
            groups=spec.groups,
            channels=channels,
            depth=depth,
            outputs=outs,
        )


def _check_fit(spec: ConvSpec) -> None:
    if spec.padding == "SAME":
        return
    (top, bottom), (left, right) = ((0, 0), (0, 0)) if spec.padding == "VALID" else spec.padding
    height, width = spec.input_shape[1] + top + bottom, spec.input_shape[2] + left + right
    extents = [kernel_extent(spec.kernel[i], spec.dilations[i]) for i in (0, 1)]
    if extents[0] <= height and extents[1] <= width:
        return
    kernel = Phrase("{size} kernel", size=_write_size(spec.kernel))
    if spec.dilations != (1, 1):
        kernel = Phrase("{size} kernel (dilated: {extent})", size=_write_size(spec.kernel), extent=_write_size(extents))
    size = _write_size((height, width))
    image = Phrase("{size} input", size=size) if spec.padding == "VALID" else Phrase("{size} padded input", size=size)
    raise ConvError(
        "padding={padding!r}: the {kernel} does not fit the {input}",
        padding=spec.padding,
        kernel=kernel,
        input=image,
    )


def _write_size(size: Sequence[int]) -> str:
    """Height and width in a message: ``3x3``."""
    return "x".join(map(str, size))
