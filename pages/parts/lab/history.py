"""What a session has set, what it had set before, and what there is to say of it: plain records without Streamlit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from convcore.spec import READINGS, Kind
from pages.parts.lab.changes import differences
from pages.parts.lab.lab import Lab, article
from pages.parts.lab.note import Note

GridCell = tuple[int, int]
Edits = Mapping[GridCell, str | None]
PICTURES: tuple[tuple[Kind, ...], ...] = (*((kind,) for kind in READINGS), READINGS)
UNDO_STEPS = 50
NEAR = 8  # labs back in which a picture is looked for: each has to be computed
HISTORY = "history"  # the control whose messages are about what was undone
OPENED = "opened"  # the control whose messages are about the link that a session began with


@dataclass(frozen=True)
class History:
    """A lab and the labs before and after it.

    >>> first, second = article(), article().with_options(padding="SAME")
    >>> history = History(first).then(second)
    >>> history.undo().present.padding, history.undo().redo().present.padding
    ('VALID', 'SAME')
    """

    present: Lab
    past: tuple[Lab, ...] = ()
    future: tuple[Lab, ...] = ()

    def then(self, lab: Lab) -> History:
        """``lab`` becomes the present; what was undone is forgotten, as is the oldest past beyond 50 steps."""
        return History(lab, (*self.past, replace(self.present))[-UNDO_STEPS:])

    def undo(self) -> History:
        """One step back, where there is one."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (replace(self.present), *self.future))

    def redo(self) -> History:
        """One undone step forth again, where there is one."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, replace(self.present)), self.future[1:])


@dataclass(frozen=True, eq=False)
class Offer:
    """What makes a lab work that was set to fail, offered until the lab changes.

    Attributes:
        lab: the lab that works.
        page: the page that plays it.
        widgets: what else is set there, by the widgets' keys.
        rule: the rule of a framework (:mod:`convcore.frameworks.rules`) that the lab breaks while the definition
            allows it; nothing where the lab has no result.
    """

    lab: Lab
    page: str
    widgets: Mapping[str, int] = field(default_factory=dict)
    rule: str = ""


@dataclass(frozen=True)
class State:
    """All that a session keeps.

    Attributes:
        history: what is set, with undo and redo.
        good: for each of :data:`PICTURES`, the last lab that had all of its results: the picture while the present
            one has none.
        version: grows with every change of the lab.
        notes: messages, by the name of the control they belong to.
        fault: the control whose setting left the present lab without a result.
        held: by the key of an editor, the edits it held in the last run; they are taken over already.
        applied: the number of the last edit taken over from a player.
        image: which image of the batch was chosen to be shown.
        mend: what makes the present lab work, where that is known.
        run: counts the labs that were set to be played at once; a player begins by itself at each new number.
    """

    history: History = field(default_factory=lambda: History(article()))
    good: Mapping[tuple[Kind, ...], Lab] = field(default_factory=dict)
    version: int = 0
    notes: Mapping[str, tuple[Note, ...]] = field(default_factory=dict)
    fault: str = ""
    held: Mapping[str, Edits] = field(default_factory=dict)
    applied: int = 0
    image: int = 0
    mend: Offer | None = None
    run: int = 0

    def commit(self, lab: Lab, control: str = "", notes: tuple[Note, ...] = (), keep: Collection[str] = ()) -> State:
        """``control`` sets ``lab`` and shows ``notes``; an unchanged lab adds no step to the history.

        A message is about what was just done: earlier ones go, but for those of the controls in ``keep``.
        """
        noted = replace(self, notes={**{name: self.notes[name] for name in keep if name in self.notes}, control: notes})
        if lab.same(self.history.present):
            return replace(noted, history=replace(self.history, present=lab))
        return noted._move(self.history.then(lab), control)

    def open(self, lab: Lab, notes: tuple[Note, ...] = ()) -> State:
        """``lab`` as the beginning of a session, with nothing to undo; the notes go with the first change."""
        return replace(self, notes={OPENED: notes})._move(History(lab), OPENED)

    def resume(self, history: History) -> State:
        """What could be undone and redone before a reload, if it led to the present lab and nothing was done since."""
        if self.history.past or self.history.future or not history.present.same(self.history.present):
            return self
        history = replace(history, present=self.history.present)
        pictured = {}
        for kinds in PICTURES if any(map(history.present.problem, READINGS)) else ():
            works = (lab for lab in reversed(history.past[-NEAR:]) if not any(map(lab.problem, kinds)))
            pictured[kinds] = next(works, history.present)
        return replace(self, history=history, good={**self.good, **pictured})

    def fail(self, lab: Lab, mend: Offer, control: str) -> State:
        """A lab that fails at a control; the one that mends it lies one step back, and is the picture meanwhile."""
        return replace(self.commit(mend.lab).commit(lab, control), mend=mend)

    def take(self, mend: Offer, control: str) -> State:
        """What works, to be played at once."""
        return replace(self.commit(mend.lab, control), mend=None, run=self.run + 1)

    def undo(self) -> State:
        """The lab before the last change, and what is another by that; other messages go."""
        return self._went("change.undone", self.history.undo())

    def redo(self) -> State:
        """The lab that was undone last, and what is another by that; other messages go."""
        return self._went("change.redone", self.history.redo())

    def shown(self, *kinds: Kind) -> Lab:
        """The present lab where it has a result of these kinds, otherwise the last one that had all of them."""
        present = self.history.present
        return self.good.get(kinds, present) if any(map(present.problem, kinds)) else present

    def messages(self, control: str) -> tuple[Note, ...]:
        """What to show at a control: its own notes and, where its setting cannot work, why."""
        reasons = {self.history.present.problem(kind) for kind in READINGS} if control == self.fault else set()
        faults = tuple(Note("lab.fault", {"reason": reason}) for reason in sorted(r for r in reasons if r))
        return (*self.notes.get(control, ()), *faults)

    def _went(self, key: str, history: History) -> State:
        changes = differences(self.history.present, history.present)
        return replace(self, notes={HISTORY: (Note(key), *changes)} if changes else {})._move(history, "")

    def _move(self, history: History, control: str) -> State:
        good = {kinds: self.shown(*kinds) for kinds in PICTURES}
        failing = any(history.present.problem(kind) for kind in READINGS)
        fault = (self.fault or control) if failing else ""
        return replace(self, history=history, good=good, version=self.version + 1, fault=fault, mend=None)
