"""What a convolution is asked to do: one frozen record, checked when it is made.

Everything after :class:`ConvSpec` trusts it. What cannot work is refused here, with the argument, the rule
and the numbers.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convcore.errors import ConvError, Phrase, chain, shown
from convcore.kinds import KINDS, Traits

Kind = Literal["standard", "depthwise"]
READINGS: tuple[Kind, ...] = get_args(Kind)
Pair = tuple[int, int]
Padding = Literal["VALID", "SAME"] | tuple[Pair, Pair]
Tensor = NDArray[Any]
Shape4 = tuple[int, int, int, int]

INT64_MAX = int(np.iinfo(np.int64).max)
MOST_NESTED = 64  # dimensions that NumPy knows
NOT_REAL = {  # NumPy's kinds of dtype that no convolution takes, in words
    "U": Phrase("text"),
    "S": Phrase("bytes"),
    "b": Phrase("booleans"),
    "c": Phrase("complex numbers"),
    "O": Phrase("objects"),
    "M": Phrase("dates"),
    "m": Phrase("times"),
}


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
        _set(self, "strides", _pair("strides", self.strides))
        _set(self, "dilations", _pair("dilations", self.dilations))
        _set(self, "padding", _padding(self.padding))
        _check_kind(self.kind)
        _set(self, "input_shape", _shape("input", self.input_shape))
        _set(self, "filter_shape", _shape("filters", self.filter_shape))
        _check_channels(self)
        _check_fit(self)

    @property
    def traits(self) -> Traits:
        """What holds for its kind."""
        return KINDS[self.kind]

    @property
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

    @property
    def groups(self) -> int:
        """How many separate convolutions this is: 1 is the plain conv2d, ``channels`` is depthwise."""
        return self.channels // self.grouped_shape[2]

    @property
    def channels_per_group(self) -> int:
        """Input channels that one output channel reads."""
        return self.channels // self.groups

    @property
    def out_channels(self) -> int:
        """Output channels: the filters' last axis, times the input channels when depthwise."""
        return self.grouped_shape[3]

    @property
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


def as_tensor(name: str, value: ArrayLike, ndims: tuple[int, ...]) -> Tensor:
    """``value`` as an array of int64 or floats that a convolution can take.

    Args:
        name: the argument's name, for the message.
        value: anything NumPy reads as an array.
        ndims: the numbers of dimensions allowed.

    Raises:
        ConvError: for text, complex numbers, booleans, ragged lists, masked or empty arrays, NaN or infinite
            values, integers beyond int64, and a wrong number of dimensions.

    >>> as_tensor("input", [[[1], [2]]], (3, 4)).dtype
    dtype('int64')
    """
    if isinstance(value, np.ma.MaskedArray) and np.any(value.mask):
        raise ConvError(
            "{name}: {masked} of the {count} numbers are masked", name=name, masked=np.sum(value.mask), count=value.size
        )
    if not isinstance(value, np.ndarray):
        _check_texts(name, value)
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, OverflowError) as error:
        raise ConvError("{name}: the nested lists are not one rectangular array", name=name) from error
    if not isinstance(value, np.ndarray):
        _check_integers(name, value, array)
    if array.dtype.kind not in "iuf":
        raise ConvError(
            "{name}: real numbers are needed, got {what}", name=name, what=NOT_REAL.get(array.dtype.kind, array.dtype)
        )
    if array.ndim not in ndims:
        wanted = chain("{first} or {second}", ndims)
        raise ConvError(
            "{name}: {wanted} dimensions are needed, got {count} (shape {shape})",
            name=name,
            wanted=wanted,
            count=array.ndim,
            shape=array.shape,
        )
    if array.size == 0:
        raise ConvError("{name}: every size is at least 1, got shape {shape}", name=name, shape=array.shape)
    if array.dtype.kind == "f":
        _check_finite(name, array)
        return array
    if array.dtype.kind == "u" and array.max() > INT64_MAX:
        raise ConvError(
            "{name}: {number} is larger than int64 holds; write it as a float", name=name, number=array.max()
        )
    return array.astype(np.int64, copy=False)


def _check_texts(name: str, value: object) -> None:
    """Refuses texts in nested lists: NumPy would make each of them as long as the longest."""
    level = [value]
    for _ in range(MOST_NESTED):
        level = [item for part in level if isinstance(part, (list, tuple)) for item in part]
        for kind, known in (("U", str), ("S", bytes)):
            if any(isinstance(item, known) for item in level):
                raise ConvError("{name}: real numbers are needed, got {what}", name=name, what=NOT_REAL[kind])


def _set(spec: ConvSpec, field: str, value: object) -> None:
    object.__setattr__(spec, field, value)


def _check_integers(name: str, value: ArrayLike, array: Tensor) -> None:
    """Refuse Python integers beyond int64, which NumPy would turn into objects or round to floats."""
    if array.dtype.kind == "O" or (array.dtype.kind == "f" and array.size and np.abs(array).max() >= INT64_MAX):
        leaves = np.asarray(value, object).ravel().tolist()
        whole = [leaf for leaf in leaves if isinstance(leaf, int)]
        beyond = [leaf for leaf in whole if not -INT64_MAX - 1 <= leaf <= INT64_MAX]
        if beyond and (array.dtype.kind == "O" or len(whole) == len(leaves)):
            raise ConvError(
                "{name}: {number} is larger than int64 holds; write it as a float", name=name, number=shown(beyond[0])
            )


def all_finite(array: Tensor) -> bool:
    """Whether no number is NaN or infinite: the sum of squares tells at once, unless it is too large itself."""
    if array.dtype.kind in "iu":
        return True
    if array.flags.forc:
        flat = array.ravel(order="K")
        if math.isfinite(np.vdot(flat, flat)):
            return True
    return bool(np.isfinite(array.min()) and np.isfinite(array.max()))  # NaN is passed on by both


def _check_finite(name: str, array: Tensor) -> None:
    if all_finite(array):
        return
    bad = np.argwhere(~np.isfinite(array))
    where = tuple(int(i) for i in bad[0])
    raise ConvError(
        "{name}: finite numbers are needed, got {number} at {index}",
        name=name,
        number=float(array[where]),
        index=list(where),
    )


def _whole(value: object) -> int | None:
    """``value`` as an int where it is one (NumPy's included), None where it is anything else."""
    if type(value) is int:
        return value
    if isinstance(value, (bool, np.bool_)):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def _wholes(items: Sequence[object]) -> list[int]:
    """The whole numbers among ``items``: as many as there are items when all of them are whole."""
    return [number for number in map(_whole, items) if number is not None]


def _pair(name: str, value: object) -> Pair:
    items: Sequence[object] = (value, value) if _whole(value) is not None else _items(value)
    numbers = _wholes(items)
    if len(numbers) != 2 or len(items) != 2:
        raise ConvError(
            "{name}: a whole number or (height, width) is needed, got {value}", name=name, value=shown(value)
        )
    if min(numbers) < 1:
        raise ConvError("{name}: at least 1 is needed, got {number}", name=name, number=shown(min(numbers)))
    return numbers[0], numbers[1]


def _items(value: object) -> Sequence[object]:
    if isinstance(value, np.ndarray):
        return list(value) if value.ndim else ()
    return value if isinstance(value, (list, tuple)) else ()


def _padding(value: object) -> Padding:
    if isinstance(value, str) and value == "VALID":
        return "VALID"
    if isinstance(value, str) and value == "SAME":
        return "SAME"
    pairs = [_items(pair) for pair in _items(value)]
    sides = [_wholes(pair) for pair in pairs]
    if [len(pair) for pair in pairs] != [2, 2] or [len(pair) for pair in sides] != [2, 2]:
        raise ConvError(
            "padding: 'VALID', 'SAME' or ((top, bottom), (left, right)) is needed, got {value}", value=shown(value)
        )
    (top, bottom), (left, right) = sides
    if min(top, bottom, left, right) < 0:
        raise ConvError(
            "padding: at least 0 is needed on each side, got {padding}", padding=shown(((top, bottom), (left, right)))
        )
    return (top, bottom), (left, right)


def _check_kind(kind: str) -> None:
    if kind not in READINGS:
        raise ConvError("kind: 'standard' or 'depthwise' is needed, got {value}", value=shown(kind))


def _shape(name: str, value: object) -> Shape4:
    items = _items(value)
    sizes = _wholes(items)
    if len(sizes) != len(items) or not items:
        raise ConvError("{name}: a shape of 4 whole numbers is needed, got {value}", name=name, value=shown(value))
    if len(sizes) != 4:
        raise ConvError(
            "{name}: {wanted} dimensions are needed, got {count} (shape {shape})",
            name=name,
            wanted=4,
            count=len(sizes),
            shape=tuple(sizes),
        )
    if min(sizes) < 1:
        raise ConvError("{name}: every size is at least 1, got shape {shape}", name=name, shape=tuple(sizes))
    return sizes[0], sizes[1], sizes[2], sizes[3]


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
    pads = ((0, 0), (0, 0)) if spec.padding == "VALID" else spec.padding
    height, width = (size + sum(pad) for size, pad in zip(spec.input_shape[1:3], pads, strict=True))
    extents = [kernel_extent(k, d) for k, d in zip(spec.kernel, spec.dilations, strict=True)]
    if extents[0] <= height and extents[1] <= width:
        return
    kernel = Phrase("{size} kernel", size=_by(spec.kernel))
    if spec.dilations != (1, 1):
        kernel = Phrase("{size} kernel (dilated: {extent})", size=_by(spec.kernel), extent=_by(extents))
    size = _by((height, width))
    image = Phrase("{size} input", size=size) if spec.padding == "VALID" else Phrase("{size} padded input", size=size)
    raise ConvError(
        "padding={padding!r}: the {kernel} does not fit the {input}",
        padding=spec.padding,
        kernel=kernel,
        input=image,
    )


def _by(size: Sequence[int]) -> str:
    """Height and width in a message: ``3x3``."""
    return "x".join(map(str, size))
