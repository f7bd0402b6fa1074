"""conv2d against depthwise_conv2d, from the same table of sums: one is the table, the other adds up its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from convcore.numbers import equal_sign, short, write_sum
from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, OutputCell, PlayedCell
from convcore.practice.draw import draw_convolution, grid
from convcore.practice.model import Exercise, Mistake, Text
from convcore.spec import Tensor

Summands = tuple[float, ...]


def make_sums(chance: Chance, level: int) -> Exercise:
    """What do both functions make of one table?

    1: conv2d, from a table of 2 x 2. 2: depthwise_conv2d, from a larger table. 3: conv2d, from depthwise's outputs.
    """
    sizes = (2, 2) if level == 1 else chance.plan.pick(((2, 3), (3, 2), (3, 3)))
    conv = draw_convolution(chance, 1, "depthwise", *sizes)
    cell = (0, chance.below(conv.shape[1]), chance.below(conv.shape[2]), 0)
    return ask_kept(conv, cell) if level == 2 else ask_added(conv, cell, as_outputs=level == 3)


def ask_added(conv: Convolution, cell: OutputCell, as_outputs: bool) -> Exercise:
    """conv2d's outputs at a window: the columns of the table, which is shown as it is or as depthwise's outputs."""
    table = take_table(conv, cell)
    outputs = ", ".join(map(short, table.ravel().tolist()))
    channels, multiplier = table.shape
    sizes = {"channels": channels, "multiplier": multiplier}
    return Exercise(
        form="numbers",
        question=_ask(outputs if as_outputs else "", sizes),
        right=_numbers(table.sum(axis=0)),
        lines=_add(table.T),
        why=Text("practice.sums.why.conv2d"),
        mistakes=(
            Mistake("rows_added", _numbers(table.sum(axis=1)), _add(table)),
            Mistake("all_added", _numbers(table.sum(keepdims=True)), _add(table.reshape(1, -1))),
            Mistake("sums_kept", _numbers(table), (outputs,)),
            *_take_rows(table),
        ),
        hints=(
            Text("practice.sums.hint.count", {"multiplier": multiplier}),
            Text("practice.sums.hint.order" if as_outputs else "practice.sums.hint.column", sizes),
        ),
        grids=() if as_outputs else (grid("sum", "s[c, q]", table),),
        show=PlayedCell(conv, cell),
        scale=float(np.abs(table).sum()),
    )


def ask_kept(conv: Convolution, cell: OutputCell) -> Exercise:
    """depthwise_conv2d's outputs at a window: the table, row after row."""
    table = take_table(conv, cell)
    channels, multiplier = table.shape
    return Exercise(
        form="numbers",
        question=Text("practice.sums.question.depthwise"),
        right=_numbers(table),
        lines=tuple(f"{c}·{multiplier} + {q} → {short(s)}" for (c, q), s in np.ndenumerate(table)),
        why=Text("practice.sums.why.depthwise", {"multiplier": multiplier}),
        mistakes=(
            Mistake("columns_first", _numbers(table.T), (", ".join(map(short, table.T.ravel().tolist())),)),
            Mistake("columns_added", _numbers(table.sum(axis=0)), _add(table.T)),
            Mistake("rows_added", _numbers(table.sum(axis=1)), _add(table)),
        ),
        hints=(
            Text("practice.sums.hint.kept", {"outputs": channels * multiplier}),
            Text("practice.channel.hint.formula", {"multiplier": multiplier}),
        ),
        grids=(grid("sum", "s[c, q]", table),),
        show=PlayedCell(conv, cell),
        scale=float(np.abs(table).sum()),
    )


def _ask(outputs: str, sizes: Mapping[str, int]) -> Text:
    if outputs:
        return Text("practice.sums.question.outputs", {"outputs": outputs, **sizes})
    return Text("practice.sums.question.conv2d")


def take_table(conv: Convolution, cell: OutputCell) -> Tensor:
    """[C, M]: the sums at a window, which depthwise_conv2d keeps as output channels c*M + q."""
    sums = [conv.at((*cell[:3], k)) for k in range(conv.shape[3])]
    return np.array(sums).reshape(conv.filters.shape[2:])


def _take_rows(table: Tensor) -> Iterator[Mistake]:
    """One row for all: the channels are not added."""
    for c, row in enumerate(table):
        yield Mistake("channels_not_added", _numbers(row), (", ".join(map(short, row.tolist())),), {"channel": c})


def _numbers(values: Tensor) -> Summands:
    return tuple(values.ravel().tolist())


def _add(lines: Sequence[Tensor] | Tensor) -> tuple[str, ...]:
    return tuple(f"{write_sum(terms)} {equal_sign(*terms, sum(terms))} {short(sum(terms))}" for terms in lines)
