"""What a scene's numbers are told as, and what of them another scene has told already."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcore.scenes.blocks import Blocks
from convcore.scenes.convolution import build
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.pages.conftest import read_numbers


def blocks(*numbers: float | None) -> Blocks:
    return Blocks(list(numbers), (), 1)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ((1, 2, 3), (1, 2, 3), 3),
        ((1, 2, 3), (1, 2), 2),
        ((1, None, 0.5), (1, None, 0.25), 2),
        ((0.5, 0.0), (0.5, -0.0), 1),  # which is another number
        ((1,), (), 0),
    ],
)
def test_what_another_begins_with_is_not_told_again(one: Any, other: Any, count: int) -> None:
    told = blocks(*one).pack(blocks(*other))
    assert isinstance(told, dict)
    assert told["count"] == count
    assert read_numbers(told, other) == list(one)


def test_kinds_begin_alike() -> None:
    """The image, and the kernels in one order for all."""
    rng = np.random.default_rng(6)
    image, filters = rng.normal(size=(1, 5, 5, 3)), rng.normal(size=(3, 3, 3, 2))
    kinds: Any = ("standard", "depthwise")
    standard, depthwise = (build(Trace(ConvSpec(kind, image.shape, filters.shape), image, filters)) for kind in kinds)  # type: ignore[arg-type]
    told = standard.to_dict(depthwise)["numbers"]
    assert told["count"] >= image.size + filters.size
    assert read_numbers(told, depthwise.blocks.numbers) == standard.blocks.numbers
