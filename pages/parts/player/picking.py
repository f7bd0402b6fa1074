"""A click on an output cell as an answer, which the player reports while somebody waits for one."""

from __future__ import annotations

from collections.abc import Mapping

from pages.parts import session

PickedCell = tuple[int, int, int]


def find_picked(key: str) -> PickedCell | None:
    """The output cell (row, column, channel) that was clicked last in the player of that key; None for what is none."""
    found = session.widget(key, {})
    sent = found.get("picked") if isinstance(found, Mapping) else None
    cell = sent.get("cell") if isinstance(sent, Mapping) else None
    if not isinstance(cell, list) or len(cell) != 3 or not all(isinstance(at, int) and at >= 0 for at in cell):
        return None
    row, col, channel = cell
    return row, col, channel
