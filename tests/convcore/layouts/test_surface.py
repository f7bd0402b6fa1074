"""Lengths of cells and pixels, and the room that an arrangement needs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.layouts.blocks import tile
from convcore.layouts.surface import LARGEST_CELL, NONE, SMALLEST_CELL, Arrangement, Length, covering
from convcore.scenes.model import Panel

LENGTHS = st.builds(Length, st.integers(0, 40), st.integers(-100, 400))


@given(st.lists(LENGTHS, min_size=1, max_size=5), st.integers(SMALLEST_CELL, LARGEST_CELL))
def test_what_covers_lengths_is_below_none_of_them(lengths: list[Length], cell: int) -> None:
    cover = covering(*lengths)
    for length in lengths:
        assert cover.cells * cell + cover.pixels >= length.cells * cell + length.pixels - 1e-9


def test_the_cell_is_as_large_as_the_tighter_side_allows() -> None:
    out = Arrangement("wide")
    out.put(Panel("input", "input", 4, 10), NONE, Length(0, 20))
    assert out.cell((500, 500)) == pytest.approx(50)
    assert out.cell((500, 100)) == pytest.approx(20)


def test_a_strip_has_at_least_so_many_columns() -> None:
    panels = [Panel("output", "output", 2, 2, (k,)) for k in range(8)]
    for columns, rows in ((1, 8), (4, 2), (16, 1)):
        out = Arrangement("focus")
        out.strip(panels, 1, Length(0, 26), columns)
        assert len({box.y for box in out.boxes}) == rows


def test_lengths_add_up() -> None:
    assert Length(1, 2).plus(Length(3, 4), Length(0, 1)) == (4, 7)
    assert Length(1, 2).less(Length(3, 5)) == (-2, -3)
    assert Length(1, 2).times(3) == (3, 6)
    assert Length(1, 2).nominal == 38


def test_a_size_is_written_the_same_whatever_was_drawn_before() -> None:
    """A lesson's text is the same in each process: 2 and 2.0 are equal and would be taken for each other."""
    panel = Panel("input", "input", 2, 2)
    told = [repr(tile(panel, scale).width) for scale in (1.0, 1, 1.0)]
    assert told == ["Length(cells=2.0, pixels=0)", "Length(cells=2, pixels=0)", "Length(cells=2.0, pixels=0)"]
