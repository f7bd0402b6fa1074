"""The CSV files a learner takes home, written at the click."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from convcore.io import save, tables
from convcore.trace import Work
from pages.parts.player import part
from pages.parts.ui.language import t

STEPS = "steps"
FILES = ("input", "filters", "output", STEPS)


def downloads(work: Work) -> None:
    """A button for each table of a convolution."""
    buttons(work, FILES, lambda name: t(f"download.{name}"))


def buttons(work: Work, names: Sequence[str], explain: Callable[[str], str]) -> None:
    """A row of buttons for tables of a convolution, each written at its click; ``explain`` says what is in one.

    A table of steps has those in hand.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="downloads"):
        st.markdown(f"**{t('download.title')}**", width="content")
        for name in names:
            st.download_button(
                f"{name}.csv",
                writer(name, work),
                file_name=f"{name}.csv",
                mime="text/csv",
                key=f"download_{name}",
                help=part.explain(explain(name), work) if name == STEPS else explain(name),
                icon=":material/download:",
                on_click="ignore",
            )


def writer(name: str, work: Work) -> Callable[[], bytes]:
    """Writes one table when called: Streamlit calls it on another thread, so it holds all it needs."""
    return lambda: tables.to_csv(save.tables(work)[name]()).encode()
