"""Text that is copied by a button, and the script that no page asks for before it shows a program."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Open, printed
from tests.test_app import PAGES

HOSTILE = '</pre><script>alert("1")</script> & <b>'


def test_text_stays_text() -> None:
    def script() -> None:
        from pages.parts.ui.printed import show_printed
        from tests.pages.ui.test_printed import HOSTILE

        show_printed(HOSTILE)

    app = AppTest.from_function(script).run()
    assert not app.exception
    assert printed(app) == [HOSTILE]
    assert "<script" not in app.get("html")[0].proto.body


@pytest.mark.parametrize("page", sorted(page.strip("/") or "article" for page in PAGES))
def test_a_page_shows_no_coloured_code_by_itself(open_folded: Open, page: str) -> None:
    assert not open_folded(page).code
