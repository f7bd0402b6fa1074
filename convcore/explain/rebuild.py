"""The layer behind a message: its numbers where the message says them, small ones where it does not."""

from __future__ import annotations

import math
from dataclasses import replace

from convcore.explain.causes import is_in_other_order
from convcore.explain.facts import Facts
from convcore.explain.layers import Kind, Layer, Padding, Sizes
from convcore.explain.messages.model import Problem
from convcore.explain.messages.text import Shape
from convcore.spec import Pair

OUTS = 8
SIDE = 9
FILTERS = "filters"

GRAPHS = frozenset(
    f"tensorflow-{name}"
    for name in ("negative", "depth", "dimensions", "dimensions-dense", "dimensions-bias", "groups", "rank")
)
"""Wordings of graphs, whose shapes are checked before anything runs."""


DEPTHWISE = frozenset(("tensorflow-same-depth", "tensorflow-depthwise-cpu", "keras-kernel-channels"))


def rebuild(known: Facts, problem: Problem) -> Layer:
    """The layer that a message was about, as today's versions would be asked for it."""
    kind = _kind(known, problem)
    build = {"dense": _dense, "pool": _pool, "transposed": _transposed}.get(kind, _convolution)
    return build(known, kind, problem)


def _kind(known: Facts, problem: Problem) -> Kind:
    op, row = known.op, known.reading.row
    if problem == "dense" or row.name.endswith("dense"):
        return "dense"
    if "pool" in op or row.rule == "pool":
        return "pool"
    if (
        "transpose" in op
        or "backprop" in op
        or problem in ("output-padding", "backprop-size")
        or "transposed" in row.name
    ):
        return "transposed"
    if "separable" in op:
        return "separable"
    return "depthwise" if "depthwise" in op or problem == "unequal-strides" or row.name in DEPTHWISE else "conv2d"


def _whole(shape: Shape | None, instead: int = 1) -> Sizes:
    """Unknown sizes as 1: a batch, mostly."""
    return tuple(instead if size is None else max(size, 1) for size in shape or ())


def _pair(known: Facts, role: str, usual: Pair = (1, 1)) -> Pair:
    shape = known.shape(role)
    if not shape:
        return usual
    sizes = _whole(shape)
    return sizes[0], sizes[-1]


def _dense(known: Facts, kind: Kind, problem: Problem) -> Layer:
    wanted = known.number("expected_features") or known.number("expected_channels") or 400
    given = _whole(known.shape("input_shape"), 2)
    got = known.number("got_features") or (given[-1] if given else 576)
    shape = given if len(given) >= 2 else (2, got)
    filters = _whole(known.shape("filter_shape"))
    outs = filters[1] if len(filters) == 2 else 10
    graph = known.reading.row.name in GRAPHS and known.framework == "tensorflow"
    if problem == "dtype":
        return Layer(known.framework, "dense", (2, wanted), (wanted, outs), dtype=_dtype(known))
    return Layer(known.framework, "dense", shape, (wanted, outs), graph=graph)


def _pool(known: Facts, kind: Kind, problem: Problem) -> Layer:
    height, width = _whole(known.sides) or (1, 1)
    window = known.kernel or (max(2, known.number("kernel_extent") or 2, height + 1),) * 2
    if height >= window[0] and width >= window[1]:
        window = (height + 1, window[1])
    channels = (known.input[known.channels_at] if known.input else None) or known.number("input_size") or 4
    first = known.framework == "pytorch"
    shape = (1, channels, height, width) if first else (1, height, width, channels)
    graph = known.framework in ("tensorflow", "keras")
    return Layer(known.framework, "pool", shape, window, "NCHW" if first else "NHWC", strides=window, graph=graph)


def _transposed(known: Facts, kind: Kind, problem: Problem) -> Layer:
    first = known.framework == "pytorch"
    form = "NCHW" if first else "NHWC"
    strides = _pair(known, "strides", (2, 2))
    extent = known.number("kernel_extent") or 3
    if problem == "backprop-size":
        return _backprop(known, strides, extent)
    wanted = known.expected or 4
    got = known.got if known.got is not None and problem in ("channels", "layout") else wanted
    if problem == "channels" and got == wanted:
        got = wanted + 2
    outs = OUTS
    filters = known.filters
    if first and filters:
        wanted, outs, extent = filters[0] or wanted, filters[1] or outs, filters[2] or extent
    rank = known.number("got_rank") or len(known.shape("input_shape") or (0,) * 4)
    shape: Sizes = (1, got, SIDE, SIDE) if first else (1, SIDE, SIDE, got)
    if problem == "rank" and rank != 4:
        shape = _whole(known.shape("input_shape")) or shape[:rank]
    elif known.input and problem != "output-padding":
        shape = _whole(known.input)
    padding = _pair(known, "output_padding", (0, 0))
    asked: Sizes = ()
    if known.reading.row.rule == "output-size":
        size = _whole(known.shape("input_shape")) or (5, 5)
        shape = (1, wanted, *size[-2:])
        asked = _whole(known.shape("output_shape"))[-2:]
        least = known.number("smallest")
        strides = (max((known.number("largest") or 12) - (least or 11) + 1, 1),) * 2
        extent = max((least or 11) - (size[-2] - 1) * strides[0], 1)
    elif problem == "output-padding" and padding == (0, 0):
        padding = strides
    bias = known.number("bias") if problem == "bias" else None
    layer = Layer(known.framework, "transposed", shape, (extent, extent, wanted, outs), form, strides)
    if not first and known.framework == "tensorflow":
        return replace(layer, padding="SAME", output_shape=(1, SIDE * strides[0], SIDE * strides[1], outs))
    return replace(layer, bias=bias, output_padding=padding, output_shape=asked, function=bias is not None)


def _backprop(known: Facts, strides: Pair, extent: int) -> Layer:
    got = known.number("got_size") or 3
    computed = known.number("expected_size") or 4
    if known.reading.row.rule == "backprop-batch":
        return Layer(
            "tensorflow",
            "transposed",
            (got, 3, 3, OUTS),
            (3, 3, OUTS, 4),
            strides=strides,
            padding="SAME",
            output_shape=(computed, 3 * strides[0], 3 * strides[1], 4),
        )
    asked = known.number("input_size") or computed * strides[0]
    padding = "SAME" if -(-asked // strides[0]) == computed else "VALID"
    height, width = (got, got), (asked, asked)
    return Layer(
        "tensorflow",
        "transposed",
        (1, *height, OUTS),
        (extent, extent, OUTS, 4),
        strides=strides,
        padding=padding,
        output_shape=(1, *width, 4),
    )


def _convolution(known: Facts, kind: Kind, problem: Problem) -> Layer:
    row, first = known.reading.row, known.layout == "NCHW"
    jax = known.framework == "jax"
    form = "NCHW" if known.framework == "pytorch" or (first and not jax) else "NHWC"
    if row.rule == "cpu":
        form = "NCHW"
    shape = _input(known, form, problem)
    kh, kw = known.kernel or _kernel(known, shape, form)
    if jax and known.kernel is None:
        kh, kw = 3, 3
    groups = _groups(known)
    depth, outs = _depth(known, problem, shape, form, groups), _outs(known, kind)
    strides: Sizes = _pair(known, "strides")
    dilations = _pair(known, "dilations")
    padding: Padding = "SAME" if known.word("padding") == "SAME" else "VALID"
    if known.framework == "tensorflow" or kind != "conv2d":
        groups = 1
    if problem == "same-stride":
        padding, strides = "SAME", strides if max(strides) > 1 else (2, 2)
    if problem == "unequal-strides":
        strides = strides if strides[0] != strides[1] else (1, 2)
        outs = 2
    if problem == "stride-dilation":
        strides = strides if max(strides) > 1 else (2, 2)
        dilations = dilations if max(dilations) > 1 else (2, 2)
    bias = (known.number("bias") or 4) if problem == "bias" else None
    model = known.shape("expected_shape") if known.framework == "keras" else None
    sizes = _whole(model[1:] if model and len(model) == 4 else model)
    if row.rule == "groups-unsupported":  # a colour picture for a grey model
        shape, depth, outs = (1, SIDE, SIDE, 3), 1, 3 * OUTS
    if row.rule == "checkpoint" and (made := _whole(known.shape("model_filter_shape"))) and len(made) == 4:
        outs, depth, kh, kw = made
    if row.rule == "rank-strides":
        strides, padding = ((1,), "VALID") if row.name.endswith("strides") else ((1, 1), ((1, 1),))
    graph = row.name in GRAPHS and known.framework == "tensorflow"
    given = _given_filters(known)
    if problem == "bias" and known.framework == "tensorflow" and (last := known.shape("input_shape")):
        shape, outs = (1, SIDE, SIDE, 3), last[-1] or outs
        depth = 3
    return Layer(
        known.framework,
        kind,
        shape,
        (kh, kw, depth, outs),
        form,
        strides,
        padding,
        dilations,
        groups,
        in_channels=_odd_channels(known, shape, form, groups),
        pointwise=4 if kind == "separable" else 0,
        bias=bias,
        dtype=_dtype(known) if problem == "dtype" else "float32",
        filter_dtype="bool" if row.name == "pytorch-dtype-kernel" else "float32",
        given_filters=given,
        model=sizes,
        graph=graph,
        function=_is_function(known, problem, bias),
    )


FUNCTIONS = frozenset(("pytorch-weight-groups", "pytorch-dtype", "pytorch-dtype-kernel", "keras-kernel-channels"))


def _is_function(known: Facts, problem: Problem, bias: int | None) -> bool:
    """Whether the message comes from the function rather than from the layer."""
    row = known.reading.row
    if row.name in FUNCTIONS or (known.framework == "tensorflow" and problem == "stride-dilation"):
        return True
    if known.framework != "pytorch":
        return False
    return bias is not None or row.rule == "rank-filter" or is_in_other_order(known)


def _odd_channels(known: Facts, shape: Sizes, form: str, groups: int) -> int:
    """Channels that the groups do not divide, where that is what fails."""
    if known.reading.row.rule != "groups-in" or known.framework == "jax":
        return 0
    return shape[-1 if form == "NHWC" else -3]


def _input(known: Facts, form: str, problem: Problem) -> Sizes:
    """The input as the message says it, or one that fails for the same reason."""
    shape = known.shape("input_shape")
    row = known.reading.row
    if row.rule == "checkpoint":
        model = _whole(known.shape("model_filter_shape")) or (OUTS, 1, 3, 3)
        return (1, model[1], 16, 16)
    if row.name == "pytorch-dtype-kernel":
        return (1, 3, SIDE, SIDE)
    if (shape and problem == "rank") or (shape and len(shape) == 4 and problem != "bias"):
        return _whole(_unbatched(known, shape))
    if shape and len(shape) == 3 and known.shape("expected_shape"):
        return (1, *_whole(shape))
    if (
        problem == "rank"
        and (rank := known.number("got_rank")) is not None
        and rank != 4
        and row.rule != "rank-strides"
    ):
        return (28, 28, 1)[:rank] if rank < 4 else (1,) * (rank - 3) + (28, 28, 1)
    got = known.got
    if problem == "dtype" or got is None:
        got = (known.number("groups") or 1) * (known.depth or 3) if known.depth else _divisible(known)
    height, width = _sides(known, problem)
    if problem == "layout" and row.rule != "cpu" and known.expected is not None and known.input is None:
        # Channels where a side is looked for: 224 "channels" of which 3 are wanted.
        return (1, known.expected, got, got) if form == "NHWC" else (1, got, got, known.expected)
    return (1, got, height, width) if form == "NCHW" else (1, height, width, got)


def _groups(known: Facts) -> int:
    """The groups of the message; of one that says none, three."""
    asked = known.reading.row.rule in ("groups-in", "groups-out") and known.framework != "tensorflow"
    return known.number("groups") or (3 if asked else 1)


def _divisible(known: Facts) -> int:
    """Channels that the groups divide, so that nothing else fails first; one more where that is what fails."""
    groups = _groups(known)
    return groups + (known.reading.row.rule == "groups-in") if groups > 1 else 3


def _unbatched(known: Facts, shape: Shape) -> Shape:
    """PyTorch prints three axes as an image with a batch of 1; where a batch became the channels there were three."""
    alone = known.framework == "pytorch" and len(shape) == 4 and shape[0] == 1 and known.expected == 1
    return shape[1:] if alone and (known.got or 0) > 4 else shape


def _sides(known: Facts, problem: Problem) -> Pair:
    if problem == "too-small" and known.sides and known.sides[0] and known.sides[1]:
        return known.sides[0], known.sides[1]
    if problem == "too-small":
        size = known.number("input_size") or 1
        return size, size
    return SIDE, SIDE


def _kernel(known: Facts, shape: Sizes, form: str) -> Pair:
    """A kernel that does what the message says."""
    extent = known.number("kernel_extent")
    if extent is not None:
        dilation = max(_pair(known, "dilations"))
        kernel = (extent - 1) // dilation + 1
        return kernel, kernel
    short = known.reading.row.problem == "too-small" and len(shape) == 4
    if short:
        size = min(shape[1:3] if form == "NHWC" else shape[2:])
        return max(size + 1, 3), max(size + 1, 3)
    return 3, 3


def _depth(known: Facts, problem: Problem, shape: Sizes, form: str, groups: int) -> int:
    """Input channels that a filter reads."""
    row, wanted = known.reading.row, known.expected
    got = shape[-1 if form == "NHWC" else -3] if len(shape) > 2 else 1
    if known.depth is not None and not _given_filters(known):
        return known.depth
    if row.rule == "cpu" or problem in ("rank", "dtype") or row.rule in ("weights", "groups-in", "groups-out"):
        return max(got // groups, 1) if known.framework != "tensorflow" else _grouped(known, got, groups)
    if problem == "groups" or (problem == "channels" and wanted == got):
        return _grouped(known, got, groups)
    if problem in ("channels", "layout") and wanted is not None:
        # PyTorch's "to have 6 channels" counts all groups, JAX's number those of one.
        return max(wanted // groups, 1) if known.framework == "pytorch" else wanted
    return got


def _grouped(known: Facts, got: int, groups: int) -> int:
    return max(got // groups, 1) if known.reading.row.problem == "groups" else got


def _outs(known: Facts, kind: Kind) -> int:
    filters = known.filters
    outs = known.number("out_channels")
    if outs is None and filters and not _given_filters(known):
        outs = filters[0 if known.framework == "pytorch" else 3]
    if outs is None and (rule := known.reading.row.rule) in ("groups-in", "groups-out"):
        outs = _groups(known) * 2 + (1 if rule == "groups-out" else 0)
    if outs is None and (bias := known.number("expected_bias")):
        outs = bias
    if outs is None and OUTS % _groups(known):
        outs = 3 * _groups(known)
    return outs or (2 if kind in ("depthwise", "separable") else OUTS)


def _given_filters(known: Facts) -> Sizes:
    """Filters in an order or with a rank that the framework does not take."""
    row = known.reading.row
    if row.rule == "weights":
        return _whole(known.shape("given_filter_shape"))
    if row.rule == "checkpoint":
        return _whole(known.shape("filter_shape"))
    if row.rule == "rank-filter" and known.framework in ("pytorch", "tensorflow"):
        return _whole(known.shape("filter_shape")) or ((OUTS, 3, 3) if row.name.endswith("dimensions") else (3, 3))
    return ()


TYPES = {
    "long": "int64",
    "int64": "int64",
    "int": "int32",
    "int32": "int32",
    "unsigned char": "uint8",
    "byte": "uint8",
    "uint8": "uint8",
    "double": "float64",
    "float64": "float64",
    "bool": "bool",
    "half": "float16",
    "float16": "float16",
}


def _dtype(known: Facts) -> str:
    """The input's number type; of a message that names it second, the first."""
    for role in ("got_dtype", "expected_dtype"):
        word = known.word(role).lower()
        for name, dtype in TYPES.items():
            if "," not in word and word.startswith(name):
                return dtype
    return "int64"


def whole_groups(outs: int, groups: int) -> int:
    """The next number of outputs that the groups divide.

    >>> whole_groups(8, 3)
    9
    """
    return math.ceil(outs / groups) * groups
