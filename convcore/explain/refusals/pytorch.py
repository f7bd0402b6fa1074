"""What PyTorch says to a layer that it refuses."""

from __future__ import annotations

from collections.abc import Iterator

from convcore.explain.layers import Layer, find_axes, native, transposed_size
from convcore.explain.refusals.parts import find_short_axes, write_list

TYPES = {
    "bool": "Bool",
    "int64": "Long",
    "int32": "Int",
    "uint8": "Byte",
    "float64": "Double",
    "float16": "Half",
    "float32": "Float",
}
C_TYPES = {
    "int64": "long int",
    "int32": "int",
    "uint8": "unsigned char",
    "float64": "double",
    "float16": "c10::Half",
}


def refuse(layer: Layer) -> Iterator[str]:
    """What PyTorch says, check by check; nothing for a layer that works."""
    if layer.kind == "dense":
        yield from _refuse_dense(layer)
        return
    if layer.kind == "pool":
        yield from _refuse_pool(layer)
        return
    op = "conv_transpose2d" if layer.kind == "transposed" else "conv2d"
    if not layer.function and layer.kind == "conv2d":
        if layer.wanted % layer.groups:
            yield "in_channels must be divisible by groups"
        if layer.filter_shape[3] % layer.groups:
            yield "out_channels must be divisible by groups"
    if layer.kind == "conv2d" and layer.padding == "SAME" and layer.strides != (1, 1):
        yield "padding='same' is not supported for strided convolutions"
    if layer.output_shape:
        yield from _refuse_output_size(layer)
    if not layer.function and layer.given_filters and layer.given_filters != native(layer):
        yield (
            f"size mismatch for weight: copying a param with shape torch.Size({list(layer.given_filters)}) from "
            f"checkpoint, the shape in current model is torch.Size({list(native(layer))})."
        )
    if len(layer.filters_seen) == 3:
        yield (
            "expected stride to be a single integer value or a list of 1 values to match the convolution dimensions, "
            f"but got stride={list(layer.strides)}"
        )
    if len(layer.filters_seen) != 4:
        yield "weight should have at least three dimensions"
    if len(layer.seen) not in (3, 4):
        yield f"Expected 3D (unbatched) or 4D (batched) input to {op}, but got input of size: {write_list(layer.seen)}"
    yield from _refuse_types(layer)
    yield from _refuse_shapes(layer)


def _refuse_types(layer: Layer) -> Iterator[str]:
    if layer.true_dtype == layer.filter_dtype:
        if layer.filter_dtype == "bool":
            yield "\"slow_conv2d_cpu\" not implemented for 'Bool'"
        return
    if layer.function:
        yield f"expected scalar type {TYPES[layer.true_dtype]} but found {TYPES[layer.filter_dtype]}"
    yield f"Input type ({C_TYPES[layer.true_dtype]}) and bias type (float) should be the same"


def _refuse_shapes(layer: Layer) -> Iterator[str]:
    seen = layer.seen if len(layer.seen) == 4 else (1, *layer.seen)
    weight = layer.filters_seen
    transposed = layer.kind == "transposed"
    depth, outs = (weight[0], weight[1] * layer.groups) if transposed else (weight[1], weight[0])
    if not transposed and outs % layer.groups:
        yield (
            f"Given groups={layer.groups}, expected weight to be divisible by {layer.groups} at dimension 0, "
            f"but got weight of size [{write_list(weight)}] instead"
        )
    wanted = depth * (1 if transposed else layer.groups)
    if seen[1] != wanted:
        given = "transposed=1" if transposed else f"groups={layer.groups}"
        yield (
            f"Given {given}, weight of size {write_list(weight)}, expected input{write_list(seen)} to have "
            f"{wanted} channels, but got {seen[1]} channels instead"
        )
    if layer.bias is not None and layer.bias != outs:
        given = "transposed=1, " if transposed else ""
        yield (
            f"Given {given}weight of size {write_list(weight)}, expected bias to be 1-dimensional "
            f"with {outs} elements, but got bias of size [{layer.bias}] instead"
        )
    if transposed:
        yield from _refuse_output_padding(layer)
        return
    height, width = find_axes(layer)
    if height.padded < height.extent or width.padded < width.extent:
        yield (
            f"Calculated padded input size per channel: ({height.padded} x {width.padded}). "
            f"Kernel size: ({height.extent} x {width.extent}). Kernel size can't be greater than actual input size"
        )


def _refuse_output_padding(layer: Layer) -> Iterator[str]:
    limits = [max(pair) for pair in zip(layer.strides, layer.dilations, strict=True)]
    if any(more >= limit for more, limit in zip(layer.output_padding, limits, strict=True)):
        said = (
            f"{name}_{side}: {pair[i]}"
            for name, pair in (
                ("output_padding", layer.output_padding),
                ("stride", layer.strides),
                ("dilation", layer.dilations),
            )
            for i, side in enumerate(("height", "width"))
        )
        yield f"output padding must be smaller than either stride or dilation, but got {' '.join(said)}"


def _refuse_output_size(layer: Layer) -> Iterator[str]:
    least = [transposed_size(layer, i) for i in (0, 1)]
    most = [size + stride - 1 for size, stride in zip(least, layer.strides, strict=True)]
    asked = layer.output_shape[-2:]
    if not all(low <= size <= high for low, size, high in zip(least, asked, most, strict=True)):
        yield (
            f"requested an output size of {tuple(asked)}, but valid sizes range from {least} to {most} "
            f"(for an input of torch.Size({list(layer.size)}))"
        )


def _refuse_dense(layer: Layer) -> Iterator[str]:
    if layer.true_dtype != "float32":
        yield f"mat1 and mat2 must have the same dtype, but got {TYPES[layer.true_dtype]} and Float"
    *lead, got = layer.seen
    if got != layer.depth:
        rows = 1
        for size in lead:
            rows *= size
        yield f"mat1 and mat2 shapes cannot be multiplied ({rows}x{got} and {layer.depth}x{layer.filter_shape[1]})"


def _refuse_pool(layer: Layer) -> Iterator[str]:
    height, width = find_axes(layer)
    if find_short_axes(layer):
        yield (
            f"Given input size: ({layer.channels}x{layer.size[0]}x{layer.size[1]}). Calculated output size: "
            f"({layer.channels}x{height.out}x{width.out}). Output size is too small"
        )
