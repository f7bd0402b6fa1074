"""A scene is plain data, and whatever it names exists."""

from __future__ import annotations

import json

from hypothesis import given

from convcore.scenes.article import tensors, window
from convcore.scenes.convolution import build
from convcore.scenes.model import BLANK, Scene
from convcore.trace import Trace
from tests.convcore.scenes.reading import EITHER
from tests.convcore.strategies import PLENTY, Example


@PLENTY
@given(EITHER)
def test_a_scene_is_plain_data(example: Example) -> None:
    made = Trace(example.spec, example.input, example.filters)
    for scene in (build(made), tensors(made)):
        told = json.loads(json.dumps(scene.to_dict(), allow_nan=False))
        assert len(told["frames"]) == len(scene.frames)
        assert told["blocks"] == [list(block) for block in scene.blocks]


def check_references(scene: Scene) -> None:
    """Every panel, block, label and mark that is named exists, and fits."""
    panels = {panel.id: panel for panel in scene.panels}
    assert len(panels) == len(scene.panels)
    for panel in scene.panels:
        if panel.block is not None:
            assert len(scene.blocks[panel.block]) == panel.rows * panel.cols
            assert panel.label is not None
            assert scene.labels[panel.label].title
        assert panel.focus is None or panels[panel.focus].role == panel.role
    for mark in scene.marks:
        panel = panels[mark.panel]
        assert 0 <= mark.row <= mark.row + (mark.rows - 1) * mark.step[0] < panel.rows
        assert 0 <= mark.col <= mark.col + (mark.cols - 1) * mark.step[1] < panel.cols
    for frame in scene.frames:
        assert all(0 <= mark < len(scene.marks) for mark in frame.marks)
        assert set(frame.active) <= set(panels)
        assert len({panel for panel, _, _ in frame.shows}) == len(frame.shows)
        for id, block, label in frame.shows:
            assert panels[id].block is None, "a panel that lasts is not shown anew"
            assert block == BLANK or len(scene.blocks[block]) == panels[id].rows * panels[id].cols
            assert label is None or 0 <= label < len(scene.labels)


@PLENTY
@given(EITHER)
def test_all_that_is_named_exists(example: Example) -> None:
    made = Trace(example.spec, example.input, example.filters)
    check_references(build(made))
    check_references(tensors(made))
    if example.spec.channels_per_group == 1:
        check_references(window(made, len(made) - 1))
