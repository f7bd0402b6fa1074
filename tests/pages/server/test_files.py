"""Files as they are served: compressed anew when edited, at an address of their own."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from starlette.responses import Response

from convcore.web import modules
from pages.parts.server.files import Files, Modules


def answer(files: Files, path: str, scope: dict[str, Any]) -> Response:
    with ThreadPoolExecutor(1) as thread:  # Playwright keeps an event loop running in this one
        return thread.submit(asyncio.run, files.get_response(path, scope)).result()


def test_an_edited_asset_is_compressed_anew(tmp_path: Path) -> None:
    scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", b"gzip")], "query_string": b""}
    files = Files(directory=tmp_path)
    for text in ("first", "second, longer"):
        (tmp_path / "lesson.js").write_text(text)
        assert gzip.decompress(answer(files, "lesson.js", scope).body).decode() == text


def test_modules_that_were_edited_have_another_address(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text("export const a = 1;")
    scope = {"path_params": {"version": modules.digest(tmp_path)}}
    served = Modules(tmp_path)
    assert served.names_version(scope, "")
    (tmp_path / "index.js").write_text("export const a = 2;")
    assert not served.names_version(scope, "")


def test_a_room_is_found_where_no_version_is_named(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "room" / "a.js").write_text("export const a = 1;")
    scope = {"type": "http", "method": "GET", "headers": [], "query_string": b"", "path_params": {"version": "room"}}
    response = answer(Modules(tmp_path), "a.js", scope)
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-cache")
