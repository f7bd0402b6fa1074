"""The first screen: a drawing, and what three kernels make of it.

All of it is computed by the core and lies in the page; which kernel is shown is the state of a radio button, by the
style sheet alone. So the choice is seen at once, without a message to the server.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from html import escape
from itertools import groupby

import numpy as np
import streamlit as st

from convcore.catalogue import ASSETS
from convcore.numbers import short
from convcore.spec import Tensor
from convcore.tensors.drawing import PIXELS, WHITE
from convcore.tensors.presets import find_preset
from convcore.trace import Trace
from pages.parts.lab import Lab
from pages.parts.ui.language import t

KERNELS = ("gaussian", "sobel_x", "laplacian")
SIZE = 3  # of a kernel
STORY = "example"  # where the story begins on the page
FRAMED = (9, 2)  # the output pixel whose sum is shown: at the house's left wall, under the roof


def show() -> None:
    """Why people convolve, the drawing, its kernels, and what they make of it."""
    st.markdown(t("picture.why"))
    with st.container(key="picture"):
        st.html(f'{_style()}<fieldset class="cs-picture">{_choice()}{_figures()}</fieldset>')


def _style() -> str:
    """It comes with the drawing: an element of its own came a frame later at times, and all that is below jumped."""
    return f"<style>{(ASSETS / 'picture.css').read_text('utf-8')}</style>"


@cache
def filter_drawing(kernel: str) -> Trace:
    """The drawing [1, 16, 16, 1] under a kernel of the presets."""
    filters = find_preset("filters", kernel).fill((SIZE, SIZE), 0, 0)
    return Lab(PIXELS[None, ..., None], filters[..., None, None]).trace("standard")


def greys(values: Tensor) -> list[list[int]]:
    """How bright each pixel is drawn: its value, or where some are negative its distance from 0 on the widest scale.

    >>> greys(np.array([[0, 127.6]])), greys(np.array([[-2, 1]]))
    ([[0, 128]], [[255, 128]])
    """
    limit = np.abs(values).max() if values.min() < 0 else WHITE
    found: list[list[int]] = np.round(np.abs(values) / limit * WHITE).astype(int).tolist()
    return found


def draw(rows: list[list[int]]) -> str:
    """A picture [height, width] of grey values as the address of an image: one rectangle for neighbours of one grey."""
    parts = []
    for y, row in enumerate(rows):
        x = 0
        for grey, run in groupby(row):
            width = len(list(run))
            parts.append(f'<path fill="#{grey:02x}{grey:02x}{grey:02x}" d="M{x} {y}h{width}v1h-{width}z"/>')
            x += width
    box = f'viewBox="0 0 {len(rows[0])} {len(rows)}" shape-rendering="crispEdges"'
    text = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>{"".join(parts)}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(text.encode()).decode()}"


def _choice() -> str:
    """A radio button for each kernel."""
    checked = {KERNELS[0]: " checked"}
    fields = [
        f'<label><input type="radio" name="cs-kernel" value="{name}"{checked.get(name, "")}>'
        f"{escape(t(f'picture.{name}'))}</label>"
        for name in KERNELS
    ]
    return f'<legend>{escape(t("picture.choose"))}</legend><div class="cs-kernels">{"".join(fields)}</div>'


def _figures() -> str:
    """The drawing with its frame; then, for each kernel, the sum at the frame and the picture of all sums."""
    y, x = FRAMED
    framed = PIXELS[y : y + SIZE, x : x + SIZE]
    begin = f'<a class="cs-begin" href="#{STORY}">{escape(t("about.article"))} ↓</a>'
    parts = (
        _image("drawing", PIXELS, SIZE),
        _figure("window", _table([[_pixel(grey) for grey in row] for row in framed.tolist()])),
        *map(_result, KERNELS),
        f'<p class="cs-how">{escape(t("picture.how"))}</p>{begin}',
    )
    return "".join(parts)


def _result(name: str) -> str:
    trace = filter_drawing(name)
    step = trace[trace.index(0, *FRAMED, 0)]
    weights = [[f"<td>{short(weight)}</td>" for weight in row] for row in step.weights[0].tolist()]
    parts = (
        '<span class="cs-sign">×</span>',
        _figure("kernel", _table(weights)),
        '<span class="cs-sign">=</span>',
        _figure("sum", f'<b class="cs-total">{short(step.total)}</b>'),
        _image(name, trace.output[0, :, :, 0], 1),
        f'<p class="cs-does">{escape(t(f"picture.{name}.text"))}</p>',
    )
    return f'<div class="cs-result cs-{name}" aria-live="polite">{"".join(parts)}</div>'


def _image(name: str, values: Tensor, frame: int) -> str:
    """A picture, and on it the frame of so many pixels."""
    height, width = values.shape
    y, x = FRAMED
    place = [100 * part for part in (y / height, x / width, frame / height, frame / width)]
    style = "top:{:.3f}%;left:{:.3f}%;height:{:.3f}%;width:{:.3f}%".format(*place)
    image = f'<img src="{draw(greys(values))}" alt="{escape(t(f"picture.{name}.alt"))}">'
    inside = f'<div class="cs-pixels" style="--pixels:{width}">{image}<i style="{style}"></i></div>'
    return _figure("output" if name in KERNELS else name, inside, size=f"{height} × {width}")


def _figure(name: str, inside: str, **facts: object) -> str:
    title = escape(t(f"picture.{name}", **facts))
    return f'<figure class="cs-{name}"><figcaption>{title}</figcaption>{inside}</figure>'


def _table(rows: list[list[str]]) -> str:
    lines = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f"<table>{lines}</table>"


def _pixel(grey: int) -> str:
    """A cell that is as bright as its pixel, its number readable on it."""
    ink = "#fff" if grey < WHITE / 2 else "#000"
    return f'<td style="background:rgb({grey} {grey} {grey});color:{ink}">{grey}</td>'
