"""Reads tensors out of Python code that was pasted: assignments of a few well-known calls, and nothing is executed.

The code is parsed into a syntax tree, whose expressions :mod:`convcore.paste.expressions` evaluates by the table of
calls in :mod:`convcore.paste.calls`. Sizes are bounded at every step, so no text can take long or grow. What is not
about tensors is passed over and listed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from convcore.errors import ConvError, Phrase, quote
from convcore.paste.calls import CALLS
from convcore.paste.convolutions import CONVOLUTIONS, read_option, read_padding
from convcore.paste.expressions import TOO_DEEP, Budget, Failure, UnreadError, arguments_of, call_name, evaluate
from convcore.paste.lines import cut_statements
from convcore.paste.values import Value
from convcore.spec import Padding, Pair, Tensor

MOST_TEXT = 2**18  # characters; the largest lab written out with all digits has fewer
LONGEST_SKIPPED = 200  # characters of a line that is passed over
MOST_STATEMENTS = 2_000
MOST_CONVOLUTIONS = 100  # of a statement
MOST_BRACES = 1_000  # no tensor has one, and Python takes a time that grows as their square in an f-string
MOST_PIECES = 50_000  # names, numbers and signs; the largest lab written out has fewer
PIECES = ",;:=+-*/.([{<>|&^%@\n"


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
    skipped: tuple[Phrase, ...] = ()


INPUT_NAMES = ("input", "inputs", "image", "images", "img", "x", "input_data", "input_image", "data")
FILTER_NAMES = ("filters", "filter", "kernels", "kernel", "weights", "weight", "w", "filter_data", "depthwise_filter")
POINTWISE_NAMES = ("pointwise_filters", "pointwise_filter", "pointwise")


def listing(text: str) -> Listing:
    r"""The tensors and options of a piece of code.

    They are the arguments of the first convolution whose tensors can be read; where there is none, the tensors that
    are called input and filters or similarly; otherwise the only tensor there is.

    Raises:
        ConvError: with the line, where a tensor that is needed cannot be read; without one, where there is none.

    >>> code = "a = tf.ones([1, 2, 2, 1])\nimport os\nk = tf.fill([1]*4, 3)\nprint(tf.nn.conv2d(a, k, 1, 'SAME'))"
    >>> found = listing(code)
    >>> found.input.shape, found.filters.tolist(), found.strides, found.padding, str(*found.skipped)
    ((1, 2, 2, 1), [[[[3.0]]]], (1, 1), 'SAME', 'line 2: import os')
    """
    if len(text) > MOST_TEXT:
        raise ConvError(
            "text: at most {most:,} characters are read, this one has {count:,}", most=MOST_TEXT, count=len(text)
        )
    if sum(map(text.count, PIECES)) > MOST_PIECES or text.count("{") > MOST_BRACES:
        raise ConvError("text: at most {most:,} names, numbers and signs of code are read", most=MOST_PIECES)
    reader = _Reader()
    for count, (line, source) in enumerate(cut_statements(text)):
        if count == MOST_STATEMENTS:
            raise ConvError("line {line}: at most {most:,} statements are read", line=line, most=MOST_STATEMENTS)
        reader.read(line, source)
    return replace(reader.result(), skipped=tuple(reader.skipped))


ASSIGNED = re.compile(r"\s*+([^\W\d]\w*+)\s*+=(?!=)")


@dataclass
class _Reader:
    """Goes through the statements and keeps what each name stands for."""

    names: dict[str, Value | Failure] = field(default_factory=dict)
    found: Listing | None = None
    unnamed: list[Tensor] = field(default_factory=list)
    skipped: list[Phrase] = field(default_factory=list)
    missed: Failure | None = None
    work: Budget = field(default_factory=Budget)
    above: int = 0  # lines before the statement at hand, in which Python counts from 1 again

    def read(self, line: int, source: str) -> None:
        """Takes one statement in."""
        try:
            body = ast.parse(source).body
        except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
            self._unreadable(line, source, error)
            return
        self.above = line - 1
        asks = any(name in source for name in CONVOLUTIONS)
        for node in body:
            convolution = asks and self._convolutions(node)
            if not self._assign(node) and not convolution:
                self._skip(self.above + node.lineno, source)

    def result(self) -> Listing:
        """What was found, by the rule of :func:`listing`."""
        if self.found:
            return self.found
        image, kernels = self._find(INPUT_NAMES), self._find(FILTER_NAMES)
        both = image is not None and kernels is not None
        if both or (not self.missed and (image is not None or kernels is not None)):
            return Listing(image, kernels, self._find(POINTWISE_NAMES))
        if self.missed:
            raise ConvError("line {line}: {reason}", line=self.missed.line, reason=self.missed.reason)
        tensors = {name: value for name, value in self.names.items() if isinstance(value, np.ndarray) and value.ndim}
        if len(tensors) + len(self.unnamed) == 1:
            return Listing(only=[*tensors.values(), *self.unnamed][0])
        if tensors or self.unnamed:
            called = f" ({', '.join(list(tensors)[:6])})" if tensors else ""
            count = len(tensors) + len(self.unnamed)
            raise ConvError(
                "{count} tensors{called}, but none is called input or filters and no conv2d takes them",
                count=count,
                called=called,
            )
        for value in self.names.values():
            if isinstance(value, Failure):
                raise ConvError("line {line}: {reason}", line=value.line, reason=value.reason)
        raise ConvError("no tensor was found: nested lists, tf.constant(...), np.array(...), CSV or TSV are needed")

    def _find(self, names: Sequence[str]) -> Tensor | None:
        """The first tensor that has one of these names."""
        known = {name.lower(): value for name, value in self.names.items()}
        values = (known.get(name) for name in names)
        return next((value for value in values if isinstance(value, np.ndarray) and value.ndim > 1), None)

    def _unreadable(self, line: int, source: str, error: Exception) -> None:
        """Notes why an assignment cannot be parsed; other lines, as of prose or Python 2, are passed over."""
        assigned = ASSIGNED.match(source)
        if assigned:
            at = line + (getattr(error, "lineno", None) or 1) - 1
            shown = source.split("\n")[at - line :] or [source]
            needed = Phrase("a name, = and a value with all brackets, quotes and commas are needed")
            reason = needed if isinstance(error, SyntaxError) else TOO_DEEP
            failure = Failure(at, Phrase("{text} is no complete Python: {reason}", text=quote(shown[0]), reason=reason))
            self.names[assigned[1]] = failure
            self.missed = self.missed or failure
        else:
            self._skip(line, source)

    def _skip(self, line: int, source: str) -> None:
        text = " ".join(source[:LONGEST_SKIPPED].split())[:60]
        self.skipped.append(Phrase("line {line}: {text}", line=line, text=text))

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
        if isinstance(value, Failure) and (isinstance(node, (ast.List, ast.Tuple)) or call_name(node) in CALLS):
            self.missed = self.missed or value
        return value

    def _try(self, node: ast.expr) -> Value | Failure:
        try:
            return evaluate(node, self.names, self.work)
        except UnreadError as error:
            return error.known or Failure(self.above + error.line, error.reason)
        except RecursionError:
            return Failure(self.above + node.lineno, TOO_DEEP)

    def _convolutions(self, node: ast.stmt) -> bool:
        """Whether the statement asks for convolutions; the first one whose tensors can be read is kept."""
        calls = [call for call in ast.walk(node) if isinstance(call, ast.Call) and call_name(call) in CONVOLUTIONS]
        for call in calls[:MOST_CONVOLUTIONS]:
            self.found = self.found or self._convolution(call)
        return bool(calls)

    def _convolution(self, call: ast.Call) -> Listing | None:
        arguments = arguments_of(call, CONVOLUTIONS[call_name(call)])
        values = {name: self._try(node) for name, node in arguments.items()}
        tensors: list[Any] = [values.get(name) for name in ("input", "filters", "pointwise")]
        for value in tensors:
            if isinstance(value, Failure):
                self.missed = self.missed or value
        if not all(isinstance(value, np.ndarray) for value in tensors[: 3 if "pointwise" in arguments else 2]):
            return None
        line = self.above + call.lineno
        layout = values.get("data_format")
        if isinstance(layout, str) and layout != "NHWC":
            raise ConvError("line {line}: data_format='NHWC' is read here, got {text}", line=line, text=quote(layout))
        image, kernels, pointwise = tensors
        strides = read_option(line, "strides", values.get("strides"))
        dilations = read_option(line, "dilations", values.get("dilations", values.get("rate")))
        padding = read_padding(line, values.get("padding"))
        return Listing(image, kernels, pointwise, None, strides, padding, dilations)
