"""How a page begins: shown bit by bit or whole, with its title and one plain sentence."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def heading(title: str, sentence: str) -> None:
    """Draws both side by side, so that the player stands high; on a narrow screen the sentence goes below."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(title, anchor=False, width="content")
        st.markdown(sentence, width="content")


def whole_page(name: str) -> DeltaGenerator:
    """The container of a page that is shown when all of it is there, for it would jump; ``name`` is the page's.

    The browser shows it whole: assets/shell/steady.js.
    """
    return st.container(key=f"whole_{name}")
