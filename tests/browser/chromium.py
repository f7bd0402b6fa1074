"""Finds the Chromium that the browser tests drive, or installs one.

``python tests/browser/chromium.py`` prints its path; with ``--install`` it looks for a way to get one first:
Debian's packages where apt can be used, else Playwright's own download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

# The shell draws the same pages without a desktop around them, for a tenth less work.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
HINT = "no Chromium: run `python tests/browser/chromium.py --install` or set CHROMIUM to one"


def find() -> str | None:
    """The path of a Chromium that starts: $CHROMIUM, one on PATH, one that Playwright downloaded, or None."""
    if named := os.environ.get("CHROMIUM"):
        return named if _starts(named) else None
    for path in filter(None, map(shutil.which, NAMES)):
        if _starts(path):
            return path
    downloaded = _downloaded()
    return downloaded if _starts(downloaded) else None


def install() -> str | None:
    """The path of a Chromium, installed now if there was none; None where no way worked."""
    if (path := find()) or "CHROMIUM" in os.environ:
        return path
    for command in _ways():
        print("+", *command, file=sys.stderr)
        subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
        if path := find():
            return path
    return None


def _starts(path: str) -> bool:
    """Whether ``path`` is a browser that runs: Ubuntu's chromium-browser may be a stub that only says what to do."""
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _downloaded() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _ways() -> list[list[str]]:
    """The commands to try one after another."""
    root = [] if _is_root() else ["sudo", "-n"]
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    ways = []
    if Path("/usr/bin/apt-get").exists() and (_is_root() or shutil.which("sudo")):
        ways.append([*apt, "update", "-q"])
        add = [*apt, "install", "-qy", "--no-install-recommends", "fonts-liberation"]
        ways.extend([*add, package] for package in (SHELL, "chromium"))
    return [*ways, [sys.executable, "-m", "playwright", "install", "chromium"]]


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def main() -> int:
    """Prints the path; 1 where there is none."""
    path = install() if "--install" in sys.argv[1:] else find()
    print(path or HINT)
    return 0 if path else 1


if __name__ == "__main__":
    sys.exit(main())
