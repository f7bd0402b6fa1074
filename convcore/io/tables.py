"""Tensors and steps as long tables, one value a row, and as CSV that reads back with the same bits.

    input.csv    batch, row, col, channel, value
    filters.csv  kernel_row, kernel_col, in_channel, out_channel (standard) or multiplier (depthwise), value
    output.csv   batch, row, col, channel, value
    steps.csv    step, batch, out_row, out_col, out_channel, in_row, in_col, in_channel, kernel_row, kernel_col,
                 padding, input, weight, product
    cost.csv     kind, parameters, multiply_adds, bytes, intensity, and the three formulas

Indices are 0-based. In steps.csv, ``padding`` is 1 where the tap lies outside the input, else 0; there ``in_row`` and
``in_col`` are the indices outside, such as -1. Rows stand in C order, so output.csv has the order of the steps.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import count

import numpy as np
import pandas as pd

from convcore.cost.formulas import BYTES, Cost
from convcore.errors import ConvError, chain, quote
from convcore.kinds import KINDS
from convcore.numbers import exact, number
from convcore.spec import READINGS, ConvSpec, Kind, Shape4, Tensor
from convcore.trace import Trace

CELLS = ("batch", "row", "col", "channel")
TAPS = {kind: ("kernel_row", "kernel_col", "in_channel", KINDS[kind].last.column) for kind in READINGS}
DELIMITERS = (",", ";", "\t")
MOST_ROWS = 2**20
ANY = (10**6,) * 4  # sizes; so many numbers that no table of MOST_ROWS has


def input_table(input: Tensor) -> pd.DataFrame:
    """An input [N, H, W, C] in long form.

    >>> print(to_csv(input_table(np.array([[[[1.0, 0.5]]]]))), end="")
    batch,row,col,channel,value
    0,0,0,0,1
    0,0,0,1,0.5
    """
    return _long(input, CELLS)


def filters_table(spec: ConvSpec, filters: Tensor) -> pd.DataFrame:
    """Filters in long form; the name of their last axis follows from the kind.

    >>> spec = ConvSpec("depthwise", (1, 1, 1, 1), (1, 1, 1, 1))
    >>> list(filters_table(spec, np.ones((1, 1, 1, 1))))
    ['kernel_row', 'kernel_col', 'in_channel', 'multiplier', 'value']
    """
    return _long(filters, TAPS[spec.kind])


def output_table(output: Tensor) -> pd.DataFrame:
    """An output [N, H', W', out] in long form, in the order of the steps."""
    return _long(output, CELLS)


def steps_table(trace: Trace) -> pd.DataFrame:
    """Every product of the steps in hand: by step, then input channel, kernel row, kernel column.

    A step of a part has the number that it has in the whole.

    >>> trace = Trace(ConvSpec("standard", (1, 1, 2, 1), (1, 2, 1, 1)), np.ones((1, 1, 2, 1)), np.ones((1, 2, 1, 1)))
    >>> steps_table(trace)[["step", "in_col", "kernel_col", "product"]].to_numpy().tolist()
    [[0.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0]]
    """
    windows, channels = trace.held[:3], trace.held[3]
    products = trace.multiply(windows, channels)
    batch, row, col, channel, source, tap_row, tap_col = np.ogrid[*trace.held, *map(slice, products.shape[4:])]
    rows, cols = trace.axes
    in_row = row * rows.stride - rows.before + tap_row * rows.dilation
    in_col = col * cols.stride - cols.before + tap_col * cols.dilation
    columns = {
        "step": np.ravel_multi_index((batch, row, col, channel), trace.shape),
        "batch": batch,
        "out_row": row,
        "out_col": col,
        "out_channel": channel,
        "in_row": in_row,
        "in_col": in_col,
        "in_channel": trace.sources[channel, source],
        "kernel_row": tap_row,
        "kernel_col": tap_col,
        "padding": (in_row < 0) | (in_row >= rows.size) | (in_col < 0) | (in_col >= cols.size),
        "input": trace.windows[windows][:, :, :, trace.sources[channels]],
        "weight": trace.kernels[channels],
        "product": products,
    }
    table = pd.DataFrame({name: np.broadcast_to(values, products.shape).ravel() for name, values in columns.items()})
    return table.astype({"padding": np.int64})


def stages_table(depthwise: Trace, pointwise: Trace) -> pd.DataFrame:
    """The steps of both stages of a separable convolution, as :func:`steps_table`, with the stage in front.

    Steps are counted through. In the pointwise stage the input is the intermediate tensor, which the depthwise stage
    wrote: ``in_channel`` is its channel c*M + q.

    >>> ones = np.ones((1, 1, 1, 1))
    >>> traces = [Trace(ConvSpec(kind, (1, 1, 1, 1), (1, 1, 1, 1)), ones, ones) for kind in ("depthwise", "standard")]
    >>> stages_table(*traces)[["stage", "step"]].to_numpy().tolist()
    [['depthwise', 0], ['pointwise', 1]]
    """
    first, second = steps_table(depthwise), steps_table(pointwise)
    second["step"] += len(depthwise)
    first.insert(0, "stage", "depthwise")
    second.insert(0, "stage", "pointwise")
    return pd.concat([first, second], ignore_index=True)


def cost_table(costs: Iterable[Cost]) -> pd.DataFrame:
    """What each kind of convolution costs, with the formulas: one kind a row; intensity is operations per byte.

    >>> from convcore.cost.formulas import Sizes, costs
    >>> print(to_csv(cost_table(costs(Sizes(1, 1, 2, (3, 3), 4))).iloc[:1, :4]), end="")
    kind,parameters,multiply_adds,bytes
    standard,72,72,312
    """
    rows = [
        {
            "kind": cost.kind,
            "parameters": cost.parameters,
            "multiply_adds": cost.multiply_adds,
            "bytes": cost.bytes,
            "intensity": cost.intensity,
            "parameters_formula": cost.rule.parameters.text,
            "multiply_adds_formula": cost.rule.multiply_adds.text,
            "bytes_formula": f"{BYTES}·({cost.rule.touched.text})",
        }
        for cost in costs
    ]
    return pd.DataFrame(rows, dtype=object)


def to_csv(frame: pd.DataFrame) -> str:
    """A table as CSV: a header, line feeds at the ends, floats that read back with the same bits.

    >>> print(to_csv(pd.DataFrame({"value": [0.1, 9.0, -0.0, 1e-300]})), end="")
    value
    0.1
    9
    -0.0
    1e-300
    """
    columns = [_texts(frame[name].to_numpy()) for name in frame.columns]
    lines = [",".join(map(str, frame.columns)), *map(",".join, zip(*columns, strict=True))]
    return "\n".join(lines) + "\n"


def read_input(text: str, most: Shape4 = ANY) -> Tensor:
    """The input [N, H, W, C] of float64 that an input.csv holds; the rows may stand in any order.

    Args:
        text: the table.
        most: the largest sizes that are read. A row beyond them is refused where it stands.

    Raises:
        ConvError: with the line, for a wrong header, a value that is no number, an index that is no whole
            number, a cell that comes twice; without one, for a cell that is missing.

    >>> read_input(to_csv(input_table(np.array([[[[0.1, -0.0]]]])))).tolist()
    [[[[0.1, -0.0]]]]
    """
    return _read("input.csv", text, (CELLS,), most)[1]


def read_filters(text: str, most: Shape4 = ANY) -> tuple[Kind, Tensor]:
    """The kind and the filters of float64 that a filters.csv holds; the header tells the kind.

    Raises:
        ConvError: as :func:`read_input`.

    >>> spec = ConvSpec("depthwise", (1, 1, 1, 1), (1, 1, 1, 1))
    >>> read_filters(to_csv(filters_table(spec, np.full((1, 1, 1, 1), 5.0))))
    ('depthwise', array([[[[5.]]]]))
    """
    which, filters = _read("filters.csv", text, tuple(TAPS[kind] for kind in READINGS), most)
    return READINGS[which], filters


def _long(tensor: Tensor, names: Sequence[str]) -> pd.DataFrame:
    indices = np.indices(tensor.shape).reshape(tensor.ndim, -1)
    return pd.DataFrame({**dict(zip(names, indices, strict=True)), "value": tensor.ravel()})


def _texts(values: Tensor) -> list[str]:
    """Each number as text, the repeated ones written once."""
    if values.dtype.kind == "f":
        bits, where = np.unique(values.astype(np.float64).view(np.int64), return_inverse=True)
        texts = [exact(value) for value in bits.view(np.float64).tolist()]
    else:
        distinct, where = np.unique(values, return_inverse=True)
        texts = [str(value) for value in distinct.tolist()]
    chosen: list[str] = np.array(texts, object)[where].tolist()
    return chosen


def _read(file: str, text: str, headers: Sequence[Sequence[str]], most: Shape4) -> tuple[int, Tensor]:
    """Which of the headers the table has, and its tensor."""
    delimiter, which = _header(file, text, headers)
    names = headers[which]
    cells: dict[tuple[int, ...], float] = {}
    for line, row in _rows(text, delimiter, len(names) + 1):
        if len(cells) == MOST_ROWS:
            raise ConvError(
                "{file} line {line}: at most {most:,} numbers are read", file=file, line=line, most=MOST_ROWS
            )
        if len(row) != len(names) + 1:
            raise ConvError(
                "{file} line {line}: {count} values are needed, got {given}",
                file=file,
                line=line,
                count=len(names) + 1,
                given=len(row),
            )
        index = tuple(_index(file, line, *part) for part in zip(names, row[:-1], most, strict=True))
        if index in cells:
            raise ConvError(
                "{file} line {line}: the cell {cell} comes a second time", file=file, line=line, cell=list(index)
            )
        cells[index] = _value(file, line, row[-1])
    if not cells:
        raise ConvError("{file} line 2: at least one row of values is needed below the header", file=file)
    return which, _tensor(file, names, cells)


def _header(file: str, text: str, headers: Sequence[Sequence[str]]) -> tuple[str, int]:
    line = next(iter(text.lstrip("\ufeff").splitlines()), "")
    for delimiter in DELIMITERS:
        for which, names in enumerate(headers):
            if _split(line, delimiter, len(names) + 1) == [*names, "value"]:
                return delimiter, which
    wanted = chain("{first} or {second}", (",".join([*names, "value"]) for names in headers))
    raise ConvError(
        "{file} line 1: the header {wanted} is needed, got {text}", file=file, wanted=wanted, text=quote(line)
    )


def _rows(text: str, delimiter: str, values: int) -> Iterator[tuple[int, list[str]]]:
    """The lines below the header with their numbers; empty ones are passed over."""
    lines = enumerate(text.splitlines()[1:], start=2)
    return ((number, _split(line, delimiter, values)) for number, line in lines if line and not line.isspace())


def _split(line: str, delimiter: str, values: int) -> list[str]:
    """A line's values, and what stands behind them, if anything, as one more."""
    return [item.strip().strip('"') for item in line.split(delimiter, values)]


def _index(file: str, line: int, name: str, text: str, size: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(size)) and int(text) < size):
        raise ConvError(
            "{file} line {line}: {name} is a whole number from 0 to {most}, got {text}",
            file=file,
            line=line,
            name=name,
            most=size - 1,
            text=quote(text),
        )
    return int(text)


def _value(file: str, line: int, text: str) -> float:
    try:
        return number(text)
    except ConvError as error:
        raise ConvError("{file} line {line}: value: {reason}", file=file, line=line, reason=error) from error


def _tensor(file: str, names: Sequence[str], cells: dict[tuple[int, ...], float]) -> Tensor:
    sizes = [max(index) + 1 for index in zip(*cells, strict=True)]
    if math.prod(sizes) != len(cells):
        missing = next(index for index in map(partial(_unravel, sizes), count()) if index not in cells)
        where = ", ".join(f"{name} {i}" for name, i in zip(names, missing, strict=True))
        raise ConvError(
            "{file}: the cell at {where} is missing; the indices go up to {most}",
            file=file,
            where=where,
            most=[s - 1 for s in sizes],
        )
    tensor = np.empty(sizes)
    tensor[tuple(np.array(list(cells)).T)] = list(cells.values())
    return tensor


def _unravel(sizes: Sequence[int], position: int) -> tuple[int, ...]:
    """The index of a cell by its place in C order, for sizes beyond what NumPy counts."""
    index: list[int] = []
    for size in reversed(sizes):
        position, at = divmod(position, size)
        index.append(at)
    return tuple(reversed(index))
