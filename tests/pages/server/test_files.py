"""Files as they are served: compressed anew when edited, at an address of their own."""

from __future__ import annotations

import asyncio
import gzip
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from convcore.web import modules
from pages.parts.server.files import Files, Modules


def test_an_edited_asset_is_compressed_anew(tmp_path: Path) -> None:
    scope = {"type": "http", "method": "GET", "headers": [(b"accept-encoding", b"gzip")], "query_string": b""}
    files = Files(directory=tmp_path)
    for text in ("first", "second, longer"):
        (tmp_path / "lesson.js").write_text(text)
        with ThreadPoolExecutor(1) as thread:  # Playwright keeps an event loop running in this one
            response = thread.submit(asyncio.run, files.get_response("lesson.js", scope)).result()
        assert gzip.decompress(response.body).decode() == text


def test_modules_that_were_edited_have_another_address(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text("export const a = 1;")
    scope = {"path_params": {"version": modules.digest(tmp_path)}}
    served = Modules(tmp_path)
    assert served.names_version(scope)
    (tmp_path / "index.js").write_text("export const a = 2;")
    assert not served.names_version(scope)
