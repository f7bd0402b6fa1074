"""The words that are explained, at their options and all together."""

from __future__ import annotations

import pytest

from convcore.catalogue import LANGUAGES, catalogue
from pages.parts.edit.menus import MENUS
from pages.parts.ui.glossary import GLOSSARY, OPTIONS
from tests.pages.conftest import Read


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_word_stands_in_the_menu_of_words_and_at_its_option(read_page: Read, code: str) -> None:
    texts = catalogue(code)
    app = read_page("depthwise", code)
    (all_of_them,) = [one.value for one in app.markdown if texts["word.sigma"] in one.value]
    assert all_of_them.split("  \n") == [texts[f"word.{name}"] for name in GLOSSARY]
    captions = [one.value for one in app.caption]
    for names in OPTIONS.values():
        assert "  \n".join(texts[f"word.{name}"] for name in names) in captions


def test_only_options_that_there_are_have_words() -> None:
    assert OPTIONS.keys() <= {menu.name for menu in MENUS}
    assert {name for names in OPTIONS.values() for name in names} <= set(GLOSSARY)
