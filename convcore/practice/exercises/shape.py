"""The shape of an output."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from convcore.practice.chance import Chance
from convcore.practice.draw import draw_work, show_tensors
from convcore.practice.misread import dilation_forgotten, find, padding_forgotten, stride_forgotten
from convcore.practice.model import Exercise, Mistake, Text
from convcore.practice.work import Place, Work
from convcore.shapes import Axis, axes, size_formula
from convcore.spec import Kind

Found = tuple[int, str]  # a size and its formula
FIRST = (0, 0, 0, 0)
WAYS = (stride_forgotten, dilation_forgotten, padding_forgotten)


def make_shape(chance: Chance, level: int) -> Exercise:
    """What shape does the output have?"""
    kind: Kind = chance.plan.pick(("standard", "depthwise"))
    work = draw_work(chance, level, kind, chance.between(2, 3), chance.between(2, 4))
    same = work.padding == "SAME"
    return Exercise(
        form="shape",
        question=Text("practice.shape.question"),
        right=work.shape,
        lines=_lines(work),
        why=Text("practice.shape.why.same" if same else "practice.shape.why.valid"),
        mistakes=tuple(_find(work)),
        hints=(
            Text("practice.shape.hint.axes"),
            Text("practice.shape.hint.same" if same else "practice.shape.hint.valid"),
            Text("practice.shape.hint.depthwise" if kind == "depthwise" else "practice.shape.hint.standard"),
        ),
        grids=show_tensors(work),
        code=work.code,
        show=Place(work, (0, work.shape[1] - 1, work.shape[2] - 1, work.shape[3] - 1)),
    )


def _lines(work: Work) -> tuple[str, ...]:
    return (*(size_formula(axis, work.padding == "SAME") for axis in axes(work.spec)), _channels(work))


def _channels(work: Work) -> str:
    _, _, channels, last = work.filters.shape
    return f"{channels}·{last} = {channels * last}" if work.kind == "depthwise" else str(last)


def _find(work: Work) -> Iterator[Mistake]:
    """The options misread, the formula misremembered, the channels taken for others."""
    for name, read in find(WAYS, work, FIRST):
        yield Mistake(name, read.work.shape, _lines(read.work), read.values)
    for way in SIZES:
        found = [way(axis, work) for axis in axes(work.spec)]
        sizes = [one for one in found if one is not None]
        if len(sizes) == 2 and min(size for size, _ in sizes) >= 1:
            (height, first), (width, second) = sizes
            shape = (1, height, width, work.shape[3])
            if shape != work.shape:
                yield Mistake(way.__name__, shape, (first, second, _channels(work)))
    yield from _swap_axes(work)
    yield from _take_channels(work)


def ceil_for_floor(axis: Axis, work: Work) -> Found | None:
    """A window that does not fit any more is counted."""
    if work.padding == "SAME":
        return None
    size = -(-(axis.padded - axis.extent) // axis.stride) + 1
    return size, f"⌈({axis.size} + {axis.before} + {axis.after} − {axis.extent}) / {axis.stride}⌉ + 1 = {size}"


def floor_for_ceil(axis: Axis, work: Work) -> Found | None:
    """SAME rounded down."""
    size = axis.size // axis.stride
    return (size, f"⌊{axis.size} / {axis.stride}⌋ = {size}") if work.padding == "SAME" else None


def one_forgotten(axis: Axis, work: Work) -> Found | None:
    """Only the moves of the window are counted, not the place where it begins."""
    if work.padding == "SAME":
        return None
    size = (axis.padded - axis.extent) // axis.stride
    return size, f"⌊({axis.size} + {axis.before} + {axis.after} − {axis.extent}) / {axis.stride}⌋ = {size}"


def padding_once(axis: Axis, work: Work) -> Found | None:
    """Only the padding before is counted."""
    if isinstance(work.padding, str):
        return None
    size = (axis.size + axis.before - axis.extent) // axis.stride + 1
    return size, f"⌊({axis.size} + {axis.before} − {axis.extent}) / {axis.stride}⌋ + 1 = {size}"


def size_kept(axis: Axis, work: Work) -> Found | None:
    """The output is taken to be as large as the input."""
    return axis.size, f"{axis.size}"


SIZES: tuple[Callable[[Axis, Work], Found | None], ...] = (
    ceil_for_floor,
    floor_for_ceil,
    one_forgotten,
    padding_once,
    size_kept,
)


def _swap_axes(work: Work) -> Iterator[Mistake]:
    """Height for width, and the channels in the wrong place."""
    batch, height, width, outs = work.shape
    rows, cols, channels = _lines(work)
    if height != width:
        yield Mistake("height_width_swapped", (batch, width, height, outs), (cols, rows, channels))
    yield Mistake("channels_first", (batch, outs, height, width), (channels, rows, cols))


def _take_channels(work: Work) -> Iterator[Mistake]:
    """The last size, as the other function makes it, or as the input has it."""
    channels, last = work.filters.shape[2:]
    rows, cols, _ = _lines(work)
    other = replace(work, kind="standard" if work.kind == "depthwise" else "depthwise")
    yield Mistake(f"counted_as_{other.kind}", other.shape, (rows, cols, _channels(other)))
    if channels not in (last, work.shape[3]):
        yield Mistake("input_channels_kept", (*work.shape[:3], channels), (rows, cols, str(channels)))
