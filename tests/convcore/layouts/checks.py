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


def measures(scene: Scene, boxes: list[Box]) -> Any:
    """[measures, boxes]: where boxes begin, in cells and pixels, how large they are, and the room of their titles."""
    panels = {panel.id: panel for panel in scene.panels}
    rows = []
    for box in boxes:
        panel = panels[box.panel]
        size = box.scale * box.aspect * panel.cols, box.scale * panel.rows
        rows.append((*box.x, *box.y, *size, TITLE.pixels - 1 if box.titled else 0))
    return np.array(rows).T


def rectangles(measures: Any, cell: float) -> Any:
    """[sides, boxes]: the rectangles of many boxes with their titles."""
    x, x_pixels, y, y_pixels, across, down, titles = measures
    left, top = x * cell + x_pixels, y * cell + y_pixels
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
    points = [(*symbol.x, *symbol.y) for symbol in arrangement.symbols]
    points += [(*x, *y) for tie in arrangement.ties for x, y in tie.points]
    x, x_pixels, y, y_pixels = np.array(points).reshape(-1, 4).T
    sizes, same = measures(scene, arrangement.boxes), np.eye(len(names), dtype=bool)
    for cell in CELLS:
        where = f"{scene.kind} {arrangement.name} at {cell} px"
        found = rectangles(sizes, cell)
        mixed = np.argwhere(~(apart(found[:, :, np.newaxis], found[:, np.newaxis]) | same))
        assert not len(mixed), f"{where}: {[names[i] for i in mixed[0]]} {found[:, mixed[0]].T}"
        width, height = pixels(arrangement.width, cell), pixels(arrangement.height, cell)
        inside = (found[:2].T >= -SLACK).all(1) & (found[2] <= width + SLACK) & (found[3] <= height + SLACK)
        assert inside.all(), f"{where}: {names[inside.argmin()]} {found[:, inside.argmin()]} in {width} x {height}"
        check_frames(arrangement, found, cell, where)
        for along, side in ((x * cell + x_pixels, width), (y * cell + y_pixels, height)):
            inside = (along >= 0) & (along <= side + SLACK)
            assert inside.all(), f"{where}: {points[inside.argmin()]}"


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
