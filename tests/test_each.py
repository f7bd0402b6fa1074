"""A rule of many cases that is one test fails where one of them breaks it, and names each that does."""

from __future__ import annotations

import pytest

from tests.each import of_each


def test_all_that_break_a_rule_are_named_whatever_they_break_it_with() -> None:
    @of_each([1, 0, 2, -1], lambda case: f"case {case}")
    def rule(case: int) -> None:
        assert 1 / case > 0, "is below zero"

    with pytest.raises(AssertionError) as told:
        rule()
    assert "case 0: ZeroDivisionError: division by zero" in str(told.value)
    assert "case -1: AssertionError: is below zero" in str(told.value)
    assert "case 1:" not in str(told.value)
    assert "case 2:" not in str(told.value)


def test_what_all_keep_passes() -> None:
    of_each([1, 2])(lambda case: None)()


def test_a_rule_of_nothing_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="nothing"):
        of_each([])(lambda case: None)
