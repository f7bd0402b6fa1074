"""The steps of a scene drawn with Pillow, by the rules of assets/player.js: what it shows at a size, they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from PIL import Image

from convcore.arrange import Arrangement, Box, Length
from convcore.canvas import Box as Pixels
from convcore.canvas import Canvas, colour
from convcore.figures import Theme
from convcore.layouts import arrangements
from convcore.lettering import LEAST_HEIGHT, Sentences, fit, lettering, own
from convcore.scene import BLANK, Label, Mark, Panel, Scene

WIDEST, NARROWEST = 1000, 320  # the narrowest has room for a sentence
SMALLEST_CELL, USUAL_CELL, LARGEST_CELL = 12, 36, 54
ROOMY_CELL = 26  # from here on all lanes are shown
MARGIN, ABOVE, TITLE_ROOM = 16, 4, 38  # a title may be so much wider than its panel
ROOM, DEEPEST = (WIDEST - TITLE_ROOM - 3 * MARGIN // 2, 720), 1200  # of the panels
SMALL_MAP = 0.5  # maps drawn smaller than this have a number for a title
LINE, COUNT = 18, 22  # the heights of a sentence's line, and of the count below it
TITLE, SENTENCE = 12, 13  # the sizes of letters
VEIL, HATCH = 0.62, 0.45
LOOKED_AT = 24  # steps that are asked how large their numbers are


class View(NamedTuple):
    """A panel on the picture: its upper left corner and the size of its cells, in pixels."""

    panel: Panel
    x: int
    y: int
    across: float
    down: float
    scale: float

    def cell(self, row: float, col: float, rows: float = 1, cols: float = 1) -> Pixels:
        """The rectangle of cells from (row, col) on."""
        left, top = self.x + col * self.across, self.y + row * self.down
        return round(left), round(top), round(left + cols * self.across), round(top + rows * self.down)

    def inner(self, row: float, col: float) -> Pixels:
        """A cell without the line of paper that is left between cells that are not tiny."""
        left, top, right, bottom = self.cell(row, col)
        gap = 1 if self.down > 8 else 0
        return left, top, right - gap, bottom - gap

    def middle(self, row: float, col: float) -> tuple[float, float]:
        """A cell's middle."""
        return self.x + (col + 0.5) * self.across - 0.5, self.y + (row + 0.5) * self.down - 0.5

    @property
    def whole(self) -> Pixels:
        """The rectangle of the panel."""
        return self.cell(0, 0, self.panel.rows, self.panel.cols)

    @property
    def places(self) -> Iterator[tuple[int, int]]:
        """(row, column) of each cell."""
        return ((row, col) for row in range(self.panel.rows) for col in range(self.panel.cols))


class Painter:
    """Draws the steps of one scene, all in the same place and size.

    Args:
        scene: what is drawn.
        theme: ``light`` or ``dark``.
        steps: which of its steps; None is all of them. The longest of their sentences says how much room is kept.

    >>> from convcore.examples import article_filters, article_input
    >>> from convcore.scene import build
    >>> from convcore.spec import ConvSpec
    >>> from convcore.trace import Trace
    >>> trace = Trace(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())
    >>> painter = Painter(build(trace))
    >>> painter.frame(0).size == painter.frame(7).size, painter.frame(0) == painter.frame(7)
    (True, False)
    """

    def __init__(self, scene: Scene, theme: Theme = "light", steps: range | None = None) -> None:
        self.scene, self.theme = scene, theme
        self.steps = range(len(scene.frames)) if steps is None else steps
        self.panels = {panel.id: panel for panel in scene.panels}
        self.indent = MARGIN
        self.layout, self.cell = self._fitting()
        self.views = self._views(self.layout, self.cell)
        across = max(view.whole[2] for view in self.views.values()) + TITLE_ROOM + MARGIN // 2
        if across < NARROWEST:
            self.indent += (NARROWEST - across) // 2
            self.views = self._views(self.layout, self.cell)
        self.bottom = max(view.whole[3] for view in self.views.values()) + MARGIN // 2
        across = max(across, NARROWEST)
        self.sentences = Sentences((scene.frames[step].sentence for step in self.steps), across - 2 * MARGIN, SENTENCE)
        self.size = across, self.bottom + self.sentences.lines * LINE + COUNT

    def frame(self, step: int) -> Image.Image:
        """One step, RGB: a function of the step alone."""
        canvas, frame = self.still.copy(), self.scene.frames[step]
        for id, block, label in frame.shows:
            for view in self._places(id) if block != BLANK else ():
                self._panel(canvas, view, self.scene.blocks[block], label)
                self._cover(canvas, view, label, step)
        for view in self.views.values():
            if view.panel.block is not None:
                self._cover(canvas, view, view.panel.label, step)
                if frame.active and view.panel.id not in frame.active and _is_slice(view.panel):
                    canvas.pale(view.whole, VEIL)
            if view.panel.picks == 0:  # the first lane is the one in focus
                canvas.frame(view.inner(0, 0), "accent", 2)
        for index in frame.marks:
            self._mark(canvas, self.scene.marks[index])
        self._say(canvas, step)
        return canvas.picture

    def changed(self, before: int, now: int) -> int:
        """How many cells a step fills anew, compared with another."""
        shows = set(self.scene.frames[now].shows).difference(self.scene.frames[before].shows)
        views = (view for id, *_ in shows for view in self._places(id))
        return sum(view.panel.rows * view.panel.cols for view in views)

    @cached_property
    def still(self) -> Canvas:
        """What all steps share."""
        canvas = Canvas.blank(self.size, self.theme)
        for tie in self.layout.ties:
            start, end = (self._at(*point) for point in tie.points)
            canvas.bend(start, end, _channel(tie.channel))
        for view in self.views.values():
            block = view.panel.block
            values = None if block is None else self.scene.blocks[block]
            self._panel(canvas, view, values, view.panel.label)
        for symbol in self.layout.symbols:
            canvas.symbol(self._at(symbol.x, symbol.y), symbol.text)
        return canvas

    # Where everything stands -----------------------------------------------------------------------------------

    def _fitting(self) -> tuple[Arrangement, int]:
        """The arrangement and its cells: the smallest that show as much as the largest for which there is room."""
        fitted = [(layout.cell(ROOM), layout) for layout in arrangements(self.scene) if layout.name != "narrow"]
        wide = [one for one in fitted if one[1].name == "wide" and one[0] >= ROOMY_CELL]
        room, layout = wide[0] if wide else max(fitted, key=lambda one: one[0])
        # Small pictures may grow to fill the room, deep ones may be deeper than it, as far as numbers gain from it.
        most = min(room, LARGEST_CELL) if room > USUAL_CELL else min(layout.cell((ROOM[0], DEEPEST)), USUAL_CELL)
        cells = range(max(int(min(room, USUAL_CELL)), SMALLEST_CELL), max(int(most), SMALLEST_CELL) + 1)
        legible = self._legible(layout, cells[-1])
        return layout, next(cell for cell in cells if cell == cells[-1] or self._legible(layout, cell) == legible)

    def _legible(self, layout: Arrangement, cell: int) -> float:
        """How much can be read with cells of that size: the digits of the panels, in some of the steps."""
        views = self._views(layout, cell)
        looked_at = self.steps[:: -(-len(self.steps) // LOOKED_AT)]
        shown = {(id, panel.block) for id, panel in self.panels.items() if panel.block is not None}
        shown |= {(id, block) for step in looked_at for id, block, _ in self.scene.frames[step].shows if block != BLANK}
        return sum(
            fitted.legible
            for id, block in shown
            for view in self._places(id, views)
            if (fitted := fit(self.scene.blocks[block], view.across, view.down))
        )

    def _views(self, layout: Arrangement, cell: int) -> dict[str, View]:
        return {box.panel: self._view(box, cell) for box in layout.boxes}

    def _view(self, box: Box, cell: int) -> View:
        left, top = box.x.at(cell) + self.indent, box.y.at(cell) + ABOVE
        return View(
            self.panels[box.panel], round(left), round(top), cell * box.scale * box.aspect, cell * box.scale, box.scale
        )

    def _at(self, x: Length, y: Length) -> tuple[float, float]:
        return x.at(self.cell) + self.indent, y.at(self.cell) + ABOVE

    def _places(self, id: str, views: Mapping[str, View] | None = None) -> Iterator[View]:
        """Where a panel is drawn: in its own place, and in that of the lane in focus (the first)."""
        views, panel = self.views if views is None else views, self.panels[id]
        for place in (id, panel.focus if panel.lane == 0 else None):
            if place and place in views:
                yield views[place]

    # What is drawn ---------------------------------------------------------------------------------------------

    def _panel(self, canvas: Canvas, view: View, values: Sequence[float | None] | None, label: int | None) -> None:
        """A panel with its title; without values it is blank."""
        said = None if label is None else self.scene.labels[label]
        coloured = said if said and said.title and view.panel.role != "total" else None
        canvas.frame(view.whole, _channel(coloured.channel) if coloured else "line", 1)
        if coloured:
            canvas.dot((view.x - 1, view.y - 14), _channel(coloured.channel))
        if said:
            self._title(canvas, view, said)
        if values is None:
            for place in view.places:
                canvas.dashed(view.inner(*place), "dots", "line")
        else:
            self._cells(canvas, view, values)

    def _cells(self, canvas: Canvas, view: View, values: Sequence[float | None]) -> None:
        fitted = fit(values, view.across, view.down)
        limit = self.scene.limits.get(view.panel.role, 1.0)
        for i, (place, value) in enumerate(zip(view.places, values, strict=True)):
            box, kind = view.inner(*place), _kind(view.panel, *place)
            canvas.fill(box, "paper" if value is None else colour(value, limit, self.theme))
            if kind:
                canvas.through(box, kind, "neutral", HATCH)
            if kind == "padding":
                canvas.dashed(box, "dashes", "neutral")
                if view.down >= LEAST_HEIGHT:
                    canvas.zero(view.middle(*place))
            elif value is None and view.panel.block is None:
                canvas.dashed(box, "dots", "line")
            elif fitted:
                canvas.text(view.middle(*place), fitted.texts[i], own(fitted.size))

    def _title(self, canvas: Canvas, view: View, said: Label) -> None:
        forms = _forms(said, view.scale)
        still = view.panel.block is not None and len(forms) > 1
        form = forms[self.families[_family(view.panel)] if still else _first(forms, self._title_room(view))]
        canvas.text((view.x + 11, view.y - 10), form, lettering(TITLE, form), anchor="lm")

    @cached_property
    def families(self) -> dict[str, int]:
        """The form in which panels of one family write their titles: the longest that has room on all of them."""
        found: dict[str, int] = {}
        for view in self.views.values():
            if view.panel.block is not None and view.panel.label is not None:
                forms = _forms(self.scene.labels[view.panel.label], view.scale)
                family = _family(view.panel)
                found[family] = max(found.get(family, 0), _first(forms, self._title_room(view)))
        return found

    def _title_room(self, view: View) -> float:
        """How wide a title may be: to its right neighbour's own."""
        beside = (
            other.x - view.x - 6
            for other in self.views.values()
            if other.x > view.x and abs(other.y - view.y) < view.down * 2
        )
        return min(view.whole[2] - view.x + TITLE_ROOM, *beside, WIDEST)

    def _cover(self, canvas: Canvas, view: View, label: int | None, step: int) -> None:
        """Covers the output cells that are computed later; a cover is not a zero."""
        first = None if label is None else self.scene.labels[label].first
        if first is None or view.panel.stride is None:
            return
        down, across = view.panel.stride
        for row in range(view.panel.rows):
            known = min(max((step - first - row * down) // across + 1, 0), view.panel.cols)
            canvas.fill(view.cell(row, known, 1, view.panel.cols - known), "cover")

    def _mark(self, canvas: Canvas, mark: Mark) -> None:
        """Frames a window: as a whole, or each of its cells where dilation leaves gaps."""
        taps = [(0, 0)] if mark.step == (1, 1) else list(np.ndindex(mark.rows, mark.cols))
        extent = (mark.rows, mark.cols) if mark.step == (1, 1) else (1, 1)
        for view in self._places(mark.panel):
            places = ((mark.row + a * mark.step[0], mark.col + b * mark.step[1]) for a, b in taps)
            canvas.mark([view.cell(*place, *extent) for place in places])

    def _say(self, canvas: Canvas, step: int) -> None:
        """The step's sentence and its number."""
        middle = self.size[0] / 2
        for i, line in enumerate(self.sentences.broken(self.scene.frames[step].sentence)):
            canvas.text((middle, self.bottom + (i + 0.5) * LINE), line, self.sentences.letters)
        said = f"{step + 1} / {len(self.scene.frames)}"
        canvas.text((middle, self.size[1] - COUNT / 2), said, own(SENTENCE), "neutral")


def _channel(channel: int | None) -> str:
    return "neutral" if channel is None else f"channel-{channel % 8}"


def _family(panel: Panel) -> str:
    return panel.id.split(":")[0]


def _is_slice(panel: Panel) -> bool:
    """Whether it is one of the filter's own slices, which step back while another one is in use."""
    return panel.role == "filter" and _family(panel) != "zero"


def _kind(panel: Panel, row: int, col: int) -> str:
    """How a cell is hatched: ``padding``, ``unused`` by any window (or by the group), or not at all."""
    if _family(panel) == "zero":
        return "unused"
    if panel.role != "input":
        return ""
    places, sizes = (row, col), panel.inner or (panel.rows, panel.cols)
    if any(not 0 <= at - before < size for at, before, size in zip(places, panel.before, sizes, strict=True)):
        return "padding"
    reached = panel.rows - panel.unused[0], panel.cols - panel.unused[1]
    return "unused" if row >= reached[0] or col >= reached[1] else ""


def _forms(said: Label, scale: float) -> tuple[str, ...]:
    """A title and its shorter forms: ``filter[:, :, 0, 1]``, ``[:, :, 0, 1]``, ``0, 1``."""
    index = ", ".join(map(str, said.index))
    if not index:
        return (said.title,)
    return (index,) if scale < SMALL_MAP else (said.title, said.title[said.title.find("[") :], index)


def _first(forms: Sequence[str], room: float) -> int:
    """The number of the longest form that has room."""
    fits = (i for i, form in enumerate(forms) if 11 + _length(form) <= room)
    return next(fits, len(forms) - 1)


def _length(title: str) -> float:
    letters = lettering(TITLE, title)
    return letters.length(title) if letters else 0
