"""Undo, redo and the way back to the article, as buttons and as keys; what was undone is said."""

from __future__ import annotations

import streamlit as st

from pages.parts import lab
from pages.parts.lab.history import HISTORY
from pages.parts.ui import glossary
from pages.parts.ui.component import component
from pages.parts.ui.language import t

ACTIONS = (("undo", "undo", lab.undo), ("redo", "redo", lab.redo), ("reset", "restart_alt", lab.reset))
VOICE = '<div class="cs-said" role="status" aria-live="polite"></div>'


def history() -> None:
    """Draws the buttons; beside them stands what the last one did, for a while and for who listens."""
    past, future = lab.state().history.past, lab.state().history.future
    possible = {"undo": past, "redo": future, "reset": not lab.current().same(lab.article())}
    with st.container(horizontal=True, gap="xsmall", width="content", key="history"):
        for name, icon, action in ACTIONS:
            label = t(f"options.{name}")
            st.button(
                label,
                icon=f":material/{icon}:",
                on_click=action,
                disabled=not possible[name],
                type="tertiary",
                help=label,
                key=f"history_{name}",
            )
        glossary.menu()
        component("history", VOICE, "history.css")(
            key="history_voice", data={"said": _say(), "number": lab.version()}, width="content"
        )


def _say() -> str:
    """What was undone or redone last, until something else is done."""
    lead, *changes = lab.messages(HISTORY) or (None,)
    return t(lead.key, what=" · ".join(t(note.key, **note.values) for note in changes)) if lead else ""
