"""A layer as a program for Keras."""

from __future__ import annotations

from convcore.explain.layers import Layer
from convcore.explain.programs.writing import (
    explicit_sides,
    make_zeros,
    prepare_filters,
    prepare_input,
    unless,
    write_options,
    write_pair,
)


def write(layer: Layer) -> tuple[list[str], list[str]]:
    """The imports that Keras needs, and the lines up to the output."""
    lines = [make_zeros(layer), *prepare_input(layer)]
    sides = explicit_sides(layer)
    if sides and any(map(any, sides)):
        lines.append(f"image = keras.layers.ZeroPadding2D({sides})(image)")
    if layer.function:
        shape = (*layer.kernel, layer.depth, layer.filter_shape[3])
        lines += [
            f'filters = np.zeros({shape}, "float32")  # height, width, in, multiplier',
            "output = keras.ops.depthwise_conv(image, filters)",
        ]
        return ["import keras", "import numpy as np"], lines
    call = _write_call(layer)
    if layer.model:
        lines += [
            f"inputs = keras.Input({layer.model})",
            f"model = keras.Model(inputs, {call}(inputs))",
            "output = model(image)",
        ]
    else:
        lines.append(f"layer = {call}")
        if layer.kind == "pool" and layer.graph:
            lines.append("output = layer(keras.Input(image.shape[1:]))")
        else:
            lines += [*_build(layer), "output = layer(image)"]
    return ["import keras", "import numpy as np"], lines


def _build(layer: Layer) -> list[str]:
    """A layer keeps the channels that it was built for; without a build it takes those of its first input."""
    if layer.kind == "dense":
        return [f"layer.build((None, {layer.depth}))"] if layer.depth != layer.seen[-1] else []
    if layer.kind == "pool" or len(layer.seen) < 4:
        return []
    weights = layer.given_filters or layer.bias is not None
    if (layer.channels == layer.wanted and not weights) or layer.channels % layer.groups:
        return []
    shape = list(layer.seen)
    shape[-1 if layer.data_format == "NHWC" else 1] = layer.wanted
    lines = [f"layer.build({tuple(shape)})"]
    if layer.given_filters:
        lines += [f"filters = np.zeros({layer.given_filters})", *prepare_filters(layer, "filters")]
    if layer.bias is not None:
        kernel = (*layer.kernel, layer.depth, layer.filter_shape[3])
        lines.append(f"layer.set_weights([np.zeros({kernel}), np.zeros({layer.bias})])")
    elif layer.given_filters:
        lines.append("layer.set_weights([filters])")
    return lines


def _write_call(layer: Layer) -> str:
    name = {
        "conv2d": "Conv2D",
        "depthwise": "DepthwiseConv2D",
        "separable": "SeparableConv2D",
        "transposed": "Conv2DTranspose",
        "dense": "Dense",
        "pool": "MaxPooling2D",
    }[layer.kind]
    if layer.kind == "dense":
        return f"keras.layers.Dense({layer.filter_shape[1]})"
    same = '"same"' if layer.padding == "SAME" else None
    strides = unless(layer.strides, layer.kernel if layer.kind == "pool" else (1, 1))
    first = {
        "separable": [str(layer.pointwise)],
        "conv2d": [str(layer.filter_shape[-1])],
        "transposed": [str(layer.filter_shape[-1])],
    }
    options = write_options(
        strides=strides,
        padding=same,
        output_padding=unless(layer.output_padding, (0, 0)),
        data_format=None if layer.data_format == "NHWC" else '"channels_first"',
        dilation_rate=unless(layer.dilations),
        groups=str(layer.groups) if layer.groups > 1 else None,
        depth_multiplier=str(layer.filter_shape[3])
        if layer.kind in ("depthwise", "separable") and layer.filter_shape[3] > 1
        else None,
        use_bias="False" if layer.given_filters and layer.bias is None else None,
    )
    return f"keras.layers.{name}({', '.join([*first.get(layer.kind, []), write_pair(layer.kernel), *options])})"
