"""The one record of what a session has answered, and the ways to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from convcore.errors import ConvError
from pages.parts import session
from pages.parts.answers.record import Record, read_record, write_record


@dataclass(frozen=True)
class Try:
    """What was answered to a question about the lab.

    Attributes:
        text: as it was typed.
        version: of the lab that it was answered for; of another one it says nothing.
        calls: how often the reader asked to be shown the step.
    """

    text: str = ""
    version: int = -1
    calls: int = 0


@dataclass(frozen=True)
class Answers:
    """All that a session has answered.

    Attributes:
        tries: by the story's question, what was answered last.
        practice: the set of exercises in hand, None before there is one.
    """

    tries: Mapping[str, Try] = field(default_factory=dict)
    practice: Record | None = None


def recall_try(question: str) -> Try:
    """What was answered last to a question of the story, for whichever version of the lab."""
    return _answers().tries.get(question, Try())


def answer(question: str, text: str, version: int) -> None:
    """Notes what was answered to a question about that version of the lab."""
    _try(question, replace(recall_try(question), text=text, version=version))


def call(question: str) -> None:
    """The reader asks to be shown the step that a question is about."""
    _try(question, replace(recall_try(question), calls=recall_try(question).calls + 1))


def practice() -> Record | None:
    """The set of exercises in hand, and what became of it."""
    return _answers().practice


def keep_practice(record: Record) -> None:
    """Another record of the exercises."""
    _keep(replace(_answers(), practice=record))


def write_kept() -> str:
    """What is to outlive the session, as text; empty where nothing was done yet."""
    record = practice()
    return write_record(record) if record else ""


def take_back(text: str | None) -> None:
    """Goes on from what an earlier session has kept, if it has, unless this one has begun a set of its own."""
    known = practice()
    if not text or (known and not known.is_fresh):
        return
    try:
        found = read_record(text)
    except ConvError:
        return  # another version wrote it, or somebody by hand
    keep_practice(known.join(found) if known else found)


def _try(question: str, made: Try) -> None:
    _keep(replace(_answers(), tries={**_answers().tries, question: made}))


def _answers() -> Answers:
    found: Answers | None = session.recall(session.ANSWERS)
    if found is None:  # kept, as to ask for what is not there is slow, and each fold asks
        _keep(found := Answers())
    return found


def _keep(answers: Answers) -> None:
    session.keep(answers, session.ANSWERS)
