"""What an exercise is: plain data, in which every sentence is a key of the catalogues and its values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from convcore.practice.convolution import OutputCell, PlayedCell

Form = Literal["number", "numbers", "shape", "cells", "choice"]
Answer = float | tuple[float, ...] | frozenset[tuple[int, int]]
CHOICE_LETTERS = "ABCD"


@dataclass(frozen=True)
class Text:
    """A sentence: its key in the catalogues and what fills its placeholders, which may be a Text again.

    >>> Text("greet", {"whom": Text("world")}).tell({"greet": "Hello, {whom}!", "world": "world"})
    'Hello, world!'
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def tell(self, texts: Mapping[str, str]) -> str:
        """The sentence in the language of a catalogue."""
        filled = {name: value.tell(texts) if isinstance(value, Text) else value for name, value in self.values.items()}
        return texts[self.key].format(**filled)


@dataclass(frozen=True)
class Mistake:
    """A wrong way, followed to its end.

    Attributes:
        name: what went wrong; its sentence is ``practice.mistake.<name>``.
        answer: what the wrong way gives.
        lines: its arithmetic, readable in every language.
        values: what fills the placeholders of its sentence.
        show: the cell of the misread convolution that was computed, where the mistake is a convolution itself.
    """

    name: str
    answer: Answer
    lines: tuple[str, ...]
    values: Mapping[str, object] = field(default_factory=dict)
    show: PlayedCell | None = None

    @property
    def text(self) -> Text:
        """Its name, as a sentence to the learner."""
        return Text(f"practice.mistake.{self.name}", self.values)


@dataclass(frozen=True)
class Grid:
    """A small matrix to draw, as a panel of the player is.

    Attributes:
        role: ``input``, ``filter``, ``output`` or ``sum``: whose scale of colours it has.
        title: its NumPy name.
        rows: its numbers; None is a cell that is asked for.
        channel: the input channel whose colour it wears, None is neutral.
        marked: cells (row, column) that the question is about.
    """

    role: str
    title: str
    rows: tuple[tuple[float | None, ...], ...]
    channel: int | None = None
    marked: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, eq=False)
class Exercise:
    """A question with its right answer and the answers of the known mistakes.

    Attributes:
        form: how it is answered: ``number`` one number; ``numbers`` a tuple in the order asked; ``shape`` a tuple of
            whole numbers; ``cells`` a set of (row, column) of the grid ``asked``; ``choice`` the index of a choice.
        question: what is asked.
        right: the right answer.
        lines: its arithmetic, readable in every language.
        why: the rule behind it, in a sentence.
        mistakes: the wrong ways; none gives the right answer.
        hints: from a nudge to nearly all.
        grids: what is drawn with the question.
        code: the call that is asked about, or empty.
        choices: for ``choice``, what is chosen from, named A, B, C, D.
        show: the step that shows the answer in the player.
        asked: for ``cells`` and for missing ``numbers``, which of the grids they are in.
        blanks: for missing ``numbers``, their output cells in the order of the answer.
        scale: the size of what was added up, for the dust that floats leave.
        kind, level, seed, number: where it comes from; the same four give the same exercise.
    """

    form: Form
    question: Text
    right: Answer
    lines: tuple[str, ...]
    why: Text
    mistakes: tuple[Mistake, ...]
    hints: tuple[Text, ...] = ()
    grids: tuple[Grid, ...] = ()
    code: str = ""
    choices: tuple[Grid, ...] = ()
    show: PlayedCell | None = None
    asked: int | None = None
    blanks: tuple[OutputCell, ...] = ()
    scale: float = 0
    kind: str = ""
    level: int = 0
    seed: str = ""
    number: int = 0

    @property
    def is_fair(self) -> bool:
        """Whether there are mistakes to make and none of them gives the right answer."""
        return len(set(self._wrong)) > 1 and self.right not in self._wrong

    @property
    def is_clear(self) -> bool:
        """Whether each answer tells which way was gone."""
        return len(set(self._wrong)) == len(self._wrong)

    @property
    def _wrong(self) -> list[Answer]:
        return [mistake.answer for mistake in self.mistakes]
