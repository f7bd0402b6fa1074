"""Pasted text made plain for patterns, with the way back: where each of its characters stood.

Tracebacks are wrapped by terminals, coloured, quoted by forums, escaped by web pages, typed with Chinese punctuation.
Patterns see one line of lower-case text; a span of it maps to a span of what was pasted, so that a page can mark it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

Shape = tuple[int | None, ...]

LONGEST_MESSAGE = 20_000
"""Characters that are read: of a longer text the last ones, since a traceback ends in its message."""

# Colour codes; entities of web pages; a quoted line's "> " and the bars of boxed tracebacks; what only decorates.
SKIPPED = re.compile(r"\x1b\[[0-9;]{0,20}m|\[[01]m|(?<=\n)[ \t]{0,8}>{1,3} ?|[`\\\u200b\ufeff]")
ENTITIES = {"&#39;": "'", "&quot;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&", "&nbsp;": " "}
ENTITY = re.compile("|".join(map(re.escape, ENTITIES)))
PLAIN = str.maketrans("‘’“”（），：；【】［］×│┃\u00a0", "''\"\"(),:;[][]x   ")

GAP = re.compile(r"\s{2,}|[^\S ]")  # white space but a single space
NUMBER = re.compile(r"\d{1,9}")
SIZE = re.compile(r"none|\?|-1|\d{1,9}")


@dataclass(frozen=True)
class Plain:
    """Text for patterns.

    Attributes:
        text: lower case, runs of white space as one space.
        places: for each character, where it begins in the pasted text; one more for the end.
        source: the pasted text.
    """

    text: str
    places: tuple[int, ...]
    source: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        r"""The span of the pasted text that a span of the plain text comes from.

        >>> plain("got\n  3 channels").span(4, 5)
        (6, 7)
        """
        return self.places[start], self.places[end - 1] + 1 if end > start else self.places[start]

    def cut_out(self, start: int, end: int) -> str:
        """The pasted text of a span of the plain text, on one line.

        >>> plain("Found  Float").cut_out(6, 11)
        'Float'
        """
        first, last = self.span(start, end)
        return " ".join(self.source[first:last].split())


def plain(source: str) -> Plain:
    r"""The text that patterns are matched against.

    >>> plain("Kernel size \x1b[1mcan’t\n> be").text
    "kernel size can't be"
    """
    told: list[str] = []
    places: list[int] = []
    for start, piece in _pieces(source, max(len(source) - LONGEST_MESSAGE, 0)):
        again = piece[0] == " " and told[-1:] and told[-1][-1] == " "
        at, letters = (start + 1, piece[1:]) if again else (start, piece)
        if letters:
            told.append(_lower(letters))
            places.extend(range(at, at + len(letters)))
    return Plain("".join(told), (*places, len(source)), source)


def _pieces(source: str, first: int) -> Iterator[tuple[int, str]]:
    """What is left, in pieces in which no space follows another, each with where it begins."""
    for start, token in _tokens(source, first):
        at = 0
        for gap in GAP.finditer(token):
            if gap.start() > at:
                yield start + at, token[at : gap.start()]
            yield start + gap.start(), " "
            at = gap.end()
        if at < len(token):
            yield start + at, token[at:]


def _lower(word: str) -> str:
    """Letter by letter where it is not English: some would become two, and a sigma at the end another one."""
    if word.isascii():
        return word.lower()
    return "".join(lower if len(lower := letter.lower()) == 1 else letter for letter in word)


def _tokens(source: str, first: int) -> list[tuple[int, str]]:
    """What is left between the skipped pieces, entities resolved, each with where it begins."""
    skipped = [(found.start(), found.end(), "") for found in SKIPPED.finditer(source, first)]
    entities = [(found.start(), found.end(), ENTITIES[found[0]]) for found in ENTITY.finditer(source, first)]
    tokens: list[tuple[int, str]] = []
    at = first
    for start, end, instead in sorted([*skipped, *entities]):
        if start < at:
            continue
        tokens += [(at, source[at:start].translate(PLAIN)), (start, instead)]
        at = end
    tokens.append((at, source[at:].translate(PLAIN)))
    return tokens


def sizes(text: str) -> Shape:
    """The sizes in a printed shape; what is not known yet is None.

    >>> sizes("[?, 1, 200, 200]"), sizes("(none, 28, 28)"), sizes("2x576"), sizes("64 3 7 7 94387354416688")
    ((None, 1, 200, 200), (None, 28, 28), (2, 576), (64, 3, 7, 7))
    """
    found = re.findall(r"none|\?|(?<![\d.])-?\d+", text)
    return tuple(int(one) if one[-1].isdigit() and not one.startswith("-") else None for one in found if len(one) < 10)


BRACKETED = re.compile(
    r"(?:torch\.size|tensorshape)?\(?[\[(](?P<sizes>(?:none|\?|\d{1,9})"
    r"(?:(?:, ?| )(?:none|\?|\d{1,9})){1,6},?)[\])]\)?"
)


def shapes_in(text: Plain, most: int = 20) -> tuple[tuple[int, int, Shape], ...]:
    """What looks like a shape anywhere in the text: where it was pasted, and its sizes; each shape once.

    >>> [shape for _, _, shape in shapes_in(plain("from torch.Size([1, 3, 5, 5]) to (None, 28, 28)"))]
    [(1, 3, 5, 5), (None, 28, 28)]
    """
    found: dict[Shape, tuple[int, int, Shape]] = {}
    for match in BRACKETED.finditer(text.text):
        shape = sizes(match["sizes"])
        found.setdefault(shape, (*text.span(*match.span("sizes")), shape))
        if len(found) == most:
            break
    return tuple(found.values())
