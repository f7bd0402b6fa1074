"""What a scene's panels hold: views of its numbers, as NumPy's strides make them, so that each number is told once.

The windows of an input are views of its panel, a column across output channels one of theirs; products are multiplied
where they are looked at, number by number, as the core multiplies them. assets/player/film.js reads the same in the
browser, which a test holds.
"""

from __future__ import annotations

import base64
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from convcore.spec import Pair

BLANK = -1  # the block of a panel that holds nothing yet
SHORT = 4  # blanks beside each other from which to count them is shorter than to tell them

Cells = tuple[float | None, ...]
Packed = list[float | None] | str | dict[str, Any]


class Ref(NamedTuple):
    """A block, or a label, by its number at the first window, and how far on the same one of the next window is."""

    first: int
    step: int = 0

    def at(self, window: int) -> int:
        """Its number at a window."""
        return self.first + window * self.step


@dataclass(frozen=True)
class Stack:
    """Blocks of one shape, numbered on from ``first``; each window has as many as ``at``.

    Attributes:
        first: the number of its first block.
        at: where the blocks of the first window begin among the numbers.
        shape: (rows, columns) of a block.
        steps: how many numbers lie between neighbouring (rows, columns) of it.
        moves: how far on it begins in the next window (down, across); None is a block that no window moves.
        times: where the numbers begin by which it is multiplied, one by one; () is no product.
        dtype: the number type of products.
    """

    first: int
    at: tuple[int, ...]
    shape: Pair
    steps: Pair
    moves: Pair | None = None
    times: tuple[int, ...] = ()
    dtype: str = "float64"

    def to_dict(self) -> dict[str, Any]:
        """Plain data. JavaScript multiplies in double precision, where it is not told otherwise."""
        told = {"first": self.first, "at": self.at, "shape": self.shape, "steps": self.steps}
        more = {"moves": self.moves, "times": self.times, "single": self.dtype == "float32"}
        return told | {name: value for name, value in more.items() if value}


class Blocks:
    """A panel's cells by the number of its block: row by row, None on padding and where nothing is known yet."""

    def __init__(self, numbers: list[float | None], stacks: Sequence[Stack], across: int) -> None:
        self.numbers, self.stacks, self.across = numbers, stacks, across
        self._firsts = [stack.first for stack in stacks]

    def __getitem__(self, block: int) -> Cells:
        stack, _, start = self._find(block)
        if stack.moves is None:
            return self._read(stack, start)
        window, weights = self.factors(block)
        return tuple(np.multiply(window, weights, dtype=stack.dtype).tolist()) if stack.times else window

    def factors(self, block: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """What lies under a window, 0 on padding, and what it is multiplied by."""
        stack, item, start = self._find(block)
        size = stack.shape[0] * stack.shape[1]
        begins = stack.times[item] if stack.times else 0
        weights = self.numbers[begins : begins + size] if stack.times else ()
        return tuple(cell or 0 for cell in self._read(stack, start)), tuple(weight or 0 for weight in weights)

    def add_rows(self, block: int) -> list[float]:
        """The sum of each row, added up from the left; of a single row its cells."""
        stack, _, _ = self._find(block)
        cells = np.array(self[block], stack.dtype).reshape(stack.shape)
        sums: list[float] = (cells[0] if len(cells) == 1 else np.add.accumulate(cells, axis=1)[:, -1]).tolist()
        return sums

    def count_outside(self, block: int) -> tuple[int, int]:
        """How many cells of a window lie on padding, and of how many."""
        stack, _, start = self._find(block)
        cells = self._read(stack, start)
        return cells.count(None), len(cells)

    def pack(self, like: Blocks | None = None) -> Packed | dict[str, Any]:
        """All numbers as they are told; those with which ``like`` begins too, bit for bit, by how many they are.

        Raises:
            ValueError: for numbers that are not finite.
        """
        if like is None:
            return pack_numbers(self.numbers)
        first, other = (np.array(blocks.numbers, "<f8").view("<u8") for blocks in (self, like))
        both = min(first.size, other.size)
        differ = np.flatnonzero(first[:both] != other[:both])
        count = int(differ[0]) if differ.size else both
        return {"count": count, "more": pack_numbers(self.numbers[count:])}

    def _find(self, block: int) -> tuple[Stack, int, int]:
        """The stack that a block is of, which of its window's it is, and where it begins."""
        if block == BLANK:
            raise LookupError("a blank panel holds nothing")
        stack = self.stacks[bisect(self._firsts, block) - 1]
        window, item = divmod(block - stack.first, len(stack.at))
        row, col = divmod(window, self.across)
        down, across = stack.moves or (0, 0)
        return stack, item, stack.at[item] + row * down + col * across

    def _read(self, stack: Stack, start: int) -> Cells:
        (rows, cols), (down, across) = stack.shape, stack.steps
        if rows == across == 1:  # what a panel always holds is told as one row
            return tuple(self.numbers[start : start + cols])
        return tuple([self.numbers[start + row * down + col * across] for row in range(rows) for col in range(cols)])


def _find_blanks(numbers: Sequence[float | None]) -> list[Pair]:
    """Runs of blanks: how many numbers come before each, counted from the run before, and how many blanks it has."""
    runs: list[Pair] = []
    end = 0
    while True:
        try:
            first = numbers.index(None, end)
        except ValueError:
            return runs
        before, last = first - end, len(numbers)
        end = next((at for at in range(first, last) if numbers[at] is not None), last)
        runs.append((before, end - first))


def pack_numbers(numbers: Sequence[float | None]) -> Packed:
    """Numbers as they are told: where most are fractions, which are long as text, base64 of their floats.

    Blanks that lie beside each other, as padding does, are told apart from the ``rest``: how many numbers come before
    them, counted from those before, and how many they are.

    Raises:
        ValueError: for numbers that are not finite.

    >>> pack_numbers([1, None, 2]), pack_numbers([0.5])
    ([1, None, 2], 'AAAAAAAA4D8=')
    >>> pack_numbers([1, 2, None, None, None, None, None, 3])
    {'blanks': [(2, 5)], 'rest': [1, 2, 3]}
    """
    blank = numbers.count(None)
    if blank > SHORT * len(blanks := _find_blanks(numbers)):
        return {"blanks": blanks, "rest": pack_numbers([number for number in numbers if number is not None])}
    fractions = [*map(type, numbers)].count(float)  # of up to hundreds of thousands, at each run of a page
    if 2 * fractions < len(numbers) or not numbers:
        return list(numbers)
    told = [number for number in numbers if number is not None]
    if not np.isfinite(told).all():
        raise ValueError("NaN and infinities are not JSON compliant")
    return base64.b64encode(np.array(numbers, "<f8").tobytes()).decode()  # None is NaN
