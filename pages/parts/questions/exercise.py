"""One exercise of a set: what is asked, the field for its answer, hints, what is said to it, and the step itself."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

import streamlit as st

from convcore.practice.answers import write_answer
from convcore.practice.convolution import Convolution, PlayedCell
from convcore.practice.judge import judge
from convcore.practice.kinds import EXERCISE_KIND
from convcore.practice.model import CHOICE_LETTERS, Exercise, Form
from convcore.practice.sets import SET_SIZE
from convcore.scenes import convolution, grouped
from convcore.scenes.model import Scene
from convcore.trace import Trace
from pages.parts import session
from pages.parts.answers import Attempt, Record
from pages.parts.player.player import play, words_of_scene
from pages.parts.questions import grids, question
from pages.parts.questions.sets import change, exercises
from pages.parts.ui import notes
from pages.parts.ui.choice import choice
from pages.parts.ui.language import t
from pages.parts.ui.printed import show_printed

RIGHT, WRONG, NONE = " ✓", " ✗", ""
OWN = "own"  # the learner's way, beside the right one
UNREAD = "unread"  # what the last answer was, if it was none


def show(record: Record) -> None:
    """The exercise at hand, between the ways to the one before and the next."""
    exercise = exercises(record)[record.place]
    go_along(record)
    title = question.tell(EXERCISE_KIND[exercise.kind].title)
    st.header(f"{record.place + 1} · {title}", anchor=False)
    st.markdown(question.tell(exercise.question))
    if exercise.code:
        show_printed(exercise.code, wraps=True)
    _ask(exercise, record)
    _help(exercise, record)
    with st.container():
        _say(exercise, record)
    if record.attempt.calls:
        _play(exercise, record)


def go_along(record: Record) -> None:
    """How far the set is, and any of its exercises by a click."""
    made = exercises(record)
    marks = [_mark(made[place], record.attempts.get(place, Attempt())) for place in range(SET_SIZE)]
    session.preset_widget("practice_place", record.place)
    with st.container(horizontal=True, vertical_alignment="center", key="practice_way"):
        _step("prev", record.place - 1, ":material/arrow_back:")
        _step("next", record.place + 1, ":material/arrow_forward:")
        st.segmented_control(
            t("practice.page.place"),
            list(range(SET_SIZE)),
            required=True,
            format_func=lambda place: f"{place + 1}{marks[place]}",
            key="practice_place",
            on_change=lambda: change(lambda known: known.move(int(session.widget("practice_place")))),
            label_visibility="collapsed",
        )


def _step(name: str, place: int, icon: str) -> None:
    st.button(
        t(f"practice.page.{name}"),
        key=f"practice_{name}",
        icon=icon,
        disabled=not 0 <= place < SET_SIZE,
        on_click=lambda: change(lambda known: known.move(place)),
    )


def _mark(exercise: Exercise, attempt: Attempt) -> str:
    """What became of an exercise: its last answer counts here."""
    answer = question.read(exercise, attempt.last) if attempt.tries else None
    return NONE if answer is None else RIGHT if judge(exercise, answer).right else WRONG


# The answer -----------------------------------------------------------------------------------------------------------


def _ask(exercise: Exercise, record: Record) -> None:
    """What is drawn, and the fields in it or below it."""
    prefix = _prefix(record)
    limits = grids.find_limits((*exercise.grids, *exercise.choices))
    field = FIELDS.get(exercise.form, _draw_field)
    grids.draw_grids([one for at, one in enumerate(exercise.grids) if at != exercise.asked], limits)
    with st.form(f"{prefix}_form", border=False):
        take = field(exercise, limits, prefix)
        st.form_submit_button(
            t("practice.page.check"),
            key="practice_check",
            type="primary",
            on_click=_answer,
            args=(exercise, prefix, take),
        )


Take = Callable[[], str]


def _draw_field(exercise: Exercise, limits: grids.Limits, prefix: str) -> Take:
    question.draw_field(exercise, prefix)
    return lambda: str(session.widget(prefix) or "")


def _blanks(exercise: Exercise, limits: grids.Limits, prefix: str) -> Take:
    if exercise.asked is None:
        return _draw_field(exercise, limits, prefix)
    keys = grids.draw_blanks(exercise.grids[exercise.asked], limits, prefix)
    return lambda: ", ".join(str(session.widget(key) or "").strip() or "?" for key in keys)


def _cells(exercise: Exercise, limits: grids.Limits, prefix: str) -> Take:
    keys = grids.draw_cells(exercise.grids[exercise.asked or 0], limits, prefix)
    return lambda: write_answer("cells", grids.find_ticked(keys)) or "()"


def _choice(exercise: Exercise, limits: grids.Limits, prefix: str) -> Take:
    grids.draw_grids(exercise.choices, limits)
    letters = CHOICE_LETTERS[: len(exercise.choices)]
    label = t("practice.page.field.choice")
    st.radio(
        label,
        list(letters),
        index=None,
        horizontal=True,
        key=prefix,
        persist_state="session",
        label_visibility="collapsed",
    )
    return lambda: str(session.widget(prefix) or "")


FIELDS: Mapping[Form, Callable[[Exercise, grids.Limits, str], Take]] = {
    "numbers": _blanks,
    "cells": _cells,
    "choice": _choice,
}


def _answer(exercise: Exercise, prefix: str, take: Take) -> None:
    """Takes what was answered: what cannot be read is no try, an empty field is nothing."""
    text = take().strip()
    answer = question.read(exercise, text) if text else None
    session.preset_widget(f"{prefix}_{UNREAD}", text if text and answer is None else "")
    if answer is None:
        return
    written = write_answer(exercise.form, answer, exactly=True) or "()"
    change(lambda known: known.answer(written, judge(exercise, answer).right))


def _prefix(record: Record) -> str:
    """What the keys of an exercise's fields begin with: another set has other fields."""
    return f"practice_{zlib.crc32(repr(record.key).encode('utf-8', 'surrogatepass')):08x}_{record.place}"


# What is said to it ---------------------------------------------------------------------------------------------------


def _help(exercise: Exercise, record: Record) -> None:
    """The hints that were opened, and the way to the next one."""
    opened = record.attempt.hints
    for number, hint in enumerate(exercise.hints[:opened], 1):
        st.markdown(f"{t('practice.page.hint.number', number=number)} {question.tell(hint)}")
    if opened < len(exercise.hints):
        label = t("practice.page.hint", number=opened + 1, count=len(exercise.hints))
        st.button(label, key="practice_hint", icon=":material/lightbulb:", type="tertiary", on_click=_open_hint)


def _open_hint() -> None:
    change(lambda known: known.note(replace(known.attempt, hints=known.attempt.hints + 1)))


def _say(exercise: Exercise, record: Record) -> None:
    """What there is to say to the last answer, and the way to the step that shows it."""
    unread = session.widget(f"{_prefix(record)}_{UNREAD}")
    if unread:
        question.say_unread(exercise, unread)
        return
    answer = question.read(exercise, record.attempt.last) if record.attempt.tries else None
    if answer is None:
        return
    st.markdown(t("practice.page.given", answer=notes.code(record.attempt.last)))
    question.say_verdict(exercise, answer)
    if exercise.show:
        st.button(t("practice.page.show"), key="practice_show", icon=":material/play_circle:", on_click=_call)


def _call() -> None:
    change(lambda known: known.note(replace(known.attempt, calls=known.attempt.calls + 1)))


def _play(exercise: Exercise, record: Record) -> None:
    """The right answer with its arithmetic, and the player on its step, or on the step of the learner's way."""
    written = notes.code(write_answer(exercise.form, exercise.right))
    lines = "  \n".join(map(notes.code, exercise.lines))
    st.markdown(f"{t('practice.page.right', answer=written)} {question.tell(exercise.why)}  \n{lines}")
    places = _find_places(exercise, record)
    name = next(iter(places), "")
    if len(places) > 1:
        names = {way: t(f"practice.page.way.{way}") for way in places}
        name = choice(t("practice.page.way"), names, f"{_prefix(record)}_way")
    if places:
        place = places[name]
        play(build_scene(place.conv), f"{_prefix(record)}_{name}", place.step, calls=record.attempt.calls)


def build_scene(conv: Convolution) -> Scene:
    """What a player plays of it; the kernels of a grouped one stand as a matrix."""
    is_grouped = conv.kind == "standard" and conv.spec.groups > 1
    picture = grouped if is_grouped else convolution
    return picture.build(Trace(conv.spec, conv.input, conv.filters), words_of_scene())


def _find_places(exercise: Exercise, record: Record) -> dict[str, PlayedCell]:
    """The steps that can be shown: of the right way, and of the mistake that was made where it is a convolution."""
    places = {"right": exercise.show} if exercise.show else {}
    answer = question.read(exercise, record.attempt.last)
    mistakes = judge(exercise, answer).mistakes if answer is not None else ()
    own = next((mistake.show for mistake in mistakes if mistake.show), None)
    return {**places, OWN: own} if own else places
