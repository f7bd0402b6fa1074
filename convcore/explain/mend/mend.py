"""What makes a layer work: for each cause the change that answers it, tried before it is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from convcore.explain.explain import Explanation
from convcore.explain.layers import Layer
from convcore.explain.mend.changes import CHANGES
from convcore.explain.mend.rebuild import rebuild
from convcore.explain.programs import program
from convcore.explain.refusals import check_layer


@dataclass(frozen=True)
class Mend:
    """A change that makes a layer work.

    Attributes:
        cause: the cause that it answers.
        before: the layer that fails.
        after: the layer that works.
    """

    cause: str
    before: Layer
    after: Layer

    @property
    def code_before(self) -> str:
        """The failing layer as a program."""
        return program(self.before)

    @property
    def code_after(self) -> str:
        """The working layer as a program."""
        return program(self.after)


ACCEPTED = frozenset(("pytorch-rank-old", "tensorflow-groups-unsupported"))
"""Wordings of what today's versions take: the "before" runs there, the "after" says what was meant."""


def mends(answer: Explanation) -> tuple[Mend, ...]:
    """For each cause, in their order, the change that answers it; a cause that no code answers has none.

    >>> from convcore.explain import explain
    >>> said = "Given groups=1, weight of size [8, 4, 3, 3], expected input[1, 3, 5, 5] to have 4 channels, but got 3"
    >>> print(mends(explain(said))[0].code_after, end="")
    import torch
    from torch import nn
    <BLANKLINE>
    image = torch.zeros(1, 3, 5, 5)  # batch, channels, height, width
    layer = nn.Conv2d(3, 8, kernel_size=3)
    output = layer(image)
    print(output.shape)
    """
    return tuple(_mends(answer))


def _mends(answer: Explanation) -> Iterator[Mend]:
    known = answer.facts
    if known is None or answer.problem is None:
        return
    before = rebuild(known, answer.problem)
    if not check_layer(before).error and known.reading.row.name not in ACCEPTED:
        return
    seen: set[Layer] = set()
    for cause in answer.causes:
        change = CHANGES.get(cause.name)
        if change is None:
            continue
        after = change(before, known)
        if after not in seen and after != before and not check_layer(after).error:
            seen.add(after)
            yield Mend(cause.name, before, after)
