"""What a teacher adds to a lesson: a title and a note, which are text, whatever they look like, and not much of it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from convcore.errors import ConvError

MOST_TITLE = 120
MOST_NOTE = 2000  # characters


@dataclass(frozen=True)
class Own:
    r"""Both texts, trimmed and without what no file of HTML or SVG can hold; an empty one is none.

    Attributes:
        title: one line, in the place of the product's own.
        note: any number of lines.

    Raises:
        ConvError: for more than 120 or 2,000 characters.

    >>> Own("  A window\x00 moves ", "One.\r\nTwo.")
    Own(title='A window moves', note='One.\nTwo.')
    """

    title: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", " ".join(_plain(self.title).split()))
        object.__setattr__(self, "note", _plain(self.note).strip())
        for name, most in (("title", MOST_TITLE), ("note", MOST_NOTE)):
            count = len(getattr(self, name))
            if count > most:
                raise ConvError(
                    "{name}: at most {most} characters are possible, got {count}", name=name, most=most, count=count
                )


def _plain(text: str) -> str:
    """Without control characters, halves of surrogate pairs and U+FFFE, U+FFFF: XML has no way to write them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or not _is_unwritable(sign))


def _is_unwritable(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs") or sign in "\ufffe\uffff"


NOTHING_OWN = Own()
"""Neither."""
