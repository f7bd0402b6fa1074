"""A scene as pictures without a browser: every step drawn with Pillow, and a run of steps as an animated GIF.

The colours are those of assets/player.css and of the heatmaps. A GIF is written frame by frame, each as the part that
differs from the one before it, so that a long run needs no more memory than a short one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple, cast

import numpy as np
from PIL import GifImagePlugin, Image, ImageDraw, ImageFont

from convcore.arrange import Arrangement, Box, Length
from convcore.figures import SCALES, TEXT, Theme
from convcore.layouts import arrangements
from convcore.numbers import short
from convcore.scene import BLANK, Panel, Scene
from convcore.spec import ConvError
from convcore.words import ASSETS

MOST_FRAMES = 1024
WIDEST, SMALLEST_CELL, LARGEST_CELL = 1000, 12, 36
MARGIN, FOOT = 16, 24
FONT, SMALL_FONT = 13, 11
PAPER = {"light": "#ffffff", "dark": "#15171d"}
UNICODE_FONTS = ("NotoSansCJK-Regular.ttc", "msyh.ttc", "PingFang.ttc", "wqy-microhei.ttc", "DejaVuSans.ttf")
PLAYER_RULES = (r"\.cs-player", r'\.cs-player\[data-theme="dark"\]')
SIGNS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {  # strokes in a square of side 2 around the centre
    "×": (((-0.7, -0.7), (0.7, 0.7)), ((-0.7, 0.7), (0.7, -0.7))),
    "+": (((-0.9, 0), (0.9, 0)), ((0, -0.9), (0, 0.9))),
    "=": (((-0.9, -0.35), (0.9, -0.35)), ((-0.9, 0.35), (0.9, 0.35))),
    "→": (((-1, 0), (1, 0)), ((0.4, -0.6), (1, 0), (0.4, 0.6))),
    "Σ": (((0.75, -0.75), (0.75, -1), (-0.75, -1), (0.1, 0), (-0.75, 1), (0.75, 1), (0.75, 0.75)),),
}

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Progress = Callable[[int], object]


class View(NamedTuple):
    """A panel on the picture: its upper left corner and the size of its cells, in pixels."""

    panel: Panel
    x: float
    y: float
    across: float
    down: float

    def cell(self, row: float, col: float, rows: float = 1, cols: float = 1) -> tuple[float, float, float, float]:
        """The rectangle of cells from (row, col) on."""
        left, top = self.x + col * self.across, self.y + row * self.down
        return left, top, left + cols * self.across, top + rows * self.down


class Painter:
    """Draws the steps of one scene, all in the same place and size.

    >>> from convcore.examples import article_filters, article_input
    >>> from convcore.scene import build
    >>> from convcore.spec import ConvSpec
    >>> from convcore.trace import Trace
    >>> trace = Trace(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())
    >>> painter = Painter(build(trace))
    >>> painter.frame(0).size == painter.frame(7).size, painter.frame(0) == painter.frame(7)
    (True, False)
    """

    def __init__(self, scene: Scene, theme: Theme = "light") -> None:
        self.scene, self.theme = scene, theme
        self.colours = colours(theme)
        self.layout = arrangements(scene)[0]
        self.cell = _cell(self.layout)
        self.views = {box.panel: self._view(box) for box in self.layout.boxes}
        right = max(view.cell(view.panel.rows, view.panel.cols)[0] for view in self.views.values())
        bottom = max(view.cell(view.panel.rows, view.panel.cols)[1] for view in self.views.values())
        self.size = round(right) + MARGIN + 30, round(bottom) + FOOT  # a title may be wider than its panel
        self.still = self._still()

    def frame(self, step: int) -> Image.Image:
        """One step, RGB: a function of the step alone."""
        picture = self.still.copy()
        pen = ImageDraw.Draw(picture)
        frame = self.scene.frames[step]
        for panel, block, label in frame.shows:
            for view in self._places(panel):
                self._title(pen, view, label)
                self._cells(pen, view, () if block == BLANK else self.scene.blocks[block])
                first = None if label is None else self.scene.labels[label].first
                self._cover(pen, view, first, step)
        for view in self.views.values():
            if view.panel.role == "output" and view.panel.label is not None:
                self._cover(pen, view, self.scene.labels[view.panel.label].first, step)
        if frame.active:
            self._step_back(picture, set(frame.active))
        for index in frame.marks:
            mark = self.scene.marks[index]
            for view in self._places(mark.panel):
                for row in range(mark.rows) if mark.step != (1, 1) else (0,):
                    for col in range(mark.cols) if mark.step != (1, 1) else (0,):
                        extent = (1, 1) if mark.step != (1, 1) else (mark.rows, mark.cols)
                        at = view.cell(mark.row + row * mark.step[0], mark.col + col * mark.step[1], *extent)
                        _frame(pen, at, self.colours["accent"], self.colours["paper"])
        count = f"{step + 1} / {len(self.scene.frames)}"
        pen.text((self.size[0] / 2, self.size[1] - 10), count, self.colours["neutral"], font(FONT, count), anchor="mm")
        return picture

    def _view(self, box: Box) -> View:
        panel = self.scene.panel(box.panel)
        left, top = _pixels(box.x, self.cell) + MARGIN, _pixels(box.y, self.cell) + 4
        return View(panel, left, top, self.cell * box.scale * box.aspect, self.cell * box.scale)

    def _still(self) -> Image.Image:
        """What all steps share."""
        picture = Image.new("RGB", self.size, self.colours["paper"])
        pen = ImageDraw.Draw(picture)
        for tie in self.layout.ties:
            start, end = ((_pixels(x, self.cell) + MARGIN, _pixels(y, self.cell) + 4) for x, y in tie.points)
            pen.line(list(_bend(start, end)), self._channel(tie.channel), 2)
        for symbol in self.layout.symbols:
            at = _pixels(symbol.x, self.cell) + MARGIN, _pixels(symbol.y, self.cell) + 4
            _sign(pen, symbol.text, at, self.colours["neutral"])
        for view in self.views.values():
            if view.panel.block is not None:
                self._title(pen, view, view.panel.label)
                self._cells(pen, view, self.scene.blocks[view.panel.block])
            else:
                self._cells(pen, view, ())
        return picture

    def _places(self, panel: str) -> Iterator[View]:
        """Where a panel is drawn: in its own place, and in that of the lane in focus (the first)."""
        described = self.scene.panel(panel)
        for id in (panel, described.focus if described.lane == 0 else None):
            if id in self.views:
                yield self.views[id]

    def _channel(self, channel: int | None) -> str:
        return self.colours["neutral" if channel is None else f"channel-{channel % 8}"]

    def _title(self, pen: ImageDraw.ImageDraw, view: View, label: int | None) -> None:
        left, top, right, bottom = view.cell(0, 0, view.panel.rows, view.panel.cols)
        if label is None:
            return
        said = self.scene.labels[label]
        room = right - left + 40
        forms = (said.title, said.title[said.title.find("[") :], ", ".join(map(str, said.index)))
        fits = (form for form in forms if font(SMALL_FONT, form).getlength(form) + 12 <= room)
        pen.rounded_rectangle((left - 1, top - 14, left + 6, top - 7), 2, self._channel(said.channel))
        pen.text((left + 11, top - 10), next(fits, ""), TEXT[self.theme], font(SMALL_FONT, said.title), anchor="lm")
        pen.rectangle((left - 2, top - 2, right + 1, bottom + 1), None, self._channel(said.channel))

    def _cells(self, pen: ImageDraw.ImageDraw, view: View, block: Sequence[float | None]) -> None:
        """A panel's values; None and what is not there yet are left open."""
        values = block or (None,) * (view.panel.rows * view.panel.cols)
        texts = ["" if value is None else short(value) for value in values]
        writing = _fitting(texts, view.across, view.down)
        limit = self.scene.limits.get(view.panel.role, 1.0)
        for i, value in enumerate(values):
            row, col = divmod(i, view.panel.cols)
            left, top, right, bottom = view.cell(row, col)
            box = left, top, right - 1, bottom - 1
            if value is None:
                pen.rectangle(box, self.colours["paper"], self.colours["cover"])
                if block and view.panel.role == "input":
                    self._padding(pen, box)
                continue
            pen.rectangle(box, colour(value, limit, self.theme))
            if writing:
                pen.text(((left + right) / 2, (top + bottom) / 2), texts[i], TEXT[self.theme], writing, anchor="mm")

    def _padding(self, pen: ImageDraw.ImageDraw, box: tuple[float, float, float, float]) -> None:
        """A zero of another kind."""
        left, top, right, bottom = box
        pen.line((left, bottom, right, top), self.colours["cover"])
        if bottom - top >= SMALL_FONT + 3:
            at = (left + right) / 2, (top + bottom) / 2
            pen.text(at, "0", self.colours["neutral"], font(SMALL_FONT), anchor="mm")

    def _cover(self, pen: ImageDraw.ImageDraw, view: View, first: int | None, step: int) -> None:
        """Covers the output cells that are computed later."""
        if first is None or view.panel.stride is None:
            return
        down, across = view.panel.stride
        for row in range(view.panel.rows):
            for col in range(view.panel.cols):
                if first + row * down + col * across > step:
                    left, top, right, bottom = view.cell(row, col)
                    pen.rectangle((left, top, right - 1, bottom - 1), self.colours["cover"])

    def _step_back(self, picture: Image.Image, active: set[str]) -> None:
        """Pales the filter slices that are not in use."""
        for id, view in self.views.items():
            if view.panel.role == "filter" and view.panel.block is not None and id not in active:
                box = tuple(map(round, view.cell(0, 0, view.panel.rows, view.panel.cols)))
                part = picture.crop((box[0], box[1], box[2], box[3]))
                paper = Image.new("RGB", part.size, self.colours["paper"])
                picture.paste(Image.blend(part, paper, 0.62), (box[0], box[1]))


def to_gif(
    scene: Scene,
    steps: range | None = None,
    theme: Theme = "light",
    per_second: float = 1.0,
    progress: Progress = lambda done: None,
) -> bytes:
    """An animated GIF with one frame a step, repeated for ever.

    Args:
        scene: what is drawn.
        steps: which steps; None is all of them.
        theme: ``light`` or ``dark``.
        per_second: steps a second.
        progress: told after each frame how many are done.

    Raises:
        ConvError: for no step, a step that the scene does not have, and for more than 1,024 frames.

    >>> from convcore.examples import article_filters, article_input
    >>> from convcore.scene import build
    >>> from convcore.spec import ConvSpec
    >>> from convcore.trace import Trace
    >>> trace = Trace(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())
    >>> import io
    >>> Image.open(io.BytesIO(to_gif(build(trace), range(5)))).n_frames
    5
    """
    chosen = _checked(scene, steps)
    painter = Painter(scene, theme)
    palette = _Palette(painter, chosen)
    parts: list[bytes] = []
    before: Image.Image | None = None
    for done, step in enumerate(chosen, 1):
        now = palette.indexed(painter.frame(step))
        if before is None:
            parts += GifImagePlugin.getheader(now, info={"loop": 0, "duration": 1})[0]
        parts += _part(before, now, round(1000 / per_second))
        before = now
        progress(done)
    return b"".join([*parts, b";"])


def estimate(scene: Scene, steps: range | None = None, theme: Theme = "light") -> int:
    """About how many bytes :func:`to_gif` would write: some of the frames, times how many there are."""
    chosen = _checked(scene, steps)
    painter = Painter(scene, theme)
    palette = _Palette(painter, chosen)
    drawn = {step: palette.indexed(painter.frame(step)) for step in _sampled(chosen)}
    first = sum(map(len, _part(None, drawn[chosen[0]], 100)))
    pairs = [(before, now) for before, now in pairwise(drawn) if now == before + 1]
    later = [sum(map(len, _part(drawn[before], drawn[now], 100))) for before, now in pairs]
    return 800 + first + round(sum(later) / max(len(later), 1) * (len(chosen) - 1))


def _sampled(steps: range, run: int = 5) -> list[int]:
    """Neighbours at the beginning, in the middle and at the end: enough to see a window move on.

    >>> _sampled(range(1)), _sampled(range(100), 2)
    ([0], [0, 1, 50, 51, 98, 99])
    """
    starts = (0, len(steps) // 2, len(steps) - run)
    places = {start + i for start in starts for i in range(run)}
    return [steps[at] for at in sorted(places) if 0 <= at < len(steps)]


@cache
def colours(theme: Theme) -> dict[str, str]:
    """The player's colours by name: ``accent``, ``neutral``, ``cover``, ``paper`` and ``channel-0`` to ``channel-7``.

    >>> colours("light")["paper"], colours("dark")["paper"]
    ('#ffffff', '#15171d')
    """
    sheet = (ASSETS / "player.css").read_text("utf-8")
    light, dark = (re.search(rf"^{head} {{(.*?)^}}", sheet, re.DOTALL | re.MULTILINE) for head in PLAYER_RULES)
    found = {"paper": PAPER[theme]}
    for rule in (light, dark) if theme == "dark" else (light,):
        found |= dict(re.findall(r"--cs-([\w-]+): (#[0-9a-f]{6});", rule[1] if rule else ""))
    return found


def colour(value: float, limit: float, theme: Theme) -> tuple[int, int, int]:
    """A value's colour on the diverging scale of the heatmaps.

    >>> colour(0, 9, "light"), colour(-9, 9, "light")
    ((247, 247, 245), (221, 132, 51))
    """
    at = min(max(0.5 + value / limit / 2, 0), 1)
    for (start, low), (end, high) in pairwise(SCALES[theme]):
        if at <= end:
            part = (at - start) / (end - start)
            ends = zip(_parts(low), _parts(high), strict=True)
            red, green, blue = (round(a + (b - a) * part) for a, b in ends)
            return red, green, blue
    raise AssertionError("a scale ends at 1")


def font(size: int, text: str = "") -> Font:
    """A font of that size: Pillow's own, or for more than ASCII the first one of the system that has it."""
    return _font(size, text.isascii())


@cache
def _font(size: int, ascii: bool) -> Font:
    for name in () if ascii else UNICODE_FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _checked(scene: Scene, steps: range | None) -> range:
    chosen = range(len(scene.frames)) if steps is None else steps
    if not chosen or chosen[0] < 0 or chosen[-1] >= len(scene.frames):
        raise ConvError(f"steps: some of the {len(scene.frames)} steps are needed, got {chosen}")
    if len(chosen) > MOST_FRAMES:
        raise ConvError(f"steps: at most {MOST_FRAMES:,} frames fit a GIF, got {len(chosen):,}")
    return chosen


class _Palette:
    """Up to 256 colours of a run, and the index of the nearest of them for any colour.

    They are the commonest of its first, middle and last frame, so that the flat ones come out exactly; Pillow's own
    mapping to a palette is a little off.
    """

    def __init__(self, painter: Painter, steps: range) -> None:
        counts: Counter[tuple[int, ...]] = Counter()
        for at in (0, len(steps) // 2, -1):
            for count, colour in painter.frame(steps[at]).getcolors(2**24) or ():
                counts[cast(tuple[int, ...], colour)] += count
        self.colours = np.array([colour for colour, _ in counts.most_common(256)])
        self.known = np.full(2**24, -1, np.int16)

    def indexed(self, picture: Image.Image) -> Image.Image:
        """An RGB picture in these colours."""
        red, green, blue = np.moveaxis(np.asarray(picture).astype(np.int32), -1, 0)
        codes = red << 16 | green << 8 | blue
        for code in np.unique(codes[self.known[codes] < 0]):
            apart = self.colours - [code >> 16, code >> 8 & 255, code & 255]
            self.known[code] = (apart**2).sum(axis=1).argmin()
        result = Image.fromarray(self.known[codes].astype(np.uint8), "P")
        result.putpalette(self.colours.astype(np.uint8).tobytes())
        return result


def _part(before: Image.Image | None, now: Image.Image, duration: int) -> list[bytes]:
    """A frame as GIF data: only the rectangle that differs from the frame before."""
    if before is None:
        return GifImagePlugin.getdata(now, duration=duration)
    rows, cols = np.nonzero(np.asarray(before) != np.asarray(now))
    box = (cols.min(), rows.min(), cols.max() + 1, rows.max() + 1) if len(rows) else (0, 0, 1, 1)
    left, top, right, bottom = map(int, box)
    return GifImagePlugin.getdata(now.crop((left, top, right, bottom)), (left, top), duration=duration)


def _cell(layout: Arrangement) -> float:
    room = (WIDEST - layout.width.pixels - 2 * MARGIN) / layout.width.cells
    return min(max(room, SMALLEST_CELL), LARGEST_CELL)


def _pixels(length: Length, cell: float) -> float:
    return length.cells * cell + length.pixels


def _fitting(texts: Sequence[str], across: float, down: float) -> Font | None:
    """The largest font with which all texts fit their cells, None where none does."""
    for size in (FONT, SMALL_FONT):
        writing = font(size)
        if down >= size + 3 and max(map(writing.getlength, texts)) <= across - 4:
            return writing
    return None


def _frame(pen: ImageDraw.ImageDraw, box: Sequence[float], accent: str, halo: str) -> None:
    left, top, right, bottom = box
    pen.rectangle((left - 3, top - 3, right + 2, bottom + 2), None, halo, 5)
    pen.rectangle((left - 2, top - 2, right + 1, bottom + 1), None, accent, 3)


def _bend(start: tuple[float, float], end: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Points of the curve that leads from a panel to another, as in the player: level at both ends."""
    (x0, y0), (x1, y1) = (start[0] + 4, start[1]), (end[0] - 4, end[1])
    bend = (start[0] + end[0]) / 2
    for i in range(17):
        at = i / 16
        weights = (1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at**2 * (1 - at), at**3
        yield (
            sum(w * x for w, x in zip(weights, (x0, bend, bend, x1), strict=True)),
            sum(w * y for w, y in zip(weights, (y0, y0, y1, y1), strict=True)),
        )


def _sign(pen: ImageDraw.ImageDraw, text: str, at: tuple[float, float], colour: str) -> None:
    """A sign of the arithmetic, drawn: not every font has it."""
    if text not in SIGNS:
        pen.text(at, text, colour, font(FONT, text), anchor="mm")
    for stroke in SIGNS.get(text, ()):
        pen.line([(at[0] + x * 7, at[1] + y * 7) for x, y in stroke], colour, 2)
