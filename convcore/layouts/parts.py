"""What the layouts of several pictures share: the room of a screen, small maps, the arithmetic of a lane."""

from __future__ import annotations

from convcore.layouts.surface import (
    Arrangement,
    Length,
)
from convcore.scenes.model import Panel, Scene

ROOM = (900, 600)  # pixels that a desktop leaves for a player, more or less
SMALL_MAP = 3  # cells; larger tensors are drawn as small as that


def fit(panel: Panel, most: float) -> float:
    """The scale at which a panel is at most ``most`` cells high and wide."""
    return min(1.0, most / max(panel.rows, panel.cols))


def find_arithmetic(scene: Scene) -> tuple[list[Panel], tuple[str, ...]]:
    """The panels of the lane in focus behind its input, and the signs between them."""
    lane = [scene.find("kernel"), scene.find("products")]
    if not scene.lanes:
        return [*lane, scene.find("sum")], ("=", "Σ")
    return [*lane, scene.find("sums"), scene.find("total")], ("=", "Σ", "+")


def place_outputs(out: Arrangement, scene: Scene) -> None:
    """Every output channel as a map, in rows under all that stands."""
    outputs = scene.family("output")
    out.strip(outputs, fit(outputs[0], SMALL_MAP), Length(0, 60))


def place_maps(out: Arrangement, scene: Scene, columns: int = 1) -> None:
    """What can be brought into focus, as rows of small maps: the lanes' inputs, then the output channels."""
    inputs, outputs = scene.family("input"), scene.family("output")
    if len(outputs) > 1 and max(outputs[0].rows, outputs[0].cols) <= SMALL_MAP and out.name == "narrow":
        return place_outputs(out, scene)
    for panels in (inputs if scene.lanes else [], outputs if len(outputs) > 1 else []):
        if panels:
            out.strip(panels, SMALL_MAP / 1.5 / max(panels[0].rows, panels[0].cols), Length(0, 26), columns)
    return None
