"""Scenes to lay out, and what has to hold of every arrangement."""

from __future__ import annotations

from typing import Any

import numpy as np

from convcore.layouts.blocks import HEADING, words
from convcore.layouts.surface import TITLE, Arrangement, Box, Length
from convcore.scenes.convolution import build
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.trace import Trace

CELLS = (8, 12, 26, 54)
SLACK = 1e-6
SIZES = [
    ((1, 4, 4, 2), (3, 3, 2, 2), "VALID"),
    ((1, 1, 1, 1), (1, 1, 1, 1), "VALID"),
    ((1, 7, 7, 2), (7, 7, 2, 3), "VALID"),
    ((1, 16, 16, 1), (7, 7, 1, 1), "SAME"),
    ((1, 16, 16, 8), (3, 3, 8, 1), "SAME"),
    ((1, 16, 3, 2), (2, 3, 2, 4), "VALID"),
    ((1, 2, 16, 3), (2, 5, 3, 2), ((0, 1), (2, 0))),
    ((1, 8, 8, 8), (3, 3, 8, 8), "VALID"),
    ((1, 3, 3, 8), (3, 3, 8, 8), "VALID"),
    ((1, 4, 4, 1), (7, 1, 1, 8), "SAME"),
]


def scene(kind: Any, input_shape: Any, filter_shape: Any, padding: Any = "VALID") -> Scene:
    spec = ConvSpec(kind, input_shape, filter_shape, padding=padding)
    return build(Trace(spec, np.ones(input_shape), np.ones(filter_shape)))


def pixels(length: Length, cell: float) -> float:
    return length.cells * cell + length.pixels


def rectangle(scene: Scene, box: Box, cell: float, title: float = 0) -> tuple[float, float, float, float]:
    """A box's (left, top, right, bottom); with the room that its title takes above it."""
    panel = scene.panel(box.panel)
    left, top = pixels(box.x, cell), pixels(box.y, cell)
    across, down = panel.cols * cell * box.scale * box.aspect, panel.rows * cell * box.scale
    return left, top - title, left + across, top + down


def rectangles(scene: Scene, boxes: list[Box], cell: float) -> Any:
    """[sides, boxes]: the same for many boxes with their titles."""
    panels = {panel.id: panel for panel in scene.panels}
    sizes = [(panels[box.panel].cols * box.aspect, panels[box.panel].rows) for box in boxes]
    rows = [
        (*box.x, *box.y, box.scale * across, box.scale * down) for box, (across, down) in zip(boxes, sizes, strict=True)
    ]
    x, x_pixels, y, y_pixels, across, down = np.array(rows).T
    left, top = x * cell + x_pixels, y * cell + y_pixels
    titles = np.array([TITLE.pixels - 1 if box.titled else 0 for box in boxes])
    return np.array([left, top - titles, left + across * cell, top + down * cell])


def headings(arrangement: Arrangement, cell: float) -> Any:
    """[sides, headings]: the lines of text that begin at a point."""
    placed = [(one, pixels(one.x, cell), pixels(one.y, cell)) for one in arrangement.symbols if one.kind == "heading"]
    half = HEADING.pixels / 2 - 1
    return np.array([(x, y - half, x + words(one.text).width.pixels, y + half) for one, x, y in placed]).T


def borders(arrangement: Arrangement, cell: float) -> Any:
    """[sides, borders]."""
    sides = [(one.x, one.y, one.x.plus(one.width), one.y.plus(one.height)) for one in arrangement.borders]
    return np.array([[pixels(side, cell) for side in border] for border in sides]).T


def encloses(border: Any, box: Any) -> Any:
    """Whether a rectangle lies in another."""
    return (border[:2] <= box[:2] + SLACK).all(0) & (border[2:] >= box[2:] - SLACK).all(0)


def apart(a: Any, b: Any) -> Any:
    """Whether two rectangles have no point in common; of arrays of them, each with each that it stands beside."""
    return (a[2] <= b[0] + SLACK) | (b[2] <= a[0] + SLACK) | (a[3] <= b[1] + SLACK) | (b[3] <= a[1] + SLACK)


def check(scene: Scene, arrangement: Arrangement) -> None:
    """No panel twice, and at every cell size nothing overlaps or leaves the surface; each title has its room."""
    names = [box.panel for box in arrangement.boxes]
    assert names
    assert len(set(names)) == len(names)
    assert set(names) <= {panel.id for panel in scene.panels}
    points = [(symbol.x, symbol.y) for symbol in arrangement.symbols]
    points += [point for tie in arrangement.ties for point in tie.points]
    for cell in CELLS:
        where = f"{scene.kind} {arrangement.name} at {cell} px"
        found = rectangles(scene, arrangement.boxes, cell)
        mixed = np.argwhere(~apart(found[:, :, np.newaxis], found[:, np.newaxis]) & ~np.eye(len(names), dtype=bool))
        assert not len(mixed), f"{where}: {[names[i] for i in mixed[0]]} {found[:, mixed[0]].T}"
        width, height = pixels(arrangement.width, cell), pixels(arrangement.height, cell)
        inside = (found[:2].T >= -SLACK).all(1) & (found[2] <= width + SLACK) & (found[3] <= height + SLACK)
        assert inside.all(), f"{where}: {names[inside.argmin()]} {found[:, inside.argmin()]} in {width} x {height}"
        check_frames(arrangement, found, cell, where)
        for x, y in points:
            assert 0 <= pixels(x, cell) <= width + SLACK, f"{where}: {x}"
            assert 0 <= pixels(y, cell) <= height + SLACK, f"{where}: {y}"


def check_frames(arrangement: Arrangement, boxes: Any, cell: float, where: str) -> None:
    """Borders cut no panel and leave no surface; what they are headed with stands on nothing."""
    lines = borders(arrangement, cell) if arrangement.borders else np.empty((4, 0))
    width, height = pixels(arrangement.width, cell), pixels(arrangement.height, cell)
    assert (lines[:2] >= -SLACK).all(), where
    assert (lines[2] <= width + SLACK).all(), where
    assert (lines[3] <= height + SLACK).all(), where
    for border in lines.T:
        cut = ~apart(border[:, np.newaxis], boxes) & ~encloses(border[:, np.newaxis], boxes)
        assert not cut.any(), f"{where}: {arrangement.boxes[cut.argmax()].panel} stands across a border"
    for heading in headings(arrangement, cell).T:
        assert apart(heading[:, np.newaxis], boxes).all(), f"{where}: a heading stands on a panel"
