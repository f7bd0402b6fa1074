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


def rectangles(measures: Any, cell: Any) -> Any:
    """[sides, boxes]: the rectangles of many boxes with their titles; [sides, cells, boxes] of a column of cells."""
    x, x_pixels, y, y_pixels, across, down, titles = measures
    left, top = x * cell + x_pixels, y * cell + y_pixels
    return np.array([left, top - titles, left + across * cell, top + down * cell])


def headings(arrangement: Arrangement, cell: Any) -> Any:
    """[sides, cells, headings]: the lines of text that begin at a point."""
    placed = [one for one in arrangement.symbols if one.kind == "heading"]
    x, y = (_measured([getattr(one, axis) for one in placed], cell) for axis in "xy")
    half = HEADING.pixels / 2 - 1
    return np.array([x, y - half, x + [words(one.text).width.pixels for one in placed], y + half])


def borders(arrangement: Arrangement, cell: Any) -> Any:
    """[sides, borders]; [sides, cells, borders] of a column of cells."""
    x, y, width, height = (
        _measured([getattr(one, side) for one in arrangement.borders], cell) for side in ("x", "y", "width", "height")
    )
    return np.array([x, y, x + width, y + height])


def _measured(lengths: list[Length], cell: Any) -> Any:
    """Lengths in pixels."""
    cells, more = np.array(lengths, float).reshape(-1, 2).T
    return cells * cell + more


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
    x, x_pixels, y, y_pixels = np.array(points, float).reshape(-1, 4).T
    cell, where = np.array(CELLS)[:, np.newaxis], [f"{scene.kind} {arrangement.name} at {cell} px" for cell in CELLS]
    found, same = rectangles(measures(scene, arrangement.boxes), cell), np.eye(len(names), dtype=bool)
    mixed = np.argwhere(~(apart(found[..., np.newaxis], found[..., np.newaxis, :]) | same))
    assert not len(mixed), [f"{where[at]}: {names[i]} {names[k]} {found[:, at, [i, k]].T}" for at, i, k in mixed[:1]]
    width, height = pixels(arrangement.width, cell), pixels(arrangement.height, cell)
    outside = np.argwhere(~_within(found[0], found[1], found[2], found[3], width, height))
    assert not len(outside), [f"{where[at]}: {names[i]} {found[:, at, i]} leaves the surface" for at, i in outside[:1]]
    check_frames(arrangement, found, cell, where)
    across, down = x * cell + x_pixels, y * cell + y_pixels
    outside = np.argwhere(~_within(across, down, across, down, width, height, 0))
    assert not len(outside), [f"{where[at]}: {points[i]} leaves the surface" for at, i in outside[:1]]


def _within(left: Any, top: Any, right: Any, bottom: Any, width: Any, height: Any, before: float = SLACK) -> Any:
    """Whether rectangles, [cells, boxes], lie on a surface."""
    return (left >= -before) & (top >= -before) & (right <= width + SLACK) & (bottom <= height + SLACK)


def check_frames(arrangement: Arrangement, boxes: Any, cell: Any, where: list[str]) -> None:
    """Borders cut no panel and leave no surface; what they are headed with stands on nothing."""
    if arrangement.borders:
        lines = borders(arrangement, cell)
        width, height = pixels(arrangement.width, cell), pixels(arrangement.height, cell)
        outside = np.argwhere(~_within(*lines, width, height))
        assert not len(outside), f"{where[outside[0, 0]]}: a border leaves the surface"
        line, box = lines[..., np.newaxis], boxes[..., np.newaxis, :]
        cut = np.argwhere(~(apart(line, box) | encloses(line, box)))
        panels = [f"{where[at]}: {arrangement.boxes[i].panel} stands across a border" for at, _, i in cut[:1]]
        assert not len(cut), panels
    if any(one.kind == "heading" for one in arrangement.symbols):
        clear = apart(headings(arrangement, cell)[..., np.newaxis], boxes[..., np.newaxis, :])
        covered = np.argwhere(~clear)
        assert not len(covered), f"{where[covered[0, 0]]}: a heading stands on a panel"
