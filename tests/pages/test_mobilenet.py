"""The page of MobileNet: its sums beside the paper's, and the way of a layer into the lab."""

from __future__ import annotations

import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from convcore.cost.mobilenet import layers
from convcore.trace import behind
from pages.parts.sections import mobilenet
from tests.pages.conftest import Open, Read, scenes


@pytest.fixture
def page(open_page: Open) -> AppTest:
    return open_page("mobilenet", {"lang": "en"})


@pytest.fixture
def read(read_page: Read) -> AppTest:
    """The same to look at alone."""
    return read_page("mobilenet")


def tables(app: AppTest) -> str:
    """What the tables say, without markup."""
    return " ".join(" ".join(re.sub(r"<[^>]+>", " ", html.proto.body) for html in app.get("html")).split())


def test_the_papers_sums_stand_beside_ours(read: AppTest) -> None:
    text = tables(read)
    assert "569 million 568.74 million 567.72 million all layers and the classifier" in text
    assert "4,866 million 4,867.29 million 4,866.27 million the convolutions alone" in text
    assert "4.2 million 4.21 million 3.19 million" in text
    assert "29.3 million 29.28 million 28.26 million" in text


@pytest.mark.parametrize("number", [1, 2, 3, 4, 26, 27])
def test_a_layer_becomes_a_lab_within_the_limits(number: int) -> None:
    layer = layers()[number - 1]
    made = mobilenet.crop_to_lab(layer)
    assert made.strides == (layer.stride, layer.stride)
    assert made.filters.shape[:2] == layer.kernel
    both = behind(made.trace("depthwise"), made.pointwise_filters)
    if layer.kind == "pointwise":
        np.testing.assert_array_equal(both.depthwise.output, made.input)
    if layer.kind == "standard":
        np.testing.assert_array_equal(both.pointwise.output, made.trace("standard").output)


def test_a_layer_is_loaded_into_grids_and_player(page: AppTest) -> None:
    page.selectbox(key="mobilenet_layer").set_value("4 · depthwise 3×3×64×1 / 2").run()
    page.button(key="mobilenet_load").click().run()
    assert "Layer 4 is loaded" in page.success[-1].value
    page.switch_page("separable.py").run()
    (loaded,) = scenes(page)
    assert len(loaded["frames"]) == 3 * 3 * (1 + 3)
    next(button for button in page.button if button.label == "Undo").click().run()
    (before,) = scenes(page)
    assert len(before["frames"]) == 12


def test_large_numbers_are_said_in_the_units_of_the_language(read_page: Read) -> None:
    text = tables(read_page("mobilenet", "zh"))
    assert "5.69 亿 5.6874 亿 5.6772 亿" in text
    assert "48.66 亿 48.6729 亿 48.6627 亿" in text
    assert "420 万 421 万 319 万" in text
    assert "百万" not in text
