"""The server: Streamlit runs pages/main.py; beside it stand our assets, plotly.js and what all requests go through.

Start it with ``streamlit run app.py`` or, from this folder, with ``uvicorn app:app``.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import logging
import re
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.middleware import Middleware
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from convcore.web import modules

ROOT = Path(__file__).resolve().parent
FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
LOG = logging.getLogger("convscope")


class Files(StaticFiles):
    """Static files whose texts are compressed once and kept, not once a request (84 ms for plotly.js).

    A file is asked for again each time, which costs an ETag. Only a URL that names the version being served,
    ``?v=7.1.0``, may be kept: a cache must never store today's file under tomorrow's version.
    """

    def __init__(self, served_version: str | None = None, **where: Any) -> None:
        super().__init__(**where)
        self.served_version = served_version

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file at ``path`` below the served folder, or the 404 that Starlette raises."""
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and _wants_gzip(scope, response):
            packed = await run_in_threadpool(_packed, str(response.path), response.headers["etag"])
            kept = {name: response.headers[name] for name in ("content-type", "etag")}
            response = Response(packed, headers=kept | {"content-encoding": "gzip"})
        response.headers["cache-control"] = FOREVER if self.names_version(scope) else REVALIDATE
        response.headers.add_vary_header("accept-encoding")
        return response

    def names_version(self, scope: Scope) -> bool:
        """Whether the URL names the version being served."""
        asked = QueryParams(scope["query_string"]).get("v")
        return bool(asked) and asked == self.served_version


class Modules(Files):
    """A folder of ES modules below an address of their own for each version, ``<digest>/index.js``.

    What a module imports beside it inherits the version, so that all of it may be kept for ever. An older version's
    address, which a page opened before an update asks for, answers with the files of today: never to be kept.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder)
        self.folder = folder

    def names_version(self, scope: Scope) -> bool:
        """Whether the address names the files as they are at this moment."""
        return bool(scope["path_params"]["version"] == modules.digest(self.folder))


def _wants_gzip(scope: Scope, response: Response) -> bool:
    accepted = Headers(scope=scope).get("accept-encoding", "")
    return "gzip" in accepted and response.headers["content-type"].startswith(TEXT)


@lru_cache(maxsize=64)
def _packed(path: str, etag: str) -> bytes:
    """The file compressed; ``etag`` changes with the file, so an edited file is compressed anew."""
    return gzip.compress(Path(path).read_bytes(), compresslevel=6, mtime=0)


class SecurityHeaders:
    """Puts HEADERS on every HTTP response, Streamlit's own included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and adds the headers where the response starts."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers)


INDEX = (Path(st.__file__).parent / "static" / "index.html").read_bytes()


def _with_shell(index: bytes) -> bytes:
    """Streamlit's page with the modules and the style sheet of assets/shell in its head, before Streamlit's own.

    Their addresses are relative, as Streamlit's are. All but the first are named so that they load side by side.
    """
    names = sorted(path.name for path in (ROOT / "assets" / "shell").glob("*.js"))
    tags = [f'<link rel="modulepreload" href="./assets/shell/{name}">' for name in names if name != "index.js"]
    tags.append('<link rel="stylesheet" href="./assets/shell/early.css">')
    tags.append('<script type="module" src="./assets/shell/index.js"></script>')
    return index.replace(b"<head>", b"<head>" + "".join(tags).encode(), 1)


class OwnPage:
    """Sends PAGE in the place of Streamlit's index.html, at whatever address that is found.

    It is sent whole each time: Streamlit's ETag knows nothing of what was put in.
    """

    PAGE = _with_shell(INDEX)
    PACKED = gzip.compress(PAGE, mtime=0)
    HIDDEN = (b"if-none-match", b"if-modified-since", b"accept-encoding")

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Looks at what is asked for as a page; a download comes by the same kind of request, but from /media/."""
        if scope["type"] != "http" or "/media/" in scope["path"] or not _wants_page(scope):
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
        page = self.PAGE
        if "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            page = self.PACKED
            headers["content-encoding"] = "gzip"
        headers["content-length"] = str(len(page))
        headers.add_vary_header("accept-encoding")
        del headers["etag"], headers["last-modified"]
        return {**body, "body": b"" if only_head else page}


def _wants_page(scope: Scope) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "")


def _inline_scripts() -> str:
    """CSP hashes of the scripts that stand inside Streamlit's own index.html."""
    digests = [hashlib.sha256(script).digest() for script in re.findall(rb"<script>(.*?)</script>", INDEX, re.DOTALL)]
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


CSP = {
    "default-src": "'self'",
    "script-src": f"'self' blob: {_inline_scripts()}",  # blob: Streamlit loads a component's script from one
    "style-src": "'self' 'unsafe-inline'",  # Streamlit and Plotly write their styles at run time
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",  # the WebSocket too: 'self' covers ws: and wss: on our own host
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    # Teachers embed pages in course sites we cannot list. There is no account here and nothing secret to
    # click on, so a foreign frame can do no harm.
    "frame-ancestors": "*",
}

HEADERS = {
    "content-security-policy": "; ".join(f"{directive} {sources}" for directive, sources in CSP.items()),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",  # the learner's tensors stand in the link: other sites do not get it
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class Wayfinder:
    """Sends who asks for an address that is no page to the article, with the query: a lab that stands there is kept.

    Streamlit answers every address it does not know with its own index.html, and below a page that one stays blank.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; puts a redirect in the place of HTML at an address that has none."""
        if scope["type"] != "http" or _path(scope) in PAGES or _path(scope).startswith(DOCUMENTS):
            await self.app(scope, receive, send)
            return
        lost = False

        async def send_or_redirect(message: Message) -> None:
            nonlocal lost
            if message["type"] == "http.response.start":
                lost = Headers(raw=message["headers"]).get("content-type", "").startswith("text/html")
                if lost:
                    await _to_the_article(scope)(scope, receive, send)
            if not lost:
                await send(message)

        await self.app(scope, receive, send_or_redirect)


# Each file in pages/ but the script itself is a page at an address of its name; the article is at the root.
PAGES = {f"/{path.stem}" for path in (ROOT / "pages").glob("*.py")} - {"/main", "/article"} | {"/"}
DOCUMENTS = ("/media/", "/component/")  # the HTML here is a file: a lesson, for one


def _path(scope: Scope) -> str:
    """The path that was asked for, as our routes name it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def _to_the_article(scope: Scope) -> Response:
    query = scope["query_string"].decode("latin-1")
    address = f"{scope.get('root_path', '')}/{'?' * bool(query)}{query}"
    return RedirectResponse(address, headers={"cache-control": REVALIDATE})


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
        if _path(scope) == STREAM and is_own(headers):
            kept = [(name, value) for name, value in scope["headers"] if name != b"origin"]
            await self.app({**scope, "headers": kept}, *_binary_only(receive, send))
            return
        host, origin = headers.get("host"), headers.get("origin")
        LOG.warning("a socket was refused: path %r, Host %r, Origin %r", scope["path"], host, origin)
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})


STREAM = "/_stcore/stream"
POLICY_VIOLATION, UNSUPPORTED_DATA = 1008, 1003  # RFC 6455, 7.4.1
PORTS = {"http": 80, "https": 443}


def is_own(headers: Headers) -> bool:
    """Whether a socket comes from a page of ours, or of a site that the settings name, or from no browser.

    The Host is what the browser asked for, unless a proxy puts its own there; then X-Forwarded-Host has it. No page
    can write either. For a proxy that tells neither there are browser.serverAddress and server.corsAllowedOrigins.
    """
    origin = headers.get("origin")
    if origin is None or not st.get_option("server.enableCORS"):
        return True
    scheme, place = origin.partition("://")[0], _place(origin)
    if place is None:
        return False
    hosts = (headers.get("host", ""), headers.get("x-forwarded-host", "").split(",")[0].strip())
    return (
        place in [_place(f"{scheme}://{host}") for host in hosts]
        or place[0] in (*LOOPBACK, st.get_option("browser.serverAddress"))
        or origin in st.get_option("server.corsAllowedOrigins")
    )


LOOPBACK = ("localhost", "127.0.0.1", "::1")  # a page on the reader's own machine; Streamlit lets it in as well


def _place(url: str) -> tuple[str, int] | None:
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


def own_words(error: Exception) -> bool:
    """Tells the reader of a defect in the page's language; the log has the traceback."""
    LOG.error("a page failed", exc_info=error)
    from pages.parts.ui.language import t  # not before the script has put our folder on the path

    st.error(t("about.defect"))
    return True


app = st.App(
    ROOT / "pages" / "main.py",
    routes=[
        Mount("/assets/player/{version}", Modules(ROOT / "assets" / "player")),
        Mount("/assets", Files(directory=ROOT / "assets")),
        Mount("/plotly", Files(version("plotly"), packages=[("plotly", "package_data")])),
    ],
    middleware=[Middleware(SecurityHeaders), Middleware(Wayfinder), Middleware(Sockets), Middleware(OwnPage)],
    on_script_error=own_words,
)
