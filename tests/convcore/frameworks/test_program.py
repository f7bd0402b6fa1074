"""The code that readers take away does what it says."""

from __future__ import annotations

import ast
from typing import Any

import pytest

from convcore.frameworks import snippet
from convcore.shapes import output_shape
from tests.convcore.frameworks.programs import CASES, NAMES, article, spec_of
from tests.oracle.cases import tensors


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
