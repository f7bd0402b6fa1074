"""The heatmaps that the browser makes of a scene are those that Python makes of it for a notebook."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from convcore.layouts.table import arrangements
from convcore.scenes import article as chapters
from convcore.scenes import compare as readings
from convcore.scenes import separable
from convcore.scenes.convolution import build
from convcore.scenes.grouped import build as matrix
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace, stages
from convcore.web.figure import SCALES, Theme, draw
from tests.browser.bench import Bench

TRACES = """async ([told, arrangement, scale]) => {
  const { unfold } = await import("/assets/player/film.js");
  const { traces } = await import("/assets/player/drawing/heatmaps.js");
  const scene = unfold(told);
  const panels = new Map(scene.panels.map(panel => [panel.id, panel]));
  const boxes = arrangement.boxes.map(({ panel }) => ({ panel: panels.get(panel) }));
  return traces(scene, boxes.filter(({ panel }) => panel.block !== null), scale);
}"""


def article(kind: Any, *options: Any) -> Trace:
    return Trace(ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2), *options), article_input(), article_filters())


SCENES: dict[str, Scene] = {
    "standard": build(article("standard")),
    "depthwise with padding and gaps": build(article("depthwise", (2, 1), "SAME", (1, 2))),
    "tensors": chapters.tensors(article("depthwise")),
    "window": chapters.window(article("depthwise"), 1),
    "readings": readings.build(article("depthwise"), article("standard")),
    "matrix": matrix(article("standard")),
    "stages": separable.build(
        stages(article_input(), article_filters(), np.arange(8).reshape((1, 1, 4, 2)) / 8),
    ),
}


@pytest.mark.parametrize("theme", SCALES)
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_both_make_the_same_traces(bench: Bench, scene: Scene, theme: Theme) -> None:
    data = json.loads(json.dumps(scene.to_dict()))
    for arrangement in arrangements(scene):
        made = bench.page.evaluate(TRACES, [data, arrangement.to_dict(), SCALES[theme]])
        wanted = json.loads(draw(scene, arrangement, theme).to_json())["data"]
        # How a number is written there depends on the room that its cell has.
        assert made == [
            {key: value for key, value in trace.items() if key not in {"text", "texttemplate", "textfont"}}
            for trace in wanted
        ]


def test_no_axes_are_drawn_where_nothing_stands_still(phone_bench: Bench) -> None:
    """One channel and one kernel: on a phone, each panel then changes with the step."""
    spec = ConvSpec("standard", (1, 4, 5, 1), (3, 3, 1, 1), padding="SAME")
    player = phone_bench.mount(build(Trace(spec, np.ones((1, 4, 5, 1)), np.ones((3, 3, 1, 1)))))
    assert player.locator(".cs-heat").evaluate("heat => heat.data.length") == 0
    expect(player.locator(".cs-heat :is(.xgrid, .ygrid, .zl)")).to_have_count(0)
