"""Both operations in lockstep: their sentence, their identity, and settings that cannot work."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from convcore.catalogue import LANGUAGES
from pages.parts.lab import Lab
from tests.pages.conftest import Open, Read, edit, scenes


def sentences(app: AppTest) -> list[str]:
    (found,) = scenes(app)
    return [frame["sentence"] for frame in found["frames"]]


def test_the_sentence_says_both(read_page: Read) -> None:
    said = sentences(read_page("compare"))
    assert said[0] == "depthwise_conv2d keeps 0, 36, 9, 27 · conv2d adds 0 + 9 = 9, 36 + 27 = 63"
    assert said[1] == "depthwise_conv2d keeps 0, 54, 9, 27 · conv2d adds 0 + 9 = 9, 54 + 27 = 81"
    assert len(said) == 4


def test_an_edit_changes_both_and_the_identity_holds(open_page: Open) -> None:
    app = edit(open_page("compare"), "grid_input_0_1", {(0, 0): "-8"})
    assert sentences(app)[0].startswith("depthwise_conv2d keeps 0, 36, 0, 0 ·")
    assert len(app.success) == 1
    assert not app.error


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shape", [((1, 3, 3, 1), (3, 3, 1, 1)), ((2, 5, 4, 8), (2, 3, 8, 8))])
def test_any_lab_can_be_compared(open_page: Open, language: str, shape: Any) -> None:
    rng = np.random.default_rng(5)
    shown = Lab(rng.normal(size=shape[0]), rng.normal(size=shape[1]), (1, 2), "SAME")
    app = open_page("compare", {"lang": language}, lab=shown)
    assert not app.error
    assert len(app.success) == 1


def test_settings_that_cannot_work_keep_the_picture(open_page: Open) -> None:
    app = open_page("compare")
    before = sentences(app)
    state = app.session_state["state"]
    app.session_state["state"] = state.commit(state.history.present.with_options(dilations=(3, 3)))
    app.run()
    assert not app.exception
    assert sentences(app) == before
