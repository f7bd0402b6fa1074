"""The one state of a session: what is set now, and the ways to change it. Widgets write through ``commit`` alone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import cast

from convcore.spec import Kind
from pages.parts import session
from pages.parts.lab.history import Edits, Offer, State
from pages.parts.lab.historytext import read_history, write_history
from pages.parts.lab.lab import Lab, article
from pages.parts.lab.note import Note


def state() -> State:
    """The session's state; a new session begins with the article's example."""
    found = session.recall()
    if found is None:
        session.keep(found := State())
    return cast(State, found)


def has_begun() -> bool:
    """Whether the session has a state yet."""
    return session.recall() is not None


def begin(lab: Lab, notes: tuple[Note, ...] = (), applied: int = 0) -> None:
    """The session begins with ``lab``.

    Args:
        lab: what is set.
        notes: what there is to say of it.
        applied: the number of the last edit that an earlier session took over from a player.
    """
    session.keep(State(applied=applied).open(lab, notes))


def current() -> Lab:
    """What is set now; it may be without a result."""
    return state().history.present


def shown(*kinds: Kind) -> Lab:
    """The lab to draw: :func:`current`, or while that lacks a result of these kinds, the last one that had them all."""
    return state().shown(*kinds)


def image(batch: int) -> int:
    """Which image of a batch of so many is shown: the chosen one, or the last where there are not enough."""
    return min(state().image, batch - 1)


def show_image(number: int) -> None:
    """Shows another image of the batch."""
    session.keep(replace(state(), image=number))


def version() -> int:
    """A number that grows with every change of the lab."""
    return state().version


def commit(lab: Lab, control: str = "", notes: tuple[Note, ...] = (), keep: Collection[str] = ()) -> None:
    """The one place where widgets write: ``lab`` becomes what is set, ``control`` shows ``notes``.

    Earlier messages go, but for those of the controls in ``keep``.
    """
    session.keep(state().commit(lab, control, notes, keep))


def fail(lab: Lab, mend: Offer, control: str) -> None:
    """Sets a lab that fails, and what mends it."""
    session.keep(state().fail(lab, mend, control))


def take(mend: Offer, control: str = "") -> None:
    """Sets what works, and the widgets of the page that plays it at once."""
    session.keep(state().take(mend, control))
    for key, value in mend.widgets.items():
        session.preset_widget(key, value)


def reset() -> None:
    """Back to the article's example; the way there can be undone."""
    session.keep(replace(state(), notes={}).commit(article()))


def undo() -> None:
    """One change back."""
    session.keep(state().undo())


def redo() -> None:
    """One undone change forth."""
    session.keep(state().redo())


def kept() -> str:
    """What can be undone and redone, as text that is to outlive the session; empty for nothing."""
    return write_history(state().history)


def resume(text: str | None) -> None:
    """Takes back what :func:`kept` gave, where it leads to the present lab; anything else is nothing."""
    if not text:
        return
    try:
        history = read_history(text)
    except ValueError:
        return  # another version wrote it, or somebody by hand
    session.keep(state().resume(history))


def messages(control: str) -> tuple[Note, ...]:
    """What to show at a control."""
    return state().messages(control)


def recall_edits(key: str) -> Edits:
    """The edits that an editor held in the last run."""
    return state().held.get(key, {})


def hold(key: str, edits: Edits) -> None:
    """Notes that the edits an editor holds are taken over."""
    if edits != recall_edits(key):
        session.keep(replace(state(), held={**state().held, key: edits}))


def applied() -> int:
    """The number of the last edit taken over from a player."""
    return state().applied


def apply(number: int) -> None:
    """Notes that a player's edits up to this number are taken over."""
    session.keep(replace(state(), applied=number))
