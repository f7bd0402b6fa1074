"""The top of a page: its title and one plain sentence, side by side so that the player stands high."""

from __future__ import annotations

import streamlit as st


def heading(title: str, sentence: str) -> None:
    """Draws both; on a narrow screen the sentence goes below."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.title(title, anchor=False, width="content")
        st.markdown(sentence, width="content")
