"""The kinds of exercises: one row each. A new kind is a row, a function that makes it, and its texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from convcore.practice.chance import Chance
from convcore.practice.exercises.channels import make_channel, make_slice
from convcore.practice.exercises.counting import make_count
from convcore.practice.exercises.fill import make_fill
from convcore.practice.exercises.filters import make_filters
from convcore.practice.exercises.layout import make_layout
from convcore.practice.exercises.seen import make_seen
from convcore.practice.exercises.shape import make_shape
from convcore.practice.exercises.sums import make_sums
from convcore.practice.exercises.value import make_conv2d, make_depthwise
from convcore.practice.model import Exercise, Text


@dataclass(frozen=True)
class ExerciseKind:
    """A kind of exercise.

    Attributes:
        name: its name in links and in the catalogues, ``practice.kind.<name>``.
        make: an exercise of a level; whether it is fair is for the caller to see.
    """

    name: str
    make: Callable[[Chance, int], Exercise]

    @property
    def title(self) -> Text:
        """What it is called."""
        return Text(f"practice.kind.{self.name}")


EXERCISE_KINDS = (
    ExerciseKind("shape", make_shape),
    ExerciseKind("conv2d", make_conv2d),
    ExerciseKind("depthwise", make_depthwise),
    ExerciseKind("channel", make_channel),
    ExerciseKind("slice", make_slice),
    ExerciseKind("sums", make_sums),
    ExerciseKind("count", make_count),
    ExerciseKind("seen", make_seen),
    ExerciseKind("filters", make_filters),
    ExerciseKind("fill", make_fill),
    ExerciseKind("layout", make_layout),
)
"""In the order in which they are offered."""

LEVELS = (1, 2, 3)
EXERCISE_KIND = {kind.name: kind for kind in EXERCISE_KINDS}
