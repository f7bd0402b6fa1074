"""One output value of conv2d or of depthwise_conv2d."""

from __future__ import annotations

from convcore.practice.chance import Chance
from convcore.practice.draw import draw_place, show_tensors
from convcore.practice.misread import find_values
from convcore.practice.model import Exercise, Text
from convcore.practice.work import Cell, Place, Work
from convcore.spec import Kind


def make_conv2d(chance: Chance, level: int) -> Exercise:
    """What is one cell of conv2d's output?"""
    return ask_value(draw_place(chance, level, "standard"))


def make_depthwise(chance: Chance, level: int) -> Exercise:
    """What is one cell of depthwise_conv2d's output?"""
    return ask_value(draw_place(chance, level, "depthwise"))


def ask_value(place: Place) -> Exercise:
    """The question about the value of any output cell."""
    work, cell = place.work, place.cell
    rows, cols = work.taps(cell)
    return Exercise(
        form="number",
        question=Text("practice.value.question", {"output": f"output[{cell[1]}, {cell[2]}, {cell[3]}]"}),
        right=work.at(cell),
        lines=work.lines(cell),
        why=_explain(work.kind),
        mistakes=find_values(work, cell),
        hints=(
            Text("practice.value.hint.window", {"strides": list(work.strides)}),
            Text("practice.value.hint.rows", {"rows": list_indices(rows), "cols": list_indices(cols)}),
            _hint_channels(work, cell),
        ),
        grids=show_tensors(work),
        code=work.code,
        show=place,
        scale=work.scale(cell),
    )


def list_indices(indices: range) -> str:
    """Rows or columns under the taps: ``-1, 1, 3``."""
    return ", ".join(map(str, indices))


def _hint_channels(work: Work, cell: Cell) -> Text:
    """Which input channels the cell is made of."""
    channel = work.spec.sources(cell[3])[0]
    c, q = work.spec.filter_slice(channel, cell[3])
    if work.kind == "depthwise":
        return Text("practice.value.hint.depthwise", {"channel": channel, "filter": f"filter[:, :, {c}, {q}]"})
    return Text("practice.value.hint.standard", {"filter": f"filter[:, :, c, {q}]", "last": work.spec.channels - 1})


def _explain(kind: Kind) -> Text:
    return Text("practice.value.why.depthwise" if kind == "depthwise" else "practice.value.why.standard")
