"""Right or wrong, and if wrong, by which mistake."""

from __future__ import annotations

import math
from dataclasses import dataclass

from convcore.numbers import is_short_exact
from convcore.practice.model import Answer, Exercise, Form, Mistake, Text

DUST = 1e-9  # of the magnitudes added up: what floats leave where exact numbers would cancel
SHORTENED = 5.001e-4  # relative: half a unit of the fourth digit, as far as a cell shows a number


@dataclass(frozen=True, eq=False)
class Verdict:
    """What is to be said to an answer.

    Attributes:
        right: whether it is.
        mistakes: those that give this answer; none where it is right, or wrong in a way that nobody knows.
        parts: for ``numbers`` as many as asked, whether each is right.
        missed, extra: for ``cells``, those that are missing and those that are too many.
    """

    right: bool
    mistakes: tuple[Mistake, ...] = ()
    parts: tuple[bool, ...] = ()
    missed: frozenset[tuple[int, int]] = frozenset()
    extra: frozenset[tuple[int, int]] = frozenset()

    @property
    def name(self) -> str:
        """``right``, ``named`` or ``wrong``."""
        return "right" if self.right else "named" if self.mistakes else "wrong"

    @property
    def text(self) -> Text:
        """The first words to the learner; each mistake has its own sentence and arithmetic."""
        return Text(f"practice.verdict.{self.name}")


def judge(exercise: Exercise, answer: Answer) -> Verdict:
    """Compares an answer with the right one, then with those of all mistakes.

    Numbers of a row are compared one by one: a mistake is met where it explains every number that is wrong.

    >>> from convcore.practice.sets import make_exercise
    >>> exercise = make_exercise("channel", 1, "seven")
    >>> judge(exercise, 5).name, [mistake.name for mistake in judge(exercise, 7).mistakes], judge(exercise, 99).name
    ('right', ['slice_order'], 'wrong')
    """
    if is_equal(exercise.form, answer, exercise.right, exercise.scale):
        return Verdict(True, parts=_compare(exercise, answer))
    found = tuple(mistake for mistake in exercise.mistakes if _explains(exercise, mistake, answer))
    if isinstance(answer, frozenset) and isinstance(exercise.right, frozenset):
        return Verdict(False, found, missed=exercise.right - answer, extra=answer - exercise.right)
    return Verdict(False, found, _compare(exercise, answer))


def is_equal(form: Form, answer: Answer, right: Answer, scale: float = 0) -> bool:
    """Whether two answers are the same; only numbers have a tolerance, all else is equal or not.

    A number that a cell shows in full must be given in full; of any other, as many digits as a cell shows are enough.

    >>> is_equal("number", 0.333, 1 / 3), is_equal("number", 0.3333, 1 / 3), is_equal("number", 62, 63)
    (False, True, False)
    """
    if form == "numbers":
        got, good = _row(answer), _row(right)
        return len(got) == len(good) and all(_is_close(*pair, scale) for pair in zip(got, good, strict=True))
    if form == "number" and isinstance(answer, (int, float)) and isinstance(right, (int, float)):
        return _is_close(answer, right, scale)
    return answer == right


def _is_close(answer: float, right: float, scale: float) -> bool:
    digits = 0 if is_short_exact(right) else SHORTENED
    return math.isclose(answer, right, rel_tol=digits, abs_tol=DUST * scale)


def _explains(exercise: Exercise, mistake: Mistake, answer: Answer) -> bool:
    if is_equal(exercise.form, answer, mistake.answer, exercise.scale):
        return True
    got, good, bad = _row(answer), _row(exercise.right), _row(mistake.answer)
    if exercise.form != "numbers" or not len(got) == len(good) == len(bad):
        return False
    return all(
        _is_close(one, right, exercise.scale) or _is_close(one, wrong, exercise.scale)
        for one, right, wrong in zip(got, good, bad, strict=True)
    )


def _compare(exercise: Exercise, answer: Answer) -> tuple[bool, ...]:
    """For as many numbers in a row as are asked, whether each is right."""
    got, good = _row(answer), _row(exercise.right)
    if exercise.form != "numbers" or len(got) != len(good):
        return ()
    return tuple(_is_close(*pair, exercise.scale) for pair in zip(got, good, strict=True))


def _row(answer: Answer) -> tuple[float, ...]:
    return answer if isinstance(answer, tuple) else ()
