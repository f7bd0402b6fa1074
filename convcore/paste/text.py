"""Reads whole tensors from pasted text: nested lists, printed arrays, blocks of a table, and code."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from string import ascii_letters

import numpy as np

from convcore.errors import ConvError, Phrase, quote
from convcore.numbers import PLAIN_SIGNS, number
from convcore.paste.statements import MOST_TEXT, Listing, listing
from convcore.paste.values import MOST_CELLS, MOST_DIMENSIONS
from convcore.spec import Tensor

QUOTES = dict.fromkeys("\u2018\u2019", "'") | dict.fromkeys("\u201c\u201d", '"')
MARKS = {"\u3001": ",", "\u3010": "[", "\u3011": "]", "\u00a0": " ", "\ufeff": "", "\u200b": ""}
LOOKS = PLAIN_SIGNS | str.maketrans(QUOTES | MARKS)
SEPARATORS = ("\t", ";", ",")
CALLED = ("array(", "tensor(", "Tensor(")
NAMED = ("shape", "dtype", "device", "grad_fn", "requires_grad")
LETTERS = frozenset(ascii_letters) - {"e", "E"}  # those that no number has
CODE = re.compile(r"\*|(?<![\w.])[^\W\d]\w*+\s*+[(=\[]")  # what no plain list has: a name before a bracket, a product
TABLED = re.compile(r"['\"\s]*+[-+.\d][^=\[\](){}]*+")
TOKEN = re.compile(r"[ \t\r]+|(?P<line>\n)|(?P<open>[\[(])|(?P<close>[\])])|(?P<comma>[,;])|(?P<word>[^\s\[\](),;]+)")
SHORTENED = ("...", "\u2026")


def read(text: str) -> Listing:
    r"""The tensors of a pasted text, in whatever way they are written.

    Lists, printed arrays and tables give ``only``; code gives what :func:`listing` finds. In a table
    each line is a row; blocks with an empty line between them are the channels, [height, width, block].

    Raises:
        ConvError: with the line and what was expected there.

    >>> read("1\t2\n3\t4").only.tolist()
    [[1.0, 2.0], [3.0, 4.0]]
    >>> read("[[0.5 1. ]\n [2.  3. ]]").only.tolist()
    [[0.5, 1.0], [2.0, 3.0]]
    >>> read("img = np.array([[1, 2], [3, 4]])").input.shape
    (2, 2)
    >>> read("1,2\n3,x")
    Traceback (most recent call last):
    convcore.errors.ConvError: line 2, column 2: 'x' is not a number: a number like 3, -0.5, 1e3 or 1/3 is needed
    """
    if len(text) > MOST_TEXT:
        raise ConvError(
            "text: at most {most:,} characters are read, this one has {count:,}", most=MOST_TEXT, count=len(text)
        )
    plain = text.replace("\r\n", "\n").replace("\r", "\n").translate(LOOKS)
    bare = plain.strip()
    if not bare:
        raise ConvError("the text is empty: nested lists, tf.constant(...), np.array(...), CSV or TSV are needed")
    first = plain[: len(plain) - len(plain.lstrip())].count("\n") + 1
    start, end = _find_printed(bare)
    if start < end:
        return Listing(only=_read_nested(bare[start:end], first + bare[:start].count("\n")))
    if bare[0] == "[" and not CODE.search(bare):
        return Listing(only=_read_nested(bare, first))
    if TABLED.fullmatch(bare):
        return Listing(only=_table(plain))
    return listing(plain)


def tensor(text: str) -> Tensor:
    """The one tensor of a pasted text.

    Raises:
        ConvError: as :func:`read`, and where the text holds several.

    >>> tensor("tf.constant(value=7, shape=[1, 2])").tolist()
    [[7.0, 7.0]]
    """
    found = read(text)
    tensors = [part for part in (found.only, found.input, found.filters, found.pointwise) if part is not None]
    if len(tensors) != 1:
        raise ConvError("one tensor is needed, this text holds {count}", count=len(tensors))
    return tensors[0]


def as_input(tensor: Tensor) -> Tensor:
    """An input [N, H, W, C] from one of fewer dimensions: [H, W] has one channel, [H, W, C] is one image.

    >>> as_input(np.ones((2, 3))).shape, as_input(np.ones((2, 3, 4))).shape
    ((1, 2, 3, 1), (1, 2, 3, 4))
    """
    return _four("input", Phrase("[height, width, channel]"), tensor, {2: (0, 3), 3: (0,), 4: ()})


def as_filters(tensor: Tensor) -> Tensor:
    """Filters [kh, kw, C, M] from fewer dimensions: [kh, kw] is one kernel, [kh, kw, C] one for each channel.

    >>> as_filters(np.ones((2, 3))).shape, as_filters(np.ones((2, 3, 4))).shape
    ((2, 3, 1, 1), (2, 3, 4, 1))
    """
    return _four("filters", Phrase("[kernel height, kernel width, channel]"), tensor, {2: (2, 3), 3: (3,), 4: ()})


def _four(name: str, axes: Phrase, tensor: Tensor, added: dict[int, tuple[int, ...]]) -> Tensor:
    if tensor.ndim not in added:
        raise ConvError(
            "{name}: 2 to 4 dimensions are needed, as {axes}, got {count} (shape {shape})",
            name=name,
            axes=axes,
            count=tensor.ndim,
            shape=tensor.shape,
        )
    return np.expand_dims(tensor, added[tensor.ndim])


def _find_printed(text: str) -> tuple[int, int]:
    """Where the list of a printed array stands; nowhere, as (0, 0), where the text is something else.

    array([[1, 2]], dtype=int32), tf.Tensor([[1. 2.]], shape=(1, 2), dtype=float32), <tf.Tensor: ..., numpy=array(...)>
    """
    start, end = text.find("["), text.rfind("]") + 1
    before, after = text[: max(start, 0)].rstrip(), text[end:].lstrip()
    if before.startswith(("<tf.Tensor", "<tf.Variable")):
        before = before.partition("numpy=")[2].lstrip()
    words = before.rstrip("(").split(".")
    rest = after.removesuffix(">").rstrip()
    named = rest == ")" or (rest.startswith(",") and rest[1:].lstrip().startswith(NAMED) and rest.endswith(")"))
    called = before.endswith(CALLED) and all(word.isidentifier() for word in words)
    return (start, end) if called and named and LETTERS.isdisjoint(text[start:end]) else (0, 0)


# Nested lists and printed arrays -------------------------------------------------------------------------------


@dataclass
class _Level:
    """A list that is being read: the shape of its items, and how many there are."""

    items: tuple[int, ...] | None = None
    count: int = 0

    def add(self, shape: tuple[int, ...], line: int) -> None:
        """One more item."""
        if self.items is not None and self.items != shape:
            here, before = (_describe(size) for size in (shape, self.items))
            raise ConvError(
                "line {line}: {here} stands here, {before} before it: a rectangular tensor is needed",
                line=line,
                here=here,
                before=before,
            )
        self.items = shape
        self.count += 1


@dataclass
class _Numbers:
    """The numbers of nested lists in order, bounded."""

    values: list[float] = field(default_factory=list)

    def add(self, word: str, line: int) -> None:
        """One more number."""
        if word.startswith(SHORTENED) or word.endswith(SHORTENED):
            raise ConvError(
                "line {line}: {text} stands for values that were not printed: all are needed",
                line=line,
                text=quote(word),
            )
        try:
            self.values.append(number(word))
        except ConvError as error:
            raise ConvError("line {line}: {reason}", line=line, reason=error) from error
        if len(self.values) > MOST_CELLS:
            raise ConvError("line {line}: at most {most:,} numbers are read", line=line, most=MOST_CELLS)


def _read_nested(text: str, first: int) -> Tensor:
    """A tensor from brackets and numbers, with or without commas; ``first`` is the number of the first line."""
    numbers, line = _Numbers(), first
    levels: list[_Level] = [_Level()]
    for token in TOKEN.finditer(text):
        kind, word = token.lastgroup, token.group()
        if kind == "line":
            line += 1
        elif kind == "open":
            levels.append(_Level())
            if len(levels) > MOST_DIMENSIONS + 1:
                raise ConvError(
                    "line {line}: at most {most} brackets stand inside each other", line=line, most=MOST_DIMENSIONS
                )
        elif kind == "close":
            done = levels.pop()
            if not levels:
                raise ConvError("line {line}: this bracket closes more than was opened", line=line)
            if not done.count:
                raise ConvError("line {line}: an empty list holds no number", line=line)
            levels[-1].add((done.count, *(done.items or ())), line)
        elif kind == "word":
            if len(levels) == 1:
                raise ConvError("line {line}: {text} stands outside the brackets", line=line, text=quote(word))
            numbers.add(word, line)
            levels[-1].add((), line)
    if len(levels) > 1:
        raise ConvError(
            "line {line}: the text ends here with {brackets} missing", line=line, brackets="]" * (len(levels) - 1)
        )
    if levels[0].count > 1:
        return np.array(numbers.values).reshape(levels[0].count, *(levels[0].items or ()))
    return np.array(numbers.values).reshape(levels[0].items or ())


def _describe(shape: tuple[int, ...]) -> Phrase:
    if not shape:
        return Phrase("a number")
    if len(shape) == 1:
        return Phrase("a list of {count}", count=shape[0])
    return Phrase("a list of shape {shape}", shape=list(shape))


# Tables --------------------------------------------------------------------------------------------------------


def _table(text: str) -> Tensor:
    """A block [height, width] of a spreadsheet, CSV or TSV; several blocks [height, width, block]."""
    separator = next((mark for mark in SEPARATORS if mark in text), None)
    lines = text.split("\n")
    _check_count(len(text.split(separator, MOST_CELLS)))
    _check_count(len(lines) // 2)  # an empty line may follow each
    groups = groupby(enumerate(lines, start=1), lambda item: bool(item[1].strip()))
    blocks = [_block(list(group), separator) for filled, group in groups if filled]
    _check_count(math.prod((len(blocks), *blocks[0].shape)))
    for at, block in enumerate(blocks):
        if block.shape != blocks[0].shape:
            size, needed = (f"{shape[0]}x{shape[1]}" for shape in (block.shape, blocks[0].shape))
            raise ConvError(
                "block {block} is {size}, the first one is {needed}: channels of equal size are needed",
                block=at + 1,
                size=size,
                needed=needed,
            )
    return blocks[0] if len(blocks) == 1 else np.stack(blocks, axis=-1)


def _check_count(numbers: int) -> None:
    if numbers > MOST_CELLS:
        raise ConvError("at most {most:,} numbers are read", most=MOST_CELLS)


def _block(lines: Sequence[tuple[int, str]], separator: str | None) -> Tensor:
    rows: list[list[float]] = []
    for line, text in lines:
        row = list(_row(line, text, separator))
        if rows and len(row) != len(rows[0]):
            raise ConvError(
                "line {line}: {needed} numbers are needed as in the lines above, got {given}",
                line=line,
                needed=len(rows[0]),
                given=len(row),
            )
        rows.append(row)
    return np.array(rows, np.float64)


def _row(line: int, text: str, separator: str | None) -> Iterator[float]:
    cells = text.strip(" ").removesuffix(separator or " ").split(separator)
    for column, cell in enumerate(cells, start=1):
        try:
            yield number(cell.strip().strip("\"'"))
        except ConvError as error:
            raise ConvError("line {line}, column {column}: {reason}", line=line, column=column, reason=error) from error
