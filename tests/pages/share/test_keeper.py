"""What the browser gives back to a new session is believed only where it is well formed, and counts before the link."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from pages.parts import answers, lab
from pages.parts import session as door
from pages.parts.answers.record import Attempt, Record, write_record
from pages.parts.lab import Lab, Note, article
from pages.parts.lab.history import OPENED, History
from pages.parts.lab.historytext import write_history
from pages.parts.share import keeper, link
from tests.pages.conftest import Open, put


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A new session of our own in the place of Streamlit's, at an address without a lab."""
    kept: dict[str, Any] = {}
    monkeypatch.setattr(door.st, "session_state", kept)
    monkeypatch.setattr(link.st, "query_params", {})
    return kept


def begin(monkeypatch: pytest.MonkeyPatch, returned: object, address: str | None = None) -> bool:
    """A first run to which the browser gives that back; whether it ends for another run."""
    monkeypatch.setattr(keeper, "_mount", lambda data: returned)
    again: list[bool] = []
    monkeypatch.setattr(link.st, "rerun", lambda: again.append(True))
    if address:
        link.st.query_params["lab"] = address
    link.follow()
    return bool(again)


def edit(number: int, text: str) -> dict[str, Any]:
    return {"id": number, "tensor": "input", "index": [0, 0, 0, 0], "text": text, "beyond": 0}


def test_what_was_confirmed_is_not_made_again(session: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    assert not begin(monkeypatch, {"applied": 7, "lab": "", "edits": [edit(6, "5"), edit(7, "6")]})
    assert lab.current().same(article())
    assert lab.applied() == 7


def test_what_was_not_confirmed_is_made_on_the_lab_that_was_kept(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = article().with_options(padding="SAME")
    assert begin(monkeypatch, {"applied": 7, "lab": link.pack(kept), "edits": [edit(7, "5"), edit(8, "6")]})
    assert lab.current().same(put(kept, "input", (0, 0, 0, 0), 6))


def test_a_lab_that_fails_comes_back_with_what_was_typed_in_it(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Lab(np.ones((1, 4, 4, 2)), np.ones((3, 3, 3, 2)), unmatched=True)
    assert begin(monkeypatch, {"applied": 7, "lab": link.pack(kept), "edits": [edit(8, "6")]})
    assert lab.current().same(put(kept, "input", (0, 0, 0, 0), 6))
    assert lab.current().unmatched
    assert lab.state().fault == OPENED


def test_what_was_kept_counts_before_an_older_link(session: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    older, kept = article().with_options(strides=(2, 2)), article().with_options(padding="SAME")
    begin(monkeypatch, {"applied": 7, "lab": link.pack(kept), "edits": []}, link.encode(older))
    assert lab.current().same(kept)
    assert link.st.query_params["lab"] == link.encode(kept)


def test_edits_count_from_above_all_that_an_earlier_session_gave(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(monkeypatch, None)
    assert lab.applied() > 1_700_000_000_000
    assert lab.applied() <= keeper.first()


def test_a_lab_that_this_browser_does_not_have_is_missed_aloud(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(monkeypatch, {"applied": 0, "lab": None, "edits": []}, link.KEPT)
    assert lab.state().notes[OPENED] == (Note("link.gone"),)
    assert lab.current().same(article())


def test_a_lab_that_the_browser_was_told_in_its_history_comes_back(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(article()).then(article().with_options(strides=2))
    text = write_history(history)
    begin(monkeypatch, {"applied": 0, "lab": link.PRESENT + text, "edits": [], "history": text}, link.KEPT)
    assert lab.current().same(history.present)
    assert lab.state().history.undo().present.same(article())
    assert not lab.state().notes.get(OPENED)


def test_a_large_lab_is_told_once(session: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """By itself where it has no history."""
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(keeper, "_mount", told.append)
    monkeypatch.setattr(link.linktext, "LONGEST", 10)
    made = article().with_options(strides=2)
    lab.begin(made)
    link.keep()
    lab.commit(made.with_options(strides=1))
    lab.commit(made)
    link.keep()
    assert [(one["text"], one["large"], bool(one["history"])) for one in told] == [
        (link.pack(made), True, False),
        (link.PRESENT, True, True),
    ]


@pytest.mark.parametrize("kept", ["", "1.abc", "0", "-1\n"])
def test_a_history_that_leads_to_no_lab_is_damaged(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    begin(monkeypatch, {"applied": 0, "lab": link.PRESENT + kept, "edits": [], "history": None}, link.KEPT)
    assert lab.state().notes[OPENED] == (Note("link.damaged"),)
    assert lab.current().same(article())


def test_a_damaged_lab_is_told(session: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    begin(monkeypatch, {"applied": 0, "lab": "1.abc", "edits": []}, link.KEPT)
    assert lab.state().notes[OPENED] == (Note("link.damaged"),)


@pytest.mark.parametrize(
    "bad", [None, 7, [], "text", {}, {"applied": "1"}, {"applied": -1}, {"applied": True}, {"applied": 1.5}]
)
def test_nonsense_is_nothing(session: dict[str, Any], monkeypatch: pytest.MonkeyPatch, bad: object) -> None:
    assert not begin(monkeypatch, bad)
    assert lab.current().same(article())


@pytest.mark.parametrize("edits", [None, 7, "text", {"id": 1}, [None, 7, {"id": 9}]])
def test_nonsense_among_the_edits_is_nothing(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch, edits: object
) -> None:
    assert not begin(monkeypatch, {"applied": 1, "lab": 5, "edits": edits})
    assert lab.current().same(article())


def test_a_session_that_stood_the_pause_takes_what_was_typed_in_it(session: dict[str, Any]) -> None:
    lab.begin(article(), applied=3)
    session[keeper.KEY] = {"returned": {"applied": 3, "lab": "", "edits": [edit(4, "5")]}}
    keeper._take()
    keeper._take()
    assert lab.current().same(put(article(), "input", (0, 0, 0, 0), 5))
    assert len(lab.state().history.past) == 1


def test_what_can_be_undone_comes_back_before_what_was_typed(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.begin(article().with_options(strides=2))
    lab.commit(article())
    handed: list[dict[str, Any]] = []
    monkeypatch.setattr(keeper, "_mount", handed.append)
    keeper.keep("", large=False)
    session.clear()
    assert begin(monkeypatch, {"applied": 7, "lab": "", "edits": [edit(8, "6")], "history": handed[0]["history"]})
    assert [one.strides for one in lab.state().history.past] == [(2, 2), (1, 1)]
    lab.undo()
    lab.undo()
    assert lab.current().strides == (2, 2)


def test_what_can_be_undone_comes_to_a_session_that_has_begun(session: dict[str, Any]) -> None:
    lab.begin(article())
    lab.commit(article().with_options(strides=2))
    text = lab.kept()
    session.clear()
    lab.begin(article().with_options(strides=2))
    session[keeper.KEY] = {"returned": {"applied": 0, "lab": None, "edits": [], "history": text}}
    keeper._take()
    keeper._take()
    assert [one.strides for one in lab.state().history.past] == [(1, 1)]


@pytest.mark.parametrize("bad", [None, 7, "", "text", "1.abc", ["1.abc"], {"past": []}, "1." + "A" * 2**20])
def test_nonsense_about_what_can_be_undone_is_nothing(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch, bad: object
) -> None:
    begin(monkeypatch, {"applied": 7, "lab": None, "edits": [], "history": bad})
    assert lab.current().same(article())
    assert not lab.state().history.past


KEPT = Record("7b", ("seen",), 2, 4, {4: Attempt("()", "()", 1)}, right=3, answered=5, streak=2)


def test_what_was_practised_goes_on_in_the_next_session(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers.keep_practice(KEPT)
    handed: list[dict[str, Any]] = []
    monkeypatch.setattr(keeper, "_mount", handed.append)
    keeper.keep("", large=False)
    session.clear()
    begin(monkeypatch, {"applied": 7, "lab": None, "edits": [], "practice": handed[0]["practice"]})
    assert answers.practice() == KEPT


def test_what_was_practised_comes_to_a_set_that_waits_for_it(session: dict[str, Any]) -> None:
    lab.begin(article())
    answers.keep_practice(Record("8"))
    back = {"applied": 0, "lab": None, "edits": [], "practice": write_record(KEPT)}
    session[keeper.KEY] = {"returned": back}
    keeper._take()
    assert answers.practice() == Record("8", right=3, answered=5, streak=2)
    session[keeper.KEY] = {"returned": {**back, "practice": write_record(Record("9", place=3))}}
    keeper._take()
    assert answers.practice() == Record("8", right=3, answered=5, streak=2), "the session has begun a score of its own"


@pytest.mark.parametrize("bad", [None, 7, "", "text", "{}", {"seed": "7b"}])
def test_nonsense_about_practice_is_nothing(
    session: dict[str, Any], monkeypatch: pytest.MonkeyPatch, bad: object
) -> None:
    begin(monkeypatch, {"applied": 7, "lab": None, "edits": [], "practice": bad})
    assert answers.practice() is None


def test_what_was_typed_is_confirmed_also_beside_a_picture_of_earlier_settings(open_page: Open) -> None:
    """Otherwise the browser would hold it for unconfirmed, and give it to the next session."""
    app = open_page("depthwise", {"lab": link.encode(article().with_options(dilations=(4, 4)))})
    handed = [json.loads(one.proto.json) for one in app.get("bidi_component")]
    payload = next(json.loads(data["payload"]) for data in handed if "payload" in (data or {}))
    assert payload["dimmed"]
    assert payload["editable"]["tensors"] == []
    assert payload["editable"]["applied"] == app.session_state["state"].applied > 0
