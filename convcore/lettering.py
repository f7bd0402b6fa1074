"""Letters on a picture: fonts that have the characters, numbers that fit their cells, sentences broken into lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from PIL import ImageFont

from convcore.numbers import DIGITS, short

LARGEST, SMALL, SMALLEST = 15, 11, 9.25  # Pillow's own font is the wider: its 9.25 take the room of the player's 11
LEAST_HEIGHT = 14  # of a cell with a number
BESIDE = 4  # pixels that stay free beside it

# The fonts of common systems, and which one of a collection writes simplified Chinese. The Latin ones come first.
FONTS = {
    "LiberationSans-Regular.ttf": 0,
    "Arial.ttf": 0,
    "arial.ttf": 0,
    "DejaVuSans.ttf": 0,
    "NotoSansCJK-Regular.ttc": 2,
    "NotoSansSC-Regular.otf": 0,
    "msyh.ttc": 0,
    "PingFang.ttc": 0,
    "Hiragino Sans GB.ttc": 0,
    "STHeiti Light.ttc": 0,
    "wqy-microhei.ttc": 0,
    "wqy-zenhei.ttc": 0,
    "DroidSansFallbackFull.ttf": 0,
}
PLAIN = str.maketrans({"×": "x", "≈": "~", "≤": "<=", "−": "-", "→": "->"})
NOWHERE = "\U0010ffff"  # a character that no font has
WIDE = "\u2e80-\u9fff\uff00-\uffef"  # Chinese characters and their punctuation
PIECE = re.compile(rf"\s*(?:[{WIDE}]|(?:\[[^\]]*\]|[^\s{WIDE}])+)[，。：；、！？）]*")  # what no line break divides

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_short = lru_cache(1 << 14)(short)  # the same few numbers come in every step


class Letters(NamedTuple):
    """A font, and whether it writes some characters plainly: ``x`` for ``×``."""

    font: Font
    plain: bool = False

    def written(self, text: str) -> str:
        """A text as this font writes it."""
        return text.translate(PLAIN) if self.plain else text

    def length(self, text: str) -> float:
        """How long a text is, in pixels; near enough without looking at its pairs of letters."""
        return sum(_advance(self.font, letter) for letter in self.written(text))


class Fitted(NamedTuple):
    """The texts of cells, the size of letters at which all of them fit, and how many digits they keep at most."""

    texts: list[str]
    size: float
    digits: int

    @property
    def legible(self) -> float:
        """The more, the better it can be read."""
        return self.digits + (self.size >= SMALL) / 2


class Sentences:
    """Sentences in one font, and how many lines the longest of them needs.

    Args:
        texts: the sentences.
        room: the longest line, in pixels.
        size: of the letters.

    >>> said = Sentences(["1 + 2 = 3", "1000 + 2000 = 3000"], 90, 13)
    >>> said.lines, said.broken("1000 + 2000 = 3000")
    (2, ['1000 + 2000 =', '3000'])
    """

    def __init__(self, texts: Iterable[str], room: float, size: float) -> None:
        texts = list(texts)
        self.room = room
        self.letters = lettering(size, "".join(set().union(*texts)))
        self.lines = max((len(self.broken(text)) for text in texts), default=0)

    def broken(self, text: str) -> list[str]:
        """A sentence's lines; none where no font of this machine has the characters of all."""
        return wrapped(text, self.room, self.letters) if self.letters else []


def lettering(size: float, text: str) -> Letters | None:
    """The first font that has a text's characters, plainly written if need be; None where no font has them.

    >>> lettering(13, "16 of 20") == own(13), lettering(13, chr(0xFFFFF))
    (True, None)
    """
    return _lettering(size, frozenset(text))


def own(size: float) -> Letters:
    """Pillow's own font, for ASCII."""
    return Letters(_fonts(size)[0])


def wrapped(text: str, room: float, letters: Letters) -> list[str]:
    """A text in lines of at most that many pixels: broken at spaces and between Chinese characters.

    >>> wrapped("output[0, 0, 1] adds 9 + 27", 100, own(13))
    ['output[0, 0, 1]', 'adds 9 + 27']
    """
    lines, used = [""], 0.0
    for piece in PIECE.findall(text):
        if lines[-1] and used + letters.length(piece) > room:
            lines.append("")
            used = 0.0
        added = piece if lines[-1] else piece.lstrip()
        lines[-1] += added
        used += letters.length(added)
    return lines


def fit(values: Sequence[float | None], across: float, down: float) -> Fitted | None:
    """The largest letters and the most digits with which all values fit cells of that size, as in the player.

    >>> fit([12.345, None], 60, 36).texts, fit([12.345], 25, 20).texts, fit([12345], 20, 20)
    (['12.35', ''], ['12.3'], None)
    """
    if down < LEAST_HEIGHT:
        return None
    preferred = round(min(max(down * 0.36, SMALL), LARGEST))
    for size, digits in ((preferred, DIGITS), (SMALL, DIGITS), (SMALLEST, DIGITS), (SMALLEST, 3), (SMALLEST, 2)):
        letters = own(size)
        texts = ["" if value is None else _short(value, digits) for value in values]
        if all(letters.length(text) <= across - BESIDE for text in texts):
            return Fitted(texts, size, digits)
    return None


@cache
def _fonts(size: float) -> tuple[Font, ...]:
    """Pillow's own, and those that this machine has."""
    found: list[Font] = [ImageFont.load_default(size)]
    for name, index in FONTS.items():
        try:
            found.append(ImageFont.truetype(name, size, index))
        except OSError:  # not here, or no such part of it
            continue
    return tuple(found)


@lru_cache(1 << 10)
def _lettering(size: float, characters: frozenset[str]) -> Letters | None:
    for plain in (False, True):
        for letters in (Letters(font, plain) for font in _fonts(size)):
            if all(_has(letters.font, character) for character in letters.written("".join(characters))):
                return letters
    return None


def _has(font: Font, character: str) -> bool:
    """Whether a font has a shape of its own for it: what it has not all looks the same."""
    return _shape(font, character) != _shape(font, NOWHERE)


@lru_cache(1 << 13)
def _shape(font: Font, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)


@lru_cache(1 << 13)
def _advance(font: Font, letter: str) -> float:
    return float(font.getlength(letter))
