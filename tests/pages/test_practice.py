"""/practice: a set from its seed, answers that are met, hints that are counted, and what is kept."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from convcore.catalogue import LANGUAGES, catalogue
from convcore.practice.answers import write_answer
from convcore.practice.classroom.own import make_cases
from convcore.practice.judge import judge
from convcore.practice.model import Exercise
from convcore.practice.sets import ALL, SET_SIZE, practice_set
from pages.parts.answers import Record
from pages.parts.lab.linktext import decode
from pages.parts.questions import classroom
from tests.pages.conftest import Open, printed
from tests.pages.player.test_player import players
from tests.pages.test_article import HOLE, prose, said

ENGLISH = catalogue("en")
set_of = cache(practice_set)


def go(app: AppTest, place: int) -> Exercise:
    """Shows an exercise of the set in hand; returns it."""
    answers = app.session_state["answers"]
    app.session_state["answers"] = replace(answers, practice=answers.practice.move(place))
    app.run()
    assert not app.exception
    return set_of(*record(app).key)[place]


def record(app: AppTest) -> Record:
    kept = app.session_state["answers"].practice
    assert isinstance(kept, Record)
    return kept


def fill(app: AppTest, exercise: Exercise, answer: Any) -> AppTest:
    """Answers in the fields that the exercise has, as a learner does."""
    written = write_answer(exercise.form, answer, exactly=True)
    if exercise.form == "cells":
        rows = exercise.grids[exercise.asked or 0].rows
        order = [(y, x) for y, row in enumerate(rows) for x in range(len(row))]
        for cell, box in zip(order, app.checkbox, strict=True):
            box.set_value(cell in answer)
    elif exercise.form == "choice":
        app.radio[0].set_value(written)
    elif exercise.asked is not None:
        for field, one in zip(app.text_input, written.split(", "), strict=True):
            field.set_value(one)
    else:
        app.text_input[0].set_value(written)
    return check(app)


def check(app: AppTest) -> AppTest:
    app.button("practice_check").click().run()
    assert not app.exception
    return app


def table(app: AppTest) -> list[dict[str, str]]:
    """The results as they are downloaded."""
    made = classroom._result
    rows = [made(record(app), place) for place in range(SET_SIZE)]
    return list(csv.DictReader(io.StringIO(classroom.write_results(rows))))


def is_named(exercise: Exercise) -> bool:
    return bool(exercise.mistakes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", ["1", "2", "3"])
def test_every_exercise_is_drawn_and_its_right_answer_accepted(open_page: Open, level: str, language: str) -> None:
    app = open_page("practice", {"seed": "seven", "level": level, "lang": language})
    for place in range(SET_SIZE):
        exercise = go(app, place)
        assert exercise.question.tell(catalogue(language)) in prose(app)
        assert not HOLE.search(prose(app))
        assert [kind for kind, _ in said(fill(app, exercise, exercise.right))] == ["right"], exercise.kind
    assert (record(app).right, record(app).answered, record(app).streak) == (10, 10, 10)


@pytest.mark.parametrize("kind", ALL)
def test_a_mistake_is_named_and_the_right_step_shown(open_page: Open, kind: str) -> None:
    app = open_page("practice", {"seed": "class", "kinds": kind})
    exercise = go(app, 0)
    assert exercise.kind == kind
    mistake = exercise.mistakes[0]
    fill(app, exercise, mistake.answer)
    ((verdict, text),) = said(app)
    assert verdict == "wrong"
    assert ENGLISH["practice.verdict.named"] in text
    for same in judge(exercise, mistake.answer).mistakes:
        assert same.text.tell(ENGLISH) in text
        assert all(line in text for line in same.lines)
    assert players(app) == []
    app.button("practice_show").click().run()
    assert exercise.show is not None
    (player,) = players(app)
    assert player["start"] == exercise.show.step
    assert write_answer(exercise.form, exercise.right) in prose(app)
    assert all(line in prose(app) for line in exercise.lines)


def test_the_learners_way_is_played_beside_the_right_one(open_page: Open) -> None:
    app = open_page("practice", {"seed": "class", "kinds": "conv2d", "level": "2"})
    exercise = go(app, 0)
    mistake = next(
        one for one in exercise.mistakes if one.show and one.show.conv.output.shape != exercise.show.conv.shape
    )  # type: ignore[union-attr]
    fill(app, exercise, mistake.answer)
    app.button("practice_show").click().run()
    way = next(one for one in app.get("button_group") if one.key and one.key.endswith("_way"))
    way.set_value("own").run()
    (player,) = players(app)
    assert mistake.show is not None
    assert player["start"] == mistake.show.step
    assert len(player["scene"]["frames"]) == mistake.show.conv.output.size


def test_an_answer_that_no_mistake_gives_is_not_named(open_page: Open) -> None:
    app = open_page("practice", {"seed": "class", "kinds": "channel"})
    assert said(fill(app, go(app, 0), 99)) == [("wrong", f"**{ENGLISH['practice.verdict.wrong']}**")]


def test_gaps_are_judged_one_by_one(open_page: Open) -> None:
    app = open_page("practice", {"seed": "class", "kinds": "fill"})
    exercise = go(app, 0)
    assert isinstance(exercise.right, tuple)
    assert len(app.text_input) == len(exercise.right) == 2
    ((_, text),) = said(fill(app, exercise, (exercise.right[0], 99)))
    assert ENGLISH["practice.page.parts"].format(places="2") in text


def test_cells_that_are_missing_and_too_many_are_counted(open_page: Open) -> None:
    app = open_page("practice", {"seed": "class", "kinds": "seen"})
    exercise = go(app, 0)
    assert isinstance(exercise.right, frozenset)
    ((_, text),) = said(fill(app, exercise, frozenset()))
    assert ENGLISH["practice.page.cells"].format(missed=len(exercise.right), extra=0) in text


def test_what_cannot_be_read_is_no_try(open_page: Open) -> None:
    app = open_page("practice", {"seed": "class", "kinds": "shape"})
    exercise = go(app, 0)
    app.text_input[0].set_value("two")
    ((kind, text),) = said(check(app))
    assert kind == "unread"
    assert "`two`" in text
    assert record(app).is_fresh
    go(app, 1)
    assert said(app) == []
    go(app, 0)
    assert said(fill(app, exercise, exercise.right))[0][0] == "right"
    app.text_input[0].set_value(" ")
    assert [kind for kind, _ in said(check(app))] == ["right"]
    assert record(app).attempt.tries == 1


def test_the_first_answer_counts_and_hints_cost_nothing(open_page: Open) -> None:
    app = open_page("practice", {"seed": "class", "kinds": "channel,slice"})
    exercise = go(app, 0)
    fill(app, exercise, exercise.mistakes[0].answer)
    fill(app, exercise, exercise.right)
    assert (record(app).right, record(app).answered, record(app).streak) == (0, 1, 0)
    for place in (1, 2):
        exercise = go(app, place)
        app.button("practice_hint").click().run()
        assert exercise.hints[0].tell(ENGLISH) in prose(app)
        assert exercise.hints[1].tell(ENGLISH) not in prose(app)
        fill(app, exercise, exercise.right)
    assert (record(app).right, record(app).answered, record(app).streak) == (2, 3, 2)
    assert ENGLISH["practice.page.score"].format(right=2, answered=3, streak=2) in prose(app)
    rows = table(app)
    assert [(row["verdict"], row["tries"], row["hints"]) for row in rows[:4]] == [
        ("named", "2", "0"),
        ("right", "1", "1"),
        ("right", "1", "1"),
        ("none", "0", "0"),
    ]
    assert rows[0]["mistakes"]


def test_the_way_shows_what_is_right_and_wrong(open_page: Open) -> None:
    app = open_page("practice", {"seed": "class", "kinds": "channel"})
    assert app.button("practice_prev").disabled
    fill(app, go(app, 0), 99)
    app.button("practice_next").click().run()
    fill(app, go(app, 1), practice_set("class", ["channel"])[1].right)
    way = next(one for one in app.get("button_group") if one.key == "practice_place")
    assert [option.content for option in way.proto.options][:3] == ["1 ✗", "2 ✓", "3"]


def test_the_address_makes_the_set(open_page: Open) -> None:
    query = {"seed": "7b", "level": "2", "kinds": "seen,shape"}
    one, other = (open_page("practice", query) for _ in range(2))
    assert record(one).key == record(other).key == ("7b", ("shape", "seen"), 2)
    assert prose(one) == prose(other)
    assert dict(one.query_params) == {"seed": "7b", "level": "2", "kinds": "shape,seen"}


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({"seed": " 7b "}, ("7b", ALL, 1)),
        ({"seed": "7b", "level": "9"}, ("7b", ALL, 1)),
        ({"seed": "7b", "level": "x", "kinds": "seen"}, ("7b", ALL, 1)),
        ({"seed": "7b", "kinds": "what,seen"}, ("7b", ALL, 1)),
        ({"seed": "<b>`*$", "kinds": "seen"}, ("<b>`*$", ("seen",), 1)),
    ],
)
def test_whatever_stands_in_the_address_gives_a_set(open_page: Open, query: dict[str, str], key: tuple) -> None:
    assert record(open_page("practice", query)).key == key


@pytest.mark.parametrize("seed", ["", " ", "x" * 65])
def test_a_seed_that_is_none_gives_a_fresh_set(open_page: Open, seed: str) -> None:
    app = open_page("practice", {"seed": seed})
    assert len(record(app).seed) == 6
    assert app.query_params["seed"] == record(app).seed


def test_another_set_keeps_the_score(open_page: Open) -> None:
    app = open_page("practice", {"seed": "7b", "kinds": "channel"})
    exercise = go(app, 0)
    fill(app, exercise, exercise.right)
    app.button("practice_fresh").click().run()
    assert record(app).seed != "7b"
    assert app.query_params["seed"] == record(app).seed
    assert (record(app).right, record(app).attempts, record(app).place) == (1, {}, 0)
    level = next(one for one in app.get("button_group") if one.key == "practice_level")
    level.set_value(3).run()
    assert (record(app).level, app.query_params["level"]) == (3, "3")


def test_another_link_in_the_same_tab_opens_its_set(open_page: Open) -> None:
    app = open_page("practice", {"seed": "7b", "kinds": "channel"})
    exercise = go(app, 0)
    fill(app, exercise, exercise.right)
    app.query_params["seed"] = "8"
    app.run()
    assert record(app) == Record("8", ("channel",), right=1, answered=1, streak=1)


def test_a_wrong_first_answer_ends_the_streak() -> None:
    streaks = []
    made = Record("7b")
    for place, right in enumerate([True, True, False, True]):
        made = made.move(place).answer("1", right).answer("2", not right)
        streaks.append(made.streak)
    assert streaks == [1, 2, 0, 1]
    assert (made.right, made.answered) == (3, 4)


def test_kinds_are_chosen(open_page: Open) -> None:
    app = open_page("practice", {"seed": "7b"})
    app.session_state["practice_kinds"] = True
    app.run()
    assert not app.exception
    app.pills("practice_kind").set_value(["seen", "shape"]).run()
    assert record(app).kinds == ("shape", "seen")
    assert app.query_params["kinds"] == "shape,seen"
    app.pills("practice_kind").set_value([]).run()
    assert not app.exception
    assert record(app).kinds == ("shape", "seen"), "there is a set of something"


def test_all_is_kept_over_a_page_change(open_page: Open) -> None:
    app = open_page("practice", {"seed": "7b", "kinds": "channel"})
    exercise = go(app, 3)
    before = said(fill(app, exercise, exercise.mistakes[0].answer))
    app.switch_page("article.py").run()
    for name in ("seed", "kinds", "level"):  # a page change drops the query
        app.query_params.pop(name, None)
    app.switch_page("practice.py").run()
    assert said(app) == before
    assert record(app).place == 3
    assert app.query_params["seed"] == "7b"


def test_a_teacher_gets_the_link_of_the_set(open_page: Open) -> None:
    app = open_page("practice", {"seed": "7 b", "kinds": "channel,seen", "level": "3"})
    app.session_state["practice_class"] = True
    app.run()
    assert not app.exception
    assert any(one.endswith("/practice?seed=7+b&level=3&kinds=channel%2Cseen") for one in printed(app))
    app.text_input("practice_seed").set_value("Class 8")
    app.button("practice_seed_use").click().run()
    assert not app.exception
    assert record(app).key == ("Class 8", ("channel", "seen"), 3)


def test_the_files_are_offered(open_page: Open) -> None:
    app = open_page("practice", {"seed": "7b"})
    assert [one.proto.label for one in app.get("download_button")] == [
        ENGLISH["practice.page.results"],
        ENGLISH["practice.page.own"],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_code_exercise_links_to_its_cases_in_the_lab(language: str) -> None:
    text = classroom.write_own("https://lab.example", language)
    cases = json.loads(text[text.index("[\n") : text.index("\n]") + 2].replace("(", "[").replace(")", "]"))
    for case, made in zip(cases, make_cases(), strict=True):
        start = "https://lab.example/standard?lab="
        assert case["link"].startswith(start)
        opened = decode(case["link"].removeprefix(start).partition("&")[0])
        assert opened.trace("standard").output.tolist() == made.conv.output.tolist()
        assert case["link"].endswith(f"&lang={language}")
