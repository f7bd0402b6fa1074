"""Messages, drawn at the control they belong to."""

from __future__ import annotations

import streamlit as st

from pages.parts import lab
from pages.parts.language import t


def show(control: str) -> None:
    """The messages of a control, in a place of their own: what follows keeps its place whether there are any."""
    found = lab.messages(control)
    with st.container():
        if found:
            st.warning("  \n".join(t(note.key, **note.values) for note in found))


def code(text: str) -> str:
    """Any text as inline code of Markdown: what people typed must not become markup.

    >>> code("abc"), code("a`b")
    ('`abc`', '`` a`b ``')
    """
    plain = " ".join(text.split())
    return f"`` {plain} ``" if "`" in plain else f"`{plain}`"
