"""Every page over the whole range of a lab."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import pytest

from convcore.errors import ConvError
from convcore.layouts.table import arrangements
from convcore.scenes import compare as readings
from convcore.scenes import grouped as matrix
from convcore.scenes import separable as stages
from convcore.scenes.article import tensors
from convcore.scenes.builder import SceneBuilder
from convcore.scenes.convolution import WORDS, ConvolutionBuilder, build
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.tensors.grouped import divisors
from convcore.trace import Part, Stages, Trace
from tests.convcore.layouts.checks import check, scene

SPEC = ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2))


def test_every_scene_has_a_wide_screen_and_a_phone() -> None:
    for kind in ("depthwise", "standard"):
        names = [arrangement.name for arrangement in arrangements(scene(kind, (1, 4, 4, 2), (3, 3, 2, 2)))]
        assert names == ["wide", "focus", "narrow"]


def test_an_edit_of_numbers_keeps_the_layouts() -> None:
    ones, twos = (build(Trace(SPEC, np.full((1, 4, 4, 2), n), np.full((3, 3, 2, 2), n))) for n in (1, 2))
    assert arrangements(ones) is arrangements(twos)


def test_other_words_are_laid_out_anew() -> None:
    """They stand in the picture."""
    trace = Trace(SPEC, np.ones((1, 4, 4, 2)), np.ones((3, 3, 2, 2)))
    assert arrangements(build(trace)) is not arrangements(build(trace, {**WORDS, "products": "产物"}))


class Sizes(NamedTuple):
    """Whatever of a lab, and of the choice on /groups, decides where panels stand."""

    height: int
    width: int
    channels: int
    kernel: tuple[int, int]
    multiplier: int
    padding: Any = "VALID"
    strides: tuple[int, int] = (1, 1)
    dilations: tuple[int, int] = (1, 1)
    splits: tuple[tuple[int, int], ...] = ()  # groups and output channels on /groups

    def trace(self, kind: Any, depth: int, outs: int) -> Trace:
        """A convolution of this image, its numbers left out."""
        shape = (1, self.height, self.width, self.channels)
        filters = (*self.kernel, depth, outs)
        return Unplayed(ConvSpec(kind, shape, filters, self.strides, self.padding, self.dilations))


class Unplayed(Trace):
    """A convolution of which nothing is computed and no step is in hand."""

    sums = np.zeros(1)  # type: ignore[assignment]
    largest_product = 0.0  # type: ignore[assignment]

    def __init__(self, spec: ConvSpec) -> None:
        self.spec = spec
        self.input, self.filters = np.zeros(spec.input_shape), np.zeros(spec.filter_shape)
        self.output = np.broadcast_to(0.0, self.shape)
        self.part = Part(range(0), self.whole.channels)


@pytest.fixture
def unplayed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenes have their panels, which is what a layout depends on, but neither numbers nor steps."""
    monkeypatch.setattr(SceneBuilder, "_block", lambda builder, values: 0)
    for builder in (ConvolutionBuilder, stages._StagesBuilder):
        monkeypatch.setattr(builder, "_add_numbers", lambda builder: None)
    monkeypatch.setattr(ConvolutionBuilder, "_shot", lambda builder, channel: None)
    monkeypatch.setattr(matrix._Matrix, "_sums_of_weights", lambda builder: [])
    monkeypatch.setattr(readings._Readings, "_shot", lambda builder: None)
    for name in ("_first", "_second"):
        monkeypatch.setattr(stages._StagesBuilder, name, lambda builder, *step: None)
    monkeypatch.setattr(stages._StagesBuilder, "_column", lambda builder: [])
    monkeypatch.setattr(stages._StagesBuilder, "_limits", lambda builder: {})


def corners() -> Iterator[Sizes]:
    """The smallest and the largest lab in every respect, and both ends of the slide on /groups."""
    for height, width, channels, kh, kw, multiplier in product((1, 16), (1, 16), (1, 8), (1, 7), (1, 7), (1, 8)):
        for padding in ("VALID", "SAME", ((16, 16), (16, 16))):
            splits = tuple((groups, outputs) for groups in {1, channels} for outputs in (channels, 64))
            if multiplier > 1:  # which /groups does not know: its pictures would be the same again
                splits = ()
            yield Sizes(height, width, channels, (kh, kw), multiplier, padding, splits=splits)


def samples(count: int) -> Iterator[Sizes]:
    """What lies between, the same each time."""
    pick = np.random.default_rng(1)

    def pair(least: int, most: int) -> tuple[int, int]:
        return int(pick.integers(least, most + 1)), int(pick.integers(least, most + 1))

    for _ in range(count):
        channels, multiplier = pair(1, 8)
        groups = int(pick.choice(divisors(channels)))
        padding = ("VALID", "SAME", (pair(0, 16), pair(0, 16)))[pick.integers(3)]
        split = groups, groups * int(pick.integers(1, 64 // groups + 1))
        yield Sizes(*pair(1, 16), channels, pair(1, 7), multiplier, padding, pair(1, 3), pair(1, 3), (split,))


def scenes_of(sizes: Sizes) -> Iterator[Scene]:
    """The scenes of all pages."""
    channels, multiplier = sizes.channels, sizes.multiplier
    depthwise = sizes.trace("depthwise", channels, multiplier)
    standard = sizes.trace("standard", channels, multiplier)
    split = [sizes.trace("standard", channels // groups, outputs) for groups, outputs in sizes.splits]
    across = Unplayed(ConvSpec("standard", depthwise.shape, (1, 1, depthwise.shape[3], multiplier)))
    yield from (build(trace) for trace in (depthwise, standard))
    yield tensors(depthwise)
    yield readings.build(depthwise, standard)
    yield from (matrix.build(trace) for trace in split)
    yield stages.build(Stages(depthwise, across))


@pytest.mark.usefixtures("unplayed")
@pytest.mark.parametrize("cases", [[*corners()], [*samples(100)]], ids=["corners", "samples"])
def test_every_page_can_be_laid_out_over_the_whole_range_of_a_lab(cases: list[Sizes]) -> None:
    for sizes in cases:
        try:
            scenes = list(scenes_of(sizes))
        except ConvError:  # a kernel larger than its image
            continue
        for made in scenes:
            found = arrangements(made)
            assert found, (sizes, made.kind)
            for arrangement in found:
                check(made, arrangement)
