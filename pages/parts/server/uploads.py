"""How many files a session may hold."""

from __future__ import annotations

from collections import Counter

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from pages.parts.server.requests import path_of

UPLOAD = "/_stcore/upload_file/"  # then the session and the file
MOST = 16  # twice as many as are read at a time; a file is let go of once it was read


class Uploads:
    """Refuses a file where its session holds many that nobody has read: a script may send them without end."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counts what is held and what is on its way."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not path_of(scope).startswith(UPLOAD):
            await self.app(scope, receive, send)
            return
        session = path_of(scope).removeprefix(UPLOAD).partition("/")[0]
        if self.coming[session] + count_held(session) >= MOST:
            await PlainTextResponse("too many files", 413)(scope, receive, send)
            return
        self.coming[session] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self.coming -= Counter([session])  # which leaves nothing of it at 0


def count_held(session: str) -> int:
    """How many files of a session Streamlit holds."""
    manager = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    return len(manager.file_storage.get(session, ())) if isinstance(manager, MemoryUploadedFileManager) else 0
