"""A field for a whole number that shows what is set, whatever was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.parts import session


def number_field(label: str, present: int, key: str, on_change: Callable[..., None], **rest: Any) -> None:
    """Draws the field. It shows ``present``: what is typed is the caller's to take, and gone when that does not.

    It has no bounds of its own, in which a browser would keep what is beyond them, and say so in its own words. An
    emptied field goes back to its default by itself, and so does what is no number.

    Args:
        label, key, on_change: the widget's.
        present: what is set.
        rest: more arguments of ``st.number_input``.
    """

    def take(*given: Any) -> None:
        session.note_entry(key)
        on_change(*given)

    drawn = session.show_in_widget(key, present)
    st.number_input(label, value=present, step=1, key=drawn, on_change=take, **rest)
