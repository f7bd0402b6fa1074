"""A session holds so many files that nobody has read, and no more."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from pages.parts.server import uploads
from pages.parts.server.uploads import MOST, Uploads


class Storage:
    """Takes files slowly, as a server does whose requests come all at once."""

    def __init__(self) -> None:
        self.files: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keeps the path alone."""
        await asyncio.sleep(0)
        self.files.append(scope["path"])
        await PlainTextResponse("", 204)(scope, receive, send)

    def count(self, session: str) -> int:
        """How many files of a session are held."""
        return sum(f"/{session}/" in path for path in self.files)


def ask(guard: Uploads, *paths: str, method: str = "PUT") -> list[int]:
    """The answers to requests that come at once."""

    async def one(path: str) -> int:
        said: list[Message] = []

        async def send(message: Message) -> None:
            said.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        await guard({"type": "http", "method": method, "path": path, "headers": []}, receive, send)
        return int(said[0]["status"])

    async def every() -> list[int]:
        return await asyncio.gather(*map(one, paths))

    return asyncio.run(every())


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Storage:
    made = Storage()
    monkeypatch.setattr(uploads, "count_held", made.count)
    return made


def name(session: str, count: int) -> list[str]:
    return [f"/_stcore/upload_file/{session}/{number}" for number in range(count)]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_session_holds_so_many_files(storage: Storage, at_once: bool) -> None:
    guard: Any = Uploads(storage)
    paths = name("one", MOST + 3)
    answers = ask(guard, *paths) if at_once else [ask(guard, path)[0] for path in paths]
    assert answers == [204] * MOST + [413] * 3
    assert not guard.coming, "nothing is kept of what has come"
    assert ask(guard, *name("two", 1)) == [204], "another session has its own"
    assert ask(guard, paths[0], method="DELETE") == [204]
    storage.files.clear()
    assert ask(guard, paths[0]) == [204], "what was read makes room"
