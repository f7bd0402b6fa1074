"""What a layer that works gives and costs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from convcore.explain.layers.model import Dims, Layer
from convcore.explain.messages.model import Say
from convcore.shapes import Axis, axis


@dataclass(frozen=True)
class Checked:
    """What a layer gives.

    Attributes:
        output_shape: in the layer's data format; empty where there is an error.
        parameters: weights, without biases.
        multiply_adds: taps on padding count; for one batch.
        error: the framework's message; nothing where the layer works.
        notes: what a layer that works does nevertheless not do as it looks.
    """

    output_shape: Dims = ()
    parameters: int = 0
    multiply_adds: int = 0
    error: str = ""
    notes: tuple[Say, ...] = ()


def find_axes(layer: Layer) -> tuple[Axis, Axis]:
    """The (height, width) axes of a layer that is no transposed one."""
    pads = (layer.padding, layer.padding) if isinstance(layer.padding, str) else layer.padding
    height, width = (
        axis(layer.size[i], layer.kernel[i], layer.strides[i], layer.dilations[i], pads[i]) for i in (0, 1)
    )
    return height, width


def transposed_size(layer: Layer, i: int) -> int:
    """Rows (0) or columns (1) of a transposed convolution.

    >>> transposed_size(Layer("keras", "transposed", (1, 3, 3, 8), (3, 3, 8, 4), strides=(2, 2)), 0)
    7
    """
    size, stride, dilation = layer.size[i], layer.strides[i], layer.dilations[i]
    extent = (layer.kernel[i] - 1) * dilation + 1
    if layer.padding == "SAME":
        return size * stride
    cut = 0 if isinstance(layer.padding, str) else sum(layer.padding[i])
    if layer.framework == "pytorch":
        return (size - 1) * stride - cut + extent + layer.output_padding[i]
    if layer.framework == "keras" and layer.output_padding != (0, 0):
        return (size - 1) * stride + extent + layer.output_padding[i]
    return (size - 1) * stride + max(extent, stride)


def result(layer: Layer) -> Checked:
    """What a layer that works gives and costs."""
    if layer.kind == "dense":
        rows = math.prod(layer.seen[:-1])
        weights = math.prod(layer.filter_shape)
        return Checked((*layer.seen[:-1], layer.filter_shape[-1]), weights, rows * weights)
    if layer.kind == "transposed":
        height, width = transposed_size(layer, 0), transposed_size(layer, 1)
        if layer.output_shape:
            at = (1, 2) if layer.data_format == "NHWC" and len(layer.output_shape) == 4 else (-2, -1)
            height, width = layer.output_shape[at[0]], layer.output_shape[at[1]]
        cells = layer.batch * math.prod(layer.size)
    else:
        height, width = (max(one.out, 0) for one in find_axes(layer))
        cells = layer.batch * height * width
    weights = 0 if layer.kind == "pool" else math.prod(layer.filter_shape)
    if layer.kind == "separable":
        weights += layer.filter_shape[2] * layer.filter_shape[3] * layer.pointwise
    height, width = -(-height // layer.take[0]), -(-width // layer.take[1])
    lead = layer.seen[:-3]
    shape = (*lead, height, width, layer.outs) if layer.data_format == "NHWC" else (*lead, layer.outs, height, width)
    return Checked(shape, weights, cells * weights, notes=tuple(_note(layer, min(height, width))))


def _note(layer: Layer, least: int) -> Iterator[Say]:
    """What nobody is told by the framework."""
    if layer.framework == "tensorflow" and layer.kind == "conv2d" and layer.channels != layer.depth:
        groups = layer.channels // layer.depth
        yield Say("note.silent-groups", {"got": layer.channels, "depth": layer.depth, "groups": groups})
    both = max(layer.strides) > 1 and max(layer.dilations) > 1
    if layer.framework == "tensorflow" and layer.kind in ("depthwise", "separable") and both:
        yield Say("note.stride-dilation")
    if least < 1:
        yield Say("note.empty")
    if layer.framework == "pytorch" and len(layer.seen) == 3:
        yield Say("note.unbatched")
