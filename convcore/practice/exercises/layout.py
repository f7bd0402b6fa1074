"""Read the layout: NHWC or NCHW, HWIO or OIHW, and where a number stands in memory."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, PlayedCell
from convcore.practice.draw import HIGH, LOW, show_input
from convcore.practice.model import Exercise, Mistake, Text
from convcore.spec import Tensor

OTHER = {"NHWC": "NCHW", "NCHW": "NHWC", "HWIO": "OIHW", "OIHW": "HWIO"}
SizeValues = Mapping[str, int]


def make_layout(chance: Chance, level: int) -> Exercise:
    """1: an image in the other layout. 2: filters in the other layout. 3: PyTorch's depthwise weight, or memory."""
    if level == 1:
        return ask_shape(chance, chance.plan.pick(("NHWC", "NCHW")))
    if level == 2:
        return ask_shape(chance, chance.plan.pick(("HWIO", "OIHW")))
    return ask_depthwise(chance) if chance.plan.below(2) else ask_memory(chance, chance.plan.pick(("NHWC", "NCHW")))


def ask_shape(chance: Chance, given: str) -> Exercise:
    """The shape of the same tensor with its axes in another order."""
    wanted = OTHER[given]
    conv = _draw(chance)
    tensor, usual = (conv.input, "NHWC") if "N" in given else (conv.filters, "HWIO")
    sizes = dict(zip(usual, tensor.shape, strict=True))
    shape = [sizes[axis] for axis in given]
    names = {"given": given, "wanted": wanted}
    return Exercise(
        form="shape",
        question=Text(f"practice.layout.question.{'image' if 'N' in given else 'filters'}", {"shape": shape, **names}),
        right=_arrange(sizes, wanted),
        lines=(_name(sizes, given), _name(sizes, wanted)),
        why=Text("practice.layout.why.shape"),
        mistakes=tuple(_find_shapes(sizes, given)),
        hints=(
            Text("practice.layout.hint.letters", {"given": given}),
            Text("practice.layout.hint.sizes", {"sizes": _name(sizes, given), "wanted": wanted}),
        ),
        grids=show_input(conv) if "N" in given else (),
        show=PlayedCell(conv, (0, 0, 0, 0)),
    )


def ask_depthwise(chance: Chance) -> Exercise:
    """The shape that TensorFlow's depthwise filter has, from PyTorch's weight [C*M, 1, kh, kw]."""
    channels, multiplier = chance.between(2, 4), chance.between(2, 4)
    kernel = chance.pick(((2, 3), (3, 2)))
    image = chance.tensor((1, 4, 4, channels), 0, HIGH)
    conv = Convolution("depthwise", image, chance.tensor((*kernel, channels, multiplier), LOW, HIGH))
    outs = channels * multiplier
    asked = {"shape": [outs, 1, *kernel], "groups": channels}
    return Exercise(
        form="shape",
        question=Text("practice.layout.question.depthwise", asked),
        right=(*kernel, channels, multiplier),
        lines=(f"[C·M, 1, kh, kw] = {asked['shape']}", f"M = {outs} / {channels} = {multiplier}"),
        why=Text("practice.layout.why.depthwise"),
        mistakes=(
            Mistake("multiplier_undivided", (*kernel, channels, outs), (f"[kh, kw, C, C·M], C·M = {outs}",)),
            Mistake("only_transposed", (*kernel, 1, outs), (f"[kh, kw, 1, C·M], C·M = {outs}",)),
            Mistake("multiplier_first", (*kernel, multiplier, channels), (f"[kh, kw, M, C], M = {multiplier}",)),
            Mistake("layout_kept", (outs, 1, *kernel), (f"[C·M, 1, kh, kw], C·M = {outs}",)),
            Mistake("height_width_swapped", (*kernel[::-1], channels, multiplier), ("[kw, kh, C, M]",)),
        ),
        hints=(
            Text("practice.layout.hint.groups", {"groups": channels}),
            Text("practice.layout.hint.multiplier", {"outputs": outs, "groups": channels}),
        ),
        show=PlayedCell(conv, (0, 0, 0, 0)),
    )


def ask_memory(chance: Chance, layout: str) -> Exercise:
    """Which number stands at a place, where the numbers lie in memory as 0, 1, 2, 3..."""
    sizes = {"N": 1, "H": chance.between(2, 4), "W": chance.between(2, 4), "C": chance.between(2, 3)}
    at = {axis: chance.below(size) for axis, size in sizes.items()}
    place = {"row": at["H"], "col": at["W"], "channel": at["C"]}
    memory = {"layout": layout, "shape": list(_arrange(sizes, layout)), "last": math.prod(sizes.values()) - 1}
    conv = Convolution("standard", _number(sizes, layout), chance.tensor((2, 2, sizes["C"], 2), LOW, HIGH))
    return Exercise(
        form="number",
        question=Text("practice.layout.question.memory", {**memory, **place}),
        right=_count(sizes, at, layout),
        lines=(_write(sizes, at, layout),),
        why=Text("practice.layout.why.memory", {"layout": layout, "axis": layout[-1]}),
        mistakes=tuple(_find_places(sizes, at, layout)),
        hints=(
            Text("practice.layout.hint.fastest", {"layout": layout, "axis": layout[-1]}),
            Text("practice.layout.hint.jump", {"axis": layout[-2], "size": sizes[layout[-1]]}),
        ),
        show=PlayedCell(conv, (0, 0, 0, 0)),
    )


def _draw(chance: Chance) -> Convolution:
    """A convolution whose sizes are all different, so that every order of its axes can be told."""
    height, width, channels = chance.shuffle((3, 4, 5))
    kh, kw = chance.shuffle([size for size in (1, 2, 3) if size != channels])[:2]
    outs = chance.pick([size for size in (2, 4, 5, 6) if size not in (channels, kh, kw)])
    image = chance.tensor((1, height, width, channels), 0, HIGH)
    return Convolution("standard", image, chance.tensor((kh, kw, channels, outs), LOW, HIGH))


def _arrange(sizes: SizeValues, order: str) -> tuple[int, ...]:
    return tuple(sizes[axis] for axis in order)


def _name(sizes: SizeValues, order: str) -> str:
    """``N = 1, H = 3, W = 4, C = 2``."""
    return ", ".join(f"{axis} = {sizes[axis]}" for axis in order)


def _find_shapes(sizes: SizeValues, given: str) -> Iterator[Mistake]:
    wanted = OTHER[given]
    back = "".join(given[wanted.index(axis)] for axis in given)  # the permutation that leads the other way
    for name, order in (
        ("layout_kept", given),
        ("axes_reversed", given[::-1]),
        ("height_width_swapped", _swap(wanted, "HW")) if "N" in given else ("filter_axes_swapped", _swap(wanted, "IO")),
        ("wrong_direction", back),
    ):
        if order != wanted:
            yield Mistake(name, _arrange(sizes, order), (_name(sizes, order),), {"given": given, "wanted": wanted})


def _find_places(sizes: SizeValues, at: SizeValues, layout: str) -> Iterator[Mistake]:
    values = {"layout": OTHER[layout]}
    yield Mistake("other_layout", _count(sizes, at, OTHER[layout]), (_write(sizes, at, OTHER[layout]),), values)
    yield Mistake("first_fastest", _count(sizes, at, layout[::-1]), (_write(sizes, at, layout[::-1]),))
    turned = {**at, "H": at["W"], "W": at["H"]}
    if turned != at and all(turned[axis] < sizes[axis] for axis in layout):
        yield Mistake("place_swapped", _count(sizes, turned, layout), (_write(sizes, turned, layout),))
    after = _count(sizes, at, layout) + 1
    yield Mistake("numbered_from_one", after, (f"{after - 1} + 1 = {after}",))


def _swap(order: str, two: str) -> str:
    return order.translate(str.maketrans(two, two[::-1]))


def _count(sizes: SizeValues, at: SizeValues, order: str) -> int:
    """How many numbers lie in memory before a place; the last axis of the order is the fastest."""
    before = 0
    for axis in order:
        before = before * sizes[axis] + at[axis]
    return before


def _write(sizes: SizeValues, at: SizeValues, order: str) -> str:
    """The same as arithmetic: ``(1·4 + 2)·2 + 1 = 13``; the batch is one image, the first."""
    first, second, third = (axis for axis in order if axis != "N")
    rows = f"({at[first]}·{sizes[second]} + {at[second]})"
    return f"{rows}·{sizes[third]} + {at[third]} = {_count(sizes, at, order)}"


def _number(sizes: SizeValues, layout: str) -> Tensor:
    """[N, H, W, C]: the places in memory as an image."""
    numbers = np.arange(math.prod(sizes.values())).reshape(_arrange(sizes, layout))
    return numbers.transpose([layout.index(axis) for axis in "NHWC"])
