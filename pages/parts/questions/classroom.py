"""What a set gives to a class: its link, a sheet to print, results as CSV, and the file for a conv2d of one's own."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import streamlit as st

from convcore.practice.chance import LONGEST_SEED
from convcore.practice.classroom.own import FILE, write_exercise
from convcore.practice.classroom.results import Result, write_results
from convcore.practice.classroom.sheet import write_sheet
from convcore.practice.convolution import Convolution
from pages.parts import session
from pages.parts.answers import Attempt, Record
from pages.parts.lab import Lab
from pages.parts.lab.linktext import encode
from pages.parts.questions import question, sets
from pages.parts.share import takeaway
from pages.parts.ui import fold
from pages.parts.ui.language import language, t
from pages.parts.ui.printed import show_printed

FIELD = "practice_seed"


def offer_sheets(record: Record) -> None:
    """Results and the code exercise in the block of every page; what a teacher needs below."""
    results = write_results(_result(record, place) for place in range(len(sets.exercises(record))))
    own = partial(write_own, _home(), language())
    with takeaway.block():
        takeaway.offer("practice.page.results", results, f"practice-{record.seed}.csv", "text/csv", "download")
        takeaway.offer("practice.page.own", own, FILE, "text/x-python", "code")
    draw = partial(_prepare, record)
    fold.expander(t("practice.page.class"), draw, key="practice_class", icon=":material/school:")


def write_own(home: str, code: str) -> str:
    """The file for a conv2d of one's own, whose links open its cases in the lab."""
    return write_exercise(lambda conv: f"{home}/standard?{urlencode({'lab': encode(_lab(conv)), 'lang': code})}", code)


def link(record: Record) -> str:
    """The address of the same set, for everybody."""
    return f"{_home()}/practice?{urlencode(sets.address(record))}"


def _prepare(record: Record) -> None:
    """The seed, the link that gives everybody this set, and the sheet."""
    st.markdown(t("practice.page.class.lead"))
    with st.form("practice_seed_form", border=False):
        session.preset_widget(FIELD, record.seed)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(t("practice.page.seed"), key=FIELD, max_chars=LONGEST_SEED, width=320)
            label = t("practice.page.seed.use")
            st.form_submit_button(label, key="practice_seed_use", on_click=sets.take_seed, args=(FIELD,))
    show_printed(link(record), wraps=True)
    sheet = partial(write_sheet, sets.exercises(record), language(), link(record))
    takeaway.offer("practice.page.sheet", sheet, f"practice-{record.seed}.html", "text/html", "print")


def _result(record: Record, place: int) -> Result:
    exercise = sets.exercises(record)[place]
    attempt = record.attempts.get(place, Attempt())
    answer = question.read(exercise, attempt.first) if attempt.tries else None
    return Result(exercise, answer, attempt.tries, attempt.hints)


def _lab(conv: Convolution) -> Lab:
    return Lab(conv.input, conv.filters, conv.strides, conv.padding, conv.dilations)


def _home() -> str:
    """The address of the app."""
    return str(st.context.url or "").partition("?")[0].rstrip("/").removesuffix("/practice")
