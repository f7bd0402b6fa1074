"""What is pasted: examples, long texts, page changes, and the link that carries it."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from convcore.catalogue import catalogue
from convcore.explain import explain
from convcore.explain.messages.text import LONGEST_MESSAGE
from pages.parts.sections.errors.message import EXAMPLES, LONGEST_LINK, MESSAGE
from tests.pages.conftest import Open
from tests.pages.errors.pasting import CHANNELS, click, paste, read, written


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_one_click_away(open_page: Open, name: str) -> None:
    app = click(open_page("errors"), f"errors_try_{name}")
    assert app.text_area(key=MESSAGE).value == EXAMPLES[name]
    assert explain(EXAMPLES[name]).problem is not None
    title, *others = (one.value for one in app.header)
    assert title
    assert others == [catalogue("en")[key] for key in ("takeaway.title", "errors.form.title", "errors.layouts.title")]


def test_a_long_text_is_cut_where_nothing_was_understood(open_page: Open) -> None:
    app = paste(open_page("errors"), "x" * LONGEST_MESSAGE + CHANNELS)
    assert len(read(written(app))) < 3000
    assert any(f"{LONGEST_MESSAGE:,}" in one.value for one in app.caption)


def test_a_message_survives_page_changes(open_page: Open) -> None:
    app = paste(open_page("errors"), CHANNELS)
    app.switch_page("standard.py").run()
    app.switch_page("errors.py").run()
    assert app.text_area(key=MESSAGE).value == CHANNELS
    assert "PyTorch" in app.header[0].value


def linked(app: AppTest) -> str:
    """The text that the button puts into a link."""
    handed = [json.loads(one.proto.json) for one in app.get("bidi_component")]
    return str(next(data["text"] for data in handed if data and data.get("name") == "message"))


def test_a_link_carries_the_message(open_page: Open) -> None:
    text = linked(paste(open_page("errors"), f"求助 <b> & {CHANNELS}"))
    opened = open_page("errors", {"message": text})
    assert opened.text_area(key=MESSAGE).value == text == f"求助 <b> & {CHANNELS}"
    assert "PyTorch" in opened.header[0].value


def test_a_long_text_leaves_what_was_understood_in_the_link(open_page: Open) -> None:
    app = open_page("errors")
    text = linked(paste(app, "x" * LONGEST_LINK + CHANNELS))
    assert text in CHANNELS
    assert explain(text).numbers == explain(CHANNELS).numbers
    paste(app, "x" * (LONGEST_LINK + 1))
    assert any(f"{LONGEST_LINK:,}" in one.value for one in app.caption)


def test_what_is_typed_later_counts(open_page: Open) -> None:
    app = paste(open_page("errors", {"message": CHANNELS}), EXAMPLES["groups"])
    app.run()
    assert app.text_area(key=MESSAGE).value == EXAMPLES["groups"]
    assert "message" not in app.query_params


def test_a_link_of_any_length_opens(open_page: Open) -> None:
    app = open_page("errors", {"message": "x" * 2 * LONGEST_MESSAGE})
    assert len(app.text_area(key=MESSAGE).value) == LONGEST_MESSAGE
