"""Frames drawn without a browser, and the GIF they make: one frame a step, each exactly as drawn."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convcore import readings, scene
from convcore.examples import article_filters, article_input
from convcore.figures import SCALES
from convcore.matrix import build as matrix
from convcore.pictures import MOST_FRAMES, Painter, colour, colours, estimate, to_gif
from convcore.scene import Scene, build
from convcore.spec import ConvError, ConvSpec
from convcore.trace import Trace
from convcore.words import ASSETS


def trace(kind: Any, *options: Any) -> Trace:
    return Trace(ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2), *options), article_input(), article_filters())


def frames(data: bytes) -> list[Image.Image]:
    with Image.open(io.BytesIO(data)) as picture:
        shown = []
        for index in range(picture.n_frames):  # type: ignore[attr-defined]
            picture.seek(index)
            shown.append(picture.convert("RGB"))
        return shown


SCENES: dict[str, Scene] = {
    "standard": build(trace("standard")),
    "depthwise with padding and gaps": build(trace("depthwise", (2, 1), "SAME", (1, 2))),
    "tensors": scene.tensors(trace("depthwise")),
    "window": scene.window(trace("depthwise"), 1),
    "readings": readings.build(trace("depthwise"), trace("standard")),
    "matrix": matrix(trace("standard")),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_a_gif_has_a_frame_for_each_step(scene: Scene, theme: str) -> None:
    told: list[int] = []
    shown = frames(to_gif(scene, theme=theme, progress=told.append))
    assert len(shown) == len(scene.frames) == len(told)
    assert told == list(range(1, len(told) + 1))


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_frames_come_out_as_they_were_drawn(scene: Scene) -> None:
    """Flat colours exactly; what is left over for 256 colours, the edges of letters, nearly."""
    painter = Painter(scene)
    for step, shown in enumerate(frames(to_gif(scene))):
        apart = np.abs(np.asarray(shown).astype(int) - np.asarray(painter.frame(step)).astype(int)).max(axis=-1)
        assert (apart > 0).mean() < 0.03
        assert apart.max() < 60


def test_a_range_has_its_own_frames() -> None:
    scene = SCENES["standard"]
    assert len(frames(to_gif(scene, range(2, 5)))) == 3
    whole, part = frames(to_gif(scene)), frames(to_gif(scene, range(2, 5)))
    assert np.abs(np.asarray(whole[3]).astype(int) - np.asarray(part[1]).astype(int)).mean() < 0.5


def test_speed_and_repetition() -> None:
    with Image.open(io.BytesIO(to_gif(SCENES["standard"], per_second=4))) as picture:
        assert picture.info["duration"] == 250
        assert picture.info["loop"] == 0


def test_a_run_of_one_step() -> None:
    data = to_gif(SCENES["standard"], range(3, 4))
    assert len(frames(data)) == 1
    assert estimate(SCENES["standard"], range(3, 4)) == pytest.approx(len(data), rel=0.2)


@pytest.mark.parametrize("scene", [SCENES["standard"], SCENES["depthwise with padding and gaps"]])
def test_the_estimate_is_near(scene: Scene) -> None:
    assert estimate(scene) == pytest.approx(len(to_gif(scene)), rel=0.3)


@pytest.mark.parametrize("steps", [range(0), range(7, 9), range(-1, 2)])
def test_steps_that_are_not_there(steps: range) -> None:
    with pytest.raises(ConvError, match="some of the 8 steps are needed"):
        to_gif(SCENES["standard"], steps)


def test_more_frames_than_a_gif_takes() -> None:
    long = Trace(ConvSpec("standard", (1, 16, 16, 1), (1, 1, 1, 8)), np.ones((1, 16, 16, 1)), np.ones((1, 1, 1, 8)))
    with pytest.raises(ConvError, match=f"at most {MOST_FRAMES:,} frames fit a GIF, got 2,048"):
        estimate(build(long))


def test_the_marked_output_cell_is_framed_and_the_later_ones_covered() -> None:
    painter = Painter(SCENES["standard"])
    picture, view = painter.frame(2), painter.views["output:0"]  # the second window, output channel 0
    accent, cover = (
        tuple(int(colours("light")[name][i : i + 2], 16) for i in (1, 3, 5)) for name in ("accent", "cover")
    )
    left, top, _, bottom = map(round, view.cell(0, 1))
    assert picture.getpixel((left - 1, (top + bottom) // 2)) == accent
    assert picture.getpixel((left + 6, top + 6)) == colour(9, 81, "light")  # the step's own cell shows its value
    for row, col in ((1, 0), (1, 1)):
        left, top, *_ = map(round, view.cell(row, col))
        assert picture.getpixel((left + 6, top + 6)) == cover


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_cell_has_the_colour_of_its_value(theme: str) -> None:
    painter = Painter(SCENES["standard"], theme)
    left, top, *_ = map(round, painter.views["input:0"].cell(0, 3))
    assert painter.frame(0).getpixel((left + 3, top + 3)) == colour(4, 4, theme)
    assert colour(4, 4, theme) == tuple(int(SCALES[theme][-1][1][i : i + 2], 16) for i in (1, 3, 5))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_are_the_players(theme: str) -> None:
    found = colours(theme)
    assert {"accent", "neutral", "cover", "paper", *(f"channel-{i}" for i in range(8))} <= found.keys()
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in found.values())
    assert colours("light")["accent"] != colours("dark")["accent"]
    assert (ASSETS / "player.css").read_text("utf-8").count(found["channel-3"]) == 1
