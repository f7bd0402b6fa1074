"""A run of a scene's steps as an animated GIF, drawn without a browser.

It is written frame by frame, each as the pixels that differ from the one before it, so that a long run needs no more
memory than a short one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

from convcore.figures import Theme
from convcore.paint import Painter
from convcore.scene import Scene
from convcore.spec import ConvError

MOST_FRAMES = 1024
MOST_SAMPLES = 10
MOST_DRAWN = 2 * MOST_SAMPLES + 4  # frames for an estimate: samples and those before them, a first, three for colours
MOST_COLOURS = 255  # and one for what stays as it was

Progress = Callable[[int], object]
Pixels = NDArray[np.uint8]
"""A picture as indices into a palette, [height, width]."""


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
    painter = Painter(scene, theme, chosen)
    palette = _Palette(painter, chosen)
    parts: list[bytes] = []
    before: Pixels | None = None
    for done, step in enumerate(chosen, 1):
        now = palette.indexed(painter.frame(step))
        if before is None:
            parts += palette.header(now)
        parts += palette.part(before, now, round(1000 / per_second))
        before = now
        progress(done)
    return b"".join([*parts, b";"])


def estimate(scene: Scene, steps: range | None = None, theme: Theme = "light") -> int:
    """About how many bytes :func:`to_gif` would write: some of the frames, times how many there are."""
    chosen = _checked(scene, steps)
    painter = Painter(scene, theme, chosen)
    palette = _Palette(painter, chosen)
    first = palette.indexed(painter.frame(chosen[0]))
    later = []
    for pair in _sampled(painter, chosen):
        before, now = (palette.indexed(painter.frame(step)) for step in pair)
        later.append(sum(map(len, palette.part(before, now, 100))))
    whole = sum(map(len, palette.header(first) + palette.part(None, first, 100)))
    return whole + round(sum(later) / max(len(later), 1) * (len(chosen) - 1))


def _sampled(painter: Painter, steps: range) -> list[tuple[int, int]]:
    """Some of the steps and those before them, such that small changes and large ones have their share."""
    pairs = sorted(pairwise(steps), key=lambda pair: (painter.changed(*pair), pair))
    most = min(MOST_SAMPLES, len(pairs))
    return [pairs[(2 * i + 1) * len(pairs) // (2 * most)] for i in range(most)]


def _checked(scene: Scene, steps: range | None) -> range:
    chosen = range(len(scene.frames)) if steps is None else steps
    if not chosen or chosen[0] < 0 or chosen[-1] >= len(scene.frames):
        raise ConvError(f"steps: some of the {len(scene.frames)} steps are needed, got {chosen}")
    if len(chosen) > MOST_FRAMES:
        raise ConvError(f"steps: at most {MOST_FRAMES:,} frames fit a GIF, got {len(chosen):,}")
    return chosen


class _Palette:
    """Up to 255 colours of a run, and the index of the nearest of them for any colour; one index more is no colour.

    They are the commonest of its first, middle and last frame, so that the flat ones come out exactly; Pillow's own
    mapping to a palette is a little off.
    """

    def __init__(self, painter: Painter, steps: range) -> None:
        counts: Counter[tuple[int, ...]] = Counter()
        for at in (0, len(steps) // 2, -1):
            for count, colour in painter.frame(steps[at]).getcolors(2**17) or ():
                counts[cast(tuple[int, ...], colour)] += count
        self.colours = np.array([colour for colour, _ in counts.most_common(MOST_COLOURS)])
        self.known = np.full(2**24, -1, np.int16)
        self.unchanged = len(self.colours)

    def indexed(self, picture: Image.Image) -> Pixels:
        """An RGB picture in these colours."""
        red, green, blue = np.moveaxis(np.asarray(picture).astype(np.int32), -1, 0)
        codes = red << 16 | green << 8 | blue
        for code in np.unique(codes[self.known[codes] < 0]):
            apart = self.colours - [code >> 16, code >> 8 & 255, code & 255]
            self.known[code] = (apart**2).sum(axis=1).argmin()
        pixels: Pixels = self.known[codes].astype(np.uint8)
        return pixels

    def header(self, pixels: Pixels) -> list[bytes]:
        """The beginning of a GIF of such pictures that is repeated for ever."""
        return GifImagePlugin.getheader(self._picture(pixels), info={"loop": 0, "duration": 1})[0]

    def part(self, before: Pixels | None, now: Pixels, duration: int) -> list[bytes]:
        """A frame as GIF data: what differs from the frame before, in the rectangle that holds it."""
        if before is None:
            return GifImagePlugin.getdata(self._picture(now), duration=duration)
        rows, cols = np.nonzero(before != now)
        top, bottom, left, right = (
            (rows.min(), rows.max() + 1, cols.min(), cols.max() + 1) if len(rows) else (0, 1, 0, 1)
        )
        box = slice(top, bottom), slice(left, right)
        fresh = np.where(before[box] == now[box], self.unchanged, now[box]).astype(np.uint8)
        options = {"duration": duration, "transparency": self.unchanged, "disposal": 1}
        return GifImagePlugin.getdata(self._picture(fresh), (int(left), int(top)), **options)

    def _picture(self, pixels: Pixels) -> Image.Image:
        result = Image.fromarray(pixels, "P")
        result.putpalette([*self.colours.ravel().tolist(), 0, 0, 0])
        return result
