"""The tensors and options of one convolution, and their limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Any, Literal, cast, get_args

import numpy as np

from convcore.errors import ConvError, Phrase
from convcore.remedies import Asked, Sides, sides
from convcore.shapes import Axis, axis
from convcore.spec import READINGS, ConvSpec, Kind, Padding, Pair, Shape4, Tensor, as_tensor
from convcore.tensors.presets import article_filters, article_input, columns, find_preset, whole
from convcore.tensors.resize import remember, resize
from convcore.trace import Stages, Trace, behind

Name = Literal["input", "filters", "pointwise"]
MOST_OPTION = 16


@dataclass(frozen=True)
class Limit:
    """The largest size that one axis of a tensor may have; the smallest is 1."""

    tensor: Name
    axis: int
    what: Phrase
    most: int


LIMITS = (
    Limit("input", 0, Phrase("batch"), 4),
    Limit("input", 1, Phrase("height"), 16),
    Limit("input", 2, Phrase("width"), 16),
    Limit("input", 3, Phrase("input channels"), 8),
    Limit("filters", 0, Phrase("kernel height"), 7),
    Limit("filters", 1, Phrase("kernel width"), 7),
    Limit("filters", 3, Phrase("channel multiplier or output channels"), 8),
    Limit("pointwise", 3, Phrase("output channels"), 8),
)
MOST_DEPTH = next(limit.most for limit in LIMITS if (limit.tensor, limit.axis) == ("input", 3))


def check_sizes(name: Name, shape: Sequence[int]) -> None:
    """Refuses a tensor of four sizes past a limit."""
    for limit in LIMITS:
        if limit.tensor == name and shape[limit.axis] > limit.most:
            raise ConvError(
                "{name}: the {what} may be at most {most}, got {size}",
                name=name,
                what=limit.what,
                most=limit.most,
                size=shape[limit.axis],
            )


@dataclass(frozen=True)
class Fill:
    """A preset of convcore.tensors.presets and the number beside it."""

    preset: str
    parameter: float


@dataclass(frozen=True, eq=False)
class Memory:
    """What a lab remembers beside what is set.

    Attributes:
        tensors: by tensor, the numbers it had in all its sizes (tensors.resize), and the shape it was given last: in
            another shape it is another tensor, of which nothing is known.
        fills: by tensor, the preset in use; a tensor without one goes on as the article's does.
        sides: the explicit padding that was set last.
    """

    tensors: Mapping[Name, tuple[Tensor, Shape4]] = field(default_factory=dict)
    fills: Mapping[Name, Fill] = field(default_factory=dict)
    sides: Sides | None = None


@dataclass(frozen=True, eq=False)
class Lab:
    """The tensors and options of one convolution, read as standard or as depthwise. Never changed, only replaced.

    Attributes:
        input: [N, H, W, C] of float64.
        filters: [kh, kw, C, M] of float64: M output channels when read as standard, multiplier M as depthwise.
        strides, padding, dilations: as in :class:`convcore.spec.ConvSpec`.
        pointwise: what was set of the pointwise filters, see :attr:`pointwise_filters`; None is nothing.
        memory: what was set before and comes back with its size.
        unmatched: whether the filters may have another depth than the input has channels. Such a lab shows a layer
            that fails: it has no result. False again as soon as they match.

    Raises:
        ConvError: past a limit, for values that are no finite numbers, for options that are none, or where the
            channels do not match although they should. Options that cannot work with the sizes are allowed here:
            :meth:`problem` tells of them.
    """

    input: Tensor
    filters: Tensor
    strides: Pair = (1, 1)
    padding: Padding = "VALID"
    dilations: Pair = (1, 1)
    pointwise: Tensor | None = None
    memory: Memory = field(default_factory=Memory, repr=False)
    unmatched: bool = field(default=False, repr=False)
    _traces: dict[Kind, Trace] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("input", "filters", "pointwise"):
            if getattr(self, name) is not None:
                tensor = as_tensor(name, getattr(self, name), (4,)).astype(np.float64)
                tensor.flags.writeable = False
                object.__setattr__(self, name, tensor)
        if self.pointwise is not None and self.pointwise.shape[:2] != (1, 1):
            kernel = "x".join(map(str, self.pointwise.shape[:2]))
            raise ConvError("pointwise: a 1x1 kernel is needed, got {kernel}", kernel=kernel)
        for name in get_args(Name):
            check_sizes(name, self.tensor(name).shape)
        depth, channels = self.filters.shape[2], self.input.shape[3]
        object.__setattr__(self, "unmatched", self.unmatched and depth != channels and depth <= MOST_DEPTH)
        if not self.unmatched:
            self._check_depth()
        self._check_options()

    def _check_depth(self) -> None:
        if self.filters.shape[2] != self.input.shape[3]:
            raise ConvError(
                "filters: their depth must equal the input's channels, got {depth} for {channels}",
                depth=self.filters.shape[2],
                channels=self.input.shape[3],
            )

    def _check_options(self) -> None:
        """Puts strides, padding and dilations in their plain form."""
        # A convolution of one cell takes any options that there are.
        spec = ConvSpec("standard", (1, 1, 1, 1), (1, 1, 1, 1), self.strides, self.padding, self.dilations)
        for name in ("strides", "padding", "dilations"):
            value = getattr(spec, name)
            object.__setattr__(self, name, value)
            largest = 0 if isinstance(value, str) else int(np.max(value))
            if largest > MOST_OPTION:
                raise ConvError(
                    "{name}: at most {most} cells are possible here, got {cells}",
                    name=name,
                    most=MOST_OPTION,
                    cells=largest,
                )

    def tensor(self, name: Name) -> Tensor:
        """The input, the filters or the pointwise filters."""
        return {"input": self.input, "filters": self.filters, "pointwise": self.pointwise_filters}[name]

    @cached_property
    def pointwise_filters(self) -> Tensor:
        """[1, 1, C*M, out]: the second stage of the separable convolution.

        Where nothing was set they add up the depthwise channels of equal q: the separable result is then that of the
        plain conv2d. What was set is kept as far as it fits; a size that goes and comes back brings its values back.
        """
        rows = self.filters.shape[2] * self.filters.shape[3]
        outputs = self.filters.shape[3] if self.pointwise is None else self.pointwise.shape[3]
        made = columns((rows, outputs), 0, 0).astype(np.float64)[np.newaxis, np.newaxis]
        if self.pointwise is not None:
            made[:, :, : self.pointwise.shape[2]] = self.pointwise[:, :, :rows]
        made.flags.writeable = False
        return made

    def ask(self, kind: Kind) -> Asked:
        """What this lab asks for, whether or not it can work."""
        shapes = cast(tuple[Shape4, Shape4], (self.input.shape, self.filters.shape))
        return Asked(kind, *shapes, self.strides, self.padding, self.dilations)

    @property
    def sides(self) -> Sides:
        """((top, bottom), (left, right)) of the padding; every kind has the same, whatever the filters' depth."""
        asked = self.ask(READINGS[0])
        kh, kw, _, outs = asked.filter_shape
        return sides(replace(asked, filter_shape=(kh, kw, asked.input_shape[3], outs)))

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """The (height, width) axes that it asks for; where the kernel does not fit they have no output cell."""
        pads: tuple[Any, Any] = (self.padding,) * 2 if isinstance(self.padding, str) else self.padding
        rows, cols = (
            axis(self.input.shape[1 + i], self.filters.shape[i], self.strides[i], self.dilations[i], pads[i])
            for i in (0, 1)
        )
        return rows, cols

    def spec(self, kind: Kind) -> ConvSpec:
        """The convolution that this lab asks for.

        Raises:
            ConvError: where the options cannot work with the sizes, or the channels do not match.
        """
        self._check_depth()
        return self.ask(kind).spec()

    def trace(self, kind: Kind) -> Trace:
        """All steps of the convolution, computed once.

        Raises:
            ConvError: where the options cannot work with the sizes, or the sums leave float64.
        """
        if kind not in self._traces:
            self._traces[kind] = Trace(self.spec(kind), self.input, self.filters)
        return self._traces[kind]

    @cached_property
    def stages(self) -> Stages:
        """All steps of the separable convolution, computed once.

        Raises:
            ConvError: as :meth:`trace`, and where the sums of the second stage leave float64.
        """
        return behind(self.trace("depthwise"), self.pointwise_filters)

    def problem(self, kind: Kind) -> Phrase | None:
        """Why this lab has no result, or None when it has one."""
        try:
            self.trace(kind)
        except ConvError as error:
            return error.phrase
        return None

    def with_tensor(self, name: Name, tensor: Tensor) -> Lab:
        """This lab with another input, other filters or other pointwise filters."""
        return replace(self, **{name: tensor})

    def fill(self, name: Name, tensor: Tensor, preset: str, parameter: float) -> Lab:
        """This lab with a whole tensor from a preset, which from now on fills new places as well."""
        tensors = {other: known for other, known in self.memory.tensors.items() if other != name}
        fills = {**self.memory.fills, name: Fill(preset, parameter)}
        return replace(self, **{name: tensor}, memory=replace(self.memory, tensors=tensors, fills=fills))

    def resize(self, shapes: Mapping[Name, Shape4]) -> Lab:
        """This lab with its input or filters in other shapes: what fits stays, what was there comes back."""
        made: dict[str, Tensor] = {}
        tensors = dict(self.memory.tensors)
        for name, shape in shapes.items():
            tensor = self.tensor(name)
            memory, given = self.memory.tensors.get(name, (None, None))
            memory = remember(tensor, memory if given == tensor.shape else None)
            tensors[name] = memory, shape
            made[name] = resize(tensor, memory, shape, partial(self._new, name))
        return replace(self, **made, memory=replace(self.memory, tensors=tensors))

    def _new(self, name: Name, shape: Shape4) -> Tensor:
        """A tensor of the preset in use."""
        fill = self.memory.fills.get(name)
        if fill is None and name == "pointwise":
            return columns(shape[2:], 0, 0)[np.newaxis, np.newaxis]
        if fill is None:
            return article_input(shape) if name == "input" else article_filters(shape)
        return whole(name, find_preset(name, fill.preset), fill.parameter, shape)

    def with_options(self, **options: Any) -> Lab:
        """This lab with other strides, padding or dilations; explicit padding is remembered."""
        changed = replace(self, **options)
        if isinstance(changed.padding, str):
            return changed
        return replace(changed, memory=replace(self.memory, sides=changed.padding))

    def same(self, other: Lab) -> bool:
        """Whether both labs hold the same bits."""
        options = ("strides", "padding", "dilations")
        return all(getattr(self, name) == getattr(other, name) for name in options) and all(
            mine.shape == theirs.shape and mine.tobytes() == theirs.tobytes()
            for mine, theirs in ((self.tensor(name), other.tensor(name)) for name in get_args(Name))
        )


@cache
def article() -> Lab:
    """The article's example.

    >>> article().trace("depthwise").output[0, 0, 0].tolist()
    [0.0, 36.0, 9.0, 27.0]
    """
    return Lab(article_input(), article_filters())
