"""The lab's JSON: all that is set, in one object; one writer and one reader, for a bundle and for lab.json alike.

format, version            what tells it from other JSON
kind                       standard, depthwise or separable
strides, padding, dilations
input, filters, pointwise  nested lists; pointwise where there is a second stage
unmatched                  true where the channels of input and filters are not made to match: a layer that fails
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from convcore.errors import ConvError, quote, show_value
from convcore.spec import Padding, Pair, Tensor

FORMAT = "convscope-lab"
VERSION = 1
TENSORS = ("input", "filters", "pointwise")
FIELDS = ("kind", "input", "filters", "strides", "padding", "dilations")
ARRAYS = (*FIELDS, "pads")  # of an .npz, which has the sides beside the word


def write(
    kind: str,
    strides: Pair,
    padding: Padding,
    dilations: Pair,
    input: Tensor,
    filters: Tensor,
    pointwise: Tensor | None = None,
    *,
    unmatched: bool = False,
) -> str:
    """What is set as JSON; every float reads back with the same bits."""
    record: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "kind": kind,
        "strides": strides,
        "padding": padding,
        "dilations": dilations,
        "input": input.tolist(),
        "filters": filters.tolist(),
    }
    if pointwise is not None:
        record["pointwise"] = pointwise.tolist()
    if unmatched:
        record["unmatched"] = True
    return json.dumps(record, allow_nan=False) + "\n"


def read(text: str, needed: Sequence[str], most_lists: float = math.inf) -> dict[str, Any]:
    """The object that such a text holds, its values as JSON has them.

    Args:
        text: the file's text.
        needed: the keys without which nothing can be made of it.
        most_lists: more are refused before anything is made of them.

    Raises:
        ConvError: for other JSON and for none, for another version, and where something is missing.

    >>> import numpy as np
    >>> one = np.ones((1, 1, 1, 1))
    >>> read(write("standard", (1, 2), "SAME", (1, 1), one, one), ["kind"])["strides"]
    [1, 2]
    """
    if text.count("[") + text.count("{") > most_lists:
        raise ConvError("at most {most:,} lists are read", most=most_lists)
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise ConvError(
            "line {line}, column {column}: JSON is needed here", line=error.lineno, column=error.colno
        ) from error
    except RecursionError as error:
        raise ConvError("the lists in this file are nested too deeply") from error
    except ValueError as error:
        raise ConvError("a number in this file is too long") from error
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ConvError('JSON with "format": "{format}" is needed', format=FORMAT)
    version = record.get("version")
    if version != VERSION:
        raise ConvError(
            "version {known} can be read, this is version {version}", known=VERSION, version=quote(show_value(version))
        )
    missing = [name for name in needed if name not in record]
    if missing:
        raise ConvError('"{name}" is missing', name=missing[0])
    return record
