"""The lab as a link: ``?lab=`` holds all tensors and options, so that a reload or a new server loses nothing.

A lab too large for a link is kept by the browser, and the address says so: ``?lab=kept``.
"""

from __future__ import annotations

import streamlit as st

from pages.parts import answers, lab
from pages.parts.lab import Lab, Note, article, linktext
from pages.parts.lab.history import OPENED
from pages.parts.lab.historytext import read_history
from pages.parts.lab.linktext import LinkError, decode, encode, pack
from pages.parts.player import inplace
from pages.parts.share import keeper
from pages.parts.share.keeper import Returned
from pages.parts.ui.component import component
from pages.parts.ui.language import t

PARAMETER = "lab"
KEPT = "kept"
PRESENT = "history:"  # in the place of a lab's text: it is that of the history, which the browser puts behind it
MOST_KEPT = 2**19
BUTTON = '<div class="cs-buttons cs-link"><button type="button"></button><output aria-live="polite"></output></div>'


def follow() -> None:
    """Begins a session with the lab of its link, or with the one that the browser kept.

    Later the session counts: going back must not undo an edit. Where the browser kept the lab and has not handed it
    over yet, the session does not begin: that takes one more run.
    """
    text = st.query_params.get(PARAMETER)
    applied = keeper.first()
    back = keeper.ask(text == KEPT, applied)
    if text == KEPT and back is None:
        return
    lab.begin(*_open(text, back), applied=back.applied if back else applied)
    lab.resume(back.history if back else None)
    answers.take_back(back.practice if back else None)
    write()
    if back and inplace.take(back.edits):
        st.rerun()


def _open(text: str | None, back: Returned | None) -> tuple[Lab, tuple[Note, ...]]:
    """The lab that an address and the browser lead to, and what there is to say of it.

    What the browser gives back counts: a page change drops the lab from the address, and Back brings an older one.
    """
    try:
        if back and back.lab is not None:
            return _read(back.lab), ()
        if text == KEPT:
            return article(), (Note("link.gone"),)
        return (decode(text) if text is not None else article()), ()
    except LinkError as error:
        return article(), (error.note,)
    except ValueError:  # no history
        return article(), (Note("link.damaged"),)


def _read(kept: str) -> Lab:
    """The lab of a text that the browser kept; empty is the article's example."""
    if kept.startswith(PRESENT):
        return read_history(kept.removeprefix(PRESENT)).present
    return decode(kept, MOST_KEPT) if kept else article()


def write() -> None:
    """Puts the present lab into the address bar; the article's example is not there."""
    try:
        text = present()
    except LinkError:
        text = KEPT
    if text != st.query_params.get(PARAMETER):
        if text is None:
            del st.query_params[PARAMETER]
        else:
            st.query_params[PARAMETER] = text


def keep() -> None:
    """Gives the present lab to the browser, which need not be told of a large one twice."""
    present = lab.current()
    text = "" if present.same(article()) else pack(present)
    large = len(text) > linktext.LONGEST
    keeper.keep(PRESENT if large and lab.kept() else text, large)


def present() -> str | None:
    """The link's text for what is set now, None for the article's example, which needs none.

    Raises:
        LinkError: as :func:`encode`.
    """
    return None if lab.current().same(article()) else encode(lab.current())


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
    copy_button(PARAMETER, text or "", t("link.copy.label"), "copy_link")


def copy_button(parameter: str, text: str, label: str, key: str) -> None:
    """A button that copies this page's address with a parameter set to a text, or without it where there is none."""
    words = {name: t(f"link.copy.{name}") for name in ("done", "failed")}
    component("link", BUTTON, "buttons.css")(
        key=key,
        data={"name": parameter, "text": text, "label": label, **words},
        width="content",
    )
