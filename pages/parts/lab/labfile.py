"""The lab as a file, lab.json: all that is set, also what is too large for a link or has no result yet.

It is the JSON of :mod:`convcore.io.save` with the pointwise filters beside it, and each reads the other's.
"""

from __future__ import annotations

import json
from typing import Any, cast

from convcore.errors import ConvError, quote, shown
from convcore.io import load, save
from convcore.io.load import Bounds, Held
from convcore.spec import Shape4, Tensor, as_tensor
from convcore.tensors.grouped import with_zeros
from pages.parts.lab.lab import LIMITS, Lab

NAME = "lab.json"
INPUT = cast(Shape4, tuple(limit.most for limit in LIMITS if limit.tensor == "input"))
KERNEL_ROWS, KERNEL_COLS, OUTPUTS = (limit.most for limit in LIMITS if limit.tensor == "filters")
DEPTHWISE = INPUT[3] * OUTPUTS  # channels of the depthwise stage, and outputs of filters in groups
BOUNDS = Bounds(
    2 * 2**20,  # the largest lab has an eighth of it
    {
        "input": INPUT,
        "filters": (KERNEL_ROWS, KERNEL_COLS, INPUT[3], DEPTHWISE),
        "pointwise": (1, 1, DEPTHWISE, OUTPUTS),
    },
)
MOST_LISTS = 2**16  # more than a lab has numbers
NEEDED = ("input", "filters", "strides", "padding", "dilations")


def to_json(lab: Lab) -> str:
    """The lab as JSON; every float reads back with the same bits.

    >>> from pages.parts.lab import article
    >>> from_bytes(to_json(article()).encode()).same(article())
    True
    """
    record: dict[str, Any] = {
        "format": save.FORMAT,
        "version": save.VERSION,
        "kind": "standard",
        **{name: getattr(lab, name) for name in ("strides", "padding", "dilations")},
        **{name: getattr(lab, name).tolist() for name in ("input", "filters")},
    }
    if lab.pointwise is not None:
        record["pointwise"] = lab.pointwise.tolist()
    if lab.unmatched:
        record["unmatched"] = True
    return json.dumps(record, allow_nan=False) + "\n"


def from_bytes(data: bytes) -> Lab:
    """The lab of a lab.json, or of what :mod:`convcore.io.save` wrote as JSON, ZIP or npz.

    Raises:
        ConvError: for anything else, past 2 MB, and past the limits of a lab.
    """
    load.check_size(data, BOUNDS)
    if data[:2] == b"PK":
        held = load.held(data, BOUNDS)
        spec = held.spec
        return Lab(held.input, _whole(held), spec.strides, spec.padding, spec.dilations, held.pointwise)
    record = _record(data)
    tensors = {name: as_tensor(name, record[name], (4,)) for name in ("input", "filters")}
    options = (record[name] for name in ("strides", "padding", "dilations"))
    unmatched = record.get("unmatched") is True
    return Lab(*tensors.values(), *options, _pointwise(record.get("pointwise")), unmatched=unmatched)


def _whole(held: Held) -> Tensor:
    """Filters of all input channels: a grouped convolution's as depthwise ones or with its zeros written out."""
    kh, kw, depth, outputs = held.filters.shape
    if depth == held.spec.channels:
        return held.filters
    if depth == 1:
        return held.filters.reshape(kh, kw, held.spec.groups, outputs // held.spec.groups)
    return with_zeros(held.filters, held.spec.groups)


def _pointwise(value: Any) -> Tensor | None:
    """The second stage's filters, which may be missing; they may have more channels than the lab has now."""
    if value is None:
        return None
    tensor = as_tensor("pointwise", value, (4,))
    if tensor.shape[2] > DEPTHWISE:
        raise ConvError(
            "pointwise: at most shape {most} is read here, got {shape}",
            most=BOUNDS.shapes["pointwise"],
            shape=tensor.shape,
        )
    return tensor


def _record(data: bytes) -> dict[str, Any]:
    text = load.text_of(NAME, data)
    if text.count("[") + text.count("{") > MOST_LISTS:
        raise ConvError("at most {most:,} lists are read", most=MOST_LISTS)
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
    if not isinstance(record, dict) or record.get("format") != save.FORMAT:
        raise ConvError('JSON with "format": "{format}" is needed', format=save.FORMAT)
    version = record.get("version")
    if version != save.VERSION:
        raise ConvError(
            "version {known} can be read, this is version {version}", known=save.VERSION, version=quote(shown(version))
        )
    missing = [name for name in NEEDED if name not in record]
    if missing:
        raise ConvError('"{name}" is missing', name=missing[0])
    return record
