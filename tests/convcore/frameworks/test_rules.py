"""The table of the frameworks' rules: which convolution meets which."""

from __future__ import annotations

import pytest

from convcore.frameworks import RULES, find_rules, values
from convcore.spec import ConvSpec, Kind

INPUT, FILTERS = (1, 9, 10, 2), (3, 2, 2, 3)


def names(kind: Kind, strides=(1, 1), padding="VALID", dilations=(1, 1)) -> list[str]:
    return [rule.name for rule in find_rules(ConvSpec(kind, INPUT, FILTERS, strides, padding, dilations))]


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("depthwise", {}, []),
        ("standard", {}, []),
        ("depthwise", {"strides": (2, 2)}, []),
        ("depthwise", {"strides": (2, 1)}, ["unequal"]),
        ("standard", {"strides": (2, 1)}, []),
        ("depthwise", {"dilations": (2, 1)}, []),
        ("depthwise", {"strides": (2, 2), "dilations": (1, 2)}, ["dilated"]),
        ("depthwise", {"strides": (1, 2), "dilations": (2, 1)}, ["unequal", "dilated"]),
        ("standard", {"strides": (2, 2), "dilations": (1, 2)}, ["keras"]),
        ("standard", {"padding": "SAME"}, []),
        ("depthwise", {"padding": "SAME", "strides": (2, 2)}, ["same"]),
        ("standard", {"padding": ((0, 0), (0, 0))}, []),
        ("standard", {"padding": ((1, 1), (2, 2))}, ["explicit"]),
        ("depthwise", {"padding": ((1, 1), (2, 0))}, ["lopsided", "explicit"]),
    ],
)
def test_a_convolution_meets_its_rules(kind: Kind, options: dict, expected: list[str]) -> None:
    assert names(kind, **options) == expected


def test_each_rule_has_a_name_of_its_own_and_a_place() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert {option for rule in RULES for option in rule.options} == {"strides", "padding", "dilations"}


def test_the_numbers_are_those_of_the_convolution() -> None:
    found = values(ConvSpec("depthwise", INPUT, FILTERS, (2, 3), ((1, 0), (2, 4))))
    assert (found["top"], found["bottom"], found["left"], found["right"]) == (1, 0, 2, 4)
    assert (found["filters"], found["grouped"]) == ([3, 2, 2, 3], [3, 2, 1, 6])
    assert (found["down"], found["across"]) == (2, 3)
