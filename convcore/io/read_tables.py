"""Tables of :mod:`convcore.io.tables` as tensors again, with what is wrong in which line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count

import numpy as np

from convcore.errors import ConvError, chain, quote
from convcore.io.archive import Bounds, text_of
from convcore.io.tables import CELLS, EXPLICIT, OPTIONS, SIDES, TAPS
from convcore.numbers import number
from convcore.spec import READINGS, Kind, Shape4, Tensor

DELIMITERS = (",", ";", "\t")
MOST_ROWS = 2**20
ANY = (10**6,) * 4  # sizes; so many numbers that no table of MOST_ROWS has
LONGEST_OPTIONS = 4096  # characters


def read_input(text: str, most: Shape4 = ANY) -> Tensor:
    """The input [N, H, W, C] of float64 that an input.csv holds; the rows may stand in any order.

    Args:
        text: the table.
        most: the largest sizes that are read. A row beyond them is refused where it stands.

    Raises:
        ConvError: with the line, for a wrong header, a value that is no number, an index that is no whole
            number, a cell that comes twice; without one, for a cell that is missing.

    >>> from convcore.io.tables import input_table, to_csv
    >>> read_input(to_csv(input_table(np.array([[[[0.1, -0.0]]]])))).tolist()
    [[[[0.1, -0.0]]]]
    """
    return _read("input.csv", text, (CELLS,), most)[1]


def read_filters(text: str, most: Shape4 = ANY) -> tuple[Kind, Tensor]:
    """The kind and the filters of float64 that a filters.csv holds; the header tells the kind.

    Raises:
        ConvError: as :func:`read_input`.

    >>> from convcore.io.tables import filters_table, to_csv
    >>> from convcore.spec import ConvSpec
    >>> spec = ConvSpec("depthwise", (1, 1, 1, 1), (1, 1, 1, 1))
    >>> read_filters(to_csv(filters_table(spec, np.full((1, 1, 1, 1), 5.0))))
    ('depthwise', array([[[[5.]]]]))
    """
    which, filters = _read("filters.csv", text, tuple(TAPS[kind] for kind in READINGS), most)
    return READINGS[which], filters


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


def read_tables(parts: Mapping[str, bytes], bounds: Bounds) -> dict[str, object]:
    """What the tables of a bundle say."""
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
