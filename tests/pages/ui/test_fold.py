"""What is folded away is not sent until it is opened."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import FOLDS, Open, Read
from tests.test_app import PAGES

OPEN = {"errors", "mobilenet"}  # pages on which nothing is folded away


def folded(app: AppTest) -> dict[str, int]:
    """How many elements stand in each expander and each popover that reports its opening."""
    places: list[Any] = [*app.get("expander"), *app.get("popover")]
    protos = [(one, getattr(one.proto, "popover", one.proto)) for one in places]
    return {proto.id: len(one.children) for one, proto in protos if proto.id}


@pytest.mark.parametrize("page", sorted(page.strip("/") or "article" for page in PAGES))
def test_a_page_sends_nothing_of_what_is_closed(open_folded: Open, page: str) -> None:
    closed = folded(open_folded(page))
    assert len(closed) > 1 or page in OPEN
    assert not any(closed.values())


@pytest.mark.parametrize(("page", "count"), [("article", 7), ("depthwise", 3), ("separable", 4)])
def test_what_is_opened_is_there(read_page: Read, page: str, count: int) -> None:
    assert len(FOLDS) == 10
    opened = folded(read_page(page))
    assert sum(size > 0 for size in opened.values()) == count
