"""The words of the pages in the reader's language: catalogues in assets/lang, one flat key a line."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar

import streamlit as st

from convcore import catalogue as words
from convcore.catalogue import LANGUAGES, SOURCE, catalogue
from pages.parts import session

PARAMETER = "lang"
WIDGET = "language"
SETTLED: ContextVar[str | None] = ContextVar("settled", default=None)
"""The session's language on the thread that runs its scripts, where it costs nothing to ask for."""


def t(key: str, **values: object) -> str:
    """The text of ``key`` in the reader's language, its {placeholders} filled in.

    Raises:
        KeyError: for a key or a placeholder that the catalogue does not have.
    """
    return catalogue(language())[key].format(**values)


def find_templates(prefix: str, names: Iterable[str]) -> dict[str, str]:
    """Texts below a prefix with their placeholders left in, for a scene or a player to fill."""
    return words.templates(catalogue(language()), prefix, names)


def settle() -> None:
    """Finds the language once a run, before a word is said: a page asks for it a hundred times."""
    found = _find()
    session.keep(found, session.LANGUAGE)
    SETTLED.set(found)


def language() -> str:
    """The reader's language."""
    return SETTLED.get() or session.recall(session.LANGUAGE) or _find()


def _find() -> str:
    """The link's language, otherwise the one chosen in this session, otherwise the browser's."""
    candidates = (st.query_params.get(PARAMETER), session.widget(WIDGET))
    return next((code for code in candidates if code in LANGUAGES), match_locale(st.context.locale))


def match_locale(locale: str | None) -> str:
    """The language for a browser's locale.

    >>> match_locale("zh-CN"), match_locale("de-DE"), match_locale(None)
    ('zh', 'en', 'en')
    """
    code = (locale or "").lower().split("-")[0]
    return code if code in LANGUAGES else SOURCE


def switch() -> None:
    """The control that sets the language, and ``?lang=`` in the link: a page change drops it, so it is put back.

    Streamlit's own binding of a widget to the link would write the label there, ``?lang=中文``.
    """
    code = language()
    if code != st.query_params.get(PARAMETER, match_locale(st.context.locale)):
        st.query_params[PARAMETER] = code
    session.preset_widget(WIDGET, code)
    st.segmented_control(
        t("language.label"),
        list(LANGUAGES),
        required=True,
        format_func=lambda code: LANGUAGES[code].name,
        key=WIDGET,
        persist_state="session",
        on_change=_choose,
        label_visibility="collapsed",
    )


def _choose() -> None:
    st.query_params[PARAMETER] = session.widget(WIDGET)
