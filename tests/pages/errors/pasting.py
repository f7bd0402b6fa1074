"""What tests of the page of errors do again and again: paste a message, read the answer, click."""

from __future__ import annotations

import re
from html import unescape

from streamlit.testing.v1 import AppTest

from convcore.catalogue import LANGUAGES, catalogue
from pages.parts.sections.errors.message import MESSAGE
from tests.convcore.explain.test_explain import MESSAGES as KNOWN

MESSAGES = list(dict.fromkeys(KNOWN))
CHANNELS = (
    "RuntimeError: Given groups=1, weight of size [8, 4, 3, 3], expected input[1, 3, 5, 5] to have 4 channels, "
    "but got 3 channels instead"
)
PLAYED = ("errors", "standard", "depthwise", "groups")


def paste(app: AppTest, message: str) -> AppTest:
    """Types a message into the text area."""
    app.text_area(key=MESSAGE).set_value(message).run()
    assert not app.exception
    return app


def written(app: AppTest) -> str:
    """The page's own HTML."""
    return "\n".join(one.proto.body for one in app.get("html") if not one.proto.body.startswith("<style"))


def read(html: str) -> str:
    """What of some HTML is read, a mark's role before its text."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def click(app: AppTest, key: str) -> AppTest:
    """Clicks, and stays on the page that this led to: the harness would go back to the one it was sent to."""
    app.button(key=key).click().run()
    assert not app.exception
    titles = {catalogue(lang)[f"page.{page}.title"]: page for lang in LANGUAGES for page in PLAYED}
    return app.switch_page(f"{titles[app.title[0].value]}.py")
