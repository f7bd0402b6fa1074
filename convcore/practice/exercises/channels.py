"""Which output channel a kernel of depthwise_conv2d feeds, and the way back."""

from __future__ import annotations

from collections.abc import Iterator

from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution, PlayedCell
from convcore.practice.draw import HIGH, LOW, grid, show_input
from convcore.practice.model import Exercise, Grid, Mistake, Text
from convcore.spec import Pair

MOST = {1: 3, 2: 4, 3: 6}  # channels and multipliers, by level


def make_channel(chance: Chance, level: int) -> Exercise:
    """Which output channel does filter[:, :, c, q] feed?"""
    return ask_channel(*_draw(chance, level))


def ask_channel(conv: Convolution, c: int, q: int) -> Exercise:
    """The question about the output channel of any kernel."""
    channels, multiplier = conv.filters.shape[2:]
    k = c * multiplier + q
    filter = f"filter[:, :, {c}, {q}]"
    return Exercise(
        form="number",
        question=Text("practice.channel.question", {"filter": filter, "shape": list(conv.filters.shape)}),
        right=k,
        lines=(f"{c}·{multiplier} + {q} = {k}",),
        why=Text("practice.channel.why", {"multiplier": multiplier}),
        mistakes=tuple(_find_channel((channels, multiplier), c, q)),
        hints=(
            Text("practice.channel.hint.axes", {"channels": channels, "multiplier": multiplier}),
            Text("practice.channel.hint.before", {"channel": c, "multiplier": multiplier}),
            Text("practice.channel.hint.formula", {"multiplier": multiplier}),
        ),
        grids=_show(conv, c, q),
        code=conv.code,
        show=PlayedCell(conv, (0, 0, 0, k)),
    )


def make_slice(chance: Chance, level: int) -> Exercise:
    """Which input channel c and which kernel q made output channel k?"""
    conv, c, q = _draw(chance, level)
    channels, multiplier = conv.filters.shape[2:]
    k = c * multiplier + q
    return Exercise(
        form="shape",
        question=Text("practice.slice.question", {"channel": k, "shape": list(conv.filters.shape)}),
        right=(c, q),
        lines=(f"{k} = {c}·{multiplier} + {q}",),
        why=Text("practice.slice.why", {"multiplier": multiplier}),
        mistakes=tuple(_find_slice((channels, multiplier), k)),
        hints=(
            Text("practice.channel.hint.axes", {"channels": channels, "multiplier": multiplier}),
            Text("practice.slice.hint.divide", {"channel": k, "multiplier": multiplier}),
            Text("practice.slice.hint.rest", {"channel": k, "multiplier": multiplier}),
        ),
        grids=show_input(conv),
        code=conv.code,
        show=PlayedCell(conv, (0, 0, 0, k)),
    )


def _draw(chance: Chance, level: int) -> tuple[Convolution, int, int]:
    most = MOST[level]
    channels, multiplier = chance.between(2, most), chance.between(2, most)
    image = chance.tensor((1, 3, 3, channels), 0, HIGH)
    filters = chance.tensor((2, 2, channels, multiplier), LOW, HIGH)
    return Convolution("depthwise", image, filters), chance.below(channels), chance.below(multiplier)


def _show(conv: Convolution, c: int, q: int) -> tuple[Grid, ...]:
    return *show_input(conv), grid("filter", f"filter[:, :, {c}, {q}]", conv.filters[:, :, c, q], c)


def _find_channel(sizes: Pair, c: int, q: int) -> Iterator[Mistake]:
    channels, multiplier = sizes
    values = {"multiplier": multiplier, "channels": channels}
    yield Mistake("slice_order", q * channels + c, (f"{q}·{channels} + {c} = {q * channels + c}",), values)
    yield Mistake("slice_added", q, (f"q = {q}",), values)
    yield Mistake("indices_added", c + q, (f"{c} + {q} = {c + q}",), values)
    if channels != multiplier:
        yield Mistake("wrong_factor", c * channels + q, (f"{c}·{channels} + {q} = {c * channels + q}",), values)
    k = c * multiplier + q + 1
    yield Mistake("channel_from_one", k, (f"{c}·{multiplier} + {q} + 1 = {k}",), values)


def _find_slice(sizes: Pair, k: int) -> Iterator[Mistake]:
    channels, multiplier = sizes
    values = {"multiplier": multiplier, "channels": channels}
    q, c = divmod(k, channels)
    yield Mistake("slice_order", (c, q), (f"{k} = {q}·{channels} + {c}",), values)
    if channels != multiplier:
        yield Mistake("wrong_factor", (q, c), (f"{k} = {q}·{channels} + {c}",), values)
    c, q = divmod(k, multiplier)
    if c != q:
        yield Mistake("indices_swapped", (q, c), (f"{k} = {c}·{multiplier} + {q}",), values)
    if k:
        c, q = divmod(k - 1, multiplier)
        yield Mistake("channel_from_one", (c, q), (f"{k} − 1 = {c}·{multiplier} + {q}",), values)
