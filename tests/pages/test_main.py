"""The script that all pages share: each page opens, in both languages, and is found from anywhere."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.ui.language import LANGUAGES
from tests.pages.conftest import MAIN, SECONDS, Open, Read

TREE = ast.parse(MAIN.read_text("utf-8"))
PAGES = next(
    ast.literal_eval(node.value)
    for node in TREE.body
    if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "PAGES"
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens(read_page: Read, name: str, lang: str) -> None:
    app = read_page(name, lang)
    assert app.title[0].value


def test_a_page_that_is_read_by_many_is_changed_by_none(read_page: Read) -> None:
    page = read_page("mobilenet")
    for run in (page.run, page.button[0].run):
        with pytest.raises(AssertionError, match="is opened with open_page"):
            run()


def test_each_page_has_a_title_of_its_own(read_page: Read) -> None:
    assert len({read_page(name, "en").title[0].value for name in PAGES}) == len(PAGES)


def test_a_visitor_lands_on_the_article() -> None:
    landed = AppTest.from_file(MAIN, default_timeout=SECONDS).run()
    assert not landed.exception
    assert PAGES[0] == "article"
    assert landed.title[0].value == landed.switch_page("article.py").run().title[0].value


def test_every_page_is_in_the_table() -> None:
    assert {path.stem for path in MAIN.parent.glob("*.py")} == {"main", *PAGES}


def test_the_sidebar_leads_back_to_the_article(read_page: Read) -> None:
    assert read_page("standard").get("page_link")[0].label == "Begin with the article's example"


def test_the_script_finds_the_packages_wherever_it_is_started(tmp_path: Path) -> None:
    code = (
        "from streamlit.testing.v1 import AppTest; "
        f"app = AppTest.from_file({str(MAIN)!r}, default_timeout={SECONDS}).run(); assert not app.exception"
    )
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True, capture_output=True)


def test_sessions_do_not_share_their_lab(open_page: Open) -> None:
    first, second = open_page("standard"), open_page("standard")
    first.segmented_control(key="set_padding").select("SAME").run()
    second.run()
    assert second.segmented_control(key="set_padding").value == "VALID"
