"""The same tensor in every layout: point at a cell and see where it stands, and in which place of memory."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import streamlit as st

from convcore.explain.layouts import (
    DEPTHWISE_LAYOUTS,
    FAMILIES,
    FILTER_LAYOUTS,
    INPUT_LAYOUTS,
    PerAxis,
    places,
    transpose,
)
from convcore.explain.messages.model import FRAMEWORK_TITLES, FrameworkName
from pages.parts.ui.choice import choice
from pages.parts.ui.component import component
from pages.parts.ui.language import find_templates, t
from pages.parts.ui.printed import show_printed

SHAPES: dict[tuple[str, ...], PerAxis] = {
    INPUT_LAYOUTS: (1, 3, 4, 2),
    FILTER_LAYOUTS: (2, 3, 2, 3),
    DEPTHWISE_LAYOUTS: (2, 3, 2, 2),
}
NAMES = dict(zip(("input", "filters", "depthwise"), FAMILIES, strict=True))
TITLES = {"GROUPED": "[C·M, 1, kh, kw]"}
COLOURED = "C"  # the axis whose index is a cell's colour


def section() -> None:
    """The choice of a tensor, its layouts, and the code that leads from one to the other."""
    st.markdown(t("errors.layouts.text"))
    family = NAMES[
        choice(t("errors.layouts.tensor"), {name: t(f"errors.layouts.{name}") for name in NAMES}, "layouts_tensor")
    ]
    shape, words = SHAPES[family], find_templates("errors.layouts", ["said"])
    component("layouts", '<div class="cs-layouts"></div>', "layouts.css")(
        key="layouts",
        data={"payload": json.dumps({"layouts": describe(family, shape), "words": words})},
    )
    _code(family, shape)


def describe(family: tuple[str, ...], shape: PerAxis) -> list[dict[str, Any]]:
    """Each layout of a family with its cells in the order of memory.

    A cell is [its number in the first layout, its index here, the index of its input channel].

    >>> describe(INPUT_LAYOUTS, (1, 1, 2, 2))[1]["cells"][1]
    [2, [0, 0, 0, 1], 0]
    """
    cells: dict[str, list[list[Any]]] = {name: [] for name in family}
    shapes: dict[str, PerAxis] = {}
    channel = family[0].index(COLOURED if COLOURED in family[0] else "I")
    for index in product(*map(range, shape)):
        found = places(family[0], shape, index)
        for one in found:
            cells[one.layout].append([found[0].offset, list(one.index), index[channel]])
            shapes[one.layout] = one.shape
    return [
        {"name": TITLES.get(name, name), "shape": list(shapes[name]), "cells": sorted(cells[name], key=lambda c: c[1])}
        for name in family
    ]


def _code(family: tuple[str, ...], shape: PerAxis) -> None:
    """The transposes there and back in a framework's own words."""
    framework: FrameworkName = choice(t("errors.layouts.framework"), FRAMEWORK_TITLES, "layouts_framework")  # type: ignore[assignment, arg-type]
    there, back = family, family[::-1]
    for column, (source, target) in zip(st.columns(2), (there, back), strict=True):
        column.markdown(f"{TITLES.get(source, source)} → {TITLES.get(target, target)}")
        show_printed(transpose(framework, source, target, shape), column, wraps=True)
