"""The two-dimensional slices of the lab's tensors, and how they are called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from convcore.spec import Pair, Tensor
from pages.parts.lab.lab import Name

TENSOR_WORDS: dict[Name, str] = {"input": "input", "filters": "filter", "pointwise": "pointwise"}


@dataclass(frozen=True)
class Slice:
    """One slice [h, w] of the input or of the filters; the pointwise filters are one slice [C*M, out].

    Attributes:
        name: the tensor.
        before, after: the indices that stand before and after the two that run.
        batched: whether names tell the indices before: where the input holds several images, and for pointwise filters.
    """

    name: Name
    before: tuple[int, ...]
    after: tuple[int, ...]
    batched: bool = False

    @property
    def channel(self) -> int | None:
        """The input channel it belongs to; None for what mixes them."""
        return self.after[0] if self.after else None

    @property
    def key(self) -> str:
        """A name for widgets."""
        return "_".join(map(str, ("grid", self.name, *self.before, *self.after)))

    @property
    def heading(self) -> str:
        """As the learner would write it.

        >>> Slice("filters", (), (0, 1)).heading, Slice("input", (0,), (1,)).heading
        ('filter[:, :, 0, 1]', 'input[:, :, 1]')
        """
        return self._index(":", ":")

    def cell(self, row: int, col: int) -> str:
        """The name of one cell.

        >>> Slice("filters", (), (1, 0)).cell(0, 2)
        'filter[0, 2, 1, 0]'
        """
        return self._index(row, col)

    def at(self, row: int, col: int) -> tuple[int, ...]:
        """Where the cell stands in its tensor."""
        return (*self.before, row, col, *self.after)

    def of(self, tensor: Tensor) -> Tensor:
        """The slice [h, w] of its tensor, as a view."""
        index: tuple[Any, ...] = (*self.before, slice(None), slice(None), *self.after)
        view: Tensor = tensor[index]
        return view

    def _index(self, *running: object) -> str:
        before = self.before if self.batched else ()
        return f"{TENSOR_WORDS[self.name]}[{', '.join(map(str, (*before, *running, *self.after)))}]"


def slices(name: Name, tensor: Tensor) -> list[Slice]:
    """All slices of a tensor, in the order of its indices.

    >>> import numpy as np
    >>> [s.heading for s in slices("input", np.zeros((1, 4, 4, 2)))]
    ['input[:, :, 0]', 'input[:, :, 1]']
    """
    if name == "pointwise":
        return [Slice(name, (0, 0), (), True)]
    if name == "filters":
        return [Slice(name, (), (c, m)) for c in range(tensor.shape[2]) for m in range(tensor.shape[3])]
    batched = tensor.shape[0] > 1
    return [Slice(name, (n,), (c,), batched) for n in range(tensor.shape[0]) for c in range(tensor.shape[3])]


def size(tensor: Tensor, name: Name) -> Pair:
    """(height, width) of a tensor's slices."""
    height, width = {"input": tensor.shape[1:3], "filters": tensor.shape[:2], "pointwise": tensor.shape[2:]}[name]
    return height, width
