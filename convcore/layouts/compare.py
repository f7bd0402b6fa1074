"""One table, two fates: above, what both operations share; below, a band for each.

    input 0  ×  filter 0, 0  filter 0, 1   Σ   s[0, 0]  s[0, 1]
    input 1  ×  filter 1, 0  filter 1, 1   Σ   s[1, 0]  s[1, 1]

    depthwise_conv2d keeps the table            conv2d adds up its columns
      s[0, 0]  s[0, 1]  →  output 0  output 1        s[0, 0]  s[0, 1]
      s[1, 0]  s[1, 1]  →  output 2  output 3     +  s[1, 0]  s[1, 1]
                                                  =  9        63
                                                     output 0 output 1

The maps stand as the table stands. The products of a chosen sum have a place of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from convcore.layouts.blocks import (
    Block,
    arrange,
    beside,
    best,
    cell_of,
    column,
    frame,
    grid,
    sign,
    tile,
    within,
)
from convcore.layouts.parts import shrunk
from convcore.layouts.surface import SMALL_GAP, WIDE_SUM, Arrangement, Length
from convcore.scenes.model import Panel, Scene

BANDS_GAP = Length(0, 14)
SIGN_GAP = Length(0, 26)
TITLES_GAP = Length(0, 26)
SUM_ROOM = Length(0, 14)  # which its name needs beside it
MAPS_GAP = 0.6  # cells
READABLE = 22  # pixels of a cell
NEARLY = 0.9  # of a cell's size, which larger products may cost


@dataclass(frozen=True)
class PanelSizes:
    """How large the panels are, in cells, and whether each has its name above it."""

    input: float
    kernel: float
    map: float
    titled: bool

    @property
    def gap(self) -> Length:
        """Between panels side by side."""
        return TITLES_GAP if self.titled else SMALL_GAP


ROOMY = PanelSizes(4, 3, 2.1, titled=True)
MEDIUM = PanelSizes(3, 2.4, 1.6, titled=False)
COMPACT = PanelSizes(1.2, 1.2, 1.1, titled=False)
OPENED_CELLS = (5, 4, 3)  # cells that a side of the opened products takes


def lay_wide(scene: Scene) -> Arrangement:
    """Every panel under its name, where there is room to read them; else rows and columns of smaller ones."""
    opened = [_open_sum(scene, most) for most in OPENED_CELLS]
    made = (max(_pictures(scene, sizes, opened), key=cell_of) for sizes in (ROOMY, MEDIUM, COMPACT))
    return arrange("wide", best(made, READABLE))


def lay_focus(scene: Scene) -> Arrangement:
    """A window that is not so wide: small panels, the opened sum below."""
    return arrange(
        "focus", column(_place_shared(scene, COMPACT), _bands(scene, COMPACT), _open_sum(scene, 3), gap=BANDS_GAP)
    )


def lay_narrow(scene: Scene) -> Arrangement:
    """A phone: what both share, the table, and one band below the other."""
    many = max(len(scene.family("input")), _columns(scene)) > 2
    sizes = COMPACT if many else PanelSizes(3, 2.2, 1.8, titled=False)
    table = beside(sign("Σ", SIGN_GAP), column(*(tile(row, titled=False) for row in scene.family("table"))))
    shared = column(grid(_kernel_rows(scene, sizes), down=SMALL_GAP), table, gap=SMALL_GAP)
    parts = [frame(scene.captions["share"], shared), _keep(scene, sizes, folded=many), _add(scene, sizes)]
    return arrange("narrow", column(*parts, _open_sum(scene, 6, folded=True), gap=BANDS_GAP))


def _pictures(scene: Scene, sizes: PanelSizes, opened: list[Block]) -> Iterator[Block]:
    """The opened sum below all, beside the bands, or beside what both share; as large as costs the others little."""
    shared, bands = _place_shared(scene, sizes), _bands(scene, sizes)
    for place in (_below, _beside_bands, _beside_shared):
        made = [place(shared, bands, one) for one in opened]
        largest = max(map(cell_of, made))
        yield next(one for one in made if cell_of(one) >= NEARLY * largest)


def _below(shared: Block, bands: Block, opened: Block) -> Block:
    return column(shared, bands, opened, gap=BANDS_GAP)


def _beside_bands(shared: Block, bands: Block, opened: Block) -> Block:
    return column(shared, beside(bands, opened, gap=BANDS_GAP), gap=BANDS_GAP)


def _beside_shared(shared: Block, bands: Block, opened: Block) -> Block:
    return column(beside(shared, opened, gap=BANDS_GAP), bands, gap=BANDS_GAP)


def _place_shared(scene: Scene, sizes: PanelSizes) -> Block:
    """A row an input channel: its windows, its filter slices, its row of the table."""
    rows = _kernel_rows(scene, sizes)
    for row, panel in zip(rows, scene.family("table"), strict=True):
        row += [sign("Σ", SIGN_GAP), tile(panel, titled=sizes.titled)]
    return frame(scene.captions["share"], grid(rows, down=SMALL_GAP))


def _kernel_rows(scene: Scene, sizes: PanelSizes) -> list[list[Block]]:
    rows = []
    for c, image in enumerate(scene.family("input")):
        kernels = scene.family("filter")[c * _columns(scene) : (c + 1) * _columns(scene)]
        slices = [shrunk(kernel, sizes.kernel, sizes.titled) for kernel in kernels]
        rows.append([shrunk(image, sizes.input, sizes.titled), sign("×", SIGN_GAP), beside(*slices, gap=sizes.gap)])
    return rows


def _bands(scene: Scene, sizes: PanelSizes) -> Block:
    return beside(_keep(scene, sizes), _add(scene, sizes), gap=BANDS_GAP)


def _keep(scene: Scene, sizes: PanelSizes, folded: bool = False) -> Block:
    """The table and the maps, each where its sum stands: beside it, or below where there is no room."""
    maps = [
        beside(*(shrunk(one, sizes.map, sizes.titled) for one in some), gap=sizes.gap)
        for some in _split(scene.family("depthwise"), _columns(scene))
    ]
    rows = [tile(row, titled=False) for row in scene.family("kept")]
    if folded:
        below = beside(sign("↓", SIGN_GAP), column(*maps, gap=SMALL_GAP))
        inside = column(beside(Block(SIGN_GAP), column(*rows)), below, gap=SMALL_GAP)
    else:
        inside = grid([[row, sign("→", SIGN_GAP), some] for row, some in zip(rows, maps, strict=True)], down=SMALL_GAP)
    return frame(scene.captions["keep"], inside)


def _add(scene: Scene, sizes: PanelSizes) -> Block:
    """The table's rows added up, and the maps under their columns."""
    maps = [shrunk(panel, sizes.map, sizes.titled) for panel in scene.family("conv2d")]
    aspect = max(WIDE_SUM, maps[0].width.cells + MAPS_GAP)
    rows = [*scene.family("terms"), scene.find("added")]
    signs = ["", *["+"] * (len(rows) - 2), "="]
    sums = [[sign(one, SIGN_GAP), tile(row, titled=False, aspect=aspect)] for one, row in zip(signs, rows, strict=True)]
    under = beside(sign("→", SIGN_GAP), *(within(Length(aspect), one) for one in maps))
    return frame(scene.captions["add"], column(grid(sums), under, gap=SMALL_GAP))


def _open_sum(scene: Scene, most: float, folded: bool = False) -> Block:
    """The products behind the sum in focus; folded into two rows for a phone."""
    window, kernel, products = (shrunk(scene.find(name), most) for name in ("window", "kernel", "products"))
    left, right = (
        [window, sign("×"), kernel],
        [sign("="), products, sign("Σ"), tile(scene.find("sum")), Block(SUM_ROOM)],
    )
    inside = column(beside(*left), beside(*right)) if folded else beside(*left, *right)
    return frame(scene.captions["open"], inside)


def _columns(scene: Scene) -> int:
    return len(scene.family("conv2d"))


def _split(panels: list[Panel], size: int) -> list[list[Panel]]:
    """Rows of so many panels."""
    return [panels[start : start + size] for start in range(0, len(panels), size)]
