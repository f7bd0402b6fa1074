"""The link in the address bar: an edit goes into it, and a new session begins with it."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.lab import Lab, article, linktext
from pages.parts.lab.historytext import read_history
from pages.parts.lab.linktext import LONGEST, decode, encode
from pages.parts.share import link
from tests.pages.conftest import MAIN, SECONDS, Open, cells, edit, printed
from tests.pages.lab.labs import hard, largest


def lab_of(app: AppTest) -> Lab:
    lab: Lab = app.session_state["state"].history.present
    return lab


def address(app: AppTest) -> str | None:
    return parameter(app, link.PARAMETER)


def parameter(app: AppTest, name: str) -> str | None:
    """A parameter of the address: a list where the test set it, a text where the app did."""
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def test_the_article_needs_no_link(open_folded: Open) -> None:
    assert address(open_folded("depthwise")) is None


def test_an_edit_goes_into_the_address_and_comes_back_from_it(open_folded: Open) -> None:
    app = edit(open_folded("depthwise"), "grid_filters_0_1", {(0, 0): "0.1"})
    text = address(app)
    assert text
    assert decode(text).same(lab_of(app))
    again = open_folded("standard", {"lab": text})
    assert lab_of(again).same(lab_of(app))
    assert cells(again, "grid_filters_0_1")[0] == ["0.1", "2", "2"]
    assert address(again) == text


def test_undo_back_to_the_article_clears_the_address(open_folded: Open) -> None:
    app = edit(open_folded("depthwise"), "grid_filters_0_1", {(0, 0): "0.1"})
    next(button for button in app.button if button.label == "Undo").click().run()
    assert address(app) is None


def test_the_address_stays_on_other_pages_and_with_another_language(open_folded: Open) -> None:
    app = edit(open_folded("depthwise", {"lang": "zh"}), "grid_filters_0_1", {(0, 0): "0.1"})
    text = address(app)
    for page in ("standard", "article", "compare"):
        app.switch_page(f"{page}.py").run()
        assert not app.exception
        assert address(app) == text
    assert parameter(app, "lang") == "zh"


def test_another_link_in_a_running_session_does_not_undo_an_edit(open_folded: Open) -> None:
    """Going back in the browser brings an older link; so does a rerun that was asked for before the last one ended."""
    app = edit(open_folded("depthwise"), "grid_filters_0_1", {(0, 0): "0.1"})
    mine = lab_of(app)
    app.query_params["lab"] = encode(hard())
    app.run()
    assert lab_of(app).same(mine)
    assert address(app) == encode(mine)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.abc", "This link is damaged"),
        ("7.abc", "made by a newer ConvScope (version 7"),
        ("1." + "A" * LONGEST, "holds more than can be shown here"),
    ],
)
def test_a_link_that_cannot_be_read_ends_in_a_message_and_the_article(open_folded: Open, text: str, said: str) -> None:
    app = open_folded("depthwise", {"lab": text})
    assert said in app.warning[0].value
    assert "article's example" in app.warning[0].value
    assert lab_of(app).same(article())
    assert address(app) is None
    edit(app, "grid_filters_0_1", {(0, 0): "5"})
    assert not app.warning


def test_the_message_is_chinese_for_chinese_readers(open_folded: Open) -> None:
    assert "链接已损坏" in open_folded("depthwise", {"lab": "1.abc", "lang": "zh"}).warning[0].value


def test_a_link_whose_settings_cannot_work_says_why_and_keeps_them(open_folded: Open) -> None:
    impossible = Lab(np.ones((1, 2, 2, 2)), np.ones((3, 3, 2, 2)))
    app = open_folded("standard", {"lab": encode(impossible)})
    assert lab_of(app).same(impossible)
    assert "the picture shows the last one that worked" in app.warning[0].value
    assert not printed(app), "the result of another lab is not printed"
    assert address(app) == encode(impossible)


def test_a_lab_too_large_for_a_link_says_so(open_folded: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linktext, "LONGEST", 100)
    app = open_folded("depthwise")
    assert not [caption for caption in app.caption if "lab.json" in caption.value]
    edit(app, "grid_filters_0_1", {(row, col): repr(0.1 + row + col / 7) for row in range(3) for col in range(3)})
    assert [caption for caption in app.caption if "Too large for a link" in caption.value]
    assert address(app) == link.KEPT
    assert keeper(app)["text"] == link.PRESENT, "it is told once"
    assert read_history(keeper(app)["history"]).present.same(lab_of(app))


def keeper(app: AppTest) -> dict[str, Any]:
    """What the browser is given to keep."""
    found = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "convscope.keeper"]
    data: dict[str, Any] = json.loads(found[0].json)
    return data


def test_the_largest_lab_can_be_kept() -> None:
    assert decode(linktext.pack(largest()), link.MOST_KEPT).same(largest())


def test_a_session_waits_for_the_lab_that_the_browser_kept() -> None:
    app = AppTest.from_file(MAIN, default_timeout=SECONDS)
    app.query_params["lab"] = link.KEPT
    app.run()
    assert [caption.value for caption in app.caption if "Bringing back the tensors" in caption.value]
    assert keeper(app)["ask"] is True
    assert "state" not in app.session_state
    assert address(app) == link.KEPT
