"""A scene's frames, told once for all windows: what a window shows, and how that moves from window to window.

A frame is made when it is looked at; assets/player/film.js makes the same in the browser, which a test holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, overload

import numpy as np

from convcore.scenes.blocks import Blocks, Ref
from convcore.scenes.sentences import Said, say
from convcore.spec import Pair


class Mark(NamedTuple):
    """Cells of a panel (by its id) that a step points at: ``rows`` x ``cols`` of them, ``step`` cells apart."""

    panel: str
    row: int
    col: int
    rows: int = 1
    cols: int = 1
    step: Pair = (1, 1)


Show = tuple[str, Ref, Ref | None]
"""A panel's id, the block that it holds, and its label."""


@dataclass(frozen=True)
class Shot:
    """A frame as it would be at the window in row 0 and column 0, and how it moves from there.

    Attributes:
        cell: (row, column, channel) of the output cell.
        active: the ids of the filter panels in use.
        marks: each with how many cells it moves from window to window (down, across).
        shows: with blocks and labels that go on from window to window.
        said: the sentence.
    """

    cell: tuple[int, int, int]
    marks: Sequence[tuple[Mark, Pair]]
    shows: Sequence[Show]
    said: Said
    active: tuple[str, ...] = ()

    def to_dict(self, number: Mapping[str, int]) -> dict[str, Any]:
        """Plain lists; panels by their number."""
        return {
            "cell": self.cell,
            "marks": [[number[m.panel], m.row, m.col, m.rows, m.cols, *m.step, *moves] for m, moves in self.marks],
            "shows": [[number[panel], *block, *(label or ())] for panel, block, label in self.shows],
            "active": [number[panel] for panel in self.active],
            "said": self.said.to_dict(),
        }


@dataclass(frozen=True)
class Frame:
    """One step on the screen: a shot at a window. Its parts are made when they are looked at."""

    shot: Shot
    blocks: Blocks
    window: int
    row: int
    col: int

    @property
    def cell(self) -> tuple[int, int, int]:
        """(row, column, channel) of the output cell, the player's way from a cell to its step."""
        row, col, channel = self.shot.cell
        return row + self.row, col + self.col, channel

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The cells that are marked."""
        return tuple(
            Mark(m.panel, m.row + self.row * down, m.col + self.col * across, m.rows, m.cols, m.step)
            for m, (down, across) in self.shot.marks
        )

    @property
    def shows(self) -> tuple[tuple[str, int, int | None], ...]:
        """What each panel that changes holds: its id, a block and a label; block -1 is a blank panel."""
        window = self.window
        return tuple((panel, block.at(window), label and label.at(window)) for panel, block, label in self.shot.shows)

    @property
    def active(self) -> tuple[str, ...]:
        """The ids of the filter panels in use; where there are any, the others step back."""
        return self.shot.active

    @property
    def sentence(self) -> str:
        """What happens, in words and numbers."""
        return say(self.shot.said, self.blocks, self.window, self.row, self.col)


@dataclass(frozen=True)
class Reel:
    """Rows of windows, one window after the other, and the shots that each of them takes."""

    rows: range
    shots: Sequence[Shot]


class Film(Sequence[Frame]):
    """The frames, one a step; ``across`` is the number of windows in a row."""

    def __init__(self, reels: Sequence[Reel], blocks: Blocks) -> None:
        self.reels, self.blocks, self.across = reels, blocks, blocks.across
        self.ends = np.cumsum([len(reel.rows) * self.across * len(reel.shots) for reel in reels]).tolist()

    def __len__(self) -> int:
        return int(self.ends[-1])

    @overload
    def __getitem__(self, index: int) -> Frame: ...
    @overload
    def __getitem__(self, index: slice) -> list[Frame]: ...
    def __getitem__(self, index: int | slice) -> Frame | list[Frame]:
        found = range(len(self))[index]
        return self._frame(found) if isinstance(found, int) else [self._frame(step) for step in found]

    def _frame(self, step: int) -> Frame:
        number = int(np.searchsorted(self.ends, step, side="right"))
        reel = self.reels[number]
        window, which = divmod(step - [0, *self.ends][number], len(reel.shots))
        shot = reel.shots[which]
        row, col = reel.rows[window // self.across], window % self.across
        return Frame(shot, self.blocks, window, row, col)

    def outline(self, number: Mapping[str, int]) -> dict[str, Any]:
        """Plain lists and dictionaries without the numbers that the blocks are views of; panels by their number."""
        return {
            "across": self.across,
            "reels": [
                {"rows": [reel.rows.start, len(reel.rows)], "shots": [shot.to_dict(number) for shot in reel.shots]}
                for reel in self.reels
            ],
            "stacks": [stack.to_dict() for stack in self.blocks.stacks],
        }
