"""A set on paper: all questions, room to answer, the answers apart; and nothing that a browser would load."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from convcore.catalogue import LANGUAGES, catalogue
from convcore.practice.answers import write_answer
from convcore.practice.classroom.sheet import write_sheet
from convcore.practice.sets import make_exercise, practice_set

VOID = {"meta", "br"}


class Tags(HTMLParser):
    """Fails on a tag that is not closed; collects attributes that load, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        if tag not in VOID:
            self.open.append(tag)
        self.loads += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        """The element that began last ends."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """What is read."""
        if self.open and self.open[-1] != "style":
            self.text.append(data)


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


def body_of(page: str) -> str:
    return page.split("</header>")[1].split("</body>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_sheet_holds_every_question_and_every_answer(level: int, language: str) -> None:
    exercises = practice_set("paper", level=level)
    page = write_sheet(exercises, language, "https://example.org/practice?seed=paper")
    tags = parsed(page)
    questions, answers = ("".join(parsed(part).text) for part in re.split('(?=<div class="answers">)', body_of(page)))
    for exercise in exercises:
        plain = re.sub(r"[`*]", "", exercise.question.tell(catalogue(language)))
        assert plain in questions
        assert write_answer(exercise.form, exercise.right) in answers
        for mistake in exercise.mistakes:
            assert re.sub(r"[`*]", "", mistake.text.tell(catalogue(language))) in answers
    assert tags.loads == []
    assert "https://example.org/practice?seed=paper" in "".join(tags.text)
    assert f'<html lang="{LANGUAGES[language].tag}">' in page
    assert page.count("<section>") == 10


def test_the_questions_do_not_give_the_missing_numbers_away() -> None:
    exercise = make_exercise("fill", 1, "paper")
    questions = write_sheet([exercise]).split('class="answers"')[0]
    assert questions.count('<td class="asked">&nbsp;</td>') == len(exercise.blanks)


def test_a_seed_is_text_not_markup() -> None:
    page = write_sheet(practice_set("<script>alert(1)</script> **x** `y`", ["shape"]), link="https://x/?a=1&b=<b>")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "a=1&amp;b=&lt;b&gt;" in page
    parsed(page)


def test_the_answers_begin_on_a_page_of_their_own() -> None:
    page = write_sheet(practice_set("paper", ["shape"]))
    assert re.search(r"\.answers \{[^}]*break-before: page", page)
    assert re.search(r"section \{[^}]*break-inside: avoid", page)
