"""A rule that many cases keep, as one test: to report a test of each costs more than most rules do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

Case = TypeVar("Case")


def of_each(
    cases: Iterable[Case], name: Callable[[Case], str] = str
) -> Callable[[Callable[[Case], None]], Callable[[], None]]:
    """Makes a rule of one case a test that holds it of every case, and tells all that break it, not the first alone.

    Args:
        cases: at least one.
        name: what a case is called where it breaks the rule.
    """

    def decorate(rule: Callable[[Case], None]) -> Callable[[], None]:
        def test() -> None:
            faults = ((name(case), _fault(rule, case)) for case in held)
            broken = [f"{called}: {fault}" for called, fault in faults if fault]
            assert not broken, "\n".join(broken)

        held = list(cases)
        assert held, "a rule of nothing holds always"
        test.__doc__ = rule.__doc__
        return test

    return decorate


def _fault(rule: Callable[[Case], None], case: Case) -> str:
    """What a rule has against a case, or nothing. An error is a fault too: the cases after it are held all the same."""
    try:
        rule(case)
    except Exception as fault:
        return f"{type(fault).__name__}: {fault}"
    return ""
