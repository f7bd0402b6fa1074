"""Fill in the missing cells of an output."""

from __future__ import annotations

from collections.abc import Iterator

from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, OutputCell, PlayedCell
from convcore.practice.draw import draw_convolution, show_output, show_tensors
from convcore.practice.misread import CHANNELS, KERNELS, OPTIONS, find
from convcore.practice.model import Exercise, Mistake, Text
from convcore.spec import Kind

WAYS = (*CHANNELS, *OPTIONS, *KERNELS)
BLANKS = 2  # missing cells


def make_fill(chance: Chance, level: int) -> Exercise:
    """Which numbers are missing?"""
    kind: Kind = chance.plan.pick(("standard", "depthwise"))
    conv = draw_convolution(chance, level, kind)
    blanks = _draw_blanks(chance, conv, BLANKS)
    channel = blanks[0][3]
    grids = show_tensors(conv)
    return Exercise(
        form="numbers",
        question=Text("practice.fill.question", {"count": len(blanks), "output": f"output[:, :, {channel}]"}),
        right=tuple(conv.at(cell) for cell in blanks),
        lines=tuple(line for cell in blanks for line in _lines(conv, cell, cell)),
        why=Text("practice.value.why.depthwise" if kind == "depthwise" else "practice.value.why.standard"),
        mistakes=tuple(_find(conv, blanks)),
        hints=(
            Text("practice.fill.hint.check"),
            Text("practice.value.hint.window", {"strides": list(conv.strides)}),
        ),
        grids=(*grids, show_output(conv, channel, frozenset((cell[1], cell[2]) for cell in blanks))),
        code=conv.code,
        show=PlayedCell(conv, blanks[0]),
        asked=len(grids),
        blanks=blanks,
        scale=max(conv.scale(cell) for cell in blanks),
    )


def _draw_blanks(chance: Chance, conv: Convolution, count: int) -> tuple[OutputCell, ...]:
    """Some cells of one output channel, in reading order; one cell at least stays."""
    _, rows, cols, outs = conv.shape
    channel = chance.below(outs)
    places = [(y, x) for y in range(rows) for x in range(cols)]
    chosen = chance.shuffle(places)[: max(min(count, len(places) - 1), 1)]
    return tuple((0, y, x, channel) for y, x in sorted(chosen))


def _lines(conv: Convolution, cell: OutputCell, asked: OutputCell) -> tuple[str, ...]:
    """The arithmetic of a cell below the name of the one that was asked for."""
    return f"output[{asked[1]}, {asked[2]}, {asked[3]}]", *conv.lines(cell)


def _find(conv: Convolution, blanks: tuple[OutputCell, ...]) -> Iterator[Mistake]:
    """The ways that can be gone at every missing cell."""
    found = [list(find(WAYS, conv, cell)) for cell in blanks]
    names = [[(name, tuple(read.values.items())) for name, read in reads] for reads in found]
    if any(one != names[0] for one in names[1:]):
        keep = [name for name in names[0] if all(name in others for others in names)]
    else:
        keep = names[0]
    for at in keep:
        reads = [reads[others.index(at)][1] for reads, others in zip(found, names, strict=True)]
        yield Mistake(
            at[0],
            tuple(read.conv.at(read.cell) for read in reads),
            tuple(
                line for read, blank in zip(reads, blanks, strict=True) for line in _lines(read.conv, read.cell, blank)
            ),
            reads[0].values,
            PlayedCell(reads[0].conv, reads[0].cell),
        )
