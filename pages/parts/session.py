"""The one door to ``st.session_state``: nothing else in the pages touches it."""

from __future__ import annotations

from typing import Any

import streamlit as st

# The records of the lab, of what was answered, of the rooms of players, of a teacher's words for a lesson, of the
# language, of how often widgets were made anew, and of the one that was just entered in; all other keys are of widgets.
STATE, ANSWERS, ROOMS, OWN, LANGUAGE, ANEW = "state", "answers", "rooms", "own", "spoken", "anew"
ENTERED = "entered"


def recall(name: str = STATE) -> Any:
    """A record that a session keeps; None in a new session."""
    return st.session_state.get(name)


def keep(record: Any, name: str = STATE) -> None:
    """Puts a record in the place of the one before."""
    st.session_state[name] = record


def widget(key: str, default: Any = None) -> Any:
    """What the widget of that key holds now."""
    return st.session_state.get(_present_key(key), default)


def preset_widget(key: str, value: Any) -> None:
    """Gives a widget its value before it is made: widgets show the lab, they do not own it."""
    st.session_state[_present_key(key)] = value


def note_entry(key: str) -> None:
    """Something was entered in this widget: it stands open, and is answered in its place."""
    keep(key, ENTERED)


def show_in_widget(key: str, value: Any) -> str:
    """The key to draw a widget with, so that it shows ``value`` and says nothing else at the next run.

    A browser gives a widget that is folded away no new value: it would say its old one again, as if that had just been
    entered. So one whose value changed elsewhere, by undo say, is another widget from then on.
    """
    entered, drawn = recall(ENTERED) == key, _present_key(key)
    if entered:
        keep(None, ENTERED)
    elif st.session_state.get(drawn, value) != value:
        keep({**_times(), key: _times().get(key, 0) + 1}, ANEW)
        drawn = _present_key(key)
    st.session_state[drawn] = value
    return drawn


def _present_key(key: str) -> str:
    """What Streamlit knows the widget by: its key, and from the second one on its number."""
    times = _times().get(key, 0)
    return f"{key}_{times}" if times else key


def _times() -> dict[str, int]:
    """How often each widget was made anew; kept from the first time on, as to ask for what is not there is slow."""
    times: dict[str, int] | None = recall(ANEW)
    if times is None:
        keep(times := {}, ANEW)
    return times
