"""The answer to a message: what was computed, which rule broke, why, and what helps."""

from __future__ import annotations

from html import escape

import streamlit as st

from convcore.catalogue import ASSETS, catalogue
from convcore.explain import Explanation
from convcore.explain.drawings import drawing
from convcore.explain.messages.model import FRAMEWORK_TITLES, Say
from convcore.explain.tell import Told, sentence, tell_answer, write_value
from pages.parts.sections.errors import axes, doors, marks
from pages.parts.ui.language import language, t

FORM = "check"  # where the form stands on the page


def look() -> None:
    """The style sheet of this page's own HTML."""
    st.html(ASSETS / "errors.css")


def show(message: str, answer: Explanation, key: str) -> Told | None:
    """The whole answer to a message. Returns what was told, None of a message that is not known.

    Args:
        message: what was pasted.
        answer: what is known of it.
        key: the end of its widgets' keys.
    """
    told = tell_answer(answer)
    if told is None:
        _say_unknown(message, answer)
        return None
    framework = FRAMEWORK_TITLES[answer.framework] if answer.framework else ""
    st.header(f"{framework}: {say(told.title)}", anchor=False)
    st.html(marks.mark(message, answer.pieces, say, t("errors.read")))
    st.html(_paragraphs(say(told.computed)) + marks.roles(answer, say))
    st.html(f'<p class="cs-rule"><b>{escape(t("errors.rule"))}</b> {escape(say(told.rule))}</p>')
    drawn = drawing(answer)
    if drawn:
        st.html(axes.draw(drawn, framework, say))
    if told.causes:
        items = "".join(f"<li>{escape(say(cause))}</li>" for cause in told.causes)
        st.html(f'<h3 class="cs-title">{escape(t("errors.causes"))}</h3><ol class="cs-causes">{items}</ol>')
    _mends(told)
    doors.doors(answer, key)
    return told


def say(text: Say) -> str:
    """A text of the answer in the reader's language; it may hold words of the message and is no markup."""
    return sentence(text, catalogue(language()))


def _paragraphs(*texts: str) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _mends(told: Told) -> None:
    """What helps, a program before and after for each cause that code answers."""
    if not told.mends:
        return
    st.html(f'<h3 class="cs-title">{escape(t("errors.fix"))}</h3>')
    labels = [say(Say(f"fix.{mend.cause}")) for mend in told.mends]
    for tab, mend in zip(st.tabs(labels), told.mends, strict=True):
        codes = {"before": mend.code_before, "after": mend.code_after}
        for column, (name, code) in zip(tab.columns(2), codes.items(), strict=True):
            column.markdown(f"**{t(f'errors.{name}')}**")
            column.code(code, language="python", wrap_lines=True)


def _say_unknown(message: str, answer: Explanation) -> None:
    """Says plainly that nothing is known, shows what was found, and offers the form."""
    st.info(f"{say(Say('unknown'))} {t('errors.unknown', form=f'#{FORM}')}")
    if answer.shapes:
        found = ", ".join(write_value(shape) for _, _, shape in answer.shapes)
        st.html(_paragraphs(say(Say("unknown.shapes", {"shapes": found}))))
        st.html(marks.shapes(message, answer, t("errors.shape"), t("errors.read")))
