"""What assets/player takes: a scene with its arrangements, colours and words, as one JSON text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache, partial

from convcore.catalogue import templates
from convcore.layouts.surface import Arrangement
from convcore.layouts.table import arrangements
from convcore.scenes import article, convolution
from convcore.scenes.model import Scene
from convcore.web.figure import SCALES

_write = partial(json.dumps, allow_nan=False, separators=(",", ":"))

CONTROLS = (
    "player",
    "first",
    "prev",
    "play",
    "pause",
    "next",
    "last",
    "scrub",
    "more",
    "speed",
    "lane",
    "origin",
    "sigma",
    "channel",
    "every",
    "one",
    "count",
    "edit",
    "empty",
    "text",
    "comma",
    "zero",
    "large",
    "kept",
)
"""The words of the player itself, which says them in the language of its page."""

PICTURES = ("png", "svg", "gif")
RUN = ("first", "last", "speed", "estimate", "drawing", "make", "stop", "save", "close")


def payload(
    scene: Scene,
    texts: Mapping[str, str],
    name: str,
    start: int | None = None,
    cell: int | None = None,
    dimmed: bool = False,
    plotly: str = "",
    editable: Mapping[str, object] | None = None,
    version: int = 0,
    calls: int = 0,
    like: tuple[str, Scene] | None = None,
) -> str:
    """A scene ready to be played.

    Args:
        scene: what is played.
        texts: a catalogue of :func:`convcore.catalogue.catalogue`.
        name: the player's own name on its page, under which it remembers its step.
        start: the step to stand on first, and to go to when it changes; None leaves the first to the scene.
        cell: the largest size of a cell in pixels; None leaves it to the player.
        dimmed: whether the picture is of earlier settings.
        plotly: the address of plotly.js, for a page that does not hold it already.
        editable: where cells can be edited in place: the ``tensors``, the ``batch`` shown, and the number of the
            last edit ``applied``; None where there is nobody to take edits.
        version: a number that grows with every change of what is played; the player says which one it shows.
        calls: how often the page has called the player to ``start``; one more brings it there from any step.
        like: another player of the same version that is given its own first, by its name, and what it plays: what
            both begin with is not told again.

    >>> from convcore.tensors.presets import article_filters, article_input
    >>> from convcore.scenes.convolution import build
    >>> from convcore.spec import ConvSpec
    >>> from convcore.trace import Trace
    >>> from convcore.catalogue import catalogue
    >>> trace = Trace(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())
    >>> sorted(json.loads(payload(build(trace), catalogue("en"), "lesson"))["scene"])[:4]
    ['across', 'channel', 'channels', 'kind']
    """
    place = {"name": name, "start": start, "cell": cell, "dimmed": dimmed}
    rest = {
        "scales": SCALES,
        "words": templates(texts, "player", CONTROLS),
        "plotly": plotly,
        "editable": editable,
        "version": version,
        "calls": calls,
    }
    numbers = _write(scene.blocks.pack(like[1].blocks if like else None))
    told = {
        "scene": f'{scene.outline_text[:-1]},"numbers":{numbers}}}',
        "like": _write(like[0] if like else None),
        "arrangements": _lay(arrangements(scene)),
    }
    middle = ",".join(f'"{part}":{text}' for part, text in told.items())
    return f"{_write(place)[:-1]},{middle},{_write(rest)[1:]}"


@lru_cache(64)
def _lay(layouts: tuple[Arrangement, ...]) -> str:
    """Arrangements as JSON: scenes with the same panels have the same objects."""
    return _write([layout.to_dict() for layout in layouts])


def picture_words(texts: Mapping[str, str]) -> Mapping[str, str]:
    """The words of the buttons that take a player's pictures, and of the dialog for an animation."""
    words = templates(texts, "takeaway", PICTURES) | templates(texts, "takeaway.gif", RUN)
    return words | {"help": texts["takeaway.pictures.help"]}


def scene_words(texts: Mapping[str, str]) -> Mapping[str, str]:
    """What a scene says, in the language of a catalogue."""
    return templates(texts, "scene", {**convolution.WORDS, **article.WORDS})
