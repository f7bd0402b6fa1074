"""Small convolutions to ask about, and the grids that show them."""

from __future__ import annotations

from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, OutputCell, PlayedCell
from convcore.practice.model import Grid
from convcore.spec import Kind, Padding, Pair, Tensor, kernel_extent

LOW, HIGH = -2, 4  # numbers to multiply in one's head
SPARE = 3  # cells that an input has beyond its kernel, at most


def draw_convolution(chance: Chance, level: int, kind: Kind, channels: int = 2, outs: int = 2) -> Convolution:
    """A convolution of a level.

    1: VALID, stride 1. 2: a stride or padding. 3: a dilation, padding by sides or uneven strides, and padding.

    Args:
        chance: where it comes from; the options are of its plan, so that no kind of them is drawn away.
        level: 1 to 3.
        kind: which function.
        channels: of the input.
        outs: the filters' last axis.
    """
    kernel = (2, 2) if level == 1 else (chance.between(2, 3), chance.between(2, 3) if channels == 1 else 2)
    strides, padding, dilations = draw_options(chance.plan, level)
    size = [draw_size(chance, k, d) for k, d in zip(kernel, dilations, strict=True)]
    image = chance.tensor((1, size[0], size[1], channels), LOW if level > 1 else 0, HIGH)
    filters = chance.tensor((*kernel, channels, outs), LOW, HIGH - 1)
    return Convolution(kind, image, filters, strides, padding, dilations)


def draw_options(chance: Chance, level: int) -> tuple[Pair, Padding, Pair]:
    """Strides, padding and dilations of a level."""
    if level == 1:
        return (1, 1), "VALID", (1, 1)
    if level == 2:
        stride = chance.between(1, 2)
        padding: Padding = "SAME" if stride == 1 else chance.pick(("VALID", "SAME"))
        return (stride, stride), padding, (1, 1)
    if chance.below(2):
        return (1, 1), chance.pick(("VALID", "SAME", draw_sides(chance))), (2, 2)
    strides = chance.pick(((2, 1), (1, 2), (2, 2)))
    return strides, chance.pick(("SAME", draw_sides(chance))), (1, 1)


def draw_sides(chance: Chance) -> tuple[Pair, Pair]:
    """Explicit padding of one or two cells in all."""
    return chance.pick((((1, 0), (1, 0)), ((1, 1), (1, 1)), ((0, 1), (1, 0)), ((1, 1), (0, 0)), ((0, 0), (1, 1))))


def draw_size(chance: Chance, kernel: int, dilation: int) -> int:
    """Input cells along an axis, a few more than the kernel spans."""
    return kernel_extent(kernel, dilation) + chance.between(1, SPARE)


def draw_cell(chance: Chance, conv: Convolution) -> OutputCell:
    """Any output cell of the first image."""
    _, rows, cols, outs = conv.shape
    return 0, chance.below(rows), chance.below(cols), chance.below(outs)


def draw_place(chance: Chance, level: int, kind: Kind) -> PlayedCell:
    """A convolution and one of its output cells."""
    conv = draw_convolution(chance, level, kind)
    return PlayedCell(conv, draw_cell(chance, conv))


def show_input(conv: Convolution) -> tuple[Grid, ...]:
    """A grid for each input channel."""
    return tuple(grid("input", f"input[:, :, {c}]", conv.input[0, :, :, c], c) for c in range(conv.input.shape[3]))


def show_filters(conv: Convolution) -> tuple[Grid, ...]:
    """A grid for each kernel; for depthwise, and where several channels are added, it wears its input channel."""
    _, _, channels, outs = conv.filters.shape
    return tuple(
        grid("filter", f"filter[:, :, {c}, {q}]", conv.filters[:, :, c, q], c)
        for c in range(channels)
        for q in range(outs)
    )


def show_tensors(conv: Convolution) -> tuple[Grid, ...]:
    """The grids of input and filters."""
    return (*show_input(conv), *show_filters(conv))


def show_output(conv: Convolution, channel: int, blanks: frozenset[Pair] = frozenset()) -> Grid:
    """One output channel; the blanks are asked for."""
    plane = conv.output[0, :, :, channel].tolist()
    rows = tuple(tuple(None if (y, x) in blanks else v for x, v in enumerate(row)) for y, row in enumerate(plane))
    source = conv.spec.sources(channel)[0] if conv.kind == "depthwise" else None
    return Grid("output", f"output[:, :, {channel}]", rows, source, blanks)


def grid(role: str, title: str, plane: Tensor, channel: int | None = None) -> Grid:
    """A matrix as a grid."""
    return Grid(role, title, tuple(map(tuple, plane.tolist())), channel)
