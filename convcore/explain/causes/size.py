"""A kernel larger than what is left of the image."""

from __future__ import annotations

import math

from convcore.explain.causes.layout import looks_swapped
from convcore.explain.causes.rule import Rules, Values
from convcore.explain.facts import FEW, Facts


def _pooling(known: Facts) -> Values | None:
    if "pool" not in known.op and known.reading.row.rule != "pool":
        return None
    return {
        "size": known.number("input_size") or known.sides or "?",
        "window": known.kernel or known.number("kernel_extent") or "?",
    }


def _dilation(known: Facts) -> Values | None:
    dilations = known.shape("dilations")
    if not dilations or max(one or 1 for one in dilations) == 1:
        return None
    return {"dilations": dilations, "extent": _extent(known), "size": _short(known)}


def _extent(known: Facts) -> object:
    """Cells that the kernel needs."""
    if (said := known.number("kernel_extent")) is not None:
        return said
    dilations = known.shape("dilations") or (1, 1)
    if known.kernel is None:
        return "?"
    spans = [(k - 1) * (d or 1) + 1 for k, d in zip(known.kernel, dilations, strict=False)]
    return max(spans)


def _short(known: Facts) -> object:
    """Cells that the input has where they are too few."""
    if known.reading.row.framework == "tensorflow" and (said := known.number("input_size")) is not None:
        return said
    if known.sides is None:
        return "?"
    return min((side for side in known.sides if side is not None), default="?")


def _shrunk(known: Facts) -> Values | None:
    """A map of a few cells is what poolings and strides have left of an image."""
    size = _short(known)
    if isinstance(size, int) and size > 2 * FEW:
        return None
    return {"extent": _extent(known), "size": size}


def _shrunk_by(known: Facts) -> Values | None:
    """The poolings and strides themselves, where the code was pasted."""
    factors = known.shape("shrinks")
    if not factors or (values := _shrunk(known)) is None:
        return None
    return {**values, "count": len(factors), "factor": math.prod(factor or 1 for factor in factors)}


def _no_padding(known: Facts) -> Values | None:
    return {"extent": _extent(known), "size": _short(known)}


RULES: Rules = {
    "too-small": (
        ("dilation", _dilation),
        ("pooling", _pooling),
        ("shrunk-by", _shrunk_by),
        ("shrunk", _shrunk),
        ("no-padding", _no_padding),
        ("layout", looks_swapped),
    ),
}
