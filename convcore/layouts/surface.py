"""Where a scene's panels stand: in cells plus pixels, so that one cell size, found by the player, fits any screen.

Titles and symbols need pixels, matrices need cells: every length here is a sum of both. The other
modules of this room make the arrangements of each kind of scene.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from convcore.scenes.model import Panel

ROOM = (900, 600)  # pixels that a desktop leaves for a player, more or less
NOMINAL_CELL = 36
SMALLEST_CELL, LARGEST_CELL = 8, 54
WIDE_SUM = 1.7


_make = tuple.__new__  # a picture is made of thousands of lengths, in several ways of which one is taken


class Length(NamedTuple):
    """So many cells and so many pixels."""

    cells: float = 0
    pixels: float = 0

    def plus(self, *others: Length) -> Length:
        """The sum."""
        cells, pixels = self
        for more, further in others:
            cells += more
            pixels += further
        return _make(Length, (cells, pixels))

    def less(self, other: Length) -> Length:
        """The difference."""
        (cells, pixels), (fewer, nearer) = self, other
        return _make(Length, (cells - fewer, pixels - nearer))

    def times(self, factor: float) -> Length:
        """So many of it."""
        cells, pixels = self
        return _make(Length, (cells * factor, pixels * factor))

    def at(self, cell: float) -> float:
        """How long it is, in pixels, at a size of a cell."""
        return self.cells * cell + self.pixels

    @property
    def nominal(self) -> float:
        """Pixels at a usual cell size: only for asking which of two lengths is the longer."""
        return self.at(NOMINAL_CELL)


def covering(*lengths: Length, smallest: int = SMALLEST_CELL) -> Length:
    """The shortest length that is below none of these, at any size of a cell from 8 (or another smallest) to 54 pixels.

    >>> covering(Length(0, 46), Length(2, -16))
    Length(cells=1.0, pixels=38.0)
    """
    least = max([cells * smallest + pixels for cells, pixels in lengths])
    most = max([cells * LARGEST_CELL + pixels for cells, pixels in lengths])
    cells = (most - least) / (LARGEST_CELL - smallest)
    return Length(cells, least - cells * smallest)


def fitting(width: Length, height: Length, room: tuple[int, int]) -> float:
    """The largest size of a cell, in pixels, at which so much fits a room of (width, height) pixels."""
    sides = zip(room, (width, height), strict=True)
    return min([(most - pixels) / cells for most, (cells, pixels) in sides if cells])


NONE = Length()
TITLE = Length(0, 20)
LANE_GAP = Length(0, 12)
SYMBOL_GAP = Length(0, 40)
PANEL_GAP = Length(0, 36)
STRIP_GAP = Length(0, 24)
SMALL_GAP = Length(0, 5)
PLUS = Length(0, 9)  # from the right end of numbers that are added, where no name is


class Box(NamedTuple):
    """A panel's place: its upper left cell corner; ``scale`` shrinks its cells, ``aspect`` widens them.

    ``titled`` says whether its name is written above it; among many small ones their place says which is which.
    """

    panel: str
    x: Length
    y: Length
    scale: float = 1
    aspect: float = 1
    titled: bool = True

    def move(self, x: Length, y: Length) -> Box:
        """The same, so far to the right and down."""
        return Box(self.panel, self.x.plus(x), self.y.plus(y), self.scale, self.aspect, self.titled)


class Symbol(NamedTuple):
    """A sign of the arithmetic between two panels, centred on a point; a ``heading`` begins there."""

    text: str
    x: Length
    y: Length
    kind: str = "sign"

    def move(self, x: Length, y: Length) -> Symbol:
        """The same, so far to the right and down."""
        return Symbol(self.text, self.x.plus(x), self.y.plus(y), self.kind)


class Tie(NamedTuple):
    """A line that leads from one panel to another, in the colour of an input channel (None is neutral)."""

    points: tuple[tuple[Length, Length], ...]
    channel: int | None = None

    def move(self, x: Length, y: Length) -> Tie:
        """The same, so far to the right and down."""
        return Tie(tuple((right.plus(x), down.plus(y)) for right, down in self.points), self.channel)


class Border(NamedTuple):
    """A line around what belongs together."""

    x: Length
    y: Length
    width: Length
    height: Length

    def move(self, x: Length, y: Length) -> Border:
        """The same, so far to the right and down."""
        return Border(self.x.plus(x), self.y.plus(y), self.width, self.height)


@dataclass(eq=False)
class Arrangement:
    """Boxes, symbols, ties and borders on a surface of ``width`` by ``height``."""

    name: str
    boxes: list[Box] = field(default_factory=list)
    symbols: list[Symbol] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    borders: list[Border] = field(default_factory=list)
    width: Length = NONE
    height: Length = NONE

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dictionaries, ready for JSON."""
        parts = vars(self).items()
        return {name: [one._asdict() for one in part] if isinstance(part, list) else part for name, part in parts}

    def cell(self, room: tuple[int, int]) -> float:
        """The largest size of a cell, in pixels, at which all of it fits a room of (width, height) pixels."""
        return fitting(self.width, self.height, room)

    def put(self, panel: Panel, x: Length, y: Length, scale: float = 1) -> tuple[Length, Length]:
        """Places a panel and returns the point beyond its lower right corner."""
        aspect = WIDE_SUM if panel.role in ("sum", "total") else 1
        self.boxes.append(Box(panel.id, x, y, scale, aspect))
        right = x.plus(Length(panel.cols * scale * aspect))
        bottom = y.plus(Length(panel.rows * scale))
        self.width = covering(self.width, right)
        self.height = covering(self.height, bottom)
        return right, bottom

    def sign(self, text: str, left: Length, right: Length, y: Length) -> None:
        """A symbol half way between two places."""
        self.symbols.append(Symbol(text, left.plus(right).times(0.5), y))

    def chain(
        self,
        panels: Sequence[Panel],
        x: Length,
        middle: Length,
        signs: Sequence[str],
        gap: Length = SYMBOL_GAP,
        scale: float = 1,
    ) -> Length:
        """Panels in a row, each behind its sign, centred on ``middle``; returns the right end."""
        for panel, text in zip(panels, signs, strict=True):
            left = x.plus(gap if text else PANEL_GAP)
            if text:
                self.sign(text, x, left, middle)
            x, _ = self.put(panel, left, middle.plus(Length(-panel.rows * scale / 2)), scale)
        return x

    def row(self, panels: Sequence[Panel], middle: Length, signs: Sequence[str], gap: Length = SYMBOL_GAP) -> None:
        """Panels in a row from the left edge on."""
        right, _ = self.put(panels[0], NONE, middle.plus(Length(-panels[0].rows / 2)))
        self.chain(panels[1:], right, middle, signs, gap)

    def below(self, panel: Panel) -> Length:
        """The middle of a new row under all that stands."""
        return self.height.plus(LANE_GAP, TITLE, Length(panel.rows / 2))

    def tie(self, start: tuple[Length, Length], end: tuple[Length, Length], channel: int | None) -> None:
        """A line between two points."""
        self.ties.append(Tie((start, end), channel))

    def strip(self, panels: Sequence[Panel], scale: float, gap: Length, columns: int = 1) -> None:
        """Panels in rows from left to right, as many as the width allows, but ``columns`` of them in any case."""
        pitch = Length(panels[0].cols * scale).plus(gap)
        columns = max(int((self.width.nominal + gap.pixels) // pitch.nominal), columns)
        for start in range(0, len(panels), columns):
            top = self.height.plus(LANE_GAP, TITLE)
            for i, panel in enumerate(panels[start : start + columns]):
                self.put(panel, pitch.times(i), top, scale)
