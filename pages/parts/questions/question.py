"""A question that answers back: what was typed is read, judged, and met with its mistake's name and arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten

import streamlit as st

from convcore.errors import ConvError
from convcore.practice.answers import read_answer
from convcore.practice.judge import Verdict, judge
from convcore.practice.model import Answer, Exercise, Mistake, Text
from pages.parts.ui import notes
from pages.parts.ui.language import catalogue, language, t


def tell(text: Text) -> str:
    """A sentence in the page's language."""
    return text.tell(catalogue(language()))


def read(exercise: Exercise, text: str) -> Answer | None:
    """What was typed, as an answer; None where it cannot be read as one."""
    try:
        return read_answer(exercise, text)
    except ConvError:
        return None


def draw_field(exercise: Exercise, key: str) -> None:
    """The field for an answer that is typed; what belongs into it stands there until then."""
    form = exercise.form
    st.text_input(
        t(f"practice.page.field.{form}"),
        key=key,
        placeholder=t(f"practice.page.field.{form}"),
        label_visibility="collapsed",
        persist_state="session",
        width=240,
    )


def say_unread(exercise: Exercise, text: str) -> None:
    """That an answer is none: it counts for nothing."""
    st.info(t(f"practice.page.unread.{exercise.form}", text=notes.code(shorten(text, 40, placeholder="…"))))


def say_verdict(exercise: Exercise, answer: Answer, hint: Text | None = None) -> Verdict:
    """What there is to say to an answer. Returns the verdict.

    Args:
        exercise: the question.
        answer: what was answered.
        hint: what may help where no known mistake gives this answer.
    """
    verdict = judge(exercise, answer)
    if verdict.right:
        st.success("  \n".join([f"**{tell(verdict.text)}** {tell(exercise.why)}", *_code(exercise.lines)]))
        return verdict
    found = [line for mistake in verdict.mistakes for line in _name(mistake)]
    helps = [tell(hint)] if hint and not found else []
    st.warning("  \n".join([f"**{tell(verdict.text)}**", *found, *_mark_parts(exercise, verdict), *helps]))
    return verdict


def _name(mistake: Mistake) -> list[str]:
    """A mistake's name and its own arithmetic."""
    return [tell(mistake.text), *_code(mistake.lines)]


def _mark_parts(exercise: Exercise, verdict: Verdict) -> list[str]:
    """Which of several numbers are right, or how many cells are missing and how many too many."""
    if exercise.form == "cells":
        return [t("practice.page.cells", missed=len(verdict.missed), extra=len(verdict.extra))]
    if exercise.form == "numbers" and not verdict.parts:
        return [t("practice.page.parts.count", count=len(exercise.right))]  # type: ignore[arg-type]
    wrong = [str(place) for place, right in enumerate(verdict.parts, 1) if not right]
    return [t("practice.page.parts", places=", ".join(wrong))] if wrong else []


def _code(lines: Iterable[str]) -> list[str]:
    return [notes.code(line) for line in lines]
