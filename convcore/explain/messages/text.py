"""Pasted text made plain for patterns, with the way back: where each of its characters stood.

Tracebacks are wrapped by terminals, coloured, quoted by forums, escaped by web pages, typed with Chinese punctuation.
Patterns see one line of lower-case text; a span of it maps to a span of what was pasted, so that a page can mark it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Shape = tuple[int | None, ...]

LONGEST_MESSAGE = 20_000
"""Characters that are read: of a longer text the last ones, since a traceback ends in its message."""

# Colour codes; entities of web pages; a quoted line's "> " and the bars of boxed tracebacks; what only decorates.
SKIPPED = re.compile(r"\x1b\[[0-9;]{0,20}m|\[[01]m|(?<=\n)[ \t]{0,8}>{1,3} ?|[`\\\u200b\ufeff]")
ENTITIES = {"&#39;": "'", "&quot;": '"', "&lt;": "<", "&gt;": ">", "&amp;": "&", "&nbsp;": " "}
ENTITY = re.compile("|".join(map(re.escape, ENTITIES)))
PLAIN = str.maketrans("‘’“”（），：；【】［］×│┃\u00a0", "''\"\"(),:;[][]x   ")

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
    first = max(len(source) - LONGEST_MESSAGE, 0)
    letters: list[str] = []
    places: list[int] = []
    for start, end, token in _tokens(source, first):
        for offset, letter in enumerate(token):
            lower = letter.lower()
            if letter.isspace():
                if letters and letters[-1] == " ":
                    continue
                lower = " "
            letters.append(lower if len(lower) == 1 else letter)
            places.append(min(start + offset, end - 1))
    return Plain("".join(letters), (*places, len(source)), source)


def _tokens(source: str, first: int) -> list[tuple[int, int, str]]:
    """What is left between the skipped pieces, entities resolved, each with where it stands."""
    skipped = [(found.start(), found.end(), "") for found in SKIPPED.finditer(source, first)]
    entities = [(found.start(), found.end(), ENTITIES[found[0]]) for found in ENTITY.finditer(source, first)]
    tokens: list[tuple[int, int, str]] = []
    at = first
    for start, end, instead in sorted([*skipped, *entities]):
        if start < at:
            continue
        tokens.append((at, start, source[at:start].translate(PLAIN)))
        if instead:
            tokens.append((start, end, instead))
        at = end
    tokens.append((at, len(source), source[at:].translate(PLAIN)))
    return [token for token in tokens if token[2]]


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
