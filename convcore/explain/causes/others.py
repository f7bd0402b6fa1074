"""Strides, biases, number types, dense layers, outputs of transposed convolutions."""

from __future__ import annotations

import math

from convcore.explain.causes.rule import Rules, Values, says
from convcore.explain.facts import Facts

INTEGERS = ("long", "int", "byte", "char", "short", "bool")


def _bias(known: Facts) -> Values | None:
    wanted = known.number("expected_bias")
    shape = known.shape("input_shape")
    if wanted is None and shape:
        wanted = shape[-1]
    return {"bias": known.number("bias") or "?", "expected": wanted or "?"}


def _integers(known: Facts) -> Values | None:
    types = known.word("got_dtype").lower(), known.word("expected_dtype").lower()
    found = [one for one in types if any(name in one for name in INTEGERS) and "," not in one]
    return _types(known) if found else None


def _double(known: Facts) -> Values | None:
    types = known.word("got_dtype").lower(), known.word("expected_dtype").lower()
    return _types(known) if any("double" in one or one == "float64" for one in types if "," not in one) else None


def _device(known: Facts) -> Values | None:
    got, wanted = known.word("got_dtype").lower(), known.word("expected_dtype").lower()
    return _types(known) if ("cuda" in got) != ("cuda" in wanted) else None


def _types(known: Facts) -> dict[str, object]:
    return {"got": known.word("got_dtype") or "?", "expected": known.word("expected_dtype") or "?"}


def _features(known: Facts) -> dict[str, object]:
    wanted = known.number("expected_features") or known.number("expected_channels")
    given = known.shape("input_shape")
    got = known.number("got_features") or (given[-1] if given else None)
    return {"got": got or "?", "expected": wanted or "?"}


def _not_flattened(known: Facts) -> Values | None:
    """All rows times columns make whole samples: the maps were multiplied without being flattened."""
    given, said = known.shape("input_shape"), _features(known)
    if not given or len(given) < 2 or not isinstance(said["expected"], int):
        return None
    cells = math.prod(size or 1 for size in given)
    whole = cells % said["expected"] == 0 and (given[-1] or 0) < said["expected"]
    return {**said, "shape": given} if whole or len(given) > 2 else None


def _output_size(known: Facts) -> Values | None:
    if known.reading.row.rule != "output-size":
        return None
    return {role: known.numbers.get(role, "?") for role in ("output_shape", "smallest", "largest")}


def _batch_sizes(known: Facts) -> Values | None:
    if known.reading.row.rule != "backprop-batch":
        return None
    return {"got": known.number("got_size") or "?", "expected": known.number("expected_size") or "?"}


def _sizes(known: Facts) -> Values | None:
    if known.reading.row.rule == "backprop-batch":
        return None
    return {"got": known.number("got_size") or "?", "expected": known.number("expected_size") or "?"}


RULES: Rules = {
    "same-stride": (("same-stride", says("strides")),),
    "unequal-strides": (("unequal-strides", says("strides")),),
    "stride-dilation": (("stride-dilation", says("strides", "dilations")),),
    "bias": (("bias", _bias),),
    "output-padding": (("output-size", _output_size), ("output-padding", says("output_padding", "strides"))),
    "dtype": (("device", _device), ("integers", _integers), ("double", _double), ("types", _types)),
    "dense": (("not-flattened", _not_flattened), ("flattened-size", _features)),
    "backprop-size": (("batch-size", _batch_sizes), ("output-shape", _sizes)),
    "size": (("input-size", says("expected_shape", "input_shape")),),
}
