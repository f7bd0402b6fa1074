"""Messages, drawn at the control they belong to."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from pages.parts import lab
from pages.parts.lab import Note
from pages.parts.ui.language import language, t
from pages.parts.ui.reasons import said

CORE = ("reason", "first")  # values of a note that are the core's own words


def show(control: str) -> None:
    """The messages of a control, in a place of their own: what follows keeps its place whether there are any."""
    found = lab.messages(control)
    with st.container():
        if found:
            st.warning(lines(found))


def lines(notes: tuple[Note, ...]) -> str:
    """Messages, a line each. What the core said is translated only now: the language may have been switched since."""
    texts = []
    for note in notes:
        told = {name: reason(str(note.values[name])) for name in CORE if name in note.values}
        texts.append(t(note.key, **{**note.values, **told}))
    return "  \n".join(texts)


def reason(message: str) -> str:
    """What the core says against a setting, in the page's language, as inline code."""
    return code(said(message, language()))


def code(text: str) -> str:
    r"""Any text as inline code of Markdown: what people typed must not become markup.

    >>> code("abc"), code("a`b"), code("a``b`"), code("a\0b\n")
    ('`abc`', '`` a`b ``', '``` a``b` ```', '`a b`')
    """
    plain = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    if "`" not in plain:
        return f"`{plain or ' '}`"
    fence = "`" * (1 + max(len(list(run)) for mark, run in groupby(plain) if mark == "`"))
    return f"{fence} {plain} {fence}"
