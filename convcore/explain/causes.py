"""Why it probably happened: rules on the numbers, in the order of what they weigh.

A rule looks at the facts and gives the values of its text, or None where it does not hold. The first rule that holds
is the likeliest cause. Texts stand in the catalogues under ``explain.cause.`` and the rule's name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from convcore.explain.facts import FEW, IMAGE, Facts, swapped
from convcore.explain.messages.model import Cause, Problem, Say

Values = Mapping[str, object]
Rule = Callable[[Facts], Values | None]

INTEGERS = ("long", "int", "byte", "char", "short", "bool")
SHORT_OF_ONE = 3  # axes of an image without a batch


@dataclass(frozen=True)
class Diagnosis:
    """What is wrong, and why, the likeliest cause first."""

    problem: Problem | None
    causes: tuple[Cause, ...]


def diagnose(known: Facts) -> Diagnosis:
    """The problem that the numbers show, and its causes."""
    problem = _problem(known)
    rules = RULES.get(problem or "size", ())
    said = [Cause(name, Say(f"cause.{name}", values)) for name, rule in rules if (values := rule(known)) is not None]
    if problem == "layout" and known.reading.row.problem in ("channels", "too-small"):
        said += [one for one in _weaker(known) if one.name not in {cause.name for cause in said}]
    return Diagnosis(problem, tuple(said))


def _weaker(known: Facts) -> list[Cause]:
    """What else it may be where the layout is the likeliest: the last of the wording's own causes."""
    found = [
        Cause(name, Say(f"cause.{name}", values))
        for name, rule in RULES[known.reading.row.problem]
        if name != "layout" and (values := rule(known)) is not None
    ]
    return found[-1:]


def _problem(known: Facts) -> Problem | None:
    row = known.reading.row
    if row.rule == "cpu":
        return "layout"
    if row.rule in ("weights", "checkpoint"):
        return "layout" if _moved(known) else "channels"
    given, wanted = known.shape("input_shape"), known.shape("expected_shape")
    if given and wanted and len(given) != len(wanted):
        return "rank"
    if swapped(known) or is_in_other_order(known):
        return "layout"
    if given and wanted and given[-1] == wanted[-1]:
        return None
    if row.problem == "channels" and _is_dense(known):
        return "dense"
    return row.problem


def _is_dense(known: Facts) -> bool:
    given = known.shape("input_shape")
    return known.op.startswith("dense") or (given is not None and known.number("axis") == -1 and len(given) < 4)


def _moved(known: Facts) -> bool:
    """Weights with the same sizes in another order."""
    one = known.shape("filter_shape")
    other = known.shape("given_filter_shape") or known.shape("model_filter_shape")
    return one is not None and other is not None and one != other and sorted(map(str, one)) == sorted(map(str, other))


def is_in_other_order(known: Facts) -> bool:
    """Filters in the other framework's order: the small equal sides stand where the channels are looked for."""
    shape, got = known.filters, known.got
    if shape is None or got is None or known.reading.row.problem not in ("channels", "groups") or None in shape:
        return False
    first, second, third, fourth = (size or 0 for size in shape)
    if known.expected == got:
        return False
    if known.framework == "pytorch":
        return first == second <= 7 and third == got and third != fourth
    return third == fourth <= 7 and second == got and first > 7


# Rules --------------------------------------------------------------------------------------------------------


def _layout(known: Facts) -> Values | None:
    meant = swapped(known)
    if meant is None:
        return None
    shape = known.shape("input_shape")
    return {"assumed": known.layout, "meant": meant, "shape": shape or "", **_channels(known)}


def _layout_perhaps(known: Facts) -> Values | None:
    """As a weaker cause: a side that is 1, 3 or 4, or as many channels as a picture is wide."""
    if (values := _layout(known)) is not None:
        return values
    other = "NCHW" if known.layout == "NHWC" else "NHWC"
    sides = known.shape("padded_input")
    if sides and any(one in IMAGE and (two or 0) > FEW * (one or 0) for one, two in (sides[:2], sides[1::-1])):
        return {"assumed": known.layout, "meant": other, "shape": sides, **_channels(known)}
    got = known.got
    if known.input is None and known.expected in IMAGE and got is not None and got >= 2 * FEW:
        return {"assumed": known.layout, "meant": other, "shape": "", **_channels(known)}
    return None


def _channels(known: Facts) -> dict[str, object]:
    return {"expected": known.expected or "?", "got": known.got or "?"}


def _filter_layout(known: Facts) -> Values | None:
    if not is_in_other_order(known) and not (known.reading.row.rule in ("weights", "checkpoint") and _moved(known)):
        return None
    given = known.shape("given_filter_shape") or known.shape("filter_shape") or ()
    pytorch = known.framework == "pytorch"
    return {"shape": given, "assumed": "OIHW" if pytorch else "HWIO", "meant": "HWIO" if pytorch else "OIHW"}


def _cpu(known: Facts) -> Values | None:
    return {"format": known.word("data_format") or "NCHW"} if known.reading.row.rule == "cpu" else None


def _image_mode(known: Facts) -> Values | None:
    return _channels(known) if known.got in IMAGE and known.expected in IMAGE and known.got != known.expected else None


def _batch_as_channels(known: Facts) -> Values | None:
    """PyTorch takes [N, H, W] for one image without a batch; the message then shows a 1 before it."""
    shape = known.input
    if known.framework != "pytorch" or not shape or shape[0] != 1 or known.expected != 1 or (known.got or 0) <= 4:
        return None
    return {"shape": shape[1:], "got": known.got}


def _forgot_groups(known: Facts) -> Values | None:
    shape, got = known.filters, known.got
    if known.framework not in ("pytorch", "jax") or known.number("groups") != 1 or not shape or not got:
        return None
    depth, outs = known.depth, shape[0 if known.framework == "pytorch" else 3]
    if not depth or not outs or got % depth or got == depth or outs % (got // depth) or got < FEW // 2:
        return None
    return {"groups": got // depth, "got": got, "depth": depth}


def _extra_groups(known: Facts) -> Values | None:
    groups, depth = known.number("groups"), known.depth
    if groups is None or groups < 2 or depth is None or depth != known.got:
        return None
    return {"groups": groups, "depth": depth, "got": known.got}


def _previous(known: Facts) -> Values | None:
    return None if known.reading.row.rule in ("undefined", "checkpoint", "weights") else _channels(known)


def _undefined(known: Facts) -> Values | None:
    return {} if known.reading.row.rule == "undefined" else None


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


def _checkpoint(known: Facts) -> Values | None:
    """Weights from a file, of other sizes than the model's."""
    if known.reading.row.rule not in ("checkpoint", "weights"):
        return None
    given = known.shape("given_filter_shape") or known.shape("filter_shape")
    model = known.shape("model_filter_shape") or known.shape("filter_shape")
    return {"shape": given or "?", "model": model or "?"}


def _other_rank(known: Facts) -> Values | None:
    """A layer of one or three dimensions, given a picture."""
    return {"shape": _given(known) or "?"} if known.reading.row.rule == "rank-other" else None


def _of_rule(rule: str) -> Rule:
    """Holds for wordings that say so themselves."""

    def holds(known: Facts) -> Values | None:
        if known.reading.row.rule != rule:
            return None
        outs = known.number("out_channels")
        if outs is None and known.filters:
            outs = known.filters[0 if known.framework == "pytorch" else 3]
        return {"groups": known.number("groups") or "?", "in": known.got or "?", "out": outs or "?"}

    return holds


def _silent_groups(known: Facts) -> Values | None:
    """tf.nn.conv2d takes a depth that divides the channels for a grouped convolution."""
    if known.framework == "pytorch" or known.reading.row.framework != "tensorflow":
        return None
    groups = known.number("groups")
    if groups == 1:
        return None
    return {"groups": groups or "?", "got": known.got or "?", "depth": known.depth or "?"}


def _always(*roles: str) -> Rule:
    """Holds always, with the numbers of these roles."""

    def holds(known: Facts) -> Values | None:
        return {role: known.numbers.get(role, "?") for role in roles}

    return holds


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


RULES: Mapping[str, tuple[tuple[str, Rule], ...]] = {
    "layout": (("layout", _layout), ("filter-layout", _filter_layout), ("cpu", _cpu)),
    "channels": (
        ("undefined", _undefined),
        ("checkpoint", _checkpoint),
        ("batch-as-channels", _batch_as_channels),
        ("extra-groups", _extra_groups),
        ("forgot-groups", _forgot_groups),
        ("image-mode", _image_mode),
        ("previous-layer", _previous),
        ("layout", _layout_perhaps),
    ),
    "too-small": (
        ("dilation", _dilation),
        ("pooling", _pooling),
        ("shrunk-by", _shrunk_by),
        ("shrunk", _shrunk),
        ("no-padding", _no_padding),
        ("layout", _layout_perhaps),
    ),
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
    "groups": (
        ("cpu-groups", _of_rule("groups-unsupported")),
        ("groups-in", _of_rule("groups-in")),
        ("groups-out", _of_rule("groups-out")),
        ("silent-groups", _silent_groups),
    ),
    "same-stride": (("same-stride", _always("strides")),),
    "unequal-strides": (("unequal-strides", _always("strides")),),
    "stride-dilation": (("stride-dilation", _always("strides", "dilations")),),
    "bias": (("bias", _bias),),
    "output-padding": (("output-size", _output_size), ("output-padding", _always("output_padding", "strides"))),
    "dtype": (("device", _device), ("integers", _integers), ("double", _double), ("types", _types)),
    "dense": (("not-flattened", _not_flattened), ("flattened-size", _features)),
    "backprop-size": (("batch-size", _batch_sizes), ("output-shape", _sizes)),
    "size": (("input-size", _always("expected_shape", "input_shape")),),
}
"""The rules of each problem, and of ``size``, which is no problem of a convolution."""
