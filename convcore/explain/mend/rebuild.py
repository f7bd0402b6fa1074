"""The layer behind a message: its numbers where the message says them, small ones where it does not."""

from __future__ import annotations

from dataclasses import replace

from convcore.explain.facts import Facts
from convcore.explain.layers import Dims, Layer, Operation
from convcore.explain.mend.convolution import rebuild_convolution
from convcore.explain.mend.numbers import GRAPHS, OUTS, SIDE, fill_in, read_dtype, read_pair, read_sides
from convcore.explain.messages.model import Problem
from convcore.spec import Pair

DEPTHWISE = frozenset(("tensorflow-same-depth", "tensorflow-depthwise-cpu", "keras-kernel-channels"))


def rebuild(known: Facts, problem: Problem) -> Layer:
    """The layer that a message was about, as today's versions would be asked for it."""
    kind = _kind(known, problem)
    builders = {"dense": _rebuild_dense, "pool": _rebuild_pool, "transposed": _rebuild_transposed}
    return builders.get(kind, rebuild_convolution)(known, kind, problem)


def _kind(known: Facts, problem: Problem) -> Operation:
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


def _rebuild_dense(known: Facts, kind: Operation, problem: Problem) -> Layer:
    wanted = known.number("expected_features") or known.number("expected_channels") or 400
    given = fill_in(known.shape("input_shape"), 2)
    got = known.number("got_features") or (given[-1] if given else 576)
    shape = given if len(given) >= 2 else (2, got)
    filters = fill_in(known.shape("filter_shape"))
    outs = filters[1] if len(filters) == 2 else 10
    graph = known.reading.row.name in GRAPHS and known.framework == "tensorflow"
    if problem == "dtype":
        return Layer(known.framework, "dense", (2, wanted), (wanted, outs), dtype=read_dtype(known))
    return Layer(known.framework, "dense", shape, (wanted, outs), graph=graph)


def _rebuild_pool(known: Facts, kind: Operation, problem: Problem) -> Layer:
    height, width = fill_in(known.sides) or (1, 1)
    window = known.kernel or (max(2, known.number("kernel_extent") or 2, height + 1),) * 2
    if height >= window[0] and width >= window[1]:
        window = (height + 1, window[1])
    channels = (known.input[known.channels_at] if known.input else None) or known.number("input_size") or 4
    first = known.framework == "pytorch"
    shape = (1, channels, height, width) if first else (1, height, width, channels)
    graph = known.framework in ("tensorflow", "keras")
    return Layer(known.framework, "pool", shape, window, "NCHW" if first else "NHWC", strides=window, graph=graph)


def _rebuild_transposed(known: Facts, kind: Operation, problem: Problem) -> Layer:
    first = known.framework == "pytorch"
    form = "NCHW" if first else "NHWC"
    strides = read_pair(known, "strides", (2, 2))
    extent = known.number("kernel_extent") or 3
    if problem == "backprop-size":
        return _rebuild_backprop(known, strides, extent)
    wanted = known.expected or 4
    got = known.got if known.got is not None and problem in ("channels", "layout") else wanted
    if problem == "channels" and got == wanted:
        got = wanted + 2
    outs = OUTS
    filters = known.filters
    if first and filters:
        wanted, outs, extent = filters[0] or wanted, filters[1] or outs, filters[2] or extent
    rank = known.number("got_rank") or len(known.shape("input_shape") or (0,) * 4)
    shape: Dims = (1, got, SIDE, SIDE) if first else (1, SIDE, SIDE, got)
    if problem == "rank" and rank != 4:
        shape = fill_in(known.shape("input_shape")) or shape[:rank]
    elif known.input and problem != "output-padding":
        shape = fill_in(known.input)
    padding = read_pair(known, "output_padding", (0, 0))
    asked: Dims = ()
    if known.reading.row.rule == "output-size":
        size = read_sides(known, "input_shape", (5, 5))
        shape = (1, wanted, *size)
        asked = read_sides(known, "output_shape", ())
        least = known.number("smallest")
        strides = (max((known.number("largest") or 12) - (least or 11) + 1, 1),) * 2
        extent = max((least or 11) - (size[0] - 1) * strides[0], 1)
    elif problem == "output-padding" and padding == (0, 0):
        padding = strides
    bias = known.number("bias") if problem == "bias" else None
    layer = Layer(known.framework, "transposed", shape, (extent, extent, wanted, outs), form, strides)
    if not first and known.framework == "tensorflow":
        return replace(layer, padding="SAME", output_shape=(1, SIDE * strides[0], SIDE * strides[1], outs))
    return replace(layer, bias=bias, output_padding=padding, output_shape=asked, function=bias is not None)


def _rebuild_backprop(known: Facts, strides: Pair, extent: int) -> Layer:
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
