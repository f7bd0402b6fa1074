"""Programs to look at: of the article's tensors, and of the cases that the frameworks themselves are asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from convcore.frameworks import FRAMEWORKS, snippet
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from tests.oracle.cases import DEPTHWISE, GROUPED, SEPARABLE, STANDARD, Case

NAMES = [row.name for row in FRAMEWORKS]
CASES = [*STANDARD, *DEPTHWISE, *GROUPED, *SEPARABLE]


def spec_of(case: Case) -> ConvSpec:
    """What a case asks for."""
    kind = "standard" if case.op == "conv2d" else "depthwise"
    return ConvSpec(kind, case.input, case.filters, case.strides, case.padding, case.dilations)  # type: ignore[arg-type]


def article(name: str, *options: Any, kind: Any = "standard") -> str:
    """The program of the article's tensors."""
    spec = ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2), *options)
    return snippet(name, spec, article_input(), article_filters())


def separable(name: str, *options: Any, weights: Any = 1.0) -> str:
    """The same with a second stage behind."""
    spec = ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2), *options)
    return snippet(name, spec, article_input(), article_filters(), np.full((1, 1, 4, 3), weights))
