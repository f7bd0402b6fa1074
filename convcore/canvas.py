"""A picture and the shapes a scene is drawn with, in the colours of assets/player.css and of the heatmaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

from convcore.figures import SCALES, TEXT, Theme
from convcore.lettering import SMALL, Letters, lettering, own
from convcore.words import ASSETS

PAPER = {"light": "#ffffff", "dark": "#15171d"}
PLAYER_RULES = (r"\.cs-player", r'\.cs-player\[data-theme="dark"\]')
SYMBOL, SMALL_SYMBOL = 7, 5  # half the width of a sign, alone and behind words
CAPTION = 13
FINE = 4  # lines are drawn so many times as large, then made smaller
SIGNS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {  # strokes in a square of side 2 around the centre
    "×": (((-0.7, -0.7), (0.7, 0.7)), ((-0.7, 0.7), (0.7, -0.7))),
    "+": (((-0.9, 0), (0.9, 0)), ((0, -0.9), (0, 0.9))),
    "=": (((-0.9, -0.35), (0.9, -0.35)), ((-0.9, 0.35), (0.9, 0.35))),
    "→": (((-1, 0), (1, 0)), ((0.4, -0.6), (1, 0), (0.4, 0.6))),
    "↓": (((0, -1), (0, 1)), ((-0.6, 0.4), (0, 1), (0.6, 0.4))),
    "Σ": (((0.75, -0.75), (0.75, -1), (-0.75, -1), (0.1, 0), (-0.75, 1), (0.75, 1), (0.75, 0.75)),),
}

Point = tuple[float, float]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom; the right and the bottom edge lie beyond it."""


class Canvas:
    """A picture that is being drawn.

    >>> canvas = Canvas.blank((30, 20), "light")
    >>> canvas.fill((4, 4, 10, 10), "accent")
    >>> canvas.picture.getpixel((9, 9)), canvas.picture.getpixel((10, 10))
    ((194, 24, 91), (255, 255, 255))
    """

    def __init__(self, picture: Image.Image, theme: Theme) -> None:
        self.picture, self.theme = picture, theme
        self.pen = ImageDraw.Draw(picture)

    @classmethod
    def blank(cls, size: tuple[int, int], theme: Theme) -> Canvas:
        """An empty picture."""
        return cls(Image.new("RGB", size, PAPER[theme]), theme)

    def copy(self) -> Canvas:
        """One to draw on further."""
        return Canvas(self.picture.copy(), self.theme)

    def colour(self, name: str) -> str:
        """The player's colour of that name."""
        return colours(self.theme)[name]

    def fill(self, box: Box, colour: str | tuple[int, int, int]) -> None:
        """A full rectangle, in one of the player's colours or any other."""
        left, top, right, bottom = box
        shade = self.colour(colour) if isinstance(colour, str) else colour
        if right > left and bottom > top:
            self.pen.rectangle((left, top, right - 1, bottom - 1), shade)

    def through(self, box: Box, pattern: str, colour: str, opacity: float = 1) -> None:
        """A colour through one of the patterns ``padding``, ``unused``, ``dashes`` or ``dots``."""
        mask = _pattern(pattern, self.picture.size, opacity).crop(box)
        self.picture.paste(self.colour(colour), box, mask)

    def dashed(self, box: Box, pattern: str, colour: str) -> None:
        """A rectangle's outline in ``dashes`` or ``dots``."""
        left, top, right, bottom = box
        for side in (
            (left, top, right, top + 1),
            (left, bottom - 1, right, bottom),
            (left, top, left + 1, bottom),
            (right - 1, top, right, bottom),
        ):
            self.through(side, pattern, colour)

    def frame(self, box: Box, colour: str, weight: int) -> None:
        """An outline as far outside of a rectangle as inside."""
        left, top, right, bottom = box
        out = weight // 2 + weight % 2
        self.pen.rectangle(
            (left - out, top - out, right - 1 + out, bottom - 1 + out), None, self.colour(colour), weight
        )

    def mark(self, boxes: Sequence[Box]) -> None:
        """Frames what a step points at; the paper around the frames sets them off."""
        for box in boxes:
            self.frame(box, "paper", 5)
        for box in boxes:
            self.frame(box, "accent", 3)

    def pale(self, box: Box, opacity: float) -> None:
        """Lays paper over a part, so thick."""
        part = self.picture.crop(box)
        paper = Image.new("RGB", part.size, self.colour("paper"))
        self.picture.paste(Image.blend(part, paper, opacity), box[:2])

    def dot(self, at: Point, colour: str) -> None:
        """The dot in a channel's colour before a title."""
        self.pen.rounded_rectangle((*at, at[0] + 7, at[1] + 7), 2, self.colour(colour))

    def text(self, at: Point, text: str, letters: Letters | None, colour: str = "", anchor: str = "mm") -> None:
        """A text in the page's own colour or in one of the player's; nothing where no font has its characters."""
        if letters:
            shade = self.colour(colour) if colour else TEXT[self.theme]
            self.pen.text(at, letters.written(text), shade, letters.font, anchor)

    def zero(self, at: Point) -> None:
        """The 0 of a padding cell, readable above its hatching."""
        paper, ink = self.colour("paper"), self.colour("neutral")
        self.pen.text(at, "0", ink, own(SMALL).font, "mm", stroke_width=2, stroke_fill=paper)

    def symbol(self, at: Point, text: str) -> None:
        """A sign of the arithmetic, drawn because not every font has it; or a caption, and a sign behind it."""
        words, sign = (text[:-1].rstrip(), text[-1]) if text[-1] in SIGNS else (text, "")
        letters = lettering(CAPTION, words) if words else None
        x, reach = at[0], SYMBOL
        if letters:
            reach = SMALL_SYMBOL
            room = 2 * reach + 6 if sign else 0
            self.text((x - room / 2, at[1]), words, letters, "neutral")
            x += (letters.length(words) + room) / 2 - reach
        for stroke in SIGNS.get(sign, ()):
            self.stroke([(x + right * reach, at[1] + down * reach) for right, down in stroke], "neutral", 2)

    def stroke(self, points: Sequence[Point], colour: str, weight: float, opacity: float = 1) -> None:
        """A line through points, its edges smooth."""
        reach = int(weight) + 1
        xs, ys = zip(*points, strict=True)
        left, top = int(min(xs)) - reach, int(min(ys)) - reach
        size = int(max(xs)) + reach + 1 - left, int(max(ys)) + reach + 1 - top
        mask = Image.new("L", (size[0] * FINE, size[1] * FINE))
        fine = [((x - left) * FINE, (y - top) * FINE) for x, y in points]
        ImageDraw.Draw(mask).line(fine, round(255 * opacity), round(weight * FINE), "curve")
        self.picture.paste(self.colour(colour), (left, top), mask.reduce(FINE))

    def bend(self, start: Point, end: Point, colour: str) -> None:
        """A line from one panel to another, level at both ends."""
        self.stroke(list(_bend(start, end)), colour, 1.5, 0.7)


@cache
def colours(theme: Theme) -> dict[str, str]:
    """The player's colours: ``accent``, ``neutral``, ``cover``, ``line``, ``paper`` and ``channel-0`` to ``channel-7``.

    >>> colours("light")["paper"], colours("dark")["paper"]
    ('#ffffff', '#15171d')
    """
    sheet = (ASSETS / "player.css").read_text("utf-8")
    rules = [re.search(rf"^{head} {{(.*?)^}}", sheet, re.DOTALL | re.MULTILINE) for head in PLAYER_RULES]
    text = "".join(rule[1] for rule in (rules if theme == "dark" else rules[:1]) if rule)
    found = {"paper": PAPER[theme], **dict(re.findall(r"--cs-([\w-]+): (#[0-9a-f]{6});", text))}
    for name, *ink, share in re.findall(r"--cs-([\w-]+): rgba\((\d+), (\d+), (\d+), ([\d.]+)\);", text):
        found[name] = "#" + "".join(
            f"{round(int(above) * float(share) + below * (1 - float(share))):02x}"
            for above, below in zip(ink, _parts(PAPER[theme]), strict=True)
        )
    return found


@lru_cache(1 << 14)
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


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


@lru_cache(8)
def _pattern(name: str, size: tuple[int, int], opacity: float) -> Image.Image:
    """Where a pattern covers a picture; one for all of it, so that hatching goes on from cell to cell."""
    y, x = np.ogrid[: size[1], : size[0]]
    up, down = (x + y) % 6 == 0, (x - y) % 6 == 0
    inside = {"padding": up, "unused": up | down, "dashes": (x + y) % 6 < 3, "dots": (x + y) % 5 < 2}[name]
    return Image.fromarray((inside * round(255 * opacity)).astype(np.uint8))


def _bend(start: Point, end: Point) -> Iterator[Point]:
    """Points of the curve, as in the player."""
    (x0, y0), (x1, y1) = (start[0] + 4, start[1]), (end[0] - 4, end[1])
    bend = (start[0] + end[0]) / 2
    for i in range(17):
        at = i / 16
        weights = (1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at**2 * (1 - at), at**3
        yield (
            sum(w * x for w, x in zip(weights, (x0, bend, bend, x1), strict=True)),
            sum(w * y for w, y in zip(weights, (y0, y0, y1, y1), strict=True)),
        )
