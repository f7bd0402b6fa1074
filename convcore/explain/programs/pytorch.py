"""A layer as a program for PyTorch."""

from __future__ import annotations

from convcore.explain.layers import Dims, Layer
from convcore.explain.programs.writing import (
    annotate,
    explicit_sides,
    make_zeros,
    prepare_filters,
    prepare_input,
    unless,
    write_options,
    write_pair,
)


def write(layer: Layer) -> tuple[list[str], list[str]]:
    """The imports that PyTorch needs, and the lines up to the output."""
    imports = ["import torch"]
    lines = [make_zeros(layer), *prepare_input(layer)]
    sides, padding = explicit_sides(layer), None
    if sides:
        (top, bottom), (left, right) = sides
        if top == bottom and left == right:
            padding = unless((top, left), (0, 0))
        else:
            lines.append(f"image = F.pad(image, {(left, right, top, bottom)})")
    elif layer.padding == "SAME":
        padding = '"same"'
    options = write_options(
        stride=unless(layer.strides, layer.kernel if layer.kind == "pool" else (1, 1)),
        padding=padding,
        output_padding=unless(layer.output_padding, (0, 0)),
        dilation=unless(layer.dilations),
        groups=str(layer.groups) if layer.groups > 1 else None,
    )
    if layer.function or any("F.pad" in line for line in lines):
        imports.append("import torch.nn.functional as F")
    if not layer.function:
        imports.append("from torch import nn")
    if layer.function:
        lines += _write_function(layer, options)
    else:
        lines.append(f"layer = {_write_layer(layer, options)}")
        if layer.given_filters:
            lines.append(
                f'layer.load_state_dict({{"weight": torch.zeros({_write_sizes(layer.given_filters)})}})  # a checkpoint'
            )
        lines.append(f"output = layer(image{_write_output_size(layer)})")
    return imports, lines


def _write_sizes(shape: Dims) -> str:
    return ", ".join(map(str, shape))


def _write_output_size(layer: Layer) -> str:
    return f", output_size={tuple(layer.output_shape[-2:])}" if layer.output_shape else ""


def _write_function(layer: Layer, options: list[str]) -> list[str]:
    """The function, with its weight in the open."""
    name = "F.conv_transpose2d" if layer.kind == "transposed" else "F.conv2d"
    note = "in, out, height, width" if layer.kind == "transposed" else "out, in/groups, height, width"
    shape = layer.given_filters or layer.filters_seen
    bias = ["bias"] if layer.bias is not None else []
    return [
        annotate(
            f"weight = torch.zeros({_write_sizes(shape)}{_write_dtype(layer)})", "" if layer.given_filters else note
        ),
        *prepare_filters(layer, "weight"),
        *([f"bias = torch.zeros({layer.bias})"] if bias else []),
        f"output = {name}({', '.join(['image', 'weight', *bias, *options])})",
    ]


def _write_dtype(layer: Layer) -> str:
    return "" if layer.filter_dtype == "float32" else f", dtype=torch.{layer.filter_dtype}"


def _write_layer(layer: Layer, options: list[str]) -> str:
    if layer.kind == "dense":
        return f"nn.Linear({layer.filter_shape[0]}, {layer.filter_shape[1]})"
    if layer.kind == "pool":
        return f"nn.MaxPool2d({', '.join([write_pair(layer.kernel), *options])})"
    name = "ConvTranspose2d" if layer.kind == "transposed" else "Conv2d"
    channels = [str(layer.wanted), str(layer.filter_shape[3])]
    options += ["bias=False"] if layer.given_filters else []
    return f"nn.{name}({', '.join([*channels, f'kernel_size={write_pair(layer.kernel)}', *options])})"
