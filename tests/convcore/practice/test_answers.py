"""What is typed as an answer, and what is said to it."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcore.errors import ConvError
from convcore.practice.answers import (
    LONGEST_ANSWER,
    read_answer,
    read_cells,
    read_choice,
    read_numbers,
    read_shape,
    write_answer,
)
from convcore.practice.classroom.results import COLUMNS, Result, write_results
from convcore.practice.judge import Verdict, is_equal, judge
from convcore.practice.model import Exercise, Mistake, Text
from convcore.practice.sets import make_exercise, practice_set


def number_exercise(right: float, scale: float = 0) -> Exercise:
    ways = Mistake("a", 7, ("7",)), Mistake("b", 7, ("7",))
    return Exercise("number", Text("q"), right, ("1",), Text("w"), ways, scale=scale)


ROW = Exercise(
    "numbers",
    Text("q"),
    (1, 2, 3),
    ("",),
    Text("w"),
    (Mistake("shifted", (4, 2, 6), ("",)), Mistake("short", (1, 2), ("",))),
)
CELLS = Exercise(
    "cells",
    Text("q"),
    frozenset({(0, 0), (0, 1)}),
    ("",),
    Text("w"),
    (Mistake("right", frozenset({(0, 1), (0, 2)}), ("",)),),
)


def names(verdict: Verdict) -> list[str]:
    return [mistake.name for mistake in verdict.mistakes]


# Reading -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2, 2, 4]",
        "(1,2,2,4)",
        "1x2x2x4",
        "1 X 2 x 2 X 4",
        "1×2×2×4",
        "1 2 2 4",
        " 1;2;2;4 ",
        "1, 2, 2, 4,",
        "［１，２，２，４］",
        "【1、2、2、4】",
        "１×２×２×４",
        "1　2　2　4",
        "1*2*2*4",
        "1·2·2·4",
    ],
)
def test_a_shape_is_read_in_every_way_that_people_write_it(text: str) -> None:
    assert read_shape(text) == (1, 2, 2, 4)


@pytest.mark.parametrize("text", ["", "[]", "1, two", "1.5, 2", "-1, 2", "1,,2", "1 2 x", "a1", "1e3", "1/2"])
def test_what_is_no_shape_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ConvError, match=r"is not a shape: whole numbers like \[1, 2, 2, 4\] are needed"):
        read_shape(text)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("9, 63", (9, 63)),
        ("9 63", (9, 63)),
        ("[9; -63]", (9, -63)),
        ("９，−６３", (9, -63)),
        ("1/2, .5 ,1e2", (0.5, 0.5, 100)),
        ("7", (7,)),
        ("9,\n63\n", (9, 63)),
    ],
)
def test_numbers_in_a_row_are_read(text: str, numbers: tuple[float, ...]) -> None:
    assert read_numbers(text) == numbers


@pytest.mark.parametrize("text", ["", "9, x", "1,2,-", "9..3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ConvError, match=r"a number like 3, -0\.5, 1e3 or 1/3 is needed"):
        read_numbers(text)


def test_cells_are_read_as_pairs() -> None:
    assert read_cells("(0, 1) (1, 2)") == read_cells("0,1; 1,2") == read_cells("0 1 1 2 0 1") == {(0, 1), (1, 2)}
    assert read_cells("") == read_cells(" [] ") == frozenset()
    for text in ("1", "0, 1, 2", "(0, a)"):
        with pytest.raises(ConvError, match="pairs of row and column"):
            read_cells(text)


def test_a_choice_is_read_by_its_letter() -> None:
    assert [read_choice(text) for text in ("A", " b ", "Ｄ")] == [0, 1, 3]
    for text in ("", "E", "AB", "1"):
        with pytest.raises(ConvError, match="one of A, B, C, D is needed"):
            read_choice(text)


@pytest.mark.parametrize("read", [read_shape, read_numbers, read_cells, read_choice])
@settings(deadline=None)
@given(text=st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(read: object, text: str) -> None:
    with suppress(ConvError):
        read(text)  # type: ignore[operator]


def test_a_long_answer_is_refused_unread() -> None:
    with pytest.raises(ConvError, match=f"at most {LONGEST_ANSWER} characters, got {LONGEST_ANSWER + 1}"):
        read_shape("1" * (LONGEST_ANSWER + 1))


# Judging -------------------------------------------------------------------------------------------------------


def test_two_ways_to_the_same_number_are_both_named() -> None:
    verdict = judge(number_exercise(9), 7)
    assert verdict.name == "named"
    assert names(verdict) == ["a", "b"]


def test_a_wrong_answer_that_nobody_knows_has_no_name() -> None:
    verdict = judge(number_exercise(9), 8)
    assert verdict.name == "wrong"
    assert not verdict.mistakes
    assert verdict.text.key == "practice.verdict.wrong"


@pytest.mark.parametrize(
    ("answer", "right", "scale", "equal"),
    [
        (63, 63.0, 63, True),
        (63.001, 63, 63, False),
        (0.333, 1 / 3, 1, False),
        (0.3333, 1 / 3, 1, True),
        (0.3334, 1 / 3, 1, True),
        (0.5, 0.5, 1, True),
        (0.5001, 0.5, 1, False),
        (0.3, 0.1 + 0.2, 0.3, True),
        (0, 0.1 + 0.2 - 0.3, 0.6, True),
        (0.001, 0.1 + 0.2 - 0.3, 0.6, False),
        (1.235e6, 1234567, 1234567, True),
        (1234567, 1234567, 1234567, True),
        (1.3e6, 1234567, 1234567, False),
        (-9, 9, 9, False),
    ],
)
def test_as_many_digits_are_needed_as_a_cell_shows(answer: float, right: float, scale: float, equal: bool) -> None:
    assert is_equal("number", answer, right, scale) is equal
    assert is_equal("numbers", (1, answer), (1, right), scale) is equal


def test_numbers_in_a_row_are_judged_one_by_one() -> None:
    assert judge(ROW, (1, 2, 3)).parts == (True, True, True)
    half = judge(ROW, (1, 2, 6))
    assert half.parts == (True, True, False)
    assert names(half) == ["shifted"]
    assert judge(ROW, (5, 2, 6)).name == "wrong"
    assert names(judge(ROW, (1, 2))) == ["short"]
    assert judge(ROW, (1, 2)).parts == ()
    assert judge(ROW, ()).name == "wrong"


def test_cells_are_judged_with_what_is_missing_and_what_is_too_many() -> None:
    verdict = judge(CELLS, frozenset({(0, 1), (0, 2)}))
    assert names(verdict) == ["right"]
    assert (verdict.missed, verdict.extra) == ({(0, 0)}, {(0, 2)})
    assert judge(CELLS, frozenset()).missed == CELLS.right


def test_a_shape_is_right_or_not() -> None:
    exercise = make_exercise("shape", 2, "x")
    assert isinstance(exercise.right, tuple)
    assert judge(exercise, exercise.right[1:]).name == "wrong"
    assert judge(exercise, exercise.right).right


# Results -------------------------------------------------------------------------------------------------------


def test_results_are_one_row_each() -> None:
    exercises = practice_set('a, "b"', level=2)
    results = [
        Result(exercises[0], exercises[0].right, 1, 2),
        Result(exercises[1], exercises[1].mistakes[0].answer, 3),
        Result(exercises[2], None, hints=1),
    ]
    rows = list(csv.DictReader(io.StringIO(write_results(results))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["verdict"] for row in rows] == ["right", "named", "none"]
    assert [row["seed"] for row in rows] == ['a, "b"'] * 3
    assert [(row["tries"], row["hints"]) for row in rows] == [("1", "2"), ("3", "0"), ("0", "1")]
    assert exercises[1].mistakes[0].name in rows[1]["mistakes"].split()
    assert read_answer(exercises[0], rows[0]["answer"]) == exercises[0].right
    assert [row["answer"] for row in rows][2] == ""


@pytest.mark.parametrize("seed", ["=1+1", "+1", "-1", "@x"])
def test_a_seed_is_no_formula_in_a_spreadsheet(seed: str) -> None:
    exercise = replace(number_exercise(9), seed=seed)
    (row,) = csv.DictReader(io.StringIO(write_results([Result(exercise, -9)])))
    assert row["seed"] == f"'{seed}"
    assert row["answer"] == "-9"


def test_floats_are_written_so_that_they_are_read_back() -> None:
    assert float(write_answer("number", 0.1 + 0.2, exactly=True)) == 0.1 + 0.2
    assert write_answer("number", 1 / 3) == "0.3333"
