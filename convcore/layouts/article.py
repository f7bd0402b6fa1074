"""The article's own pictures: the tensors, and one window."""

from __future__ import annotations

from convcore.layouts.surface import (
    LANE_GAP,
    TITLE,
    Arrangement,
    Length,
)
from convcore.scenes.model import Scene


def lay_tensors(scene: Scene) -> Arrangement:
    """Inputs above each other, their filter slices beside them."""
    out = Arrangement("wide")
    for panel in scene.family("input"):
        (channel,) = panel.at
        slices = [kernel for kernel in scene.family("filter") if kernel.at[0] == channel]
        pitch = Length(max(panel.rows, slices[0].rows)).plus(TITLE, LANE_GAP)
        middle = pitch.times(channel + 0.5).plus(TITLE.times(0.5))
        out.row([panel, *slices], middle, ("",) * len(slices))
    return out


def lay_window(scene: Scene) -> Arrangement:
    """One lane: input, filter, products, sum."""
    out = Arrangement("wide")
    lane = list(scene.panels)
    out.row(lane, TITLE.plus(Length(max(p.rows for p in lane) / 2)), ("×", "=", "Σ"))
    return out


def lay_window_narrow(scene: Scene) -> Arrangement:
    """The same lane in two rows."""
    out = Arrangement("narrow")
    lane = list(scene.panels)
    out.row(lane[:2], TITLE.plus(Length(max(p.rows for p in lane[:2]) / 2)), ("×",))
    out.row(lane[2:], out.below(lane[2]), ("Σ",))
    return out
