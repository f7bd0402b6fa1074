"""What a learner did on /practice, as a plain record and as the text that outlives a session.

The text comes back from the learner's browser, so all of it is checked; what it says of right and wrong is nobody's
word but theirs: every answer in it is judged anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from convcore.errors import ConvError
from convcore.practice.answers import LONGEST_ANSWER
from convcore.practice.chance import check_seed
from convcore.practice.kinds import LEVELS
from convcore.practice.sets import ALL, SET_SIZE, check_kinds, check_level

LONGEST_TEXT = 16_000
MOST = 9_999  # of anything that is counted


@dataclass(frozen=True)
class Attempt:
    """What became of an exercise.

    Attributes:
        first, last: the first and the last answer, as they are typed; empty is none.
        tries: answers given.
        hints: hints opened.
        calls: how often the learner asked to be shown the step.
    """

    first: str = ""
    last: str = ""
    tries: int = 0
    hints: int = 0
    calls: int = 0

    def answer(self, text: str) -> Attempt:
        """One answer more."""
        return replace(self, first=self.first or text, last=text, tries=min(self.tries + 1, MOST))


@dataclass(frozen=True)
class Record:
    """A set, what became of it, and the score of the session.

    Attributes:
        seed, kinds, level: as :func:`convcore.practice.sets.practice_set` takes them.
        place: the exercise that is shown, from 0.
        attempts: by place.
        right: exercises of the session whose first answer was right.
        answered: exercises of the session that were answered.
        streak: first answers that were right, one after the other.
    """

    seed: str
    kinds: tuple[str, ...] = ALL
    level: int = LEVELS[0]
    place: int = 0
    attempts: Mapping[int, Attempt] = field(default_factory=dict)
    right: int = 0
    answered: int = 0
    streak: int = 0

    @property
    def key(self) -> tuple[str, tuple[str, ...], int]:
        """What makes the set."""
        return self.seed, self.kinds, self.level

    @property
    def attempt(self) -> Attempt:
        """What became of the exercise that is shown."""
        return self.attempts.get(self.place, Attempt())

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was done yet in this session."""
        return not (self.place or self.attempts or self.answered)

    def move(self, place: int) -> Record:
        """Another exercise is shown."""
        return replace(self, place=min(max(place, 0), SET_SIZE - 1))

    def note(self, attempt: Attempt) -> Record:
        """What became of the exercise that is shown."""
        return replace(self, attempts={**self.attempts, self.place: attempt})

    def answer(self, text: str, right: bool) -> Record:
        """An answer to the exercise that is shown; the first one counts."""
        noted = self.note(self.attempt.answer(text))
        if self.attempt.tries:
            return noted
        return replace(
            noted,
            right=self.right + right,
            answered=self.answered + 1,
            streak=self.streak + 1 if right else 0,
        )

    def another(self, seed: str, kinds: tuple[str, ...], level: int) -> Record:
        """Another set; the score goes on."""
        return Record(seed, kinds, level, right=self.right, answered=self.answered, streak=self.streak)

    def join(self, kept: Record) -> Record:
        """This set with what was kept of the session: all of it where it is of this set, or the score alone."""
        return kept if kept.key == self.key else kept.another(*self.key)


def write_record(record: Record) -> str:
    """The record as text; a fresh one is none.

    >>> write_record(Record("7b")), read_record(write_record(Record("7b", place=3))).place
    ('', 3)
    """
    return "" if record.is_fresh else json.dumps(asdict(record), ensure_ascii=False, separators=(",", ":"))


def read_record(text: str) -> Record:
    """The record that a text holds.

    Raises:
        ConvError: for a text that is none.
    """
    try:
        if len(text) > LONGEST_TEXT:
            raise ValueError
        read = json.loads(text)
        key = check_seed(read["seed"]), check_kinds(read["kinds"]), check_level(_count(read["level"]))
        attempts = {_count(int(at), SET_SIZE - 1): _attempt(made) for at, made in read["attempts"].items()}
        counts = {name: _count(read[name]) for name in ("right", "answered", "streak")}
        return Record(*key, _count(read["place"], SET_SIZE - 1), attempts, **counts)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ConvError("record: not one that was written here") from error


def _attempt(read: Mapping[str, Any]) -> Attempt:
    texts = {name: str(read[name])[:LONGEST_ANSWER] for name in ("first", "last")}
    return Attempt(**texts, **{name: _count(read[name]) for name in ("tries", "hints", "calls")})


def _count(number: Any, most: int = MOST) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= most:
        raise ValueError
    return number
