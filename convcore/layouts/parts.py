"""What the layouts of several pictures share: the arithmetic of a lane, small maps."""

from __future__ import annotations

from collections.abc import Sequence

from convcore.layouts.blocks import Block, beside, sign, tile, wrap
from convcore.layouts.surface import LANE_GAP, SMALL_GAP, STRIP_GAP, Length, Symbol
from convcore.scenes.model import Panel, Scene

SMALL_MAP = 3  # cells; larger tensors are drawn as small as that
PLUS_ROOM = Length(0, 22)


def fit(panel: Panel, most: float) -> float:
    """The scale at which a panel is at most ``most`` cells high and wide."""
    return min(1.0, most / max(panel.rows, panel.cols))


def shrunk(panel: Panel, most: float, titled: bool = True) -> Block:
    """A panel at most so many cells high and wide."""
    return tile(panel, fit(panel, most), titled)


def reckon(scene: Scene, scale: float = 1) -> tuple[Block, Block]:
    """What stands behind the input of the lane in focus: up to its products, and from there on."""
    kernel, products = (tile(scene.find(name), scale) for name in ("kernel", "products"))
    left = beside(sign("×"), kernel, sign("="), products)
    if not scene.lanes:
        return left, beside(sign("Σ"), tile(scene.find("sum"), scale))
    return left, beside(sign("Σ"), add_up(scene.find("sums"), scale), sign("="), tile(scene.find("total"), scale))


def add_up(panel: Panel, scale: float = 1) -> Block:
    """Numbers below each other, with a plus before each but the first."""
    signs = tuple(Symbol("+", PLUS_ROOM.times(0.5), Length((row + 0.5) * scale)) for row in range(1, panel.rows))
    height = Length(panel.rows * scale)
    room = Block(PLUS_ROOM, height, height.times(0.5), signs) if signs else Block()
    return beside(room, tile(panel, scale, titled=False))


def map_grid(panels: Sequence[Panel], most: float, columns: int, titled: bool = True) -> Block:
    """Small maps in rows of so many."""
    maps = [shrunk(panel, most, titled) for panel in panels]
    return wrap(maps, columns, STRIP_GAP if titled else SMALL_GAP, LANE_GAP if titled else SMALL_GAP)


def multiplier(scene: Scene) -> int:
    """How many output channels each input channel has where it has its own, else how many there are."""
    outputs, inputs = scene.family("output"), scene.family("input")
    return len(outputs) if scene.lanes else max(len(outputs) // len(inputs), 1)
