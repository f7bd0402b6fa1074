"""How the programs of all frameworks are written: a row of their table, calls, layouts, padding and a second stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from convcore.frameworks.rules import Rule
from convcore.shapes import axes
from convcore.spec import ConvSpec

LINE = 100


@dataclass(frozen=True)
class Framework:
    """A row of the table of snippets.

    Attributes:
        name: its key.
        title: its name as its makers write it.
        imports: the lines to begin with.
        write: what follows the tensors, for a convolution and a number type; the result is ``output``.
        write_separable: the same with a 1x1 stage to so many channels behind it, whose ``weights`` are [mid, out].
        rules: what it refuses, or writes otherwise.
    """

    name: str
    title: str
    imports: tuple[str, ...]
    write: Callable[[ConvSpec, str], list[str]]
    write_separable: Callable[[ConvSpec, int, str], list[str]]
    rules: tuple[Rule, ...] = ()


def write_call(target: str, function: str, *arguments: str) -> list[str]:
    """A call on one line where it fits, else an argument a line."""
    line = f"{target} = {function}({', '.join(arguments)})"
    if len(line) <= LINE:
        return [line]
    return [f"{target} = {function}(", *(f"    {argument}," for argument in arguments), ")"]


def pads(spec: ConvSpec) -> tuple[tuple[int, int], tuple[int, int]]:
    """((top, bottom), (left, right)), SAME's derived."""
    rows, cols = axes(spec)
    return (rows.before, rows.after), (cols.before, cols.after)


def explain_same(spec: ConvSpec) -> list[str]:
    """Says in a comment what SAME comes to, where a framework wants its sides."""
    if spec.padding != "SAME":
        return []
    (top, bottom), (left, right) = pads(spec)
    return [f"# TensorFlow's SAME is {top} on top, {bottom} below, {left} left and {right} right here."]


def note(line: str, comment: str) -> str:
    """A line with a comment behind it."""
    return f"{line}  # {comment}"


def write_image(spec: ConvSpec, wrap: str = "{}", name: str = "image") -> str:
    """The input with its channels last, as TensorFlow keeps it; ``wrap`` makes it a framework's own."""
    line = f"{name} = {wrap.format('image.transpose(0, 2, 3, 1)')}"
    return note(line, f"{list(spec.input_shape)}: batch, height, width, channels")


def write_filters(spec: ConvSpec, wrap: str = "{}", grouped: bool = False) -> list[str]:
    """``filters`` as TensorFlow keeps them; ``grouped`` reads depthwise's as a grouped convolution's."""
    if grouped and spec.traits.apart:
        code = wrap.format(f"kernels.transpose(2, 3, 0, 1).reshape{spec.grouped_shape}")
        return [note(f"filters = {code}", f"{list(spec.grouped_shape)}: height, width, in/groups, out")]
    code = wrap.format("kernels.transpose(2, 3, 0, 1)")
    source = "in" if spec.traits.apart or spec.groups == 1 else "in/groups"
    return [note(f"filters = {code}", f"{list(spec.filter_shape)}: height, width, {source}, {spec.traits.last.axis}")]


def if_float64(dtype: str, line: str) -> list[str]:
    """A line that is there for float64 alone."""
    return [line] if dtype == "float64" else []


def write_second_stage(lines: Sequence[str], *stage: str) -> list[str]:
    """A stage behind the one that gave ``output``, which becomes ``mid``."""
    first = [line.replace("output", "mid", 1) if line.lstrip().startswith("output") else line for line in lines]
    return [*first, "", "# The second stage weighs the channels of each cell: a 1x1 convolution.", *stage]
