"""Other channels than the filters read, and groups that do not divide them."""

from __future__ import annotations

from convcore.explain.causes.layout import count_channels, looks_swapped
from convcore.explain.causes.rule import Rules, Values, says_itself
from convcore.explain.facts import FEW, IMAGE, Facts


def _image_mode(known: Facts) -> Values | None:
    if known.got not in IMAGE or known.expected not in IMAGE or known.got == known.expected:
        return None
    return count_channels(known)


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
    return None if known.reading.row.rule in ("undefined", "checkpoint", "weights") else count_channels(known)


def _undefined(known: Facts) -> Values | None:
    return {} if known.reading.row.rule == "undefined" else None


def _checkpoint(known: Facts) -> Values | None:
    """Weights from a file, of other sizes than the model's."""
    if known.reading.row.rule not in ("checkpoint", "weights"):
        return None
    given = known.shape("given_filter_shape") or known.shape("filter_shape")
    model = known.shape("model_filter_shape") or known.shape("filter_shape")
    return {"shape": given or "?", "model": model or "?"}


def _silent_groups(known: Facts) -> Values | None:
    """tf.nn.conv2d takes a depth that divides the channels for a grouped convolution."""
    if known.framework == "pytorch" or known.reading.row.framework != "tensorflow":
        return None
    groups = known.number("groups")
    if groups == 1:
        return None
    return {"groups": groups or "?", "got": known.got or "?", "depth": known.depth or "?"}


RULES: Rules = {
    "channels": (
        ("undefined", _undefined),
        ("checkpoint", _checkpoint),
        ("batch-as-channels", _batch_as_channels),
        ("extra-groups", _extra_groups),
        ("forgot-groups", _forgot_groups),
        ("image-mode", _image_mode),
        ("previous-layer", _previous),
        ("layout", looks_swapped),
    ),
    "groups": (
        ("cpu-groups", says_itself("groups-unsupported")),
        ("groups-in", says_itself("groups-in")),
        ("groups-out", says_itself("groups-out")),
        ("silent-groups", _silent_groups),
    ),
}
