"""Streamlit's index.html with our own modules in its head."""

from __future__ import annotations

import gzip
from pathlib import Path
from types import MappingProxyType

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from convcore.catalogue import ASSETS
from convcore.web import modules
from pages.parts.server.requests import accepts_gzip, path_of, wants_page

INDEX = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
UNPLAYED = ("/mobilenet", "/practice", "/errors")  # pages that begin without a player


def _with_shell(index: bytes, plays: bool) -> bytes:
    """Streamlit's page with the modules and the style sheet of assets/shell in its head, before Streamlit's own.

    Their addresses are relative, as Streamlit's are. All but the first are named, and the player's where the page
    begins with one, so that they load side by side.
    """
    shell, player = (f"./assets/{name}/{modules.digest(ASSETS / name)}" for name in ("shell", "player"))
    found = [f"{shell}/{path.name}" for path in sorted((ASSETS / "shell").glob("*.js")) if path.name != modules.DOOR]
    if plays:
        found += [f"{player}/{path.relative_to(modules.PLAYER).as_posix()}" for path in modules.order()]
    tags = [f'<link rel="modulepreload" href="{address}">' for address in found]
    tags.append(f'<link rel="stylesheet" href="{shell}/early.css">')
    sheet = f"./assets/player.css?v={modules.digest(ASSETS / 'player.css')}"
    tags.append(f'<link rel="stylesheet" href="{sheet}">')  # once for all players that will come
    tags.append(f'<script type="module" src="{shell}/{modules.DOOR}"></script>')
    return index.replace(b"<head>", b"<head>" + "".join(tags).encode(), 1)


class OwnPage:
    """Sends our own page in the place of Streamlit's index.html, at whatever address that is found.

    It is sent whole each time: Streamlit's ETag knows nothing of what was put in.
    """

    PAGE, UNPLAYED = _with_shell(INDEX, True), _with_shell(INDEX, False)
    PACKED = MappingProxyType({page: gzip.compress(page, mtime=0) for page in (PAGE, UNPLAYED)})
    HIDDEN = (b"if-none-match", b"if-modified-since", b"accept-encoding")

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Looks at what is asked for as a page; a download comes by the same kind of request, but from /media/."""
        if scope["type"] != "http" or "/media/" in scope["path"] or not wants_page(scope):
            await self.app(scope, receive, send)
            return
        headers = [(name, value) for name, value in scope["headers"] if name not in self.HIDDEN]
        held: list[Message] = []

        async def send_page(message: Message) -> None:
            """Holds the start back until the body is there."""
            if message["type"] == "http.response.start":
                held.append(message)
                return
            if held:
                start = held.pop()
                message = self._exchange(scope, start, message)
                await send(start)
            await send(message)

        await self.app({**scope, "headers": headers}, receive, send_page)

    def _exchange(self, scope: Scope, start: Message, body: Message) -> Message:
        headers = MutableHeaders(scope=start)
        only_head = scope["method"] == "HEAD" and headers.get("content-length") == str(len(INDEX))
        if body.get("body") != INDEX and not only_head:
            return body
        page = self.UNPLAYED if path_of(scope) in UNPLAYED else self.PAGE
        if accepts_gzip(scope):
            page = self.PACKED[page]
            headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(page))
        headers.add_vary_header("accept-encoding")
        del headers["etag"], headers["last-modified"]
        return {**body, "body": b"" if only_head else page}
