"""A convolution: one lane for each output channel or each input channel, or the lane in focus alone."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from convcore.layouts.blocks import Block, arrange, beside, best, column, grid, name, sign, tile, wrap
from convcore.layouts.parts import SMALL_MAP, add_up, map_grid, multiplier, reckon, shrunk
from convcore.layouts.surface import (
    LANE_GAP,
    NONE,
    PLUS,
    SMALL_GAP,
    SYMBOL_GAP,
    TITLE,
    Arrangement,
    Length,
    Symbol,
    Tie,
)
from convcore.scenes.model import MAX_LANES, Panel, Scene

LARGE_IMAGE = 9
READABLE = 20  # pixels of a cell
GROWN = 1.5  # times the size of a cell, where an output has room
LANE = ("products", "sum", "output")  # what stands behind a filter slice
COLUMNS_GAP = Length(0, 48)
PHONE_GAP = Length(0, 20)


# Depthwise: a lane an output channel --------------------------------------------------------------------------------


def lay_depthwise(scene: Scene) -> Arrangement:
    """One lane an output channel; an input stands beside all lanes that read it."""
    if len(scene.family("output")) > MAX_LANES:
        return Arrangement("wide")
    ways = [(True, 1), (True, 2), (False, 1), (False, 2)]
    return arrange("wide", best((_depthwise(scene, titled, columns) for titled, columns in ways), READABLE))


def _depthwise(scene: Scene, titled: bool, columns: int) -> Block:
    """Groups of lanes in one column or two; without titles they stand closer."""
    groups = [_lanes(scene, panel, titled) for panel in scene.family("input")]
    each = -(-len(groups) // columns)
    parts = [groups[start : start + each] for start in range(0, len(groups), each)]
    if titled:
        return _from_the_top([column(*part, gap=LANE_GAP) for part in parts])
    first = scene.find("input", 0), scene.find("filter", 0, 0), *(scene.find(one, 0) for one in LANE)
    names = _names(scene, [tile(panel).width for panel in first])
    return _from_the_top([column(names, *part, gap=SMALL_GAP) for part in parts])


def _lanes(scene: Scene, panel: Panel, titled: bool) -> Block:
    """An input and the lanes that read it, tied to it."""
    (channel,) = panel.at
    outputs = scene.family("output")
    each = len(outputs) // len(scene.family("input"))
    image = tile(panel, titled=titled)
    lanes = column(
        *(_lane(scene, channel, k, titled) for k in range(channel * each, (channel + 1) * each)),
        gap=LANE_GAP if titled else SMALL_GAP,
    )
    return _tie(beside(image, lanes), image.width, channel)


def _lane(scene: Scene, channel: int, k: int, titled: bool) -> Block:
    *panels, output = scene.find("filter", channel, k), *(scene.find(family, k) for family in LANE)
    blocks = *(tile(panel, titled=titled) for panel in panels), tile(output, _grown(scene, output), titled)
    return beside(*(one for text, block in zip("×=Σ→", blocks, strict=True) for one in (sign(text), block)))


def _grown(scene: Scene, output: Panel) -> float:
    """The scale of an output beside a lane: its totals are longer than what is multiplied, so it takes the height."""
    return min(max(scene.find("products").rows / output.rows, 1), GROWN)


def _names(scene: Scene, widths: list[Length]) -> Block:
    """The names of a lane's panels above lanes that have none, each where its panels stand."""
    texts = ("input", "filter", scene.captions["products"], scene.captions["sum"], "output")
    first, *others = (name(text, width) for text, width in zip(texts, widths, strict=False))
    return beside(first, *(one for block in others for one in (sign(""), block)))


def _tie(pair: Block, right: Length, channel: int) -> Block:
    """An image and its lanes with a line from its right side to each lane."""
    (_, _, _), (lanes, _, top) = pair.parts
    ends = [(right.plus(SYMBOL_GAP), top.plus(down, lane.middle)) for lane, _, down in lanes.parts]
    ties = tuple(Tie(((right, pair.middle), end), channel) for end in ends)
    return Block(pair.width, pair.height, pair.middle, ties=ties, parts=pair.parts)


def _from_the_top(blocks: list[Block]) -> Block:
    """Columns side by side, their tops in one line."""
    flush = [Block(block.width, block.height, NONE, parts=((block, NONE, NONE),)) for block in blocks]
    return beside(*flush, gap=COLUMNS_GAP)


# Standard: a lane an input channel ----------------------------------------------------------------------------------


def lay_standard(scene: Scene) -> Arrangement:
    """One lane an input channel, all filter slices in view where there is room; a bracket adds the lanes' sums."""
    return arrange("wide", best(_standard_ways(scene), READABLE))


def _standard_ways(scene: Scene) -> Iterator[Block]:
    """From the roomiest to the closest: all slices, the one in focus, with inputs of half the size, without titles."""
    rows = scene.find("products").rows
    image = max(scene.find("source").rows, scene.find("source").cols)
    if _all_slices(scene):
        yield _standard(scene, image, titled=True, slices=True)
    yield _standard(scene, image, titled=True)
    for smaller, titled in ((rows + 1, True), (rows + 1, False), (rows, False)):
        if max(smaller, SMALL_MAP) >= image / 2:
            yield _standard(scene, max(smaller, SMALL_MAP), titled)


def _standard(scene: Scene, most: float, titled: bool, slices: bool = False) -> Block:
    inputs, outputs = scene.family("input"), scene.family("output")
    rows = []
    for c, panel in enumerate(inputs):
        kernels = [scene.find("filter", c, k) for k in range(len(outputs))] if slices else [scene.find("kernel", c)]
        seen = beside(*(tile(one, titled=titled) for one in kernels), gap=SYMBOL_GAP.times(0.8))
        lane = [shrunk(panel, most, titled), sign("×"), seen, sign("="), tile(scene.find("products", c), 1, titled)]
        rows.append([*lane, sign("Σ"), tile(scene.find("sum", c), 1, titled)])
    lanes = _join_to_total(grid(rows, down=LANE_GAP if titled else SMALL_GAP))
    if not titled:
        names = _names(scene, [one.width for one in rows[0][::2]])
        parts = (names, NONE, NONE), (lanes, NONE, TITLE)
        lanes = Block(lanes.width, lanes.height.plus(TITLE), lanes.middle.plus(TITLE), parts=parts)
    behind = beside(lanes, sign("="), tile(scene.find("total")), sign("→"))
    for scale in (GROWN, 1.25, 1) if outputs[0].rows <= SMALL_MAP else (1,):
        maps = wrap([tile(panel, scale, titled) for panel in outputs], 1, NONE, LANE_GAP if titled else SMALL_GAP)
        if maps.height.nominal <= max(lanes.height.nominal, maps.height.nominal / len(outputs) * 2.2 * (scale == 1)):
            return beside(behind, maps)
    strip = map_grid(outputs, SMALL_MAP, len(outputs))
    return column(beside(behind, tile(scene.find("output"))), strip, gap=LANE_GAP)


def _join_to_total(lanes: Block) -> Block:
    """Lanes whose last panels are added: a plus between each two, and lines that lead to the total."""
    middles = [top.plus(lane.middle) for lane, _, top in lanes.parts]
    x = lanes.width.plus(PLUS.times(-1))
    between = [one.plus(two).times(0.5) for one, two in pairwise(middles)]
    end = lanes.width.plus(SYMBOL_GAP.times(0.25)), lanes.middle
    ties = tuple(Tie(((lanes.width, middle), end), c) for c, middle in enumerate(middles))
    signs = tuple(Symbol("+", x, y) for y in between)
    return Block(lanes.width, lanes.height, lanes.middle, signs, ties if len(middles) > 1 else (), lanes.parts)


def _all_slices(scene: Scene) -> bool:
    return len(scene.family("output")) * scene.find("products", 0).cols <= 8


# One lane in focus --------------------------------------------------------------------------------------------------


def lay_focus(scene: Scene) -> Arrangement:
    """Large sizes on a wide screen: the input in focus beside its arithmetic, and small maps to choose from."""
    return arrange("focus", arrange_focus(scene))


def arrange_focus(scene: Scene) -> Block:
    """The maps below or beside the lane, as large as leaves its numbers readable."""
    return best(_focus_ways(scene), READABLE)


def _focus_ways(scene: Scene) -> Iterator[Block]:
    image = scene.find("source")
    scale = min(max(image.rows / LARGE_IMAGE, 1), 1.5)
    left, right = reckon(scene, scale)
    whole = beside(tile(image), left, right, sign("→"), tile(scene.find("output")))
    folded = beside(tile(image), column(left, beside(right, sign("→"), tile(scene.find("output"))), gap=LANE_GAP))
    for most, titled in ((SMALL_MAP, True), (2, True), (SMALL_MAP, False), (2, False), (1.2, False)):
        maps = _maps(scene, most, titled)
        if maps is None:
            yield from (whole, folded)
            return
        for lane in (whole, folded):
            yield column(lane, maps, gap=LANE_GAP)
            yield _from_the_top([lane, maps])


def _maps(scene: Scene, most: float, titled: bool) -> Block | None:
    """What can be brought into focus: the lanes' inputs in a row, the outputs in rows of those of one input channel."""
    inputs, outputs = scene.family("input"), scene.family("output")
    found = [map_grid(inputs, most, len(inputs), titled)] if scene.lanes else []
    if len(outputs) > 1:
        found.append(map_grid(outputs, most, min(multiplier(scene), 16), titled))
    return column(*found, gap=LANE_GAP) if found else None


# A phone ------------------------------------------------------------------------------------------------------------


def lay_narrow(scene: Scene) -> Arrangement:
    """A phone: the lane in focus from top to bottom, small maps below."""
    return arrange("narrow", arrange_narrow(scene))


def arrange_narrow(scene: Scene) -> Block:
    """The same as a block."""
    image, output, outputs = scene.find("source"), scene.find("output"), scene.family("output")
    kernel, products = tile(scene.find("kernel")), tile(scene.find("products"))
    sums = [add_up(scene.find("sums")), sign("=", PHONE_GAP), tile(scene.find("total"))]
    rows = [
        beside(tile(image), sign("×", PHONE_GAP), kernel),
        beside(products, sign("Σ", PHONE_GAP), *(sums if scene.lanes else [tile(scene.find("sum"))])),
    ]
    across = min(multiplier(scene), 8)
    small = max(outputs[0].rows, outputs[0].cols) <= SMALL_MAP and across <= 4
    if not small or scene.channels == 1:
        rows.append(tile(output))
    if scene.lanes:
        rows.append(map_grid(scene.family("input"), 2, 4, titled=False))
    if scene.channels > 1:
        rows.append(map_grid(outputs, SMALL_MAP if small else 1.5, across, titled=small))
    return column(*rows, gap=LANE_GAP)


def lay_standard_narrow(scene: Scene) -> Arrangement:
    """A phone and few small channels: one lane for each, the outputs below."""
    inputs, outputs = scene.family("input"), scene.family("output")
    if len(inputs) > 3 or inputs[0].cols + 2 * scene.find("products", 0).cols > 11:
        return lay_narrow(scene)
    rows = []
    for c, panel in enumerate(inputs):
        lane = [tile(panel), sign("×", PHONE_GAP), tile(scene.find("kernel", c)), sign("=", PHONE_GAP)]
        last = [tile(scene.find("products", c)), sign("Σ", PHONE_GAP), tile(scene.find("sum", c))]
        rows.append([*lane, *last])
    lanes = grid(rows, down=LANE_GAP)
    total = beside(sign("Σ", PHONE_GAP), add_up(scene.find("sums")), sign("=", PHONE_GAP), tile(scene.find("total")))
    return arrange("narrow", column(lanes, total, map_grid(outputs, SMALL_MAP, 4), gap=LANE_GAP))
