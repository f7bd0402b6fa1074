"""The CSV tables: their columns and order."""

from __future__ import annotations

import io
import struct
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from convcore import reference
from convcore.io.tables import (
    filters_table,
    input_table,
    output_table,
    steps_table,
    to_csv,
)
from convcore.spec import ConvSpec, Kind
from convcore.trace import Trace
from tests.convcore.io.tensors import HARD, article
from tests.convcore.strategies import PLENTY, Example, convolutions

STEPS = (
    "step,batch,out_row,out_col,out_channel,in_row,in_col,in_channel,kernel_row,kernel_col,padding,input,weight,product"
)


def rows(frame: pd.DataFrame) -> list[str]:
    return to_csv(frame).splitlines()[1:]


@pytest.mark.parametrize(("kind", "steps", "products"), [("depthwise", 16, 9), ("standard", 8, 18)])
def test_the_articles_steps_add_up_to_its_output(kind: Kind, steps: int, products: int) -> None:
    trace = article(kind)
    table, output = steps_table(trace), output_table(trace.output)
    assert len(table) == steps * products == 144
    assert (table.groupby("step").size() == products).all()
    assert table.groupby("step")["product"].sum().tolist() == output["value"].tolist()


def test_headers_stand_as_documented() -> None:
    cells = "batch,row,col,channel,value"
    trace = article("depthwise")
    assert to_csv(input_table(trace.input)).splitlines()[0] == cells
    assert to_csv(output_table(trace.output)).splitlines()[0] == cells
    assert to_csv(steps_table(trace)).splitlines()[0] == STEPS
    names = {"depthwise": "multiplier", "standard": "out_channel"}
    for kind, last in names.items():
        header = to_csv(filters_table(article(kind).spec, trace.filters)).splitlines()[0]
        assert header == f"kernel_row,kernel_col,in_channel,{last},value"


def test_a_lopsided_tensor_runs_through_its_last_index_first() -> None:
    table = input_table(np.arange(24).reshape(1, 2, 3, 4))
    assert rows(table)[:5] == ["0,0,0,0,0", "0,0,0,1,1", "0,0,0,2,2", "0,0,0,3,3", "0,0,1,0,4"]
    assert rows(table)[-1] == "0,1,2,3,23"


def test_a_padded_step_is_written_out() -> None:
    """SAME at the upper left corner of a 2x2 input: five of the nine taps lie outside."""
    spec = ConvSpec("standard", (1, 2, 2, 1), (3, 3, 1, 1), padding="SAME")
    trace = Trace(spec, np.array([[[[1.5], [2]], [[3], [4]]]]), np.arange(1.0, 10).reshape(3, 3, 1, 1))
    table = rows(steps_table(trace))
    assert table[0] == "0,0,0,0,0,-1,-1,0,0,0,1,0,1,0"
    assert table[2] == "0,0,0,0,0,-1,1,0,0,2,1,0,3,0"
    assert table[4] == "0,0,0,0,0,0,0,0,1,1,0,1.5,5,7.5"
    assert [row.split(",")[10] for row in table[:9]] == ["1", "1", "1", "1", "0", "0", "1", "0", "0"]
    assert table[35] == "3,0,1,1,0,2,2,0,2,2,1,0,9,0"


@PLENTY
@given(convolutions("standard") | convolutions("depthwise"))
def test_every_row_of_the_steps_can_be_checked_by_hand(case: Example) -> None:
    trace = Trace(case.spec, case.input, case.filters)
    table = steps_table(trace)
    height, width = case.input.shape[1:3]
    for row in table.itertuples():
        inside = 0 <= row.in_row < height and 0 <= row.in_col < width
        assert row.padding == (not inside)
        assert row.input == (case.input[row.batch, row.in_row, row.in_col, row.in_channel] if inside else 0)
        where = case.spec.filter_slice(row.in_channel, row.out_channel)
        assert row.weight == case.filters[(row.kernel_row, row.kernel_col, *where)]
        assert row.product == row.input * row.weight
    compute = reference.conv2d if case.spec.kind == "standard" else reference.depthwise_conv2d
    expected = compute(case.input, case.filters, *case.options)
    assert table.groupby("step")["product"].sum().tolist() == expected.ravel().tolist()
    order = table[["step", "in_channel", "kernel_row", "kernel_col"]].to_numpy().tolist()
    assert all(before < after for before, after in pairwise(order))


def test_pandas_reads_the_same_bits() -> None:
    text = to_csv(pd.DataFrame({"value": HARD}))
    again = pd.read_csv(io.StringIO(text))["value"].tolist()
    assert [struct.pack(">d", value) for value in again] == [struct.pack(">d", value) for value in HARD]


def test_the_text_is_plain() -> None:
    text = to_csv(pd.DataFrame({"whole": [9.0, -3.0], "int": [2**62 + 1, -1]}))
    assert text == "whole,int\n9,4611686018427387905\n-3,-1\n"
