"""Too few axes, or too many."""

from __future__ import annotations

import math

from convcore.explain.causes.rule import Rules, Values
from convcore.explain.facts import FEW, IMAGE, Facts

SHORT_OF_ONE = 3  # axes of an image without a batch


def _given(known: Facts) -> tuple[int | None, ...] | None:
    """The input of a message on ranks, or as many unknown sizes as it has axes."""
    shape = known.shape("input_shape")
    rank = known.number("got_rank")
    return shape if shape is not None else (None,) * min(rank, 8) if rank is not None else None


def _flattened(known: Facts) -> Values | None:
    shape = _given(known)
    if shape is None or len(shape) != 2 or (shape[1] or FEW * FEW) < FEW * FEW or shape[0] == shape[1] is not None:
        return None
    side = math.isqrt(shape[1] or 0)
    return {"shape": shape, "side": side if side and side * side == shape[1] else "?"}


def _missing_channels(known: Facts) -> Values | None:
    """[N, H, W]: no axis has the size of a picture's channels."""
    shape = _given(known)
    if shape is None or len(shape) != SHORT_OF_ONE:
        return None
    at = shape[0] if known.framework == "pytorch" else shape[2]
    unknown = shape[0] is None and shape[1] is not None
    return {"shape": shape} if unknown or (at is not None and at not in IMAGE) else None


def _missing_batch(known: Facts) -> Values | None:
    shape = _given(known)
    return {"shape": shape} if shape is not None and len(shape) == SHORT_OF_ONE and shape[0] is not None else None


def _missing_both(known: Facts) -> Values | None:
    shape = _given(known)
    if shape is None or len(shape) > 2 or known.reading.row.rule == "rank-strides":
        return None
    return {"shape": shape} if _flattened(known) is None else None


def _missing_axis(known: Facts) -> Values | None:
    shape = _given(known)
    return {"shape": shape} if shape is not None and shape == (None,) * SHORT_OF_ONE else None


def _extra_axis(known: Facts) -> Values | None:
    shape = _given(known)
    return {"shape": shape, "rank": len(shape)} if shape is not None and len(shape) > 4 else None


def _filter_rank(known: Facts) -> Values | None:
    if known.reading.row.rule != "rank-filter":
        return None
    return {"shape": known.shape("filter_shape") or "?"}


def _options_rank(known: Facts) -> Values | None:
    if known.reading.row.rule != "rank-strides":
        return None
    return {"expected": known.number("expected_rank") or 2, "got": known.number("got_rank") or 1}


def _other_rank(known: Facts) -> Values | None:
    """A layer of one or three dimensions, given a picture."""
    return {"shape": _given(known) or "?"} if known.reading.row.rule == "rank-other" else None


RULES: Rules = {
    "rank": (
        ("filter-rank", _filter_rank),
        ("options-rank", _options_rank),
        ("extra-axis", _extra_axis),
        ("flattened", _flattened),
        ("missing-channels", _missing_channels),
        ("missing-batch", _missing_batch),
        ("missing-batch", _missing_axis),
        ("missing-both", _missing_both),
        ("other-rank", _other_rank),
    ),
}
