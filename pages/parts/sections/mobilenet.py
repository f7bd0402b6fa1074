"""MobileNetV1 as a table, its sums beside the paper's, and the way of a layer into the lab."""

from __future__ import annotations

from math import log10

import numpy as np
import pandas as pd
import streamlit as st

from convcore.cost.mobilenet import PUBLISHED, MobileNetLayer, Published, crop, croppable, layers
from convcore.spec import Tensor
from convcore.tensors.presets import columns, delta, ramp, random
from pages.parts import lab, session
from pages.parts.lab import Lab, Note
from pages.parts.ui.choice import choice
from pages.parts.ui.language import t
from pages.parts.ui.table import Entry, table

VARIANTS = ("separable", "full")
TALLEST = 460
CHOSEN = "mobilenet_layer"
WEIGHTS = 3


def section() -> None:
    """The table, the sums and the choice of a layer."""
    st.markdown(t("mobilenet.text"))
    head = [t(f"mobilenet.sum.{name}") for name in ("figure", "paper", "with", "without", "counts")]
    table(head, [_sum_row(row) for row in PUBLISHED])
    st.caption(t("mobilenet.note"))
    variants = {name: t(f"mobilenet.variant.{name}") for name in VARIANTS}
    variant = choice(t("mobilenet.variant"), variants, "mobilenet_variant")
    rows = layers(variant)
    st.dataframe(
        _frame(rows),
        hide_index=True,
        height=TALLEST,
        column_config=_columns(),
        key="mobilenet_table",
        alt=t("mobilenet.alt", network=variants[variant]),
    )
    names = {_name(layer): layer for layer in layers() if croppable(layer)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(t("mobilenet.choose"), list(names), key=CHOSEN, width=420, persist_state="session")
        st.button(t("mobilenet.load"), icon=":material/move_up:", on_click=_load, key="mobilenet_load")
    for note in lab.messages(CHOSEN):
        st.success(t(note.key, **note.values))
        st.page_link("separable.py", label=t("mobilenet.open"), icon=":material/arrow_forward:")


def crop_to_lab(layer: MobileNetLayer) -> Lab:
    """A lab with the layer's kernel and stride on a small crop of its shape, with example numbers for its weights."""
    small = crop(layer)
    pointwise = random(small.pointwise[2:], WEIGHTS, 0)
    filters = _slices(delta if layer.kind == "pointwise" else random, small.filters)
    if layer.kind == "standard":
        pointwise = columns(small.pointwise[2:], 0, 0)
    image = np.stack([ramp(small.input[1:3], 0, c) % (7 + 2 * c) for c in range(small.input[3])], axis=-1)
    return Lab(
        image[np.newaxis],
        filters,
        (small.stride, small.stride),
        "SAME",
        pointwise=pointwise[np.newaxis, np.newaxis],
    )


def _slices(fill, shape: tuple[int, int, int, int]) -> Tensor:
    """Filters whose slices a preset fills, each with numbers of its own."""
    kh, kw, channels, multiplier = shape
    made = [fill((kh, kw), WEIGHTS, index) for index in range(channels * multiplier)]
    return np.stack(made, axis=-1).reshape(shape)


def _load() -> None:
    layer = next(one for one in layers() if croppable(one) and _name(one) == session.widget(CHOSEN))
    small = crop(layer)
    note = Note("mobilenet.loaded", {"number": layer.number, "input": list(small.input), "stride": layer.stride})
    lab.commit(crop_to_lab(layer), CHOSEN, (note,))


def _name(layer: MobileNetLayer) -> str:
    shape = "×".join(map(str, layer.filter_shape))
    return f"{layer.number} · {t(f'mobilenet.kind.{layer.kind}')} {shape} / {layer.stride}"


def _frame(rows: tuple[MobileNetLayer, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [row.number for row in rows],
            "kind": [t(f"mobilenet.kind.{row.kind}") for row in rows],
            "input": ["×".join(map(str, row.input_shape)) for row in rows],
            "filter": ["×".join(map(str, row.filter_shape)) for row in rows],
            "stride": [row.stride for row in rows],
            "output": ["×".join(map(str, row.output_shape)) for row in rows],
            "parameters": [row.parameters for row in rows],
            "multiply_adds": [row.multiply_adds for row in rows],
        }
    )


def _columns() -> dict[str, object]:
    titles = {name: t(f"mobilenet.column.{name}") for name in ("number", "kind", "input", "filter", "stride", "output")}
    counts = {name: t(f"mobilenet.column.{name}") for name in ("parameters", "multiply_adds")}
    return {name: st.column_config.Column(title) for name, title in titles.items()} | {
        name: st.column_config.NumberColumn(title, format="localized") for name, title in counts.items()
    }


def _sum_row(row: Published) -> list[Entry]:
    sums = {classifier: _say(row.ours(classifier), 2) for classifier in (True, False)}
    ours: list[Entry] = [[text] if classifier == row.classifier else text for classifier, text in sums.items()]
    printed = _say(row.millions * 1e6, row.digits)
    counts = t("mobilenet.counts.with" if row.classifier else "mobilenet.counts.without")
    return [t(f"mobilenet.sum.{row.variant}.{row.what}"), printed, *ours, counts]


def _say(value: float, digits: int) -> str:
    """A large number as the language says it, in millions or in 亿 and 万, with as many digits of it as before.

    The catalogue has the units, the largest first: ``1e8 亿 1e4 万``.
    """
    words = t("mobilenet.units").split()
    units = [(float(size), name) for size, name in zip(words[::2], words[1::2], strict=True)]
    size, name = next((unit for unit in units if value >= unit[0]), units[-1])
    return f"{value / size:,.{max(digits + round(log10(size / 1e6)), 0)}f} {name}"
