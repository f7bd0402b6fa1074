"""The grouped convolution as a matrix of kernels: every kernel, every zero, the lanes of each group."""

from __future__ import annotations

import numpy as np

from convcore.scenes.grouped import MAX_CELLS, build
from convcore.spec import ConvSpec, Tensor
from convcore.tensors.grouped import grouped
from convcore.trace import Trace


def random(*shape: int) -> Tensor:
    return np.random.default_rng(3).integers(-9, 10, shape)


def trace(input: Tensor, filters: Tensor, groups: int, outputs: int) -> Trace:
    weights = grouped(filters, groups, outputs)
    return Trace(ConvSpec("standard", input.shape, weights.shape), input, weights)  # type: ignore[arg-type]


def test_the_matrix_has_every_kernel_and_every_zero() -> None:
    scene = build(trace(random(1, 4, 4, 4), random(3, 3, 4, 2), groups=2, outputs=8))
    kernels = {p.id for p in scene.panels if p.id.startswith("filter:") and p.block is not None}
    zeros = {p.id for p in scene.panels if p.id.startswith("zero:")}
    assert kernels == {f"filter:{c}:{k}" for c in range(4) for k in range(8) if c // 2 == k // 4}
    assert zeros == {f"zero:{c}:{k}" for c in range(4) for k in range(8) if c // 2 != k // 4}
    assert all(set(scene.blocks[scene.panel(id).block or 0]) == {0} for id in zeros)


def test_the_matrix_at_a_glance_holds_the_sums_of_weights() -> None:
    filters = random(3, 3, 2, 2)
    scene = build(trace(random(1, 4, 4, 2), filters, groups=2, outputs=4))
    sums = filters.sum(axis=(0, 1))
    block = scene.blocks[scene.panel("blocks").block or 0]
    assert block == (sums[0, 0], sums[0, 1], None, None, None, None, sums[1, 0], sums[1, 1])


def test_a_large_matrix_draws_no_zeros() -> None:
    scene = build(trace(random(1, 5, 5, 8), random(5, 5, 8, 8), groups=2, outputs=16))
    assert MAX_CELLS < 8 * 16 * 25
    assert not [p for p in scene.panels if p.id.startswith("zero:")]


def test_each_frame_shows_the_lanes_of_its_group() -> None:
    work = trace(random(1, 4, 4, 4), random(3, 3, 4, 2), groups=2, outputs=4)
    scene = build(work)
    assert scene.kind == "grouped"
    assert scene.lanes == ("channel 0 of the group", "channel 1 of the group")
    for frame, step in zip(scene.frames, work, strict=True):
        shows = {id: (block, label) for id, block, label in frame.shows}
        for lane, c in enumerate(step.sources):
            assert scene.blocks[shows[f"products:{lane}"][0]] == tuple(step.products[lane].ravel())
            assert scene.labels[shows[f"input:lane:{lane}"][1] or 0].title == f"input[:, :, {c}]"
        assert scene.blocks[shows["sums"][0]] == tuple(step.sums)
        assert frame.active == tuple(f"filter:{c}:{step.channel}" for c in step.sources)
