"""What a request says."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import Scope


def path_of(scope: Scope) -> str:
    """The path that was asked for, as our routes name it: without what a proxy puts before it."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


def accepts_gzip(scope: Scope) -> bool:
    """Whether the answer may be compressed."""
    return "gzip" in Headers(scope=scope).get("accept-encoding", "")


def wants_page(scope: Scope) -> bool:
    """Whether a browser asks for something to show: it sends this with a navigation, not with a script or a picture."""
    return "text/html" in Headers(scope=scope).get("accept", "")
