"""PyTorch's program."""

from __future__ import annotations

from tests.convcore.frameworks.programs import article


def test_padding_that_is_the_same_on_both_sides_needs_no_pad() -> None:
    assert "padding=(1, 2)" in article("pytorch", 1, ((1, 1), (2, 2)))
    assert "F.pad" not in article("pytorch", 1, ((1, 1), (2, 2)))
