"""Evaluates an expression of pasted code: numbers, lists, known names and the calls of a table; nothing is executed."""

from __future__ import annotations

import ast
import inspect
import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import numpy as np

from convcore.errors import ConvError, Phrase, quote
from convcore.paste.calls import CALLS, DTYPES, IGNORED, METHODS, SHOWN, repeat_list
from convcore.paste.values import (
    MOST_DIMENSIONS,
    DType,
    Value,
    check_finite,
    check_room,
    make_list,
    require_whole,
    to_count,
    to_scalar,
    to_tensor,
)

DEEPEST = 100  # nested expressions
MOST_WORK = 2**20  # numbers that one text may make or use, each time it does
CHEAP = (ast.Constant, ast.Name, ast.List, ast.Tuple, ast.UnaryOp)
DEAR = 128  # what every other expression costs, in numbers
MOST_SHOWN = 60  # parts of an expression that a message quotes
TOO_DEEP = Phrase("it is nested too deeply")


@dataclass(frozen=True)
class Failure:
    """Why a name has no value; it counts only where the name is needed."""

    line: int
    reason: Phrase


class UnreadError(Exception):
    """An expression that is not understood, with its line in the statement, or a name of which that is known."""

    def __init__(self, node: ast.AST, reason: Phrase, known: Failure | None = None) -> None:
        super().__init__(reason)
        self.line, self.reason, self.known = getattr(node, "lineno", 1), reason, known


@dataclass
class Budget:
    """What a text may still cost, so that however it is written, it neither takes long nor keeps much."""

    left: int = MOST_WORK

    def spend(self, cost: int) -> None:
        """Takes ``cost`` away; refuses where that is more than is left."""
        self.left -= cost
        if self.left < 0:
            raise ConvError("at most {most:,} numbers are made of one text", most=MOST_WORK)


def evaluate(node: ast.expr, names: Mapping[str, Value | Failure], work: Budget, depth: int = 0) -> Value:
    """The value of an expression, its cost taken from ``work``.

    Raises:
        UnreadError: where it holds anything but numbers, lists, known names and the calls of the table.
    """
    if depth > DEEPEST:
        raise UnreadError(node, TOO_DEEP)

    def inner(part: ast.expr) -> Value:
        return evaluate(part, names, work, depth + 1)

    try:
        if type(node) not in NODES:
            raise ConvError("{text} is not read here: numbers, lists and tensor calls are", text=_show(node))
        work.spend(1 if isinstance(node, CHEAP) else DEAR)
        value = NODES[type(node)](node, names, inner)
        work.spend(value.size if isinstance(value, np.ndarray) else len(value) if isinstance(value, list) else 0)
        return value
    except ConvError as error:
        raise UnreadError(node, error.phrase) from error


def _show(node: ast.AST) -> str:
    """A part of the code, quoted; what is too large to be written again is left out."""
    if len(list(islice(ast.walk(node), MOST_SHOWN))) == MOST_SHOWN:
        return quote("…")
    try:
        return quote(ast.unparse(node))
    except ValueError:  # a number so long that Python writes no decimal
        return quote("…")


def _constant_node(node: ast.Constant, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    if isinstance(node.value, bool) or not isinstance(node.value, (int, float, str, type(None), type(...))):
        raise ConvError("{text} is no real number", text=_show(node))
    if isinstance(node.value, (int, float)):
        return to_scalar(node.value)
    return node.value


def _name_node(node: ast.Name, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    if node.id not in names:
        if node.id in DTYPES:
            return DType(node.id)
        if node.id.lower() in ("nan", "inf", "infinity"):
            raise ConvError("finite numbers are needed, got {name}", name=node.id)
        raise ConvError("{text} has no value yet in this text", text=quote(node.id))
    value = names[node.id]
    if isinstance(value, Failure):
        raise UnreadError(node, value.reason, value)
    return value


def _list_node(node: ast.List | ast.Tuple, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    return make_list([inner(item) for item in node.elts])


def _sign_node(node: ast.UnaryOp, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    value = inner(node.operand)
    if isinstance(node.op, ast.USub) and isinstance(value, (int, float, np.ndarray)):
        return -value
    if isinstance(node.op, ast.UAdd) and isinstance(value, (int, float, np.ndarray)):
        return value
    raise ConvError("{text} is no number", text=_show(node))


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
            if isinstance(side, (ast.List, ast.Tuple)) and not isinstance(times, list) and not np.ndim(times):
                return repeat_list(to_tensor(items), to_count(times))
    if type(node.op) not in ARITHMETIC or not all(isinstance(side, (int, float, np.ndarray)) for side in (left, right)):
        raise ConvError("{text} is not read here: + - * / of numbers and tensors are", text=_show(node))
    try:
        shape = np.broadcast_shapes(np.shape(left), np.shape(right))
    except ValueError as error:
        raise ConvError(
            "shapes {first} and {second} do not go together", first=list(np.shape(left)), second=list(np.shape(right))
        ) from error
    check_room(shape)
    with np.errstate(all="ignore"):
        try:
            value = ARITHMETIC[type(node.op)](left, right)
        except (ZeroDivisionError, OverflowError) as error:
            raise ConvError("{text} is no finite number", text=_show(node)) from error
    return check_finite(value) if isinstance(value, np.ndarray) else to_scalar(value)


def _attribute_node(node: ast.Attribute, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    if node.attr in DTYPES:
        return DType(node.attr)
    if node.attr == "newaxis":
        return None
    if node.attr == "T":
        return to_tensor(inner(node.value)).T
    raise ConvError("{text} is not read here", text=_show(node))


def _subscript_node(node: ast.Subscript, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    tensor = to_tensor(inner(node.value))
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if tensor.ndim + len(parts) > 2 * MOST_DIMENSIONS:
        raise ConvError("at most {most} dimensions are read", most=MOST_DIMENSIONS)
    index: list[Any] = []
    for part in parts:
        if isinstance(part, ast.Slice):
            ends = [None if end is None else inner(end) for end in (part.lower, part.upper, part.step)]
            index.append(slice(*[None if end is None else require_whole(end, Phrase("an index")) for end in ends]))
        else:
            value = inner(part)
            index.append(value if value is None or value is ... else require_whole(value, Phrase("an index")))
    try:
        picked = tensor[tuple(index)]
    except (IndexError, ValueError) as error:
        raise ConvError("{text} does not fit shape {shape}", text=_show(node), shape=list(tensor.shape)) from error
    if np.size(picked) == 0:
        raise ConvError("{text} is empty", text=_show(node))
    return picked if isinstance(picked, np.ndarray) else float(picked)


def _call_node(node: ast.Call, names: Mapping[str, Value], inner: Callable[[ast.expr], Value]) -> Value:
    name = call_name(node)
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if any(isinstance(value, ast.Starred) for value in node.args) or any(word.arg is None for word in node.keywords):
        raise ConvError("{name}: its values are needed one by one, without *", name=name)
    if owner is not None and name in METHODS and not _is_module(owner, names):
        words = {str(word.arg): inner(word.value) for word in node.keywords}
        return _apply(name, METHODS[name], to_tensor(inner(owner)), *map(inner, node.args), **words)
    if name not in CALLS:
        raise ConvError(
            "{text} is not read here, but {calls} and the like are", text=_show(node.func), calls=", ".join(SHOWN)
        )
    parameters, function = CALLS[name]
    given = arguments_of(node, parameters)
    known = [row.split("|")[0] for row in parameters]
    unknown = [word for word in given if word not in known and word not in IGNORED]
    if unknown:
        raise ConvError("{name}: {text} is not read here", name=name, text=quote(unknown[0]))
    if len(given) < min(len(node.args), len(parameters)) + len(node.keywords):
        raise ConvError("{name}: a value is given twice", name=name)
    if len(node.args) > len(parameters):
        raise ConvError(
            "{name} takes at most {most} values, got {count}", name=name, most=len(parameters), count=len(node.args)
        )
    return _apply(name, function, **{word: inner(value) for word, value in given.items() if word in known})


def _apply(name: str, function: Callable[..., Value], *values: Value, **words: Value) -> Value:
    """Calls a row of a table; values that are missing or too many get a message."""
    try:
        _signature(function).bind(*values, **words)
    except TypeError as error:
        raise _mismatch(name, list(_signature(function).parameters.values()), len(values), words) from error
    return function(*values, **words)


def _mismatch(name: str, parameters: list[inspect.Parameter], count: int, words: Mapping[str, Value]) -> ConvError:
    """Why so many values in their order, and those with a name, are not what a call takes."""
    unknown = [word for word in words if word not in {parameter.name for parameter in parameters}]
    missing = [one.name for one in parameters[count:] if one.name not in words and one.default is one.empty]
    if unknown:
        return ConvError("{name}: {text} is not read here", name=name, text=quote(unknown[0]))
    if count > len(parameters):  # the first is the tensor itself
        return ConvError(
            "{name} takes at most {most} values, got {count}", name=name, most=len(parameters) - 1, count=count - 1
        )
    if missing:
        return ConvError("{name}: missing a required argument: {argument}", name=name, argument=quote(missing[0]))
    return ConvError("{name}: a value is given twice", name=name)


@cache
def _signature(function: Callable[..., Value]) -> inspect.Signature:
    return inspect.signature(function)


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


# Calls ---------------------------------------------------------------------------------------------------------


def call_name(node: ast.expr) -> str:
    """The last name of what is called: ``conv2d`` of ``tf.nn.conv2d(...)``."""
    called = node.func if isinstance(node, ast.Call) else None
    return str(getattr(called, "attr", None) or getattr(called, "id", ""))


def arguments_of(call: ast.Call, parameters: Sequence[str]) -> dict[str, ast.expr]:
    """The arguments of a call by the first of each parameter's names; others by their own."""
    names = {alias: row.split("|")[0] for row in parameters for alias in row.split("|")}
    given = dict(zip((row.split("|")[0] for row in parameters), call.args, strict=False))
    return given | {names.get(word.arg, word.arg): word.value for word in call.keywords if word.arg}
