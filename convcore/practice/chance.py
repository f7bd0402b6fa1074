"""Chance from a seed: the same draws for ever, on every machine and with every version of Python and NumPy.

A set that a teacher sends today must be the same set next year. ``random`` and NumPy's ``Generator`` promise the same
raw bits for a seed, not the same choices made of them (NEP 19), so the draws are made here, of nothing but SHA-256:
the digests of ``key``, 0x1f and a counter are cut into numbers of 64 bits, and a number below n is drawn by rejection.
"""

from __future__ import annotations

import hashlib
import math
import secrets
import struct
from collections.abc import Iterator, Sequence
from itertools import count
from typing import TypeVar

import numpy as np

from convcore.errors import ConvError
from convcore.spec import Tensor

T = TypeVar("T")

LONGEST_SEED = 64
SEPARATOR = "\x1f"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
FRESH_LENGTH = 6


class Chance:
    """Draws that follow from a key alone.

    Args:
        key: what they follow from.
        plan: where the choices come from that several tries at one exercise share; otherwise these draws themselves.

    >>> chance = Chance("a seed", 1)
    >>> [chance.below(10) for _ in range(8)], Chance("a seed", 1).below(10)
    ([4, 1, 9, 5, 3, 2, 0, 4], 4)
    """

    def __init__(self, *key: object, plan: Chance | None = None) -> None:
        self.plan = plan or self
        self._bits = _numbers(SEPARATOR.join(map(str, key)).encode("utf-8", "surrogatepass"))

    def below(self, count: int) -> int:
        """A number from 0 to ``count`` - 1, each as likely."""
        bound = 2**64 - 2**64 % count
        while (bits := next(self._bits)) >= bound:
            pass
        return bits % count

    def between(self, low: int, high: int) -> int:
        """A number from ``low`` to ``high``, both included."""
        return low + self.below(high - low + 1)

    def pick(self, items: Sequence[T]) -> T:
        """One of the items."""
        return items[self.below(len(items))]

    def shuffle(self, items: Sequence[T]) -> list[T]:
        """The items in another order (Fisher and Yates)."""
        order = list(items)
        for last in range(len(order) - 1, 0, -1):
            other = self.below(last + 1)
            order[last], order[other] = order[other], order[last]
        return order

    def tensor(self, shape: tuple[int, ...], low: int, high: int) -> Tensor:
        """Whole numbers from ``low`` to ``high``, as int64."""
        return np.array([self.between(low, high) for _ in range(math.prod(shape))], np.int64).reshape(shape)


def check_seed(seed: str) -> str:
    """The seed without the spaces around it; any text of 1 to 64 characters is one.

    Raises:
        ConvError: for an empty or a longer text.

    >>> check_seed(" class 7b ")
    'class 7b'
    """
    plain = seed.strip()
    if not 1 <= len(plain) <= LONGEST_SEED:
        raise ConvError("seed: 1 to {most} characters are needed, got {count}", most=LONGEST_SEED, count=len(plain))
    return plain


def fresh_seed() -> str:
    """A seed that nobody chose, short enough to be read out."""
    return "".join(secrets.choice(LETTERS) for _ in range(FRESH_LENGTH))


def _numbers(key: bytes) -> Iterator[int]:
    """Numbers of 64 bits without end."""
    for block in count():
        digest = hashlib.sha256(key + f"{SEPARATOR}{block}".encode()).digest()
        yield from struct.unpack(">4Q", digest)
