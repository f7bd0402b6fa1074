"""What the browser keeps for a session that is gone, and gives to the next one.

A component that shows nothing holds the lab and the number of the last edit in a player that was confirmed. When a
page finds its server again and that knows nothing of it, the new session gets both back, with the edits that nobody
has answered. A reload has the link; a lab too large for one, what can be undone, and what was done on /practice, come
from the browser's sessionStorage. The same component asks for a run when the connection comes back.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pages.parts import answers, lab, session
from pages.parts.player import inplace
from pages.parts.ui.component import component
from pages.parts.ui.language import LANGUAGES, language, t

KEY = "keeper"
HTML = "<div hidden></div>"


@dataclass(frozen=True)
class Returned:
    """What the browser gives back, not to be trusted.

    Attributes:
        applied: the number of the last edit that the earlier session confirmed.
        lab: the text of the lab, empty for the article's example, or a word and the history that ends in it; None
            where nothing was kept.
        edits: what was typed in a player since then.
        practice: what was done on /practice, as text; None for nothing.
        history: what could be undone and redone, as text; None for nothing.
    """

    applied: int
    lab: str | None
    edits: Any
    practice: str | None
    history: str | None


def ask(waiting: bool, applied: int) -> Returned | None:
    """What the browser gives back to a session that has not begun; None where it has nothing, or not answered yet.

    Args:
        waiting: whether an answer is needed, which costs a run.
        applied: the number that edits count from where nothing is given back.
    """
    data = {
        "first": True,
        "ask": waiting,
        "text": None,
        "large": False,
        "applied": applied,
        "practice": "",
        "history": "",
    }
    return _read(_mount(data))


def keep(text: str, large: bool) -> None:
    """Gives the browser a lab's text to keep, the number of the last edit that stands in it, and what was practised.

    Args:
        text: empty for the article's example; a word where the history has it.
        large: whether it is too large for a link, so that a reload needs it too.
    """
    data = {"first": False, "ask": False, "text": text, "large": large, "applied": lab.applied()}
    _mount({**data, "practice": answers.write_kept(), "history": lab.kept()})


def first() -> int:
    """A number for a new session's edits to count from: above any that an earlier one may have left in a browser."""
    return time.time_ns() // 1_000_000


def _mount(data: dict[str, Any]) -> Any:
    words = {name: t(f"connection.{name}") for name in ("lost", "again", "reload")}
    mount = component("keeper", HTML, "keeper.css", script="shell/keeper")
    told = {**data, "words": words, "tag": LANGUAGES[language()].tag}
    return mount(key=KEY, data=told, on_returned_change=_take).returned


def _take() -> None:
    """Takes over what was kept for a session that did not wait for it, and edits typed while the server was away.

    One that has not begun begins with all of it: see :func:`pages.parts.share.link.follow`.
    """
    back = _read(session.widget(KEY, {}).get("returned"))
    if back and lab.has_begun():
        lab.resume(back.history)
        answers.take_back(back.practice)
        inplace.take(back.edits)


def _read(value: Any) -> Returned | None:
    if not isinstance(value, Mapping) or not _whole(value.get("applied")):
        return None
    kept, practice, history = (_text(value.get(name)) for name in ("lab", "practice", "history"))
    return Returned(value["applied"], kept, value.get("edits"), practice, history)


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
