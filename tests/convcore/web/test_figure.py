"""A scene as one Plotly figure: every lasting panel is a heatmap of square cells where the arrangement puts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.layouts.table import arrangements
from convcore.scenes.article import tensors, window
from convcore.scenes.convolution import build
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.trace import Trace
from convcore.web.figure import SCALES, TEXT, figure
from tests.convcore.strategies import PLENTY, Example, convolutions

RGB = tuple[float, float, float]

# Machado, Oliveira, Fernandes 2009: what linear RGB becomes without one kind of cone.
BLIND = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def article(kind: Any, **options: Any) -> Scene:
    image = np.stack([np.tile([1, 2, 3, 4], (4, 1)), np.ones((4, 4), int)], axis=-1)[np.newaxis]
    filters = np.array(np.broadcast_to([[0, 2], [1, -3]], (3, 3, 2, 2)))
    return build(Trace(ConvSpec(kind, image.shape, filters.shape, **options), image, filters))


def lasting(scene: Scene, name: str) -> list[str]:
    arrangement = next(a for a in arrangements(scene) if a.name == name)
    return [box.panel for box in arrangement.boxes if scene.panel(box.panel).block is not None]


def check(scene: Scene, name: str, cell: float) -> go.Figure:
    drawn = figure(scene, name, cell=cell)
    assert isinstance(drawn, go.Figure), "Plotly has validated it"
    assert [trace.meta for trace in drawn.data] == lasting(scene, name)
    boxes = {box.panel: box for box in next(a for a in arrangements(scene) if a.name == name).boxes}
    layout = drawn.layout.to_plotly_json()  # a look into Plotly's own objects is dear
    for trace in drawn.data:
        panel, box = scene.panel(trace.meta), boxes[trace.meta]
        assert isinstance(trace, go.Heatmap)
        assert np.shape(trace.z) == (panel.rows, panel.cols)
        assert (trace.zmid, trace.zmin, trace.zmax) == (0, -scene.limits[panel.role], scene.limits[panel.role])
        x, y = (layout[axis.replace("x", "xaxis").replace("y", "yaxis")] for axis in (trace.xaxis, trace.yaxis))
        (left, right), (bottom, top) = x["domain"], y["domain"]
        assert (right - left) * layout["width"] == pytest.approx(panel.cols * cell * box.scale * box.aspect)
        assert (top - bottom) * layout["height"] == pytest.approx(panel.rows * cell * box.scale)
        ranges = tuple(x["range"]), tuple(y["range"])
        assert ranges == ((-0.5, panel.cols - 0.5), (panel.rows - 0.5, -0.5)), "the first row is on top"
        assert left * layout["width"] == pytest.approx(box.x.cells * cell + box.x.pixels, abs=1e-6)
        assert (1 - top) * layout["height"] == pytest.approx(box.y.cells * cell + box.y.pixels, abs=1e-6)
    assert len({trace.xaxis for trace in drawn.data}) == len(drawn.data), "every panel has axes of its own"
    return drawn


@pytest.mark.parametrize("cell", [12, 36, 54])
@pytest.mark.parametrize("name", ["wide", "focus", "narrow"])
@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_the_articles_panels_stand_where_the_arrangement_says(kind: str, name: str, cell: float) -> None:
    drawn = check(article(kind, padding="SAME"), name, cell)
    go.Figure(drawn.to_dict())  # validated once more, as it is written


@PLENTY
@given(st.sampled_from(["standard", "depthwise"]).flatmap(lambda kind: convolutions(kind, groups=1)))
def test_any_scene_can_be_drawn(example: Example) -> None:
    trace = Trace(example.spec, example.input, example.filters)
    for scene in (build(trace), tensors(trace)):
        check(scene, arrangements(scene)[-1].name, 20)


def test_the_cells_say_their_values() -> None:
    drawn = figure(article("depthwise"))
    shown = {trace.meta: trace for trace in drawn.data}
    assert np.asarray(shown["input:0"].z).tolist() == [[1, 2, 3, 4]] * 4
    assert [list(row) for row in shown["filter:1:3"].text] == [["-3"] * 3] * 3
    assert shown["output:1"].name == "output[:, :, 1]"
    assert "products" not in {trace.meta.split(":")[0] for trace in drawn.data}


def test_padding_is_left_open() -> None:
    drawn = figure(article("depthwise", padding="SAME"))
    shown = next(trace for trace in drawn.data if trace.meta == "input:0")
    assert list(shown.z[0]) == [None] * 6
    assert list(shown.z[1]) == [None, 1, 2, 3, 4, None]
    assert list(shown.text[1]) == ["", "1", "2", "3", "4", ""]


def test_every_panel_has_its_title() -> None:
    drawn = figure(article("standard"))
    assert [note.text for note in drawn.layout.annotations] == [trace.name for trace in drawn.data]
    for note, trace in zip(drawn.layout.annotations, drawn.data, strict=True):
        axis = drawn.layout[trace.xaxis.replace("x", "xaxis")]
        assert note.x == pytest.approx(axis.domain[0])


@pytest.mark.parametrize("theme", SCALES)
def test_a_figure_wears_its_theme(theme: str) -> None:
    drawn = figure(article("standard"), theme=theme)
    assert drawn.layout.font.color == TEXT[theme]
    for trace in drawn.data:
        assert [tuple(stop) for stop in trace.colorscale] == SCALES[theme]
        assert trace.textfont.color == TEXT[theme]


def test_an_unknown_arrangement_falls_back_to_the_widest() -> None:
    trace = Trace(ConvSpec("depthwise", (1, 2, 2, 1), (2, 2, 1, 1)), np.ones((1, 2, 2, 1)), np.ones((2, 2, 1, 1)))
    assert figure(window(trace, 0), "nowhere").to_dict() == figure(window(trace, 0), "wide").to_dict()


# colours


def rgb(colour: str) -> RGB:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def linear(colour: RGB) -> RGB:
    """Light as it adds up, from sRGB's 0 to 255."""
    parts = [c / 255 for c in colour]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return r, g, b


def luminance(colour: RGB) -> float:
    """Relative luminance as WCAG 2 defines it."""
    r, g, b = linear(colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: RGB, other: RGB) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def shades(theme: str) -> Iterator[RGB]:
    """201 colours along a scale, from the lowest value to the highest."""
    stops, colours = zip(*SCALES[theme], strict=True)
    parts = np.array([rgb(colour) for colour in colours])
    for at in np.linspace(0, 1, 201):
        r, g, b = (float(np.interp(at, stops, parts[:, i])) for i in range(3))
        yield r, g, b


@pytest.mark.parametrize("theme", SCALES)
def test_a_scale_is_centred(theme: str) -> None:
    stops = [stop for stop, _ in SCALES[theme]]
    assert stops[0] == 0
    assert stops[-1] == 1
    assert [1 - stop for stop in reversed(stops)] == stops
    centre = rgb(dict(SCALES[theme])[0.5])
    assert max(centre) - min(centre) < 12, "zero has no hue"


@pytest.mark.parametrize("theme", SCALES)
def test_a_larger_magnitude_stands_out_more(theme: str) -> None:
    """From the centre to each end the luminance moves one way: away from the page's."""
    values = [luminance(shade) for shade in shades(theme)]
    away = np.array([values[100::-1], values[100:]])
    steps = np.diff(away, axis=1)
    assert (steps < 0).all() if theme == "light" else (steps > 0).all()


@pytest.mark.parametrize("theme", SCALES)
def test_numbers_are_readable_on_every_shade(theme: str) -> None:
    assert min(contrast(shade, rgb(TEXT[theme])) for shade in shades(theme)) >= 4.5


@pytest.mark.parametrize("blindness", BLIND)
@pytest.mark.parametrize("theme", SCALES)
def test_the_ends_differ_in_hue_for_the_colour_blind(theme: str, blindness: str) -> None:
    """One end is the warmer for every eye: its blue is far weaker beside red or green than at the other end."""

    def seen(end: int) -> np.ndarray[Any, Any]:
        light = np.clip(np.array(BLIND[blindness]) @ linear(rgb(SCALES[theme][end][1])), 0, 1)
        return np.asarray(light / light.sum())

    assert np.abs(seen(0) - seen(-1)).max() > 0.3


@pytest.mark.parametrize("theme", SCALES)
def test_both_ends_stand_out_alike(theme: str) -> None:
    low, high = (luminance(rgb(SCALES[theme][end][1])) for end in (0, -1))
    assert 0.75 < (low + 0.05) / (high + 0.05) < 1.33
