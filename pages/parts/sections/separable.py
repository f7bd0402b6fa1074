"""The separable convolution of the lab: its player, the one convolution it equals, and the filters it can stand for."""

from __future__ import annotations

import numpy as np
import streamlit as st

from convcore import conv2d, ops
from convcore.errors import ConvError
from convcore.numbers import equal_sign, short, write_term
from convcore.scenes.model import Scene
from convcore.scenes.separable import WORDS, build
from convcore.spec import Tensor
from convcore.tensors.low_rank import approximations, degrees_of_freedom, product_filter, ranks
from convcore.trace import Stages
from pages.parts import lab, session
from pages.parts.lab import Lab
from pages.parts.player.player import build_once, play
from pages.parts.sections.result import print_tensor
from pages.parts.ui import notes
from pages.parts.ui.language import find_templates, t
from pages.parts.ui.table import table

ROUNDING = 1e-9
OUTPUTS = "pointwise_outputs"


def play_stages(both: Stages, dimmed: bool) -> Scene:
    """Both stages in one player. Returns what is played."""
    batch = lab.image(both.depthwise.shape[0])
    scene = build_once(both.pointwise, "stages", batch, lambda: build(both, find_templates("stages", WORDS), batch))
    play(scene, "separable", dimmed=dimmed)
    return scene


def outputs() -> None:
    """How many output channels the second stage makes."""
    session.preset_widget(OUTPUTS, lab.current().pointwise_filters.shape[3])
    most = next(limit.most for limit in lab.LIMITS if limit.tensor == "pointwise")
    st.segmented_control(t("separable.outputs"), range(1, most + 1), key=OUTPUTS, required=True, on_change=_set_outputs)


def _set_outputs() -> None:
    present = lab.current()
    rows = present.pointwise_filters.shape[2]
    lab.commit(present.resize({"pointwise": (1, 1, rows, session.widget(OUTPUTS))}), OUTPUTS)


def equality(shown: Lab, both: Stages) -> None:
    """The result, the product filter, and the one conv2d that gives the same."""
    depthwise, pointwise = shown.filters, shown.pointwise_filters
    try:
        product = product_filter(depthwise, pointwise)
        whole = conv2d(shown.input, product, shown.strides, shown.padding, shown.dilations)
    except ConvError as error:
        st.warning(notes.reason(error))
        return
    st.markdown(t("separable.equal.text", shape=list(product.shape)))
    st.markdown(t("separable.equal.cell", formula=cell_formula(depthwise, pointwise, product)))
    output = both.pointwise.output
    columns = st.columns(3)
    for column, name, tensor in zip(
        columns, ("separable_conv2d", "product", "conv2d"), (output, product, whole), strict=True
    ):
        column.markdown(f"{t(f'separable.equal.{name}')} `{list(tensor.shape)}`")
        print_tensor(tensor, column)
    difference = float(np.abs(output - whole).max())
    spec = both.depthwise.spec
    size = float(ops.run(spec, np.abs(shown.input), np.abs(depthwise)).max() * np.abs(pointwise).max()) or 1.0
    draw, verdict = (st.success, "holds") if difference <= ROUNDING * size else (st.error, "fails")
    draw(t(f"separable.equal.{verdict}", difference=short(difference), cells=output.size))


def cell_formula(depthwise: Tensor, pointwise: Tensor, product: Tensor) -> str:
    """The sum that makes the last cell of the product filter, with its numbers.

    >>> ones = np.ones((1, 1, 2, 2))
    >>> cell_formula(ones, np.ones((1, 1, 4, 1)), product_filter(ones, np.ones((1, 1, 4, 1))))
    'product[0, 0, 1, 0] = 1·1 + 1·1 = 2'
    """
    a, b, c, o = (size - 1 for size in product.shape)
    multiplier = depthwise.shape[3]
    left, right, total = depthwise[a, b, c], pointwise[0, 0, c * multiplier :, o], product[a, b, c, o]
    terms = " + ".join(f"{write_term(x)}·{write_term(w)}" for x, w in zip(left, right, strict=True))
    return f"product[{a}, {b}, {c}, {o}] = {terms} {equal_sign(*left, *right, total)} {short(total)}"


def rank(shown: Lab) -> None:
    """Whether the learner's own standard filter is separable, and the best stand-in for each multiplier."""
    filters = shown.filters
    kh, kw, channels, outputs = filters.shape
    found = ranks(filters)
    free, every = degrees_of_freedom(filters, 1)
    st.markdown(t("separable.rank.text", shape=list(filters.shape), taps=kh * kw, outputs=outputs, channels=channels))
    st.markdown(
        t(
            "separable.rank.found",
            ranks=", ".join(map(str, found)),
            most=min(kh * kw, outputs),
            multiplier=max(1, *found),
        )
    )
    st.markdown(t("separable.rank.most" if free < every else "separable.rank.all", free=free, every=every))
    head = [t(f"separable.rank.column.{name}") for name in ("multiplier", "error", "relative", "cost", "saved")]
    rows = [
        [
            str(one.multiplier),
            short(_tidy(one.error, one.relative)),
            f"{_tidy(one.relative, one.relative):.1%}",
            f"{channels}·{one.multiplier}·({kh}·{kw} + {outputs}) = {one.multiplications}",
            f"{filters.size} − {one.multiplications} = {one.saved}",
        ]
        for one in approximations(filters)
    ]
    table(head, rows)
    st.caption(t("separable.rank.note"))


def _tidy(value: float, relative: float) -> float:
    """0 for what is rounding alone."""
    return value if relative > 1e-12 else 0.0
