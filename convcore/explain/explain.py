"""The answer to a pasted message, as data and as text."""

from __future__ import annotations

from dataclasses import dataclass

from convcore.explain.causes import diagnose
from convcore.explain.facts import Facts, facts
from convcore.explain.messages.model import Cause, FrameworkName, Numbers, Piece, Problem, Reading
from convcore.explain.messages.recognise import recognise
from convcore.explain.messages.text import Shape, plain, shapes_in


@dataclass(frozen=True)
class Explanation:
    """What is known of a message.

    Attributes:
        framework: whose layer it was; None where the message is not known.
        problem: what is wrong; None where it is not known, or no matter of a convolution.
        numbers: what the message says, by role (:mod:`convcore.explain.messages.model` lists the roles).
        causes: why, the likeliest first.
        pieces: where in the pasted text it says so.
        shapes: what looks like a shape in a message that is not known.
        facts: the numbers as they were taken; None where the message is not known.
    """

    framework: FrameworkName | None
    problem: Problem | None
    numbers: Numbers
    causes: tuple[Cause, ...]
    pieces: tuple[Piece, ...]
    shapes: tuple[tuple[int, int, Shape], ...] = ()
    facts: Facts | None = None

    @property
    def reading(self) -> Reading | None:
        """The recognised wording."""
        return self.facts.reading if self.facts else None


def explain(message: str) -> Explanation:
    """What a framework's error says.

    Args:
        message: the message, a traceback, or a post around it; of more than 20,000 characters the last ones are read.

    >>> answer = explain("RuntimeError: Given groups=1, weight of size [8, 3, 3, 3], expected input[1, 224, 224, 3] "
    ...                  "to have 3 channels, but got 224 channels instead")
    >>> answer.framework, answer.problem, answer.causes[0].name
    ('pytorch', 'layout', 'layout')
    >>> explain("it does not work, my image is (28, 28, 1)").shapes
    ((31, 40, (28, 28, 1)),)
    """
    text = plain(message)
    reading = recognise(text)
    if reading is None:
        return Explanation(None, None, {}, (), (), shapes_in(text))
    known = facts(reading)
    diagnosis = diagnose(known)
    return Explanation(
        reading.framework, diagnosis.problem, reading.numbers, diagnosis.causes, reading.pieces, facts=known
    )
