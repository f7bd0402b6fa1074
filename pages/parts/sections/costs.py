"""What the kinds of convolution cost, on the lab's sizes or on typed ones: formulas, numbers and the ratio's curve."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from convcore.cost.formulas import BYTES, Cost, Sizes, common_groups, costs, ratio
from convcore.errors import ConvError, quote
from convcore.io import tables
from convcore.numbers import number, short
from pages.parts.lab import Lab
from pages.parts.ui import notes
from pages.parts.ui.choice import choice
from pages.parts.ui.language import language, t
from pages.parts.ui.table import Entry, table

SOURCES = ("lab", "typed")
CURVE, POINT, LIMIT = "#3f8fd2", "#e0762b", "#808691"
FARTHEST = 1024
LONGEST = 12


@dataclass(frozen=True)
class Field:
    """One size that can be typed: its key in the catalogues, and what stands in it at first."""

    name: str
    default: str


FIELDS = (
    Field("height", "112"),
    Field("width", "112"),
    Field("channels", "32"),
    Field("kernel_height", "3"),
    Field("kernel_width", "3"),
    Field("outputs", "64"),
    Field("multiplier", "1"),
    Field("groups", "2"),
    Field("stride", "1"),
)
"""At first the second and third layer of MobileNetV1."""


@st.fragment
def section(shown: Lab) -> None:
    """Choice of the sizes, table, ratio, curve and download."""
    st.markdown(t("cost.text"))
    source = choice(t("cost.source"), {name: t(f"cost.source.{name}") for name in SOURCES}, "cost_source")
    try:
        sizes = lab_sizes(shown) if source == "lab" else _read_sizes()
    except ConvError as error:
        st.warning(t("cost.refused", reason=notes.reason(error)))
        return
    counted = costs(sizes)
    head = [t(f"cost.column.{name}") for name in ("kind", "parameters", "multiply_adds", "bytes", "intensity")]
    table(head, [_row(cost) for cost in counted])
    st.caption(t("cost.note", groups=sizes.groups))
    _ratio(sizes)
    st.download_button(
        "cost.csv",
        tables.to_csv(tables.cost_table(counted)).encode(),
        file_name="cost.csv",
        mime="text/csv",
        key="download_cost",
        help=t("cost.download"),
        icon=":material/download:",
        on_click="ignore",
    )


def lab_sizes(shown: Lab) -> Sizes:
    """The sizes of the lab; groups are the fewest, from 2 on, that divide both channel counts."""
    batch, height, width, channels = shown.input.shape
    outputs = shown.pointwise_filters.shape[3]
    return Sizes(
        height,
        width,
        channels,
        shown.filters.shape[:2],
        outputs,
        shown.filters.shape[3],
        common_groups(channels, outputs),
        shown.strides,
        shown.padding,
        shown.dilations,
        batch,
    )


def read_whole(text: str) -> int:
    """The whole number that a field says.

    Raises:
        ConvError: for anything else.

    >>> read_whole(" 1e3 "), read_whole("64")
    (1000, 64)
    >>> read_whole("2.5")
    Traceback (most recent call last):
    convcore.errors.ConvError: '2.5' is not a whole number
    """
    value = number(text)
    if abs(value) >= 10**LONGEST:
        raise ConvError("{text} is too large", text=quote(text))
    if not value.is_integer():
        raise ConvError("{text} is not a whole number", text=quote(text))
    return int(value)


def _read_sizes() -> Sizes:
    texts = {}
    with st.container(horizontal=True):
        for field in FIELDS:
            texts[field.name] = st.text_input(
                t(f"cost.field.{field.name}"),
                field.default,
                key=f"cost_{field.name}",
                width=104,
                persist_state="session",
            )
    read = {}
    for name, text in texts.items():
        try:
            read[name] = read_whole(text)
        except ConvError as error:
            raise ConvError("{name}: {reason}", name=t(f"cost.field.{name}"), reason=error) from error
    return Sizes(
        read["height"],
        read["width"],
        read["channels"],
        (read["kernel_height"], read["kernel_width"]),
        read["outputs"],
        read["multiplier"],
        read["groups"],
        (read["stride"], read["stride"]),
    )


def _row(cost: Cost) -> list[Entry]:
    """A kind's cells, each in lines: the formula in names, in numbers, and what it comes to."""
    symbols, rule = cost.symbols, cost.rule
    cells = [
        [formula.text, formula.fill_in(symbols), f"{value:,}"]
        for formula, value in ((rule.parameters, cost.parameters), (rule.multiply_adds, cost.multiply_adds))
    ]
    touched = [f"{BYTES}·({text})" for text in (rule.touched.text, rule.touched.fill_in(symbols))]
    intensity = [f"2·{cost.multiply_adds:,}", f"/ {cost.bytes:,}", short(cost.intensity)]
    return [t(f"cost.kind.{cost.kind}"), *cells, [*touched, f"{cost.bytes:,}"], intensity]


def _ratio(sizes: Sizes) -> None:
    (kh, kw), outputs, multiplier = sizes.kernel, sizes.outputs, sizes.multiplier
    value = ratio(sizes.kernel, outputs, multiplier)
    formula = f"{multiplier}·(1/{outputs} + 1/({kh}·{kw})) = {short(value)}"
    factor = short(1 / value if value < 1 else value)
    said = t("cost.ratio.fewer" if value < 1 else "cost.ratio.more", factor=factor)
    st.markdown(f"{t('cost.ratio', formula=formula)} {said}")
    plain = {"displayModeBar": False, "scrollZoom": False}
    alt = t("cost.curve.alt", outputs=outputs, ratio=short(value))
    st.plotly_chart(curve(sizes), config=plain, key="ratio_curve", alt=alt)


def curve(sizes: Sizes) -> go.Figure:
    """The ratio over the output channels, the learner's own as a point on it."""
    return _draw_curve(sizes, language())


@lru_cache(64)  # about 13 kB each
def _draw_curve(sizes: Sizes, code: str) -> go.Figure:
    """The same for a language; Plotly checks all that is put into a figure, which takes 4 ms."""
    (kh, kw), outputs, multiplier = sizes.kernel, sizes.outputs, sizes.multiplier
    many = np.geomspace(1, max(FARTHEST, 2 * outputs), 120)
    at = ratio(sizes.kernel, outputs, multiplier)
    limit = multiplier / (kh * kw)
    named = t("cost.curve.curve", kernel=f"{kh}×{kw}", multiplier=multiplier)
    below = t("cost.curve.limit", limit=f"{multiplier}/({kh}·{kw}) = {short(limit)}")
    lines = (
        (named, [ratio(sizes.kernel, n, multiplier) for n in many], {"color": CURVE, "width": 3}),
        (t("cost.curve.equal"), [1] * len(many), {"color": LIMIT, "dash": "dash"}),
        (below, [limit] * len(many), {"color": LIMIT, "dash": "dot"}),
    )
    point = go.Scatter(
        x=[outputs],
        y=[at],
        name=t("cost.curve.point", outputs=outputs),
        mode="markers+text",
        text=[short(at)],
        textposition="top right",
        textfont={"size": 15},
        marker={"color": POINT, "size": 15, "symbol": "diamond", "line": {"width": 2, "color": "white"}},
    )
    return go.Figure(
        [*(go.Scatter(x=many, y=y, name=name, mode="lines", line=line) for name, y, line in lines), point],
        {
            "height": 360,
            "margin": {"l": 60, "r": 20, "t": 10, "b": 50},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "xaxis": {"type": "log", "title": t("cost.curve.x"), "dtick": 1},
            "yaxis": {"type": "log", "title": t("cost.curve.y"), "tickvals": _ticks(many, sizes)},
            "dragmode": False,
        },
    )


def _ticks(many: np.ndarray, sizes: Sizes) -> list[float]:
    """Round values along the curve's height."""
    high, low = (ratio(sizes.kernel, n, sizes.multiplier) for n in (many[0], many[-1]))
    every = [digit * 10.0**power for power in range(-3, 6) for digit in (1, 2, 5)]
    return [value for value in every if low / 3 <= value <= max(high, 1) * 1.5]
