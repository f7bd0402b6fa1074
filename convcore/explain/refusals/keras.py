"""What Keras says to a layer that it refuses."""

from __future__ import annotations

from collections.abc import Iterator

from convcore.explain.layers import Dims, Layer
from convcore.explain.refusals.parts import find_short_axes, refuse_unequal_strides, write_array


def refuse(layer: Layer) -> Iterator[str]:
    """What Keras says, check by check; nothing for a layer that works."""
    name = {"depthwise": "depthwise_conv2d", "separable": "separable_conv2d", "transposed": "conv2d_transpose"}
    label = f"Input 0 with name 'None' of layer '{name.get(layer.kind, layer.kind)}' is incompatible with the layer:"
    shape = layer.seen
    if layer.model:
        yield from _refuse_model(layer)
    if layer.kind == "dense":
        if shape[-1] != layer.depth:
            yield f"{label} {_write_axis(-1, layer.depth, shape)}"
        return
    if layer.function and layer.channels != layer.depth:
        yield (
            "The number of input channels must match the kernel's input channels. Received: "
            f"input channels={layer.channels}, kernel input channels={layer.depth}, data_format='channels_last'."
        )
    if layer.kind in ("conv2d", "transposed") and layer.filter_shape[3] % layer.groups:
        yield (
            "The number of filters must be evenly divisible by the number of groups. "
            f"Received: groups={layer.groups}, filters={layer.filter_shape[3]}."
        )
    if layer.kind in ("conv2d", "transposed") and max(layer.strides) > 1 and max(layer.dilations) > 1:
        yield (
            "`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
            f"Received: strides={layer.strides} and dilation_rate={layer.dilations}"
        )
    if layer.kind == "transposed" and any(
        more >= stride for more, stride in zip(layer.output_padding, layer.strides, strict=True)
    ):
        at = next(i for i in (0, 1) if layer.output_padding[i] >= layer.strides[i])
        yield (
            f"`output_padding` must be strictly less than `strides` for all dimensions. At dimension {at}, "
            f"`output_padding` is {layer.output_padding[at]} but `strides` is {layer.strides[at]}. "
            f"Received: output_padding={layer.output_padding}, strides={layer.strides}"
        )
    if layer.kind != "pool" and layer.true_dtype in ("uint8", "int32", "int64"):
        yield (
            f"Incompatible type conversion requested to type {layer.true_dtype} for `tf.Variable of type float32. "
            "(Variable: ...)`"
        )
    if len(shape) < 4:
        yield f"{label} expected min_ndim=4, found ndim={len(shape)}. Full shape received: {shape}"
    if len(shape) > 4 and layer.kind != "pool":
        yield (
            "Kernel shape must have the same length as input, but received kernel of shape "
            f"{(*layer.kernel, layer.depth, layer.filter_shape[3])} and input of shape {shape}."
        )
    if layer.kind == "conv2d" and layer.channels % layer.groups:
        yield (
            "The number of input channels must be evenly divisible by the number of groups. "
            f"Received groups={layer.groups}, but the input has {layer.channels} channels "
            f"(full input shape is {shape})."
        )
    yield from _refuse_sizes(layer)
    yield from _refuse_channels(layer, label)


def _refuse_model(layer: Layer) -> Iterator[str]:
    expected = (None, *layer.model)
    if len(layer.seen) != len(expected):
        yield (
            f"Invalid input shape for input [[...]]. Expected shape {expected}, "
            f"but input has incompatible shape {layer.seen}"
        )
    if len(layer.seen) == len(expected) and any(
        want is not None and want != got for want, got in zip(expected, layer.seen, strict=True)
    ):
        yield (
            "Input 0 with name 'input_layer' of layer 'functional' is incompatible with the layer: "
            f"expected shape={expected}, found shape={layer.seen}"
        )


def _refuse_channels(layer: Layer, label: str) -> Iterator[str]:
    shape, got = layer.seen, layer.channels
    if layer.given_filters and layer.filters_seen != (wanted := (*layer.kernel, layer.depth, layer.filter_shape[3])):
        yield f"Layer conv2d weight shape {wanted} is not compatible with provided weight shape {layer.filters_seen}."
    if layer.bias is not None and layer.bias != layer.outs:
        yield f"Layer conv2d weight shape ({layer.outs},) is not compatible with provided weight shape ({layer.bias},)."
    if layer.kind != "pool" and got != layer.wanted:
        at = -1 if layer.data_format == "NHWC" else 1
        yield f"{label} {_write_axis(at, layer.wanted, shape)}"
    yield from refuse_unequal_strides(layer)
    if layer.kind == "conv2d" and layer.data_format == "NCHW":
        yield (
            "The Conv2D op currently only supports the NHWC tensor format on the CPU. The op was given the format: NCHW"
        )


def _refuse_sizes(layer: Layer) -> Iterator[str]:
    if layer.kind == "transposed" or layer.padding == "SAME" or not find_short_axes(layer):
        return
    pad = str(layer.padding).lower()
    if layer.kind == "pool":
        if layer.graph:
            yield (
                f"Computed output size would be zero or negative. Received: `inputs.shape={write_array(layer.seen)}`, "
                f"`pool_size={write_array(layer.kernel)}`, `strides={layer.strides}`, `padding={pad}`."
            )
        return
    built = list(layer.seen)
    built[-1 if layer.data_format == "NHWC" else 1] = layer.wanted
    kernel = (*layer.kernel, layer.wanted, layer.outs)
    yield (
        f"Computed output size would be zero or negative. Received `inputs shape={tuple(built)}`, "
        f"`kernel shape={kernel}`, `dilation_rate={write_array(layer.dilations)}`, `strides={layer.strides}`, "
        f"`padding={pad}`."
    )


def _write_axis(at: int, wanted: int, shape: Dims) -> str:
    return f"expected axis {at} of input shape to have value {wanted}, but received input with shape {shape}"
