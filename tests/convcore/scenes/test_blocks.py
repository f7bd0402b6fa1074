"""What a scene's numbers are told as, and what of them another scene has told already."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.scenes.blocks import Blocks, pack_numbers
from convcore.scenes.builder import MOST_TOLD
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


NUMBERS = st.one_of(st.none(), st.integers(-9, 9), st.floats(allow_nan=False, allow_infinity=False))


@given(st.lists(st.tuples(NUMBERS, st.integers(1, 9)), max_size=9))
def test_whatever_lies_between_blanks_comes_back(runs: list[tuple[float | None, int]]) -> None:
    numbers = [number for number, count in runs for _ in range(count)]
    again = read_numbers(json.loads(json.dumps(pack_numbers(numbers))))
    assert [*map(as_float, again)] == [*map(as_float, numbers)]


def as_float(number: float | None) -> str:
    """With all its bits: the sign of a zero too."""
    return "" if number is None else float(number).hex()


def test_blanks_beside_each_other_cost_nothing() -> None:
    many: list[float | None] = [0.5, *[None] * 5000, 0.25, *[None] * 5000]
    assert len(json.dumps(pack_numbers(many))) < 100


def test_of_a_large_output_only_the_part_in_hand_is_told() -> None:
    """Where every cell would be too many."""
    image, filters = np.ones((1, 1, 1, 1)), np.full((1, 1, 1, 5), 0.5)
    spec = ConvSpec("depthwise", image.shape, filters.shape, padding=((31, 32), (31, 32)))  # type: ignore[arg-type]
    whole = Trace(spec, image, filters)
    assert whole.output.size > MOST_TOLD
    rows = next(part for part in whole.parts if 31 in part.rows)
    channels = whole.parts[-1]
    assert len(channels.channels) < 5
    for part in (rows, channels):
        scene = build(whole.only(part))
        for k, panel in enumerate(one for one in scene.panels if one.family == "output" and one.at):
            told = np.array(scene.blocks[panel.content[0]], float).reshape(64, 64)
            held = np.full((64, 64), np.nan)
            if k in part.channels:
                held[list(part.rows)] = whole.output[0, list(part.rows), :, k]
            np.testing.assert_array_equal(told, held)
        assert any(frame.sentence.endswith("= 0.5") for frame in scene.frames)


def test_kinds_begin_alike() -> None:
    """The image, and the kernels in one order for all."""
    rng = np.random.default_rng(6)
    image, filters = rng.normal(size=(1, 5, 5, 3)), rng.normal(size=(3, 3, 3, 2))
    kinds: Any = ("standard", "depthwise")
    standard, depthwise = (build(Trace(ConvSpec(kind, image.shape, filters.shape), image, filters)) for kind in kinds)  # type: ignore[arg-type]
    told = standard.to_dict(depthwise)["numbers"]
    assert told["count"] >= image.size + filters.size
    assert read_numbers(told, depthwise.blocks.numbers) == standard.blocks.numbers
