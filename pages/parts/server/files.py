"""Our own files and those of packages: compressed once, and kept by caches where the address names the version."""

from __future__ import annotations

import gzip
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from convcore.web import modules
from pages.parts.server.requests import accepts_gzip, path_of

FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
STATIC = "/static/"
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")


class Files(StaticFiles):
    """Static files whose texts are compressed once and kept, not once a request (84 ms for plotly.js).

    A file is asked for again each time, which costs an ETag. Only a URL that names the version being served,
    ``?v=7.1.0``, may be kept: a cache must never store today's file under tomorrow's version. Where one version is
    not that of all, it is a file's digest.
    """

    def __init__(self, served_version: str | None = None, **where: Any) -> None:
        super().__init__(**where)
        self.served_version = served_version

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at ``path`` below the served folder, or the 404 that Starlette raises."""
        response = await super().get_response(path, scope)
        lasting = self.names_version(scope, path)
        if isinstance(response, FileResponse) and accepts_gzip(scope) and _is_text(response):
            packed = await run_in_threadpool(_pack, str(response.path), response.headers["etag"])
            kept = {name: response.headers[name] for name in ("content-type", "etag")}
            response = Response(packed, headers=kept | {"content-encoding": "gzip"})
        response.headers["cache-control"] = FOREVER if lasting else REVALIDATE
        response.headers.add_vary_header("accept-encoding")
        return response

    def names_version(self, scope: Scope, path: str) -> bool:
        """Whether the URL names the version being served."""
        asked = QueryParams(scope["query_string"]).get("v")
        if not asked or self.served_version or not self.directory:
            return bool(asked) and asked == self.served_version
        return asked == modules.digest(Path(self.directory) / path)


class Modules(Files):
    """A folder of ES modules below an address of their own for each version, ``<digest>/index.js``.

    What a module imports beside it inherits the version, so that all of it may be kept for ever. An older version's
    address, which a page opened before an update asks for, answers with the files of today: never to be kept.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self.folder = folder
        self.rooms = {path.name for path in folder.iterdir() if path.is_dir()}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at ``path``; where no version was named, the first part of it is taken for one by the route."""
        first = scope["path_params"]["version"]
        return await super().get_response(f"{first}/{path}" if first in self.rooms else path, scope)

    def names_version(self, scope: Scope, path: str) -> bool:
        """Whether the address names the files as they are at this moment."""
        return bool(scope["path_params"]["version"] == modules.digest(self.folder))


class Streamlits(Files):
    """Streamlit's own scripts and styles, which it would send as they are; their names tell their versions."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(packages=[("streamlit", "static/static")])
        self.app = app

    def names_version(self, scope: Scope, path: str) -> bool:
        """A file of another version has another name."""
        return True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers for what lies there, and passes everything else on."""
        if scope["type"] == "http" and path_of(scope).startswith(STATIC) and accepts_gzip(scope):
            with suppress(HTTPException):
                response = await self.get_response(path_of(scope).removeprefix(STATIC), scope)
                return await response(scope, receive, send)
        return await self.app(scope, receive, send)


def _is_text(response: Response) -> bool:
    return response.headers["content-type"].startswith(TEXT)


@lru_cache(maxsize=512)
def _pack(path: str, etag: str) -> bytes:
    """The file compressed; ``etag`` changes with the file, so an edited file is compressed anew."""
    return gzip.compress(Path(path).read_bytes(), compresslevel=6, mtime=0)
