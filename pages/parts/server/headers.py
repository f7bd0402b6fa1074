"""What a browser may load for our pages, and what it tells to others: headers of every answer."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.parts.server.page import INDEX


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
