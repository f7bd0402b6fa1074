"""The NumPy arrays of a bundle, read without NumPy's own reader, which takes more than is safe."""

from __future__ import annotations

import ast
import math
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from convcore.errors import ConvError, show_value
from convcore.io.archive import Bounds
from convcore.io.record import ARRAYS, TENSORS
from convcore.io.tables import EXPLICIT
from convcore.spec import Shape4, Tensor

MOST_NUMBERS = 2**21  # of a tensor: what 16 MB of float64 are
MOST_SIZES = 16  # of an option
MOST_AXES = 8
# What Python's and NumPy's own readers may raise.
UNREAD = (ValueError, LookupError, TypeError, SyntaxError, MemoryError, RecursionError)
LONGEST_HEADER = 1000  # bytes


def read_arrays(parts: Mapping[str, bytes], bounds: Bounds) -> dict[str, object]:
    """What the arrays of an .npz say."""
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
            shape=show_value(shape),
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
