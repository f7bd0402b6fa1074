"""The two stages of a separable convolution, the tensor between them in view."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from convcore.layouts.parts import SMALL_MAP, fit
from convcore.layouts.surface import (
    LANE_GAP,
    NONE,
    PLUS,
    STRIP_GAP,
    TITLE,
    WIDE_SUM,
    Arrangement,
    Length,
    Symbol,
    covering,
)
from convcore.scenes.model import MAX_LANES, Panel, Scene

STAGE_GAP = Length(0, 28)
PHONE = 14  # cells that a phone has room for side by side
STAGES = (
    (("window", "kernel", "products", "sum", "mid"), ("×", "=", "Σ", "→")),
    (("column", "weights", "weighed", "total", "output"), ("×", "=", "Σ", "→")),
)


def lay_wide(scene: Scene) -> Arrangement:
    """Two stages side by side: a lane an intermediate channel, then its weight, and one sum over all lanes."""
    out = Arrangement("wide")
    between = scene.family("between")
    if len(between) > MAX_LANES:
        return out
    inputs, outputs = scene.family("input"), scene.family("output")
    each = len(between) // len(inputs)
    tallest = max(scene.find("products").rows, between[0].rows)
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
        chain = [scene.find("filter", c, k), scene.find("products", k), scene.find("sum", k)]
        first = out.chain([*chain, panel], right, lane, ("×", "=", "Σ", "→"), STAGE_GAP)
        row = [scene.find("weights", k), scene.find("weighed", k)]
        ends.append((out.chain(row, first, lane, ("×", "=")), lane, c))
    middle = pitch.times(len(between) / 2).plus(TITLE.times(1.5))
    right = ends[0][0]
    for _, lane, c in ends:
        out.tie((right, lane), (right.plus(STAGE_GAP.times(0.5)), middle), c)
    for (_, above, _), (_, below, _) in pairwise(ends):
        out.symbols.append(Symbol("+", right.plus(PLUS.times(-1)), above.plus(below).times(0.5)))
    right = out.chain([scene.find("total")], right, middle, ("=",), STAGE_GAP)
    _name_stages(out, scene, first)
    pitch = Length(outputs[0].rows).plus(TITLE, LANE_GAP)
    if pitch.times(len(outputs)).nominal > max(out.height.nominal, pitch.nominal):
        out.chain([scene.find("output")], right, middle, ("→",), STAGE_GAP)
        out.strip(outputs, fit(outputs[0], SMALL_MAP), STRIP_GAP)
        return out
    left = right.plus(STAGE_GAP)
    out.sign("→", right, left, middle)
    top = middle.plus(pitch.times(-len(outputs) / 2), TITLE, LANE_GAP.times(0.5))
    for o, panel in enumerate(outputs):
        out.put(panel, left, top.plus(pitch.times(o)))
    return out


def _name_stages(out: Arrangement, scene: Scene, border: Length) -> None:
    """What the two halves of the picture are, above them."""
    for name, left, right in (("depthwise", NONE, border), ("pointwise", border, out.width)):
        out.sign(scene.captions[name], left, right, TITLE.times(0.4))


def lay_focus(scene: Scene) -> Arrangement:
    """Large sizes: the intermediate channel in focus, the whole column it belongs to, small maps of the tensors."""
    out = Arrangement("focus")
    inputs, outputs = scene.family("input"), scene.family("output")
    out.width = Length(18)
    out.strip(inputs, fit(inputs[0], 4), STRIP_GAP)
    for names, signs in STAGES:
        *lane, whole = (scene.find(name) for name in names)
        tallest = max(3, *(panel.rows for panel in lane))
        scale = fit(whole, tallest)
        middle = out.height.plus(LANE_GAP, TITLE, Length(max(tallest, whole.rows * scale) / 2))
        right, _ = out.put(lane[0], NONE, middle.plus(Length(-lane[0].rows / 2)))
        right = out.chain(lane[1:], right, middle, signs[:-1])
        out.chain([whole], right, middle, signs[-1:], scale=scale)
    out.strip(outputs, fit(outputs[0], SMALL_MAP), STRIP_GAP)
    return out


def lay_narrow(scene: Scene) -> Arrangement:
    """A phone: from the inputs down through both stages to the outputs."""
    out = Arrangement("narrow", width=Length(10))
    inputs, outputs = scene.family("input"), scene.family("output")
    between = scene.family("between")
    (first, signs), (second, others) = STAGES
    out.strip(inputs, fit(inputs[0], 4 if len(inputs) <= 2 else 2.5), STRIP_GAP)
    _fold(out, [scene.find(name) for name in first[:-1]], signs)
    maps = between if len(between) <= MAX_LANES else [scene.find("mid")]
    out.strip(maps, fit(maps[0], 2 if len(maps) <= 4 else 1.25), STRIP_GAP)
    _fold(out, [scene.find(name) for name in second[:-1]], others)
    out.strip(outputs, fit(outputs[0], SMALL_MAP if len(outputs) <= 4 else 1.25), STRIP_GAP)
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
