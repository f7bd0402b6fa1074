"""A layer as a framework is asked for it.

Filters are written [kh, kw, in/groups, out] here, for every framework; depthwise ones [kh, kw, in, multiplier],
transposed ones [kh, kw, in, out], a dense layer's [in, out], a pooling's window (kh, kw). What a framework itself
writes follows from that.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from convcore.explain.messages.model import FrameworkName
from convcore.spec import Pair

Operation = Literal["conv2d", "depthwise", "separable", "transposed", "dense", "pool"]
Dims = tuple[int, ...]
LayerPadding = str | tuple[Pair, ...]


@dataclass(frozen=True)
class Preparation:
    """Something done to a tensor before the layer sees it.

    Attributes:
        name: ``permute``, ``expand``, ``merge``, ``reshape``, ``cast`` for the input, ``filters`` (a permutation) for
            the filters.
        sizes: the permutation, the axis, or the shape (-1 for what follows from the rest).
        note: what it is for, as a comment.
    """

    name: str
    sizes: Dims = ()
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

    framework: FrameworkName
    kind: Operation
    input_shape: Dims
    filter_shape: Dims
    data_format: str = "NHWC"
    strides: Dims = (1, 1)
    padding: LayerPadding = "VALID"
    dilations: Pair = (1, 1)
    groups: int = 1
    in_channels: int = 0
    pointwise: int = 0
    bias: int | None = None
    output_padding: Pair = (0, 0)
    output_shape: Dims = ()
    dtype: str = "float32"
    filter_dtype: str = "float32"
    given_filters: Dims = ()
    model: Dims = ()
    prepare: tuple[Preparation, ...] = ()
    take: Pair = (1, 1)
    graph: bool = False
    function: bool = False

    @property
    def seen(self) -> Dims:
        """The input as the layer sees it, after what is done to it first."""
        shape = self.input_shape
        for step in self.prepare:
            shape = prepare(shape, step)
        return shape

    @property
    def filters_seen(self) -> Dims:
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


def prepare(shape: Dims, step: Preparation) -> Dims:
    """A shape after a step.

    >>> prepare((1, 3, 28, 28), Preparation("permute", (0, 2, 3, 1))), prepare((28, 28), Preparation("expand", (0,)))
    ((1, 28, 28, 3), (1, 28, 28))
    >>> prepare((2, 5, 28, 28, 3), Preparation("merge")), prepare((2, 784), Preparation("reshape", (-1, 28, 28, 1)))
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


def native(layer: Layer) -> Dims:
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
