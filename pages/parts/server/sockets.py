"""Who may open a socket to Streamlit."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts.server.requests import path_of

STREAM = "/_stcore/stream"
POLICY_VIOLATION, UNSUPPORTED_DATA = 1008, 1003  # RFC 6455, 7.4.1
PORTS = {"http": 80, "https": 443}
LOOPBACK = ("localhost", "127.0.0.1", "::1")  # a page on the reader's own machine; Streamlit lets it in as well
LOG = logging.getLogger("convscope")


class Sockets:
    """Answers the sockets that Streamlit must not see.

    An Origin that is not the Host makes Streamlit ask a foreign host for this machine's address, and until it answers
    nobody is served. A socket at any other path, or a text frame, ends in a traceback.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuses a socket, which is a 403, or passes it on without the Origin: it is judged."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if path_of(scope) == STREAM and is_ours(headers):
            kept = [(name, value) for name, value in scope["headers"] if name != b"origin"]
            await self.app({**scope, "headers": kept}, *_binary_only(receive, send))
            return
        host, origin = headers.get("host"), headers.get("origin")
        LOG.warning("a socket was refused: path %r, Host %r, Origin %r", scope["path"], host, origin)
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})


def is_ours(headers: Headers) -> bool:
    """Whether a socket comes from a page of ours, or of a site that the settings name, or from no browser.

    The Host is what the browser asked for, unless a proxy puts its own there; then X-Forwarded-Host has it. No page
    can write either. For a proxy that tells neither there are browser.serverAddress and server.corsAllowedOrigins.
    """
    origin = headers.get("origin")
    if origin is None or not st.get_option("server.enableCORS"):
        return True
    scheme, place = origin.partition("://")[0], _locate(origin)
    if place is None:
        return False
    hosts = (headers.get("host", ""), headers.get("x-forwarded-host", "").split(",")[0].strip())
    return (
        place in [_locate(f"{scheme}://{host}") for host in hosts]
        or place[0] in (*LOOPBACK, st.get_option("browser.serverAddress"))
        or origin in st.get_option("server.corsAllowedOrigins")
    )


def _locate(url: str) -> tuple[str, int] | None:
    """The host and the port of a web address, None for anything else."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None


def _binary_only(receive: Receive, send: Send) -> tuple[Receive, Send]:
    """The two ends of a socket that a text frame closes: Streamlit's messages are binary."""
    closed = False

    async def receive_binary() -> Message:
        nonlocal closed
        message = await receive()
        if message["type"] != "websocket.receive" or message.get("bytes") is not None:
            return message
        closed = True
        await send({"type": "websocket.close", "code": UNSUPPORTED_DATA})
        return {"type": "websocket.disconnect", "code": UNSUPPORTED_DATA}

    async def send_while_open(message: Message) -> None:
        if not closed:
            await send(message)

    return receive_binary, send_while_open
