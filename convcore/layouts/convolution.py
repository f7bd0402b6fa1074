"""A convolution: one lane for each output channel or each input channel, or the lane in focus alone."""

from __future__ import annotations

from convcore.layouts.parts import ROOM, SMALL_MAP, find_arithmetic, place_maps, place_outputs
from convcore.layouts.surface import (
    LANE_GAP,
    NONE,
    SYMBOL_GAP,
    TITLE,
    Arrangement,
    Length,
    covering,
)
from convcore.scenes.model import MAX_LANES, Scene

LARGE_IMAGE = 9


def lay_depthwise(scene: Scene) -> Arrangement:
    """One lane an output channel; an input stands beside all lanes that read it."""
    out = Arrangement("wide")
    outputs = scene.family("output")
    if len(outputs) > MAX_LANES:
        return out
    lanes_each = len(outputs) // len(scene.family("input"))
    pitch = _pitch(scene, lanes_each)
    for panel in scene.family("input"):
        (channel,) = panel.at
        top = pitch.times(channel * lanes_each)
        middle = top.plus(pitch.times(lanes_each / 2), TITLE.times(0.5))
        right, _ = out.put(panel, NONE, middle.plus(Length(-panel.rows / 2)))
        for q in range(lanes_each):
            k = channel * lanes_each + q
            lane = top.plus(pitch.times(q + 0.5), TITLE.times(0.5))
            chain = [scene.find("filter", channel, k), scene.find("products", k), scene.find("sum", k)]
            out.tie((right, middle), (right.plus(SYMBOL_GAP), lane), channel)
            out.chain([*chain, outputs[k]], right, lane, ("×", "=", "Σ", "→"))
    return out


def _pitch(scene: Scene, lanes_each: int) -> Length:
    """The height of a depthwise lane: its own panels' and its share of the input's."""
    lane = Length(max(scene.find("products", 0).rows, scene.find("output", 0).rows)).plus(TITLE, LANE_GAP)
    share = Length(scene.find("input", 0).rows).plus(TITLE, LANE_GAP).times(1 / lanes_each)
    return covering(lane, share)


def lay_standard(scene: Scene) -> Arrangement:
    """One lane an input channel, all filter slices in view; a bracket adds the lanes' sums."""
    out = Arrangement("wide")
    inputs, outputs = scene.family("input"), scene.family("output")
    tallest = max(inputs[0].rows, scene.find("products", 0).rows)
    pitch = Length(tallest).plus(TITLE, LANE_GAP)
    ends = []
    for c, panel in enumerate(inputs):
        middle = pitch.times(c + 0.5).plus(TITLE.times(0.5))
        right, _ = out.put(panel, NONE, middle.plus(Length(-panel.rows / 2)))
        slices = [scene.find("filter", c, k) for k in range(len(outputs))] if _all_slices(scene) else []
        slices = slices or [scene.find("kernel", c)]
        right = out.chain(slices, right, middle, ("×",) + ("",) * (len(slices) - 1))
        right = out.chain([scene.find("products", c), scene.find("sum", c)], right, middle, ("=", "Σ"))
        ends.append((right, middle, c))
    middle = pitch.times(len(inputs) / 2).plus(TITLE.times(0.5))
    right = ends[0][0]
    for _, lane, c in ends:
        out.tie((right, lane), (right.plus(SYMBOL_GAP.times(0.5)), middle), c)
    right = out.chain([scene.find("total")], right, middle, ("+",))
    _output_column(out, scene, right, middle)
    return out


def _all_slices(scene: Scene) -> bool:
    return len(scene.family("output")) * scene.find("products", 0).cols <= 8


def _output_column(out: Arrangement, scene: Scene, x: Length, middle: Length) -> None:
    """The output channels above each other behind the total; small maps under the picture where they are too tall."""
    outputs = scene.family("output")
    pitch = Length(outputs[0].rows).plus(TITLE, LANE_GAP)
    if pitch.times(len(outputs)).nominal > max(out.height.nominal, pitch.nominal * 2):
        out.chain([scene.find("output")], x, middle, ("→",))
        place_outputs(out, scene)
        return
    left = x.plus(SYMBOL_GAP)
    out.sign("→", x, left, middle)
    top = middle.plus(pitch.times(-len(outputs) / 2), TITLE, Length(0, LANE_GAP.pixels / 2))
    if top.cells < 0 or top.pixels < TITLE.pixels:  # taller than the lanes
        top = TITLE
    for k, panel in enumerate(outputs):
        out.put(panel, left, top.plus(pitch.times(k)))


def lay_focus(scene: Scene) -> Arrangement:
    """Large sizes on a wide screen: the input in focus beside its find_arithmetic, small maps below to choose from."""
    return max((_focus_over(scene, columns) for columns in (1, 8, 12, 16, 24)), key=lambda made: made.cell(ROOM))


def _focus_over(scene: Scene, columns: int) -> Arrangement:
    """The same with at least so many maps side by side: many of them would otherwise stand too deep."""
    out = Arrangement("focus")
    image, chain, signs = scene.find("source"), *find_arithmetic(scene)
    right, _ = out.put(image, NONE, TITLE)
    scale = min(max(image.rows / LARGE_IMAGE, 1), 1.5)
    tallest = max(panel.rows for panel in chain) * scale
    out.chain(chain, right, TITLE.plus(Length(tallest / 2)), ("×", *signs), scale=scale)
    below = TITLE.plus(Length(tallest), LANE_GAP, TITLE)
    out.put(scene.find("output"), right.plus(SYMBOL_GAP), below)
    place_maps(out, scene, columns)
    return out


def lay_narrow(scene: Scene) -> Arrangement:
    """A phone: the lane in focus from top to bottom, small maps below."""
    out = Arrangement("narrow")
    image, (kernel, *chain), (_, *signs) = scene.find("source"), *find_arithmetic(scene)
    out.row([image, kernel], TITLE.plus(Length(max(image.rows, kernel.rows) / 2)), ("×",))
    out.row(chain, out.below(max(chain, key=lambda panel: panel.rows)), signs)
    output = scene.find("output")
    if max(output.rows, output.cols) > SMALL_MAP or scene.channels == 1:
        out.row([output], out.below(output), ())
    place_maps(out, scene)
    return out


def lay_standard_narrow(scene: Scene) -> Arrangement:
    """A phone and few small channels: one lane for each, the outputs below."""
    inputs = scene.family("input")
    if len(inputs) > 3 or inputs[0].cols + 2 * scene.find("products", 0).cols > 11:
        return lay_narrow(scene)
    out = Arrangement("narrow")
    for c, panel in enumerate(inputs):
        lane = [panel, scene.find("kernel", c), scene.find("products", c), scene.find("sum", c)]
        tallest = max(lane, key=lambda panel: panel.rows)
        middle = out.below(tallest) if c else TITLE.plus(Length(tallest.rows / 2))
        out.row(lane, middle, ("×", "=", "Σ"), Length(0, 20))
    out.row([scene.find("sums"), scene.find("total")], out.below(scene.find("sums")), ("Σ",))
    place_outputs(out, scene)
    return out
