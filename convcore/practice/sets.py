"""Exercises and sets of ten, from a seed: the same seed, kinds and level give the same set for ever.

An exercise is drawn again until it is fair: no mistake gives its right answer. Of some draws that share their plan
(which function, which options) the first is taken in which each wrong answer also tells which way was gone, or else
the first fair one. What the draws mean is fixed by the code of each kind; a change of it makes other exercises of old
seeds and needs another :data:`VERSION` (a test holds a set of each level).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from convcore.errors import ConvError
from convcore.practice.chance import Chance, check_seed
from convcore.practice.kinds import EXERCISE_KIND, EXERCISE_KINDS, LEVELS
from convcore.practice.model import Exercise

VERSION = 1
SET_SIZE = 10
DRAWS = 12  # for a plan
MOST_PLANS = 50
ALL = tuple(kind.name for kind in EXERCISE_KINDS)


def make_exercise(kind: str, level: int, seed: str, number: int = 0) -> Exercise:
    """One exercise; ``number`` is its place in a set, or any other number for another of the same seed.

    Raises:
        ConvError: for a kind or a level that there is not, and for an empty or a long seed.

    >>> exercise = make_exercise("channel", 1, "seven")
    >>> exercise.question.values["filter"], exercise.right, exercise.lines
    ('filter[:, :, 1, 2]', 5, ('1·3 + 2 = 5',))
    """
    seed = check_seed(seed)
    (name,) = check_kinds([kind])
    check_level(level)
    key = (VERSION, seed, name, level, number)
    for plan in range(MOST_PLANS):
        fair: Exercise | None = None
        for draw in range(DRAWS):
            made = EXERCISE_KIND[name].make(Chance(*key, plan, draw, plan=Chance(*key, plan)), level)
            if made.is_fair:
                fair = made if made.is_clear else fair or made
                if fair.is_clear:
                    break
        if fair is not None:
            return replace(fair, kind=name, level=level, seed=seed, number=number)
    raise AssertionError(f"no fair exercise in {MOST_PLANS} plans: {name}, level {level}, {seed!r}, {number}")


def practice_set(seed: str, kinds: Iterable[str] = ALL, level: int = 1, size: int = SET_SIZE) -> tuple[Exercise, ...]:
    """Exercises of the kinds in turn, in an order of the seed's own.

    Args:
        seed: any text of 1 to 64 characters.
        kinds: names of :data:`convcore.practice.kinds.KINDS`; their order and repetitions do not count.
        level: 1 to 3.
        size: how many.

    Raises:
        ConvError: as :func:`make_exercise`, and for no kinds at all.

    >>> [exercise.kind for exercise in practice_set("7b", ["conv2d", "shape"], 2, 4)]
    ['conv2d', 'shape', 'conv2d', 'shape']
    """
    names = check_kinds(kinds)
    check_level(level)
    chance = Chance(VERSION, check_seed(seed), *names, level)
    rounds = -(-size // len(names))
    order = [name for _ in range(rounds) for name in chance.shuffle(names)][:size]
    return tuple(make_exercise(name, level, seed, number) for number, name in enumerate(order))


def check_kinds(kinds: Iterable[str]) -> tuple[str, ...]:
    """Names of kinds in the order in which they are offered, each once.

    Raises:
        ConvError: for a kind that there is not, and for none.

    >>> check_kinds(["seen", "shape", "seen"])
    ('shape', 'seen')
    """
    asked = set(kinds)
    unknown = sorted(asked - set(ALL))
    if unknown or not asked:
        raise ConvError(
            "kinds: one of {names} is needed, got {asked}", names=", ".join(ALL), asked=", ".join(unknown) or "none"
        )
    return tuple(name for name in ALL if name in asked)


def check_level(level: int) -> int:
    """A level that there is.

    Raises:
        ConvError: for any other.
    """
    if level not in LEVELS:
        raise ConvError("level: 1, 2 or 3 is needed, got {level}", level=level)
    return level
