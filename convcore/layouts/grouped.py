"""The grouped convolution: its filter as a matrix of kernels, and the lane in focus."""

from __future__ import annotations

from dataclasses import replace

from convcore.layouts.convolution import lay_focus
from convcore.layouts.convolution import lay_narrow as lay_lane
from convcore.layouts.parts import ROOM, find_arithmetic, fit
from convcore.layouts.surface import (
    LANE_GAP,
    NOMINAL_CELL,
    NONE,
    SMALLEST_CELL,
    STRIP_GAP,
    SYMBOL_GAP,
    TITLE,
    Arrangement,
    Length,
)
from convcore.scenes.model import Scene

NEARLY = 0.97  # of a cell's size, which nobody sees missing


def lay_wide(scene: Scene) -> Arrangement:
    """The matrix, and below it the lane in focus, as large as it can be without making the matrix smaller.

    Where the matrix has more columns than a screen has room for, or more cells than are worth sending, the lane comes
    first and the matrix is seen at a glance.
    """
    whole = len(scene.family("filter")) == len(scene.family("input")) * len(scene.family("output"))
    best = lay_matrix(scene, 1) if whole else None
    if best is None or best.cell(ROOM) < NEARLY * SMALLEST_CELL:
        return _with_blocks(replace(lay_focus(scene), name="wide"), scene)
    larger = (lay_matrix(scene, scale) for scale in (3, 2.5, 2, 1.5))
    return next((out for out in larger if out.cell(ROOM) >= NEARLY * best.cell(ROOM)), best)


def lay_matrix(scene: Scene, scale: float) -> Arrangement:
    """The filter as a matrix: a row an input channel, a column an output channel, each output under its column."""
    inputs, outputs = scene.family("input"), scene.family("output")
    out = Arrangement("wide")
    kernel = scene.find("products")
    fit_in, fit_kernel, fit_out = fit(inputs[0], 4), fit(kernel, 3), fit(outputs[0], 3)
    row = Length(max(inputs[0].rows * fit_in, kernel.rows * fit_kernel)).plus(TITLE, Length(0, 6))
    column = Length(max(kernel.cols * fit_kernel, outputs[0].cols * fit_out)).plus(STRIP_GAP)
    for c, panel in enumerate(inputs):
        middle = row.times(c + 0.5).plus(TITLE.times(0.5))
        right, _ = out.put(panel, NONE, middle.plus(Length(-panel.rows * fit_in / 2)), fit_in)
        left = right.plus(SYMBOL_GAP)
        out.sign("×", right, left, middle)
        for k in range(len(outputs)):
            top = middle.plus(Length(-kernel.rows * fit_kernel / 2))
            out.put(scene.find("filter", c, k), left.plus(column.times(k)), top, fit_kernel)
    for k, panel in enumerate(outputs):
        out.put(panel, left.plus(column.times(k)), row.times(len(inputs)).plus(TITLE), fit_out)
    _lane_strip(out, scene, scale)
    return out


def _with_blocks(out: Arrangement, scene: Scene) -> Arrangement:
    """The same with the matrix at a glance below."""
    blocks = scene.find("blocks")
    scale = min(1.0, (out.width.nominal / NOMINAL_CELL) / blocks.cols)
    out.put(blocks, NONE, out.height.plus(LANE_GAP, TITLE), scale)
    return out


def _lane_strip(out: Arrangement, scene: Scene, scale: float) -> None:
    """The find_arithmetic of the lane in focus, in a row under all that stands."""
    image, (chain, signs) = scene.find("source"), find_arithmetic(scene)
    fit_in = fit(image, 4) * scale
    tallest = max(image.rows * fit_in, *(panel.rows * scale for panel in chain))
    middle = out.height.plus(LANE_GAP, TITLE, Length(tallest / 2))
    right, _ = out.put(image, NONE, middle.plus(Length(-image.rows * fit_in / 2)), fit_in)
    out.chain(chain, right, middle, ("×", *signs), scale=scale)


def lay_narrow(scene: Scene) -> Arrangement:
    """A phone: the matrix at a glance, then the lane in focus."""
    return _with_blocks(lay_lane(scene), scene)
