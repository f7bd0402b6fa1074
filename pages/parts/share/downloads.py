"""The CSV files a learner takes home, written at the click."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from convcore.io import save, tables
from convcore.trace import Work
from pages.parts.player import part
from pages.parts.ui.language import t

FILES = ("input", "filters", "output", "steps")
STAGE_TABLES = ("steps", "mid", "pointwise", "output")
"""The tables of one stage and of two that have a button each."""


def buttons(work: Work, names: Sequence[str]) -> None:
    """A row of buttons for tables of a convolution, each written at its click; that of steps has those in hand."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="downloads"):
        st.markdown(t("download.title"), width="content")
        for name in names:
            st.download_button(
                f"{name}.csv",
                writer(name, work),
                file_name=f"{name}.csv",
                mime="text/csv",
                key=f"download_{name}",
                help=part.explain_table(name, work),
                icon=":material/table:",
                on_click="ignore",
                type="tertiary",
            )


def writer(name: str, work: Work) -> Callable[[], bytes]:
    """Writes one table when called: Streamlit calls it on another thread, so it holds all it needs."""
    return lambda: tables.to_csv(save.tables(work)[name]()).encode()
