"""A teacher's title and note: any text, as long as a file can hold it, and no longer than it may be."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.errors import ConvError
from convcore.web.own import MOST_NOTE, MOST_TITLE, NOTHING_OWN, Own


def test_without_words_there_are_none() -> None:
    assert Own() == NOTHING_OWN == Own("  \n ", "\r\n\t")


@given(st.text(max_size=MOST_TITLE), st.text(max_size=MOST_NOTE))
def test_whatever_is_typed_can_be_written_and_read_back(title: str, note: str) -> None:
    own = Own(title, note)
    for text in (own.title, own.note):
        assert ElementTree.fromstring(f"<a>{escape(text)}</a>").text == (text or None)
        assert text.encode().decode() == text
    assert "\n" not in own.title
    assert Own(own.title, own.note) == own


def test_what_is_not_written_is_all_that_goes() -> None:
    title = "卷积 <b>&amp;</b> \u202eש 👩‍🏫"
    assert Own(f"\x00{title}\ud83d\uffff").title == title


@pytest.mark.parametrize(("field", "most"), [("title", MOST_TITLE), ("note", MOST_NOTE)])
def test_a_longer_text_is_refused(field: str, most: int) -> None:
    assert len(getattr(Own(**{field: "é" * most}), field)) == most
    with pytest.raises(ConvError, match=f"{field}: at most {most} characters are possible, got {most + 1}"):
        Own(**{field: "x" * (most + 1)})
