"""Which input cells an output cell saw."""

from __future__ import annotations

from collections.abc import Iterator

from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, OutputCell, PlayedCell
from convcore.practice.draw import draw_cell, draw_convolution, show_input, show_output
from convcore.practice.misread import CELLS, OPTIONS, find
from convcore.practice.model import Exercise, Mistake, Text
from convcore.shapes import Axis, axes
from convcore.spec import Pair

SeenCells = frozenset[Pair]


def make_seen(chance: Chance, level: int) -> Exercise:
    """Which cells of the input were multiplied for one output cell?"""
    conv = draw_convolution(chance, level, "standard", 1, 1)
    cell = draw_cell(chance, conv)
    rows, cols = axes(conv.spec)
    return Exercise(
        form="cells",
        question=Text(
            "practice.seen.question",
            {"output": f"output[{cell[1]}, {cell[2]}, 0]", "kernel": f"{rows.kernel}×{cols.kernel}"},
        ),
        right=conv.seen(cell),
        lines=_lines(conv, cell),
        why=Text("practice.seen.why"),
        mistakes=tuple(_find(conv, cell)),
        hints=(
            Text("practice.seen.hint.first", {"top": rows.before, "left": cols.before}),
            Text("practice.seen.hint.strides", {"strides": list(conv.strides)}),
            Text("practice.seen.hint.taps", {"taps": rows.kernel * cols.kernel, "dilations": list(conv.dilations)}),
        ),
        grids=(*show_input(conv), show_output(conv, 0, frozenset({(cell[1], cell[2])}))),
        code=conv.code,
        show=PlayedCell(conv, cell),
        asked=0,
    )


def _lines(conv: Convolution, cell: OutputCell) -> tuple[str, ...]:
    """Where the taps lie: the output's index times the stride, less the padding, then a dilation further each."""
    return tuple(_line(*one) for one in zip("yx", axes(conv.spec), cell[1:3], strict=True))


def _line(name: str, axis: Axis, index: int) -> str:
    taps = axis.taps(index)
    return f"{name}: {index}·{axis.stride} − {axis.before} = {taps[0]} → {', '.join(map(str, taps))}"


def _find(conv: Convolution, cell: OutputCell) -> Iterator[Mistake]:
    for name, read in find((*OPTIONS, *CELLS), conv, cell):
        lines = _lines(read.conv, read.cell)
        yield Mistake(name, read.conv.seen(read.cell), lines, read.values, PlayedCell(read.conv, read.cell))
    for way in (gaps_filled, window_centred):
        taps = [way(axis, index) for axis, index in zip(axes(conv.spec), cell[1:3], strict=True)]
        if taps != [axis.taps(index) for axis, index in zip(axes(conv.spec), cell[1:3], strict=True)]:
            lines = tuple(f"{name}: {', '.join(map(str, line))}" for name, line in zip("yx", taps, strict=True))
            yield Mistake(way.__name__, _clip(conv, taps), lines)


def gaps_filled(axis: Axis, index: int) -> range:
    """All cells that a dilated kernel spans."""
    first = axis.taps(index)[0]
    return range(first, first + axis.extent)


def window_centred(axis: Axis, index: int) -> range:
    """The window's middle is laid on the input cell of the same index, without stride and padding."""
    first = index - axis.extent // 2
    return range(first, first + axis.extent, axis.dilation)


def _clip(conv: Convolution, taps: list[range]) -> SeenCells:
    """The cells that lie in the input."""
    _, height, width, _ = conv.spec.input_shape
    return frozenset((y, x) for y in taps[0] for x in taps[1] if 0 <= y < height and 0 <= x < width)
