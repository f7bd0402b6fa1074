"""What was answered, as CSV for a teacher: one exercise a row. It stays with the learner; nothing is kept here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from convcore.practice.answers import write_answer
from convcore.practice.judge import judge
from convcore.practice.model import Answer, Exercise

COLUMNS = ("seed", "level", "number", "kind", "answer", "right_answer", "verdict", "mistakes", "tries", "hints")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute a text that begins so


@dataclass(frozen=True, eq=False)
class Result:
    """What became of an exercise.

    Attributes:
        exercise: the question.
        answer: the first answer that was given, None where there was none.
        tries: how many answers were given.
        hints: how many hints were opened.
    """

    exercise: Exercise
    answer: Answer | None
    tries: int = 1
    hints: int = 0


def write_results(results: Iterable[Result]) -> str:
    """The results as CSV, with a header; the verdict is ``right``, ``named``, ``wrong`` or ``none``.

    >>> from convcore.practice.sets import make_exercise
    >>> print(write_results([Result(make_exercise("channel", 1, "=seven"), 8, 2, 1)]), end="")
    seed,level,number,kind,answer,right_answer,verdict,mistakes,tries,hints
    '=seven,1,0,channel,8,7,named,channel_from_one,2,1
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(map(_row, results))
    return text.getvalue()


def _row(result: Result) -> tuple[object, ...]:
    exercise, answer = result.exercise, result.answer
    right = write_answer(exercise.form, exercise.right, exactly=True)
    asked = (_guard(exercise.seed), exercise.level, exercise.number, exercise.kind)
    if answer is None:
        return (*asked, "", right, "none", "", 0, result.hints)
    verdict = judge(exercise, answer)
    names = " ".join(dict.fromkeys(mistake.name for mistake in verdict.mistakes))
    given = write_answer(exercise.form, answer, exactly=True)
    return (*asked, given, right, verdict.name, names, result.tries, result.hints)


def _guard(text: str) -> str:
    """The text, with a quote before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
