"""Which of four filters made this map: three of them are the right one, misread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, OutputCell, PlayedCell
from convcore.practice.draw import draw_convolution, grid, show_input, show_output
from convcore.practice.model import CHOICE_LETTERS, Exercise, Grid, Mistake, Text
from convcore.spec import Tensor

FIRST = (0, 0, 0, 0)


def make_filters(chance: Chance, level: int) -> Exercise:
    """Which kernel gives this output?

    1: beside it stand those with left and right, top and bottom, or all signs exchanged. 2 and 3: flipped and turned
    ones as well. Where two are the same, or no single cell tells the right one, there is no question and no mistake.
    """
    conv = draw_convolution(chance, level, "standard", 1, 1)
    conv = replace(conv, filters=chance.tensor((3, 3, 1, 1), -1, 2)) if level > 1 and _has_room(conv) else conv
    ways = chance.plan.shuffle(EASY if level == 1 else HARD)[:3]
    wrong = [(way.__name__, replace(conv, filters=way(conv.filters))) for way in ways]
    order = chance.shuffle([("", conv), *wrong])
    right = next(at for at, (name, _) in enumerate(order) if not name)
    differ = len({other.filters.tobytes() for _, other in order}) == len(order)
    cell = _find_cell(conv, [other for _, other in wrong]) if differ else None
    return Exercise(
        form="choice",
        question=Text("practice.filters.question"),
        right=right,
        lines=_lines(conv, right, cell or FIRST),
        why=Text("practice.filters.why"),
        mistakes=tuple(_follow(conv, other, name, at) for at, (name, other) in enumerate(order) if name and cell),
        hints=(
            Text("practice.filters.hint.one"),
            Text("practice.filters.hint.cell", {"output": _name(cell or FIRST)}),
            Text("practice.filters.hint.flip"),
        ),
        grids=(*show_input(conv), show_output(conv, 0)),
        choices=tuple(_show_kernel(at, other) for at, (_, other) in enumerate(order)),
        code=conv.code,
        show=PlayedCell(conv, cell or FIRST),
    )


def _has_room(conv: Convolution) -> bool:
    _, height, width, _ = conv.input.shape
    return conv.dilations == (1, 1) and min(height, width) >= 3


def _follow(conv: Convolution, other: Convolution, name: str, at: int) -> Mistake:
    """The choice of another kernel: what it gives at the first cell where its map is another one."""
    cell = _find_cell(conv, [other]) or FIRST
    values = {"output": _name(cell), "got": other.at(cell), "given": conv.at(cell)}
    return Mistake(name, at, _lines(other, at, cell), values, PlayedCell(other, cell))


def _find_cell(conv: Convolution, others: list[Convolution]) -> OutputCell | None:
    """The first cell where the convolution's map differs from all others."""
    found = np.argwhere(np.all([conv.output != other.output for other in others], axis=0))
    return None if not len(found) else tuple(found[0].tolist())


def _lines(conv: Convolution, at: int, cell: OutputCell) -> tuple[str, ...]:
    """The arithmetic of a cell, with the kernel's letter."""
    return tuple(line.replace("filter[:, :, 0, 0]", CHOICE_LETTERS[at]) for line in conv.lines(cell))


def _name(cell: OutputCell) -> str:
    return f"output[{cell[1]}, {cell[2]}, {cell[3]}]"


def _show_kernel(at: int, conv: Convolution) -> Grid:
    return grid("filter", CHOICE_LETTERS[at], conv.filters[:, :, 0, 0])


def filter_flipped(filters: Tensor) -> Tensor:
    """Turned by half a circle: the convolution of mathematics."""
    return filters[::-1, ::-1]


def filter_turned(filters: Tensor) -> Tensor:
    """Rows for columns, or the columns in reverse where it is not square."""
    return filters.swapaxes(0, 1) if filters.shape[0] == filters.shape[1] else filters[:, ::-1]


def filter_mirrored(filters: Tensor) -> Tensor:
    """Left for right."""
    return filters[:, ::-1]


def filter_upended(filters: Tensor) -> Tensor:
    """Top for bottom."""
    return filters[::-1]


def filter_negated(filters: Tensor) -> Tensor:
    """The other sign."""
    return -filters


Read = Callable[[Tensor], Tensor]
EASY: tuple[Read, ...] = (filter_mirrored, filter_upended, filter_negated)
HARD: tuple[Read, ...] = (filter_flipped, filter_turned, filter_mirrored, filter_upended)
