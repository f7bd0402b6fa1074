"""A scene's panels as one Plotly figure of heatmaps, for a notebook.

assets/player/drawing/heatmaps.js makes the same traces.

>>> import numpy as np
>>> from convcore.scenes.convolution import build
>>> from convcore.spec import ConvSpec
>>> from convcore.trace import Trace
>>> spec = ConvSpec("standard", (1, 3, 3, 1), (2, 2, 1, 1))
>>> scene = build(Trace(spec, np.ones((1, 3, 3, 1)), np.ones((2, 2, 1, 1))))
>>> [trace.name for trace in figure(scene).data]
['input[:, :, 0]', 'filter[:, :, 0, 0]', 'output[:, :, 0]']
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from convcore.layouts.surface import Arrangement, Box
from convcore.layouts.table import arrangements
from convcore.numbers import short
from convcore.scenes.model import Panel, Scene

Theme = str

SCALES: dict[Theme, list[tuple[float, str]]] = {
    "light": [
        (0.0, "#dd8433"),
        (0.25, "#eebd8b"),
        (0.5, "#f7f7f5"),
        (0.75, "#abcdec"),
        (1.0, "#5596d6"),
    ],
    "dark": [
        (0.0, "#93480c"),
        (0.25, "#593518"),
        (0.5, "#23262d"),
        (0.75, "#27486c"),
        (1.0, "#2a64a6"),
    ],
}
"""Orange below 0, blue above, told apart with every common kind of colour blindness; centred at 0.

No stop comes near the page's text in luminance: a number in that one colour has a contrast of 4.5 on every cell.
"""

TEXT = {"light": "#1f2430", "dark": "#e6e8ee"}


def figure(scene: Scene, name: str = "wide", theme: Theme = "light", cell: float = 36) -> go.Figure:
    """The panels that always hold the same, as heatmaps on one surface.

    Args:
        scene: what to draw.
        name: the arrangement, as in :func:`convcore.layouts.table.arrangements`.
        theme: ``light`` or ``dark``.
        cell: the size of a cell in pixels.
    """
    made = arrangements(scene)
    return draw(scene, next((one for one in made if one.name == name), made[0]), theme, cell)


def draw(scene: Scene, arrangement: Arrangement, theme: Theme = "light", cell: float = 36) -> go.Figure:
    """The same for an arrangement that is at hand."""
    boxes = [(box, scene.panel(box.panel)) for box in arrangement.boxes]
    still = [(box, panel) for box, panel in boxes if panel.block is not None]
    layout: dict[str, Any] = {
        "template": go.layout.Template(),  # whatever a host made its default, the picture is the same
        "width": arrangement.width.at(cell),
        "height": arrangement.height.at(cell),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "font": {"color": TEXT[theme]},
        "annotations": [_title(scene, arrangement, box, panel, cell) for box, panel in still],
    }
    traces = []
    for number, (box, panel) in enumerate(still, 1):
        traces.append(_heatmap(scene, panel, number, theme))
        layout |= _axes(arrangement, box, panel, number, cell)
    return go.Figure(traces, layout)


def _heatmap(scene: Scene, panel: Panel, number: int, theme: Theme) -> dict[str, Any]:
    """Plain data: the figure that takes it checks it."""
    cells = scene.cells(panel)
    values = [list(cells[row * panel.cols : (row + 1) * panel.cols]) for row in range(panel.rows)]
    suffix = str(number) if number > 1 else ""
    return {
        "type": "heatmap",
        "z": values,
        "text": [["" if value is None else short(value) for value in row] for row in values],
        "texttemplate": "%{text}",
        "textfont": {"color": TEXT[theme]},
        "name": scene.label(panel).title,
        "meta": panel.id,
        "xaxis": f"x{suffix}",
        "yaxis": f"y{suffix}",
        "zmid": 0,
        "zmin": -scene.limits[panel.role],
        "zmax": scene.limits[panel.role],
        "colorscale": SCALES[theme],
        "showscale": False,
        "hoverinfo": "skip",
        "xgap": 1,
        "ygap": 1,
    }


def _axes(arrangement: Arrangement, box: Box, panel: Panel, number: int, cell: float) -> dict[str, Any]:
    width, height = arrangement.width.at(cell), arrangement.height.at(cell)
    left, top = box.x.at(cell), box.y.at(cell)
    right, bottom = left + panel.cols * cell * box.scale * box.aspect, top + panel.rows * cell * box.scale
    suffix = str(number) if number > 1 else ""
    plain = {"visible": False, "fixedrange": True}
    x = plain | {"domain": [left / width, min(right / width, 1)], "range": [-0.5, panel.cols - 0.5]}
    y = plain | {"domain": [max(1 - bottom / height, 0), 1 - top / height], "range": [panel.rows - 0.5, -0.5]}
    return {f"xaxis{suffix}": x | {"anchor": f"y{suffix}"}, f"yaxis{suffix}": y | {"anchor": f"x{suffix}"}}


def _title(scene: Scene, arrangement: Arrangement, box: Box, panel: Panel, cell: float) -> dict[str, Any]:
    return {
        "text": scene.label(panel).title,
        "x": box.x.at(cell) / arrangement.width.at(cell),
        "y": 1 - box.y.at(cell) / arrangement.height.at(cell),
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 11, "family": "monospace"},
    }
