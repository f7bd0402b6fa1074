"""What is folded away is neither made nor sent: it comes when it is opened, in a short run of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import streamlit as st

from pages.parts import answers, lab


class Foldable(Protocol):
    """An expander or a popover that reports when it is opened and closed."""

    open: bool | None

    def __enter__(self) -> Any: ...

    def __exit__(self, *error: Any) -> Any: ...


def expander(label: str, draw: Callable[[], None], *, key: str, icon: str) -> None:
    """An expander of which ``draw`` draws the inside while it is open."""
    _fold(lambda: st.expander(label, key=key, icon=icon, on_change="rerun"), draw, _state())


def popover(label: str, draw: Callable[[], None], *, key: str, icon: str, type: str = "secondary") -> None:
    """A popover of which ``draw`` draws the inside while it is open.

    Its label is a part of what Streamlit knows it by: one whose label changes while it is open is closed by that.
    """
    _fold(lambda: st.popover(label, key=key, icon=icon, type=type, on_change="rerun"), draw, _state())


@st.fragment
def _fold(make: Callable[[], Foldable], draw: Callable[[], None], shown: tuple[object, ...]) -> None:
    """Opening and using it runs this alone; what changes the state that the page shows, ``shown``, runs the page."""
    if any(now is not then for now, then in zip(_state(), shown, strict=True)):
        st.rerun()
    place = make()
    if place.open:
        with place:
            draw()


def _state() -> tuple[object, ...]:
    """The records that pages show; one that changed is another object."""
    return lab.state(), answers.practice()
