"""A teacher's own title and note for the lesson: two fields, and what was typed in them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from convcore.web.own import MOST_NOTE, MOST_TITLE, NOTHING_OWN, Own
from pages.parts import session
from pages.parts.ui import fold
from pages.parts.ui.language import t

TITLE, NOTE = "own_title", "own_note"


@dataclass
class Typed:
    """What was typed. It is changed in place, since a download that was offered before has to find it at its click."""

    own: Own = NOTHING_OWN


def typed() -> Typed:
    """What this session has typed so far."""
    held = session.recall(session.OWN)
    if held is None:
        held = Typed()
        session.keep(held, session.OWN)
    return held  # type: ignore[no-any-return]


def fields() -> None:
    """Both fields, folded away: most who take a lesson home need neither."""
    fold.expander(t("takeaway.own"), _draw, key="takeaway_own", icon=":material/edit_note:")


def _draw() -> None:
    st.text_input(
        t("takeaway.own.title"),
        key=TITLE,
        max_chars=MOST_TITLE,
        placeholder=t("takeaway.own.title.empty"),
        on_change=_take,
        persist_state="session",
    )
    st.text_area(
        t("takeaway.own.note"), key=NOTE, max_chars=MOST_NOTE, height=120, on_change=_take, persist_state="session"
    )


def _take() -> None:
    """Whatever a browser sends, it is text of a bounded length."""
    title, note = (str(session.widget(key) or "") for key in (TITLE, NOTE))
    typed().own = Own(title[:MOST_TITLE], note[:MOST_NOTE])
