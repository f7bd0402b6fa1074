"""Pieces of HTML for a lesson: whatever text is put in comes out as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

MARKS = ((re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"), (re.compile(r"`(.+?)`"), r"<code>\1</code>"))


def paragraph(text: str) -> str:
    """A paragraph; ``**bold**`` and ```code``` are understood.

    >>> paragraph("**a** < `b`")
    '<p class="prose"><strong>a</strong> &lt; <code>b</code></p>'
    """
    marked = escape(text, quote=False)
    for pattern, tag in MARKS:
        marked = pattern.sub(tag, marked)
    return f'<p class="prose">{marked}</p>'


def question(text: str, answer: str, texts: Mapping[str, str]) -> str:
    """What there is to work out, and the answer for who opens it."""
    shown = f"<summary>{escape(texts['practice.page.answer'])}</summary><p>{escape(answer)}</p>"
    return f'<div class="question">{paragraph(text)}<details>{shown}</details></div>'


def code_block(name: str, code: str, texts: Mapping[str, str]) -> str:
    """Code, folded away; it scrolls by itself, so that it can be reached by keyboard."""
    title = escape(f"{texts['takeaway.code']}: {name}")
    block = f'<pre tabindex="0" role="region" aria-label="{title}"><code>{escape(code)}</code></pre>'
    return f'<details class="program"><summary>{title}</summary>{block}</details>'


def inside_script(code: str) -> str:
    """JavaScript that may stand inside a script element: nothing in it ends the element.

    >>> "</" in inside_script('"</script>"')
    False
    """
    return re.sub(r"</(?=script)", r"<\\/", code, flags=re.IGNORECASE)
