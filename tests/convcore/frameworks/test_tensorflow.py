"""TensorFlow's programs, and the article's own listing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

import convcore
from convcore.frameworks import ARTICLE
from convcore.tensors.presets import article_filters, article_input
from tests.convcore.frameworks.programs import separable


def four(strides: list[int]) -> tuple[int, int]:
    """TensorFlow's strides [1, height, width, 1] as (height, width)."""
    assert strides[0] == strides[3] == 1
    return strides[1], strides[2]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, Any]]:
    """TensorFlow's names, as far as the listing uses them, on NumPy and convcore; what was convolved."""
    calls: list[tuple[str, Any, Any]] = []

    def convolution(name: str) -> Callable[..., Any]:
        def run(image: Any, filters: Any, strides: list[int], padding: str) -> Any:
            calls.append((name, image, filters))
            return getattr(convcore, name)(image, filters, four(strides), padding)

        return run

    tf = ModuleType("tensorflow")
    tf.__dict__.update(
        constant=np.array,
        tile=np.tile,
        stack=np.stack,
        ones=np.ones,
        newaxis=np.newaxis,
        nn=SimpleNamespace(conv2d=convolution("conv2d"), depthwise_conv2d=convolution("depthwise_conv2d")),
    )
    monkeypatch.setitem(sys.modules, "tensorflow", tf)
    return calls


def test_the_articles_listing_prints_both_results(asked: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(ARTICLE, "article", "exec"), {})
    window = [[[9.0, 63.0], [9.0, 81.0]]] * 2
    kept = [[[0.0, 36.0, 9.0, 27.0], [0.0, 54.0, 9.0, 27.0]]] * 2
    assert capsys.readouterr().out == f"{np.array([window])}\n{np.array([kept])}\n"
    assert [name for name, _, _ in asked] == ["conv2d", "depthwise_conv2d"]


def test_the_articles_listing_uses_the_articles_tensors(asked: list[Any]) -> None:
    exec(compile(ARTICLE, "article", "exec"), {})
    for _, image, filters in asked:
        np.testing.assert_array_equal(image, article_input())
        np.testing.assert_array_equal(filters, article_filters())


def test_the_listing_is_plain_tensorflow() -> None:
    """Nothing of ours in it, and lines that fit a page."""
    assert "convcore" not in ARTICLE
    assert max(map(len, ARTICLE.splitlines())) <= 96


def test_a_separable_convolution_is_one_call_where_tensorflow_has_one() -> None:
    one = "tf.nn.separable_conv2d(image, filters, pointwise"
    assert one in separable("tensorflow").replace("\n    ", " ").replace("( ", "(")
    assert "tf.nn.conv2d(mid, pointwise" not in separable("tensorflow")
    refused = separable("tensorflow", (2, 2), "SAME", (2, 2))
    assert "gives wrong numbers" in refused
    assert "output = tf.nn.conv2d(mid, pointwise" in refused
