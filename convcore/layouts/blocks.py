"""Pictures put together from blocks: a panel is one, and blocks beside each other, below each other or in a grid.

>>> from convcore.scenes.model import Panel
>>> image, kernel = Panel("input", "input", 4, 4), Panel("filter", "filter", 3, 3)
>>> picture = arrange("wide", beside(tile(image), sign("×"), tile(kernel)))
>>> [box.x for box in picture.boxes] == [Length(0, 0), Length(4, 40)]
True
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from convcore.layouts.surface import (
    NONE,
    ROOM,
    SYMBOL_GAP,
    TITLE,
    WIDE_SUM,
    Arrangement,
    Border,
    Box,
    Length,
    Symbol,
    Tie,
    covering,
    fitting,
)
from convcore.scenes.model import Panel

HEADING = Length(0, 22)
PADDING = Length(0, 10)
LETTER = 6.4  # pixels; a Chinese sign is twice as wide
SMALLEST_HEADED = 18  # pixels of a cell; in smaller ones a title may be wider than the border below it


class Block(NamedTuple):
    """A part of a picture and the room it takes.

    Attributes:
        width, height: the room.
        middle: how far below its top the line runs on which blocks beside each other are aligned.
        own, ties: what stands in it, from its upper left corner.
        parts: the blocks it is made of, and where.
    """

    width: Length = NONE
    height: Length = NONE
    middle: Length = NONE
    own: tuple[Box | Symbol | Border, ...] = ()
    ties: tuple[Tie, ...] = ()
    parts: tuple[tuple[Block, Length, Length], ...] = ()

    def flat(self, x: Length = NONE, y: Length = NONE) -> list[Box | Symbol | Border | Tie]:
        """All that stands in it and in its parts, so far from another corner."""
        found = [one.move(x, y) for one in self.own + self.ties]
        for part, right, down in self.parts:
            found += part.flat(x.plus(right), y.plus(down))
        return found


def tile(panel: Panel, scale: float = 1, titled: bool = True, aspect: float | None = None) -> Block:
    """A panel; without a title it takes no more room than its cells."""
    wide = aspect or (WIDE_SUM if panel.role in ("sum", "total") else 1)
    top = TITLE if titled else NONE
    box = Box(panel.id, NONE, top, scale, wide, titled)
    return Block(*_room(panel.cols * scale * wide, panel.rows * scale, top), own=(box,))


@lru_cache(256, typed=True)  # 3 and 3.0 are equal, but not the same text
def _room(across: float, down: float, top: Length) -> tuple[Length, Length, Length]:
    """Width, height and middle of a panel of so many cells: a picture has hundreds of few sizes."""
    return Length(across), top.plus(Length(down)), top.plus(Length(down * 0.5))


def sign(text: str, room: Length = SYMBOL_GAP) -> Block:
    """A sign of the arithmetic in the middle of the room between two panels."""
    return Block(room, own=(Symbol(text, room.times(0.5), NONE),) if text else ())


def words(text: str) -> Block:
    """A line of text from its left end on."""
    width = Length(0, LETTER * sum(2 if sign >= "\u2e80" else 1 for sign in text))
    middle = HEADING.times(0.5)
    return Block(width, HEADING, middle, (Symbol(text, NONE, middle, "heading"),))


def name(text: str, width: Length) -> Block:
    """What a column of panels is called, above it; as wide as they are."""
    return Block(width, TITLE, TITLE.times(0.5), (Symbol(text, NONE, TITLE.times(0.5), "name"),))


def beside(*blocks: Block, gap: Length = NONE) -> Block:
    """Blocks from left to right, on one line."""
    middle = covering(*[block.middle for block in blocks])
    x, parts, feet = NONE, [], []
    for block in blocks:
        top = middle.less(block.middle)
        parts.append((block, x, top))
        feet.append(top.plus(block.height))
        x = x.plus(block.width, gap)
    return Block(x.less(gap), covering(*feet), middle, parts=tuple(parts))


def column(*blocks: Block, gap: Length = NONE) -> Block:
    """Blocks from top to bottom, their left edges in one line; its middle is between the first's and the last's."""
    y, parts = NONE, []
    for block in blocks:
        parts.append((block, NONE, y))
        y = y.plus(block.height, gap)
    middle = blocks[0].middle.plus(parts[-1][2], blocks[-1].middle).times(0.5)
    width = covering(*(block.width for block in blocks))
    return Block(width, y.less(gap), middle, parts=tuple(parts))


def wrap(blocks: Sequence[Block], columns: int, gap: Length, down: Length) -> Block:
    """Blocks of one size in rows of so many."""
    rows = [blocks[start : start + columns] for start in range(0, len(blocks), columns)]
    return column(*(beside(*row, gap=gap) for row in rows), gap=down)


def grid(rows: Sequence[Sequence[Block]], across: Length = NONE, down: Length = NONE) -> Block:
    """Rows of blocks whose columns are as wide as their widest; each block stands in the middle of its column."""
    widths = [covering(*(block.width for block in blocks)) for blocks in zip(*rows, strict=True)]
    return column(
        *(
            beside(*(within(width, block) for block, width in zip(row, widths, strict=True)), gap=across)
            for row in rows
        ),
        gap=down,
    )


def within(width: Length, block: Block) -> Block:
    """A block in the middle of so much room."""
    left = width.less(block.width).times(0.5)
    return Block(width, block.height, block.middle, parts=((block, left, NONE),))


def frame(title: str, block: Block) -> Block:
    """A block in a place of its own: a border around it and what it is above it, in line with others beside it."""
    head = words(title)
    wide = covering(head.width, block.width, smallest=SMALLEST_HEADED)
    width, height = wide.plus(PADDING.times(2)), head.height.plus(block.height, PADDING.times(1.5))
    inside = column(head, block), PADDING, PADDING.times(0.5)
    return Block(width, height, head.middle, (Border(NONE, NONE, width, height),), parts=(inside,))


def arrange(name: str, block: Block) -> Arrangement:
    """A block as a whole picture."""
    out = Arrangement(name, width=block.width, height=block.height)
    for one in block.flat():
        if isinstance(one, Box):
            out.boxes.append(one)
        elif isinstance(one, Symbol):
            out.symbols.append(one)
        elif isinstance(one, Tie):
            out.ties.append(one)
        else:
            out.borders.append(one)
    return out


def cell_of(block: Block) -> float:
    """How large its cells can be where a desktop has room for it."""
    return fitting(block.width, block.height, ROOM)


def best(blocks: Iterable[Block], readable: float) -> Block:
    """The first whose cells are readable, else the one with the largest."""
    tried: list[Block] = []
    for block in blocks:
        if cell_of(block) >= readable:
            return block
        tried.append(block)
    return max(tried, key=cell_of)
