"""From an error into the lab: the smallest shapes that fail for the same reason, and those that work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from convcore.explain import Explanation
from convcore.explain.labs import Labs, labs
from convcore.kinds import KINDS
from convcore.remedies import Asked
from convcore.tensors.presets import article_filters, article_input
from pages.parts import lab
from pages.parts.lab import Lab, Offer
from pages.parts.sections import groups
from pages.parts.ui.language import t

CONTROL = "kernel"
CONTROLS = {"too-small": "kernel", "same-stride": "padding", "unequal-strides": "strides", "stride-dilation": "strides"}


@dataclass(frozen=True)
class Door:
    """A lab and the page that plays it.

    Attributes:
        lab: what is set.
        page: the page's name.
        widgets: what else is set there, by the widgets' keys.
    """

    lab: Lab
    page: str
    widgets: Mapping[str, int] = field(default_factory=dict)


def place(one: Asked) -> Door:
    """Where a layer is played: filters of a smaller depth are groups, which have a page of their own.

    >>> place(Asked("standard", (1, 5, 5, 4), (3, 3, 2, 6))).widgets["groups"]
    2
    """
    channels, depth = one.input_shape[3], one.filter_shape[2]
    if KINDS[one.kind].apart or depth == channels or channels % depth:
        return Door(_lab(one, one.filter_shape), one.kind)
    kh, kw, _, outputs = one.filter_shape
    made = _lab(one, (kh, kw, channels, max(outputs // channels, 1)))
    if made.problem(one.kind):  # the kernel does not fit, in groups or not
        return Door(_lab(one, one.filter_shape), one.kind)
    widgets = {groups.GROUPS: channels // depth, groups.CHOSEN: outputs}
    return Door(made, "groups", widgets)


def _lab(one: Asked, filter_shape: tuple[int, int, int, int]) -> Lab:
    """The lab with the article's numbers; a filter of one slice would be nothing but zeros, so each is one more."""
    tensors = article_input(one.input_shape), article_filters(filter_shape) + 1
    return Lab(*tensors, one.strides, one.padding, one.dilations, unmatched=True)


def doors(answer: Explanation, key: str) -> None:
    """The buttons that open the lab with the layer that fails, and with the one that works."""
    both = labs(answer)
    if both is None:
        return
    st.markdown(
        t("errors.lab.text", input=list(both.failing.input_shape), filters=list(both.failing.filter_shape)),
    )
    with st.container(horizontal=True):
        for name, label in (("failing", t("errors.lab.open")), ("mended", t("errors.lab.play"))):
            if st.button(label, key=f"errors_{name}_{key}"):
                page = _fail(both, answer.problem or "") if name == "failing" else _play(place(both.mended))
                st.switch_page(f"{page}.py")


def _fail(both: Labs, problem: str) -> str:
    """Sets the lab that fails; on the page of the groups that page itself says why, and offers what works."""
    failing, works = place(both.failing), place(both.mended)
    if failing.widgets:
        return _play(failing)
    mend = Offer(works.lab, works.page, works.widgets, both.rule)
    lab.fail(failing.lab, mend, CONTROLS.get(problem, CONTROL))
    return failing.page


def _play(works: Door) -> str:
    lab.take(Offer(works.lab, works.page, works.widgets))
    return works.page
