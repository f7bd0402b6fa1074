"""The run as an animated GIF: how many frames and bytes first, then drawn with a bar that shows how far it is."""

from __future__ import annotations

import threading
import time

import streamlit as st

from convcore import pictures
from convcore.scene import Scene
from pages.parts.language import t

SPEEDS = (0.5, 1, 2, 4, 8)
DRAWING = threading.Lock()  # one GIF at a time: the other readers' pages come first


@st.fragment
def popover(name: str, scene: Scene) -> None:
    """The button and what opens below it.

    Args:
        name: the file's name without its ending.
        scene: what is drawn.
    """
    place = st.popover(t("takeaway.gif"), icon=":material/gif_box:", key="takeaway_gif", on_change="rerun")
    if not place.open:
        return
    with place:
        steps = _range(len(scene.frames))
        speed = st.segmented_control(
            t("takeaway.gif.speed"), SPEEDS, default=SPEEDS[1], required=True, key="takeaway_gif_speed"
        )
        theme = st.context.theme.type or "light"
        began = time.perf_counter()
        size = pictures.estimate(scene, steps, theme)
        each = (time.perf_counter() - began) / min(2 * len(steps) + 2, pictures.MOST_DRAWN)
        seconds = max(round(each * len(steps)), 1)
        st.caption(t("takeaway.gif.estimate", frames=len(steps), size=said(size), seconds=seconds))
        if st.button(t("takeaway.gif.make"), key="takeaway_gif_make", type="primary"):
            _draw(name, scene, steps, theme, speed)


def said(size: int) -> str:
    """A number of bytes, in words.

    >>> said(5321), said(3_400_000)
    ('6 kB', '3.4 MB')
    """
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{-(-size // 1000)} kB"


def _range(count: int) -> range:
    """The steps chosen; a run of one step leaves nothing to choose."""
    if count == 1:
        return range(1)
    most = min(count, pictures.MOST_FRAMES)
    first, last = st.slider(t("takeaway.gif.range"), 1, count, (1, most), key="takeaway_gif_range")
    return range(first - 1, min(last, first - 1 + most))


def _draw(name: str, scene: Scene, steps: range, theme: str, speed: float) -> None:
    bar = st.progress(0.0)

    def advance(done: int) -> None:
        bar.progress(done / len(steps), t("takeaway.gif.drawing", done=done, frames=len(steps)))

    with DRAWING:
        data = pictures.to_gif(scene, steps, theme, speed, advance)
    bar.empty()
    st.download_button(
        t("takeaway.gif.save", size=said(len(data))),
        data,
        file_name=f"{name}.gif",
        mime="image/gif",
        key="takeaway_gif_save",
        icon=":material/download:",
        on_click="ignore",
    )
