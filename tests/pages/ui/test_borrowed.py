"""Streamlit's own English is covered where the reader has another language."""

from __future__ import annotations

import pytest

from convcore.catalogue import LANGUAGES, SOURCE, catalogue
from pages.parts.ui.borrowed import PLACES
from tests.pages.conftest import Read


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_place_is_covered_in_other_languages_alone(read_page: Read, code: str) -> None:
    sheets = [html.proto.body for html in read_page("standard", code).get("html")]
    for name, place in PLACES.items():
        text = catalogue(code)[f"streamlit.{name}"].format(most=2)
        covered = any(f'{place}::after {{ content: "{text}"' in sheet for sheet in sheets)
        assert covered is (code != SOURCE)
