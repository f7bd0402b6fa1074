"""The one door to ``st.session_state``: nothing else in the pages touches it."""

from __future__ import annotations

from typing import Any

import streamlit as st

# The records of the lab, of what was answered, of the rooms of players, of a teacher's words for a lesson, and of the
# language; all other keys are of widgets.
STATE, ANSWERS, ROOMS, OWN, LANGUAGE = "state", "answers", "rooms", "own", "spoken"


def recall(name: str = STATE) -> Any:
    """A record that a session keeps; None in a new session."""
    return st.session_state.get(name)


def keep(record: Any, name: str = STATE) -> None:
    """Puts a record in the place of the one before."""
    st.session_state[name] = record


def widget(key: str, default: Any = None) -> Any:
    """What the widget of that key holds now."""
    return st.session_state.get(key, default)


def preset_widget(key: str, value: Any) -> None:
    """Gives a widget its value before it is made: widgets show the lab, they do not own it."""
    st.session_state[key] = value
