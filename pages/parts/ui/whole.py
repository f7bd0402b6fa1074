"""A part of a page that is shown when all of it is there: what it is made of comes bit by bit, and would jump."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def whole(name: str) -> DeltaGenerator:
    """The container to draw in; ``name`` is its page's. The browser shows it whole: assets/shell/steady.js."""
    return st.container(key=f"whole_{name}")
