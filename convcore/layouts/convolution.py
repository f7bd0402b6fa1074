"""The layouts of every kind of scene: one function a shape of screen, the table LAYOUTS says which serve which kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from convcore.layouts.surface import (
    LANE_GAP,
    LARGEST_CELL,
    NOMINAL_CELL,
    NONE,
    PANEL_GAP,
    SMALLEST_CELL,
    STRIP_GAP,
    SYMBOL_GAP,
    TITLE,
    WIDE_SUM,
    Arrangement,
    Length,
    Symbol,
    covering,
)
from convcore.scenes.model import MAX_LANES, Panel, Scene

ROOM = (900, 600)  # pixels that a desktop leaves for a player, more or less
NEARLY = 0.97  # of a cell's size, which nobody sees missing
SMALL_MAP = 3
LARGE_IMAGE = 9
TABLE = 1.3
STAGE_GAP = Length(0, 28)
PHONE = 14  # cells that a phone has room for side by side
STAGES = (
    (("window:*", "filter:*", "products:*", "sum:*", "between:*"), ("×", "=", "Σ", "→")),
    (("column", "weights", "weighed", "total", "output:*"), ("×", "=", "Σ", "→")),
)


def arrangements(scene: Scene) -> tuple[Arrangement, ...]:
    """The ways to lay out a scene, the widest first; the player takes the one whose cells come out largest."""
    made = (make(scene) for make in LAYOUTS[scene.kind])
    return tuple(arrangement for arrangement in made if arrangement.boxes)


def _depthwise_wide(scene: Scene) -> Arrangement:
    """One lane an output channel; an input stands beside all lanes that read it."""
    out = Arrangement("wide")
    outputs = _outputs(scene)
    if len(outputs) > MAX_LANES:
        return out
    lanes_each = len(outputs) // len(_role(scene, "input:", "input"))
    pitch = _pitch(scene, lanes_each)
    for panel in _role(scene, "input:", "input"):
        channel = scene.labels[panel.label or 0].channel or 0
        top = pitch.times(channel * lanes_each)
        middle = top.plus(pitch.times(lanes_each / 2), TITLE.times(0.5))
        right, _ = out.put(panel, NONE, middle.plus(Length(-panel.rows / 2)))
        for q in range(lanes_each):
            k = channel * lanes_each + q
            lane = top.plus(pitch.times(q + 0.5), TITLE.times(0.5))
            chain = [scene.panel(f"filter:{channel}:{k}"), scene.panel(f"products:{k}"), scene.panel(f"sum:{k}")]
            out.tie((right, middle), (right.plus(SYMBOL_GAP), lane), channel)
            out.chain([*chain, outputs[k]], right, lane, ("×", "=", "Σ", "→"))
    return out


def _standard_wide(scene: Scene) -> Arrangement:
    """One lane an input channel, all filter slices in view; a bracket adds the lanes' sums."""
    out = Arrangement("wide")
    inputs, outputs = _role(scene, "input:", "input"), _outputs(scene)
    tallest = max(inputs[0].rows, scene.panel("products:0").rows)
    pitch = Length(tallest).plus(TITLE, LANE_GAP)
    ends = []
    for c, panel in enumerate(inputs):
        middle = pitch.times(c + 0.5).plus(TITLE.times(0.5))
        right, _ = out.put(panel, NONE, middle.plus(Length(-panel.rows / 2)))
        slices = [scene.panel(f"filter:{c}:{k}") for k in range(len(outputs))] if _all_slices(scene) else []
        slices = slices or [scene.panel(f"filter:{c}")]
        right = out.chain(slices, right, middle, ("×",) + ("",) * (len(slices) - 1))
        right = out.chain([scene.panel(f"products:{c}"), scene.panel(f"sum:{c}")], right, middle, ("=", "Σ"))
        ends.append((right, middle, c))
    middle = pitch.times(len(inputs) / 2).plus(TITLE.times(0.5))
    right = ends[0][0]
    for _, lane, c in ends:
        out.tie((right, lane), (right.plus(SYMBOL_GAP.times(0.5)), middle), c)
    right = out.chain([scene.panel("total")], right, middle, ("+",))
    _output_column(out, scene, right, middle)
    return out


def _focus(scene: Scene) -> Arrangement:
    """Large sizes on a wide screen: the input in focus beside its arithmetic, small maps below to choose from."""
    return max((_focus_over(scene, columns) for columns in (1, 8, 12, 16, 24)), key=lambda made: made.cell(ROOM))


def _focus_over(scene: Scene, columns: int) -> Arrangement:
    """The same with at least so many maps side by side: many of them would otherwise stand too deep."""
    out = Arrangement("focus")
    image, chain, signs = scene.panel("input:lane:*"), *_arithmetic(scene)
    right, _ = out.put(image, NONE, TITLE)
    scale = min(max(image.rows / LARGE_IMAGE, 1), 1.5)
    tallest = max(panel.rows for panel in chain) * scale
    out.chain(chain, right, TITLE.plus(Length(tallest / 2)), ("×", *signs), scale=scale)
    below = TITLE.plus(Length(tallest), LANE_GAP, TITLE)
    out.put(scene.panel("output:*"), right.plus(SYMBOL_GAP), below)
    _maps(out, scene, columns)
    return out


def _narrow(scene: Scene) -> Arrangement:
    """A phone: the lane in focus from top to bottom, small maps below."""
    out = Arrangement("narrow")
    image, (kernel, *chain), (_, *signs) = scene.panel("input:lane:*"), *_arithmetic(scene)
    out.row([image, kernel], TITLE.plus(Length(max(image.rows, kernel.rows) / 2)), ("×",))
    out.row(chain, out.below(max(chain, key=lambda panel: panel.rows)), signs)
    output = scene.panel("output:*")
    if max(output.rows, output.cols) > SMALL_MAP or scene.channels == 1:
        out.row([output], out.below(output), ())
    _maps(out, scene)
    return out


def _standard_narrow(scene: Scene) -> Arrangement:
    """A phone and few small channels: one lane for each, the outputs below."""
    inputs = _role(scene, "input:", "input")
    if len(inputs) > 3 or inputs[0].cols + 2 * scene.panel("products:0").cols > 11:
        return _narrow(scene)
    out = Arrangement("narrow")
    for c, panel in enumerate(inputs):
        lane = [panel, scene.panel(f"filter:{c}"), scene.panel(f"products:{c}"), scene.panel(f"sum:{c}")]
        tallest = max(lane, key=lambda panel: panel.rows)
        middle = out.below(tallest) if c else TITLE.plus(Length(tallest.rows / 2))
        out.row(lane, middle, ("×", "=", "Σ"), Length(0, 20))
    out.row([scene.panel("sums"), scene.panel("total")], out.below(scene.panel("sums")), ("Σ",))
    _output_rows(out, scene)
    return out


def _tensors(scene: Scene) -> Arrangement:
    """Inputs above each other, their filter slices beside them."""
    out = Arrangement("wide")
    for panel in _role(scene, "input:", "input"):
        channel = scene.labels[panel.label or 0].channel
        slices = [p for p in _role(scene, "filter:", "filter") if scene.labels[p.label or 0].channel == channel]
        pitch = Length(max(panel.rows, slices[0].rows)).plus(TITLE, LANE_GAP)
        middle = pitch.times((channel or 0) + 0.5).plus(TITLE.times(0.5))
        out.row([panel, *slices], middle, ("",) * len(slices))
    return out


def _window(scene: Scene) -> Arrangement:
    """One lane: input, filter, products, sum."""
    out = Arrangement("wide")
    lane = list(scene.panels)
    out.row(lane, TITLE.plus(Length(max(p.rows for p in lane) / 2)), ("×", "=", "Σ"))
    return out


def _window_narrow(scene: Scene) -> Arrangement:
    """The same lane in two rows."""
    out = Arrangement("narrow")
    lane = list(scene.panels)
    out.row(lane[:2], TITLE.plus(Length(max(p.rows for p in lane[:2]) / 2)), ("×",))
    out.row(lane[2:], out.below(lane[2]), ("Σ",))
    return out


def _grouped(scene: Scene) -> Arrangement:
    """The matrix, and below it the lane in focus, as large as it can be without making the matrix smaller.

    Where the matrix has more columns than a screen has room for, or more cells than are worth sending, the lane comes
    first and the matrix is seen at a glance.
    """
    whole = len(_kernels(scene)) == len(_role(scene, "input:", "input")) * len(_outputs(scene))
    best = _grouped_over(scene, 1) if whole else None
    if best is None or best.cell(ROOM) < NEARLY * SMALLEST_CELL:
        return _with_blocks(replace(_focus(scene), name="wide"), scene)
    larger = (_grouped_over(scene, scale) for scale in (3, 2.5, 2, 1.5))
    return next((out for out in larger if out.cell(ROOM) >= NEARLY * best.cell(ROOM)), best)


def _grouped_over(scene: Scene, scale: float) -> Arrangement:
    """The filter as a matrix: a row an input channel, a column an output channel, each output under its column."""
    inputs, outputs, kernels = _role(scene, "input:", "input"), _outputs(scene), _kernels(scene)
    out = Arrangement("wide")
    kernel = scene.panel("products:*")
    fit_in, fit_kernel, fit_out = _fitting(inputs[0], 4), _fitting(kernel, 3), _fitting(outputs[0], 3)
    row = Length(max(inputs[0].rows * fit_in, kernel.rows * fit_kernel)).plus(TITLE, Length(0, 6))
    column = Length(max(kernel.cols * fit_kernel, outputs[0].cols * fit_out)).plus(STRIP_GAP)
    for c, panel in enumerate(inputs):
        middle = row.times(c + 0.5).plus(TITLE.times(0.5))
        right, _ = out.put(panel, NONE, middle.plus(Length(-panel.rows * fit_in / 2)), fit_in)
        left = right.plus(SYMBOL_GAP)
        out.sign("×", right, left, middle)
        for k in range(len(outputs)):
            top = middle.plus(Length(-kernel.rows * fit_kernel / 2))
            out.put(kernels[f"{c}:{k}"], left.plus(column.times(k)), top, fit_kernel)
    for k, panel in enumerate(outputs):
        out.put(panel, left.plus(column.times(k)), row.times(len(inputs)).plus(TITLE), fit_out)
    _lane_strip(out, scene, scale)
    return out


def _with_blocks(out: Arrangement, scene: Scene) -> Arrangement:
    """The same with the matrix at a glance below."""
    blocks = scene.panel("blocks")
    scale = min(1.0, (out.width.nominal / NOMINAL_CELL) / blocks.cols)
    out.put(blocks, NONE, out.height.plus(LANE_GAP, TITLE), scale)
    return out


def _lane_strip(out: Arrangement, scene: Scene, scale: float) -> None:
    """The arithmetic of the lane in focus, in a row under all that stands."""
    image, (chain, signs) = scene.panel("input:lane:*"), _arithmetic(scene)
    fit_in = _fitting(image, 4) * scale
    tallest = max(image.rows * fit_in, *(panel.rows * scale for panel in chain))
    middle = out.height.plus(LANE_GAP, TITLE, Length(tallest / 2))
    right, _ = out.put(image, NONE, middle.plus(Length(-image.rows * fit_in / 2)), fit_in)
    out.chain(chain, right, middle, ("×", *signs), scale=scale)


def _grouped_narrow(scene: Scene) -> Arrangement:
    """A phone: the matrix at a glance, then the lane in focus."""
    return _with_blocks(_narrow(scene), scene)


def _compare(scene: Scene) -> Arrangement:
    """The table in the middle: kept to the right, its columns added below; a row of everything an input channel."""
    out = Arrangement("wide")
    inputs, kernels = _role(scene, "input:", "input"), _role(scene, "filter:", "filter")
    kept, added = _role(scene, "depthwise:", "output"), _role(scene, "conv2d:", "output")
    columns = len(added)
    fit_in, fit_kernel, fit_out = (
        _fitting(panel, most) for panel, most in ((inputs[0], 5), (kernels[0], 3), (kept[0], 3))
    )
    tallest = max(inputs[0].rows * fit_in, kernels[0].rows * fit_kernel, kept[0].rows * fit_out, TABLE)
    pitch = Length(tallest).plus(TITLE, Length(0, 8))
    pitch_kernel = Length(kernels[0].cols * fit_kernel).plus(PANEL_GAP)
    pitch_out = Length(kept[0].cols * fit_out).plus(PANEL_GAP)
    front = Length(inputs[0].cols * fit_in).plus(SYMBOL_GAP, pitch_kernel.times(columns - 1))
    front = front.plus(Length(kernels[0].cols * fit_kernel), SYMBOL_GAP)
    strip, scale = _strip_before(front, kernels[0].cols, fit_kernel)
    table = covering(front, strip)
    for c, panel in enumerate(inputs):
        middle = pitch.times(c + 0.5).plus(TITLE.times(0.5))
        right, _ = out.put(panel, NONE, middle.plus(Length(-panel.rows * fit_in / 2)), fit_in)
        left = right.plus(SYMBOL_GAP)
        out.sign("×", right, left, middle)
        for q in range(columns):
            kernel = kernels[c * columns + q]
            x = left.plus(pitch_kernel.times(q))
            right, _ = out.put(kernel, x, middle.plus(Length(-kernel.rows * fit_kernel / 2)), fit_kernel)
        out.sign("Σ", right, table, middle)
        right, _ = out.put(scene.panel(f"table:{c}"), table, middle.plus(Length(-TABLE / 2)), TABLE)
        beside = right.plus(Length(0, 72))
        out.sign(f"{scene.captions['keep']} →", right, beside, middle)
        for q in range(columns):
            panel = kept[c * columns + q]
            out.put(panel, beside.plus(pitch_out.times(q)), middle.plus(Length(-panel.rows * fit_out / 2)), fit_out)
    foot = pitch.times(len(inputs)).plus(TITLE, TITLE, LANE_GAP)
    out.symbols.append(Symbol(f"{scene.captions['add']} ↓", table.plus(right).times(0.5), foot.plus(Length(0, -34))))
    middle = covering(
        foot.plus(Length(max(kernels[0].rows * fit_kernel, kept[0].rows * fit_out, 3) / 2)),
        pitch.times(len(inputs)).plus(TITLE, Length(kernels[0].rows * scale / 2)),
    )
    out.put(scene.panel("added"), table, middle.plus(Length(-TABLE / 2)), TABLE)
    out.sign("→", right, beside, middle)
    for q, panel in enumerate(added):
        out.put(panel, beside.plus(pitch_out.times(q)), middle.plus(Length(-panel.rows * fit_out / 2)), fit_out)
    _focus_strip(out, scene, middle, scale)
    return out


def _strip_before(place: Length, kernel_cols: int, least: float) -> tuple[Length, float]:
    """How long the strip of the lane in focus is, and its scale: it ends before ``place`` where ``least`` allows."""
    cells, gaps = 3 * kernel_cols + WIDE_SUM, STRIP_GAP.times(3).plus(LANE_GAP)
    room = min((place.at(cell) - gaps.pixels) / cell for cell in (SMALLEST_CELL, LARGEST_CELL))
    scale = min(max(room / cells, least), 2)
    return gaps.plus(Length(cells * scale)), scale


def _focus_strip(out: Arrangement, scene: Scene, middle: Length, scale: float) -> None:
    """The products behind the table's cell in focus."""
    chain = [scene.panel(f"{name}:*") for name in ("window", "filter", "products", "sum")]
    right, _ = out.put(chain[0], NONE, middle.plus(Length(-chain[0].rows * scale / 2)), scale)
    out.chain(chain[1:], right, middle, ("×", "=", "Σ"), STRIP_GAP, scale)


def _compare_narrow(scene: Scene) -> Arrangement:
    """A phone: the cell in focus, the table, the columns added, the maps."""
    out = Arrangement("narrow")
    kernel = scene.panel("products:*")
    scale = _fitting(kernel, 3)
    _focus_strip(out, scene, TITLE.plus(Length(kernel.rows * scale / 2)), scale)
    rows = [scene.panel(f"table:{c}") for c in range(len(_role(scene, "input:", "input")))]
    kept, added = _role(scene, "depthwise:", "output"), _role(scene, "conv2d:", "output")
    fit_out = min(_fitting(kept[0], 2.5), 10 / (len(added) * (kept[0].cols + 1)))
    pitch = Length(kept[0].cols * fit_out).plus(Length(0, 14))
    for panels, row in [*zip(_groups(kept, len(added)), rows, strict=True), (added, scene.panel("added"))]:
        tall = max(panels[0].rows * fit_out, 1)
        middle = out.height.plus(LANE_GAP, TITLE, Length(tall / 2))
        right, _ = out.put(row, NONE, middle.plus(Length(-0.5)))
        left = right.plus(SYMBOL_GAP)
        out.sign("→", right, left, middle)
        for q, panel in enumerate(panels):
            out.put(panel, left.plus(pitch.times(q)), middle.plus(Length(-panel.rows * fit_out / 2)), fit_out)
    out.strip(_role(scene, "input:", "input"), _fitting(_role(scene, "input:", "input")[0], 4), Length(0, 26))
    return out


def _separable_wide(scene: Scene) -> Arrangement:
    """Two stages side by side: a lane an intermediate channel, then its weight, and one sum over all lanes."""
    out = Arrangement("wide")
    between = _role(scene, "between:", "output")
    if len(between) > MAX_LANES:
        return out
    inputs, outputs = _role(scene, "input:", "input"), _role(scene, "out:", "output")
    each = len(between) // len(inputs)
    tallest = max(scene.panel("products:*").rows, between[0].rows)
    share = Length(inputs[0].rows).plus(TITLE, LANE_GAP).times(1 / each)
    pitch = covering(Length(tallest).plus(TITLE, LANE_GAP), share)
    ends = []
    for k, panel in enumerate(between):
        c = k // each
        middle = pitch.times((c + 0.5) * each).plus(TITLE.times(1.5))
        lane = pitch.times(k + 0.5).plus(TITLE.times(1.5))
        right = Length(inputs[0].cols)
        if k % each == 0:
            out.put(inputs[c], NONE, middle.plus(Length(-inputs[c].rows / 2)))
        out.tie((right, middle), (right.plus(STAGE_GAP), lane), c)
        chain = [scene.panel(f"{name}:{k}") for name in (f"filter:{c}", "products:lane", "sum:lane")]
        first = out.chain([*chain, panel], right, lane, ("×", "=", "Σ", "→"), STAGE_GAP)
        row = [scene.panel(f"weights:{k}"), scene.panel(f"weighed:{k}")]
        ends.append((out.chain(row, first, lane, ("×", "=")), lane, c))
    middle = pitch.times(len(between) / 2).plus(TITLE.times(1.5))
    right = ends[0][0]
    for _, lane, c in ends:
        out.tie((right, lane), (right.plus(STAGE_GAP.times(0.5)), middle), c)
    right = out.chain([scene.panel("total")], right, middle, ("+",), STAGE_GAP)
    _stage_names(out, scene, first)
    pitch = Length(outputs[0].rows).plus(TITLE, LANE_GAP)
    if pitch.times(len(outputs)).nominal > max(out.height.nominal, pitch.nominal):
        out.chain([scene.panel("output:*")], right, middle, ("→",), STAGE_GAP)
        out.strip(outputs, _fitting(outputs[0], SMALL_MAP), STRIP_GAP)
        return out
    left = right.plus(STAGE_GAP)
    out.sign("→", right, left, middle)
    top = middle.plus(pitch.times(-len(outputs) / 2), TITLE, LANE_GAP.times(0.5))
    for o, panel in enumerate(outputs):
        out.put(panel, left, top.plus(pitch.times(o)))
    return out


def _stage_names(out: Arrangement, scene: Scene, border: Length) -> None:
    """What the two halves of the picture are, above them."""
    for name, left, right in (("depthwise", NONE, border), ("pointwise", border, out.width)):
        out.sign(scene.captions[name], left, right, TITLE.times(0.4))


def _separable_focus(scene: Scene) -> Arrangement:
    """Large sizes: the intermediate channel in focus, the whole column it belongs to, small maps of the tensors."""
    out = Arrangement("focus")
    inputs, outputs = _role(scene, "input:", "input"), _role(scene, "out:", "output")
    out.width = Length(18)
    out.strip(inputs, _fitting(inputs[0], 4), STRIP_GAP)
    for names, signs in STAGES:
        *lane, whole = (scene.panel(name) for name in names)
        tallest = max(3, *(panel.rows for panel in lane))
        scale = _fitting(whole, tallest)
        middle = out.height.plus(LANE_GAP, TITLE, Length(max(tallest, whole.rows * scale) / 2))
        right, _ = out.put(lane[0], NONE, middle.plus(Length(-lane[0].rows / 2)))
        right = out.chain(lane[1:], right, middle, signs[:-1])
        out.chain([whole], right, middle, signs[-1:], scale=scale)
    out.strip(outputs, _fitting(outputs[0], SMALL_MAP), STRIP_GAP)
    return out


def _separable_narrow(scene: Scene) -> Arrangement:
    """A phone: from the inputs down through both stages to the outputs."""
    out = Arrangement("narrow", width=Length(10))
    inputs, outputs = _role(scene, "input:", "input"), _role(scene, "out:", "output")
    between = _role(scene, "between:", "output")
    (first, signs), (second, others) = STAGES
    out.strip(inputs, _fitting(inputs[0], 4 if len(inputs) <= 2 else 2.5), STRIP_GAP)
    _fold(out, [scene.panel(name) for name in first[:-1]], signs)
    maps = between if len(between) <= MAX_LANES else [scene.panel("between:*")]
    out.strip(maps, _fitting(maps[0], 2 if len(maps) <= 4 else 1.25), STRIP_GAP)
    _fold(out, [scene.panel(name) for name in second[:-1]], others)
    out.strip(outputs, _fitting(outputs[0], SMALL_MAP if len(outputs) <= 4 else 1.25), STRIP_GAP)
    return out


def _fold(out: Arrangement, lane: Sequence[Panel], signs: Sequence[str]) -> None:
    """A row of arithmetic, folded where it is too long for a phone."""
    rows: list[list[int]] = [[]]
    room: float = PHONE
    for i, panel in enumerate(lane):
        width = panel.cols * (WIDE_SUM if panel.role in ("sum", "total") else 1)
        if rows[-1] and width > room:
            rows.append([])
            room = PHONE
        rows[-1].append(i)
        room -= width
    for row in rows:
        panels = [lane[i] for i in row]
        middle = out.below(max(panels, key=lambda panel: panel.rows))
        out.row(panels, middle, [signs[i - 1] for i in row[1:]], Length(0, 22))


LAYOUTS = {
    "separable": (_separable_wide, _separable_focus, _separable_narrow),
    "grouped": (_grouped, _grouped_narrow),
    "compare": (_compare, _compare_narrow),
    "depthwise": (_depthwise_wide, _focus, _narrow),
    "standard": (_standard_wide, _focus, _standard_narrow),
    "tensors": (_tensors,),
    "window": (_window, _window_narrow),
}


def _role(scene: Scene, prefix: str, role: str) -> list[Panel]:
    """The panels of a role that always hold the same."""
    return [p for p in scene.panels if p.role == role and p.id.startswith(prefix) and p.block is not None]


def _kernels(scene: Scene) -> dict[str, Panel]:
    """The kernels of a matrix by their place ``row:column``, those outside the groups included."""
    return {p.id.split(":", 1)[1]: p for p in scene.panels if p.role == "filter" and p.block is not None}


def _groups(panels: list[Panel], size: int) -> list[list[Panel]]:
    return [panels[start : start + size] for start in range(0, len(panels), size)]


def _fitting(panel: Panel, most: float) -> float:
    """The scale at which a panel is at most ``most`` cells high and wide."""
    return min(1.0, most / max(panel.rows, panel.cols))


def _outputs(scene: Scene) -> list[Panel]:
    return _role(scene, "output:", "output")


def _all_slices(scene: Scene) -> bool:
    return len(_outputs(scene)) * scene.panel("products:0").cols <= 8


def _arithmetic(scene: Scene) -> tuple[list[Panel], tuple[str, ...]]:
    """The panels of the lane in focus behind its input, and the signs between them."""
    lane = [scene.panel("filter:*"), scene.panel("products:*")]
    if not scene.lanes:
        return [*lane, scene.panel("sum:*")], ("=", "Σ")
    return [*lane, scene.panel("sums"), scene.panel("total")], ("=", "Σ", "+")


def _pitch(scene: Scene, lanes_each: int) -> Length:
    """The height of a depthwise lane: its own panels' and its share of the input's."""
    lane = Length(max(scene.panel("products:0").rows, scene.panel("output:0").rows)).plus(TITLE, LANE_GAP)
    share = Length(scene.panel("input:0").rows).plus(TITLE, LANE_GAP).times(1 / lanes_each)
    return covering(lane, share)


def _output_column(out: Arrangement, scene: Scene, x: Length, middle: Length) -> None:
    """The output channels above each other behind the total; small maps under the picture where they are too tall."""
    outputs = _outputs(scene)
    pitch = Length(outputs[0].rows).plus(TITLE, LANE_GAP)
    if pitch.times(len(outputs)).nominal > max(out.height.nominal, pitch.nominal * 2):
        out.chain([scene.panel("output:*")], x, middle, ("→",))
        _output_rows(out, scene)
        return
    left = x.plus(SYMBOL_GAP)
    out.sign("→", x, left, middle)
    top = middle.plus(pitch.times(-len(outputs) / 2), TITLE, Length(0, LANE_GAP.pixels / 2))
    if top.cells < 0 or top.pixels < TITLE.pixels:  # taller than the lanes
        top = TITLE
    for k, panel in enumerate(outputs):
        out.put(panel, left, top.plus(pitch.times(k)))


def _output_rows(out: Arrangement, scene: Scene) -> None:
    """Every output channel as a map, in rows under all that stands."""
    outputs = _outputs(scene)
    out.strip(outputs, min(1.0, SMALL_MAP / max(outputs[0].rows, outputs[0].cols)), Length(0, 60))


def _maps(out: Arrangement, scene: Scene, columns: int = 1) -> None:
    """What can be brought into focus, as rows of small maps: the lanes' inputs, then the output channels."""
    inputs, outputs = _role(scene, "input:", "input"), _outputs(scene)
    if len(outputs) > 1 and max(outputs[0].rows, outputs[0].cols) <= SMALL_MAP and out.name == "narrow":
        return _output_rows(out, scene)
    for panels in (inputs if scene.lanes else [], outputs if len(outputs) > 1 else []):
        if panels:
            out.strip(panels, SMALL_MAP / 1.5 / max(panels[0].rows, panels[0].cols), Length(0, 26), columns)
    return None
