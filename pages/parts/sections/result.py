"""The result: how its shape comes about, with the numbers filled in, and its values as TensorFlow prints them."""

from __future__ import annotations

from typing import Any, Literal

import streamlit as st

from convcore.shapes import Axis, size_formula
from convcore.spec import Kind, Tensor
from convcore.trace import Trace
from pages.parts.lab import lab
from pages.parts.ui import notes
from pages.parts.ui.language import t

TALLEST, LINE = 16, 24  # lines, and the pixels of one


def show(kind: Kind) -> None:
    """Shapes, formulas and values of the result that the player shows."""
    st.subheader(t("result.title"))
    reason = lab.current().problem(kind)
    if reason:
        st.warning(t("lab.fault", reason=notes.reason(reason)))
    trace = lab.shown(kind).trace(kind)
    with st.container(horizontal=True, gap="large"):
        with st.container(width="content"):
            st.markdown(_shapes(trace))
            st.markdown("  \n".join(derivation(trace.axes, trace.spec.padding == "SAME")))
        printed(trace.output, width="content")


def printed(tensor: Tensor, place: Any = st, width: Literal["stretch", "content"] = "stretch") -> None:
    """A tensor as NumPy prints it; a long one scrolls in a place of its own."""
    text = str(tensor)
    long = text.count("\n") >= TALLEST
    place.code(text, language=None, width=width, height=TALLEST * LINE if long else "content")


def formulas(axes: tuple[Axis, Axis], same: bool) -> list[str]:
    """The formula of each axis with its name, a line each."""
    names = ("height", "width")
    return [f"{t(f'result.{name}')} `{size_formula(axis, same)}`" for name, axis in zip(names, axes, strict=True)]


def derivation(axes: tuple[Axis, Axis], same: bool) -> list[str]:
    """The formulas, a line each, and after each what there is to say of it.

    That is how a dilated kernel spans its cells, where SAME's padding comes from and which side gets the odd one, what
    the floor drops, and why a kernel does not fit.
    """
    lines = []
    for line, axis, side in zip(formulas(axes, same), axes, ("rows", "cols"), strict=True):
        numbers = _numbers(axis)
        lines.append(line)
        if axis.dilation > 1 and axis.kernel > 1:
            lines.append(t(f"size.extent.{side}", **numbers))
        if same:
            lines.append(t(f"result.same.{side}", **numbers))
            if axis.before != axis.after:
                lines.append(t(f"size.odd.{side}", **numbers))
        elif axis.out < 1:
            lines.append(t(f"size.unfit.{side}", **numbers))
        elif axis.unused and (axis.padded - axis.extent) % axis.stride:
            lines.append(t("size.floor", **numbers))
        if axis.unused and axis.out > 0:
            lines.append(t(f"result.unused.{side}", count=axis.unused))
    return lines


def _shapes(trace: Trace) -> str:
    shapes = {"input": trace.input.shape, "filters": trace.filters.shape, "output": trace.shape}
    return " · ".join(f"{t(f'result.{name}')} `{list(shape)}`" for name, shape in shapes.items())


def _numbers(axis: Axis) -> dict[str, object]:
    return {
        "out": axis.out,
        "stride": axis.stride,
        "kernel": axis.kernel,
        "dilation": axis.dilation,
        "extent": axis.extent,
        "size": axis.size,
        "padded": axis.padded,
        "room": axis.padded - axis.extent,
        "exact": f"{(axis.padded - axis.extent) / axis.stride:.2f}",
        "whole": axis.out - 1,
        "total": axis.before + axis.after,
        "before": axis.before,
        "after": axis.after,
    }
