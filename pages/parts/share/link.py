"""The lab as a link: ``?lab=`` holds all tensors and options, so that a reload or a new server loses nothing."""

from __future__ import annotations

import streamlit as st

from pages.parts import lab
from pages.parts.lab.history import OPENED
from pages.parts.lab.linktext import (
    LinkError,
    decode,
    encode,
)
from pages.parts.ui.component import component
from pages.parts.ui.language import t

PARAMETER = "lab"
BUTTON = '<div class="cs-buttons cs-link"><button type="button"></button><output aria-live="polite"></output></div>'


def follow() -> None:
    """Begins a session with the lab of its link. Later the session counts: going back must not undo an edit."""
    if lab.begun():
        return
    text = st.query_params.get(PARAMETER)
    if text is None:
        return
    try:
        lab.begin(decode(text))
    except LinkError as error:
        lab.begin(lab.article(), (error.note,))


def write() -> None:
    """Puts the present lab into the address bar; the article's example and what is too large are not there."""
    try:
        text = present()
    except LinkError:
        text = None
    if text != st.query_params.get(PARAMETER):
        if text is None:
            del st.query_params[PARAMETER]
        else:
            st.query_params[PARAMETER] = text


def present() -> str | None:
    """The link's text for what is set now, None for the article's example, which needs none.

    Raises:
        LinkError: as :func:`encode`.
    """
    return None if lab.current().same(lab.article()) else encode(lab.current())


def show() -> None:
    """What is to be said about the link that was opened, in a place that stands also when it is empty."""
    with st.container():
        for note in lab.state().notes.get(OPENED, ()):
            st.warning(t(note.key, **note.values))


def copy() -> None:
    """The button that copies the link; a lab that is too large for one says so instead."""
    try:
        text = present()
    except LinkError as error:
        st.caption(t("link.copy.large", **error.note.values), width="content")
        return
    words = {name: t(f"link.copy.{name}") for name in ("label", "done", "failed")}
    component("link", BUTTON, "buttons.css")(
        key="copy_link",
        data={"name": PARAMETER, "text": text or "", **words},
        width="content",
        on_connected_change=_ignore,
    )


def _ignore() -> None:
    """The run itself is all that a new connection needs."""
