"""The ways to the answers of the exercises, right and wrong, as plain loops: written apart from convcore.practice.

Each function takes an exercise and gives the right answer, or the answers of its mistakes by name. Nothing here reads
an exercise's own answers; the tensors, the question's values and what a mistake says of itself are all it has.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any

import numpy as np

from convcore import reference
from convcore.practice.convolution import Convolution, OutputCell
from convcore.practice.model import Exercise, Mistake

Sides = tuple[tuple[int, int], tuple[int, int]]
Source = tuple[int, int, int]  # an input channel, and the last two indices of its kernel


# The value of a cell ------------------------------------------------------------------------------------------------


def pad(conv: Convolution, strides: Any = None, dilations: Any = None) -> Sides:
    """((top, bottom), (left, right)) as TensorFlow pads."""
    if conv.padding == "VALID":
        return (0, 0), (0, 0)
    if conv.padding != "SAME":
        return conv.padding
    sides = []
    for i in (0, 1):
        size, kernel = conv.input.shape[1 + i], conv.filters.shape[i]
        stride, dilation = (strides or conv.strides)[i], (dilations or conv.dilations)[i]
        moves = math.ceil(size / stride) - 1
        total = max(moves * stride + (kernel - 1) * dilation + 1 - size, 0)
        sides.append((math.floor(total / 2), math.ceil(total / 2)))
    return sides[0], sides[1]


def sources(conv: Convolution, k: int) -> list[Source]:
    """What output channel k is made of."""
    channels, last = conv.filters.shape[2:]
    if conv.kind == "depthwise":
        return [(k // last, k // last, k % last)]
    return [(c, c, k) for c in range(channels)]


def look(
    conv: Convolution, cell: OutputCell, strides: Any = None, dilations: Any = None, sides: Sides | None = None
) -> Any:
    """For each tap (a, b) the input cell below it, in the input or not."""
    top, left = (side[0] for side in (sides or pad(conv, strides, dilations)))
    down, across = strides or conv.strides
    apart = dilations or conv.dilations
    for a, b in np.ndindex(*conv.filters.shape[:2]):
        yield a, b, cell[1] * down - top + a * apart[0], cell[2] * across - left + b * apart[1]


def value(
    conv: Convolution,
    cell: OutputCell,
    read: list[Source] | None = None,
    kernel: Callable[[int, int], tuple[int, int]] = lambda a, b: (a, b),
    **options: Any,
) -> int:
    total = 0
    for a, b, row, col in look(conv, cell, **options):
        for c, i, j in sources(conv, cell[3]) if read is None else read:
            if 0 <= row < conv.input.shape[1] and 0 <= col < conv.input.shape[2]:
                total += int(conv.input[cell[0], row, col, c]) * int(conv.filters[(*kernel(a, b), i, j)])
    return total


def flipped(conv: Convolution) -> Callable[[int, int], tuple[int, int]]:
    kh, kw = conv.filters.shape[:2]
    return lambda a, b: (kh - 1 - a, kw - 1 - b)


def turned_sides(conv: Convolution) -> Sides:
    (top, bottom), (left, right) = pad(conv)
    return (bottom, top), (right, left)


NONE: Sides = ((0, 0), (0, 0))
VALUES: Mapping[str, Callable[[Convolution, OutputCell, Mapping[str, Any]], Any]] = {
    "stride_forgotten": lambda w, at, v: value(w, at, strides=(1, 1)),
    "dilation_forgotten": lambda w, at, v: value(w, at, dilations=(1, 1)),
    "padding_forgotten": lambda w, at, v: value(w, at, sides=NONE),
    "same_off_by_one": lambda w, at, v: value(w, at, sides=turned_sides(w)),
    "kernel_flipped": lambda w, at, v: value(w, at, kernel=flipped(w)),
    "kernel_turned": lambda w, at, v: value(w, at, kernel=lambda a, b: (b, a)),
    "in_out_swapped": lambda w, at, v: value(w, at, [(c, at[3], c) for c in range(w.filters.shape[2])]),
    "channels_not_added": lambda w, at, v: value(w, at, [(v["channel"], v["channel"], at[3])]),
    "channels_added": lambda w, at, v: value(
        w, at, [(c, c, at[3] % w.filters.shape[3]) for c in range(w.input.shape[3])]
    ),
    "channel_order": lambda w, at, v: value(
        w, at, [(at[3] % w.input.shape[3], at[3] % w.input.shape[3], at[3] // w.input.shape[3])]
    ),
    "other_filter": lambda w, at, v: value(w, (*at[:3], at[3] - 1)),
    "counted_from_one": lambda w, at, v: value(w, (at[0], at[1] - 1, at[2] - 1, at[3])),
    "row_col_swapped": lambda w, at, v: value(w, (at[0], at[2], at[1], at[3])),
    "window_added": lambda w, at, v: sum(
        int(w.input[0, y, x, sources(w, at[3])[0][0]])
        for _, _, y, x in look(w, at)
        if 0 <= y < w.input.shape[1] and 0 <= x < w.input.shape[2]
    ),
    "kernel_added": lambda w, at, v: int(w.filters[:, :, sources(w, at[3])[0][1], sources(w, at[3])[0][2]].sum()),
}


def asked_place(exercise: Exercise) -> tuple[Convolution, OutputCell]:
    assert exercise.show is not None
    return exercise.show.conv, exercise.show.cell


def asked_cell(exercise: Exercise) -> tuple[Convolution, OutputCell]:
    """The cell that the question names."""
    conv, _ = asked_place(exercise)
    y, x, k = map(int, re.findall(r"\d+", str(exercise.question.values["output"])))
    return conv, (0, y, x, k)


def output(conv: Convolution) -> Any:
    function = reference.conv2d if conv.kind == "standard" else reference.depthwise_conv2d
    return function(conv.input, conv.filters, conv.strides, conv.padding, conv.dilations)


def right_value(exercise: Exercise) -> Any:
    conv, cell = asked_cell(exercise)
    return output(conv)[cell]


def wrong_value(exercise: Exercise, mistake: Mistake) -> Any:
    return VALUES[mistake.name](*asked_cell(exercise), mistake.values)


def right_fill(exercise: Exercise) -> Any:
    conv, _ = asked_place(exercise)
    return tuple(output(conv)[cell] for cell in exercise.blanks)


def wrong_fill(exercise: Exercise, mistake: Mistake) -> Any:
    conv, _ = asked_place(exercise)
    values = dict(mistake.values)
    return tuple(VALUES[mistake.name](conv, cell, values) for cell in exercise.blanks)


# The cells that were seen -------------------------------------------------------------------------------------------


def seen(conv: Convolution, cell: OutputCell, **options: Any) -> frozenset[tuple[int, int]]:
    return inside(conv, [(row, col) for _, _, row, col in look(conv, cell, **options)])


def inside(conv: Convolution, cells: list[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    return frozenset((y, x) for y, x in cells if 0 <= y < conv.input.shape[1] and 0 <= x < conv.input.shape[2])


def right_seen(exercise: Exercise) -> Any:
    """By the reference: an input cell was seen where another number in it changes the output."""
    conv, cell = asked_cell(exercise)
    ones = np.ones_like(conv.filters)
    options = conv.strides, conv.padding, conv.dilations
    found = []
    for y, x in np.ndindex(*conv.input.shape[1:3]):
        image = np.zeros_like(conv.input)
        image[0, y, x, 0] = 1
        if reference.conv2d(image, ones, *options)[cell]:
            found.append((y, x))
    return frozenset(found)


def wrong_seen(exercise: Exercise, mistake: Mistake) -> Any:
    conv, cell = asked_cell(exercise)
    spans = [(k - 1) * d for k, d in zip(conv.filters.shape[:2], conv.dilations, strict=True)]
    taps = list(look(conv, cell))
    first = taps[0][2:]
    ways: dict[str, Callable[[], Any]] = {
        "stride_forgotten": lambda: seen(conv, cell, strides=(1, 1)),
        "dilation_forgotten": lambda: seen(conv, cell, dilations=(1, 1)),
        "padding_forgotten": lambda: seen(conv, cell, sides=NONE),
        "same_off_by_one": lambda: seen(conv, cell, sides=turned_sides(conv)),
        "counted_from_one": lambda: seen(conv, (0, cell[1] - 1, cell[2] - 1, 0)),
        "row_col_swapped": lambda: seen(conv, (0, cell[2], cell[1], 0)),
        "gaps_filled": lambda: inside(
            conv, [(first[0] + a, first[1] + b) for a in range(spans[0] + 1) for b in range(spans[1] + 1)]
        ),
        "window_centred": lambda: inside(
            conv,
            [
                (y - first[0] + cell[1] - (spans[0] + 1) // 2, x - first[1] + cell[2] - (spans[1] + 1) // 2)
                for _, _, y, x in taps
            ],
        ),
    }
    return ways[mistake.name]()


# The shape ----------------------------------------------------------------------------------------------------------


def windows(size: int, sides: tuple[int, int], extent: int, stride: int) -> int:
    """How many windows fit, by moving one."""
    count, start = 0, -sides[0]
    while start + extent <= size + sides[1]:
        count, start = count + 1, start + stride
    return count


def covering(size: int, sides: tuple[int, int], extent: int, stride: int) -> int:
    """How many windows are needed until all cells are below one."""
    count, start = 1, -sides[0]
    while start + extent < size + sides[1]:
        count, start = count + 1, start + stride
    return count


def right_shape(exercise: Exercise) -> Any:
    return output(asked_place(exercise)[0]).shape


def wrong_shape(exercise: Exercise, mistake: Mistake) -> Any:
    conv, _ = asked_place(exercise)
    sizes, (kh, kw, channels, last) = conv.input.shape[1:3], conv.filters.shape
    _, height, width, outs = output(conv).shape

    def measure(count: Any = windows, strides: Any = None, dilations: Any = None, sides: Any = None) -> Any:
        padding = sides or pad(conv, strides, dilations)
        extents = [(k - 1) * d + 1 for k, d in zip((kh, kw), dilations or conv.dilations, strict=True)]
        found = (count(*one) for one in zip(sizes, padding, extents, strides or conv.strides, strict=True))
        return (1, *found, outs)

    ways: dict[str, Callable[[], Any]] = {
        "stride_forgotten": lambda: measure(strides=(1, 1)),
        "dilation_forgotten": lambda: measure(dilations=(1, 1)),
        "padding_forgotten": lambda: measure(sides=NONE),
        "ceil_for_floor": lambda: measure(covering),
        "floor_for_ceil": lambda: (1, *(size // s for size, s in zip(sizes, conv.strides, strict=True)), outs),
        "one_forgotten": lambda: measure(lambda *one: windows(*one) - 1),
        "padding_once": lambda: measure(sides=tuple((before, 0) for before, _ in pad(conv))),
        "size_kept": lambda: (1, *sizes, outs),
        "height_width_swapped": lambda: (1, width, height, outs),
        "channels_first": lambda: (1, outs, height, width),
        "counted_as_standard": lambda: (1, height, width, last),
        "counted_as_depthwise": lambda: (1, height, width, sum(1 for _ in np.ndindex(channels, last))),
        "input_channels_kept": lambda: (1, height, width, conv.input.shape[3]),
    }
    return ways[mistake.name]()


# Channels and tables ------------------------------------------------------------------------------------------------


def slices(exercise: Exercise) -> tuple[int, int]:
    channels, multiplier = asked_place(exercise)[0].filters.shape[2:]
    return channels, multiplier


def by_channel(channels: int, multiplier: int) -> list[tuple[int, int]]:
    return [(c, q) for c in range(channels) for q in range(multiplier)]


def by_kernel(channels: int, multiplier: int) -> list[tuple[int, int]]:
    return [(c, q) for q in range(multiplier) for c in range(channels)]


def named_slice(exercise: Exercise) -> tuple[int, int]:
    c, q = map(int, re.findall(r"\d+", str(exercise.question.values["filter"])))
    return c, q


def right_channel(exercise: Exercise) -> Any:
    """By the reference: the output channel that is not zero where only one kernel is not."""
    conv, _ = asked_place(exercise)
    c, q = named_slice(exercise)
    filters = np.zeros_like(conv.filters)
    filters[:, :, c, q] = 1
    made = reference.depthwise_conv2d(np.ones_like(conv.input), filters)
    (channel,) = np.flatnonzero(made[0, 0, 0])
    return channel


def wrong_channel(exercise: Exercise, mistake: Mistake) -> Any:
    (channels, multiplier), (c, q) = slices(exercise), named_slice(exercise)
    ways: dict[str, Callable[[], Any]] = {
        "slice_order": lambda: by_kernel(channels, multiplier).index((c, q)),
        "slice_added": lambda: q,
        "indices_added": lambda: len([*range(c), *range(q)]),
        "wrong_factor": lambda: sum(channels for _ in range(c)) + q,
        "channel_from_one": lambda: [None, *by_channel(channels, multiplier)].index((c, q)),
    }
    return ways[mistake.name]()


def right_slice(exercise: Exercise) -> Any:
    return by_channel(*slices(exercise))[int(str(exercise.question.values["channel"]))]


def wrong_slice(exercise: Exercise, mistake: Mistake) -> Any:
    channels, multiplier = slices(exercise)
    k = int(str(exercise.question.values["channel"]))
    c, q = by_channel(channels, multiplier)[k]
    ways: dict[str, Callable[[], Any]] = {
        "slice_order": lambda: by_kernel(channels, multiplier)[k],
        "wrong_factor": lambda: by_channel(k + 1, channels)[k],
        "indices_swapped": lambda: (q, c),
        "channel_from_one": lambda: by_channel(channels, multiplier)[k - 1],
    }
    return ways[mistake.name]()


def table(exercise: Exercise) -> Any:
    """s[c][q], by the reference."""
    conv, cell = asked_place(exercise)
    channels, multiplier = conv.filters.shape[2:]
    made = reference.depthwise_conv2d(conv.input, conv.filters, conv.strides, conv.padding, conv.dilations)
    row = made[cell[0], cell[1], cell[2]].tolist()
    return [row[c * multiplier : (c + 1) * multiplier] for c in range(channels)]


def right_sums(exercise: Exercise) -> Any:
    conv, (n, y, x, _) = asked_place(exercise)
    keeps = exercise.question.key == "practice.sums.question.depthwise"
    function = reference.depthwise_conv2d if keeps else reference.conv2d
    return tuple(function(conv.input, conv.filters, conv.strides, conv.padding, conv.dilations)[n, y, x].tolist())


def wrong_sums(exercise: Exercise, mistake: Mistake) -> Any:
    sums = table(exercise)
    columns = list(zip(*sums, strict=True))
    ways: dict[str, Callable[[], Any]] = {
        "rows_added": lambda: [sum(row) for row in sums],
        "columns_added": lambda: [sum(column) for column in columns],
        "all_added": lambda: [sum(map(sum, sums))],
        "sums_kept": lambda: [s for row in sums for s in row],
        "columns_first": lambda: [s for column in columns for s in column],
        "channels_not_added": lambda: sums[mistake.values["channel"]],  # type: ignore[index]
    }
    return tuple(ways[mistake.name]())


# Counting -----------------------------------------------------------------------------------------------------------


def loops(*sizes: int) -> int:
    """How often the body of nested loops runs."""
    return sum(1 for _ in product(*map(range, sizes)))


def layer(exercise: Exercise) -> dict[str, Any]:
    """The sizes, from the question and the shown convolution."""
    values = exercise.question.values
    shapes = [list(map(int, re.findall(r"\d+", part))) for part in re.findall(r"\[[^\]]*\]", str(values["filters"]))]
    conv, _ = asked_place(exercise)
    made = reference.conv2d if conv.kind == "standard" else reference.depthwise_conv2d
    _, rows, cols, _ = made(conv.input, conv.filters, conv.strides, conv.padding).shape
    _, height, width, channels = map(int, re.findall(r"\d+", str(values["input"])))
    kh, kw, depth, last = shapes[0]
    kind = values["kind"].key.split(".")[-1]  # type: ignore[attr-defined]
    return {
        "kind": kind,
        "adds": exercise.question.key.endswith("multiply_adds"),
        "at": (rows, cols),
        "input": (height, width),
        "k": (kh, kw),
        "C": channels,
        "depth": depth,
        "last": last,
        "out": shapes[1][3] if kind == "separable" else last,
    }


def right_count(exercise: Exercise) -> Any:
    one = layer(exercise)
    at = one["at"] if one["adds"] else ()
    first = loops(*at, *one["k"], one["depth"], one["last"])
    return first + (loops(*at, one["C"], one["last"], one["out"]) if one["kind"] == "separable" else 0)


def wrong_count(exercise: Exercise, mistake: Mistake) -> Any:
    one = layer(exercise)
    at, k, kind = (one["at"] if one["adds"] else ()), one["k"], one["kind"]
    depth, last, channels, out = one["depth"], one["last"], one["C"], one["out"]
    across = loops(channels, last, out) if kind == "separable" else 0
    groups = channels // depth
    first = (*k, depth, last)
    ways: dict[str, Callable[[], int]] = {
        "groups_forgotten": lambda: loops(*at, *k, channels, last),
        "groups_twice": lambda: loops(*at, *k, depth, last // groups),
        "read_as_standard": lambda: loops(*at, *k, channels, channels, last),
        "multiplier_forgotten": lambda: (
            loops(*at, *k, depth) + (loops(*at, channels, out) if kind == "separable" else 0)
        ),
        "pointwise_forgotten": lambda: loops(*at, *first),
        "stages_multiplied": lambda: loops(*at, *first) * across,
        "standard_instead": lambda: loops(*at, *k, channels, out),
        "channels_forgotten": lambda: loops(*at, *k, last),
        "outputs_forgotten": lambda: loops(*at, *k, depth),
        "side_forgotten": lambda: loops(*at, k[0], depth, last) + (loops(*at) * across if across else 0),
        "positions_forgotten": lambda: loops(*first) + across,
        "input_positions": lambda: loops(*one["input"]) * (loops(*first) + across),
        "bias_counted": lambda: loops(*first) + across + loops(*((channels, last) if kind == "depthwise" else (out,))),
    }
    return ways[mistake.name]()


# Four filters -------------------------------------------------------------------------------------------------------


def kernel_of(exercise: Exercise, at: int) -> Any:
    return np.array(exercise.choices[at].rows)


def map_of(exercise: Exercise, at: int) -> Any:
    conv, _ = asked_place(exercise)
    filters = kernel_of(exercise, at)[:, :, np.newaxis, np.newaxis]
    return reference.conv2d(conv.input, filters, conv.strides, conv.padding, conv.dilations)[0, :, :, 0]


def right_filters(exercise: Exercise) -> Any:
    """The one whose map is the one that is shown."""
    shown = next(grid for grid in exercise.grids if grid.role == "output")
    (at,) = (at for at in range(4) if map_of(exercise, at).tolist() == [list(row) for row in shown.rows])
    return at


def wrong_filters(exercise: Exercise, mistake: Mistake) -> Any:
    """The choice that holds the right kernel, read in the mistake's way."""
    kernel = kernel_of(exercise, right_filters(exercise)).tolist()
    mirrored = [row[::-1] for row in kernel]
    turned = [list(column) for column in zip(*kernel, strict=True)]
    ways = {
        "filter_flipped": mirrored[::-1],
        "filter_mirrored": mirrored,
        "filter_upended": kernel[::-1],
        "filter_negated": [[-weight for weight in row] for row in kernel],
        "filter_turned": turned if len(kernel) == len(kernel[0]) else mirrored,
    }
    y, x, _ = map(int, re.findall(r"\d+", str(mistake.values["output"])))
    (at,) = (at for at in range(4) if kernel_of(exercise, at).tolist() == ways[mistake.name])
    assert map_of(exercise, at)[y, x] == mistake.values["got"] != mistake.values["given"]
    assert map_of(exercise, right_filters(exercise))[y, x] == mistake.values["given"]
    return at


# Layouts ------------------------------------------------------------------------------------------------------------


def right_layout(exercise: Exercise) -> Any:
    """NumPy moves the axes of a real array, or of the numbers in memory."""
    values: Any = exercise.question.values
    if "layout" in values:
        return memory(values["layout"], values)
    if "groups" in values:
        outs, _, kh, kw = values["shape"]
        weight = np.zeros((values["groups"], outs // values["groups"], kh, kw))
        return weight.transpose(2, 3, 0, 1).shape
    return moved(values, [values["given"].index(axis) for axis in values["wanted"]])


def wrong_layout(exercise: Exercise, mistake: Mistake) -> Any:
    values: Any = exercise.question.values
    if "layout" in values:
        other = "NCHW" if values["layout"] == "NHWC" else "NHWC"
        ways: dict[str, Callable[[], Any]] = {
            "other_layout": lambda: memory(other, values),
            "first_fastest": lambda: memory(values["layout"], values, order="F"),
            "place_swapped": lambda: memory(values["layout"], values | {"row": values["col"], "col": values["row"]}),
            "numbered_from_one": lambda: memory(values["layout"], values, first=1),
        }
        return ways[mistake.name]()
    if "groups" in values:
        outs, _, kh, kw = values["shape"]
        channels = values["groups"]
        multiplier = sum(1 for k in range(outs) if k % channels == 0)
        ways = {
            "multiplier_undivided": lambda: (kh, kw, channels, outs),
            "only_transposed": lambda: np.zeros(values["shape"]).transpose(2, 3, 1, 0).shape,
            "multiplier_first": lambda: (kh, kw, multiplier, channels),
            "layout_kept": lambda: tuple(values["shape"]),
            "height_width_swapped": lambda: (kw, kh, channels, multiplier),
        }
        return ways[mistake.name]()
    axes = [values["given"].index(axis) for axis in values["wanted"]]
    swap = {"height_width_swapped": "HW", "filter_axes_swapped": "IO"}.get(mistake.name, "")
    exchanged = {swap[:1]: swap[1:], swap[1:]: swap[:1]}
    ways = {
        "layout_kept": lambda: tuple(values["shape"]),
        "axes_reversed": lambda: np.zeros(values["shape"]).T.shape,
        "wrong_direction": lambda: moved(values, np.argsort(axes).tolist()),
    }
    return ways.get(
        mistake.name,
        lambda: moved(values, [values["given"].index(exchanged.get(axis, axis)) for axis in values["wanted"]]),
    )()


def moved(values: Any, axes: list[int]) -> tuple[int, ...]:
    return np.zeros(values["shape"]).transpose(axes).shape


def memory(layout: str, values: Any, order: Any = "C", first: int = 0) -> int:
    """The number at the asked place, where memory is read in a layout."""
    sizes = dict(zip(values["layout"], values["shape"], strict=True))
    numbers = np.arange(first, first + values["last"] + 1).reshape([sizes[axis] for axis in layout], order=order)
    place = {"N": 0, "H": values["row"], "W": values["col"], "C": values["channel"]}
    return int(numbers[tuple(place[axis] for axis in layout)])


RIGHT: Mapping[str, Callable[[Exercise], Any]] = {
    "shape": right_shape,
    "conv2d": right_value,
    "depthwise": right_value,
    "channel": right_channel,
    "slice": right_slice,
    "sums": right_sums,
    "count": right_count,
    "seen": right_seen,
    "filters": right_filters,
    "fill": right_fill,
    "layout": right_layout,
}
WRONG: Mapping[str, Callable[[Exercise, Mistake], Any]] = {
    "shape": wrong_shape,
    "conv2d": wrong_value,
    "depthwise": wrong_value,
    "channel": wrong_channel,
    "slice": wrong_slice,
    "sums": wrong_sums,
    "count": wrong_count,
    "seen": wrong_seen,
    "filters": wrong_filters,
    "fill": wrong_fill,
    "layout": wrong_layout,
}
