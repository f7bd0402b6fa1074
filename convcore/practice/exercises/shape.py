"""The shape of an output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, PlayedCell
from convcore.practice.draw import draw_convolution, show_tensors
from convcore.practice.misread import dilation_forgotten, find, padding_forgotten, stride_forgotten
from convcore.practice.model import Exercise, Mistake, Text
from convcore.shapes import Axis, axes, size_formula
from convcore.spec import Kind

Found = tuple[int, str]  # a size and its formula
FIRST = (0, 0, 0, 0)
WAYS = (stride_forgotten, dilation_forgotten, padding_forgotten)


def make_shape(chance: Chance, level: int) -> Exercise:
    """What shape does the output have?"""
    kind: Kind = chance.plan.pick(("standard", "depthwise"))
    conv = draw_convolution(chance, level, kind, chance.between(2, 3), chance.between(2, 4))
    same = conv.padding == "SAME"
    return Exercise(
        form="shape",
        question=Text("practice.shape.question"),
        right=conv.shape,
        lines=_lines(conv),
        why=Text("practice.shape.why.same" if same else "practice.shape.why.valid"),
        mistakes=tuple(_find(conv)),
        hints=(
            Text("practice.shape.hint.axes"),
            Text("practice.shape.hint.same" if same else "practice.shape.hint.valid"),
            Text("practice.shape.hint.depthwise" if kind == "depthwise" else "practice.shape.hint.standard"),
        ),
        grids=show_tensors(conv),
        code=conv.code,
        show=PlayedCell(conv, (0, conv.shape[1] - 1, conv.shape[2] - 1, conv.shape[3] - 1)),
    )


def _lines(conv: Convolution) -> tuple[str, ...]:
    return (*(size_formula(axis, conv.padding == "SAME") for axis in axes(conv.spec)), _channels(conv))


def _channels(conv: Convolution) -> str:
    _, _, channels, last = conv.filters.shape
    return f"{channels}·{last} = {channels * last}" if conv.kind == "depthwise" else str(last)


def _find(conv: Convolution) -> Iterator[Mistake]:
    """The options misread, the formula misremembered, the channels taken for others."""
    for name, read in find(WAYS, conv, FIRST):
        yield Mistake(name, read.conv.shape, _lines(read.conv), read.values)
    for way in SIZES:
        found = [way(axis, conv) for axis in axes(conv.spec)]
        sizes = [one for one in found if one is not None]
        if len(sizes) == 2 and min(size for size, _ in sizes) >= 1:
            (height, first), (width, second) = sizes
            shape = (1, height, width, conv.shape[3])
            if shape != conv.shape:
                yield Mistake(way.__name__, shape, (first, second, _channels(conv)))
    yield from _swap_axes(conv)
    yield from _take_channels(conv)


def ceil_for_floor(axis: Axis, conv: Convolution) -> Found | None:
    """A window that does not fit any more is counted."""
    if conv.padding == "SAME":
        return None
    size = -(-(axis.padded - axis.extent) // axis.stride) + 1
    return size, f"⌈({axis.size} + {axis.before} + {axis.after} − {axis.extent}) / {axis.stride}⌉ + 1 = {size}"


def floor_for_ceil(axis: Axis, conv: Convolution) -> Found | None:
    """SAME rounded down."""
    size = axis.size // axis.stride
    return (size, f"⌊{axis.size} / {axis.stride}⌋ = {size}") if conv.padding == "SAME" else None


def one_forgotten(axis: Axis, conv: Convolution) -> Found | None:
    """Only the moves of the window are counted, not the place where it begins."""
    if conv.padding == "SAME":
        return None
    size = (axis.padded - axis.extent) // axis.stride
    return size, f"⌊({axis.size} + {axis.before} + {axis.after} − {axis.extent}) / {axis.stride}⌋ = {size}"


def padding_once(axis: Axis, conv: Convolution) -> Found | None:
    """Only the padding before is counted."""
    if isinstance(conv.padding, str):
        return None
    size = (axis.size + axis.before - axis.extent) // axis.stride + 1
    return size, f"⌊({axis.size} + {axis.before} − {axis.extent}) / {axis.stride}⌋ + 1 = {size}"


def size_kept(axis: Axis, conv: Convolution) -> Found | None:
    """The output is taken to be as large as the input."""
    return axis.size, f"{axis.size}"


SIZES: tuple[Callable[[Axis, Convolution], Found | None], ...] = (
    ceil_for_floor,
    floor_for_ceil,
    one_forgotten,
    padding_once,
    size_kept,
)


def _swap_axes(conv: Convolution) -> Iterator[Mistake]:
    """Height for width, and the channels in the wrong place."""
    batch, height, width, outs = conv.shape
    rows, cols, channels = _lines(conv)
    if height != width:
        yield Mistake("height_width_swapped", (batch, width, height, outs), (cols, rows, channels))
    yield Mistake("channels_first", (batch, outs, height, width), (channels, rows, cols))


def _take_channels(conv: Convolution) -> Iterator[Mistake]:
    """The last size, as the other function makes it, or as the input has it."""
    channels, last = conv.filters.shape[2:]
    rows, cols, _ = _lines(conv)
    other = replace(conv, kind="standard" if conv.kind == "depthwise" else "depthwise")
    yield Mistake(f"counted_as_{other.kind}", other.shape, (rows, cols, _channels(other)))
    if channels not in (last, conv.shape[3]):
        yield Mistake("input_channels_kept", (*conv.shape[:3], channels), (rows, cols, str(channels)))
