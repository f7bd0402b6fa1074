"""The result: its shape and how it comes about, and its values as TensorFlow prints them."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from convcore.spec import Kind, Tensor
from convcore.trace import Trace
from pages.parts import lab
from pages.parts.ui import notes
from pages.parts.ui.formulas import derivation
from pages.parts.ui.language import t

TALLEST, LINE = 16, 24  # lines, and the pixels of one


def show(kind: Kind) -> None:
    """Shapes, formulas and values of the result that the player shows."""
    st.header(t("result.title"))
    reason = lab.current().problem(kind)
    if reason:
        st.warning(t("lab.fault", reason=notes.reason(reason)))
    trace = lab.shown(kind).trace(kind)
    with st.container(horizontal=True, gap="large"):
        with st.container(width="content"):
            st.markdown(_shapes(trace))
            st.markdown("  \n".join(derivation(trace.axes, trace.spec.padding == "SAME")))
        print_tensor(trace.output, width="content")


def print_tensor(tensor: Tensor, place: Any = st, width: Literal["stretch", "content"] = "stretch") -> None:
    """A tensor as NumPy prints it; a long one scrolls in a place of its own."""
    text = str(tensor)
    long = text.count("\n") >= TALLEST
    place.code(text, language=None, width=width, height=TALLEST * LINE if long else "content")


def _shapes(trace: Trace) -> str:
    shapes = {"input": trace.input.shape, "filters": trace.filters.shape, "output": trace.shape}
    return " · ".join(f"{t(f'result.{name}')} `{list(shape)}`" for name, shape in shapes.items())
