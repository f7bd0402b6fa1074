"""The grouped convolution as a matrix of kernels: every kernel, every zero, the lanes of each group."""

from __future__ import annotations

import numpy as np

from convcore.scenes.grouped import MAX_CELLS, build
from convcore.spec import ConvSpec, Tensor
from convcore.tensors.grouped import group
from convcore.trace import Trace


def random(*shape: int) -> Tensor:
    return np.random.default_rng(3).integers(-9, 10, shape)


def trace(input: Tensor, filters: Tensor, groups: int, outputs: int) -> Trace:
    weights = group(filters, groups, outputs)
    return Trace(ConvSpec("standard", input.shape, weights.shape), input, weights)  # type: ignore[arg-type]


def test_the_matrix_has_every_kernel_and_every_zero() -> None:
    scene = build(trace(random(1, 4, 4, 4), random(3, 3, 4, 2), groups=2, outputs=8))
    filters = {panel.at: panel for panel in scene.family("filter")}
    assert filters.keys() == {(c, k) for c in range(4) for k in range(8)}
    assert {at for at, panel in filters.items() if panel.outside} == {
        (c, k) for c in range(4) for k in range(8) if c // 2 != k // 4
    }
    assert all(set(scene.cells(panel)) == {0} for panel in filters.values() if panel.outside)


def test_the_matrix_at_a_glance_holds_the_sums_of_weights() -> None:
    filters = random(3, 3, 2, 2)
    scene = build(trace(random(1, 4, 4, 2), filters, groups=2, outputs=4))
    sums = filters.sum(axis=(0, 1))
    block = scene.cells(scene.find("blocks"))
    assert block == (sums[0, 0], sums[0, 1], None, None, None, None, sums[1, 0], sums[1, 1])


def test_a_large_matrix_draws_no_zeros() -> None:
    scene = build(trace(random(1, 5, 5, 8), random(5, 5, 8, 8), groups=2, outputs=16))
    assert MAX_CELLS < 8 * 16 * 25
    assert not [panel for panel in scene.panels if panel.outside]


def test_each_frame_shows_the_lanes_of_its_group() -> None:
    work = trace(random(1, 4, 4, 4), random(3, 3, 4, 2), groups=2, outputs=4)
    scene = build(work)
    assert scene.kind == "grouped"
    assert scene.lanes == ("channel 0 of the group", "channel 1 of the group")
    for frame, step in zip(scene.frames, work, strict=True):
        assert "{" not in frame.sentence
        shows = {id: (block, label) for id, block, label in frame.shows}
        for lane, c in enumerate(step.sources):
            assert scene.blocks[shows[f"products:{lane}"][0]] == tuple(step.products[lane].ravel())
            assert shows[f"source:{lane}"] == scene.find("input", c).content
        assert scene.blocks[shows["sums"][0]] == tuple(step.sums)
        assert frame.active == tuple(f"filter:{c}:{step.channel}" for c in step.sources)


def test_an_input_channel_belongs_to_its_place_in_its_group() -> None:
    """A click on it brings that lane into focus."""
    scene = build(trace(random(1, 4, 4, 4), random(3, 3, 4, 2), groups=2, outputs=4))
    assert [panel.lane for panel in scene.family("input")] == [0, 1, 0, 1]
    alone = build(trace(random(1, 4, 4, 4), random(3, 3, 4, 2), groups=4, outputs=4))
    assert [panel.lane for panel in alone.family("input")] == [None] * 4


def test_what_repeats_is_told_once_and_shown_wherever_it_is() -> None:
    """Four times as many output channels as kernels: as many numbers, but for the sums of weights at a glance."""
    rng = np.random.default_rng(4)
    image, filters = rng.normal(size=(1, 5, 5, 4)), rng.normal(size=(3, 3, 4, 2))
    few, many = (trace(image, filters, groups=1, outputs=outputs) for outputs in (2, 8))
    scene = build(many)
    assert len(scene.blocks.numbers) - len(build(few).blocks.numbers) == 4 * (8 - 2)
    for k in range(8):
        assert scene.cells(scene.find("output", k)) == tuple(many.output[0, :, :, k].ravel())
        assert all(scene.cells(scene.find("filter", c, k)) == tuple(many.kernels[k, c].ravel()) for c in range(4))
    for step, frame in zip(many, scene.frames, strict=True):
        shown = {panel: block for panel, block, _ in frame.shows}
        assert scene.blocks[shown["sums"]] == tuple(step.sums)
        assert scene.blocks[shown["total"]] == (step.total,)
