"""What is made of something that never changes: made once, and gone with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

Made = TypeVar("Made")

_MADE: WeakKeyDictionary[Any, dict[Hashable, Any]] = WeakKeyDictionary()


def once(source: object, key: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` makes of ``source``: made at the first call with a key, and kept as long as the source is.

    Args:
        source: a lab, a history or a convolution; nothing that is made of it may hold it.
        key: what is made, and whatever else that depends on.
        make: called without arguments.

    >>> from pages.parts.lab.lab import article
    >>> lab = article()
    >>> [once(lab, "strides", lambda: print("made") or lab.strides) for _ in range(2)]
    made
    [(1, 1), (1, 1)]
    """
    made = _MADE.setdefault(source, {})
    if key not in made:
        made[key] = make()
    result: Made = made[key]
    return result
