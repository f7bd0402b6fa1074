"""Words that a newcomer looks for, in a line each, where they stand: at an option, and all of them in one menu."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.parts.ui.language import t

GLOSSARY = ("sigma", "tap", "stride", "dilation", "padding", "same", "multiplier", "lab")
OPTIONS = {
    "kernel": ("tap", "multiplier"),
    "strides": ("stride",),
    "padding": ("padding", "same"),
    "dilations": ("dilation",),
}
"""The words of an option, by its menu's name."""


def explain_option(option: str) -> str | None:
    """The words of an option; None where it has none that need to be explained."""
    return lines(OPTIONS[option]) if option in OPTIONS else None


def lines(names: Sequence[str]) -> str:
    """What words mean, a line each."""
    return "  \n".join(t(f"word.{name}") for name in names)


def menu() -> None:
    """The button that shows all of them."""
    with st.popover(t("word.open"), icon=":material/dictionary:", type="tertiary", key="words"):
        st.markdown(lines(GLOSSARY))
