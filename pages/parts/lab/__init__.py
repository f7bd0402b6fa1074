"""What is set, its history, its text for a link, its file: ``lab.current()`` and ``lab.commit(...)`` are the ways."""

from pages.parts.lab.given import Given, give
from pages.parts.lab.history import Cell, Edits, State
from pages.parts.lab.lab import LIMITS, MOST_OPTION, Lab, Limit, Name, article, check_sizes
from pages.parts.lab.note import Note
from pages.parts.lab.store import (
    applied,
    apply,
    begin,
    begun,
    commit,
    current,
    held,
    hold,
    image,
    messages,
    redo,
    reset,
    show_image,
    shown,
    state,
    undo,
    version,
)

__all__ = [
    "LIMITS",
    "MOST_OPTION",
    "Cell",
    "Edits",
    "Given",
    "Lab",
    "Limit",
    "Name",
    "Note",
    "State",
    "applied",
    "apply",
    "article",
    "begin",
    "begun",
    "check_sizes",
    "commit",
    "current",
    "give",
    "held",
    "hold",
    "image",
    "messages",
    "redo",
    "reset",
    "show_image",
    "shown",
    "state",
    "undo",
    "version",
]
