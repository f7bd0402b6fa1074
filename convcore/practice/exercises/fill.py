"""Fill in the missing cells of an output."""

from __future__ import annotations

from collections.abc import Iterator

from convcore.practice.chance import Chance
from convcore.practice.draw import draw_work, show_output, show_tensors
from convcore.practice.misread import CHANNELS, KERNELS, OPTIONS, find
from convcore.practice.model import Exercise, Mistake, Text
from convcore.practice.work import Cell, Place, Work
from convcore.spec import Kind

WAYS = (*CHANNELS, *OPTIONS, *KERNELS)
BLANKS = 2  # missing cells


def make_fill(chance: Chance, level: int) -> Exercise:
    """Which numbers are missing?"""
    kind: Kind = chance.plan.pick(("standard", "depthwise"))
    work = draw_work(chance, level, kind)
    blanks = _draw_blanks(chance, work, BLANKS)
    channel = blanks[0][3]
    grids = show_tensors(work)
    return Exercise(
        form="numbers",
        question=Text("practice.fill.question", {"count": len(blanks), "output": f"output[:, :, {channel}]"}),
        right=tuple(work.at(cell) for cell in blanks),
        lines=tuple(line for cell in blanks for line in _lines(work, cell, cell)),
        why=Text("practice.value.why.depthwise" if kind == "depthwise" else "practice.value.why.standard"),
        mistakes=tuple(_find(work, blanks)),
        hints=(
            Text("practice.fill.hint.check"),
            Text("practice.value.hint.window", {"strides": list(work.strides)}),
        ),
        grids=(*grids, show_output(work, channel, frozenset((cell[1], cell[2]) for cell in blanks))),
        code=work.code,
        show=Place(work, blanks[0]),
        asked=len(grids),
        blanks=blanks,
        scale=max(work.scale(cell) for cell in blanks),
    )


def _draw_blanks(chance: Chance, work: Work, count: int) -> tuple[Cell, ...]:
    """Some cells of one output channel, in reading order; one cell at least stays."""
    _, rows, cols, outs = work.shape
    channel = chance.below(outs)
    places = [(y, x) for y in range(rows) for x in range(cols)]
    chosen = chance.shuffled(places)[: max(min(count, len(places) - 1), 1)]
    return tuple((0, y, x, channel) for y, x in sorted(chosen))


def _lines(work: Work, cell: Cell, asked: Cell) -> tuple[str, ...]:
    """The arithmetic of a cell below the name of the one that was asked for."""
    return f"output[{asked[1]}, {asked[2]}, {asked[3]}]", *work.lines(cell)


def _find(work: Work, blanks: tuple[Cell, ...]) -> Iterator[Mistake]:
    """The ways that can be gone at every missing cell."""
    found = [list(find(WAYS, work, cell)) for cell in blanks]
    names = [[(name, tuple(read.values.items())) for name, read in reads] for reads in found]
    if any(one != names[0] for one in names[1:]):
        keep = [name for name in names[0] if all(name in others for others in names)]
    else:
        keep = names[0]
    for at in keep:
        reads = [reads[others.index(at)][1] for reads, others in zip(found, names, strict=True)]
        yield Mistake(
            at[0],
            tuple(read.work.at(read.cell) for read in reads),
            tuple(
                line for read, blank in zip(reads, blanks, strict=True) for line in _lines(read.work, read.cell, blank)
            ),
            reads[0].values,
            Place(reads[0].work, reads[0].cell),
        )
