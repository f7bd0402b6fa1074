"""What JAX says to a layer that it refuses."""

from __future__ import annotations

from collections.abc import Iterator

from convcore.explain.layers import Layer


def refuse(layer: Layer) -> Iterator[str]:
    """What JAX says, check by check; nothing for a layer that works."""
    shape = layer.seen
    if layer.kind == "dense":
        if shape[-1] != layer.depth:
            yield (
                "dot_general requires contracting dimensions to have the same shape, "
                f"got ({shape[-1]},) and ({layer.depth},)."
            )
        return
    if len(shape) != len(layer.filters_seen):
        yield f"convolution requires lhs and rhs ndim to be equal, got {len(shape)} and {len(layer.filters_seen)}."
    if len(layer.strides) != len(shape) - 2:
        yield (
            "conv_general_dilated window and window_strides must have the same number of dimensions, "
            f"but got {len(shape) - 2} and {len(layer.strides)}"
        )
    if not isinstance(layer.padding, str) and len(layer.padding) != len(shape) - 2:
        yield f"Wrong number of explicit pads for convolution: expected {len(shape) - 2}, got {len(layer.padding)}."
    outs_first = layer.data_format == "NCHW" and layer.kind != "transposed"
    depth = layer.filters_seen[1 if outs_first else 2]
    outs = layer.filters_seen[0 if outs_first else 3]
    if layer.channels % layer.groups:
        yield (
            "conv_general_dilated feature_group_count must divide lhs feature dimension size, "
            f"but {layer.groups} does not divide {layer.channels}."
        )
    if layer.channels // layer.groups != depth:
        yield (
            "conv_general_dilated lhs feature dimension size divided by feature_group_count must equal the rhs input "
            f"feature dimension size, but {layer.channels} // {layer.groups} != {depth}."
        )
    if outs % layer.groups:
        yield (
            "conv_general_dilated rhs output feature dimension size must be a multiple of feature_group_count, "
            f"but {outs} is not a multiple of {layer.groups}."
        )
    if layer.true_dtype != "float32":
        yield (f"lax.conv_general_dilated requires arguments to have the same dtypes, got {layer.true_dtype}, float32.")
