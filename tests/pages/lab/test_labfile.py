"""The lab as a file: the same bits come back, and whatever else stands there is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given

from convcore import ConvError
from convcore.io import load, save
from pages.parts.lab import Lab, article, labfile
from pages.parts.lab.linktext import LinkError, encode
from tests.convcore.strategies import PLENTY
from tests.pages.conftest import put
from tests.pages.lab.labs import hard, labs, largest


@PLENTY
@given(labs())
def test_a_file_gives_the_same_bits(lab: Lab) -> None:
    back = labfile.from_bytes(labfile.to_json(lab).encode())
    assert back.same(lab)
    assert (back.pointwise is None) == (lab.pointwise is None)


def test_a_file_shows_channels_that_do_not_match_only_where_it_says_so() -> None:
    failing = Lab(np.ones((1, 4, 4, 2)), np.ones((3, 3, 1, 2)), unmatched=True)
    record = json.loads(labfile.to_json(failing))
    assert labfile.from_bytes(json.dumps(record).encode()).unmatched
    del record["unmatched"]
    with pytest.raises(ConvError, match="filters: their depth must equal"):
        labfile.from_bytes(json.dumps(record).encode())


def test_a_lab_too_large_for_a_link_fits_a_file() -> None:
    with pytest.raises(LinkError) as refused:
        encode(largest())
    assert refused.value.note.key == "link.large"
    assert labfile.from_bytes(labfile.to_json(largest()).encode()).same(largest())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", r"line 1, column 2: JSON is needed here"),
        (b"\xff", "lab.json: UTF-8 text is needed"),
        (b"[]", '"format": "convscope-lab" is needed'),
        (b'{"format": "convscope-lab", "version": 9}', "version 1 can be read, this is version '9'"),
        (b'{"format": "convscope-lab", "version": 1}', '"input" is missing'),
        (b"[" * 10_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_lab_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ConvError, match=message):
        labfile.from_bytes(data)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("input", [[1]], "input: 4 dimensions are needed"),
        ("input", "abc", "input: real numbers are needed"),
        ("filters", [[[[1]]]], "filters: their depth must equal"),
        ("strides", [0, 1], "strides: at least 1 is needed"),
        ("strides", [17, 1], "strides: at most 16 cells are possible"),
        ("padding", "FULL", "padding: 'VALID', 'SAME' or"),
        ("padding", [[0, 99], [0, 0]], "padding: at most 16 cells are possible"),
        ("pointwise", [[[[1]], [[1]]]], "pointwise: a 1x1 kernel is needed"),
    ],
)
def test_a_file_with_something_wrong_says_what(field: str, value: object, message: str) -> None:
    record = json.loads(labfile.to_json(article()))
    with pytest.raises(ConvError, match=message):
        labfile.from_bytes(json.dumps(record | {field: value}).encode())


def test_files_and_bundles_read_each_other() -> None:
    lab = put(put(hard(), "input", (0, 0, 0, 0), 0.25), "input", (0, 2, 3, 1), 0.5)
    lab = lab.with_tensor("input", np.clip(lab.input, -1e9, 1e9)).with_options(padding=((1, 0), (0, 2)))
    trace = lab.trace("depthwise")
    for data in (save.to_zip(trace), save.to_npz(trace), save.to_json(trace).encode()):
        assert labfile.from_bytes(data).same(lab)
    assert load.read(labfile.to_json(lab).encode()).input.tobytes() == lab.input.tobytes()


def test_a_file_keeps_settings_that_cannot_work() -> None:
    impossible = Lab(np.ones((1, 2, 2, 1)), np.ones((5, 5, 1, 1)))
    assert labfile.from_bytes(labfile.to_json(impossible).encode()).same(impossible)
