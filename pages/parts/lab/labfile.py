"""The lab as a file, lab.json: all that is set, also what is too large for a link or has no result yet.

It is the JSON of :mod:`convcore.io.record`, which a bundle is written in as well: each reads the other's.
"""

from __future__ import annotations

from typing import Any, cast

from convcore.errors import ConvError
from convcore.io import load, record
from convcore.io.archive import Bounds, check_bytes, text_of
from convcore.io.load import Held
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
    options = lab.strides, lab.padding, lab.dilations
    return record.write("standard", *options, lab.input, lab.filters, lab.pointwise, unmatched=lab.unmatched)


def from_bytes(data: bytes) -> Lab:
    """The lab of a lab.json, or of what :mod:`convcore.io.save` wrote as JSON, ZIP or npz.

    Raises:
        ConvError: for anything else, past 2 MB, and past the limits of a lab.
    """
    check_bytes(data, BOUNDS)
    if data[:2] == b"PK":
        held = load.examine(data, BOUNDS)
        spec = held.spec
        return Lab(held.input, _whole(held), spec.strides, spec.padding, spec.dilations, held.pointwise)
    told = record.read(text_of(NAME, data), NEEDED, MOST_LISTS)
    tensors = [as_tensor(name, told[name], (4,)) for name in ("input", "filters")]
    options = (told[name] for name in ("strides", "padding", "dilations"))
    return Lab(*tensors, *options, _pointwise(told.get("pointwise")), unmatched=told.get("unmatched") is True)


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
