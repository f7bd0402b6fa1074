"""The two-stage scene: every frame from its own data alone, traced back through both stages, at any size."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore import separable_conv2d
from convcore.catalogue import catalogue, templates
from convcore.errors import ConvError
from convcore.io.tables import output_table, stages_table, to_csv
from convcore.scenes.blocks import BLANK
from convcore.scenes.film import Frame, Mark
from convcore.scenes.model import MAX_LANES, Scene
from convcore.scenes.separable import WORDS, build
from convcore.tensors.presets import article_filters, article_input, columns
from convcore.trace import Stages, stages
from tests.convcore.strategies import PLENTY, Example, convolutions, tensor
from tests.oracle.cases import SEPARABLE, Case, tensors

RECORDS = json.loads((Path(__file__).parents[1] / "golden" / "separable_conv2d.json").read_text())["cases"]
ARTICLE = stages(article_input(), article_filters(), columns((4, 2), 0, 0)[np.newaxis, np.newaxis])


def made(example: Example, out: int, seed: int) -> Stages:
    channels, multiplier = example.filters.shape[2:]
    pointwise = tensor(np.random.default_rng(seed), (1, 1, channels * multiplier, out), "int64") % 100
    return stages(example.input, example.filters, pointwise, *example.options)


def ones(input_shape: Any, filter_shape: Any, outputs: int, padding: Any) -> Stages:
    depth = filter_shape[2] * filter_shape[3]
    return stages(np.ones(input_shape), np.ones(filter_shape), np.ones((1, 1, depth, outputs)), padding=padding)


BOTH = st.builds(made, convolutions("depthwise"), st.integers(1, 3), st.integers(0, 99))


Holds = dict[str, tuple[float | None, ...] | None]


def lasting(scene: Scene) -> Holds:
    """What each panel holds that always holds the same."""
    return {panel.id: scene.blocks[panel.block] for panel in scene.panels if panel.block is not None}


def shown(scene: Scene, still: Holds, frame: Frame) -> Holds:
    """What each panel holds in a frame; None where it is blank."""
    return still | {id: None if block == BLANK else scene.blocks[block] for id, block, _ in frame.shows}


def marks(scene: Scene, frame: Frame) -> dict[str, Mark]:
    return {mark.panel: mark for mark in frame.marks}


def cell(scene: Scene, mark: Mark, holds: dict[str, Any]) -> float:
    """The value under a mark of one cell."""
    return float(holds[mark.panel][mark.row * scene.panel(mark.panel).cols + mark.col])


@pytest.mark.parametrize(
    ("case", "record"), list(zip(SEPARABLE, RECORDS, strict=True)), ids=[case.name for case in SEPARABLE]
)
def test_the_outputs_are_tensorflows(case: Case, record: dict[str, Any]) -> None:
    both = stages(*tensors(case), case.strides, case.padding, case.dilations)  # type: ignore[arg-type]
    np.testing.assert_allclose(both.pointwise.output.ravel(), record["output"], rtol=2e-5, atol=2e-5)


@PLENTY
@given(BOTH)
def test_a_frame_computes_from_what_it_shows(both: Stages) -> None:
    """Window times kernel gives the column, column times weights the output: read from the scene's data alone."""
    scene = build(both)
    still = lasting(scene)
    _, rows, cols, depth = both.depthwise.shape
    outs = both.pointwise.shape[3]
    assert len(scene.frames) == rows * cols * (1 + outs)
    for step, frame in enumerate(scene.frames):
        holds, at = shown(scene, still, frame), marks(scene, frame)
        assert "{" not in frame.sentence
        for k in range(depth):
            window, kernel = (np.array(holds[f"{name}:{k}"]) for name in ("window", "kernel"))
            np.testing.assert_array_equal(holds[f"products:{k}"], window * kernel)
            assert holds[f"sum:{k}"] == (sum(window * kernel),)
            assert holds["column"][k] == sum(window * kernel) == cell(scene, at[f"between:{k}"], holds)
        if step < rows * cols:
            assert [holds[name] for name in ("weights", "weighed", "total")] == [None] * 3
            continue
        terms = np.array(holds["column"]) * holds["weights"]
        np.testing.assert_array_equal(holds["weighed"], terms)
        o = (step - rows * cols) % outs
        assert holds["total"] == (terms.sum(),)
        assert cell(scene, at[f"output:{o}"], holds) == terms.sum()
        if depth <= MAX_LANES:
            weights = [cell(scene, at[f"weights:{k}"], holds) for k in range(depth)]
            assert weights == list(holds["weights"])
            assert [holds[f"weighed:{k}"] for k in range(depth)] == [(term,) for term in terms]


@PLENTY
@given(BOTH)
def test_a_cell_leads_to_its_step(both: Stages) -> None:
    """The player's way from a cell of either tensor: its label's first step and its panel's stride."""
    scene = build(both)
    for name, of in (("between", both.depthwise), ("output", both.pointwise)):
        for k in range(of.shape[3]):
            panel = scene.find(name, k)
            down, across = panel.stride or (0, 0)
            for row, col in np.ndindex(panel.rows, panel.cols):
                step = (scene.label(panel).first or 0) + row * down + col * across
                mark = marks(scene, scene.frames[step])[panel.id]
                assert (mark.row, mark.col) == (row, col)


@PLENTY
@given(BOTH)
def test_the_windows_behind_an_output_cell_are_marked(both: Stages) -> None:
    scene = build(both)
    first = both.depthwise
    for frame in scene.frames:
        row, col, _ = frame.cell
        step, at = first[first.index(0, row, col, 0)], marks(scene, frame)
        for c in range(first.spec.channels):
            mark = at[f"input:{c}"]
            before = scene.panel(f"input:{c}").before
            taken = [mark.row - before[0] + a * mark.step[0] for a in range(mark.rows)]
            across = [mark.col - before[1] + b * mark.step[1] for b in range(mark.cols)]
            assert (taken, across) == (list(step.rows), list(step.cols))


def test_cells_of_frames_are_unique() -> None:
    cells = [frame.cell for frame in build(ARTICLE).frames]
    assert len(set(cells)) == len(cells) == 12


def test_the_sentences_of_the_article() -> None:
    frames = build(ARTICLE).frames
    assert frames[0].sentence == "Stage 1, depthwise: the window at row 0, column 0 gives mid[0, 0, :] = 0, 36, 9, 27"
    assert frames[7].sentence == "Stage 2, pointwise: output[0, 1, 1] weighs mid[0, 1, :]: 0×0 + 54×1 + 9×0 + 27×1 = 81"


def test_a_long_column_is_folded_by_channel_and_negatives_stand_in_brackets() -> None:
    input = np.array([[[[1, -2, 3]]]])
    both = stages(input, np.ones((1, 1, 3, 2), int), np.ones((1, 1, 6, 1), int))
    assert build(both).frames[1].sentence.endswith(": 2 + (-4) + 6 = 4")


def test_padding_is_told_and_rounding_is_admitted() -> None:
    both = stages(np.full((1, 1, 1, 1), 1 / 3), np.ones((3, 3, 1, 1)), np.full((1, 1, 1, 1), 3.0), padding="SAME")
    first, second = (frame.sentence for frame in build(both).frames)
    assert first.endswith("mid[0, 0, :] = 0.3333 · 8 of 9 taps lie on padding and count as 0.")
    assert second.endswith("0.3333×3 ≈ 1")


def test_the_words_of_both_languages_are_those_of_the_scene() -> None:
    assert templates(catalogue("en"), "stages", WORDS) == WORDS
    for frame in build(ARTICLE, templates(catalogue("zh"), "stages", WORDS)).frames:
        assert "阶段" in frame.sentence


def test_an_output_comes_from_all_and_an_intermediate_channel_from_one() -> None:
    scene = build(ARTICLE)
    origins = {id: [scene.marks[index].panel for index in indices] for id, indices in scene.origins.items()}
    assert origins["between:3"] == ["filter:1:3", "input:1"]
    assert set(origins["output:1"]) == {f"{name}:{k}" for name in ("weights", "between") for k in range(4)}
    weights = [scene.marks[index] for index in scene.origins["output:1"] if scene.marks[index].panel == "weights:2"]
    assert [mark.col for mark in weights] == [1]


def test_every_image_of_a_batch_has_its_scene() -> None:
    rng = np.random.default_rng(3)
    input, pointwise = rng.integers(-9, 10, (2, 3, 4, 2)), rng.integers(-9, 10, (1, 1, 4, 3))
    kernel = rng.integers(-9, 10, (2, 3, 2, 2))
    scene = build(stages(input, kernel, pointwise), batch=1)
    want = separable_conv2d(input[1], kernel, pointwise)
    for o in range(3):
        assert scene.cells(scene.find("output", o)) == tuple(want[:, :, o].ravel())


def test_what_is_too_long_to_play() -> None:
    both = ones((1, 16, 16, 8), (1, 1, 8, 2), 1, "VALID")
    with pytest.raises(ConvError, match=r"at most 4,096 steps can be played at once, these are 4,352$"):
        build(both)
    assert len(build(ones((1, 16, 16, 8), (1, 1, 8, 1), 8, "VALID")).frames) == 256 * 9


@pytest.mark.parametrize("shape", [(1, 1, 3, 2), (2, 1, 4, 2), (1, 3, 4, 2)])
def test_pointwise_filters_have_to_fit(shape: tuple[int, ...]) -> None:
    with pytest.raises(
        ConvError, match=rf"shape \[1, 1, 4, out\] is needed after 4 depthwise channels, got \{list(shape)}"
    ):
        stages(article_input(), article_filters(), np.ones(shape))


def test_the_scale_holds_the_largest_value_of_both_stages() -> None:
    scene = build(ARTICLE)
    assert (scene.limits["output"], scene.limits["input"], scene.limits["pointwise"]) == (81, 4, 1)
    heavy = replace(ARTICLE, pointwise=stages(article_input(), article_filters(), np.full((1, 1, 4, 1), 10)).pointwise)
    assert build(heavy).limits["sum"] == 900


@PLENTY
@given(BOTH)
def test_the_steps_of_both_stages_add_up_to_their_tensors(both: Stages) -> None:
    table = stages_table(both.depthwise, both.pointwise)
    sums = table.groupby("step")["product"].sum().to_numpy()
    want = np.concatenate([both.depthwise.output.ravel(), both.pointwise.output.ravel()])
    np.testing.assert_array_equal(sums, want)
    second = table[table["stage"] == "pointwise"]
    assert set(table["stage"]) == {"depthwise", "pointwise"}
    assert second["step"].min() == len(both.depthwise)
    at = tuple(second[name].to_numpy() for name in ("batch", "in_row", "in_col", "in_channel"))
    np.testing.assert_array_equal(second["input"], both.depthwise.output[at])


def test_the_articles_steps_as_csv() -> None:
    lines = to_csv(stages_table(ARTICLE.depthwise, ARTICLE.pointwise)).splitlines()
    assert lines[0].startswith("stage,step,batch,out_row,out_col,out_channel,in_row")
    assert len(lines) == 1 + 16 * 9 + 8 * 4
    assert lines[-1] == "pointwise,23,0,1,1,1,1,1,3,0,0,0,27,1,27"
    assert to_csv(output_table(ARTICLE.pointwise.output)).splitlines()[-1] == "0,1,1,1,81"
