"""The parts of a convolution: each can be played, together they are all of it, and each says what the whole says."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.errors import ConvError
from convcore.io.save import sums_table
from convcore.io.tables import steps_table
from convcore.scenes import compare, separable
from convcore.scenes.convolution import build
from convcore.spec import READINGS, ConvSpec, Kind
from convcore.trace import MAX_STEPS, Part, Trace, behind, check_steps
from convcore.trace.part import divide
from tests.convcore.strategies import PLENTY

SIZES = st.integers(1, 70)


def long(kind: Kind = "depthwise", batch: int = 1) -> Trace:
    """14 x 14 cells in 64 channels as depthwise, in 32 as standard."""
    rng = np.random.default_rng(5)
    spec = ConvSpec(kind, (batch, 16, 16, 8), (3, 3, 8, 8 if kind == "depthwise" else 32))
    return Trace(spec, rng.integers(-9, 10, spec.input_shape), rng.integers(-9, 10, spec.filter_shape))


@PLENTY
@given(SIZES, SIZES, SIZES, SIZES)
def test_both_ways_to_divide_cover_every_step_once(rows: int, cols: int, channels: int, together: int) -> None:
    parts = divide(rows, cols, channels, together)
    assert all(len(one.rows) * cols * len(one.channels) <= MAX_STEPS for one in parts)
    for way in ([p for p in parts if len(p.channels) == channels], [p for p in parts if len(p.rows) == rows]):
        times = np.zeros((rows, channels), int)  # that a row of a channel is played, all its columns at once
        for part in way:
            times[np.ix_(part.rows, part.channels)] += 1
        assert times.min() == times.max() == (len(way) > 0)
    assert parts or min(rows, channels) * cols > MAX_STEPS or cols * max(rows, channels) > MAX_STEPS


def test_channels_of_one_input_channel_stay_together() -> None:
    by_channels = [part.channels for part in long().parts if len(part.rows) == 14]
    assert by_channels == [range(16), range(16, 32), range(32, 48), range(48, 64)]


@pytest.mark.parametrize("kind", READINGS)
def test_a_part_has_the_frames_of_its_steps(kind: Kind) -> None:
    """Each part's picture is played on its own: its cells, and from each cell the way to its step."""
    whole = long(kind)
    for part in whole.parts:
        held = whole.only(part)
        scene = build(held)
        frames = list(scene.frames)
        assert [frame.cell for frame in frames] == [*product(part.rows, range(whole.shape[2]), part.channels)]
        assert len(scene.frames) == len(frames) == held.steps <= MAX_STEPS
        assert all("{" not in frame.sentence for frame in (frames[0], frames[-1]))  # of the first and the last numbers
        assert (scene.channel, scene.channels) == (part.channels.start, len(part.channels))
        for number, frame in enumerate(frames):
            panel = scene.find("output", frame.cell[2])
            first = scene.label(panel).first
            assert first is not None
            assert panel.stride is not None
            assert first + frame.cell[0] * panel.stride[0] + frame.cell[1] * panel.stride[1] == number
        outside = set(range(whole.spec.out_channels)) - set(part.channels)
        assert all(scene.label(scene.find("output", k)).first is None for k in outside)
        assert scene.cells(scene.find("output", 0)) == tuple(whole.output[0, :, :, 0].ravel().tolist())


def test_a_whole_that_is_too_long_is_refused() -> None:
    with pytest.raises(ConvError, match="at most 4,096 steps can be played at once, these are 12,544"):
        build(long())
    assert check_steps(MAX_STEPS) is None


@pytest.mark.parametrize("table", [steps_table, sums_table])
def test_the_tables_of_a_part_are_rows_of_the_whole(table: object) -> None:
    """Rows with every channel follow each other in the whole; channels with every row stand apart in it."""
    whole = Trace(
        ConvSpec("standard", (2, 9, 9, 2), (2, 2, 2, 6)), np.arange(324.0).reshape(2, 9, 9, 2), np.ones((2, 2, 2, 6))
    )
    every = table(whole)  # type: ignore[operator]
    for part in (Part(range(3, 5), range(6)), Part(range(8), range(2, 5))):
        rows = every[every["out_row"].isin(part.rows) & every["out_channel"].isin(part.channels)]
        found = table(whole.only(part))  # type: ignore[operator]
        pd.testing.assert_frame_equal(found, rows.reset_index(drop=True))


def test_two_stages_are_parted_by_rows_alone() -> None:
    both = behind(long(), np.ones((1, 1, 64, 3)))
    assert both.steps == 14 * 14 * 67
    assert [list(part.rows) for part in both.parts] == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13]]
    held = both.only(both.parts[1])
    scene = separable.build(held)
    assert len(scene.frames) == 4 * 14 * (1 + 3)
    assert {frame.cell[0] for frame in scene.frames} == {4, 5, 6, 7}
    windows = 4 * 14
    assert scene.label(scene.find("output", 2)).first == windows + 2 - 4 * 14 * 3
    assert scene.label(scene.find("between", 0)).first == -4 * 14
    np.testing.assert_array_equal(held.output, both.output)


def test_both_readings_of_some_rows() -> None:
    kept, added = long(), Trace(ConvSpec("standard", (1, 16, 16, 8), (3, 3, 8, 8)), long().input, long().filters)
    rows = range(5, 8)
    traces = (one.only(Part(rows, one.part.channels)) for one in (kept, added))
    scene = compare.build(*traces)
    assert [frame.cell[:2] for frame in scene.frames] == [(row, col) for row in rows for col in range(14)]
    assert scene.label(scene.find("conv2d", 0)).first == -5 * 14


def test_the_largest_product_is_found_without_all_of_them() -> None:
    for kind in READINGS:
        whole = long(kind)
        assert whole.largest_product == np.abs(whole.products).max()
