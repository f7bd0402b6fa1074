"""The one door to the session's state."""

from __future__ import annotations

from typing import Any

import pytest

from pages.parts import session


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a session keeps, and its browser's widgets say."""
    found: dict[str, Any] = {}
    monkeypatch.setattr("pages.parts.session.st.session_state", found)
    return found


def test_a_widget_is_another_one_once_its_value_changed_elsewhere(kept: dict[str, Any]) -> None:
    """Folded away it does not hear of that, and goes on saying what was typed."""
    assert session.show_in_widget("width", 3) == "width"
    kept["width"] = 2
    session.note_entry("width")
    assert session.show_in_widget("width", 2) == "width"
    undone = session.show_in_widget("width", 3)
    assert undone != "width"
    assert session.widget("width") == kept[undone] == 3
    kept["width"] = 2
    assert session.show_in_widget("width", 3) == undone
    assert session.widget("width") == 3


def test_what_was_just_entered_is_answered_in_its_place(kept: dict[str, Any]) -> None:
    """The field stands open: as another one it would lose the keyboard."""
    session.show_in_widget("width", 3)
    kept["width"] = 99
    session.note_entry("width")
    assert session.show_in_widget("width", 3) == "width"
    assert kept["width"] == 3
