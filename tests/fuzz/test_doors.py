"""No text and no file gets another answer than a tensor or a ConvError, takes long, or takes much memory."""

from __future__ import annotations

import time
from functools import cache
from itertools import islice

import pytest

from tests.fuzz.cases import CASES, cases
from tests.fuzz.doors import DOORS, HOSTILE, saved
from tests.fuzz.run import measured, outcome

RANDOM = 300  # cases a door; `make fuzz` has 100,000
LONGEST, MOST = 5_000, 100  # ms and MB: a generous bound on time, against what grows as a square or worse


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_costs_little(name: str) -> None:
    milliseconds, megabytes, said = measured(name)
    assert said in ("taken", "refused")
    assert milliseconds < LONGEST
    assert megabytes < MOST


@cache
def outcomes(door: str) -> dict[str, object]:
    """What becomes of a door's random cases: each outcome with the last case that had it."""
    return {outcome(DOORS[door], case): case for case in islice(cases(door), RANDOM)}


@pytest.mark.parametrize("door", CASES)
def test_random_cases_are_taken_or_refused(door: str) -> None:
    assert outcomes(door).keys() <= {"taken", "refused"}, outcomes(door)


def test_the_cases_are_the_same_at_any_time_and_of_both_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    now = {door: list(islice(cases(door), 40)) for door in CASES}
    with monkeypatch.context() as later:
        later.setattr(time, "time", lambda: 2_000_000_000.0)
        saved.cache_clear()
        assert {door: list(islice(cases(door), 40)) for door in CASES} == now
    for door in ("cell", "paste", "lab file", "bundle", "input.csv", "link"):
        assert outcomes(door).keys() == {"taken", "refused"}, door
