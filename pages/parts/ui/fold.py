"""What is folded away is neither made nor sent: it comes when it is opened, in a short run of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import streamlit as st

from pages.parts import lab
from pages.parts.lab import State


class Place(Protocol):
    """An expander or a popover that reports when it is opened and closed."""

    open: bool | None

    def __enter__(self) -> Any: ...

    def __exit__(self, *error: Any) -> Any: ...


def expander(label: str, draw: Callable[[], None], *, key: str, icon: str) -> None:
    """An expander of which ``draw`` draws the inside while it is open."""
    _fold(lambda: st.expander(label, key=key, icon=icon, on_change="rerun"), draw, lab.state())


def popover(label: str, draw: Callable[[], None], *, key: str, icon: str, type: str = "secondary") -> None:
    """A popover of which ``draw`` draws the inside while it is open.

    Its label is a part of what Streamlit knows it by: one whose label changes while it is open is closed by that.
    """
    _fold(lambda: st.popover(label, key=key, icon=icon, type=type, on_change="rerun"), draw, lab.state())


@st.fragment
def _fold(make: Callable[[], Place], draw: Callable[[], None], shown: State) -> None:
    """Opening and using it runs this alone; what changes the lab, of which the page shows ``shown``, runs the page."""
    if lab.state() is not shown:
        st.rerun()
    place = make()
    if place.open:
        with place:
            draw()
