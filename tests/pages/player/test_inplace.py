"""What the player sends is believed only where it is well formed, and taken over once."""

from __future__ import annotations

from typing import Any

import pytest

from pages.parts import lab
from pages.parts.player import inplace
from tests.pages.conftest import put


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session of our own in the place of Streamlit's."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr("streamlit.session_state", kept)
    return kept


def edit(number: int, text: str, tensor: str = "input", index: object = (0, 0, 0, 0), beyond: object = 0) -> dict:
    return {
        "id": number,
        "tensor": tensor,
        "index": list(index) if isinstance(index, tuple) else index,
        "text": text,
        "beyond": beyond,
    }


def send(session: dict[str, Any], *edits: object) -> None:
    session["p"] = {"edits": list(edits)}
    inplace.accept("p")


def test_edits_are_written_in_order_and_once(session: dict[str, Any]) -> None:
    send(session, edit(1, "5"), edit(2, "1e3", "filters", (2, 2, 1, 1)), edit(3, "6"))
    assert lab.current().input[0, 0, 0, 0] == 6
    assert lab.current().filters[2, 2, 1, 1] == 1000
    lab.commit(put(lab.current(), "input", (0, 0, 0, 0), 7))
    send(session, edit(1, "5"), edit(3, "6"))
    assert lab.current().input[0, 0, 0, 0] == 7
    send(session, edit(3, "6"), edit(4, "8"))
    assert lab.current().input[0, 0, 0, 0] == 8


def test_one_message_for_many_edits_is_one_step_back(session: dict[str, Any]) -> None:
    send(session, edit(1, "5"), edit(2, "6", index=(0, 1, 0, 0)))
    lab.undo()
    assert lab.current().same(lab.article())


def test_a_refused_text_gets_a_note_and_the_rest_is_kept(session: dict[str, Any]) -> None:
    send(session, edit(1, "abc", index=(0, 1, 2, 1)), edit(2, "", "filters"), edit(3, "4"))
    notes = lab.messages(inplace.CONTROL)
    assert [note.key for note in notes] == ["grid.refused", "grid.refused"]
    assert notes[0].values["cell"] == "`input[1, 2, 1]`"
    assert notes[1].values["cell"] == "`filter[0, 0, 0, 0]`"
    assert lab.current().input[0, 0, 0, 0] == 4
    send(session, edit(4, "4"))
    assert lab.messages(inplace.CONTROL) == ()


def test_what_hung_over_is_told(session: dict[str, Any]) -> None:
    send(session, edit(1, "4", beyond=3))
    assert [note.values for note in lab.messages(inplace.CONTROL)] == [{"count": 3}]


@pytest.mark.parametrize(
    "bad",
    [
        None,
        7,
        {},
        edit(1, "5", "output"),
        edit(1, "5", index=(0, 4, 0, 0)),
        edit(1, "5", index=(0, 0, 0)),
        edit(1, "5", index=(0, 0, 0, -1)),
        edit(1, "5", index="0000"),
        edit(1, "5", index=None),
        edit(1, "5", beyond="many"),
        edit(1, "5") | {"text": 5},
        edit(1, "5") | {"id": "1"},
        edit(1, "5", ["input"]),  # type: ignore[arg-type]
    ],
)
def test_nonsense_changes_nothing(session: dict[str, Any], bad: object) -> None:
    send(session, bad)
    assert lab.current().same(lab.article())
    session["p"] = bad
    inplace.accept("p")
    assert lab.current().same(lab.article())
