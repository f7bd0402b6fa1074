"""The page that Streamlit's scripts run in: what it asks the browser for ahead."""

from __future__ import annotations

import pytest

from pages.parts.server.page import UNPLAYED, OwnPage
from pages.parts.server.wayfinder import PAGES
from tests.pages.conftest import FIRST, Read


@pytest.mark.parametrize("path", sorted(PAGES))
def test_a_page_that_begins_with_a_player_asks_for_its_modules_ahead(read_page: Read, path: str) -> None:
    found = read_page(path[1:] or FIRST).get("bidi_component")
    plays = any(one.proto.component_name.endswith("convscope.player") for one in found)
    assert (path not in UNPLAYED) == plays


def test_the_others_ask_for_those_of_the_shell_alone() -> None:
    assert b'modulepreload" href="./assets/player/' in OwnPage.PAGE
    assert b"./assets/player/" not in OwnPage.UNPLAYED
    assert b'modulepreload" href="./assets/shell/' in OwnPage.UNPLAYED
