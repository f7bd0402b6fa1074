"""A click on an output cell is believed only where it is well formed, and counts until the answer is right."""

from __future__ import annotations

from typing import Any

import pytest

from convcore.practice.convolution import Convolution
from convcore.practice.story import ask_chapter
from pages.parts import answers, lab
from pages.parts.player import picking
from pages.parts.questions import story


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session of our own in the place of Streamlit's."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.session_state", kept)
    return kept


@pytest.mark.parametrize(
    ("sent", "cell"),
    [
        ({"picked": {"cell": [0, 1, 2], "at": 7}}, (0, 1, 2)),
        ({"picked": None}, None),
        ({}, None),
        (None, None),
        ({"picked": {"cell": [0, 1]}}, None),
        ({"picked": {"cell": [0, 1, "2"]}}, None),
        ({"picked": {"cell": [0, 1, -2]}}, None),
        ({"picked": {"cell": {"0": 1}}}, None),
    ],
)
def test_only_a_cell_is_a_cell(session: dict[str, Any], sent: object, cell: object) -> None:
    session["p"] = sent
    assert picking.find_picked("p") == cell


def test_a_cells_channel_is_the_answer_until_it_is_right(session: dict[str, Any]) -> None:
    held = lab.current()
    exercise = ask_chapter("depthwise", Convolution("depthwise", held.input, held.filters))
    first = story.listen(exercise)
    assert first is not None
    first((1, 1, 3))
    assert answers.recall_try("depthwise").text == "3"
    assert session["try_depthwise"] == "3"
    first((0, 0, 2))
    assert story.listen(exercise) is None
    first((0, 0, 0))
    assert answers.recall_try("depthwise").text == "2"
    lab.commit(held.with_options(padding="SAME"))
    assert story.listen(exercise) is not None, "that was of other tensors"
