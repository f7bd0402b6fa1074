"""Who may open a socket, by the settings; tests/test_app.py asks a server."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st
from starlette.datastructures import Headers

from pages.parts.server.sockets import is_ours


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("server.corsAllowedOrigins", ["https://course.example"]),
        ("browser.serverAddress", "course.example"),
        ("server.enableCORS", False),
    ],
)
def test_a_site_that_the_settings_name_is_let_in(monkeypatch: pytest.MonkeyPatch, option: str, value: Any) -> None:
    headers = Headers({"origin": "https://course.example", "host": "10.0.0.1"})
    assert not is_ours(headers)
    ask_settings = st.get_option
    monkeypatch.setattr(st, "get_option", lambda name: value if name == option else ask_settings(name))
    assert is_ours(headers)
