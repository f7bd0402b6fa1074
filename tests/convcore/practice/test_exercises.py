"""Exercises: what is right is what the reference gives, what is wrong is what the wrong loop gives, for any seed."""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import cache
from itertools import product
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcore.catalogue import LANGUAGES, catalogue
from convcore.errors import ConvError
from convcore.numbers import exact
from convcore.practice import misread
from convcore.practice.answers import read_answer, write_answer
from convcore.practice.chance import LONGEST_SEED, Chance, check_seed, fresh_seed
from convcore.practice.convolution import Convolution
from convcore.practice.exercises.counting import WAYS as COUNTS
from convcore.practice.judge import judge
from convcore.practice.kinds import EXERCISE_KINDS, LEVELS
from convcore.practice.model import Exercise, Text
from convcore.practice.sets import ALL, SET_SIZE, make_exercise, practice_set
from convcore.practice.story import CHAPTER_QUESTIONS, ask_chapter
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace
from tests.convcore.practice.wrong_ways import RIGHT, WRONG

PLENTY = settings(max_examples=100, deadline=None, derandomize=True)
EACH_KIND = settings(max_examples=30, deadline=None, derandomize=True)
SEEDS = st.text(min_size=1, max_size=LONGEST_SEED).filter(lambda text: text.strip())
EXERCISES = st.builds(make_exercise, st.sampled_from(ALL), st.sampled_from(LEVELS), SEEDS, st.integers(0, SET_SIZE - 1))
SOME = [f"class {number}" for number in range(20)]
COMBINATIONS = list(product(ALL, LEVELS))
make = cache(make_exercise)


def texts_of(exercise: Exercise) -> list[Text]:
    mistakes = [mistake.text for mistake in exercise.mistakes]
    return [exercise.question, exercise.why, *exercise.hints, *mistakes]


# What is right, and what is wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ALL)
@EACH_KIND
@given(level=st.sampled_from(LEVELS), seed=SEEDS)
def test_the_right_answer_is_that_of_the_reference(kind: str, level: int, seed: str) -> None:
    exercise = make_exercise(kind, level, seed)
    assert exercise.right == RIGHT[kind](exercise)


@pytest.mark.parametrize("kind", ALL)
@EACH_KIND
@given(level=st.sampled_from(LEVELS), seed=SEEDS)
def test_every_mistake_gives_what_its_own_wrong_loop_gives(kind: str, level: int, seed: str) -> None:
    exercise = make_exercise(kind, level, seed)
    for mistake in exercise.mistakes:
        assert mistake.answer == WRONG[exercise.kind](exercise, mistake), mistake.name


@PLENTY
@given(EXERCISES)
def test_an_answer_is_right_or_met_with_the_names_of_all_mistakes_that_give_it(exercise: Exercise) -> None:
    assert judge(exercise, exercise.right).name == "right"
    for mistake in exercise.mistakes:
        verdict = judge(exercise, mistake.answer)
        assert verdict.name == "named"
        assert {one.name for one in exercise.mistakes if one.answer == mistake.answer} <= {
            one.name for one in verdict.mistakes
        }
        assert mistake.lines


@PLENTY
@given(EXERCISES)
def test_answers_are_read_as_they_are_written(exercise: Exercise) -> None:
    for answer in (exercise.right, *(mistake.answer for mistake in exercise.mistakes)):
        assert read_answer(exercise, write_answer(exercise.form, answer)) == answer


@PLENTY
@given(EXERCISES)
def test_the_arithmetic_ends_with_the_answer(exercise: Exercise) -> None:
    """The last line of a number says it; rows of numbers and sizes are said line by line."""
    ways = [(exercise.right, exercise.lines), *((mistake.answer, mistake.lines) for mistake in exercise.mistakes)]
    for answer, lines in ways:
        if exercise.form == "number":
            assert lines[-1].endswith(f" {exact(answer)}"), lines  # type: ignore[arg-type]
        elif isinstance(answer, tuple) and exercise.kind != "layout":
            sizes = answer[1:] if exercise.kind == "shape" else answer  # the batch is always one image
            assert all(exact(number) in " ".join(lines) for number in sizes), lines


@PLENTY
@given(EXERCISES)
def test_what_is_shown_is_the_step_that_computes_the_cell(exercise: Exercise) -> None:
    shown = [exercise.show, *(mistake.show for mistake in exercise.mistakes)]
    for place in shown:
        if place is not None:
            conv = place.conv
            step = Trace(conv.spec, conv.input, conv.filters)[place.step]
            assert (step.batch, step.row, step.col, step.channel) == place.cell
            assert step.total == conv.at(place.cell)


# Seeds and sets ------------------------------------------------------------------------------------------------


def describe(exercise: Exercise) -> str:
    """What is asked and what is right, as text."""
    right = sorted(exercise.right) if isinstance(exercise.right, frozenset) else exercise.right
    asked = {name: getattr(value, "key", value) for name, value in exercise.question.values.items()}
    drawn = [(grid.title, grid.rows) for grid in (*exercise.grids, *exercise.choices)]
    assert exercise.show is not None
    conv = exercise.show.conv
    tensors = conv.input.tolist(), conv.filters.tolist(), exercise.show.cell
    return repr((exercise.kind, exercise.code, asked, right, drawn, exercise.blanks, tensors))


GOLDEN = {1: "02a6314056af4423", 2: "5c4865bb6ec9b5cc", 3: "001a98d94e7e3b20"}


@pytest.mark.parametrize("level", LEVELS)
def test_a_seed_gives_the_same_set_for_ever(level: int) -> None:
    """Another digest means that links which people sent do not open what they sent: see convcore.practice.sets."""
    described = "".join(describe(exercise) for exercise in practice_set("for ever", level=level, size=len(ALL)))
    assert "np." not in described  # NumPy writes its numbers differently from version to version
    assert hashlib.sha256(described.encode()).hexdigest()[:16] == GOLDEN[level]


def test_the_draws_are_those_of_sha256() -> None:
    digest = hashlib.sha256(b"a\x1f1\x1f0").digest()
    first = [int.from_bytes(digest[at : at + 8], "big") for at in range(0, 32, 8)]
    chance = Chance("a", 1)
    assert [chance.below(1000) for _ in first] == [bits % 1000 for bits in first]


def test_draws_cover_their_range_evenly() -> None:
    chance = Chance("even")
    drawn = [chance.between(-2, 4) for _ in range(7000)]
    assert {number: 850 < drawn.count(number) < 1150 for number in range(-2, 5)} == dict.fromkeys(range(-2, 5), True)
    orders = Counter(tuple(chance.shuffle("abc")) for _ in range(6000))
    assert len(orders) == 6
    assert all(850 < count < 1150 for count in orders.values())


def test_a_set_has_ten_exercises_and_each_kind_in_turn() -> None:
    for level in LEVELS:
        exercises = practice_set("10", level=level)
        assert len(exercises) == SET_SIZE
        assert len({exercise.kind for exercise in exercises}) == SET_SIZE
        assert [exercise.number for exercise in exercises] == list(range(SET_SIZE))
    twice = practice_set("10", ["shape", "conv2d"])
    assert [[one.kind for one in twice].count(kind) for kind in ("shape", "conv2d")] == [5, 5]
    assert len({describe(one) for one in twice}) == SET_SIZE


def test_the_order_in_which_kinds_are_chosen_does_not_count() -> None:
    one, other = (practice_set("x", kinds, 2) for kinds in (["fill", "seen"], ["seen", "fill", "seen"]))
    assert list(map(describe, one)) == list(map(describe, other))


def test_an_exercise_of_a_set_can_be_made_alone() -> None:
    for exercise in practice_set("alone", level=3):
        same = make_exercise(exercise.kind, exercise.level, exercise.seed, exercise.number)
        assert describe(same) == describe(exercise)


def test_another_seed_is_another_set() -> None:
    described = {tuple(map(describe, practice_set(seed))) for seed in SOME[:10]}
    assert len(described) == 10


@PLENTY
@given(SEEDS)
def test_any_text_is_a_seed(seed: str) -> None:
    assert make_exercise("channel", 1, seed).seed == check_seed(f" {seed}\n")


@pytest.mark.parametrize("seed", ["", " \n", "x" * 65])
def test_no_text_and_a_long_one_are_none(seed: str) -> None:
    with pytest.raises(ConvError, match=rf"seed: 1 to 64 characters are needed, got {len(seed.strip())}"):
        practice_set(seed)


def test_half_a_character_is_a_seed_as_well() -> None:
    assert make_exercise("channel", 1, "\ud800").seed == "\ud800"


def test_a_fresh_seed_is_a_short_seed() -> None:
    seeds = {fresh_seed() for _ in range(50)}
    assert len(seeds) > 40
    assert {len(check_seed(seed)) for seed in seeds} == {6}


@pytest.mark.parametrize(
    ("kinds", "level", "message"),
    [
        (["shape", "sums?"], 1, r"kinds: one of shape, .*layout is needed, got sums\?"),
        ([], 1, "kinds: one of shape, .* is needed, got none"),
        (["shape"], 4, "level: 1, 2 or 3 is needed, got 4"),
    ],
)
def test_what_there_is_not_is_refused(kinds: list[str], level: int, message: str) -> None:
    with pytest.raises(ConvError, match=message):
        practice_set("x", kinds, level)


# Every seed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "level"), COMBINATIONS)
def test_no_mistake_gives_the_right_answer(kind: str, level: int) -> None:
    """A part of what benchmarks/bench_practice.py does for ten thousand seeds."""
    for seed in SOME:
        exercise = make(kind, level, seed)
        wrong = {mistake.answer for mistake in exercise.mistakes}
        assert exercise.right not in wrong
        assert len(wrong) > 1


@pytest.mark.parametrize(("kind", "level"), COMBINATIONS)
def test_most_wrong_answers_tell_which_way_was_gone(kind: str, level: int) -> None:
    clear = sum(make(kind, level, seed).is_clear for seed in SOME)
    assert clear >= len(SOME) * 0.3


def test_every_mistake_comes_up() -> None:
    ways = {way.__name__ for way in (*misread.VALUES, *COUNTS)}
    made = [make(kind, level, seed) for kind, level in COMBINATIONS for seed in SOME]
    assert ways <= {mistake.name for exercise in made for mistake in exercise.mistakes}


# What is said --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EXERCISE_KINDS, ids=lambda kind: str(kind.name))
def test_every_sentence_is_in_the_catalogues_with_its_values(kind: object, language: str) -> None:
    texts = catalogue(language)
    assert kind.title.tell(texts)  # type: ignore[attr-defined]
    for level, seed in product(LEVELS, SOME):
        for text in texts_of(make(kind.name, level, seed)):  # type: ignore[attr-defined]
            assert "{" not in text.tell(texts)
            used = {name for _, name, _, _ in Formatter().parse(texts[text.key]) if name}
            assert used <= set(text.values)


def test_no_mistake_has_a_text_that_is_never_said() -> None:
    article = Convolution("standard", article_input(), article_filters())
    made = [make(kind, level, seed) for kind, level in COMBINATIONS for seed in SOME]
    made += [ask_chapter(chapter, article) for chapter in CHAPTER_QUESTIONS]
    said = {mistake.text.key for exercise in made for mistake in exercise.mistakes}
    assert {key for key in catalogue("en") if key.startswith("practice.mistake.")} == said
