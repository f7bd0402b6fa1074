"""Streamlit's own English words in the reader's language: it has no option for them, so a style sheet covers them."""

from __future__ import annotations

import json

import streamlit as st

from convcore.catalogue import SOURCE
from pages.parts.ui.language import language, t

PLACES = {
    "skip": '[data-testid="stSkipToContent"]',
    "upload": '[data-testid="stFileUploaderDropzone"] button p',
    "limit": '[data-testid="stFileUploaderDropzoneInstructions"] span',
    "enter": '[data-testid="InputInstructions"] span',
    "submit": '[data-testid="stTextArea"] [data-testid="InputInstructions"] span',
}
"""Where each text stands, by its name in the catalogues."""


def cover(most: int) -> None:
    """Puts our words over Streamlit's; ``most`` is how many MB a file may have."""
    if language() != SOURCE:
        st.html(f"<style>{sheet(most)}</style>")


def sheet(most: int) -> str:
    """The style sheet: the old words take no room, ours stand behind them. A JSON text is a CSS one too."""
    rules = []
    for name, place in PLACES.items():
        text = json.dumps(t(f"streamlit.{name}", most=most), ensure_ascii=False)
        rules.append(f"{place} {{ font-size: 0; }} {place}::after {{ content: {text}; font-size: 0.875rem; }}")
    return "\n".join(rules)
