"""The set of exercises on /practice: where it comes from, what is chosen, the score, and how a reload finds it again.

A set is its seed, its kinds and its level; all three stand in the address, so that a link gives the same set to all.
What was answered stands in no link: the session keeps it, and for a reload the browser's tab does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import streamlit as st

from convcore.errors import ConvError
from convcore.practice.chance import LONGEST_SEED, check_seed, fresh_seed
from convcore.practice.kinds import EXERCISE_KIND, LEVELS
from convcore.practice.model import Exercise
from convcore.practice.sets import ALL, check_kinds, check_level, practice_set
from pages.parts import answers, session
from pages.parts.answers import Record
from pages.parts.questions.question import tell
from pages.parts.ui import fold
from pages.parts.ui.language import t

SEED, LEVEL, KINDS = "seed", "level", "kinds"  # in the address
make = lru_cache(maxsize=64)(practice_set)


def follow() -> Record:
    """The set of the address; without one, that of the session or a fresh one. The address then names it."""
    known = answers.practice()
    asked = _read_address()
    if asked is not None and (known is None or known.key != asked.key):
        known = known.another(*asked.key) if known else asked
        answers.keep_practice(known)
    elif known is None:
        known = Record(fresh_seed())
        answers.keep_practice(known)
    _write_address(known)
    return known


def exercises(record: Record) -> tuple[Exercise, ...]:
    """The set, made once."""
    return make(*record.key)


def address(record: Record) -> dict[str, str]:
    """What the address says of a set."""
    every = {} if record.kinds == ALL else {KINDS: ",".join(record.kinds)}
    return {SEED: record.seed, LEVEL: str(record.level), **every}


def draw_options(record: Record) -> None:
    """Level, kinds, another set, and the score."""
    with st.container(horizontal=True, vertical_alignment="center", key="practice_options"):
        _choose_level(record)
        label, icon = t("practice.page.fresh"), ":material/casino:"
        st.button(label, key="practice_fresh", icon=icon, on_click=lambda: begin(seed=fresh_seed()))
        fold.popover(t("practice.page.kinds"), _choose_kinds, key="practice_kinds", icon=":material/checklist:")
        score = t("practice.page.score", right=record.right, answered=record.answered, streak=record.streak)
        st.markdown(score, width="content")


def begin(seed: str = "", kinds: tuple[str, ...] = (), level: int = 0) -> None:
    """Another set; what is not said stays as it is."""
    known = answers.practice() or Record(fresh_seed())
    made = known.another(seed or known.seed, kinds or known.kinds, level or known.level)
    answers.keep_practice(made)
    _write_address(made)


def change(step: Callable[[Record], Record]) -> None:
    """Goes on in the set in hand."""
    known = answers.practice()
    if known is not None:
        answers.keep_practice(step(known))


def _read_address() -> Record | None:
    """What the address asks for; a level or kinds that there are not are the usual ones."""
    query = st.query_params
    if SEED not in query:
        return None
    try:
        seed = check_seed(query[SEED])
    except ConvError:
        return None
    asked = Record(seed)
    try:
        kinds = check_kinds(query[KINDS].split(",")) if KINDS in query else asked.kinds
        level = int(query.get(LEVEL, asked.level))
        return Record(seed, kinds, check_level(level))
    except ValueError:  # a ConvError is one
        return asked


def _write_address(record: Record) -> None:
    said = address(record)
    for name in (SEED, LEVEL, KINDS):
        if st.query_params.get(name) == said.get(name):
            continue
        if name in said:
            st.query_params[name] = said[name]
        else:
            del st.query_params[name]


def _choose_level(record: Record) -> None:
    session.preset_widget("practice_level", record.level)
    st.segmented_control(
        t("practice.page.level"),
        LEVELS,
        required=True,
        format_func=lambda level: t("practice.page.level.name", level=level),
        key="practice_level",
        on_change=lambda: begin(level=session.widget("practice_level")),
        label_visibility="collapsed",
    )


def _choose_kinds() -> None:
    known = answers.practice()
    session.preset_widget("practice_kind", list(known.kinds if known else ALL))
    st.pills(
        t("practice.page.kinds"),
        ALL,
        selection_mode="multi",
        format_func=lambda name: tell(EXERCISE_KIND[name].title),
        key="practice_kind",
        on_change=_take_kinds,
    )


def _take_kinds() -> None:
    chosen = session.widget("practice_kind")
    if chosen:
        begin(kinds=check_kinds(chosen))


def take_seed(key: str) -> None:
    """The set of the seed that was typed; an empty field changes nothing."""
    text = str(session.widget(key) or "").strip()[:LONGEST_SEED]
    if text:
        begin(seed=text)
