"""Text in a typewriter's letters with a button that copies it, in no colours.

Not as st.code, which brings the colours of 300 languages: half a second of a second visit's two. Programs have them,
where they are asked for.
"""

from __future__ import annotations

from html import escape
from typing import Any, Literal

import streamlit as st

from pages.parts.ui.language import t


def show_printed(
    text: str, place: Any = st, width: Literal["stretch", "content"] = "stretch", wraps: bool = False
) -> None:
    """Draws it; a long one scrolls in a place of its own, and its lines do too unless it wraps them."""
    copy, copied = (escape(t(f"printed.{word}")) for word in ("copy", "copied"))
    kind = "cs-printed cs-wraps" if wraps else "cs-printed"
    told = f"<pre><code>{escape(text, quote=False)}</code></pre>"
    button = f'<button data-done="{copied}" aria-live="polite">{copy}</button>'
    place.html(f'<div class="{kind}">{told}{button}</div>', width=width)
