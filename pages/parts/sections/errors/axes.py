"""The shapes of a message as rows of labelled axes, the pair that clashes marked."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from convcore.explain.drawings import Drawing, NamedAxis, View
from convcore.explain.messages.model import Say
from convcore.explain.tell import name_axis
from pages.parts.ui.language import t


def draw(drawing: Drawing, framework: str, say: Callable[[Say], str]) -> str:
    """Input and filters as the framework read them, and the input as it was probably meant."""
    rows = (
        (t("errors.shapes.input", framework=framework), drawing.input),
        (t("errors.shapes.filters", framework=framework), drawing.filters),
        (t("errors.shapes.meant"), drawing.meant),
    )
    return f'<div class="cs-shapes">{"".join(_row(title, view, say) for title, view in rows if view)}</div>'


def _row(title: str, view: View, say: Callable[[Say], str]) -> str:
    boxes = "".join(_box(one, letter, say) for letter, one in zip(view.layout, view.axes, strict=True))
    return f"<figure><figcaption>{escape(title)} <code>{view.layout}</code></figcaption><ul>{boxes}</ul></figure>"


def _box(one: NamedAxis, letter: str, say: Callable[[Say], str]) -> str:
    size = "?" if one.size is None else str(one.size)
    clash = f'<span class="cs-unseen"> {escape(t("errors.shapes.clash"))}</span>' if one.clash else ""
    kind = ' class="cs-clash"' if one.clash else ""
    return f"<li{kind}><b>{size}</b><span>{escape(say(name_axis(one)))}</span><i>{letter}</i>{clash}</li>"
