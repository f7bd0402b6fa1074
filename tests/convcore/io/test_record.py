"""The lab's JSON: the same bits again, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from convcore import ConvError
from convcore.io import record

INPUT = np.array([0.1, -0.0, 1e-300, 5e-324, 1 / 3, 2.0**53]).reshape(1, 2, 3, 1)
FILTERS = np.arange(4).reshape(1, 2, 1, 2)
TEXT = record.write("depthwise", (1, 2), ((1, 0), (0, 2)), (1, 1), INPUT, FILTERS)


def test_all_that_is_set_comes_back() -> None:
    told = record.read(TEXT, ["kind", "input"])
    assert (told["kind"], told["strides"], told["padding"]) == ("depthwise", [1, 2], [[1, 0], [0, 2]])
    assert np.array(told["input"]).tobytes() == INPUT.tobytes()
    assert told["filters"] == FILTERS.tolist()
    assert "pointwise" not in told


def test_a_second_stage_is_written_where_there_is_one() -> None:
    text = record.write("separable", (1, 1), "SAME", (1, 1), INPUT, FILTERS, np.ones((1, 1, 2, 1)))
    assert record.read(text, ["pointwise"])["pointwise"] == [[[[1.0], [1.0]]]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"^line 1, column 2: JSON is needed here"),
        ("1", r'^JSON with "format": "convscope-lab" is needed$'),
        (TEXT.replace("convscope-lab", "other"), r'^JSON with "format": "convscope-lab" is needed$'),
        (TEXT.replace('"version": 1', '"version": 2'), r"^version 1 can be read, this is version '2'$"),
        (TEXT.replace('"kind"', '"sort"'), r'^"kind" is missing$'),
        ("[" * 50_000, r"^the lists in this file are nested too deeply$"),
        ("1" * 5_000, r"^a number in this file is too long$"),
    ],
)
def test_what_is_no_record_is_refused(text: str, message: str) -> None:
    with pytest.raises(ConvError, match=message):
        record.read(text, ["kind"])


def test_lists_are_counted_before_they_are_made() -> None:
    lists = TEXT.count("[") + TEXT.count("{")
    assert record.read(TEXT, [], lists) == json.loads(TEXT)
    with pytest.raises(ConvError, match=f"^at most {lists - 1} lists are read$"):
        record.read(TEXT, [], lists - 1)
