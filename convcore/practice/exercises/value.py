"""One output value of conv2d or of depthwise_conv2d."""

from __future__ import annotations

from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, OutputCell, PlayedCell
from convcore.practice.draw import draw_place, show_tensors
from convcore.practice.misread import find_values
from convcore.practice.model import Exercise, Text
from convcore.spec import Kind


def make_conv2d(chance: Chance, level: int) -> Exercise:
    """What is one cell of conv2d's output?"""
    return ask_value(draw_place(chance, level, "standard"))


def make_depthwise(chance: Chance, level: int) -> Exercise:
    """What is one cell of depthwise_conv2d's output?"""
    return ask_value(draw_place(chance, level, "depthwise"))


def ask_value(place: PlayedCell) -> Exercise:
    """The question about the value of any output cell."""
    conv, cell = place.conv, place.cell
    rows, cols = conv.taps(cell)
    return Exercise(
        form="number",
        question=Text("practice.value.question", {"output": f"output[{cell[1]}, {cell[2]}, {cell[3]}]"}),
        right=conv.at(cell),
        lines=conv.lines(cell),
        why=_explain(conv.kind),
        mistakes=find_values(conv, cell),
        hints=(
            Text("practice.value.hint.window", {"strides": list(conv.strides)}),
            Text("practice.value.hint.rows", {"rows": list_indices(rows), "cols": list_indices(cols)}),
            _hint_channels(conv, cell),
        ),
        grids=show_tensors(conv),
        code=conv.code,
        show=place,
        scale=conv.scale(cell),
    )


def list_indices(indices: range) -> str:
    """Rows or columns under the taps: ``-1, 1, 3``."""
    return ", ".join(map(str, indices))


def _hint_channels(conv: Convolution, cell: OutputCell) -> Text:
    """Which input channels the cell is made of."""
    channel = conv.spec.sources(cell[3])[0]
    c, q = conv.spec.filter_slice(channel, cell[3])
    if conv.kind == "depthwise":
        return Text("practice.value.hint.depthwise", {"channel": channel, "filter": f"filter[:, :, {c}, {q}]"})
    return Text("practice.value.hint.standard", {"filter": f"filter[:, :, c, {q}]", "last": conv.spec.channels - 1})


def _explain(kind: Kind) -> Text:
    return Text("practice.value.why.depthwise" if kind == "depthwise" else "practice.value.why.standard")
