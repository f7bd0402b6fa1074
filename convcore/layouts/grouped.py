"""The grouped convolution: its filter as a matrix of kernels with a border around each group, and the lane in focus."""

from __future__ import annotations

from convcore.layouts.blocks import Block, arrange, beside, cell_of, column, sign, tile
from convcore.layouts.convolution import arrange_focus, arrange_narrow
from convcore.layouts.parts import fit, reckon, shrunk
from convcore.layouts.surface import (
    LANE_GAP,
    NOMINAL_CELL,
    NONE,
    SMALL_GAP,
    SMALLEST_CELL,
    STRIP_GAP,
    SYMBOL_GAP,
    TITLE,
    Arrangement,
    Border,
    Length,
    covering,
)
from convcore.scenes.model import Panel, Scene

NEARLY = 0.97  # of a cell's size, which nobody sees missing
TITLED = 10  # columns that have room for their names
ROWS_GAP = Length(0, 8)
BORDER = Length(0, 7)  # between a group and the line around it


def lay_wide(scene: Scene) -> Arrangement:
    """The matrix, and below it the lane in focus, as large as it can be without making the matrix smaller.

    Where the matrix has more columns than a screen has room for, or more cells than are worth sending, the lane comes
    first and the matrix is seen at a glance.
    """
    whole = len(scene.family("filter")) == len(scene.family("input")) * len(scene.family("output"))
    matrix = _matrix(scene) if whole else None
    least = cell_of(_over(matrix, scene, 1)) if matrix else 0
    if matrix is None or least < NEARLY * SMALLEST_CELL:
        return arrange("wide", _with_blocks(arrange_focus(scene), scene))
    larger = (_over(matrix, scene, scale) for scale in (3, 2.5, 2, 1.5, 1))
    return arrange("wide", next(one for one in larger if cell_of(one) >= NEARLY * least))


def lay_narrow(scene: Scene) -> Arrangement:
    """A phone: the lane in focus, then the matrix at a glance."""
    return arrange("narrow", _with_blocks(arrange_narrow(scene), scene))


def _over(matrix: Block, scene: Scene, scale: float) -> Block:
    """The matrix, and the lane in focus in a row under it."""
    image = scene.find("source")
    return column(matrix, beside(tile(image, fit(image, 4) * scale), *reckon(scene, scale)), gap=LANE_GAP)


def _matrix(scene: Scene) -> Block:
    """A row an input channel, a column an output channel, each output under its column."""
    inputs, outputs = scene.family("input"), scene.family("output")
    titled = len(outputs) <= TITLED
    images = [shrunk(panel, 4, titled) for panel in inputs]
    kernels = {panel.at: _kernel(panel, titled) for panel in scene.family("filter")}
    maps = [shrunk(panel, 3, titled) for panel in outputs]
    row = covering(images[0].height, kernels[0, 0].height).plus(ROWS_GAP)
    pitch = covering(maps[0].width, kernels[0, 0].width).plus(STRIP_GAP if titled else SMALL_GAP.times(2))
    left, foot = images[0].width.plus(SYMBOL_GAP), row.times(len(inputs)).plus(SMALL_GAP)
    middle = covering(images[0].middle, kernels[0, 0].middle)
    parts = []
    for c, image in enumerate(images):
        line = row.times(c).plus(middle)
        parts += [(image, NONE, line.less(image.middle)), (sign("×"), images[0].width, line)]
        for k in range(len(outputs)):
            kernel = kernels[c, k]
            parts.append((kernel, left.plus(pitch.times(k)), line.less(kernel.middle)))
    parts += [(one, left.plus(pitch.times(k)), foot) for k, one in enumerate(maps)]
    width, height = left.plus(pitch.times(len(outputs))), foot.plus(maps[0].height)
    return Block(width, height, height.times(0.5), _borders(scene, left, row, pitch), parts=tuple(parts))


def _kernel(panel: Panel, titled: bool) -> Block:
    """Zeros outside the groups have no name, but the room for one."""
    made = shrunk(panel, 3, titled and not panel.outside)
    if not (panel.outside and titled):
        return made
    return Block(made.width, made.height.plus(TITLE), made.middle.plus(TITLE), parts=((made, NONE, TITLE),))


def _borders(scene: Scene, left: Length, row: Length, pitch: Length) -> tuple[Border, ...]:
    """A line around the kernels of each group, where there are several."""
    groups = {panel.at for panel in scene.family("filter") if not panel.outside}
    found = []
    for sources in {tuple(sorted(c for c, k in groups if k == one)) for one in {k for _, k in groups}}:
        own = sorted({k for c, k in groups if c == sources[0]})
        corner = left.plus(pitch.times(own[0]), BORDER.times(-1)), row.times(sources[0])
        width = pitch.times(len(own)).plus(BORDER.times(0.5))
        found.append(Border(*corner, width, row.times(len(sources)).plus(Length(0, -2))))
    return tuple(found) if len(found) > 1 else ()


def _with_blocks(out: Block, scene: Scene) -> Block:
    """The same with the matrix at a glance below."""
    blocks = scene.find("blocks")
    scale = min(1.0, out.width.nominal / NOMINAL_CELL / blocks.cols)
    return column(out, tile(blocks, scale), gap=LANE_GAP)
