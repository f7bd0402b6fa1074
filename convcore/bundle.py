"""A convolution as a file to keep: a ZIP of CSV tables, a NumPy .npz or JSON; each of them can be opened again.

    input.csv filters.csv output.csv steps.csv    as in convcore.tables
    sums.csv     step, batch, out_row, out_col, out_channel, in_channel, sum
    cost.csv     kind, chosen, parameters, multiply_adds, bytes, intensity
    options.csv  kind, stride_rows, stride_cols, padding, pad_top, pad_bottom, pad_left, pad_right, dilation_rows,
                 dilation_cols
    README.txt   what each column means

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
from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
import pandas as pd

from convcore.cost import Sizes, costs
from convcore.parse import quote
from convcore.spec import ConvError, ConvSpec, Kind, Padding, Pair, Shape4, Tensor, as_tensor
from convcore.tables import (
    DELIMITERS,
    filters_table,
    input_table,
    output_table,
    read_filters,
    read_input,
    steps_table,
    to_csv,
)
from convcore.trace import Trace
from convcore.words import catalogue

MOST_BYTES = 16 * 2**20  # of a file, and of each part when unpacked
MOST_PARTS = 64
FORMAT = "convscope-lab"
VERSION = 1
EXPLICIT = "explicit"
SIDES = ("pad_top", "pad_bottom", "pad_left", "pad_right")
OPTIONS = ("kind", "stride_rows", "stride_cols", "padding", *SIDES, "dilation_rows", "dilation_cols")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # in every archive, so that the same convolution gives the same bytes
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


def sums_table(trace: Trace) -> pd.DataFrame:
    """What each input channel adds to each output cell.

    >>> trace = Trace(ConvSpec("standard", (1, 1, 1, 2), (1, 1, 2, 1)), np.array([[[[2, 3]]]]), np.ones((1, 1, 2, 1)))
    >>> print(to_csv(sums_table(trace)), end="")
    step,batch,out_row,out_col,out_channel,in_channel,sum
    0,0,0,0,0,0,2
    0,0,0,0,0,1,3
    """
    sums = trace.sums
    batch, row, col, channel, source = np.ogrid[tuple(map(slice, sums.shape))]
    columns = {
        "step": np.arange(len(trace)).reshape(*trace.shape, 1),
        "batch": batch,
        "out_row": row,
        "out_col": col,
        "out_channel": channel,
        "in_channel": trace.sources[channel, source],
        "sum": sums,
    }
    return pd.DataFrame({name: np.broadcast_to(values, sums.shape).ravel() for name, values in columns.items()})


def cost_table(trace: Trace) -> pd.DataFrame:
    """What each kind of layer would cost at these sizes; ``chosen`` marks the kind at hand."""
    spec = trace.spec
    chosen = "grouped" if spec.kind == "standard" and spec.groups > 1 else spec.kind
    sizes = Sizes(
        *spec.input_shape[1:],
        spec.kernel,
        spec.out_channels,
        spec.outs_per_group if spec.kind == "depthwise" else 1,
        spec.groups,
        spec.strides,
        spec.padding,
        spec.dilations,
        spec.input_shape[0],
    )
    rows = [
        (cost.kind, int(cost.kind == chosen), cost.parameters, cost.multiply_adds, cost.bytes, cost.intensity)
        for cost in costs(sizes)
    ]
    return pd.DataFrame(rows, columns=["kind", "chosen", "parameters", "multiply_adds", "bytes", "intensity"])


def options_table(trace: Trace) -> pd.DataFrame:
    """How the convolution was asked for, in one row; the sides are what the padding comes to."""
    spec, (rows, cols) = trace.spec, trace.axes
    padding = spec.padding if isinstance(spec.padding, str) else EXPLICIT
    sides = rows.before, rows.after, cols.before, cols.after
    return pd.DataFrame([(spec.kind, *spec.strides, padding, *sides, *spec.dilations)], columns=list(OPTIONS))


TABLES: Mapping[str, Callable[[Trace], pd.DataFrame]] = {
    "input": lambda trace: input_table(trace.input),
    "filters": lambda trace: filters_table(trace.spec, trace.filters),
    "output": lambda trace: output_table(trace.output),
    "steps": steps_table,
    "sums": sums_table,
    "cost": cost_table,
    "options": options_table,
}


def to_zip(trace: Trace, texts: Mapping[str, str] | None = None) -> bytes:
    """All tables as CSV in one ZIP, with a README.txt in the language of the catalogue (English if none is given)."""
    tables = {name: make(trace) for name, make in TABLES.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        _add(archive, "README.txt", readme(tables, texts or catalogue("en")))
        for name, table in tables.items():
            _add(archive, f"{name}.csv", to_csv(table))
    return packed.getvalue()


def readme(tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str]) -> str:
    """What the files are and what each of their columns means."""
    lines = [texts["takeaway.readme.title"], "", texts["takeaway.readme.form"]]
    for name, table in tables.items():
        lines += ["", f"{name}.csv: {texts[f'takeaway.readme.{name}']}"]
        for column in table.columns:
            special = texts.get(f"takeaway.column.{name}_{column}")
            lines.append(f"  {column}: {special or texts[f'takeaway.column.{column}']}")
    return "\n".join(lines) + "\n"


def to_npz(trace: Trace) -> bytes:
    """The tensors and options as NumPy arrays, for ``numpy.load``.

    ``padding`` holds the word, ``pads`` the four sides it comes to.
    """
    rows, cols = trace.axes
    arrays = {
        "input": trace.input,
        "filters": trace.filters,
        "output": trace.output,
        "sums": trace.sums,
        "kind": np.array(trace.spec.kind),
        "strides": np.array(trace.spec.strides),
        "padding": np.array(trace.spec.padding if isinstance(trace.spec.padding, str) else EXPLICIT),
        "pads": np.array([[rows.before, rows.after], [cols.before, cols.after]]),
        "dilations": np.array(trace.spec.dilations),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, array in arrays.items():
            part = io.BytesIO()
            np.lib.format.write_array(part, array, allow_pickle=False)
            _add(archive, f"{name}.npy", part.getvalue())
    return packed.getvalue()


def to_json(trace: Trace) -> str:
    """The tensors and options as JSON, the tensors as nested lists; floats read back with the same bits."""
    spec = trace.spec
    record = {
        "format": FORMAT,
        "version": VERSION,
        "kind": spec.kind,
        "strides": spec.strides,
        "padding": spec.padding,
        "dilations": spec.dilations,
        "input": trace.input.tolist(),
        "filters": trace.filters.tolist(),
    }
    return json.dumps(record, allow_nan=False) + "\n"


def read(data: bytes) -> Trace:
    """The convolution that a file of :func:`to_zip`, :func:`to_npz` or :func:`to_json` holds, computed anew.

    Raises:
        ConvError: for anything else, for a file above 16 MB, and for tensors and options that do not work.

    >>> from convcore.examples import article_filters, article_input
    >>> trace = Trace(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())
    >>> [int(read(data).output.sum()) for data in (to_zip(trace), to_npz(trace), to_json(trace).encode())]
    [324, 324, 324]
    """
    if len(data) > MOST_BYTES:
        raise ConvError(f"file: at most {MOST_BYTES >> 20} MB are read, this one has {len(data) / 2**20:.1f} MB")
    if data[:2] != b"PK":
        return _read_json(data)
    parts = _unpack(data)
    return _read_npz(parts) if "input.npy" in parts else _read_zip(parts)


# Writing -------------------------------------------------------------------------------------------------------


def _add(archive: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)


# Reading -------------------------------------------------------------------------------------------------------


def _trace(kind: object, input: object, filters: object, strides: object, padding: object, dilations: object) -> Trace:
    """The convolution of what a file says, every part of it checked."""
    image, kernels = (
        as_tensor(name, cast(Any, value), (4,)) for name, value in (("input", input), ("filters", filters))
    )
    shapes = cast(Shape4, image.shape), cast(Shape4, kernels.shape)
    spec = ConvSpec(cast(Kind, kind), *shapes, cast(Pair, strides), cast(Padding, padding), cast(Pair, dilations))
    return Trace(spec, image, kernels)


def _unpack(data: bytes) -> dict[str, bytes]:
    """The parts of an archive that a bundle may have, by name; each is cut off where it gets too large."""
    wanted = {"input.csv", "filters.csv", "options.csv", *(f"{name}.npy" for name in ARRAYS)}
    parts: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if len(archive.namelist()) > MOST_PARTS:
                raise ConvError(f"file: at most {MOST_PARTS} parts are read, this one has {len(archive.namelist())}")
            for name in wanted & set(archive.namelist()):
                with archive.open(name) as part:
                    parts[name] = part.read(MOST_BYTES + 1)
                if len(parts[name]) > MOST_BYTES:
                    raise ConvError(f"file: {name} has more than {MOST_BYTES >> 20} MB when unpacked")
    except ConvError:
        raise
    except BROKEN as error:
        raise ConvError(f"file: this ZIP cannot be unpacked ({str(error) or type(error).__name__})") from error
    return parts


def _read_zip(parts: Mapping[str, bytes]) -> Trace:
    for name in ("input.csv", "filters.csv", "options.csv"):
        if name not in parts:
            raise ConvError(f"file: {name} is missing in this ZIP")
    _, filters = read_filters(text_of("filters.csv", parts["filters.csv"]))
    options = _options(text_of("options.csv", parts["options.csv"]))
    strides, dilations = (
        _wholes(options, *(f"{name}_{axis}" for axis in ("rows", "cols"))) for name in ("stride", "dilation")
    )
    padding: object = options["padding"]
    if padding == EXPLICIT:
        top, bottom, left, right = _wholes(options, *SIDES)
        padding = (top, bottom), (left, right)
    return _trace(
        options["kind"], read_input(text_of("input.csv", parts["input.csv"])), filters, strides, padding, dilations
    )


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


ARRAYS = ("input", "filters", "kind", "strides", "padding", "pads", "dilations")


def _read_npz(parts: Mapping[str, bytes]) -> Trace:
    missing = [name for name in ARRAYS if f"{name}.npy" not in parts]
    if missing:
        raise ConvError(f"file: {missing[0]}.npy is missing in this .npz")
    arrays = {name: _array(name, parts[f"{name}.npy"]) for name in ARRAYS}
    kind, word = _word("kind", arrays["kind"]), _word("padding", arrays["padding"])
    padding = arrays["pads"].tolist() if word == EXPLICIT else word
    strides, dilations = arrays["strides"].tolist(), arrays["dilations"].tolist()
    return _trace(kind, arrays["input"], arrays["filters"], strides, padding, dilations)


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


def _read_json(data: bytes) -> Trace:
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
    fields = ("kind", "input", "filters", "strides", "padding", "dilations")
    missing = [name for name in fields if name not in record]
    if missing:
        raise ConvError(f'file: "{missing[0]}" is missing')
    return _trace(*(record[name] for name in fields))
