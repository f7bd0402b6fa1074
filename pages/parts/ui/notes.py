"""Messages, drawn at the control they belong to."""

from __future__ import annotations

from itertools import groupby

import streamlit as st

from convcore.catalogue import translator
from convcore.errors import ConvError, Phrase
from convcore.numbers import spell
from pages.parts import lab
from pages.parts.lab import Note
from pages.parts.ui.language import language, t

LONGEST = 600  # characters that are shown; a message may quote a whole list of somebody's file


def show(control: str, key: str | None = None) -> None:
    """The messages of a control, in a place of their own: what follows keeps its place whether there are any."""
    found = lab.messages(control)
    with st.container(key=key):
        if found:
            st.warning(lines(found))


def lines(notes: tuple[Note, ...]) -> str:
    """Messages, a line each, in the language that is read now: it may have been switched since they came."""
    texts = []
    for note in notes:
        told = {name: reason(value) if isinstance(value, Phrase) else value for name, value in note.values.items()}
        texts.append(t(note.key, **told))
    return "  \n".join(texts)


def refusal(cell: str, error: ConvError, kept: float) -> Note:
    """Why a cell did not take what was typed, and what it keeps."""
    return Note("grid.refused", {"cell": code(cell), "reason": error.phrase, "kept": code(spell(kept))})


def reason(message: ConvError | Phrase) -> str:
    """What the core says against a setting, in the page's language, as inline code; a long one is cut."""
    text = message.tell(translator(language()))
    return code(text if len(text) <= LONGEST else text[: LONGEST - 1] + "…")


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
