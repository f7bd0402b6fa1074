"""What the screen shows at each step: panels, marks and sentences, and that they agree with the core."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.errors import ConvError
from convcore.numbers import short
from convcore.scenes import grouped
from convcore.scenes.convolution import WORDS, build
from convcore.scenes.film import Frame, Mark
from convcore.scenes.model import MAX_LANES, Scene
from convcore.spec import ConvSpec
from convcore.trace import MAX_STEPS, Trace
from tests.convcore.scenes.reading import (
    ARTICLE,
    EITHER,
    FILTERS,
    article,
    held,
    line,
    marks,
    shown,
    strange,
    titles,
    trace,
)
from tests.convcore.strategies import PLENTY, Example


def lanes_of(scene: Scene) -> list[tuple[int, ...]]:
    """The lanes that a frame fills: a standard one's, or the one of depthwise in focus."""
    return [()] if scene.kind == "depthwise" else [panel.at for panel in scene.family("products")]


@pytest.mark.parametrize(("kind", "steps", "channels"), [("depthwise", 16, 4), ("standard", 8, 2)])
def test_the_articles_frames_run_as_the_output_is_stored(kind: str, steps: int, channels: int) -> None:
    scene = build(article(kind))
    assert (scene.kind, scene.channels, len(scene.frames)) == (kind, channels, steps)
    assert [f.cell for f in scene.frames] == [(y, x, k) for y in range(2) for x in range(2) for k in range(channels)]


@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_an_output_cell_leads_to_its_step_and_back(kind: Any) -> None:
    """The rule the player follows: the label's first step and the panel's stride."""
    image, filters = np.ones((1, 7, 5, 3)), np.ones((2, 3, 3, 2))
    scene = build(trace(kind, image, filters, strides=(1, 2), padding="SAME"))
    reached = []
    for k in range(scene.channels):
        panel = scene.panel(f"output:{k}")
        assert panel.stride is not None
        assert panel.label is not None
        first = scene.labels[panel.label].first
        assert first is not None
        for row in range(panel.rows):
            for col in range(panel.cols):
                step = first + row * panel.stride[0] + col * panel.stride[1]
                assert scene.frames[step].cell == (row, col, k)
                reached.append(step)
    assert sorted(reached) == list(range(len(scene.frames)))


def test_a_depthwise_window_fills_lane_by_lane() -> None:
    """What is done at this window stays, what is to come is blank, and the next window begins anew."""
    scene = build(article("depthwise"))
    for start in (0, 4):
        for done in range(1, 5):
            panels = shown(scene, scene.frames[start + done - 1])
            filled = [panels[f"products:{k}"] is not None for k in range(4)]
            assert filled == [k < done for k in range(4)] == [panels[f"sum:{k}"] is not None for k in range(4)]
    sums = [shown(scene, scene.frames[3])[f"sum:{k}"] for k in range(4)]
    assert sums == [(0,), (36,), (9,), (27,)]
    assert shown(scene, scene.frames[5])["products:1"] == (4, 6, 8) * 3
    assert shown(scene, scene.frames[5])["products"] == (4, 6, 8) * 3


def test_too_many_depthwise_lanes_leave_one_in_focus() -> None:
    channels = MAX_LANES + 1
    image, filters = np.ones((1, 2, 2, channels)), np.arange(channels).reshape((1, 1, channels, 1))
    scene = build(trace("depthwise", image, filters))
    panels = {panel.id for panel in scene.panels}
    assert "products:0" not in panels
    assert shown(scene, scene.frames[channels - 1])["products"] == (channels - 1,)


def test_a_standard_step_shows_all_its_lanes() -> None:
    scene = build(article("standard"))
    panels = shown(scene, scene.frames[1])
    assert panels["products:0"] == (2, 4, 6) * 3
    assert panels["products:1"] == (3,) * 9
    assert (panels["sum:0"], panels["sum:1"], panels["sums"], panels["total"]) == ((36,), (27,), (36, 27), (63,))
    assert titles(scene, scene.frames[1]) == {
        "kernel:0": "filter[:, :, 0, 1]",
        "kernel:1": "filter[:, :, 1, 1]",
        "source:0": "input[:, :, 0]",
        "source:1": "input[:, :, 1]",
        "output": "output[:, :, 1]",
        **dict.fromkeys(("products:0", "products:1"), "products"),
        **dict.fromkeys(("sum:0", "sum:1"), "sum"),
        "total": "total",
    }


@pytest.mark.parametrize(
    ("kind", "step", "lit"),
    [
        ("depthwise", 0, ["filter:0:0"]),
        ("depthwise", 2, ["filter:0:0", "filter:0:1", "filter:1:2"]),
        ("standard", 0, ["filter:0:0", "filter:1:0"]),
        ("standard", 1, ["filter:0:1", "filter:1:1"]),
    ],
)
def test_the_kernels_in_use_are_named(kind: str, step: int, lit: list[str]) -> None:
    assert list(build(article(kind)).frames[step].active) == lit


def test_a_depthwise_output_wears_its_sources_colour_a_standard_one_none() -> None:
    def colours(kind: str) -> list[int | None]:
        scene = build(article(kind))
        return [scene.label(scene.panel(f"output:{k}")).channel for k in range(scene.channels)]

    assert colours("depthwise") == [0, 0, 1, 1]
    assert colours("standard") == [None, None]


def worn_by(scene: Scene, frame: Frame) -> dict[str, int | None]:
    """The channel whose colour each changing panel wears."""
    return {panel: scene.labels[label].channel for panel, _, label in frame.shows if label is not None}


def test_lanes_wear_their_input_channels_colour() -> None:
    depthwise, standard = build(article("depthwise")), build(article("standard"))
    worn = worn_by(depthwise, depthwise.frames[2])
    assert (worn["products:1"], worn["products:2"], worn["sum:2"], worn["output"]) == (0, 1, 1, 1)
    worn = worn_by(standard, standard.frames[0])
    assert (worn["products:0"], worn["sum:1"], worn["total"], worn["output"]) == (0, 1, None, None)


@pytest.mark.parametrize(
    ("options", "cell", "mark"),
    [
        ({}, (2, 1, 0), (2, 1, 2, 3, (1, 1))),
        ({"strides": (3, 2)}, (1, 2, 0), (3, 4, 2, 3, (1, 1))),
        ({"dilations": (2, 3)}, (1, 0, 0), (1, 0, 2, 3, (2, 3))),
        ({"padding": "SAME", "strides": (2, 3)}, (1, 1, 0), (2, 3, 2, 3, (1, 1))),
        ({"padding": ((1, 0), (0, 4)), "strides": (2, 1), "dilations": (1, 2)}, (0, 3, 0), (0, 3, 2, 3, (1, 2))),
    ],
)
def test_the_window_is_marked_where_it_stands_in_the_padded_input(
    options: dict[str, Any], cell: tuple[int, int, int], mark: tuple[Any, ...]
) -> None:
    scene = build(trace("standard", np.ones((1, 5, 8, 2)), np.ones((2, 3, 2, 1)), **options))
    found = marks(scene, next(frame for frame in scene.frames if frame.cell == cell))
    assert found["input:0"] == Mark("input:0", *mark)
    assert found["input:1"] == Mark("input:1", *mark)
    assert found["output:0"] == Mark("output:0", cell[0], cell[1])


def test_depthwise_marks_only_the_channels_it_has_read() -> None:
    scene = build(article("depthwise"))
    read = [{panel for panel in marks(scene, frame) if panel in ("input:0", "input:1")} for frame in scene.frames[:4]]
    assert read == [{"input:0"}, {"input:0"}, {"input:0", "input:1"}, {"input:0", "input:1"}]
    assert marks(scene, scene.frames[6])["output:2"] == Mark("output:2", 0, 1)


@pytest.mark.parametrize(
    ("kind", "step", "sentence"),
    [
        ("depthwise", 0, "output[0, 0, 0] reads input channel 0 alone, with filter[:, :, 0, 0]: 0 + 0 + 0 = 0"),
        ("depthwise", 1, "output[0, 0, 1] reads input channel 0 alone, with filter[:, :, 0, 1]: 12 + 12 + 12 = 36"),
        ("depthwise", 2, "output[0, 0, 2] reads input channel 1 alone, with filter[:, :, 1, 0]: 3 + 3 + 3 = 9"),
        ("depthwise", 3, "output[0, 0, 3] reads input channel 1 alone, with filter[:, :, 1, 1]: 9 + 9 + 9 = 27"),
        (
            "standard",
            0,
            "output[0, 0, 0] adds its input channels: 0 + 9 = 9 · channel 0: 0 + 0 + 0 = 0 · channel 1: 3 + 3 + 3 = 9",
        ),
        (
            "standard",
            7,
            "output[1, 1, 1] adds its input channels: 54 + 27 = 81 · channel 0: 18 + 18 + 18 = 54 "
            "· channel 1: 9 + 9 + 9 = 27",
        ),
    ],
)
def test_the_articles_sentences(kind: str, step: int, sentence: str) -> None:
    assert build(article(kind)).frames[step].sentence == sentence


@pytest.mark.parametrize(
    ("image", "kernel", "said"),
    [
        ([3], [5], "3×5 = 15"),
        ([1, 2], [3, 4], "1×3 + 2×4 = 11"),
        ([-1, 2], [3, -4], "(-1)×3 + 2×(-4) = -11"),
        ([1, 2, 3, 4, 5], [1, -1, 1, 1, 1], "1 + (-2) + 3 + 4 + 5 = 11"),
        ([1 / 3], [3], "0.3333×3 ≈ 1"),
        ([0.5], [0.25], "0.5×0.25 = 0.125"),
        ([2.0], [1 / 3], "2×0.3333 ≈ 0.6667"),
        ([1, 1, 1, 1, 1 / 3], [1, 1, 1, 1, 1], "1 + 1 + 1 + 1 + 0.3333 ≈ 4.333"),
        ([1234567, 1], [1, 1], "1.235e6×1 + 1×1 ≈ 1.235e6"),
    ],
)
def test_a_sum_says_its_numbers(image: list[float], kernel: list[float], said: str) -> None:
    assert line(image, kernel).frames[0].sentence.endswith(f": {said}")


def test_a_long_sum_is_folded_by_kernel_row() -> None:
    image = np.array([[1, -2, 3], [4, 5, 6], [-7, -8, 9]]).reshape((1, 3, 3, 1))
    said = build(trace("depthwise", image, np.ones((3, 3, 1, 1), int))).frames[0].sentence
    assert said.endswith(": 2 + 15 + (-6) = 11")


def test_many_input_channels_are_added_without_their_own_sums() -> None:
    scene = build(trace("standard", np.ones((1, 1, 1, 3), int), np.array([1, -2, 3]).reshape((1, 1, 3, 1))))
    assert scene.frames[0].sentence == "output[0, 0, 0] adds its input channels: 1 + (-2) + 3 = 2"


def test_taps_on_padding_are_counted() -> None:
    scene = build(article("depthwise", padding="SAME"))
    said = {frame.cell: frame.sentence for frame in scene.frames}
    assert said[0, 0, 1].endswith(" · 5 of 9 taps lie on padding and count as 0.")
    assert said[0, 1, 1].endswith(" · 3 of 9 taps lie on padding and count as 0.")
    assert "padding" not in said[1, 1, 1]


def test_every_sentence_comes_from_the_words() -> None:
    """Another mapping with the same placeholders gives another language; nothing else is said."""
    other = strange(WORDS)
    padded = build(article("depthwise", padding="SAME"), other).frames[0].sentence
    assert padded.startswith("<depthwise>0")
    assert padded.endswith("<padding>59")
    scene = build(article("standard"), other)
    said = scene.frames[1]
    assert said.sentence.startswith("<standard>output[0, 0, 1]36 + 27 = 63 · <standard.lane>0")
    assert {scene.labels[label].title for panel, _, label in said.shows if panel == "total" and label} == {"<total>"}


def test_a_missing_word_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"standard\.lane"):
        build(article("standard"), {k: v for k, v in WORDS.items() if k != "standard.lane"})


def test_the_chosen_image_of_the_batch_is_played() -> None:
    image = np.concatenate([ARTICLE, 10 * ARTICLE, -ARTICLE])
    made = Trace(ConvSpec("depthwise", image.shape, FILTERS.shape), image, FILTERS)
    scenes = [build(made, batch=n) for n in range(3)]
    assert [len(scene.frames) for scene in scenes] == [16, 16, 16]
    assert [held(scene, "input:0")[0] for scene in scenes] == [[1, 2, 3, 4], [10, 20, 30, 40], [-1, -2, -3, -4]]
    assert [shown(scene, scene.frames[1])["total"] for scene in scenes] == [(36,), (360,), (-36,)]
    assert [shown(scene, scene.frames[1])["products"] for scene in scenes] == [
        (2, 4, 6) * 3,
        (20, 40, 60) * 3,
        (-2, -4, -6) * 3,
    ]
    assert scenes[1].frames[1].sentence.endswith(": 120 + 120 + 120 = 360")
    assert scenes[0].limits == scenes[1].limits, "one colour scale for the batch"


def test_more_steps_than_can_be_played_are_refused() -> None:
    filters = np.ones((1, 1, 1, 16))
    assert len(build(trace("standard", np.ones((1, 16, 16, 1)), filters)).frames) == MAX_STEPS
    with pytest.raises(ConvError, match="at most 4,096 steps can be played at once, these are 4,352"):
        build(trace("standard", np.ones((1, 17, 16, 1)), filters))


def test_the_limit_counts_one_image() -> None:
    assert len(build(trace("standard", np.ones((2, 64, 64, 1), "i1"), np.ones((1, 1, 1, 1), "i1"))).frames) == MAX_STEPS


def replay(scene: Scene, frame: Frame, example: Example) -> None:
    """One frame from the scene's data alone: marked cells x kernel = products, their sums, the output cell."""
    at, row, col = marks(scene, frame), *frame.cell[:2]
    panels = shown(scene, frame)
    sums = []
    for lane in lanes_of(scene):
        source, kernel_panel, *behind = (scene.find(name, *lane) for name in ("source", "kernel", "products", "sum"))
        seen, kernel = panels[source.id], panels[kernel_panel.id]
        assert seen is not None
        assert kernel is not None
        mark, width = at[source.id], source.cols
        taps = [
            seen[(mark.row + a * mark.step[0]) * width + mark.col + b * mark.step[1]] or 0
            for a in range(mark.rows)
            for b in range(mark.cols)
        ]
        products = panels[behind[0].id]
        assert products is not None
        for product, x, w in zip(products, taps, kernel, strict=True):
            assert abs(product - x * w) <= 1e-12 * abs(x * w)
        (total,) = panels[behind[1].id] or ()
        assert abs(total - sum(products)) <= 1e-9 + 1e-9 * abs(sum(products))
        sums.append(total)
    (total,) = panels["total"] or ()
    assert abs(total - sum(sums)) <= 1e-9 + 1e-9 * abs(sum(sums))
    output = panels["output"]
    assert output is not None
    mark = at["output"]
    assert output[mark.row * scene.panel("output").cols + mark.col] == total
    assert (mark.row, mark.col) == (row, col)
    if scene.kind == "standard":
        assert panels["sums"] == tuple(sums)


@PLENTY
@given(EITHER, st.data())
def test_frames_add_up_from_the_scenes_data_alone(example: Example, data: st.DataObject) -> None:
    made = Trace(example.spec, example.input, example.filters)
    batch = data.draw(st.integers(0, example.spec.input_shape[0] - 1))
    scene = build(made, batch=batch)
    for frame in scene.frames:
        replay(scene, frame, example)


@PLENTY
@given(EITHER)
def test_frames_hold_the_traces_own_numbers(example: Example) -> None:
    made = Trace(example.spec, example.input, example.filters)
    scene = build(made, batch=example.spec.input_shape[0] - 1)
    first = len(made) - len(scene.frames)
    for index, frame in enumerate(scene.frames):
        step, panels = made[first + index], shown(scene, frame)
        assert frame.cell == (step.row, step.col, step.channel)
        assert panels["total"] == (step.total,)
        for i, lane in enumerate(lanes_of(scene)):
            assert panels[scene.find("products", *lane).id] == tuple(step.products[i].ravel().tolist())
            assert panels[scene.find("sum", *lane).id] == (step.sums[i].item(),)
        assert short(step.total) in frame.sentence


def test_words_are_complete() -> None:
    """Each text is used by some scene: with a text removed, some scene cannot be told."""

    def tell(words: Mapping[str, str]) -> None:
        build(article("depthwise", padding="SAME"), words)
        build(article("standard", padding="SAME"), words)
        grouped.build(trace("standard", np.ones((1, 1, 1, 4)), np.ones((1, 1, 2, 2))), words)

    tell(WORDS)
    for key in WORDS:
        with pytest.raises(KeyError):
            tell({other: text for other, text in WORDS.items() if other != key})


def test_it_opens_on_the_first_kernel_that_is_not_all_zeros() -> None:
    """The article's first one is: 0 x ... = 0 would be the first thing seen."""
    depthwise, standard = (build(article(kind)) for kind in ("depthwise", "standard"))
    assert (depthwise.start, standard.start) == (1, 0)
    assert (depthwise.lane, standard.lane) == (0, 1)
    spec = ConvSpec("depthwise", (1, 3, 3, 1), (2, 2, 1, 2))
    assert build(Trace(spec, np.ones(spec.input_shape), np.zeros(spec.filter_shape))).start == 0
