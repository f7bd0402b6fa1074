"""Addresses that are pages, and where all the others lead."""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts.server.files import REVALIDATE
from pages.parts.server.requests import path_of

FOLDER = Path(__file__).resolve().parents[2]
# Each file in pages/ but the script itself is a page at an address of its name; the article is at the root.
PAGES = {f"/{path.stem}" for path in FOLDER.glob("*.py")} - {"/main", "/article"} | {"/"}
DOCUMENTS = ("/media/", "/component/")  # the HTML here is a file: a lesson, for one


class Wayfinder:
    """Sends who asks for an address that is no page to the article, with the query: a lab that stands there is kept.

    Streamlit answers every address it does not know with its own index.html, and below a page that one stays blank.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; puts a redirect in the place of HTML at an address that has none."""
        if scope["type"] != "http" or path_of(scope) in PAGES or path_of(scope).startswith(DOCUMENTS):
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


def _to_the_article(scope: Scope) -> Response:
    query = scope["query_string"].decode("latin-1")
    address = f"{scope.get('root_path', '')}/{'?' * bool(query)}{query}"
    return RedirectResponse(address, headers={"cache-control": REVALIDATE})
