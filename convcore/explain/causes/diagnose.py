"""Why it probably happened: rules on the numbers, in the order of what they weigh.

The first rule that holds is the likeliest cause. Texts stand in the catalogues under ``explain.cause.`` and the rule's
name.
"""

from __future__ import annotations

from dataclasses import dataclass

from convcore.explain.causes import channels, layout, others, rank, size
from convcore.explain.causes.layout import are_moved, is_in_other_order
from convcore.explain.causes.rule import Rules
from convcore.explain.facts import Facts, find_swap
from convcore.explain.messages.model import Cause, Problem, Say


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong, and why, the likeliest cause first."""

    problem: Problem | None
    causes: tuple[Cause, ...]


def diagnose(known: Facts) -> Diagnosis:
    """The problem that the numbers show, and its causes."""
    problem = _problem(known)
    rules = RULES.get(problem or "size", ())
    said = [Cause(name, Say(f"cause.{name}", values)) for name, rule in rules if (values := rule(known)) is not None]
    if problem == "layout" and known.reading.row.problem in ("channels", "too-small"):
        said += [one for one in _weaker(known) if one.name not in {cause.name for cause in said}]
    return Diagnosis(problem, tuple(said))


def _weaker(known: Facts) -> list[Cause]:
    """What else it may be where the layout is the likeliest: the last of the wording's own causes."""
    found = [
        Cause(name, Say(f"cause.{name}", values))
        for name, rule in RULES[known.reading.row.problem]
        if name != "layout" and (values := rule(known)) is not None
    ]
    return found[-1:]


def _problem(known: Facts) -> Problem | None:
    row = known.reading.row
    if row.rule == "cpu":
        return "layout"
    if row.rule in ("weights", "checkpoint"):
        return "layout" if are_moved(known) else "channels"
    given, wanted = known.shape("input_shape"), known.shape("expected_shape")
    if given and wanted and len(given) != len(wanted):
        return "rank"
    if find_swap(known) or is_in_other_order(known):
        return "layout"
    if given and wanted and given[-1] == wanted[-1]:
        return None
    if row.problem == "channels" and _is_dense(known):
        return "dense"
    return row.problem


def _is_dense(known: Facts) -> bool:
    given = known.shape("input_shape")
    return known.op.startswith("dense") or (given is not None and known.number("axis") == -1 and len(given) < 4)


RULES: Rules = {**layout.RULES, **channels.RULES, **size.RULES, **rank.RULES, **others.RULES}
"""The rules of each problem, and of ``size``, which is no problem of a convolution."""
