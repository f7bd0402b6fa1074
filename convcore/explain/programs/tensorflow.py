"""A layer as a program for TensorFlow."""

from __future__ import annotations

from convcore.explain.layers import Layer
from convcore.explain.programs.writing import (
    annotate,
    explicit_sides,
    make_zeros,
    prepare_filters,
    prepare_input,
    write_options,
)


def write(layer: Layer) -> tuple[list[str], list[str]]:
    """The imports that TensorFlow needs, and the lines up to the output."""
    filters = f"filters = tf.zeros({list(layer.given_filters or layer.filters_seen)})"
    note = {
        "conv2d": "height, width, in, out",
        "depthwise": "height, width, in, multiplier",
        "separable": "height, width, in, multiplier",
        "transposed": "height, width, out, in",
        "dense": "in, out",
    }
    lines = [make_zeros(layer), *prepare_input(layer)]
    if layer.kind != "pool":
        lines.append(annotate(filters, "" if layer.given_filters else note[layer.kind]))
        lines += prepare_filters(layer, "filters")
    if layer.kind == "separable":
        mid = layer.filter_shape[2] * layer.filter_shape[3]
        lines.append(f"pointwise = tf.zeros({[1, 1, mid, layer.pointwise]})  # 1, 1, in, out")
    call = _write_call(layer)
    biased = layer.bias is not None
    if biased and layer.graph:
        call, biased = f"tf.nn.bias_add({call}, tf.zeros([{layer.bias}]))", False
    if layer.graph:
        lines += ["", "", "@tf.function", "def layer(image):", f"    return {call}", "", "", "output = layer(image)"]
    else:
        lines.append(f"output = {call}")
    if biased:
        lines.append(f"output = tf.nn.bias_add(output, tf.zeros([{layer.bias}]))")
    return ["import tensorflow as tf"], lines


def _write_call(layer: Layer) -> str:
    explicit = explicit_sides(layer)
    sides = [[0, 0], *map(list, explicit), [0, 0]] if explicit else None
    if sides and layer.data_format == "NCHW":
        sides = [[0, 0], [0, 0], *map(list, explicit or ())]
    padding = str(sides) if sides else f'"{layer.padding}"'
    four = [1, *layer.strides, 1] if layer.data_format == "NHWC" else [1, 1, *layer.strides]
    form = None if layer.data_format == "NHWC" else f'"{layer.data_format}"'
    dilations = None if layer.dilations == (1, 1) else str(list(layer.dilations))
    if layer.kind == "dense":
        return "tf.matmul(image, filters)"
    if layer.kind == "pool":
        options = write_options(
            ksize=str(list(layer.kernel)), strides=str(list(layer.strides)), padding=padding, data_format=form
        )
        return f"tf.nn.max_pool2d({', '.join(['image', *options])})"
    if layer.function:
        options = write_options(strides=str(list(layer.strides)), padding=padding, dilations=dilations)
        return f"tf.nn.convolution({', '.join(['image', 'filters', *options])})"
    options = write_options(strides=str(four), padding=padding, data_format=form, dilations=dilations)
    if layer.kind == "transposed":
        options = [f"output_shape={list(layer.output_shape)}", *options]
        return f"tf.nn.conv2d_transpose({', '.join(['image', 'filters', *options])})"
    name, more = {
        "conv2d": ("conv2d", []),
        "depthwise": ("depthwise_conv2d", []),
        "separable": ("separable_conv2d", ["pointwise"]),
    }[layer.kind]
    return f"tf.nn.{name}({', '.join(['image', 'filters', *more, *options])})"
