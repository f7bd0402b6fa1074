"""What the core says against a setting, in the reader's language.

The core forms its messages in English and knows no languages. The catalogues have each of them twice, with the same
placeholders: messages under ``reason.``, phrases that come in them as values under ``reason.what.``. A placeholder
whose name begins with ``reason`` holds a message again, with ``what`` a phrase; every other one holds numbers, code
or what people typed, and stays as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from string import Formatter

from convcore.catalogue import catalogue, templates

ENGLISH = "en"
MESSAGES, PHRASES = "reason", "what"
LONGEST = 600  # characters that are shown; a message may quote a whole list of somebody's file
DEEPEST = 5
FIRST = r"'.*?'|\".*?\"|(?:(?!: ).)*?"  # a value at the start: quoted, or not beyond the colon of "line 3: "


@dataclass(frozen=True)
class Row:
    """A message or phrase of the core.

    Attributes:
        pattern: what the English one looks like.
        other: its template in another language.
        length: characters beside the placeholders; the longer, the more specific.
        speaks: whether it has words of its own; ``{what}: {reason}`` has none.
    """

    pattern: re.Pattern[str]
    other: str
    length: int
    speaks: bool


def said(message: str, language: str) -> str:
    """A message of the core in a language; where nothing is known of it, and in English, as it is; a long one is cut.

    >>> said("line 2: 'x' divides by 0", "zh")
    "第 2 行：'x' 的除数为 0"
    >>> said("line 2: 'x' divides by 0", "en")
    "line 2: 'x' divides by 0"
    """
    short = message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"
    return short if language == ENGLISH else _told(short, MESSAGES, language) or short


def _told(text: str, group: str, language: str, depth: int = 0) -> str | None:
    """A message or phrase in another language, None where it is not known."""
    for row in rows(group, language) if depth < DEEPEST else ():
        found = row.pattern.fullmatch(text)
        if found:
            values = found.groupdict()
            groups = {name: name.split("_")[0] for name in values if name.startswith((MESSAGES, PHRASES))}
            told = {name: _told(values[name], held, language, depth + 1) for name, held in groups.items()}
            if row.speaks or told.get(MESSAGES):
                return row.other.format(**values | {name: text for name, text in told.items() if text})
    return None


@cache
def rows(group: str, language: str) -> tuple[Row, ...]:
    """The messages or the phrases, the most specific first."""
    keys = [key.removeprefix("reason.") for key in catalogue(ENGLISH) if key.startswith("reason.")]
    names = [key for key in keys if key.startswith("what.") == (group == PHRASES)]
    english, other = (templates(catalogue(code), "reason", names) for code in (ENGLISH, language))
    made = (_row(english[name], other[name]) for name in names)
    return tuple(sorted(made, key=lambda row: row.length, reverse=True))


def _row(english: str, other: str) -> Row:
    """Groups are atomic: a value ends where the literal behind it comes first, so no text takes long."""
    parts = [(literal, name) for literal, name, _, _ in Formatter().parse(english)]
    literals = [literal for literal, _ in parts] + [""]
    names = [name for _, name in parts if name]
    pattern = re.escape(literals[0])
    for at, name in enumerate(names):
        group = f"(?P<{name}>{'.*?' if pattern else FIRST})" if name not in names[:at] else f"(?P={name})"
        piece = group + re.escape(literals[at + 1])
        pattern += f"(?>{piece})" if at + 1 < len(names) else piece
    words = "".join(literals)
    return Row(re.compile(pattern, re.DOTALL), other, len(words), re.search("[a-z]", words, re.IGNORECASE) is not None)
