"""One table, two readings: kept to the right, its columns added below."""

from __future__ import annotations

from convcore.layouts.parts import fit
from convcore.layouts.surface import (
    LANE_GAP,
    LARGEST_CELL,
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
from convcore.scenes.model import Panel, Scene

TABLE = 1.3


def lay_wide(scene: Scene) -> Arrangement:
    """The table in the middle: kept to the right, its columns added below; a row of everything an input channel."""
    out = Arrangement("wide")
    inputs, kernels = scene.family("input"), scene.family("filter")
    kept, added = scene.family("depthwise"), scene.family("conv2d")
    columns = len(added)
    fit_in, fit_kernel, fit_out = (fit(panel, most) for panel, most in ((inputs[0], 5), (kernels[0], 3), (kept[0], 3)))
    tallest = max(inputs[0].rows * fit_in, kernels[0].rows * fit_kernel, kept[0].rows * fit_out, TABLE)
    pitch = Length(tallest).plus(TITLE, Length(0, 8))
    pitch_kernel = Length(kernels[0].cols * fit_kernel).plus(PANEL_GAP)
    pitch_out = Length(kept[0].cols * fit_out).plus(PANEL_GAP)
    front = Length(inputs[0].cols * fit_in).plus(SYMBOL_GAP, pitch_kernel.times(columns - 1))
    front = front.plus(Length(kernels[0].cols * fit_kernel), SYMBOL_GAP)
    strip, scale = _fit_before(front, kernels[0].cols, fit_kernel)
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
        right, _ = out.put(scene.find("table", c), table, middle.plus(Length(-TABLE / 2)), TABLE)
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
    out.put(scene.find("added"), table, middle.plus(Length(-TABLE / 2)), TABLE)
    out.sign("→", right, beside, middle)
    for q, panel in enumerate(added):
        out.put(panel, beside.plus(pitch_out.times(q)), middle.plus(Length(-panel.rows * fit_out / 2)), fit_out)
    _place_lane(out, scene, middle, scale)
    return out


def _fit_before(place: Length, kernel_cols: int, least: float) -> tuple[Length, float]:
    """How long the strip of the lane in focus is, and its scale: it ends before ``place`` where ``least`` allows."""
    cells, gaps = 3 * kernel_cols + WIDE_SUM, STRIP_GAP.times(3).plus(LANE_GAP)
    room = min((place.at(cell) - gaps.pixels) / cell for cell in (SMALLEST_CELL, LARGEST_CELL))
    scale = min(max(room / cells, least), 2)
    return gaps.plus(Length(cells * scale)), scale


def _place_lane(out: Arrangement, scene: Scene, middle: Length, scale: float) -> None:
    """The products behind the table's cell in focus."""
    chain = [scene.find(name) for name in ("window", "kernel", "products", "sum")]
    right, _ = out.put(chain[0], NONE, middle.plus(Length(-chain[0].rows * scale / 2)), scale)
    out.chain(chain[1:], right, middle, ("×", "=", "Σ"), STRIP_GAP, scale)


def lay_narrow(scene: Scene) -> Arrangement:
    """A phone: the cell in focus, the table, the columns added, the maps."""
    out = Arrangement("narrow")
    kernel = scene.find("products")
    scale = fit(kernel, 3)
    _place_lane(out, scene, TITLE.plus(Length(kernel.rows * scale / 2)), scale)
    rows = [scene.find("table", c) for c in range(len(scene.family("input")))]
    kept, added = scene.family("depthwise"), scene.family("conv2d")
    fit_out = min(fit(kept[0], 2.5), 10 / (len(added) * (kept[0].cols + 1)))
    pitch = Length(kept[0].cols * fit_out).plus(Length(0, 14))
    for panels, row in [*zip(_split(kept, len(added)), rows, strict=True), (added, scene.find("added"))]:
        tall = max(panels[0].rows * fit_out, 1)
        middle = out.height.plus(LANE_GAP, TITLE, Length(tall / 2))
        right, _ = out.put(row, NONE, middle.plus(Length(-0.5)))
        left = right.plus(SYMBOL_GAP)
        out.sign("→", right, left, middle)
        for q, panel in enumerate(panels):
            out.put(panel, left.plus(pitch.times(q)), middle.plus(Length(-panel.rows * fit_out / 2)), fit_out)
    out.strip(scene.family("input"), fit(scene.family("input")[0], 4), Length(0, 26))
    return out


def _split(panels: list[Panel], size: int) -> list[list[Panel]]:
    """Rows of so many panels."""
    return [panels[start : start + size] for start in range(0, len(panels), size)]
