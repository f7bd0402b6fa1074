"""For each cause the change that answers it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from convcore.explain.facts import Facts, find_swap
from convcore.explain.layers import Layer, Preparation, find_axes, transposed_size
from convcore.explain.mend.numbers import whole_groups

Change = Callable[[Layer, Facts], Layer]


def permutation(source: str, target: str) -> tuple[int, ...]:
    """The order of axes that leads from one layout to another.

    >>> permutation("NCHW", "NHWC"), permutation("OIHW", "HWIO")
    ((0, 2, 3, 1), (2, 3, 1, 0))
    """
    return tuple(source.index(letter) for letter in target)


def _permute(layer: Layer, source: str, target: str) -> Layer:
    """The input brought into another layout, the filters made for the channels that it then has."""
    step = Preparation("permute", permutation(source, target))
    moved = replace(layer, data_format=target, prepare=(*layer.prepare, step))
    return _fit(moved)


def _fit(layer: Layer) -> Layer:
    """Filters for the channels that the input has; a pooling window and a matrix read none."""
    if len(layer.filter_shape) != 4:
        return layer
    got, groups = layer.channels, layer.groups
    kh, kw, _, outs = layer.filter_shape
    if layer.kind == "conv2d" and layer.framework != "tensorflow" and got % groups == 0:
        return replace(layer, filter_shape=(kh, kw, got // groups, outs), in_channels=0)
    return replace(layer, filter_shape=(kh, kw, got, outs), groups=1, in_channels=0)


def _layout(layer: Layer, known: Facts) -> Layer:
    meant = find_swap(known) or ("NCHW" if layer.data_format == "NHWC" else "NHWC")
    if layer.kind == "transposed" or len(layer.input_shape) != 4:
        return layer
    if layer.model and len(known.shape("expected_shape") or ()) == 3:
        meant = "NCHW"
    return _permute(layer, meant, layer.data_format)


def _filter_layout(layer: Layer, known: Facts) -> Layer:
    pytorch = layer.framework == "pytorch"
    given = layer.given_filters or layer.filters_seen
    order = permutation("HWIO", "OIHW") if pytorch else permutation("OIHW", "HWIO")
    seen = tuple(given[at] for at in order)
    kh, kw, depth, outs = (seen[2], seen[3], seen[1], seen[0]) if pytorch else seen
    return replace(
        layer,
        given_filters=given,
        filter_shape=(kh, kw, depth, outs),
        prepare=(*layer.prepare, Preparation("filters", order)),
    )


def _cpu(layer: Layer, known: Facts) -> Layer:
    return _permute(layer, "NCHW", "NHWC")


def _channels(layer: Layer, known: Facts) -> Layer:
    if layer.model:
        return replace(_fit(layer), model=layer.seen[1:])
    if layer.kind == "transposed":
        kh, kw, _, outs = layer.filter_shape
        return replace(layer, filter_shape=(kh, kw, layer.channels, outs))
    return _fit(layer)


def _batch_as_channels(layer: Layer, known: Facts) -> Layer:
    return replace(layer, prepare=(Preparation("expand", (1,)),)) if len(layer.input_shape) == 3 else layer


def _count_groups(layer: Layer) -> int:
    """Into how many groups the depth of the filters splits the input; filters that are deeper than it make one."""
    return max(layer.channels // layer.depth, 1)


def _forgot_groups(layer: Layer, known: Facts) -> Layer:
    return replace(layer, groups=_count_groups(layer))


def _one_group(layer: Layer, known: Facts) -> Layer:
    return replace(layer, groups=1)


def _pad(layer: Layer, known: Facts) -> Layer:
    """As much padding as the kernel needs; SAME where the framework has it."""
    if layer.kind in ("dense", "transposed"):
        return layer
    if layer.framework != "pytorch":
        return replace(layer, padding="SAME")
    sides = [one.extent // 2 for one in find_axes(layer)]
    return replace(layer, padding=((sides[0], sides[0]), (sides[1], sides[1])))


def _smaller_window(layer: Layer, known: Facts) -> Layer:
    """A pooling window no larger than what is left."""
    window = (min(layer.kernel[0], layer.size[0]), min(layer.kernel[1], layer.size[1]))
    return replace(layer, filter_shape=window, strides=window) if layer.kind == "pool" else layer


def _drop_dilation(layer: Layer, known: Facts) -> Layer:
    return replace(layer, dilations=(1, 1))


def _expand(*at: int) -> Change:
    """Axes of one cell put in: 0 stands for the batch, 1 for the channels, wherever the layer looks for them."""

    def change(layer: Layer, known: Facts) -> Layer:
        channels = -1 if layer.data_format == "NHWC" else 2 - len(at)  # [H, W] gets both in front
        moved = replace(layer, prepare=tuple(Preparation("expand", (channels if one else 0,)) for one in at))
        if len(moved.seen) != 4:
            return moved
        return _channels(moved, known) if layer.kind == "transposed" else _fit(moved)

    return change


def _merge(layer: Layer, known: Facts) -> Layer:
    return _fit(replace(layer, prepare=(Preparation("merge"),)))


def _unflatten(layer: Layer, known: Facts) -> Layer:
    """A flat row of pixels as the square picture that it was."""
    columns = layer.input_shape[-1]
    side = math.isqrt(columns)
    if len(layer.input_shape) != 2 or side * side != columns:
        return layer
    shape = (-1, side, side, 1) if layer.data_format == "NHWC" else (-1, 1, side, side)
    return _fit(replace(layer, prepare=(Preparation("reshape", shape),)))


def _whole_filters(layer: Layer, known: Facts) -> Layer:
    return replace(layer, given_filters=())


def _groups_in(layer: Layer, known: Facts) -> Layer:
    """The most groups that divide both channels and outputs."""
    return _fit(replace(layer, groups=math.gcd(layer.groups, layer.channels, layer.filter_shape[3])))


def _groups_out(layer: Layer, known: Facts) -> Layer:
    """As many outputs as make whole groups."""
    kh, kw, depth, outs = layer.filter_shape
    groups = _count_groups(layer) if layer.framework == "tensorflow" else layer.groups
    return replace(layer, filter_shape=(kh, kw, depth, whole_groups(outs, groups)))


def _explicit(layer: Layer, known: Facts) -> Layer:
    sides = [one.extent // 2 for one in find_axes(replace(layer, padding="VALID"))]
    return replace(layer, padding=((sides[0], sides[0]), (sides[1], sides[1])))


def _group(layer: Layer, known: Facts) -> Layer:
    """A depthwise convolution as a grouped one, whose strides are free."""
    kh, kw, channels, multiplier = layer.filter_shape
    if layer.kind != "depthwise":
        return replace(layer, strides=(max(layer.strides),) * 2)
    return replace(layer, kind="conv2d", filter_shape=(kh, kw, 1, channels * multiplier), groups=channels)


def _strides_after(layer: Layer, known: Facts) -> Layer:
    """Stride 1, and what the strides would have kept; tf.nn.conv2d takes both."""
    if layer.framework == "tensorflow":
        return replace(layer, function=False)
    if layer.kind == "transposed":
        return replace(layer, dilations=(1, 1))
    return replace(layer, strides=(1, 1), take=(layer.strides[0], layer.strides[-1]))


def _bias(layer: Layer, known: Facts) -> Layer:
    return replace(layer, bias=layer.outs)


def _output_padding(layer: Layer, known: Facts) -> Layer:
    return replace(layer, output_padding=(layer.strides[0] - 1, layer.strides[1] - 1))


def _output_size(layer: Layer, known: Facts) -> Layer:
    largest = tuple(transposed_size(layer, i) + layer.strides[i] - 1 for i in (0, 1))
    return replace(layer, output_shape=largest)


def _cast(layer: Layer, known: Facts) -> Layer:
    return replace(layer, filter_dtype="float32", prepare=(Preparation("cast", note="float32"),))


def _checkpoint(layer: Layer, known: Facts) -> Layer:
    """The model made for the weights that there are."""
    if layer.framework != "pytorch" or len(layer.given_filters) != 4:
        return layer
    outs, depth, kh, kw = layer.given_filters
    batch, _, height, width = layer.input_shape
    return replace(layer, input_shape=(batch, depth, height, width), filter_shape=(kh, kw, depth, outs))


def _options_rank(layer: Layer, known: Facts) -> Layer:
    """A stride, and a pair of sides, for each axis."""
    padding = layer.padding if isinstance(layer.padding, str) else layer.padding[:1] * 2
    return replace(layer, strides=layer.strides[:1] * 2, padding=padding)


def _features(layer: Layer, known: Facts) -> Layer:
    return replace(layer, filter_shape=(layer.seen[-1], layer.filter_shape[1]))


def _flat(layer: Layer, known: Facts) -> Layer:
    """One row a sample."""
    cells = math.prod(layer.input_shape)
    wanted = layer.depth if cells % layer.depth == 0 else math.prod(layer.input_shape[1:])
    return _features(replace(layer, prepare=(Preparation("reshape", (-1, wanted)),)), known)


def _output_shape(layer: Layer, known: Facts) -> Layer:
    """The output that the strides make of this input."""
    height, width = (transposed_size(layer, i) for i in (0, 1))
    return replace(layer, output_shape=(layer.batch, height, width, layer.output_shape[-1]))


CHANGES: dict[str, Change] = {
    "layout": _layout,
    "filter-layout": _filter_layout,
    "cpu": _cpu,
    "undefined": _channels,
    "batch-as-channels": _batch_as_channels,
    "extra-groups": _one_group,
    "forgot-groups": _forgot_groups,
    "image-mode": _channels,
    "previous-layer": _channels,
    "dilation": _drop_dilation,
    "pooling": _smaller_window,
    "shrunk-by": _pad,
    "shrunk": _pad,
    "no-padding": _pad,
    "filter-rank": _whole_filters,
    "options-rank": _options_rank,
    "checkpoint": _checkpoint,
    "extra-axis": _merge,
    "flattened": _unflatten,
    "missing-channels": _expand(1),
    "missing-batch": _expand(0),
    "missing-both": _expand(0, 1),
    "cpu-groups": _channels,
    "groups-in": _groups_in,
    "groups-out": _groups_out,
    "silent-groups": _channels,
    "same-stride": _explicit,
    "unequal-strides": _group,
    "stride-dilation": _strides_after,
    "bias": _bias,
    "output-size": _output_size,
    "output-padding": _output_padding,
    "integers": _cast,
    "double": _cast,
    "types": _cast,
    "not-flattened": _flat,
    "flattened-size": _features,
    "batch-size": _output_shape,
    "output-shape": _output_shape,
}
"""The change that answers a cause."""
