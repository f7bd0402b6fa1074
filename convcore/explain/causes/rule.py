"""What a rule is: it looks at the facts and gives the values of its text, or None where it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from convcore.explain.facts import Facts

Values = Mapping[str, object]
Condition = Callable[[Facts], Values | None]
Rules = Mapping[str, tuple[tuple[str, Condition], ...]]
"""The rules of each problem, in the order of what they weigh."""


def says_itself(rule: str) -> Condition:
    """Holds for wordings that say so themselves."""

    def holds(known: Facts) -> Values | None:
        if known.reading.row.rule != rule:
            return None
        outs = known.number("out_channels")
        if outs is None and known.filters:
            outs = known.filters[0 if known.framework == "pytorch" else 3]
        return {"groups": known.number("groups") or "?", "in": known.got or "?", "out": outs or "?"}

    return holds


def says(*roles: str) -> Condition:
    """Holds always, with the numbers of these roles."""

    def holds(known: Facts) -> Values | None:
        return {role: known.numbers.get(role, "?") for role in roles}

    return holds
