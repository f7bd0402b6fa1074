"""The lab as a file, lab.json: all that is set, also what is too large for a link or has no result yet.

It is the JSON of :mod:`convcore.bundle` with the pointwise filters beside it, and each reads the other's.
"""

from __future__ import annotations

import json
from typing import Any

from convcore import bundle, unbundle
from convcore.groups import with_zeros
from convcore.parse import quote
from convcore.spec import ConvError, Tensor
from convcore.trace import Stages, Trace
from pages.parts.lab import Lab

NAME = "lab.json"
NEEDED = ("input", "filters", "strides", "padding", "dilations")


def to_json(lab: Lab) -> str:
    """The lab as JSON; every float reads back with the same bits.

    >>> from pages.parts.lab import article
    >>> from_bytes(to_json(article()).encode()).same(article())
    True
    """
    record: dict[str, Any] = {
        "format": bundle.FORMAT,
        "version": bundle.VERSION,
        "kind": "standard",
        **{name: getattr(lab, name) for name in ("strides", "padding", "dilations")},
        **{name: getattr(lab, name).tolist() for name in ("input", "filters")},
    }
    if lab.pointwise is not None:
        record["pointwise"] = lab.pointwise.tolist()
    return json.dumps(record, allow_nan=False) + "\n"


def from_bytes(data: bytes) -> Lab:
    """The lab of a lab.json, or of what :mod:`convcore.bundle` wrote as JSON, ZIP or npz.

    Raises:
        ConvError: for anything else, past 16 MB, and past the limits of a lab.
    """
    if data[:2] == b"PK":
        work = unbundle.read(data)
        trace = work.first
        pointwise = work.pointwise.filters if isinstance(work, Stages) else None
        options = trace.spec.strides, trace.spec.padding, trace.spec.dilations
        return Lab(trace.input, _whole(trace), *options, pointwise)
    record = _record(data)
    return Lab(*(record[name] for name in NEEDED), record.get("pointwise"))


def _whole(trace: Trace) -> Tensor:
    """Filters of all input channels: a grouped convolution's as depthwise ones or with its zeros written out."""
    kh, kw, depth, outputs = trace.filters.shape
    if depth == trace.spec.channels:
        return trace.filters
    if depth == 1:
        return trace.filters.reshape(kh, kw, trace.spec.groups, outputs // trace.spec.groups)
    return with_zeros(trace.filters, trace.spec.groups)


def _record(data: bytes) -> dict[str, Any]:
    if len(data) > unbundle.MOST_BYTES:
        raise ConvError(f"at most {unbundle.MOST_BYTES >> 20} MB are read, this file has {len(data) / 2**20:.1f} MB")
    try:
        record = json.loads(unbundle.text_of(NAME, data))
    except json.JSONDecodeError as error:
        raise ConvError(f"line {error.lineno}, column {error.colno}: JSON is needed here ({error.msg})") from error
    except RecursionError as error:
        raise ConvError("the lists in this file are nested too deeply") from error
    if not isinstance(record, dict) or record.get("format") != bundle.FORMAT:
        raise ConvError(f'JSON with "format": "{bundle.FORMAT}" is needed')
    version = record.get("version")
    if version != bundle.VERSION:
        raise ConvError(f"version {bundle.VERSION} can be read, this is version {quote(str(version))}")
    missing = [name for name in NEEDED if name not in record]
    if missing:
        raise ConvError(f'"{missing[0]}" is missing')
    return record
