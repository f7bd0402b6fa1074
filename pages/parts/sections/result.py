"""The result: its shape and how it comes about, and its values as TensorFlow prints them."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from convcore.spec import Tensor
from convcore.trace import Trace
from pages.parts.lab import Given
from pages.parts.ui.formulas import derivation
from pages.parts.ui.language import t
from pages.parts.ui.printed import show_printed


def show(given: Given) -> None:
    """Shapes, formulas and values of what is set now; the bar says why there is none."""
    st.header(t("result.title"))
    if not given.works:
        st.caption(t("result.none"))
        return
    trace = given.works[0].first
    with st.container(horizontal=True, gap="large"):
        with st.container(width="content"):
            st.markdown(_shapes(trace))
            st.markdown("  \n".join(derivation(trace.axes, trace.spec.padding == "SAME")))
        print_tensor(trace.output, width="content")


def print_tensor(tensor: Tensor, place: Any = st, width: Literal["stretch", "content"] = "stretch") -> None:
    """A tensor as NumPy prints it."""
    show_printed(str(tensor), place, width)


def _shapes(trace: Trace) -> str:
    shapes = {"input": trace.input.shape, "filters": trace.filters.shape, "output": trace.shape}
    return " · ".join(f"{t(f'result.{name}')} `{list(shape)}`" for name, shape in shapes.items())
