"""The code that readers take away does what it says."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest

import convcore
from convcore.frameworks.program import ARTICLE, FRAMEWORKS, snippet
from convcore.shapes import output_shape
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from tests.oracle.cases import DEPTHWISE, GROUPED, SEPARABLE, STANDARD, Case, tensors


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


# The snippets of a lab. Under the frameworks themselves they run in tests/oracle/run_snippets.py. ---------------------

NAMES = [row.name for row in FRAMEWORKS]
CASES = [*STANDARD, *DEPTHWISE, *GROUPED, *SEPARABLE]


def spec_of(case: Case) -> ConvSpec:
    kind = "standard" if case.op == "conv2d" else "depthwise"
    return ConvSpec(kind, case.input, case.filters, case.strides, case.padding, case.dilations)  # type: ignore[arg-type]


def article(name: str, *options: Any, kind: Any = "standard") -> str:
    spec = ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2), *options)
    return snippet(name, spec, article_input(), article_filters())


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_numpy_snippet_gives_the_cores_numbers(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    given = tensors(case)
    names: dict[str, Any] = {}
    exec(compile(snippet("numpy", spec_of(case), *given), case.name, "exec"), names)
    want = getattr(convcore, case.op)(*(tensor.astype(float) for tensor in given), *case_options(case))
    np.testing.assert_allclose(names["output"], want, rtol=1e-12, atol=1e-12)
    assert capsys.readouterr().out == f"{names['output']}\n"


def case_options(case: Case) -> tuple[Any, ...]:
    return case.strides, case.padding, case.dilations


@pytest.mark.parametrize("name", NAMES)
def test_every_snippet_is_python_that_fits_a_screen(name: str) -> None:
    for case in CASES:
        code = snippet(name, spec_of(case), *tensors(case))
        ast.parse(code, case.name)
        said = [line for line in code.splitlines() if not line.lstrip().startswith("[")]  # a row of values is as it is
        assert max(map(len, said)) <= 130, case.name
        shape = [*output_shape(spec_of(case))[:3], case.out or spec_of(case).out_channels]
        assert code.endswith(f"print(output)  # {shape}\n"), case.name
        assert "convcore" not in code, case.name


@pytest.mark.parametrize("name", NAMES)
def test_the_learners_values_stand_in_the_snippet(name: str) -> None:
    spec = ConvSpec("standard", (1, 1, 4, 1), (1, 1, 1, 1))
    code = snippet(name, spec, np.reshape([0.1, -0.0, 1e-300, 123456789.123], (1, 1, 4, 1)), np.ones((1, 1, 1, 1)))
    assert "[[0.1, -0.0, 1e-300, 123456789.123]],  # channel 0" in code
    assert "float64" in code
    assert "float32)" not in code


@pytest.mark.parametrize(
    ("name", "kind", "options", "said"),
    [
        ("tensorflow", "depthwise", ((1, 2),), "refuses (1, 2)"),
        ("tensorflow", "depthwise", ((2, 2), "SAME", (2, 2)), "(2, 2) gives wrong numbers"),
        ("keras", "standard", ((2, 1), "SAME", (1, 2)), "Keras refuses strides (2, 1) together with"),
        ("keras", "depthwise", ((2, 1),), "DepthwiseConv2D refuses unequal strides (2, 1)"),
        ("pytorch", "standard", ((2, 2), "SAME"), 'PyTorch refuses padding="same" with strides above 1'),
    ],
)
def test_what_a_framework_cannot_do_is_said(name: str, kind: str, options: tuple[Any, ...], said: str) -> None:
    code = article(name, *options, kind=kind)
    assert said in code
    assert "refuse" not in article(name, kind=kind)
    assert "wrong" not in article(name, kind=kind)


def test_asymmetric_padding_as_each_framework_needs_it() -> None:
    pads = ((1, 2), (3, 0))
    assert "padding=[[0, 0], [1, 2], [3, 0], [0, 0]]" in article("tensorflow", 1, pads)
    assert "keras.layers.ZeroPadding2D(((1, 2), (3, 0)), dtype=image.dtype)" in article("keras", 1, pads)
    assert "F.pad(image, (3, 0, 1, 2))" in article("pytorch", 1, pads)
    assert "padding=((1, 2), (3, 0))" in article("jax", 1, pads)
    assert "np.pad(padded, ((0, 0), (1, 2), (3, 0), (0, 0)))" in article("numpy", 1, pads)


def test_padding_that_is_the_same_on_both_sides_needs_no_pad() -> None:
    assert "padding=(1, 2)" in article("pytorch", 1, ((1, 1), (2, 2)))
    assert "F.pad" not in article("pytorch", 1, ((1, 1), (2, 2)))


def separable(name: str, *options: Any, weights: Any = 1.0) -> str:
    spec = ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2), *options)
    return snippet(name, spec, article_input(), article_filters(), np.full((1, 1, 4, 3), weights))


def test_a_separable_convolution_is_one_call_where_tensorflow_has_one() -> None:
    one = "tf.nn.separable_conv2d(image, filters, pointwise"
    assert one in separable("tensorflow").replace("\n    ", " ").replace("( ", "(")
    assert "tf.nn.conv2d(mid, pointwise" not in separable("tensorflow")
    refused = separable("tensorflow", (2, 2), "SAME", (2, 2))
    assert "gives wrong numbers" in refused
    assert "output = tf.nn.conv2d(mid, pointwise" in refused


def test_the_second_stage_decides_about_the_number_type_too() -> None:
    assert "float32" in separable("jax")
    assert "np.float32" not in separable("jax", weights=0.1)
    assert "np.float32" not in separable("jax", weights=2.0**20)
