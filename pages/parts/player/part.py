"""The choice of the part that is played, where a convolution has more steps than are held at a time."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from convcore.io.save import PARTED, name_part
from convcore.trace import MAX_STEPS, Part, Work
from pages.parts import session
from pages.parts.lab.given import Works
from pages.parts.ui.language import catalogue, language, t

WIDE = 440  # pixels


def in_hand(works: Works, key: str) -> Works:
    """The same convolutions with as many steps in hand as can be played: those of the part that the reader chose.

    Several are played in lockstep, row by row; the steps of the last one count.
    """
    if not works:
        return ()
    last = works[-1]
    parts = last.parts if len(works) == 1 else [part for part in last.parts if part.channels == last.whole.channels]
    with st.container():  # where there is no choice as well: the player below keeps its place in the page
        chosen = parts[0] if len(parts) == 1 else _choose(parts, last, f"part_{key}")
    return tuple(
        work.only(Part(chosen.rows, work.whole.channels if work is not last else chosen.channels)) for work in works
    )


def name(work: Work) -> str:
    """What is in hand of a convolution, in words."""
    return name_part(work, catalogue(language()))


def explain_table(table: str, work: Work) -> str:
    """What is in a table, and of which steps where it has those in hand alone."""
    text = t(f"takeaway.readme.{table}")
    partial = table in PARTED and work.part != work.whole
    return f"{text} ({t('part.only', part=name(work))})" if partial else text


def _choose(parts: Sequence[Part], work: Work, key: str) -> Part:
    if session.widget(key) not in parts:
        session.preset_widget(key, parts[0])
    return st.selectbox(
        t("part.label", steps=f"{work.steps:,}", most=f"{MAX_STEPS:,}"),
        parts,
        format_func=lambda part: name(work.only(part)),
        key=key,
        persist_state="session",
        width=WIDE,
    )
