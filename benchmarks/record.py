"""Where and when something was measured, and how it is kept: a table for people, and all numbers as JSON."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ASKED = "--record"


def measured(packages: Iterable[str], **others: str) -> dict[str, Any]:
    """The day, the processor, and the versions of what is installed here and of ``others``."""
    versions = {"python": platform.python_version(), **_versions(packages), **others}
    return {"date": f"{datetime.now(UTC):%Y-%m-%d}", "processor": processor(), "versions": versions}


def head(found: dict[str, Any]) -> str:
    """The same in one line."""
    return ", ".join([found["date"], found["processor"], *(f"{name} {n}" for name, n in found["versions"].items())])


def processor() -> str:
    """The machine's name for its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def keep(path: Path, text: str, found: dict[str, Any]) -> None:
    """Where the script was called with ``--record``: writes the table to ``path``, and the numbers beside it."""
    if ASKED in sys.argv:
        path.write_text(text)
        path.with_suffix(".json").write_text(json.dumps(found, indent=1) + "\n")


def _versions(packages: Iterable[str]) -> dict[str, str]:
    found = {}
    for name in packages:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
