"""What a page's convolution gives: the one source that chip, result, tables, lesson and code ask."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from convcore.errors import ConvError, Phrase
from convcore.spec import Kind
from convcore.trace import Work
from pages.parts.lab import store
from pages.parts.lab.lab import Lab

Works = tuple[Work, ...]


@dataclass(frozen=True)
class Given:
    """What is set now, convolved as a page does it.

    Attributes:
        works: its convolutions; empty where it has no result.
        pictured: those whose picture is shown: these, or of an earlier lab while there are none.
        reason: why there is no result.
    """

    works: Works
    pictured: Works
    reason: Phrase | None = None

    @property
    def dimmed(self) -> bool:
        """Whether the picture is of an earlier lab."""
        return not self.works


def give(make: Callable[[Lab], Works], *kinds: Kind) -> Given:
    """What the present lab gives.

    Args:
        make: a lab's convolutions, as the page does them.
        kinds: where it has none, the picture is of the last lab that had results of these kinds.
    """
    works, reason = _try(make, store.current())
    pictured = works or _try(make, store.shown(*kinds))[0]
    return Given(works, pictured, reason)


def _try(make: Callable[[Lab], Works], lab: Lab) -> tuple[Works, Phrase | None]:
    try:
        return make(lab), None
    except ConvError as error:
        return (), error.phrase
