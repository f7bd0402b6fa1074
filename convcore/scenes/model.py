"""What a scene is: panels, what they hold, what is marked, what is said, as plain data.

A scene knows no pixels and no colours. :mod:`convcore.layouts` says where the panels stand, :mod:`convcore.web.figure`
and the player draw them. A frame is a function of the step alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

from convcore.scenes.blocks import Blocks, Cells
from convcore.scenes.film import Film, Mark

MAX_LANES = 8  # that stand side by side; of more, one is in focus


@dataclass(frozen=True)
class Label:
    """What a panel's content is called.

    Attributes:
        title: the NumPy name, as in ``filter[:, :, 0, 1]``.
        channel: the input channel whose colour it wears; None is neutral, it mixes several.
        index: the last index of the tensor it is a slice of: a channel, or for filters (channel, slice).
        first: for outputs, the step that computes its cell (0, 0), counted on beyond those in hand: it may be
            negative; None elsewhere, and where no step in hand computes a cell of it.
    """

    title: str
    channel: int | None = None
    index: tuple[int, ...] = ()
    first: int | None = None


@dataclass(frozen=True)
class Panel:
    """A small matrix on the screen.

    Attributes:
        family: what it is: an ``input`` or a ``filter`` slice, the ``products``, their ``sum``, an ``output``; each
            picture says which families are its own.
        role: what its numbers are, which decides how it is drawn: ``input``, ``filter``, ``products``, ``sum``,
            ``total``, ``output``. Several families may have one role.
        rows, cols: its size in cells.
        at: which of its family, as in (input channel, output channel) for a filter slice; () is the only one, or the
            one that shows what is in focus.
        block, label: what it always holds (indices into the scene); None where each step says it.
        before: (rows, columns) of padding in front of the tensor's own first cell.
        inner: (rows, columns) of the tensor itself, where padding surrounds it.
        unused: (rows, columns) at the far end that no window reaches.
        stride: for outputs, how many steps lie between neighbouring (rows, columns).
        outside: whether it stands for weights that are not there, the zeros outside the groups.
        lane: which of the scene's lanes it belongs to, where one of them can be brought into focus.
        focus: the id of the panel that shows the same while that lane is in focus.
        picks: the lane that its first cell brings into focus, the next cell the next one.
    """

    family: str
    role: str
    rows: int
    cols: int
    at: tuple[int, ...] = ()
    block: int | None = None
    label: int | None = None
    before: tuple[int, int] = (0, 0)
    inner: tuple[int, int] | None = None
    unused: tuple[int, int] = (0, 0)
    stride: tuple[int, int] | None = None
    outside: bool = False
    lane: int | None = None
    focus: str | None = None
    picks: int | None = None

    @cached_property
    def id(self) -> str:
        """A key by which marks, shows and boxes name it; whoever asks what it is asks the fields."""
        return ":".join((self.family, *map(str, self.at)))

    @property
    def content(self) -> tuple[int, int]:
        """Block and label of a panel that always holds the same.

        Raises:
            LookupError: for one that each step fills.
        """
        if self.block is None or self.label is None:
            raise LookupError(f"{self.id}: each step says what it holds")
        return self.block, self.label


@dataclass(frozen=True)
class Travel:
    """A number that every step carries from one cell to another.

    Attributes:
        source: the cell it leaves.
        to: the panel (its id) where it arrives.
        at: the (row, column) there; None is the cell that the step computes.
    """

    source: Mark
    to: str
    at: tuple[int, int] | None = None


@dataclass(frozen=True)
class Scene:
    """Everything a player needs but positions: see :class:`Panel`, :class:`Film` and :class:`Mark`.

    Attributes:
        kind: what is played, which decides how it is laid out: a key of :data:`convcore.layouts.table.LAYOUTS`.
        channels: output channels that can be in focus; 1 where there is nothing to choose.
        lanes: names of the lanes of which one can be brought into focus; empty where there is nothing to choose.
        panels, labels, blocks, frames: the parts; a block is a panel's cells, row by row, None if not yet.
        marks: those that origins name.
        limits: by role, the largest magnitude, for one colour scale a role.
        origins: for a panel's id, the marks of what it was made from.
        captions: words that stand between panels.
        channel: the first of the output channels that can be in focus.
        travels: the numbers that move from panel to panel with each step.
        start, lane: the step, and the lane in focus, on which it opens.
    """

    kind: str
    channels: int
    lanes: tuple[str, ...]
    panels: tuple[Panel, ...]
    labels: tuple[Label, ...]
    blocks: Blocks
    marks: tuple[Mark, ...]
    frames: Film
    limits: Mapping[str, float] = field(default_factory=dict)
    origins: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)
    channel: int = 0
    travels: tuple[Travel, ...] = ()
    start: int = 0
    lane: int = 0

    def panel(self, id: str) -> Panel:
        """The panel that a mark, a show or a box names."""
        return self._by_id[id]

    def find(self, family: str, *at: int) -> Panel:
        """A panel by what it is; without a number the only one of its family, or the one in focus.

        Raises:
            LookupError: where there is none.
        """
        if (family, at) not in self._by_place:
            raise LookupError(f"this scene has no panel {family} {list(at)}")
        return self._by_place[family, at]

    def family(self, name: str) -> list[Panel]:
        """The numbered panels of a family, in their order."""
        return [*self._by_family.get(name, ())]

    def cells(self, panel: Panel) -> Cells:
        """What a panel always holds, row by row."""
        return self.blocks[panel.content[0]]

    def label(self, panel: Panel) -> Label:
        """What a panel that always holds the same is called."""
        return self.labels[panel.content[1]]

    @cached_property
    def _by_id(self) -> dict[str, Panel]:
        return {panel.id: panel for panel in self.panels}

    @cached_property
    def _by_place(self) -> dict[tuple[str, tuple[int, ...]], Panel]:
        return {(panel.family, panel.at): panel for panel in self.panels}

    @cached_property
    def _by_family(self) -> dict[str, list[Panel]]:
        found: dict[str, list[Panel]] = {}
        for panel in self.panels:
            if panel.at:
                found.setdefault(panel.family, []).append(panel)
        return found

    @cached_property
    def outline_text(self) -> str:
        """:meth:`outline` as JSON: written once, however often it is played."""
        return json.dumps(self.outline(), allow_nan=False, separators=(",", ":"))

    def to_dict(self, like: Scene | None = None) -> dict[str, Any]:
        """Plain lists and dictionaries, ready for JSON; panels by their number, and what is usual is not said.

        Of the numbers that another scene, ``like``, begins with too it says only how many they are.
        """
        return {**self.outline(), "numbers": self.blocks.pack(like.blocks if like else None)}

    def outline(self) -> dict[str, Any]:
        """The same without the numbers."""
        number = {panel.id: i for i, panel in enumerate(self.panels)}
        return {
            "kind": self.kind,
            "channels": self.channels,
            "channel": self.channel,
            "lanes": self.lanes,
            "start": self.start,
            "lane": self.lane,
            "limits": dict(self.limits),
            "panels": [{"id": panel.id, **_plain(panel, "at")} for panel in self.panels],
            "labels": [_plain(label) for label in self.labels],
            "origins": dict(self.origins),
            "travels": [
                [number[one.source.panel], one.source.row, one.source.col, number[one.to], one.at]
                for one in self.travels
            ],
            "marks": [[number[m.panel], m.row, m.col, m.rows, m.cols, *m.step] for m in self.marks],
            **self.frames.outline(number),
        }


def _plain(part: Panel | Label, *unsaid: str) -> dict[str, Any]:
    """The fields that differ from what they are where nothing is said."""
    said = ((one, getattr(part, one.name)) for one in fields(part) if one.name not in unsaid)
    return {one.name: value for one, value in said if value != one.default}
