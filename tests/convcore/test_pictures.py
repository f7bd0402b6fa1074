"""The GIF of a run: one frame a step, each exactly as drawn, and as large as was said before."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convcore import readings, scene
from convcore.examples import article_filters, article_input
from convcore.matrix import build as matrix
from convcore.paint import Painter
from convcore.pictures import MOST_FRAMES, estimate, to_gif
from convcore.scene import Scene, build
from convcore.spec import ConvError, ConvSpec
from convcore.trace import Trace


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


def test_a_stride_through_the_steps() -> None:
    scene = SCENES["standard"]
    painter = Painter(scene, steps=range(0, 8, 3))
    for step, shown in zip((0, 3, 6), frames(to_gif(scene, range(0, 8, 3))), strict=True):
        assert np.abs(np.asarray(shown).astype(int) - np.asarray(painter.frame(step)).astype(int)).mean() < 0.5


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


def large(kind: Any) -> Scene:
    shapes = (1, 8, 8, 8), (3, 3, 8, 8)
    numbers = np.arange(576).reshape(3, 3, 8, 8) % 7 - 3
    return build(Trace(ConvSpec(kind, *shapes), np.arange(512).reshape(1, 8, 8, 8) % 19 - 9, numbers))


RUNS = {
    "the article's": (SCENES["standard"], None),
    "with padding": (SCENES["depthwise with padding and gaps"], None),
    "a large lab, the channel changes at each eighth step": (large("depthwise"), range(96)),
    "a large lab, all channels added": (large("standard"), range(64)),
    "every third step": (large("depthwise"), range(0, 96, 3)),
}


@pytest.mark.parametrize("run", RUNS.values(), ids=RUNS)
def test_the_estimate_is_near(run: tuple[Scene, range | None]) -> None:
    assert estimate(*run) == pytest.approx(len(to_gif(*run)), rel=0.1)


def test_a_frame_holds_what_changes_alone() -> None:
    """A step of one lane among many is a small part of its picture."""
    scene = large("standard")
    one, many = (len(to_gif(scene, range(count))) for count in (1, 9))
    assert (many - one) / 8 < 0.4 * one


@pytest.mark.parametrize("steps", [range(0), range(7, 9), range(-1, 2)])
def test_steps_that_are_not_there(steps: range) -> None:
    with pytest.raises(ConvError, match="some of the 8 steps are needed"):
        to_gif(SCENES["standard"], steps)


def test_more_frames_than_a_gif_takes() -> None:
    long = Trace(ConvSpec("standard", (1, 16, 16, 1), (1, 1, 1, 8)), np.ones((1, 16, 16, 1)), np.ones((1, 1, 1, 8)))
    with pytest.raises(ConvError, match=f"at most {MOST_FRAMES:,} frames fit a GIF, got 2,048"):
        estimate(build(long))
