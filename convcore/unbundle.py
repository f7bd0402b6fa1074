"""Opens again what :mod:`convcore.bundle` wrote: the convolution of a ZIP of CSV tables, an .npz or JSON.

What is opened is somebody's file: sizes are bounded, nothing in it is executed, and what does not fit is refused with
a :class:`ConvError`.
"""

from __future__ import annotations

import io
import json
import math
import sys
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from convcore.bundle import EXPLICIT, FORMAT, OPTIONS, SIDES, VERSION
from convcore.kinds import SEPARABLE
from convcore.parse import quote
from convcore.spec import ConvError, ConvSpec, Kind, Padding, Pair, Shape4, Tensor, as_tensor
from convcore.tables import DELIMITERS, read_filters, read_input
from convcore.trace import Trace, Work, behind

MOST_BYTES = 16 * 2**20  # of a file, and of each part when unpacked
MOST_PARTS = 64
FIELDS = ("kind", "input", "filters", "strides", "padding", "dilations")
ARRAYS = (*FIELDS, "pads")
PARTS = (
    *(f"{name}.csv" for name in ("input", "filters", "options", "pointwise")),
    *(f"{name}.npy" for name in (*ARRAYS, "pointwise")),
)
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


def read(data: bytes) -> Work:
    """The convolution that a file of :mod:`convcore.bundle` holds, computed anew; of several, the first one.

    Raises:
        ConvError: for anything else, for a file above 16 MB, and for tensors and options that do not work.

    >>> from convcore.bundle import to_json, to_npz, to_zip
    >>> from convcore.examples import article_filters, article_input
    >>> trace = Trace(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())
    >>> [int(read(data).output.sum()) for data in (to_zip(trace), to_npz(trace), to_json(trace).encode())]
    [324, 324, 324]
    """
    if len(data) > MOST_BYTES:
        raise ConvError(f"file: at most {MOST_BYTES >> 20} MB are read, this one has {len(data) / 2**20:.1f} MB")
    if data[:2] != b"PK":
        return _work(_json(data))
    parts = _unpack(data)
    return _work(_npz(parts) if "input.npy" in parts else _tables(parts))


def _work(said: Mapping[str, object]) -> Work:
    """The convolution of what a file says, every part of it checked."""
    separable = said["kind"] == SEPARABLE
    names = ("input", "filters", "pointwise") if separable else ("input", "filters")
    tensors = {name: as_tensor(name, cast(Any, _given(said, name)), (4,)) for name in names}
    spec = ConvSpec(
        "depthwise" if separable else cast(Kind, said["kind"]),
        cast(Shape4, tensors["input"].shape),
        cast(Shape4, tensors["filters"].shape),
        cast(Pair, said["strides"]),
        cast(Padding, said["padding"]),
        cast(Pair, said["dilations"]),
    )
    trace = Trace(spec, tensors["input"], tensors["filters"])
    return behind(trace, tensors["pointwise"]) if separable else trace


def _given(said: Mapping[str, object], name: str) -> object:
    if name not in said:
        raise ConvError(f'file: "{name}" is missing')
    return said[name]


# Archives ------------------------------------------------------------------------------------------------------


def _unpack(data: bytes) -> dict[str, bytes]:
    """The parts of an archive that a bundle may have, by name; each is cut off where it gets too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(names) > MOST_PARTS:
                raise ConvError(f"file: at most {MOST_PARTS} parts are read, this one has {len(names)}")
            folder = _folder(names)
            return {name: _part(archive, folder + name) for name in PARTS if folder + name in names}
    except ConvError:
        raise
    except BROKEN as error:
        raise ConvError(f"file: this ZIP cannot be unpacked ({str(error) or type(error).__name__})") from error


def _folder(names: list[str]) -> str:
    """Where the first input stands: several convolutions have a folder each."""
    first = next((name for name in names if name.rpartition("/")[2] == "input.csv"), "")
    return first.removesuffix("input.csv")


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        content = part.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ConvError(f"file: {name} has more than {MOST_BYTES >> 20} MB when unpacked")
    return content


# CSV -----------------------------------------------------------------------------------------------------------


def _tables(parts: Mapping[str, bytes]) -> dict[str, object]:
    for name in ("input.csv", "filters.csv", "options.csv"):
        if name not in parts:
            raise ConvError(f"file: {name} is missing in this ZIP")
    contents = {name.removesuffix(".csv"): text_of(name, data) for name, data in parts.items() if name.endswith(".csv")}
    options = _options(contents.pop("options"))
    strides, dilations = (
        _wholes(options, *(f"{name}_{axis}" for axis in ("rows", "cols"))) for name in ("stride", "dilation")
    )
    padding: object = options["padding"]
    if padding == EXPLICIT:
        top, bottom, left, right = _wholes(options, *SIDES)
        padding = (top, bottom), (left, right)
    said = {"kind": options["kind"], "strides": strides, "padding": padding, "dilations": dilations}
    tensors = {name: read_filters(text)[1] for name, text in contents.items() if name != "input"}
    return {**said, **tensors, "input": read_input(contents["input"])}


def text_of(name: str, data: bytes) -> str:
    r"""A file's text, with or without a byte order mark.

    Raises:
        ConvError: where it is not UTF-8.

    >>> text_of("input.csv", b"\xef\xbb\xbfa")
    'a'
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConvError(f"{name}: UTF-8 text is needed, byte {error.start} is none") from error


def _options(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line.strip()]
    for delimiter in DELIMITERS:
        rows = [[item.strip().strip('"') for item in line.split(delimiter)] for line in lines]
        if len(rows) == 2 and rows[0] == list(OPTIONS) and len(rows[1]) == len(OPTIONS):
            return dict(zip(OPTIONS, rows[1], strict=True))
    raise ConvError(f"options.csv: the header {','.join(OPTIONS)} and one row below it are needed")


def _wholes(options: Mapping[str, str], *names: str) -> tuple[int, ...]:
    for name in names:
        if not (options[name].isascii() and options[name].isdigit() and len(options[name]) <= 6):
            raise ConvError(f"options.csv line 2: {name} is a whole number, got {quote(options[name])}")
    return tuple(int(options[name]) for name in names)


# NumPy ---------------------------------------------------------------------------------------------------------


def _npz(parts: Mapping[str, bytes]) -> dict[str, object]:
    missing = [name for name in ARRAYS if f"{name}.npy" not in parts]
    if missing:
        raise ConvError(f"file: {missing[0]}.npy is missing in this .npz")
    arrays = {name: _array(name, parts[f"{name}.npy"]) for name in (*ARRAYS, "pointwise") if f"{name}.npy" in parts}
    word = _word("padding", arrays["padding"])
    return {
        **arrays,
        "kind": _word("kind", arrays["kind"]),
        "padding": arrays["pads"].tolist() if word == EXPLICIT else word,
        "strides": arrays["strides"].tolist(),
        "dilations": arrays["dilations"].tolist(),
    }


def _array(name: str, data: bytes) -> Tensor:
    """A .npy part; its header must agree with the bytes that follow, and it holds numbers or text, no objects."""
    part = io.BytesIO(data)
    try:
        readers = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
        shape, fortran, dtype = readers[np.lib.format.read_magic(part)](part)
    except (KeyError, ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise ConvError(f"file: {name}.npy is no NumPy array that can be read") from error
    content = part.read()
    if dtype.kind not in "iufU":
        raise ConvError(f"file: {name}.npy holds {dtype}, numbers or text are needed")
    if math.prod(shape) * dtype.itemsize != len(content) or not content:
        raise ConvError(f"file: {name}.npy says shape {shape}, which its {len(content)} bytes are not")
    array: Tensor = np.frombuffer(content, dtype).reshape(shape, order="F" if fortran else "C")
    return array


def _word(name: str, array: Tensor) -> str:
    """The first text of an array; NumPy fails on code points that no text has."""
    points = array.ravel()[:1].view(array.dtype.byteorder.replace("=", "<") + "u4") if array.dtype.kind == "U" else None
    if points is None or points.max() > sys.maxunicode:
        raise ConvError(f"file: {name}.npy holds no text")
    return str(array.ravel()[0])


# JSON ----------------------------------------------------------------------------------------------------------


def _json(data: bytes) -> dict[str, object]:
    try:
        record = json.loads(text_of("file", data))
    except (ValueError, RecursionError) as error:
        if isinstance(error, ConvError):
            raise
        raise ConvError("file: a ZIP, .npz or JSON file that ConvScope wrote is needed") from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ConvError(f'file: JSON with "format": "{FORMAT}" is needed')
    if record.get("version") != VERSION:
        raise ConvError(f"file: version {VERSION} can be read, this is version {quote(str(record.get('version')))}")
    for name in FIELDS:
        _given(record, name)
    return record
