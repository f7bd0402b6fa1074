"""What the server writes of a request: its path, never its query."""

from __future__ import annotations

import logging

LOGS = "uvicorn.access", "uvicorn.error"  # requests, and sockets


def leave_queries_out() -> None:
    """From now on what somebody pasted or typed, which a link carries, stands in no log."""
    for name in LOGS:
        logging.getLogger(name).addFilter(cut_query)


def cut_query(record: logging.LogRecord) -> bool:
    """Cuts the addresses of a record before their query; every record is written.

    >>> record = logging.makeLogRecord({"msg": "%s", "args": ("/errors?message=secret",)})
    >>> cut_query(record), record.getMessage()
    (True, '/errors')
    """
    if isinstance(record.args, tuple):
        record.args = tuple(_path(part) if isinstance(part, str) else part for part in record.args)
    return True


def _path(part: str) -> str:
    return part.partition("?")[0] if part.startswith("/") else part
