"""The formulas of a size, and what is said of them."""

from __future__ import annotations

import pytest

from convcore.shapes import Axis, axis
from pages.parts.ui.formulas import derivation


@pytest.mark.parametrize(
    ("rows", "same", "line"),
    [
        (axis(5, 2, 2, 1, (0, 0)), False, "`3 / 2 = 1.50` is not a whole number; ⌊ ⌋ rounds it down to 1"),
        (axis(5, 2, 2, 1, (0, 0)), False, "rows at the bottom that no window reaches: 1"),
        (axis(4, 3, 2, 1, "SAME"), True, "1 is odd, so TensorFlow gives the extra row to the bottom"),
        (axis(9, 3, 1, 4, (0, 0)), False, "spans `(3 − 1)·4 + 1 = 9` rows"),
        (axis(4, 5, 1, 1, (0, 0)), False, "The kernel spans 5 rows and there are 4"),
    ],
)
def test_the_formula_is_explained(rows: Axis, same: bool, line: str) -> None:
    plain = axis(4, 1, 1, 1, "SAME" if same else (0, 0))
    assert any(line in said for said in derivation((rows, plain), same))
    assert not any(line in said for said in derivation((plain, plain), same))
