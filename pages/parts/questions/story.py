"""The question of a chapter: asked before the answer is shown, and met with what its answer tells."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from convcore.practice.judge import judge
from convcore.practice.model import Exercise
from pages.parts import answers, lab, session
from pages.parts.questions import question
from pages.parts.ui import fold
from pages.parts.ui.language import t


@st.fragment
def pose(exercise: Exercise, answer: str, page: str | None = None) -> None:
    """A chapter's question, in a run of its own: the players need not hear of an answer.

    Args:
        exercise: of :func:`convcore.practice.story.ask_chapter`.
        answer: what is read by who opens the answer without giving one.
        page: the page to open for more.
    """
    chapter = name(exercise)
    st.markdown(f"**{question.tell(exercise.question)}**")
    with st.container(horizontal=True, vertical_alignment="center"):
        with (
            st.form(f"question_{chapter}", border=False, width="content"),
            st.container(horizontal=True, vertical_alignment="center", width="content"),
        ):
            question.draw_field(exercise, _key(chapter))
            st.form_submit_button(t("practice.page.check"), key=f"check_{chapter}", on_click=_answer, args=(chapter,))
        draw = partial(st.markdown, answer)
        fold.popover(t("practice.page.answer"), draw, key=f"ask_{chapter}", icon=":material/help:", type="tertiary")
        if page:
            st.page_link(page, label=t(f"article.{chapter}.open"), icon=":material/arrow_forward:")
    with st.container():
        _say(exercise)


def stand(exercise: Exercise, step: int, start: int = 0) -> dict[str, int]:
    """Where a chapter's player stands: on ``step`` once the reader asked to be shown it, on ``start`` before."""
    calls = answers.recall_try(name(exercise)).calls
    return {"start": step if calls else start, "calls": calls}


def listen(exercise: Exercise) -> Callable[[tuple[int, int, int]], None] | None:
    """What takes a click on an output cell for an answer, which is its channel; None once that is right."""
    return None if _is_right(exercise) else partial(_pick, exercise)


def name(exercise: Exercise) -> str:
    """The chapter that an exercise belongs to."""
    return exercise.kind.removeprefix("story.")


def _say(exercise: Exercise) -> None:
    """What there is to say to the last answer. One to other tensors is past."""
    tried = answers.recall_try(name(exercise))
    if tried.version != lab.version():
        return
    answer = question.read(exercise, tried.text)
    if answer is None:
        question.say_unread(exercise, tried.text)
        return
    if question.say_verdict(exercise, answer, next(iter(exercise.hints), None)).right:
        return
    show = t("practice.page.show")
    if st.button(show, key=f"show_{name(exercise)}", icon=":material/play_circle:", on_click=_call, args=(exercise,)):
        st.rerun()


def _call(exercise: Exercise) -> None:
    answers.call(name(exercise))


def _is_right(exercise: Exercise) -> bool:
    tried = answers.recall_try(name(exercise))
    answer = question.read(exercise, tried.text) if tried.version == lab.version() else None
    return answer is not None and judge(exercise, answer).right


def _pick(exercise: Exercise, cell: tuple[int, int, int]) -> None:
    """The channel of a cell that was clicked is the answer, and stands in the field as if it was typed."""
    if not _is_right(exercise):
        chapter, channel = name(exercise), str(cell[2])
        session.preset_widget(_key(chapter), channel)
        answers.answer(chapter, channel, lab.version())


def _answer(chapter: str) -> None:
    """Takes what was typed; an empty field is no answer."""
    text = str(session.widget(_key(chapter)) or "")
    if text.strip():
        answers.answer(chapter, text, lab.version())


def _key(chapter: str) -> str:
    return f"try_{chapter}"
