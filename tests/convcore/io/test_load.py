"""Bundles opened again, and what is refused."""

from __future__ import annotations

import io
import json
import pickle
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convcore.errors import ConvError
from convcore.io import archive, load, save
from convcore.io.tables import OPTIONS
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.io.bundles import UNUSUAL, WRITERS, article, packed, parts, written
from tests.convcore.strategies import Example, convolutions


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("kind", ["standard", "depthwise"])
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_was_written_is_opened_again(write: Any, kind: Any, data: st.DataObject) -> None:
    example: Example = data.draw(convolutions(kind, data.draw(st.sampled_from(["int64", "float64"]))))
    trace = load.read(write(Trace(example.spec, example.input, example.filters)))
    assert trace.spec == example.spec
    np.testing.assert_array_equal(trace.input, example.input)
    np.testing.assert_array_equal(trace.filters, example.filters)


@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_unusual_floats_keep_their_bits(write: Any) -> None:
    spec = ConvSpec("depthwise", (1, 2, 2, 1), (1, 1, 1, 1))
    trace = load.read(write(Trace(spec, UNUSUAL, np.full((1, 1, 1, 1), 1 / 3))))
    assert trace.input.tobytes() == UNUSUAL.tobytes()
    assert trace.filters.item() == 1 / 3


def test_a_zip_that_a_spreadsheet_rewrote_is_opened() -> None:
    content = parts(save.to_zip(article("standard", 2, "SAME")))
    for name in ("input.csv", "filters.csv", "options.csv"):
        content[name] = b"\xef\xbb\xbf" + content[name].replace(b",", b";").replace(b"\n", b"\r\n")
    assert load.read(packed(content)).spec == article("standard", 2, "SAME").spec


def record(**changes: Any) -> bytes:
    return json.dumps({**json.loads(written("json")), **changes}).encode()


def npy(shape: tuple[int, ...], dtype: str, data: bytes, version: bytes = b"\x01\x00") -> bytes:
    header = f"{{'descr': {dtype!r}, 'fortran_order': False, 'shape': {shape!r}, }}".encode()
    return b"\x93NUMPY" + version + struct.pack("<H", len(header)) + header + data


def npz(**changes: bytes | None) -> bytes:
    content = parts(written("npz"))
    content |= {f"{name}.npy": data for name, data in changes.items() if data is not None}
    return packed({name: data for name, data in content.items() if changes.get(name[:-4], b"") is not None})


def tables(**changes: bytes | None) -> bytes:
    content = parts(written("zip"))
    content |= {f"{name}.csv": data for name, data in changes.items() if data is not None}
    return packed({name: data for name, data in content.items() if changes.get(name[:-4], b"") is not None})


HEADER = ",".join(OPTIONS).encode()
PICKLED = io.BytesIO()
np.save(PICKLED, np.array([{}]), allow_pickle=True)
REFUSED = {
    "nothing": (b"", "a ZIP, .npz or JSON file"),
    "a text": (b"hello", "a ZIP, .npz or JSON file"),
    "no text": (b"\xff\xfe\x00", "UTF-8 text is needed, byte 0"),
    "a pickle": (pickle.dumps({"input": 1}), "UTF-8|JSON"),
    "too large": (b"0" * (archive.MOST_BYTES + 1), "at most 16 MB are read, this one has 16.0 MB"),
    "another JSON": (b'{"a": 1}', '"format": "convscope-lab" is needed'),
    "a JSON list": (b"[]", "a ZIP, .npz or JSON file"),
    "half a JSON": (b'{"format": ', "line 1, column 12: JSON is needed here"),
    "deep JSON": (b"[" * 100_000, "JSON file"),
    "a later version": (record(version=2), "version 1 can be read, this is version '2'"),
    "a field less": (b'{"format": "convscope-lab", "version": 1, "kind": "standard"}', '"input" is missing'),
    "JSON's NaN": (record(input=[[[[float("nan")]]]]), "input: finite numbers are needed"),
    "ragged": (record(input=[[[[1], [2, 3]]]]), "input: the nested lists are not one rectangular array"),
    "a huge integer": (record(input=[[[[10**30]]]]), "larger than int64"),
    "no kind": (record(kind="sideways"), "kind: 'standard' or 'depthwise' is needed"),
    "a kind that is a list": (record(kind=[]), "kind: 'standard' or 'depthwise' is needed"),
    "strides of 0": (record(strides=[0, 1]), "strides: at least 1 is needed"),
    "half a ZIP": (written("zip")[:400], "this ZIP cannot be unpacked"),
    "a ZIP of one letter": (b"PK", "this ZIP cannot be unpacked"),
    "a part less": (tables(options=None), "options.csv is missing in this ZIP"),
    "another header": (tables(options=b"a,b\n1,2\n"), "options.csv: the header kind,stride_rows"),
    "half a stride": (
        tables(options=HEADER + b"\nstandard,1.5,1,VALID,0,0,0,0,1,1\n"),
        "stride_rows is a whole number, got '1.5'",
    ),
    "a value that is none": (tables(input=b"batch,row,col,channel,value\n0,0,0,0,x\n"), "input.csv line 2: value"),
    "an array less": (npz(kind=None), "kind.npy is missing in this .npz"),
    "no array": (npz(input=b"hello"), "input.npy is no NumPy array"),
    "objects": (npz(input=PICKLED.getvalue()), "input.npy holds object"),
    "a shape that lies": (npz(input=npy((10**12, 1, 1, 1), "<f8", b"12345678")), "which its 8 bytes are not"),
    "a negative shape": (npz(input=npy((-1, 1, 1, 1), "<f8", b"12345678")), "which its 8 bytes are not|no NumPy array"),
    "a header that is code": (npz(input=npy((1,), "__import__('os')", b"1")), "no NumPy array"),
    "a version of the future": (npz(input=npy((1,), "<f8", b"12345678", b"\x09\x00")), "no NumPy array"),
    "a word that is none": (npz(kind=npy((), "<U1", b"\xff\xff\xff\x7f")), "kind.npy holds no text"),
    "many parts": (packed({str(i): b"" for i in range(65)}), "at most 64 parts are read, this one has 65"),
    "a bomb": (packed({"input.csv": b"0" * (archive.MOST_BYTES + 1)}), "input.csv has more than 16 MB when unpacked"),
}


@pytest.mark.parametrize(("data", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_bundle_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(ConvError, match=said.replace("(", r"\(").replace("[", r"\[")):
        load.read(data)


def test_an_encrypted_part_is_refused() -> None:
    data = bytearray(written("zip"))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(mark)
        while place >= 0:
            data[place + at] |= 1
            place = data.find(mark, place + 4)
    with pytest.raises(ConvError, match="this ZIP cannot be unpacked"):
        load.read(bytes(data))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.sampled_from(list(WRITERS)), st.data())
def test_a_damaged_file_is_opened_or_refused(name: str, data: st.DataObject) -> None:
    """Never another error, and never a convolution that was not checked."""
    content = bytearray(written(name))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        trace = load.read(bytes(content))
    except ConvError:
        return
    assert np.isfinite(trace.output).all()
