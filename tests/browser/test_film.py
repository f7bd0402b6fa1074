"""What the player reads out of a scene: the same frames, numbers and sentences as Python does."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from convcore.scenes import article, compare, convolution, grouped, separable
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.trace import Part, Trace, stages
from tests.browser.bench import Bench

# All steps of a scene, its panels named by their ids; what a block holds beside it.
READ = """async text => {
  const film = await import("/assets/player/film.js");
  const { sentenceAt } = await import("/assets/player/sentence.js");
  const scene = film.unfold(JSON.parse(text));
  const id = number => scene.panels[number].id;
  const steps = Array.from({ length: film.stepsOf(scene) }, (_, step) => {
    const { marks, shows, active } = film.frameAt(scene, step);
    const cell = film.cellAt(scene, step);
    return {
      cell, step: film.stepAt(scene, cell), sentence: sentenceAt(scene, step), active: active.map(id),
      marks: marks.map(([panel, ...rest]) => [id(panel), ...rest]),
      shows: shows.map(([panel, block, label]) => [id(panel), block < 0 ? null : film.blockAt(scene, block), label]),
    };
  });
  return JSON.stringify(steps); // Playwright would take it apart value by value
}"""


def trace(kind: Any, image: Any, filters: Any, **options: Any) -> Trace:
    return Trace(ConvSpec(kind, image.shape, filters.shape, **options), image, filters)


def tensors(dtype: str, *shapes: tuple[int, ...]) -> list[Any]:
    rng = np.random.default_rng(8)
    return [(rng.normal(size=shape) * 3).astype(dtype) for shape in shapes]


def scenes(dtype: str) -> list[Scene]:
    """Every kind of picture; with padding, strides, dilations, parts, and kernels long and short."""
    image, kernel, across, grouping, small, pixel, grown = tensors(
        dtype, (2, 6, 7, 3), (3, 2, 3, 2), (1, 1, 6, 2), (3, 2, 1, 6), (1, 2, 3, 3), (1, 1, 1, 1), (1, 1, 1, 70)
    )
    options: Any = {"padding": ((1, 0), (0, 2)), "strides": (2, 1), "dilations": (1, 2)}
    depthwise, standard = (trace(kind, image, kernel, **options) for kind in ("depthwise", "standard"))
    short, wide = trace("depthwise", image, small, padding="SAME"), trace("standard", image[..., :2], kernel[:, :, :2])
    large = trace("depthwise", pixel, grown, padding=((7, 8), (7, 8)))  # of its output only what is in hand is told
    both = stages(image, kernel, across, **options)
    rows = Part(range(1, 3), depthwise.part.channels)
    return [
        convolution.build(depthwise, batch=1),
        convolution.build(depthwise.only(Part(depthwise.part.rows, range(2, 5)))),
        convolution.build(standard),
        convolution.build(large.only(Part(range(7, 9), range(2, 5)))),
        convolution.build(short),
        convolution.build(wide),
        grouped.build(trace("standard", image, grouping, **options)),
        compare.build(depthwise, standard),
        compare.build(depthwise.only(rows), standard.only(Part(rows.rows, standard.part.channels))),
        separable.build(both),
        separable.build(both.only(Part(range(1, 3), both.part.channels)), batch=1),
        article.tensors(depthwise),
        article.window(depthwise, 11),
    ]


@pytest.mark.parametrize("dtype", ["int64", "float64", "float32", "float16"])
def test_every_step_is_read_as_in_python(bench: Bench, dtype: str) -> None:
    for number, scene in enumerate(scenes(dtype)):
        found = json.loads(bench.page.evaluate(READ, json.dumps(scene.to_dict())))
        assert len(found) == len(scene.frames)
        for step, (read, frame) in enumerate(zip(found, scene.frames, strict=True)):
            told = {
                "cell": list(frame.cell),
                "step": step,
                "sentence": frame.sentence,
                "active": list(frame.active),
                "marks": [[m.panel, m.row, m.col, m.rows, m.cols, *m.step] for m in frame.marks],
                "shows": [
                    [panel, None if block < 0 else list(scene.blocks[block]), label]
                    for panel, block, label in frame.shows
                ],
            }
            assert read == told, f"scene {number}, {scene.kind}, step {step}"
