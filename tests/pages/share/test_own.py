"""A teacher's own words: kept while the page reruns and on other pages, bounded whatever a browser sends."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from convcore.web.own import MOST_NOTE, MOST_TITLE, Own
from pages.parts import session as door
from pages.parts.share import own
from tests.pages.conftest import Open


def opened(app: AppTest) -> AppTest:
    app.session_state["takeaway_own"] = True
    return app.run()


def typed(app: AppTest) -> Own:
    held: own.Typed = app.session_state["own"]
    return held.own


def test_what_was_typed_is_kept_while_the_page_reruns_and_on_other_pages(open_page: Open) -> None:
    app = opened(open_page("depthwise"))
    app.text_input(own.TITLE).input("For 7b").run()
    app.text_area(own.NOTE).input("One.\nTwo.").run()
    assert typed(app) == Own("For 7b", "One.\nTwo.")
    app.button("history_reset").click().run() if not app.button("history_reset").disabled else app.run()
    app.switch_page("standard.py").run()
    assert not app.exception
    assert typed(app) == Own("For 7b", "One.\nTwo.")
    opened(app)
    assert app.text_input(own.TITLE).value == "For 7b"
    app.text_input(own.TITLE).input("").run()
    assert typed(app) == Own("", "One.\nTwo.")


@pytest.mark.parametrize("bad", [None, 7, ["x"], "x" * 10**6, "\ud800\x00"])
def test_whatever_a_browser_sends_is_bounded_text(monkeypatch: pytest.MonkeyPatch, bad: Any) -> None:
    kept: dict[str, Any] = {own.TITLE: bad, own.NOTE: bad}
    monkeypatch.setattr(door.st, "session_state", kept)
    own._take()
    found = own.typed().own
    assert len(found.title) <= MOST_TITLE
    assert len(found.note) <= MOST_NOTE
    assert (found.title + found.note).encode().isascii()
