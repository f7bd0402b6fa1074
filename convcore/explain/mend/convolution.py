"""The convolution behind a message."""

from __future__ import annotations

from convcore.explain.causes import is_in_other_order
from convcore.explain.facts import Facts
from convcore.explain.layers import Dims, Layer, LayerPadding, Operation
from convcore.explain.mend.numbers import (
    GRAPHS,
    OUTS,
    SIDE,
    count_groups,
    fill_in,
    read_dtype,
    read_given_filters,
    read_pair,
)
from convcore.explain.messages.model import Problem
from convcore.explain.messages.text import Shape
from convcore.spec import Pair


def rebuild_convolution(known: Facts, kind: Operation, problem: Problem) -> Layer:
    """The convolution that a message was about."""
    row, first = known.reading.row, known.layout == "NCHW"
    jax = known.framework == "jax"
    form = "NCHW" if known.framework == "pytorch" or (first and not jax) else "NHWC"
    if row.rule == "cpu":
        form = "NCHW"
    shape = _input(known, form, problem)
    kh, kw = known.kernel or _kernel(known, shape, form)
    if jax and known.kernel is None:
        kh, kw = 3, 3
    groups = count_groups(known)
    depth, outs = _depth(known, problem, shape, form, groups), _outs(known, kind)
    strides: Dims = read_pair(known, "strides")
    dilations = read_pair(known, "dilations")
    padding: LayerPadding = "SAME" if known.word("padding") == "SAME" else "VALID"
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
    sizes = fill_in(model[1:] if model and len(model) == 4 else model)
    if row.rule == "groups-unsupported":  # a colour picture for a grey model
        shape, depth, outs = (1, SIDE, SIDE, 3), 1, 3 * OUTS
    if row.rule == "checkpoint":
        outs, depth, kh, kw = _saved_for(known)
    if row.rule == "rank-strides":
        strides, padding = ((1,), "VALID") if row.name.endswith("strides") else ((1, 1), ((1, 1),))
    graph = row.name in GRAPHS and known.framework == "tensorflow"
    given = read_given_filters(known)
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
        dtype=read_dtype(known) if problem == "dtype" else "float32",
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


def _odd_channels(known: Facts, shape: Dims, form: str, groups: int) -> int:
    """Channels that the groups do not divide, where that is what fails."""
    if known.reading.row.rule != "groups-in" or known.framework == "jax":
        return 0
    return shape[-1 if form == "NHWC" else -3]


def _input(known: Facts, form: str, problem: Problem) -> Dims:
    """The input as the message says it, or one that fails for the same reason."""
    shape = known.shape("input_shape")
    row = known.reading.row
    if row.rule == "checkpoint":
        return (1, _saved_for(known)[1], 16, 16)
    if row.name == "pytorch-dtype-kernel":
        return (1, 3, SIDE, SIDE)
    if (shape and problem == "rank") or (shape and len(shape) == 4 and problem != "bias"):
        return fill_in(_drop_batch(known, shape))
    if shape and len(shape) == 3 and known.shape("expected_shape"):
        return (1, *fill_in(shape))
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
    got = max(got, 1)
    height, width = _sides(known, problem)
    if problem == "layout" and row.rule != "cpu" and known.expected is not None and known.input is None:
        # Channels where a side is looked for: 224 "channels" of which 3 are wanted.
        return (1, known.expected, got, got) if form == "NHWC" else (1, got, got, known.expected)
    return (1, got, height, width) if form == "NCHW" else (1, height, width, got)


def _saved_for(known: Facts) -> tuple[int, int, int, int]:
    """[out, in, kh, kw] of the layer that weights were loaded into."""
    match fill_in(known.shape("model_filter_shape")):
        case (outs, depth, kh, kw):
            return outs, depth, kh, kw
    return OUTS, 1, 3, 3


def _divisible(known: Facts) -> int:
    """Channels that the groups divide, so that nothing else fails first; one more where that is what fails."""
    groups = count_groups(known)
    return groups + (known.reading.row.rule == "groups-in") if groups > 1 else 3


def _drop_batch(known: Facts, shape: Shape) -> Shape:
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


def _kernel(known: Facts, shape: Dims, form: str) -> Pair:
    """A kernel that does what the message says."""
    extent = known.number("kernel_extent")
    if extent is not None:
        dilation = max(read_pair(known, "dilations"))
        kernel = (extent - 1) // dilation + 1
        return kernel, kernel
    short = known.reading.row.problem == "too-small" and len(shape) == 4
    if short:
        size = min(shape[1:3] if form == "NHWC" else shape[2:])
        return max(size + 1, 3), max(size + 1, 3)
    return 3, 3


def _depth(known: Facts, problem: Problem, shape: Dims, form: str, groups: int) -> int:
    """Input channels that a filter reads."""
    row, wanted = known.reading.row, known.expected
    got = shape[-1 if form == "NHWC" else -3] if len(shape) > 2 else 1
    if known.depth is not None and not read_given_filters(known):
        return known.depth
    if row.rule == "cpu" or problem in ("rank", "dtype") or row.rule in ("weights", "groups-in", "groups-out"):
        return max(got // groups, 1) if known.framework != "tensorflow" else _group(known, got, groups)
    if problem == "groups" or (problem == "channels" and wanted == got):
        return _group(known, got, groups)
    if problem in ("channels", "layout") and wanted is not None:
        # PyTorch's "to have 6 channels" counts all groups, JAX's number those of one.
        return max(wanted // groups, 1) if known.framework == "pytorch" else wanted
    return got


def _group(known: Facts, got: int, groups: int) -> int:
    return max(got // groups, 1) if known.reading.row.problem == "groups" else got


def _outs(known: Facts, kind: Operation) -> int:
    filters = known.filters
    outs = known.number("out_channels")
    if outs is None and filters and not read_given_filters(known):
        outs = filters[0 if known.framework == "pytorch" else 3]
    if outs is None and (rule := known.reading.row.rule) in ("groups-in", "groups-out"):
        outs = count_groups(known) * 2 + (1 if rule == "groups-out" else 0)
    if outs is None and (bias := known.number("expected_bias")):
        outs = bias
    if outs is None and OUTS % count_groups(known):
        outs = 3 * count_groups(known)
    return outs or (2 if kind in ("depthwise", "separable") else OUTS)
