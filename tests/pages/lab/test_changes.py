"""What is said of an undo: what differs between the lab that is left and the one that is there again."""

from __future__ import annotations

import numpy as np
import pytest

from convcore.catalogue import LANGUAGES, catalogue
from pages.parts.lab import Lab, State, article
from pages.parts.lab.changes import differences
from pages.parts.lab.history import HISTORY
from tests.pages.conftest import Open, edit, put


def said(before: Lab, after: Lab, language: str = "en") -> list[str]:
    return [catalogue(language)[note.key].format(**note.values) for note in differences(before, after)]


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (article().with_options(padding="SAME", strides=(2, 1)), ["strides 1×1 → 2×1", "padding VALID → SAME"]),
        (put(article(), "input", (0, 2, 3, 1), 0.5), ["input[2, 3, 1] 1 → 0.5"]),
        (put(article(), "filters", (0, 0, 0, 0), -0.0), ["filter[0, 0, 0, 0] 0 → -0.0"]),
        (article().with_tensor("filters", np.full((3, 3, 2, 2), 7.0)), ["36 numbers of filters"]),
        (
            article().resize({"input": (1, 5, 4, 3), "filters": (3, 3, 3, 2)}),
            ["input [1, 4, 4, 2] → [1, 5, 4, 3]", "filters [3, 3, 2, 2] → [3, 3, 3, 2]"],
        ),
        (article().resize({"pointwise": (1, 1, 4, 3)}), ["pointwise filters [1, 1, 4, 2] → [1, 1, 4, 3]"]),
        (article(), []),
    ],
    ids=["options", "a cell", "minus zero", "a tensor", "channels", "outputs", "nothing"],
)
def test_each_change_is_said(after: Lab, words: list[str]) -> None:
    assert said(article(), after) == words


def test_undo_and_redo_say_what_they_did_until_something_else_is_done() -> None:
    state = State().commit(put(article(), "input", (0, 0, 0, 0), 9))
    lead, change = state.undo().messages(HISTORY)
    assert lead.key == "change.undone"
    assert dict(change.values) == {"cell": "input[0, 0, 0]", "before": "9", "after": "1"}
    assert state.undo().redo().messages(HISTORY)[0].key == "change.redone"
    assert not state.undo().redo().commit(article()).messages(HISTORY)
    assert not State().undo().messages(HISTORY), "there was nothing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_it(open_page: Open, language: str) -> None:
    app = edit(open_page("depthwise", {"lang": language}), "grid_input_0_0", {(0, 0): "9"})
    app.button(key="history_undo").click().run()
    (voice,) = [one.proto.json for one in app.get("bidi_component") if '"said": "' in one.proto.json]
    assert "input[0, 0, 0] 9 \\u2192 1" in voice
    assert (catalogue(language)["change.undone"].format(what="")) in voice.encode().decode("unicode_escape")
