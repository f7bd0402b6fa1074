"""What is pasted, and the link that shows its answer.

The message is the reader's: it stays in the session, goes into a link where the reader copies one, and nowhere else.
"""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st

from convcore.explain import Explanation, explain
from convcore.explain.messages.text import LONGEST_MESSAGE
from convcore.explain.tell import Told
from pages.parts import session
from pages.parts.sections.errors.answer import show
from pages.parts.share import link, takeaway
from pages.parts.ui.language import t

MESSAGE, PARAMETER = "errors_message", "message"
MOST_KEPT = 5 * LONGEST_MESSAGE
LONGEST_LINK = 1900  # characters of a message as a link writes it: with a lab's, a request's first line has room
EXAMPLES = {
    "layout": (
        "RuntimeError: Given groups=1, weight of size [8, 3, 3, 3], expected input[1, 224, 200, 3] "
        "to have 3 channels, but got 224 channels instead"
    ),
    "small": (
        "ValueError: Negative dimension size caused by subtracting 3 from 2 for '{{node conv2d_3/Conv2D}} = "
        'Conv2D[T=DT_FLOAT, data_format="NHWC", dilations=[1, 1, 1, 1], padding="VALID", strides=[1, 1, 1, 1]]'
        "(Placeholder, conv2d_3/Conv2D/ReadVariableOp)' with input shapes: [?,2,2,64], [3,3,64,64]."
    ),
    "rank": (
        'ValueError: Input 0 of layer "conv2d" is incompatible with the layer: expected ndim=4, found ndim=3. '
        "Full shape received: (None, 28, 28)"
    ),
    "groups": "ValueError: in_channels must be divisible by groups",
}


def section() -> None:
    """The message, and below it the answer."""
    message = ask()
    if message.strip():
        answer = explain(message)
        with st.container(key="errors_answer"):
            if len(message) > LONGEST_MESSAGE:
                st.caption(t("errors.long", most=f"{LONGEST_MESSAGE:,}"))
            told = show(message, answer, "pasted")
            with takeaway.block():
                _program(told)
                _copy(message, answer)


def ask() -> str:
    """The text area, and messages to try; a link's message is there already."""
    _follow()
    message = st.text_area(
        t("errors.message"),
        height=196,  # for a whole traceback
        max_chars=MOST_KEPT,
        key=MESSAGE,
        placeholder=t("errors.placeholder"),
        persist_state="session",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.button(t("errors.explain"), type="primary", key="errors_explain")
        st.markdown(t("errors.try"), width="content")
        for name, text in EXAMPLES.items():
            label = t(f"errors.example.{name}")
            st.button(label, key=f"errors_try_{name}", on_click=session.preset_widget, args=(MESSAGE, text))
    st.caption(t("errors.private"))
    return message or ""


def _follow() -> None:
    """Takes the message of a link over in a new session; later what is in the text area counts."""
    brought = st.query_params.get(PARAMETER)
    if brought is None:
        return
    if session.widget(MESSAGE) is None:
        session.preset_widget(MESSAGE, brought[-LONGEST_MESSAGE:])
    elif session.widget(MESSAGE) != brought[-LONGEST_MESSAGE:]:
        del st.query_params[PARAMETER]


def cut_for_link(message: str, answer: Explanation) -> str | None:
    """What of a message a link carries: all of it, or where that is too long the part that was understood.

    >>> error = "ValueError: in_channels must be divisible by groups"
    >>> cut_for_link("x" * 9000 + error, explain("x" * 9000 + error))
    'in_channels must be divisible by groups'
    >>> cut_for_link("x" * 9000, explain("x" * 9000)) is None
    True
    """
    if len(quote(message)) <= LONGEST_LINK:
        return message
    own = [piece for piece in answer.pieces if piece.role != "shrinks"]
    if not own:
        return None
    part = message[min(piece.start for piece in own) : max(piece.end for piece in own)]
    return part if len(quote(part)) <= LONGEST_LINK else None


def _program(told: Told | None) -> None:
    """The program that answers the likeliest cause, as a file."""
    for mend in told.mends[:1] if told else ():
        takeaway.offer("errors.program", mend.code_after, "layer-mended.py", "text/x-python", "code")


def _copy(message: str, answer: Explanation) -> None:
    """The button that copies an address which shows this answer."""
    text = cut_for_link(message, answer)
    if text is None:
        st.caption(t("errors.link.large", most=f"{LONGEST_LINK:,}"))
        return
    link.copy_button(PARAMETER, text, t("errors.link.copy"), "copy_message")
