"""What each framework says to a layer that it refuses, word for word as the versions that were seen say it.

Versions: TensorFlow 2.21, Keras 3.15 on it, PyTorch 2.13, JAX 0.10, all on a CPU and TensorFlow without oneDNN. The
first check that fails speaks, in each framework's own order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from convcore.explain.layers import Checked, Layer, Sizes, axes, native, result, transposed_size
from convcore.shapes import Axis
from convcore.spec import kernel_extent

TORCH_TYPES = {
    "bool": "Bool",
    "int64": "Long",
    "int32": "Int",
    "uint8": "Byte",
    "float64": "Double",
    "float16": "Half",
    "float32": "Float",
}
TORCH_WORDS = {
    "int64": "long int",
    "int32": "int",
    "uint8": "unsigned char",
    "float64": "double",
    "float16": "c10::Half",
}
TENSORFLOW_TYPES = {"float64": "double", "float16": "half"}


def check(layer: Layer) -> Checked:
    """What a layer gives and costs, or what its framework says to it.

    >>> check(Layer("jax", "conv2d", (1, 5, 5, 4), (3, 3, 4, 9), groups=3)).error
    'conv_general_dilated feature_group_count must divide lhs feature dimension size, but 3 does not divide 4.'
    >>> check(Layer("keras", "depthwise", (1, 5, 5, 3), (3, 3, 3, 2), strides=(2, 2)))
    Checked(output_shape=(1, 2, 2, 6), parameters=54, multiply_adds=216, error='', notes=())
    """
    error = next(CHECKS[layer.framework](layer), "")
    return Checked(error=error) if error else result(layer)


def _listed(shape: Sizes, comma: str = ", ") -> str:
    return f"[{comma.join(map(str, shape))}]"


def _too_short(layer: Layer) -> list[int]:
    """The axes along which the kernel does not fit."""
    return [i for i, one in enumerate(axes(layer)) if one.padded < one.extent]


def _pytorch(layer: Layer) -> Iterator[str]:
    if layer.kind == "dense":
        yield from _pytorch_dense(layer)
        return
    if layer.kind == "pool":
        yield from _pytorch_pool(layer)
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
        yield from _pytorch_output_size(layer)
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
        yield f"Expected 3D (unbatched) or 4D (batched) input to {op}, but got input of size: {_listed(layer.seen)}"
    yield from _pytorch_types(layer)
    yield from _pytorch_shapes(layer)


def _pytorch_types(layer: Layer) -> Iterator[str]:
    if layer.true_dtype == layer.filter_dtype:
        if layer.filter_dtype == "bool":
            yield "\"slow_conv2d_cpu\" not implemented for 'Bool'"
        return
    if layer.function:
        yield f"expected scalar type {TORCH_TYPES[layer.true_dtype]} but found {TORCH_TYPES[layer.filter_dtype]}"
    yield f"Input type ({TORCH_WORDS[layer.true_dtype]}) and bias type (float) should be the same"


def _pytorch_shapes(layer: Layer) -> Iterator[str]:
    seen = layer.seen if len(layer.seen) == 4 else (1, *layer.seen)
    weight = layer.filters_seen
    transposed = layer.kind == "transposed"
    depth, outs = (weight[0], weight[1] * layer.groups) if transposed else (weight[1], weight[0])
    if not transposed and outs % layer.groups:
        yield (
            f"Given groups={layer.groups}, expected weight to be divisible by {layer.groups} at dimension 0, "
            f"but got weight of size [{_listed(weight)}] instead"
        )
    wanted = depth * (1 if transposed else layer.groups)
    if seen[1] != wanted:
        given = "transposed=1" if transposed else f"groups={layer.groups}"
        yield (
            f"Given {given}, weight of size {_listed(weight)}, expected input{_listed(seen)} to have "
            f"{wanted} channels, but got {seen[1]} channels instead"
        )
    if layer.bias is not None and layer.bias != outs:
        given = "transposed=1, " if transposed else ""
        yield (
            f"Given {given}weight of size {_listed(weight)}, expected bias to be 1-dimensional with {outs} elements, "
            f"but got bias of size [{layer.bias}] instead"
        )
    if transposed:
        yield from _pytorch_output_padding(layer)
        return
    height, width = axes(layer)
    if height.padded < height.extent or width.padded < width.extent:
        yield (
            f"Calculated padded input size per channel: ({height.padded} x {width.padded}). "
            f"Kernel size: ({height.extent} x {width.extent}). Kernel size can't be greater than actual input size"
        )


def _pytorch_output_padding(layer: Layer) -> Iterator[str]:
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


def _pytorch_output_size(layer: Layer) -> Iterator[str]:
    least = [transposed_size(layer, i) for i in (0, 1)]
    most = [size + stride - 1 for size, stride in zip(least, layer.strides, strict=True)]
    asked = layer.output_shape[-2:]
    if not all(low <= size <= high for low, size, high in zip(least, asked, most, strict=True)):
        yield (
            f"requested an output size of {tuple(asked)}, but valid sizes range from {least} to {most} "
            f"(for an input of torch.Size({list(layer.size)}))"
        )


def _pytorch_dense(layer: Layer) -> Iterator[str]:
    if layer.true_dtype != "float32":
        yield f"mat1 and mat2 must have the same dtype, but got {TORCH_TYPES[layer.true_dtype]} and Float"
    *lead, got = layer.seen
    if got != layer.depth:
        rows = 1
        for size in lead:
            rows *= size
        yield f"mat1 and mat2 shapes cannot be multiplied ({rows}x{got} and {layer.depth}x{layer.filter_shape[1]})"


def _pytorch_pool(layer: Layer) -> Iterator[str]:
    height, width = axes(layer)
    if _too_short(layer):
        yield (
            f"Given input size: ({layer.channels}x{layer.size[0]}x{layer.size[1]}). Calculated output size: "
            f"({layer.channels}x{height.out}x{width.out}). Output size is too small"
        )


def _tensorflow(layer: Layer) -> Iterator[str]:
    shape = layer.seen
    filters = layer.filters_seen
    if layer.kind == "dense":
        if shape[-1] != layer.depth:
            yield from _tensorflow_dense(layer)
        return
    if layer.kind != "pool" and layer.true_dtype not in ("float32", "float16"):
        word = TENSORFLOW_TYPES.get(layer.true_dtype, layer.true_dtype)
        if word == "double":
            yield (
                f"cannot compute Conv2D as input #1(zero-based) was expected to be a {word} tensor "
                "but is a float tensor"
            )
        yield (
            f"Value for attr 'T' of {word} is not in the list of allowed values: half, bfloat16, float, double, int32"
        )
    if layer.kind == "transposed":
        yield from _tensorflow_transposed(layer)
        return
    if layer.function and max(layer.strides) > 1 and max(layer.dilations) > 1:
        yield (
            "`strides > 1` not supported in conjunction with `dilation_rate > 1`. "
            f"Received: strides={_spaced(layer.strides)} and dilation_rate={_spaced(layer.dilations)}"
        )
    if not layer.graph:
        yield from _equal_strides(layer)
    if layer.kind != "pool" and len(filters) != 4:
        yield f"convolution filter must be 4-dimensional: {_listed(filters, ',')}"
    if len(shape) < 4:
        yield (
            f"Shape must be rank 4 but is rank {len(shape)} for {_node(layer)}"
            if layer.graph
            else f"convolution input must be 4-dimensional: {_listed(shape, ',')}"
        )
    if layer.data_format == "NCHW" and not layer.graph:
        yield (
            "Depthwise convolution on CPU is only supported for NHWC format"
            if layer.kind in ("depthwise", "separable")
            else "The Conv2D op currently only supports the NHWC tensor format on the CPU. "
            "The op was given the format: NCHW"
        )
    yield from _tensorflow_depths(layer)
    yield from _tensorflow_sizes(layer)
    if layer.bias is not None and layer.bias != layer.outs:
        shape = result(layer).output_shape
        if layer.graph:
            yield (
                f"Dimensions must be equal, but are {layer.outs} and {layer.bias} for "
                f"'{{{{node BiasAdd}}}} = BiasAdd[]' "
                f"with input shapes: {_listed(shape, ',')}, [{layer.bias}]."
            )
        yield (
            f"Must provide as many biases as the last dimension of the input tensor: "
            f"[{layer.bias}] vs. {_listed(shape, ',')}"
        )


def _tensorflow_depths(layer: Layer) -> Iterator[str]:
    if layer.kind == "pool":
        return
    got, depth, outs = layer.channels, layer.filters_seen[2], layer.filters_seen[3]
    if layer.kind in ("depthwise", "separable"):
        if got != depth:
            yield (
                f"Dimensions must be equal, but are {got} and {depth} for {_node(layer)}"
                if layer.graph
                else f"input and filter must have the same depth: {got} vs {depth}"
            )
        return
    if got % depth:
        yield (
            f"Depth of input ({got}) is not a multiple of input depth of filter ({depth}) for {_node(layer)}"
            if layer.graph
            else f"input depth must be evenly divisible by filter depth: {got} vs {depth}"
        )
    groups = got // depth
    if outs % groups:
        yield (
            f"Depth of output ({outs}) is not a multiple of the number of groups ({groups}) for {_node(layer)}"
            if layer.graph
            else f"output depth must be evenly divisible by number of groups: {outs} vs {groups}"
        )


def _tensorflow_sizes(layer: Layer) -> Iterator[str]:
    """Graphs refuse a kernel that is too large; kernels themselves only an output below zero."""
    for one in axes(layer):
        if isinstance(layer.padding, str) and layer.padding == "SAME":
            continue
        if layer.graph and one.padded < one.extent:
            yield f"Negative dimension size caused by subtracting {one.extent} from {one.padded} for {_node(layer)}"
        if not layer.graph and layer.kind != "pool":
            yield from _negative(layer, one)


def _negative(layer: Layer, one: Axis) -> Iterator[str]:
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


def _equal_strides(layer: Layer) -> Iterator[str]:
    """TensorFlow's depthwise kernel; a dilated one is run by other means."""
    if layer.kind in ("depthwise", "separable") and layer.strides[0] != layer.strides[1] and max(layer.dilations) == 1:
        yield "Current implementation only supports equal length strides in the row and column dimensions."


def _tensorflow_transposed(layer: Layer) -> Iterator[str]:
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


def _tensorflow_dense(layer: Layer) -> Iterator[str]:
    shape, weights = layer.seen, layer.filter_shape
    if layer.graph:
        yield f"Dimensions must be equal, but are {shape[-1]} and {weights[0]} for {_node(layer)}"
    yield f"Matrix size-incompatible: In[0]: {_listed(shape, ',')}, In[1]: {_listed(weights, ',')}"


OPS = {"conv2d": "Conv2D", "pool": "MaxPool", "dense": "MatMul", "transposed": "Conv2DBackpropInput"}


def _node(layer: Layer) -> str:
    """A graph's message names its node; the attributes that differ from run to run are left out."""
    op = OPS.get(layer.kind, "DepthwiseConv2dNative")
    shapes = [layer.seen, *([] if layer.kind == "pool" else [layer.filters_seen])]
    return f"'{{{{node {op}}}}} = {op}[]' with input shapes: {', '.join(_listed(one, ',') for one in shapes)}."


def _keras(layer: Layer) -> Iterator[str]:
    name = {"depthwise": "depthwise_conv2d", "separable": "separable_conv2d", "transposed": "conv2d_transpose"}
    label = f"Input 0 with name 'None' of layer '{name.get(layer.kind, layer.kind)}' is incompatible with the layer:"
    shape = layer.seen
    if layer.model:
        yield from _keras_model(layer)
    if layer.kind == "dense":
        if shape[-1] != layer.depth:
            yield f"{label} {_axis(-1, layer.depth, shape)}"
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
    yield from _keras_sizes(layer)
    yield from _keras_channels(layer, label)


def _keras_model(layer: Layer) -> Iterator[str]:
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


def _keras_channels(layer: Layer, label: str) -> Iterator[str]:
    shape, got = layer.seen, layer.channels
    if layer.given_filters and layer.filters_seen != (wanted := (*layer.kernel, layer.depth, layer.filter_shape[3])):
        yield f"Layer conv2d weight shape {wanted} is not compatible with provided weight shape {layer.filters_seen}."
    if layer.bias is not None and layer.bias != layer.outs:
        yield f"Layer conv2d weight shape ({layer.outs},) is not compatible with provided weight shape ({layer.bias},)."
    if layer.kind != "pool" and got != layer.wanted:
        at = -1 if layer.data_format == "NHWC" else 1
        yield f"{label} {_axis(at, layer.wanted, shape)}"
    yield from _equal_strides(layer)
    if layer.kind == "conv2d" and layer.data_format == "NCHW":
        yield (
            "The Conv2D op currently only supports the NHWC tensor format on the CPU. The op was given the format: NCHW"
        )


def _keras_sizes(layer: Layer) -> Iterator[str]:
    if layer.kind == "transposed" or layer.padding == "SAME" or not _too_short(layer):
        return
    pad = str(layer.padding).lower()
    if layer.kind == "pool":
        if layer.graph:
            yield (
                f"Computed output size would be zero or negative. Received: `inputs.shape={_spaced(layer.seen)}`, "
                f"`pool_size={_spaced(layer.kernel)}`, `strides={layer.strides}`, `padding={pad}`."
            )
        return
    built = list(layer.seen)
    built[-1 if layer.data_format == "NHWC" else 1] = layer.wanted
    kernel = (*layer.kernel, layer.wanted, layer.outs)
    yield (
        f"Computed output size would be zero or negative. Received `inputs shape={tuple(built)}`, "
        f"`kernel shape={kernel}`, `dilation_rate={_spaced(layer.dilations)}`, `strides={layer.strides}`, "
        f"`padding={pad}`."
    )


def _axis(at: int, wanted: int, shape: Sizes) -> str:
    return f"expected axis {at} of input shape to have value {wanted}, but received input with shape {shape}"


def _spaced(shape: Sizes) -> str:
    return f"[{' '.join(map(str, shape))}]"


def _jax(layer: Layer) -> Iterator[str]:
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


CHECKS: dict[str, Callable[[Layer], Iterator[str]]] = {
    "pytorch": _pytorch,
    "tensorflow": _tensorflow,
    "keras": _keras,
    "jax": _jax,
}
