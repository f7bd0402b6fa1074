"""Reads tensors out of Python code that was pasted: assignments of a few well-known calls, and nothing is executed.

The code is parsed into a syntax tree; a table says which calls are understood and what each of them gives. Sizes are
bounded at every step, so no text can take long or grow. What is not about tensors is passed over and listed.
"""

from __future__ import annotations

import ast
import inspect
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from convcore.parse import quote
from convcore.spec import ConvError, Padding, Pair, Tensor

MOST_TEXT = 2**18  # characters; the largest lab written out with all digits has fewer
MOST_CELLS = 2**16
MOST_DIMENSIONS = 8
DEEPEST = 100  # nested expressions
LONGEST_STATEMENT = 10_000  # lines
MOST_UNCLOSED = 20  # statements whose brackets never close: prose has a few, code one

Value = Any  # a number, a string, None, a DType, a Tensor, or a list of those


@dataclass(frozen=True)
class DType:
    """A number type named in the code. Values keep what was written; only integer types cut off fractions."""

    name: str


@dataclass(frozen=True)
class Failure:
    """Why a name has no value; it counts only where the name is needed."""

    line: int
    reason: str


@dataclass(frozen=True, eq=False)
class Listing:
    """What a pasted text holds; None where it does not say.

    Attributes:
        input, filters, pointwise: tensors that the code gives to a convolution or calls so, of any dimensions.
        only: the one tensor of a text that says neither.
        strides, padding, dilations: as the convolution was asked.
        skipped: the lines that are not about tensors, as "line 3: print(img)".
    """

    input: Tensor | None = None
    filters: Tensor | None = None
    pointwise: Tensor | None = None
    only: Tensor | None = None
    strides: Pair | None = None
    padding: Padding | None = None
    dilations: Pair | None = None
    skipped: tuple[str, ...] = ()


INPUT_NAMES = ("input", "inputs", "image", "images", "img", "x", "input_data", "input_image", "data")
FILTER_NAMES = ("filters", "filter", "kernels", "kernel", "weights", "weight", "w", "filter_data", "depthwise_filter")
POINTWISE_NAMES = ("pointwise_filters", "pointwise_filter", "pointwise")
CONVOLUTIONS: Mapping[str, tuple[str, ...]] = {  # their arguments in order, "|" between names for the same
    "conv2d": ("input", "filters|filter", "strides", "padding"),
    "convolution": ("input", "filters|filter", "strides", "padding"),
    "depthwise_conv2d": ("input", "filters|filter", "strides", "padding"),
    "depthwise_conv2d_native": ("input", "filters|filter", "strides", "padding"),
    "separable_conv2d": (
        "input",
        "filters|filter|depthwise_filter|depthwise_filters",
        "pointwise|pointwise_filter|pointwise_filters",
        "strides",
        "padding",
    ),
}


def listing(text: str) -> Listing:
    r"""The tensors and options of a piece of code.

    They are the arguments of the first convolution whose tensors can be read; where there is none, the tensors that
    are called input and filters or similarly; otherwise the only tensor there is.

    Raises:
        ConvError: with the line, where a tensor that is needed cannot be read; without one, where there is none.

    >>> code = "a = tf.ones([1, 2, 2, 1])\nimport os\nk = tf.fill([1]*4, 3)\nprint(tf.nn.conv2d(a, k, 1, 'SAME'))"
    >>> found = listing(code)
    >>> found.input.shape, found.filters.tolist(), found.strides, found.padding, found.skipped
    ((1, 2, 2, 1), [[[[3.0]]]], (1, 1), 'SAME', ('line 2: import os',))
    """
    if len(text) > MOST_TEXT:
        raise ConvError(f"text: at most {MOST_TEXT:,} characters are read, this one has {len(text):,}")
    reader = _Reader()
    for line, source in _statements(text):
        reader.read(line, source)
    return replace(reader.result(), skipped=tuple(reader.skipped))


# Statements ----------------------------------------------------------------------------------------------------

PROMPT = re.compile(r"^\s*(?:>>> ?|\.\.\. ?|In \[\d+\]: ?|(?:> )+)")
PIECE = re.compile(r"'''|\"\"\"|[()\[\]{}]")
STRING = re.compile(r"(?<!['\"])(['\"])(?!\1\1)(?:\\.|(?!\1).)*\1")
SKIPPED_BLOCK = re.compile(r"(?:for|while|else|elif|except|class)\b.*:\s*(?:#.*)?$", re.DOTALL)
ASSIGNED = re.compile(r"\s*([^\W\d]\w*)\s*=(?!=)")


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The statements with the number of their first line; bodies of loops and branches are left out."""
    lines = [PROMPT.sub("", line).expandtabs() for line in text.split("\n")]
    at, unclosed, beyond = 0, 0, math.inf
    while at < len(lines):
        count = _length(lines, at)
        if count is None:
            unclosed += 1
            if unclosed > MOST_UNCLOSED:
                raise ConvError(f"line {at + 1}: the brackets or quotes that open here are never closed")
        source = "\n".join(lines[at : at + (count or 1)])
        indent = len(source) - len(source.lstrip())
        bare = source.strip()
        if bare and not bare.startswith("#") and indent <= beyond:
            beyond = indent if SKIPPED_BLOCK.match(bare) else math.inf
            yield at + 1, bare
        at += count or 1


def _length(lines: Sequence[str], start: int) -> int | None:
    """How many lines a statement takes: until its brackets and strings are closed; None where they never are."""
    depth, string = 0, ""
    for at in range(start, min(len(lines), start + LONGEST_STATEMENT)):
        code = lines[at] if string else STRING.sub("", lines[at]).split("#", 1)[0]
        for piece in PIECE.findall(code):
            if string:
                string = "" if piece == string else string
            elif len(piece) == 3:
                string = piece
            else:
                depth += 1 if piece in "([{" else -1
        if not string and depth <= 0 and not code.rstrip().endswith("\\"):
            return at - start + 1
    return None


# Reading statements --------------------------------------------------------------------------------------------


@dataclass
class _Reader:
    """Goes through the statements and keeps what each name stands for."""

    names: dict[str, Value | Failure] = field(default_factory=dict)
    found: Listing | None = None
    unnamed: list[Tensor] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    missed: Failure | None = None

    def read(self, line: int, source: str) -> None:
        """Takes one statement in."""
        try:
            body = ast.parse(source).body
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            self._unreadable(line, source, error)
            return
        for node in body:
            ast.increment_lineno(node, line - 1)
            convolution = self._convolutions(node)
            if not self._assign(node) and not convolution:
                self._skip(node.lineno, source)

    def result(self) -> Listing:
        """What was found, by the rule of :func:`listing`."""
        if self.found:
            return self.found
        image, kernels = self._named(INPUT_NAMES), self._named(FILTER_NAMES)
        both = image is not None and kernels is not None
        if both or (not self.missed and (image is not None or kernels is not None)):
            return Listing(image, kernels, self._named(POINTWISE_NAMES))
        if self.missed:
            raise ConvError(f"line {self.missed.line}: {self.missed.reason}")
        tensors = {name: value for name, value in self.names.items() if isinstance(value, np.ndarray) and value.ndim}
        if len(tensors) + len(self.unnamed) == 1:
            return Listing(only=[*tensors.values(), *self.unnamed][0])
        if tensors or self.unnamed:
            called = f" ({', '.join(list(tensors)[:6])})" if tensors else ""
            count = len(tensors) + len(self.unnamed)
            raise ConvError(f"{count} tensors{called}, but none is called input or filters and no conv2d takes them")
        for value in self.names.values():
            if isinstance(value, Failure):
                raise ConvError(f"line {value.line}: {value.reason}")
        raise ConvError("no tensor was found: nested lists, tf.constant(...), np.array(...), CSV or TSV are needed")

    def _named(self, names: Sequence[str]) -> Tensor | None:
        """The first tensor that has one of these names."""
        known = {name.lower(): value for name, value in self.names.items()}
        values = (known.get(name) for name in names)
        return next((value for value in values if isinstance(value, np.ndarray) and value.ndim > 1), None)

    def _unreadable(self, line: int, source: str, error: Exception) -> None:
        """Notes why an assignment cannot be parsed; other lines, as of prose or Python 2, are passed over."""
        assigned = ASSIGNED.match(source)
        if assigned:
            at = line + (getattr(error, "lineno", None) or 1) - 1
            reason = getattr(error, "msg", None) or "it is nested too deeply"
            failure = Failure(at, f"{quote(source.split(chr(10))[at - line])} is no complete Python: {reason}")
            self.names[assigned[1]] = failure
            self.missed = self.missed or failure
        else:
            self._skip(line, source)

    def _skip(self, line: int, source: str) -> None:
        self.skipped.append(f"line {line}: {' '.join(source.split())[:60]}")

    def _assign(self, node: ast.stmt) -> bool:
        """Whether the statement is an assignment to a name or a bare tensor; if so, it is taken in."""
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            bound = [self._bind(target, node.value) for target in targets]
            return all(bound)
        if isinstance(node, ast.Expr) and not isinstance(node.value, ast.Name):
            value = self._read(node.value)
            if isinstance(value, np.ndarray) and value.ndim:
                self.unnamed.append(value)
                return True
        return False

    def _bind(self, target: ast.expr, node: ast.expr) -> bool:
        """Whether a name, or each name of ``a, b = ...``, has a value now."""
        if isinstance(target, ast.Tuple) and isinstance(node, ast.Tuple) and len(target.elts) == len(node.elts):
            bound = [self._bind(*pair) for pair in zip(target.elts, node.elts, strict=True)]
            return all(bound)
        if not isinstance(target, ast.Name):
            return False
        self.names[target.id] = self._read(node)
        return not isinstance(self.names[target.id], Failure)

    def _read(self, node: ast.expr) -> Value | Failure:
        """The value of an expression; where a tensor was meant and cannot be read, this is kept for the message."""
        value = self._try(node)
        if isinstance(value, Failure) and (isinstance(node, (ast.List, ast.Tuple)) or _call(node) in CALLS):
            self.missed = self.missed or value
        return value

    def _try(self, node: ast.expr) -> Value | Failure:
        try:
            return _evaluate(node, self.names)
        except _UnreadError as error:
            return error.failure
        except RecursionError:
            return Failure(node.lineno, "it is nested too deeply")

    def _convolutions(self, node: ast.stmt) -> bool:
        """Whether the statement asks for convolutions; the first one whose tensors can be read is kept."""
        calls = [call for call in ast.walk(node) if isinstance(call, ast.Call) and _call(call) in CONVOLUTIONS]
        for call in calls:
            self.found = self.found or self._convolution(call)
        return bool(calls)

    def _convolution(self, call: ast.Call) -> Listing | None:
        arguments = _arguments(call, CONVOLUTIONS[_call(call)])
        values = {name: self._try(node) for name, node in arguments.items()}
        tensors: list[Any] = [values.get(name) for name in ("input", "filters", "pointwise")]
        for value in tensors:
            if isinstance(value, Failure):
                self.missed = self.missed or value
        if not all(isinstance(value, np.ndarray) for value in tensors[: 3 if "pointwise" in arguments else 2]):
            return None
        layout = values.get("data_format")
        if isinstance(layout, str) and layout != "NHWC":
            raise ConvError(f"line {call.lineno}: data_format='NHWC' is read here, got {quote(layout)}")
        image, kernels, pointwise = tensors
        strides = _option(call, "strides", values.get("strides"))
        dilations = _option(call, "dilations", values.get("dilations", values.get("rate")))
        padding = _padding(call, values.get("padding"))
        return Listing(image, kernels, pointwise, None, strides, padding, dilations)


def _call(node: ast.expr) -> str:
    """The last name of what is called: ``conv2d`` of ``tf.nn.conv2d(...)``."""
    called = node.func if isinstance(node, ast.Call) else None
    return str(getattr(called, "attr", None) or getattr(called, "id", ""))


def _arguments(call: ast.Call, parameters: Sequence[str]) -> dict[str, ast.expr]:
    """The arguments of a call by the first of each parameter's names; others by their own."""
    names = {alias: row.split("|")[0] for row in parameters for alias in row.split("|")}
    given = dict(zip((row.split("|")[0] for row in parameters), call.args, strict=False))
    return given | {names.get(word.arg, word.arg): word.value for word in call.keywords if word.arg}


def _option(call: ast.Call, name: str, value: Value | Failure) -> Pair | None:
    """Strides or dilations as (height, width): from a number, two of them, or [1, height, width, 1]."""
    if value is None:
        return None
    sizes = [_whole(size) for size in np.ravel(value).tolist()] if isinstance(value, (int, float, np.ndarray)) else []
    wholes = [size for size in sizes if size is not None]
    if len(wholes) == len(sizes) and wholes and min(wholes) >= 1:
        if len(wholes) == 4 and wholes[0] == wholes[3] == 1:
            return wholes[1], wholes[2]
        if len(wholes) in (1, 2):
            return wholes[0], wholes[-1]
    raise ConvError(f"line {call.lineno}: {name} are a whole number, (height, width) or [1, height, width, 1]")


def _padding(call: ast.Call, value: Value | Failure) -> Padding | None:
    """VALID, SAME, or the sides of an explicit padding, as TensorFlow takes them for NHWC or as two pairs."""
    if value is None:
        return None
    if isinstance(value, str) and value.upper() in ("VALID", "SAME"):
        return "VALID" if value.upper() == "VALID" else "SAME"
    if isinstance(value, np.ndarray) and value.shape in ((4, 2), (2, 2)):
        sides = [[_whole(side) for side in pair] for pair in value.tolist()]
        rows, cols = sides[1:3] if len(sides) == 4 else sides
        if all(side is not None and side >= 0 for side in (*rows, *cols)):
            return (rows[0], rows[1]), (cols[0], cols[1])  # type: ignore[return-value]
    raise ConvError(f"line {call.lineno}: padding is 'VALID', 'SAME' or [[0, 0], [top, bottom], [left, right], [0, 0]]")


# Evaluating expressions ----------------------------------------------------------------------------------------


class _UnreadError(Exception):
    """An expression that is not understood, with the line."""

    def __init__(self, node: ast.AST, reason: str) -> None:
        super().__init__(reason)
        self.failure = Failure(getattr(node, "lineno", 1), reason)


def _evaluate(node: ast.expr, names: Mapping[str, Value | Failure], depth: int = 0) -> Value:
    """The value of an expression.

    Raises:
        _UnreadError: where it holds anything but numbers, lists, known names and the calls of the table.
    """
    if depth > DEEPEST:
        raise _UnreadError(node, "it is nested too deeply")

    def inner(part: ast.expr) -> Value:
        return _evaluate(part, names, depth + 1)

    try:
        if type(node) not in NODES:
            raise _UnreadError(
                node, f"{quote(ast.unparse(node))} is not read here: numbers, lists and tensor calls are"
            )
        return NODES[type(node)](node, names, inner)
    except ConvError as error:
        raise _UnreadError(node, str(error)) from error


def _constant_node(node: ast.Constant, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    if isinstance(node.value, bool) or not isinstance(node.value, (int, float, str, type(None), type(...))):
        raise ConvError(f"{quote(repr(node.value))} is no real number")
    if isinstance(node.value, (int, float)):
        return _scalar(node.value)
    return node.value


def _name_node(node: ast.Name, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    if node.id not in names:
        if node.id in DTYPES:
            return DType(node.id)
        if node.id.lower() in ("nan", "inf", "infinity"):
            raise ConvError(f"finite numbers are needed, got {node.id}")
        raise ConvError(f"{quote(node.id)} has no value yet in this text")
    value = names[node.id]
    if isinstance(value, Failure):
        unread = _UnreadError(node, value.reason)
        unread.failure = value
        raise unread
    return value


def _list_node(node: ast.List | ast.Tuple, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    return _joined([inner(item) for item in node.elts])


def _sign_node(node: ast.UnaryOp, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    value = inner(node.operand)
    if isinstance(node.op, ast.USub) and isinstance(value, (int, float, np.ndarray)):
        return -value
    if isinstance(node.op, ast.UAdd) and isinstance(value, (int, float, np.ndarray)):
        return value
    raise ConvError(f"{quote(ast.unparse(node))} is no number")


ARITHMETIC: Mapping[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def _arithmetic_node(node: ast.BinOp, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    left, right = inner(node.left), inner(node.right)
    if isinstance(node.op, ast.Mult):
        for side, items, times in ((node.left, left, right), (node.right, right, left)):
            if isinstance(side, (ast.List, ast.Tuple)) and not np.ndim(times):
                return _repeated(_tensor(items), _count(times))
    if type(node.op) not in ARITHMETIC or not all(isinstance(side, (int, float, np.ndarray)) for side in (left, right)):
        raise ConvError(f"{quote(ast.unparse(node))} is not read here: + - * / of numbers and tensors are")
    try:
        shape = np.broadcast_shapes(np.shape(left), np.shape(right))
    except ValueError as error:
        raise ConvError(f"shapes {list(np.shape(left))} and {list(np.shape(right))} do not go together") from error
    _check_size(shape)
    with np.errstate(all="ignore"):
        try:
            value = ARITHMETIC[type(node.op)](left, right)
        except (ZeroDivisionError, OverflowError) as error:
            raise ConvError(f"{quote(ast.unparse(node))} is no finite number") from error
    return _finite(value) if isinstance(value, np.ndarray) else _scalar(value)


def _attribute_node(node: ast.Attribute, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    if node.attr in DTYPES:
        return DType(node.attr)
    if node.attr == "newaxis":
        return None
    if node.attr == "T":
        return _tensor(inner(node.value)).T
    raise ConvError(f"{quote(ast.unparse(node))} is not read here")


def _subscript_node(node: ast.Subscript, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    tensor = _tensor(inner(node.value))
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if tensor.ndim + len(parts) > 2 * MOST_DIMENSIONS:
        raise ConvError(f"at most {MOST_DIMENSIONS} dimensions are read")
    index: list[Any] = []
    for part in parts:
        if isinstance(part, ast.Slice):
            ends = [None if end is None else inner(end) for end in (part.lower, part.upper, part.step)]
            index.append(slice(*[None if end is None else _needed_whole(end, "an index") for end in ends]))
        else:
            value = inner(part)
            index.append(value if value is None or value is ... else _needed_whole(value, "an index"))
    try:
        picked = tensor[tuple(index)]
    except (IndexError, ValueError) as error:
        raise ConvError(f"{quote(ast.unparse(node))} does not fit shape {list(tensor.shape)}") from error
    if np.size(picked) == 0:
        raise ConvError(f"{quote(ast.unparse(node))} is empty")
    return picked if isinstance(picked, np.ndarray) else float(picked)


def _call_node(node: ast.Call, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    name = _call(node)
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if any(isinstance(value, ast.Starred) for value in node.args) or any(word.arg is None for word in node.keywords):
        raise ConvError(f"{name}: its values are needed one by one, without *")
    if owner is not None and name in METHODS and not _is_module(owner, names):
        words = {str(word.arg): inner(word.value) for word in node.keywords}
        return _apply(name, METHODS[name], _tensor(inner(owner)), *map(inner, node.args), **words)
    if name not in CALLS:
        raise ConvError(f"{quote(ast.unparse(node.func))} is not read here, but {', '.join(SHOWN)} and the like are")
    parameters, function = CALLS[name]
    given = _arguments(node, parameters)
    known = [row.split("|")[0] for row in parameters]
    unknown = [word for word in given if word not in known and word not in IGNORED]
    if unknown:
        raise ConvError(f"{name}: {quote(unknown[0])} is not read here")
    if len(given) < min(len(node.args), len(parameters)) + len(node.keywords):
        raise ConvError(f"{name}: a value is given twice")
    if len(node.args) > len(parameters):
        raise ConvError(f"{name} takes at most {len(parameters)} values, got {len(node.args)}")
    return _apply(name, function, **{word: inner(value) for word, value in given.items() if word in known})


def _apply(name: str, function: Callable[..., Value], *values: Value, **words: Value) -> Value:
    """Calls a row of a table; values that are missing or too many get a message."""
    try:
        inspect.signature(function).bind(*values, **words)
    except TypeError as error:
        raise ConvError(f"{name}: {error}") from error
    return function(*values, **words)


def _is_module(owner: ast.expr, names: Mapping[str, Value]) -> bool:
    """Whether a dotted name leads to a module, as in ``tf.reshape``, not to a tensor, as in ``img.reshape``."""
    while isinstance(owner, ast.Attribute):
        owner = owner.value
    return isinstance(owner, ast.Name) and owner.id not in names


NODES: Mapping[type[ast.expr], Callable[..., Value]] = {
    ast.Constant: _constant_node,
    ast.Name: _name_node,
    ast.List: _list_node,
    ast.Tuple: _list_node,
    ast.UnaryOp: _sign_node,
    ast.BinOp: _arithmetic_node,
    ast.Attribute: _attribute_node,
    ast.Subscript: _subscript_node,
    ast.Call: _call_node,
}


# Values --------------------------------------------------------------------------------------------------------


def _whole(value: Value) -> int | None:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = float(value)
    return int(value) if isinstance(value, (int, float)) and value == int(value) else None


def _needed_whole(value: Value, what: str) -> int:
    whole = _whole(value)
    if whole is None:
        raise ConvError(f"{what} is a whole number, got {quote(str(value))}")
    return whole


def _count(value: Value) -> int:
    whole = _needed_whole(value, "a count")
    if whole < 1:
        raise ConvError(f"a count is at least 1, got {whole}")
    return whole


def _scalar(value: int | float) -> int | float:
    try:
        finite = math.isfinite(float(value))
    except OverflowError:
        finite = False
    if not finite:
        raise ConvError(f"{quote(str(value)[:40])} is larger than float64 holds (1.8e308)")
    return value


def _finite(tensor: Tensor) -> Tensor:
    if not np.isfinite(tensor).all():
        raise ConvError("the numbers leave what float64 holds (1.8e308)")
    return tensor


def _joined(items: list[Value]) -> Value:
    """A list: an array where its items are numbers or arrays of one shape, otherwise the items themselves."""
    if not items:
        raise ConvError("an empty list holds no tensor")
    shapes = {np.shape(item) if isinstance(item, (int, float, np.ndarray)) else None for item in items}
    if len(shapes) > 1 or None in shapes:
        return items
    _check_size((len(items), *np.shape(items[0])))
    return np.array(items, np.float64)


def _tensor(value: Value) -> Tensor:
    if isinstance(value, (int, float)):
        return np.array(value, np.float64)
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, list) and not any(isinstance(item, (str, DType, type(None))) for item in value):
        raise ConvError(f"the nested lists are not one rectangular array: {_lopsided(value)}")
    raise ConvError(f"a tensor is needed, got {quote(str(getattr(value, 'name', value)))}")


def _lopsided(items: Sequence[Value]) -> str:
    """Which neighbours in a list differ."""
    sizes = [list(np.shape(item)) if isinstance(item, np.ndarray) else None for item in items]
    at = next((k for k in range(1, len(sizes)) if sizes[k] != sizes[k - 1]), 0)
    return f"item {at - 1} has shape {sizes[at - 1]}, item {at} has shape {sizes[at]}" if at else "its parts differ"


def _shape(value: Value) -> tuple[int, ...]:
    """Sizes from a number or a list, bounded."""
    sizes = [_whole(size) for size in np.ravel(_tensor(value)).tolist()]
    wholes = tuple(size for size in sizes if size is not None)
    if len(wholes) != len(sizes) or any(size < 1 for size in wholes):
        raise ConvError(f"a shape is whole numbers of at least 1, got {quote(str(np.ravel(_tensor(value)).tolist()))}")
    _check_size(wholes)
    return wholes


def _check_size(shape: Sequence[int]) -> None:
    if len(shape) > MOST_DIMENSIONS:
        raise ConvError(f"at most {MOST_DIMENSIONS} dimensions are read, got {len(shape)}")
    if math.prod(shape) > MOST_CELLS:
        raise ConvError(f"at most {MOST_CELLS:,} numbers are read, shape {list(shape)} has {math.prod(shape):,}")


def _axis(value: Value, ndim: int) -> int:
    axis = _needed_whole(value, "axis")
    if not -ndim <= axis < ndim:
        raise ConvError(f"axis {axis} does not exist in {ndim} dimensions")
    return axis % ndim


# What calls give -----------------------------------------------------------------------------------------------


def _typed(value: Value, dtype: Value = None) -> Tensor:
    tensor = _tensor(value)
    return np.trunc(tensor) if "int" in str(getattr(dtype, "name", dtype)) else tensor


def _constant(value: Value, dtype: Value = None, shape: Value = None) -> Tensor:
    """tf.constant: too few values are filled up with the last one, as TensorFlow 1 did."""
    tensor = _typed(value, dtype)
    if shape is None:
        return tensor
    sizes, flat = _shape(shape), tensor.ravel()
    if flat.size > math.prod(sizes):
        raise ConvError(f"{flat.size} values do not fit shape {list(sizes)}")
    return np.concatenate([flat, np.full(math.prod(sizes) - flat.size, flat[-1])]).reshape(sizes)


def _full(shape: Value, value: Value, dtype: Value = None) -> Tensor:
    return np.full(_shape(shape), _typed(value, dtype))


def _range(start: Value, stop: Value = None, step: Value = 1, dtype: Value = None) -> Tensor:
    first, last = (0, start) if stop is None else (start, stop)
    if not all(isinstance(value, (int, float)) for value in (first, last, step)) or step == 0:
        raise ConvError("a range needs numbers and a step other than 0")
    count = math.ceil((last - first) / step)
    if count < 1:
        raise ConvError("this range is empty")
    _check_size((count,))
    return _finite(first + step * np.arange(count, dtype=np.float64))


def _eye(rows: Value, cols: Value = None, dtype: Value = None) -> Tensor:
    height, width = (_count(rows), _count(rows if cols is None else cols))
    _check_size((height, width))
    return np.eye(height, width)


def _tile(input: Value, multiples: Value) -> Tensor:
    tensor, times = _tensor(input), _shape(multiples)
    shapes = [(1,) * (max(len(times), tensor.ndim) - len(sizes)) + tuple(sizes) for sizes in (tensor.shape, times)]
    _check_size([size * count for size, count in zip(*shapes, strict=True)])
    return np.tile(tensor, times)


def _repeat(input: Value, repeats: Value, axis: Value = None) -> Tensor:
    tensor, times = _tensor(input), _count(repeats)
    _check_size((tensor.size, times))
    return np.repeat(tensor, times, None if axis is None else _axis(axis, tensor.ndim))


def _repeated(tensor: Tensor, times: int) -> Tensor:
    """A Python list times a number."""
    _check_size((tensor.size, times))
    return np.concatenate([tensor] * times)


def _parts(values: Value) -> list[Tensor]:
    """The tensors that are joined; an array is the list of what it holds along its first axis."""
    if not isinstance(values, (list, np.ndarray)) or np.ndim(values if isinstance(values, np.ndarray) else [0]) == 0:
        raise ConvError("a list of tensors is needed")
    parts = [_tensor(value) for value in values]
    _check_size((sum(part.size for part in parts),))
    return parts


def _concat(values: Value, axis: Value = 0) -> Tensor:
    if isinstance(values, (int, float)):  # TensorFlow before 1.0 took the axis first
        values, axis = axis, values
    parts = _parts(values)
    shapes = " and ".join(str(list(shape)) for shape in dict.fromkeys(part.shape for part in parts))
    along = _axis(axis, parts[0].ndim)
    try:
        return np.concatenate(parts, along)
    except ValueError as error:
        raise ConvError(f"shapes {shapes} cannot be joined along axis {along}") from error


def _stack(values: Value, axis: Value = 0) -> Tensor:
    parts = _parts(values)
    _check_size((len(parts), *parts[0].shape))
    along = _axis(axis, parts[0].ndim + 1)
    try:
        return np.stack(parts, along)
    except ValueError as error:
        raise ConvError("tensors of different shapes cannot be stacked") from error


def _reshape(tensor: Value, shape: Value) -> Tensor:
    array = _tensor(tensor)
    sizes = [_needed_whole(size, "a size") for size in np.ravel(_tensor(shape)).tolist()]
    known = math.prod(size for size in sizes if size != -1)
    if sizes.count(-1) == 1 and known > 0 and array.size % known == 0:
        sizes[sizes.index(-1)] = array.size // known
    if any(size < 1 for size in sizes) or math.prod(sizes) != array.size or len(sizes) > MOST_DIMENSIONS:
        raise ConvError(f"{array.size} numbers do not fit shape {sizes}")
    return array.reshape(sizes)


def _transpose(tensor: Value, perm: Value = None) -> Tensor:
    array = _tensor(tensor)
    if perm is None:
        return array.T
    axes = [_axis(axis, array.ndim) for axis in np.ravel(_tensor(perm)).tolist()]
    if sorted(axes) != list(range(array.ndim)):
        raise ConvError(f"transpose needs each of the {array.ndim} axes once, got {axes}")
    return array.transpose(axes)


def _expand(tensor: Value, axis: Value = -1) -> Tensor:
    array = _tensor(tensor)
    _check_size((*array.shape, 1))
    return np.expand_dims(array, _axis(axis, array.ndim + 1))


def _squeeze(tensor: Value, axis: Value = None) -> Tensor:
    array = _tensor(tensor)
    if axis is None:
        return array.squeeze()
    along = _axis(axis, array.ndim)
    if array.shape[along] != 1:
        raise ConvError(f"axis {along} has size {array.shape[along]}, only size 1 can go")
    return array.squeeze(along)


def _spread(function: Callable[[Value, Value], Tensor]) -> Callable[..., Tensor]:
    """A method that takes its sizes one by one or as a list."""

    def method(tensor: Tensor, *sizes: Value) -> Tensor:
        if not sizes:
            return function(tensor, None)
        return function(tensor, sizes[0] if len(sizes) == 1 else _joined(list(sizes)))

    return method


SHOWN = ("constant", "array", "concat", "ones", "zeros")
IGNORED = {"name", "verify_shape", "trainable", "copy", "order", "device", "requires_grad"}
DTYPES = {"float", "int", "double", "half", "bfloat16", "float16", "float32", "float64"}
DTYPES |= {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}

Call = tuple[tuple[str, ...], Callable[..., Tensor]]
TYPED: Call = ("value|object|initial_value|a|x|data", "dtype"), _typed
CALLS: Mapping[str, Call] = {  # parameters in order, "|" between names for the same, and what the call gives
    "constant": (("value", "dtype", "shape"), _constant),
    **dict.fromkeys(("Variable", "convert_to_tensor", "array", "asarray", "cast", "tensor", "Tensor"), TYPED),
    **{name: (("value|x",), lambda value, name=name: _typed(value, DType(name))) for name in sorted(DTYPES)},
    "ones": (("shape", "dtype"), lambda shape, dtype=None: np.ones(_shape(shape))),
    "zeros": (("shape", "dtype"), lambda shape, dtype=None: np.zeros(_shape(shape))),
    "ones_like": (("tensor|input|a", "dtype"), lambda tensor, dtype=None: np.ones_like(_tensor(tensor))),
    "zeros_like": (("tensor|input|a", "dtype"), lambda tensor, dtype=None: np.zeros_like(_tensor(tensor))),
    "full": (("shape", "value|fill_value", "dtype"), _full),
    "fill": (("shape|dims", "value"), _full),
    "arange": (("start", "stop", "step", "dtype"), _range),
    "range": (("start", "stop|limit", "step|delta", "dtype"), _range),
    "eye": (("rows|N|num_rows", "cols|M|num_columns", "dtype"), _eye),
    "tile": (("input|A", "multiples|reps"), _tile),
    "repeat": (("input|a", "repeats", "axis"), _repeat),
    **dict.fromkeys(("concat", "concatenate"), (("values|arrays", "axis"), _concat)),
    "stack": (("values|arrays", "axis"), _stack),
    "reshape": (("tensor|a", "shape|newshape"), _reshape),
    "transpose": (("tensor|a", "perm|axes"), _transpose),
    "expand_dims": (("tensor|input|a", "axis"), _expand),
    "squeeze": (("tensor|input|a", "axis"), _squeeze),
}
METHODS: Mapping[str, Callable[..., Tensor]] = {  # of a tensor, which comes first
    "reshape": _spread(_reshape),
    "transpose": _spread(_transpose),
    "astype": _typed,
    "repeat": _repeat,
    "squeeze": _squeeze,
    **dict.fromkeys(("numpy", "copy", "tolist"), lambda tensor: tensor),
    **dict.fromkeys(("flatten", "ravel"), lambda tensor: tensor.ravel()),
}
