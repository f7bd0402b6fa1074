"""The languages, the texts of pages and lessons in them, and the folder they lie in with the browser's files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Language:
    """A language of the pages.

    Attributes:
        code: of its files ``lang/code.json`` and ``lang/errors.code.json``, and ``?lang=`` in a link.
        name: what it calls itself.
        tag: for the ``lang`` of HTML.
    """

    code: str
    name: str
    tag: str


ROWS = (
    Language("en", "English", "en"),  # the one that the code is written in: what is refused needs no file here
    Language("zh", "中文", "zh-CN"),
)
LANGUAGES = {row.code: row for row in ROWS}
SOURCE = ROWS[0].code

HERE = Path(__file__).parent
# Installed by pip, the assets lie inside the package; in a checkout, beside it.
ASSETS = next(folder for folder in (HERE / "assets", HERE.parent / "assets") if folder.is_dir())


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """All texts of one language of :data:`LANGUAGES`, by key.

    >>> catalogue("zh").keys() == catalogue("en").keys()
    True
    """
    texts: dict[str, str] = json.loads((ASSETS / "lang" / f"{language}.json").read_text("utf-8"))
    return texts


@cache
def refusals(language: str) -> Mapping[str, str]:
    """The templates of :mod:`convcore.errors` in another language than the code's, by the English ones."""
    rows: dict[str, str] = json.loads((ASSETS / "lang" / f"errors.{language}.json").read_text("utf-8"))
    return rows


def translator(language: str) -> Callable[[str], str]:
    """What :meth:`convcore.errors.Phrase.tell` takes, for a language of :data:`LANGUAGES`.

    >>> translator("zh")("{text} divides by 0"), translator("en")("{text} divides by 0")
    ('{text} 的除数为 0', '{text} divides by 0')
    """
    known = {} if language == SOURCE else refusals(language)
    return lambda template: known.get(template, template)


def templates(texts: Mapping[str, str], prefix: str, names: Iterable[str]) -> dict[str, str]:
    """The texts ``prefix.name`` by name; their placeholders are left to whoever uses them.

    >>> templates({"player.play": "Play", "player.pause": "Pause"}, "player", ["play"])
    {'play': 'Play'}
    """
    return {name: texts[f"{prefix}.{name}"] for name in names}
