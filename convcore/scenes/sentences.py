"""What a frame says, in words and numbers: a template that a step's own numbers fill in when it is looked at.

assets/player/sentence.js says the same in the browser, which a test holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convcore.numbers import equal_sign, short, write_sum, write_term
from convcore.scenes.blocks import Blocks, Ref

SPOKEN = 8  # numbers that are named one by one
WRITTEN_OUT = 4  # products that are written out; of more, a term a row


@dataclass(frozen=True)
class SpokenValue:
    """A part of a sentence that is made of blocks.

    Attributes:
        way: ``each``, the numbers of a block one by one; ``sum``, the sum of a block's numbers; ``total``, the same
            without its terms; ``products``, the sum of a block of products.
        block: what is named or added up.
        total: the block of the sum, in its first cell.
    """

    way: str
    block: Ref
    total: Ref | None = None


@dataclass(frozen=True)
class Said:
    """A sentence.

    Attributes:
        text: with ``{row}`` and ``{col}`` of the window, and ``{0}``, ``{1}`` for its values.
        values: the values.
        padding: what follows where ``{count}`` taps of ``window`` lie on padding.
        window: a block of the input under the window.
    """

    text: str
    values: tuple[SpokenValue, ...] = ()
    padding: str = ""
    window: Ref | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        values = [[one.way, *one.block, *(one.total or ())] for one in self.values]
        padding = {"padding": self.padding, "window": self.window} if self.window else {}
        return {"text": self.text, "values": values} | padding


def say(said: Said, blocks: Blocks, window: int, row: int, col: int) -> str:
    """The sentence at a window."""
    sentence = said.text.format(*(_tell(value, blocks, window) for value in said.values), row=row, col=col)
    count, taps = blocks.count_outside(said.window.at(window)) if said.window else (0, 0)
    return f"{sentence} · {said.padding.format(count=count, taps=taps)}" if count else sentence


def enumerate_texts(texts: Sequence[str], most: int = SPOKEN) -> str:
    """Texts in a row, the last of many left out."""
    return ", ".join(texts if len(texts) <= most else [*texts[: most - 1], "…"])


def _tell(value: SpokenValue, blocks: Blocks, window: int) -> str:
    block = value.block.at(window)
    if value.total is None:
        return enumerate_texts([short(number or 0) for number in blocks[block]])
    total = blocks[value.total.at(window)][0] or 0
    if value.way != "products":
        terms = [number or 0 for number in blocks[block]]
        return _equate("…" if value.way == "total" else write_sum(terms), terms, total)
    inputs, weights = blocks.factors(block)
    if len(inputs) > WRITTEN_OUT:
        terms = blocks.add_rows(block)
        return _equate(write_sum(terms), terms, total)
    pairs = zip(inputs, weights, strict=True)
    return _equate(" + ".join(f"{write_term(x)}×{write_term(w)}" for x, w in pairs), [*inputs, *weights], total)


def _equate(left: str, terms: Sequence[float], total: float) -> str:
    return f"{left} {equal_sign(*terms, total)} {short(total)}"
