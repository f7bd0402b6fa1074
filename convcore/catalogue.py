"""The texts of pages and lessons in each language, and the folder they lie in with the browser's files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Language(NamedTuple):
    """A language of the texts.

    Attributes:
        name: what those who read it call it.
        tag: what a browser calls it, as in ``<html lang>``.
    """

    name: str
    tag: str


LANGUAGES = {"en": Language("English", "en"), "zh": Language("中文", "zh-CN")}
"""By code, a row each; the texts stand in ``lang/<code>.json``. The first one is for whom none is known."""

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


def templates(texts: Mapping[str, str], prefix: str, names: Iterable[str]) -> dict[str, str]:
    """The texts ``prefix.name`` by name; their placeholders are left to whoever uses them.

    >>> templates({"player.play": "Play", "player.pause": "Pause"}, "player", ["play"])
    {'play': 'Play'}
    """
    return {name: texts[f"{prefix}.{name}"] for name in names}
