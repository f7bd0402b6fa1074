"""Whatever text is put into a piece of HTML comes out as text."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from convcore.catalogue import LANGUAGES, catalogue
from convcore.web.markup import code_block, inside_script, question

HOSTILE = "</script><img src=x onerror=alert(1)>\"' & <!--"


class Texts(HTMLParser):
    """The elements and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """Notes an element."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Adds to the text."""
        self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_holds_its_answer_folded(language: str) -> None:
    found = Texts(question(HOSTILE, HOSTILE, catalogue(language)))
    assert found.tags == ["div", "p", "details", "summary", "p"]
    assert found.text == HOSTILE + catalogue(language)["practice.page.answer"] + HOSTILE


def test_code_is_reached_by_keyboard_and_named() -> None:
    html = code_block(HOSTILE, HOSTILE, catalogue("en"))
    found = Texts(html)
    assert found.tags == ["details", "summary", "pre", "code"]
    assert found.text == f"The same in code: {HOSTILE}{HOSTILE}"
    assert '<pre tabindex="0" role="region" aria-label="The same in code: ' in html


def test_no_script_ends_its_element() -> None:
    assert "</script" not in inside_script("a = '</script>' + '</SCRIPT>'").lower()
