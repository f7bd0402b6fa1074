"""The story's questions stay true whatever the lab holds; their mistakes are wrong loops as well."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcore import reference
from convcore.catalogue import LANGUAGES, catalogue
from convcore.practice.convolution import Convolution
from convcore.practice.judge import is_equal, judge
from convcore.practice.model import Exercise
from convcore.practice.story import CHAPTER_QUESTIONS, ask_chapter
from convcore.tensors.presets import article_filters, article_input
from tests.convcore.practice.wrong_ways import VALUES, asked_place
from tests.convcore.strategies import convolutions

PLENTY = settings(max_examples=80, deadline=None, derandomize=True)
ARTICLE = Convolution("standard", article_input(), article_filters())
CONVOLUTIONS = convolutions("depthwise").map(lambda one: Convolution("depthwise", one.input, one.filters, *one.options))
FLOATS = convolutions("depthwise", "float64").map(
    lambda one: Convolution("depthwise", one.input, one.filters, *one.options)
)


def outputs(conv: Convolution) -> dict[str, np.ndarray]:
    options = conv.input, conv.filters, conv.strides, conv.padding, conv.dilations
    return {"standard": reference.conv2d(*options), "depthwise": reference.depthwise_conv2d(*options)}


def right_answer(chapter: str, conv: Convolution) -> object:
    """What a chapter asks for, by the reference."""
    channels, multiplier = conv.filters.shape[2:]
    if chapter == "tensors":
        return sum(1 for _ in np.ndindex(*conv.filters.shape))
    if chapter == "depthwise":
        return [(c, q) for c in range(channels) for q in range(multiplier)].index((channels - 1, 0))
    made = outputs(conv)
    return {
        "window": made["depthwise"][0, 0, 0, :2][-1],
        "standard": made["standard"][0, 0, 0, -1],
        "answer": tuple(made["standard"][0, -1, -1]),
    }[chapter]


def test_the_article_asks_for_its_own_numbers() -> None:
    asked = {chapter: ask_chapter(chapter, ARTICLE) for chapter in CHAPTER_QUESTIONS}
    assert {chapter: one.right for chapter, one in asked.items()} == {
        "tensors": 36,
        "window": 36,
        "standard": 63,
        "depthwise": 2,
        "answer": (9, 81),
    }
    assert [one.name for one in judge(asked["standard"], 36).mistakes] == ["channels_not_added"]
    assert [one.name for one in judge(asked["answer"], (0, 54, 9, 27)).mistakes] == ["sums_kept"]
    assert [one.name for one in judge(asked["depthwise"], 1).mistakes] == ["slice_order", "indices_added"]
    assert [one.name for one in judge(asked["window"], 18).mistakes] == ["window_added", "kernel_added"]


def test_the_mistakes_about_weights_and_channels_are_those_of_the_article() -> None:
    wrong = {
        chapter: {mistake.name: mistake.answer for mistake in ask_chapter(chapter, ARTICLE).mistakes}
        for chapter in ("tensors", "depthwise")
    }
    assert wrong == {
        "tensors": {
            "channels_forgotten": 3 * 3 * 2,
            "outputs_forgotten": 3 * 3 * 2,
            "side_forgotten": 3 * 2 * 2,
            "kernels_counted": 2 * 2,
            "input_counted": 4 * 4 * 2,
        },
        "depthwise": {"slice_order": 1, "slice_added": 0, "indices_added": 1, "channel_from_one": 3},
    }


@pytest.mark.parametrize("chapter", CHAPTER_QUESTIONS)
@PLENTY
@given(conv=CONVOLUTIONS)
def test_a_chapter_asks_what_is_true_of_any_tensors(chapter: str, conv: Convolution) -> None:
    exercise = ask_chapter(chapter, conv)
    assert exercise.right == right_answer(chapter, conv)
    assert judge(exercise, exercise.right).right
    check_mistakes(exercise)


@pytest.mark.parametrize("chapter", CHAPTER_QUESTIONS)
@PLENTY
@given(conv=FLOATS)
def test_floats_are_met_within_their_tolerance(chapter: str, conv: Convolution) -> None:
    exercise = ask_chapter(chapter, conv)
    assert is_equal(exercise.form, right_answer(chapter, conv), exercise.right, exercise.scale)  # type: ignore[arg-type]
    check_mistakes(exercise)


def check_mistakes(exercise: Exercise) -> None:
    for mistake in exercise.mistakes:
        assert judge(exercise, mistake.answer).name == "named", mistake.name


@PLENTY
@given(CONVOLUTIONS, st.sampled_from(["window", "standard"]))
def test_the_mistakes_about_a_value_are_wrong_loops(conv: Convolution, chapter: str) -> None:
    exercise = ask_chapter(chapter, conv)
    for mistake in exercise.mistakes:
        assert mistake.answer == VALUES[mistake.name](*asked_place(exercise), mistake.values), mistake.name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("chapter", CHAPTER_QUESTIONS)
def test_a_chapter_speaks_both_languages(chapter: str, language: str) -> None:
    exercise = ask_chapter(chapter, ARTICLE)
    told = [text.tell(catalogue(language)) for text in (exercise.question, exercise.why, *exercise.hints)]
    told += [mistake.text.tell(catalogue(language)) for mistake in exercise.mistakes]
    assert all(told)


@pytest.mark.parametrize(
    ("chapter", "cell"), [("standard", (0, 0, 0, 1)), ("depthwise", (0, 0, 0, 2)), ("answer", (0, 1, 1, 0))]
)
def test_a_chapter_is_shown_on_the_step_that_it_asks_about(chapter: str, cell: tuple[int, ...]) -> None:
    exercise = ask_chapter(chapter, ARTICLE)
    assert exercise.show is not None
    assert exercise.show.cell == cell
    assert exercise.show.conv.kind == ("depthwise" if chapter == "depthwise" else "standard")
