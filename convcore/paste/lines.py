"""Pasted lines as statements: which of them belong together, without running or parsing them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from functools import cache

from convcore.errors import ConvError

LONGEST_STATEMENT = 10_000  # lines
MOST_UNCLOSED = 20  # statements whose brackets never close: prose has a few, code one
PROMPT = re.compile(r"\s*+(?:>>> ?|\.\.\. ?|In \[\d++\]: ?|(?:> )++)")
# A string that its line does not close goes to its end, so that no character is looked at twice.
PIECE = re.compile(r"""'''|\"\"\"|'(?:[^'\\]|\\.)*+'?|"(?:[^"\\]|\\.)*+"?|#.*|[()\[\]{}]""")
OPENING, CLOSING = "([{", ")]}"
SKIPPED = re.compile(r"(?:for|while|else|elif|except|class)\b")
Scan = tuple[int, str, bool]
"""Of a line: brackets opened less those closed, the triple quote that stays open, whether a backslash continues it."""


def cut_statements(text: str) -> Iterator[tuple[int, str]]:
    """The statements with the number of their first line; bodies of loops and branches are left out."""
    lines = [_without_prompt(line).expandtabs() for line in text.split("\n")]
    scan = cache(lambda at, string: _scan(lines[at], string))
    at, unclosed, beyond = 0, 0, math.inf
    while at < len(lines):
        count = _length(scan, at, min(len(lines), at + LONGEST_STATEMENT))
        if count is None:
            unclosed += 1
            if unclosed > MOST_UNCLOSED:
                raise ConvError("line {line}: the brackets or quotes that open here are never closed", line=at + 1)
        source = "\n".join(lines[at : at + (count or 1)])
        indent = len(source) - len(source.lstrip())
        bare = source.strip()
        if bare and not bare.startswith("#") and indent <= beyond:
            beyond = indent if _opens_skipped_block(bare) else math.inf
            yield at + 1, bare
        at += count or 1


def _without_prompt(line: str) -> str:
    prompt = PROMPT.match(line)
    return line[prompt.end() :] if prompt else line


def _opens_skipped_block(source: str) -> bool:
    """Whether a loop or branch begins here whose body stands below."""
    begins = SKIPPED.match(source)
    return begins is not None and (source.endswith(":") or source.partition("#")[0].rstrip().endswith(":"))


def _length(scan: Callable[[int, str], Scan], start: int, end: int) -> int | None:
    """How many lines a statement takes: until its brackets and strings are closed; None where they never are."""
    depth, string = 0, ""
    for at in range(start, end):
        opened, string, continued = scan(at, string)
        depth += opened
        if not string and depth <= 0 and not continued:
            return at - start + 1
    return None


def _scan(line: str, string: str) -> Scan:
    """One line; ``string`` is the triple quote that is open where it begins."""
    at, depth = 0, 0
    if string:
        at = line.find(string) + 3
        if at < 3:
            return 0, string, False
    while piece := PIECE.search(line, at):
        mark, at = piece.group(), piece.end()
        if mark in OPENING or mark in CLOSING:
            depth += 1 if mark in OPENING else -1
        elif mark in ("'''", '"""'):
            close = line.find(mark, at)
            if close < 0:
                return depth, mark, False
            at = close + 3
    return depth, "", line.endswith("\\", at)
