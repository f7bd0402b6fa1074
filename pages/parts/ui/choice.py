"""A choice of a few, all in view; it is kept over page changes."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st


def choice(label: str, options: Mapping[str, str], key: str) -> str:
    """Draws the choice, the first option at the beginning, and returns what is chosen.

    Args:
        label: what is to be chosen.
        options: by name, what the reader sees.
        key: the widget's.
    """
    return st.segmented_control(
        label,
        list(options),
        default=next(iter(options)),
        required=True,
        format_func=options.__getitem__,
        key=key,
        persist_state="session",
    )
