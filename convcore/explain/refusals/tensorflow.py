"""What TensorFlow says to a layer that it refuses."""

from __future__ import annotations

from collections.abc import Iterator

from convcore.explain.layers import Layer, find_axes, result
from convcore.explain.refusals.parts import refuse_unequal_strides, write_array, write_list
from convcore.shapes import Axis
from convcore.spec import kernel_extent

TYPES = {"float64": "double", "float16": "half"}


def refuse(layer: Layer) -> Iterator[str]:
    """What TensorFlow says, check by check; nothing for a layer that works."""
    shape = layer.seen
    filters = layer.filters_seen
    if layer.kind == "dense":
        if shape[-1] != layer.depth:
            yield from _refuse_dense(layer)
        return
    if layer.kind != "pool" and layer.true_dtype not in ("float32", "float16"):
        word = TYPES.get(layer.true_dtype, layer.true_dtype)
        if word == "double":
            yield (
                f"cannot compute Conv2D as input #1(zero-based) was expected to be a {word} tensor "
                "but is a float tensor"
            )
        yield (
            f"Value for attr 'T' of {word} is not in the list of allowed values: half, bfloat16, float, double, int32"
        )
    if layer.kind == "transposed":
        yield from _refuse_transposed(layer)
        return
    if layer.function and max(layer.strides) > 1 and max(layer.dilations) > 1:
        yield (
            "`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
            f"Received: strides={write_array(layer.strides)} and dilation_rate={write_array(layer.dilations)}"
        )
    if not layer.graph:
        yield from refuse_unequal_strides(layer)
    if layer.kind != "pool" and len(filters) != 4:
        yield f"convolution filter must be 4-dimensional: {write_list(filters, ',')}"
    if len(shape) < 4:
        yield (
            f"Shape must be rank 4 but is rank {len(shape)} for {_write_node(layer)}"
            if layer.graph
            else f"convolution input must be 4-dimensional: {write_list(shape, ',')}"
        )
    if layer.data_format == "NCHW" and not layer.graph:
        yield (
            "Depthwise convolution on CPU is only supported for NHWC format"
            if layer.kind in ("depthwise", "separable")
            else "The Conv2D op currently only supports the NHWC tensor format on the CPU. "
            "The op was given the format: NCHW"
        )
    yield from _refuse_depths(layer)
    yield from _refuse_sizes(layer)
    if layer.bias is not None and layer.bias != layer.outs:
        shape = result(layer).output_shape
        if layer.graph:
            yield (
                f"Dimensions must be equal, but are {layer.outs} and {layer.bias} for "
                f"'{{{{node BiasAdd}}}} = BiasAdd[]' "
                f"with input shapes: {write_list(shape, ',')}, [{layer.bias}]."
            )
        yield (
            f"Must provide as many biases as the last dimension of the input tensor: "
            f"[{layer.bias}] vs. {write_list(shape, ',')}"
        )


def _refuse_depths(layer: Layer) -> Iterator[str]:
    if layer.kind == "pool":
        return
    got, depth, outs = layer.channels, layer.filters_seen[2], layer.filters_seen[3]
    if layer.kind in ("depthwise", "separable"):
        if got != depth:
            yield (
                f"Dimensions must be equal, but are {got} and {depth} for {_write_node(layer)}"
                if layer.graph
                else f"input and filter must have the same depth: {got} vs {depth}"
            )
        return
    if got % depth:
        yield (
            f"Depth of input ({got}) is not a multiple of input depth of filter ({depth}) for {_write_node(layer)}"
            if layer.graph
            else f"input depth must be evenly divisible by filter depth: {got} vs {depth}"
        )
    groups = got // depth
    if outs % groups:
        yield (
            f"Depth of output ({outs}) is not a multiple of the number of groups ({groups}) for {_write_node(layer)}"
            if layer.graph
            else f"output depth must be evenly divisible by number of groups: {outs} vs {groups}"
        )


def _refuse_sizes(layer: Layer) -> Iterator[str]:
    """Graphs refuse a kernel that is too large; kernels themselves only an output below zero."""
    for one in find_axes(layer):
        if isinstance(layer.padding, str) and layer.padding == "SAME":
            continue
        if layer.graph and one.padded < one.extent:
            node = _write_node(layer)
            yield f"Negative dimension size caused by subtracting {one.extent} from {one.padded} for {node}"
        if not layer.graph and layer.kind != "pool":
            yield from _refuse_negative(layer, one)


def _refuse_negative(layer: Layer, one: Axis) -> Iterator[str]:
    """Division towards zero: an output of less than one cell, but not below zero, is made, and is empty.

    A dilated depthwise convolution is run on every so many cells, so that its kernel has no gaps.
    """
    dilated = layer.kind != "conv2d" and max(layer.dilations) > 1
    if layer.kind != "conv2d" and not dilated:
        return
    size, extent = (-(-one.padded // one.dilation), one.kernel) if dilated else (one.size, one.extent)
    short = (size if dilated else one.padded) - extent + one.stride
    if short < 0 and (out := -(-short // one.stride)):
        yield (
            f"Computed output size would be negative: {out} [input_size: {size}, "
            f"effective_filter_size: {extent}, stride: {one.stride}]"
        )


def _refuse_transposed(layer: Layer) -> Iterator[str]:
    if not layer.output_shape:
        return
    lead = "Conv2DCustomBackpropInput: "
    if layer.output_shape[0] != layer.batch:
        yield (
            f"{lead}input and out_backprop must have the same batch size. Input batch: {layer.output_shape[0]}, "
            f"outbackprop batch: {layer.batch}, batch_dim: 0"
        )
    if layer.channels != layer.depth:
        yield f"{lead}filter and out_backprop must have the same out_depth"
    for i in (0, 1):
        asked, stride = layer.output_shape[1 + i], layer.strides[i]
        extent = kernel_extent(layer.kernel[i], layer.dilations[i])
        computed = -(-asked // stride) if layer.padding == "SAME" else (asked - extent) // stride + 1
        if computed != layer.size[i]:
            yield (
                f"{lead}Size of out_backprop doesn't match computed: actual = {layer.size[i]}, computed = {computed} "
                f"spatial_dim: {i + 1} input: {asked} filter: {layer.kernel[i]} output: {layer.size[i]} "
                f"stride: {stride} dilation: {layer.dilations[i]}"
            )


def _refuse_dense(layer: Layer) -> Iterator[str]:
    shape, weights = layer.seen, layer.filter_shape
    if layer.graph:
        yield f"Dimensions must be equal, but are {shape[-1]} and {weights[0]} for {_write_node(layer)}"
    yield f"Matrix size-incompatible: In[0]: {write_list(shape, ',')}, In[1]: {write_list(weights, ',')}"


OPS = {"conv2d": "Conv2D", "pool": "MaxPool", "dense": "MatMul", "transposed": "Conv2DBackpropInput"}


def _write_node(layer: Layer) -> str:
    """A graph's message names its node; the attributes that differ from run to run are left out."""
    op = OPS.get(layer.kind, "DepthwiseConv2dNative")
    shapes = [layer.seen, *([] if layer.kind == "pool" else [layer.filters_seen])]
    return f"'{{{{node {op}}}}} = {op}[]' with input shapes: {', '.join(write_list(one, ',') for one in shapes)}."
