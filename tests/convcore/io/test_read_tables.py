"""The way back from CSV: the same bits, and what is refused in which line."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore import ConvError
from convcore.io.read_tables import read_filters, read_input
from convcore.io.tables import (
    TAPS,
    filters_table,
    input_table,
    to_csv,
)
from convcore.spec import READINGS, ConvSpec, Kind
from tests.convcore.io.tensors import HARD, TENSORS, bits
from tests.convcore.strategies import PLENTY

HEADER = "batch,row,col,channel,value\n"


@PLENTY
@given(TENSORS)
def test_tensors_come_back_with_the_same_bits(tensor: np.ndarray) -> None:
    again = read_input(to_csv(input_table(tensor)))
    assert again.shape == tensor.shape
    assert bits(again) == bits(tensor)


@pytest.mark.parametrize("kind", ["standard", "depthwise"])
def test_filters_come_back_with_their_kind(kind: Kind) -> None:
    filters = np.array(HARD[:6]).reshape(1, 3, 1, 2)
    spec = ConvSpec(kind, (1, 1, 3, 1), (1, 3, 1, 2))
    found, again = read_filters(to_csv(filters_table(spec, filters)))
    assert found == kind
    assert bits(again) == bits(filters)


def test_rows_may_be_shuffled_and_written_by_a_spreadsheet() -> None:
    tensor = np.arange(6.0).reshape(1, 2, 3, 1) / 10
    header, *lines = to_csv(input_table(tensor)).splitlines()
    text = "\ufeff" + "\r\n".join([header, *reversed(lines), "", ""])
    assert np.array_equal(read_input(text), tensor)
    assert np.array_equal(read_input(text.replace(",", ";")), tensor)
    assert np.array_equal(read_input(text.replace(",", "\t")), tensor)
    assert np.array_equal(read_input(text.replace("batch", '"batch"')), tensor)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "input.csv line 1: the header batch,row,col,channel,value is needed, got ''"),
        ("a,b\n", "input.csv line 1: the header batch,row,col,channel,value is needed, got 'a,b'"),
        (HEADER, "input.csv line 2: at least one row of values is needed below the header"),
        (HEADER + "0,0,0,0\n", "input.csv line 2: 5 values are needed, got 4"),
        (HEADER + "0,0,0,0,1,5\n", "input.csv line 2: 5 values are needed, got 6"),
        (
            HEADER + "0,0,0,0,1\n\n0,0,1,0,x\n",
            "input.csv line 4: value: 'x' is not a number: a number like 3, -0.5, 1e3 or 1/3 is needed",
        ),
        (HEADER + "0,0,-1,0,1\n", "input.csv line 2: col is a whole number from 0 to 999999, got '-1'"),
        (HEADER + "0,1.5,0,0,1\n", "input.csv line 2: row is a whole number from 0 to 999999, got '1.5'"),
        (HEADER + "0,²,0,0,1\n", "input.csv line 2: row is a whole number from 0 to 999999, got '²'"),
        (HEADER + f"0,{'9' * 5000},0,0,1\n", "row is a whole number from 0 to 999999"),
        (HEADER + "0,0,0,0,1\n0,0,0,0,2\n", "input.csv line 3: the cell [0, 0, 0, 0] comes a second time"),
        (
            HEADER + "0,0,0,0,1\n0,1,1,0,1\n",
            "input.csv: the cell at batch 0, row 0, col 1, channel 0 is missing; the indices go up to [0, 1, 1, 0]",
        ),
        (HEADER + "999999,999999,999999,999999,1\n", "the cell at batch 0, row 0, col 0, channel 0 is missing"),
    ],
)
def test_a_broken_file_is_refused_with_the_line_and_what_was_expected(text: str, message: str) -> None:
    with pytest.raises(ConvError) as error:
        read_input(text)
    assert message in str(error.value)


def test_a_wrong_filters_header_names_those_of_all_kinds() -> None:
    headers = " or ".join(",".join([*TAPS[kind], "value"]) for kind in READINGS)
    with pytest.raises(ConvError, match=f"the header {headers} is needed"):
        read_filters(HEADER)


@PLENTY
@given(st.text() | st.text(alphabet="0123456789,.;\t\n-e\"'\r\x00").map(lambda tail: HEADER + tail))
def test_any_text_ends_in_a_tensor_or_a_message(text: str) -> None:
    try:
        tensor = read_input(text)
    except ConvError:
        return
    assert np.isfinite(tensor).all()
