"""A scene is plain data, and whatever it names exists."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from convcore.scenes.article import tensors, window
from convcore.scenes.blocks import BLANK
from convcore.scenes.convolution import build
from convcore.scenes.model import Scene
from convcore.trace import Trace
from tests.convcore.scenes.reading import EITHER, article
from tests.convcore.strategies import PLENTY, Example


@PLENTY
@given(EITHER)
def test_a_scene_is_plain_data(example: Example) -> None:
    made = Trace(example.spec, example.input, example.filters)
    for scene in (build(made), tensors(made)):
        told = json.loads(json.dumps(scene.to_dict(), allow_nan=False))
        shots = [len(reel["shots"]) * reel["rows"][1] * told["across"] for reel in told["reels"]]
        assert sum(shots) == len(scene.frames)


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
    for mark in (*scene.marks, *(mark for frame in scene.frames for mark in frame.marks)):
        panel = panels[mark.panel]
        assert 0 <= mark.row <= mark.row + (mark.rows - 1) * mark.step[0] < panel.rows
        assert 0 <= mark.col <= mark.col + (mark.cols - 1) * mark.step[1] < panel.cols
    for frame in scene.frames:
        assert set(frame.active) <= set(panels)
        assert "{" not in frame.sentence
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


def test_a_panel_is_found_by_what_it_is() -> None:
    scene = build(article("standard"))
    assert scene.find("filter", 1, 0) is scene.panel("filter:1:0")
    assert scene.find("total").at == ()
    assert [panel.at for panel in scene.family("products")] == [(0,), (1,)]
    assert scene.label(scene.find("output", 1)).title == "output[:, :, 1]"
    assert scene.cells(scene.find("input", 1)) == (1,) * 16


@pytest.mark.parametrize("place", [("filter", 2, 0), ("products", 2), ("zero",)])
def test_what_is_not_there_is_not_found(place: Any) -> None:
    with pytest.raises(LookupError, match=rf"^this scene has no panel {place[0]} "):
        build(article("standard")).find(*place)


def test_what_each_step_fills_has_no_lasting_content() -> None:
    scene = build(article("standard"))
    for ask in (scene.cells, scene.label):
        with pytest.raises(LookupError, match="products:1: each step says what it holds"):
            ask(scene.find("products", 1))


def test_the_player_is_told_what_a_panel_is() -> None:
    panels = {panel["id"]: panel for panel in build(article("standard")).to_dict()["panels"]}
    assert (panels["products:1"]["family"], panels["products:1"]["lane"]) == ("products", 1)
    assert panels["products:1"]["focus"] == "products"
    assert not [panel for panel in panels.values() if "at" in panel or "outside" in panel]
