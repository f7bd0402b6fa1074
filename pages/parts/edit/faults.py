"""What cannot be, and what helps: numbers beyond their limits, and labs without a result."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from convcore import frameworks
from convcore.remedies import Asked, Remedy, matching, remedies
from convcore.spec import READINGS, Kind
from pages.parts import lab
from pages.parts.edit.menus import Menu, times
from pages.parts.lab import Given, Lab, Name
from pages.parts.ui import notes
from pages.parts.ui.language import t


def refusals(menu: Menu, place: str) -> None:
    """Numbers beyond their limits, each with the nearest that is possible."""
    for note in lab.messages(menu.name):
        if note.key != "size.limit":
            continue
        number = next(number for number in menu.numbers if number.name == note.values["number"])
        nearest = min(max(note.values["value"], number.least), number.most)
        with st.container(horizontal=True, vertical_alignment="center", key=f"refused_{place}_{menu.name}"):
            st.warning(t("size.limit", **{**note.values, "number": t(f"size.{number.name}")}))
            st.button(
                t("remedy.use", number=t(f"size.{number.name}"), value=nearest),
                on_click=_commit,
                args=(partial(number.write, number=nearest), menu.name),
                key=f"fix_{place}_{menu.name}",
            )


def fault(given: Given, kind: Kind, place: str) -> None:
    """Why there is no result, and the settings close by that have one, with the filters read as of that kind."""
    if given.works:
        return
    present = lab.current()
    with st.container(key=f"fault_{place}"):
        st.warning(t("lab.fault" if given.pictured else "lab.none", reason=_why(present, given)))
        offers = _offers(present, kind)
        if offers:
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                st.markdown(t("remedy.lead"), width="content")
                for number, offer in enumerate(offers):
                    st.button(
                        _name_changes(offer),
                        on_click=_commit,
                        args=(partial(take_over, asked=offer.asked), lab.state().fault),
                        key=f"remedy_{place}_{number}",
                    )


def _offers(present: Lab, kind: Kind) -> list[Remedy]:
    """What works close by; nothing beside the one way that :func:`offer_mend` knows."""
    if lab.state().mend:
        return []
    return matching(present.ask(kind)) if present.unmatched else remedies(present.ask(kind))


def offer_mend() -> None:
    """A lab that was set to fail as somebody's layer does: the framework's rule, and one click to what works."""
    mend = lab.state().mend
    if mend is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="mend"):
        if mend.rule:
            specs = map(lab.current().spec, READINGS)
            broken = next(spec for spec in specs if mend.rule in {rule.name for rule in frameworks.find_rules(spec)})
            st.info(t(f"rules.{mend.rule}", **frameworks.values(broken)))
        else:
            st.markdown(t("errors.lab.failing"), width="content")
        if st.button(t("errors.lab.mend"), type="primary", icon=":material/build:", key="mend_take"):
            lab.take(mend)
            st.switch_page(f"{mend.page}.py")


def _why(present: Lab, given: Given) -> str:
    """The reason: in more words than the core's where the kernel does not fit."""
    unfit = [
        t(f"size.unfit.{side}", extent=axis.extent, padded=axis.padded)
        for axis, side in zip(present.axes, ("rows", "cols"), strict=True)
        if axis.out < 1
    ]
    return " ".join(unfit) or (notes.reason(given.reason) if given.reason else "")


def take_over(present: Lab, asked: Asked) -> Lab:
    """The lab with the settings of a remedy; a tensor that becomes larger is filled from the preset in use."""
    shapes: dict[Name, Any] = {"input": asked.input_shape, "filters": asked.filter_shape}
    changed = {name: shape for name, shape in shapes.items() if present.tensor(name).shape != shape}
    options = {"strides": asked.strides, "padding": asked.padding, "dilations": asked.dilations}
    return present.resize(changed).with_options(**options)


def _commit(change: Callable[[Lab], Lab], control: str) -> None:
    lab.commit(change(lab.current()), control)


def _name_changes(remedy: Remedy) -> str:
    """What a remedy sets, as its button says it: only what it changes."""
    asked = remedy.asked
    values: dict[str, object] = {
        "padding": asked.padding,
        "kernel": times(asked.filter_shape[:2]),
        "depth": asked.filter_shape[2],
        "dilations": times(asked.dilations),
        "input": times(asked.input_shape[1:3]),
        "channels": asked.input_shape[3],
    }
    return ", ".join(t(f"remedy.{change}", value=values[change]) for change in remedy.changes)
