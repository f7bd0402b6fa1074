"""Opens again what :mod:`convcore.io.save` wrote: the convolution of a ZIP of CSV tables, an .npz or JSON.

What is opened is somebody's file: sizes are bounded, nothing in it is executed, and what does not fit is refused with
a :class:`ConvError`.
"""

from __future__ import annotations

import ast
import io
import math
import sys
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from convcore.errors import ConvError, quote, shown
from convcore.io import record
from convcore.io.read_tables import ANY, DELIMITERS, read_filters, read_input
from convcore.io.tables import EXPLICIT, OPTIONS, SIDES
from convcore.kinds import SEPARABLE
from convcore.spec import ConvSpec, Kind, Padding, Pair, Shape4, Tensor, as_tensor
from convcore.trace import Trace, Work, behind

MOST_BYTES = 16 * 2**20
MOST_PARTS = 64
MOST_NUMBERS = 2**21  # of a tensor: what 16 MB of float64 are
MOST_SIZES = 16  # of an option
MOST_AXES = 8
MOST_OPTION = 2**31 - 1  # cells of a stride, a dilation or a side: what TensorFlow's int32 holds
TENSORS = ("input", "filters", "pointwise")
FIELDS = ("kind", "input", "filters", "strides", "padding", "dilations")
ARRAYS = (*FIELDS, "pads")
PARTS = (
    *(f"{name}.csv" for name in ("input", "filters", "options", "pointwise")),
    *(f"{name}.npy" for name in (*ARRAYS, "pointwise")),
)
LISTED = b"PK\x01\x02"  # how each part begins in an archive's directory
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # zipfile unpacks the others whatever size was asked for
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)
# What Python's and NumPy's own readers may raise.
UNREAD = (ValueError, LookupError, TypeError, SyntaxError, MemoryError, RecursionError)
LONGEST_HEADER = 1000  # bytes
LONGEST_OPTIONS = 4096  # characters


@dataclass(frozen=True)
class Bounds:
    """The most that is read of a file; what is declared beyond it is refused before anything is made of it.

    Attributes:
        size: bytes, of the file and of all its parts together when unpacked.
        shapes: by tensor, its largest sizes; none are known where it is not named.
    """

    size: int = MOST_BYTES
    shapes: Mapping[str, Shape4] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Held:
    """What a file says, its tensors checked and nothing computed.

    Attributes:
        spec: the convolution, or the depthwise stage of a separable one.
        input, filters: of the spec's shapes.
        pointwise: filters of a second stage, None where there is none.
    """

    spec: ConvSpec
    input: Tensor
    filters: Tensor
    pointwise: Tensor | None = None


def read(data: bytes) -> Work:
    """The convolution that a file of :mod:`convcore.io.save` holds, computed anew; of several, the first one.

    Raises:
        ConvError: for anything else, for a file above 16 MB, and for tensors and options that do not work.

    >>> from convcore.io.save import to_json, to_npz, to_zip
    >>> from convcore.tensors.presets import article_filters, article_input
    >>> trace = Trace(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())
    >>> [int(read(data).output.sum()) for data in (to_zip(trace), to_npz(trace), to_json(trace).encode())]
    [324, 324, 324]
    """
    found = examine(data)
    trace = Trace(found.spec, found.input, found.filters)
    return trace if found.pointwise is None else behind(trace, found.pointwise)


def examine(data: bytes, bounds: Bounds = Bounds()) -> Held:
    """What a file of :mod:`convcore.io.save` says, with nothing computed.

    Raises:
        ConvError: as :func:`read`, and past the bounds.
    """
    check_size(data, bounds)
    if data[:2] != b"PK":
        text = text_of("file", data)
        if not text.lstrip().startswith("{"):
            raise ConvError("file: a ZIP, .npz or JSON file that ConvScope wrote is needed")
        return _check(record.read(text, FIELDS))
    parts = _unpack(data, bounds)
    return _check(_npz(parts, bounds) if "input.npy" in parts else _tables(parts, bounds))


def check_size(data: bytes, bounds: Bounds) -> None:
    """Refuses a file of too many bytes."""
    if len(data) > bounds.size:
        raise ConvError(
            "file: at most {most} MB are read, this one has {size:.1f} MB",
            most=bounds.size >> 20,
            size=len(data) / 2**20,
        )


def _check(said: Mapping[str, object]) -> Held:
    """What a file says, every part of it checked."""
    separable = said["kind"] == SEPARABLE
    names = TENSORS if separable else TENSORS[:2]
    tensors = {name: as_tensor(name, cast(Any, _take(said, name)), (4,)) for name in names}
    spec = ConvSpec(
        "depthwise" if separable else cast(Kind, said["kind"]),
        cast(Shape4, tensors["input"].shape),
        cast(Shape4, tensors["filters"].shape),
        cast(Pair, said["strides"]),
        cast(Padding, said["padding"]),
        cast(Pair, said["dilations"]),
    )
    _check_options(spec)
    return Held(spec, **tensors)


def _take(said: Mapping[str, object], name: str) -> object:
    if name not in said:
        raise ConvError('file: "{name}" is missing', name=name)
    return said[name]


def _check_options(spec: ConvSpec) -> None:
    """Refuses what no table of steps can count."""
    for name in ("strides", "padding", "dilations"):
        value = getattr(spec, name)
        cells = [] if isinstance(value, str) else np.ravel(np.array(value, object)).tolist()
        if max(cells, default=0) > MOST_OPTION:
            raise ConvError(
                "{name}: at most {most} cells are possible here, got {cells}",
                name=name,
                most=MOST_OPTION,
                cells=shown(max(cells)),
            )


# Archives ------------------------------------------------------------------------------------------------------


def _unpack(data: bytes, bounds: Bounds) -> dict[str, bytes]:
    """The parts of an archive that a bundle may have, by name."""
    count = data.count(LISTED)
    if count > MOST_PARTS:
        raise ConvError("file: at most {most} parts are read, this one has {count}", most=MOST_PARTS, count=count)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            folder = _folder(names)
            known = {name: archive.getinfo(folder + name) for name in PARTS if folder + name in names}
            _check_parts(known, bounds)
            return {name: _part(archive, info) for name, info in known.items()}
    except ConvError:
        raise
    except BROKEN as error:
        raise ConvError("file: this ZIP cannot be unpacked") from error


def _folder(names: list[str]) -> str:
    """Where the first input stands: several convolutions have a folder each."""
    first = next((name for name in names if name.rpartition("/")[2] == "input.csv"), "")
    return first.removesuffix("input.csv")


def _check_parts(parts: Mapping[str, zipfile.ZipInfo], bounds: Bounds) -> None:
    """Refuses by what an archive's directory says; unpacking stops where a part is larger than that."""
    left = bounds.size
    for name, info in parts.items():
        left -= info.file_size
        if left < 0:
            raise ConvError("file: {name} has more than {most} MB when unpacked", name=name, most=bounds.size >> 20)
        if info.compress_type not in METHODS:
            raise ConvError(
                "file: {name} is packed by a method that is not read here: store and deflate are", name=name
            )


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as part:
        return part.read(info.file_size)


# CSV -----------------------------------------------------------------------------------------------------------


def _tables(parts: Mapping[str, bytes], bounds: Bounds) -> dict[str, object]:
    for name in ("input.csv", "filters.csv", "options.csv"):
        if name not in parts:
            raise ConvError("file: {name} is missing in this ZIP", name=name)
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
    most = {name: bounds.shapes.get(name, ANY) for name in contents}
    tensors = {name: read_filters(text, most[name])[1] for name, text in contents.items() if name != "input"}
    return {**said, **tensors, "input": read_input(contents["input"], most["input"])}


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
        raise ConvError("{name}: UTF-8 text is needed, byte {at} is none", name=name, at=error.start) from error


def _options(text: str) -> dict[str, str]:
    lines = [line for line in text[:LONGEST_OPTIONS].splitlines() if line.strip()]
    for delimiter in DELIMITERS if len(lines) == 2 else ():
        rows = [[item.strip().strip('"') for item in line.split(delimiter, len(OPTIONS))] for line in lines]
        if rows[0] == list(OPTIONS) and len(rows[1]) == len(OPTIONS):
            return dict(zip(OPTIONS, rows[1], strict=True))
    raise ConvError("options.csv: the header {header} and one row below it are needed", header=",".join(OPTIONS))


def _wholes(options: Mapping[str, str], *names: str) -> tuple[int, ...]:
    for name in names:
        if not (options[name].isascii() and options[name].isdigit() and len(options[name]) <= 6):
            raise ConvError(
                "options.csv line 2: {name} is a whole number, got {text}", name=name, text=quote(options[name])
            )
    return tuple(int(options[name]) for name in names)


# NumPy ---------------------------------------------------------------------------------------------------------


def _npz(parts: Mapping[str, bytes], bounds: Bounds) -> dict[str, object]:
    missing = [name for name in ARRAYS if f"{name}.npy" not in parts]
    if missing:
        raise ConvError("file: {name}.npy is missing in this .npz", name=missing[0])
    names = [name for name in (*ARRAYS, "pointwise") if f"{name}.npy" in parts]
    arrays = {name: _array(name, parts[f"{name}.npy"], bounds.shapes.get(name)) for name in names}
    word = _word("padding", arrays["padding"])
    return {
        **arrays,
        "kind": _word("kind", arrays["kind"]),
        "padding": arrays["pads"].tolist() if word == EXPLICIT else word,
        "strides": arrays["strides"].tolist(),
        "dilations": arrays["dilations"].tolist(),
    }


def _array(name: str, data: bytes, most: Shape4 | None) -> Tensor:
    """A .npy part; its header must agree with the bytes that follow, and it holds numbers or text, no objects."""
    try:
        shape, fortran, dtype, start = _header(data)
    except UNREAD as error:
        raise ConvError("file: {name}.npy is no NumPy array that can be read", name=name) from error
    if dtype.kind not in "iufU":
        raise ConvError("file: {name}.npy holds {dtype}, numbers or text are needed", name=name, dtype=dtype)
    count, size = math.prod(shape), len(data) - start
    if count * dtype.itemsize != size or not size:
        raise ConvError(
            "file: {name}.npy says shape {shape}, which its {size} bytes are not",
            name=name,
            shape=shown(shape),
            size=size,
        )
    numbers = MOST_NUMBERS if name in TENSORS else MOST_SIZES
    if count > numbers:
        raise ConvError(
            "file: {name}.npy: at most {numbers:,} numbers are read, shape {shape} has {count:,}",
            name=name,
            numbers=numbers,
            shape=shape,
            count=count,
        )
    if most and len(shape) == len(most) and any(size > limit for size, limit in zip(shape, most, strict=True)):
        raise ConvError(
            "file: {name}.npy: at most shape {most} is read here, got {shape}", name=name, most=most, shape=shape
        )
    array: Tensor = np.frombuffer(data, dtype, count, start).reshape(shape, order="F" if fortran else "C")
    return array


def _header(data: bytes) -> tuple[tuple[int, ...], bool, np.dtype[Any], int]:
    """Shape, order and type that a .npy file declares, and where its numbers begin.

    NumPy's own reader takes more: headers of Python 2, types with fields, sizes that are no sizes.
    """
    width = {b"\x93NUMPY\x01\x00": 2, b"\x93NUMPY\x02\x00": 4}.get(data[:8], 0)
    start = 8 + width + int.from_bytes(data[8 : 8 + width], "little")
    if not width or start > min(LONGEST_HEADER, len(data)):
        raise ValueError
    header = ast.literal_eval(data[8 + width : start].decode("latin-1"))
    shape, fortran, kind = header["shape"], header["fortran_order"], header["descr"]
    if not isinstance(shape, tuple) or len(shape) > MOST_AXES or any(type(k) is not int or k < 0 for k in shape):
        raise ValueError
    return shape, fortran is True, np.dtype(kind if isinstance(kind, str) else "O"), start


def _word(name: str, array: Tensor) -> str:
    """The first text of an array; NumPy fails on code points that no text has."""
    points = array.ravel()[:1].view(array.dtype.byteorder.replace("=", "<") + "u4") if array.dtype.kind == "U" else None
    if points is None or points.max() > sys.maxunicode:
        raise ConvError("file: {name}.npy holds no text", name=name)
    return str(array.ravel()[0])
