"""A layer as a framework is asked for it: what it gives and costs, or the error that the framework raises.

Filters are written [kh, kw, in/groups, out] here, for every framework; depthwise ones [kh, kw, in, multiplier],
transposed ones [kh, kw, in, out], a dense layer's [in, out], a pooling's window (kh, kw). What a framework itself
writes follows from that.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from convcore.errors import ConvError
from convcore.explain.messages.model import Framework, Say
from convcore.shapes import Axis, axis
from convcore.spec import Pair

Kind = Literal["conv2d", "depthwise", "separable", "transposed", "dense", "pool"]
Sizes = tuple[int, ...]
Padding = str | tuple[Pair, ...]

NAMES: dict[str, tuple[Framework, Kind]] = {
    "tf.nn.conv2d": ("tensorflow", "conv2d"),
    "tf.nn.depthwise_conv2d": ("tensorflow", "depthwise"),
    "tf.nn.separable_conv2d": ("tensorflow", "separable"),
    "tf.nn.conv2d_transpose": ("tensorflow", "transposed"),
    "Conv2D": ("keras", "conv2d"),
    "DepthwiseConv2D": ("keras", "depthwise"),
    "SeparableConv2D": ("keras", "separable"),
    "Conv2DTranspose": ("keras", "transposed"),
    "nn.Conv2d": ("pytorch", "conv2d"),
    "F.conv2d": ("pytorch", "conv2d"),
    "nn.ConvTranspose2d": ("pytorch", "transposed"),
    "lax.conv_general_dilated": ("jax", "conv2d"),
    "lax.conv_transpose": ("jax", "transposed"),
}
"""The layers and functions that can be checked, as their makers write them."""


@dataclass(frozen=True)
class Step:
    """Something done to a tensor before the layer sees it.

    Attributes:
        name: ``permute``, ``expand``, ``merge``, ``reshape``, ``cast`` for the input, ``filters`` (a permutation) for
            the filters.
        sizes: the permutation, the axis, or the shape (-1 for what follows from the rest).
        note: what it is for, as a comment.
    """

    name: str
    sizes: Sizes = ()
    note: str = ""


@dataclass(frozen=True)
class Layer:
    """What a framework is asked for.

    Attributes:
        framework: whose layer it is.
        kind: what it computes.
        input_shape: the input, in the order that it is given in.
        filter_shape: see the module.
        data_format: where the framework is told the channels are.
        strides: (height, width).
        padding: ``"VALID"``, ``"SAME"`` or ((top, bottom), (left, right)).
        dilations: (height, width).
        groups: groups asked for; TensorFlow takes them from the depths.
        in_channels: input channels that a layer is asked for where the groups do not divide them.
        pointwise: output channels of a separable convolution's second stage.
        bias: as many biases; None for as many as are needed, or none.
        output_padding: of a transposed convolution.
        output_shape: of a transposed convolution, where it is asked for.
        dtype: the input's number type, as NumPy writes it.
        filter_dtype: the filters' number type.
        given_filters: filters as they were given, in the framework's own order, where that is not the right one.
        model: the input shape that a Keras model was made for, without the batch.
        prepare: what is done to the tensors first.
        take: every so many rows and columns of the output are kept.
        graph: TensorFlow: inside a tf.function, whose shapes are checked before anything runs.
        function: the function, not the layer, where a framework has both; of TensorFlow ``tf.nn.convolution``.
    """

    framework: Framework
    kind: Kind
    input_shape: Sizes
    filter_shape: Sizes
    data_format: str = "NHWC"
    strides: Sizes = (1, 1)
    padding: Padding = "VALID"
    dilations: Pair = (1, 1)
    groups: int = 1
    in_channels: int = 0
    pointwise: int = 0
    bias: int | None = None
    output_padding: Pair = (0, 0)
    output_shape: Sizes = ()
    dtype: str = "float32"
    filter_dtype: str = "float32"
    given_filters: Sizes = ()
    model: Sizes = ()
    prepare: tuple[Step, ...] = ()
    take: Pair = (1, 1)
    graph: bool = False
    function: bool = False

    @property
    def seen(self) -> Sizes:
        """The input as the layer sees it, after what is done to it first."""
        shape = self.input_shape
        for step in self.prepare:
            shape = prepared(shape, step)
        return shape

    @property
    def filters_seen(self) -> Sizes:
        """The filters in the framework's own order, as the layer sees them."""
        shape = self.given_filters or native(self)
        for step in self.prepare:
            if step.name == "filters":
                shape = tuple(shape[at] for at in step.sizes)
        return shape

    @property
    def channels(self) -> int:
        """Input channels, where the framework looks for them."""
        return self.seen[-1 if self.data_format == "NHWC" or self.kind == "dense" else -3]

    @property
    def batch(self) -> int:
        """Images; 1 where the layer takes one without a batch."""
        return math.prod(self.seen[:-3]) if len(self.seen) > 3 else 1

    @property
    def size(self) -> Pair:
        """(height, width) of the input."""
        height, width = self.seen[-3:-1] if self.data_format == "NHWC" else self.seen[-2:]
        return height, width

    @property
    def kernel(self) -> Pair:
        """(height, width) of the kernel."""
        return self.filter_shape[0], self.filter_shape[1]

    @property
    def depth(self) -> int:
        """Input channels that one filter reads."""
        return self.filter_shape[-2]

    @property
    def wanted(self) -> int:
        """Input channels that the layer is made for."""
        if self.in_channels:
            return self.in_channels
        grouped = self.kind == "conv2d" and self.framework != "tensorflow"
        return self.depth * (self.groups if grouped else 1)

    @property
    def outs(self) -> int:
        """Output channels."""
        if self.kind == "separable":
            return self.pointwise
        if self.kind == "pool":
            return self.channels
        return self.filter_shape[-1] * (self.depth if self.kind == "depthwise" else 1)

    @property
    def true_dtype(self) -> str:
        """The input's number type as the layer sees it."""
        casts = [step.note for step in self.prepare if step.name == "cast"]
        return casts[-1] if casts else self.dtype


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

    output_shape: Sizes = ()
    parameters: int = 0
    multiply_adds: int = 0
    error: str = ""
    notes: tuple[Say, ...] = ()


def asked(
    name: str,
    input_shape: Sizes,
    kernel: Pair,
    outputs: int = 1,
    in_channels: int | None = None,
    multiplier: int = 1,
    **options: Any,
) -> Layer:
    """A layer from what a form asks for.

    Args:
        name: a key of :data:`NAMES`.
        input_shape: the input, in the order of the data format.
        kernel: (height, width) of the kernel.
        outputs: output channels; of a depthwise layer they follow from the multiplier.
        in_channels: input channels that the layer is made for; None for those of the input.
        multiplier: channel multiplier of a depthwise or separable layer.
        options: further fields of :class:`Layer`.

    Raises:
        ConvError: for an unknown layer, or sizes below 1.

    >>> asked("nn.Conv2d", (1, 4, 9, 9), (3, 3), 8, groups=2, data_format="NCHW").filter_shape
    (3, 3, 2, 8)
    """
    if name not in NAMES:
        raise ConvError("layer: one of {names} is needed, got {name!r}", names=", ".join(NAMES), name=name)
    numbers = (*input_shape, *kernel, outputs, multiplier, options.get("groups", 1), in_channels or 1)
    if not input_shape or min(numbers) < 1:
        raise ConvError("layer: every size is at least 1, got {sizes}", sizes=list(numbers))
    framework, kind = NAMES[name]
    last = options.get("data_format", "NHWC") == "NHWC" or len(input_shape) < 3
    channels = in_channels or input_shape[-1 if last else -3]
    groups = options.get("groups", 1)
    depth, odd = channels, 0
    if kind == "conv2d" and groups > 1:
        depth, odd = max(channels // groups, 1), channels if channels % groups else 0
    outs = multiplier if kind in ("depthwise", "separable") else outputs
    if framework == "tensorflow":
        options["groups"] = 1  # they follow from the depths
    return Layer(
        framework,
        kind,
        input_shape,
        (*kernel, depth, outs),
        in_channels=0 if framework in ("jax", "tensorflow") else odd,
        pointwise=outputs if kind == "separable" else 0,
        function=name == "F.conv2d",
        **options,
    )


def prepared(shape: Sizes, step: Step) -> Sizes:
    """A shape after a step.

    >>> prepared((1, 3, 28, 28), Step("permute", (0, 2, 3, 1))), prepared((28, 28), Step("expand", (0,)))
    ((1, 28, 28, 3), (1, 28, 28))
    >>> prepared((2, 5, 28, 28, 3), Step("merge")), prepared((2, 784), Step("reshape", (-1, 28, 28, 1)))
    ((10, 28, 28, 3), (2, 28, 28, 1))
    """
    if step.name == "permute":
        return tuple(shape[at] for at in step.sizes)
    if step.name == "expand":
        at = step.sizes[0] % (len(shape) + 1)
        return (*shape[:at], 1, *shape[at:])
    if step.name == "merge":
        return (math.prod(shape[:-3]), *shape[-3:])
    if step.name == "reshape":
        rest = math.prod(size for size in step.sizes if size != -1)
        return tuple(math.prod(shape) // rest if size == -1 else size for size in step.sizes)
    return shape


def native(layer: Layer) -> Sizes:
    """The filters in the framework's own order.

    >>> native(Layer("pytorch", "conv2d", (1, 3, 5, 5), (3, 3, 3, 8), "NCHW"))
    (8, 3, 3, 3)
    """
    if layer.kind in ("dense", "pool") or len(layer.filter_shape) != 4:
        return layer.filter_shape
    kh, kw, depth, outs = layer.filter_shape
    if layer.framework == "pytorch" or (layer.framework == "jax" and layer.data_format == "NCHW"):
        return (depth, outs, kh, kw) if layer.kind == "transposed" else (outs, depth, kh, kw)
    return (kh, kw, outs, depth) if layer.kind == "transposed" and layer.framework != "jax" else (kh, kw, depth, outs)


def axes(layer: Layer) -> tuple[Axis, Axis]:
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
        height, width = (max(one.out, 0) for one in axes(layer))
        cells = layer.batch * height * width
    weights = 0 if layer.kind == "pool" else math.prod(layer.filter_shape)
    if layer.kind == "separable":
        weights += layer.filter_shape[2] * layer.filter_shape[3] * layer.pointwise
    height, width = -(-height // layer.take[0]), -(-width // layer.take[1])
    lead = layer.seen[:-3]
    shape = (*lead, height, width, layer.outs) if layer.data_format == "NHWC" else (*lead, layer.outs, height, width)
    return Checked(shape, weights, cells * weights, notes=tuple(_notes(layer, min(height, width))))


def _notes(layer: Layer, least: int) -> Iterator[Say]:
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
