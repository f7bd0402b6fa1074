"""MobileNetV1 (width 1.0, 224x224 images) layer by layer: our count beside the paper's figures.

Source: A. G. Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications",
2017, arXiv:1704.04861: the layers of table 1, the sums of table 4. Table 1 prints stride 2 for the last depthwise
layer, though its input and output are both 7x7: here it has stride 1, as in the published implementation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from convcore.cost.formulas import Sizes, cost
from convcore.kinds import KINDS
from convcore.spec import Pair, Shape4

IMAGE = 224
STEM = 32
CLASSES = 1000
KERNEL = (3, 3)

# Stride and output channels of the 13 blocks, each a depthwise layer and a pointwise one.
BLOCKS = (
    (1, 64),
    (2, 128),
    (1, 128),
    (2, 256),
    (1, 256),
    (2, 512),
    *((1, 512),) * 5,
    (2, 1024),
    (1, 1024),
)
CROP_SIZE = 6
CROP_CHANNELS = 3

Variant = Literal["separable", "full"]
LayerKind = Literal["standard", "depthwise", "pointwise", "pool", "classifier"]


@dataclass(frozen=True)
class MobileNetLayer:
    """One row of the paper's table 1.

    Attributes:
        number: its place, from 1.
        kind: what it does; ``pool`` has no weights, ``classifier`` is fully connected, a pointwise layer on one cell.
        size: input rows and columns, which are equal throughout.
        channels, outputs: input and output channels.
        kernel: (height, width) of its window.
        stride: cells the window moves.
    """

    number: int
    kind: LayerKind
    size: int
    channels: int
    outputs: int
    kernel: Pair = (1, 1)
    stride: int = 1

    @property
    def input_shape(self) -> tuple[int, int, int]:
        """(height, width, channels)."""
        return self.size, self.size, self.channels

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """(height, width, channels)."""
        size = 1 if self.kind == "pool" else -(-self.size // self.stride)
        return size, size, self.outputs

    @property
    def filter_shape(self) -> tuple[int, ...]:
        """As TensorFlow keeps the weights; empty where there are none.

        >>> layers()[1].filter_shape, layers()[2].filter_shape
        ((3, 3, 32, 1), (1, 1, 32, 64))
        """
        if self.kind == "pool":
            return ()
        return (*self.kernel, self.channels, 1 if KINDS[self._rule].apart else self.outputs)

    @property
    def parameters(self) -> int:
        """Weights, without biases and normalisation."""
        return 0 if self.kind == "pool" else cost(self._rule, self._sizes).parameters

    @property
    def multiply_adds(self) -> int:
        """Multiplications with their additions; a pooling layer only adds."""
        return 0 if self.kind == "pool" else cost(self._rule, self._sizes).multiply_adds

    @property
    def _rule(self) -> str:
        return self.kind if self.kind in KINDS else "standard"

    @property
    def _sizes(self) -> Sizes:
        return Sizes(self.size, self.size, self.channels, self.kernel, self.outputs, strides=(self.stride, self.stride))


@dataclass(frozen=True)
class Crop:
    """A layer small enough for the grids: its kernel and stride whole, rows and channels cut.

    Attributes:
        input: [1, H, W, C].
        filters: [kh, kw, C, M], the lab's filters.
        pointwise: [1, 1, C*M, out].
        stride: the layer's own.
    """

    input: Shape4
    filters: Shape4
    pointwise: Shape4
    stride: int


@dataclass(frozen=True)
class Published:
    """A figure that the paper's table 4 prints, and what it seems to count.

    Attributes:
        variant: ``separable`` is MobileNet, ``full`` has full convolutions in their place.
        what: ``multiply_adds`` or ``parameters``.
        millions: the printed number.
        digits: how many digits it has behind the point.
        classifier: whether our sum rounds to it with the classifier counted, or without.
    """

    variant: Variant
    what: Literal["multiply_adds", "parameters"]
    millions: float
    digits: int
    classifier: bool

    def ours(self, classifier: bool) -> int:
        """Our own sum."""
        return total(self.variant, self.what, classifier)


PUBLISHED = (
    Published("separable", "multiply_adds", 569, 0, classifier=True),
    Published("separable", "parameters", 4.2, 1, classifier=True),
    Published("full", "multiply_adds", 4866, 0, classifier=False),
    Published("full", "parameters", 29.3, 1, classifier=True),
)
"""Table 4. Three of the four figures count the classifier; 4,866 million mult-adds seem to leave it out."""


@cache
def layers(variant: Variant = "separable") -> tuple[MobileNetLayer, ...]:
    """The layers in order, each with the shape it reads; ``full`` merges every block into one 3x3 convolution.

    >>> len(layers()), len(layers("full")), layers()[-1].parameters
    (29, 16, 1024000)
    """
    made = [MobileNetLayer(1, "standard", IMAGE, 3, STEM, KERNEL, 2)]
    for stride, outputs in BLOCKS:
        size, _, channels = made[-1].output_shape
        if variant == "full":
            made.append(MobileNetLayer(len(made) + 1, "standard", size, channels, outputs, KERNEL, stride))
            continue
        made.append(MobileNetLayer(len(made) + 1, "depthwise", size, channels, channels, KERNEL, stride))
        made.append(MobileNetLayer(len(made) + 1, "pointwise", made[-1].output_shape[0], channels, outputs))
    size, _, channels = made[-1].output_shape
    made.append(MobileNetLayer(len(made) + 1, "pool", size, channels, channels, (size, size)))
    made.append(MobileNetLayer(len(made) + 1, "classifier", 1, channels, CLASSES))
    return tuple(made)


def total(variant: Variant, what: Literal["multiply_adds", "parameters"], classifier: bool = True) -> int:
    """The sum over all layers, with or without the classifier.

    >>> total("separable", "multiply_adds"), total("separable", "parameters")
    (568740352, 4209088)
    """
    return sum(getattr(layer, what) for layer in choose_layers(layers(variant), classifier))


def choose_layers(rows: Iterable[MobileNetLayer], classifier: bool) -> tuple[MobileNetLayer, ...]:
    """The layers that a sum runs over."""
    return tuple(layer for layer in rows if classifier or layer.kind != "classifier")


def croppable(layer: MobileNetLayer) -> bool:
    """Whether a layer has a window that the lab can show: all but pooling and the classifier."""
    return layer.kind in KINDS


def crop(layer: MobileNetLayer) -> Crop:
    """A layer's kernel and stride on a few rows and channels of its shape.

    A depthwise layer comes with a pointwise stage behind it, as in its block. A pointwise layer is the second stage,
    behind 1x1 kernels that pass each channel on. A standard layer's kernels are the filters.

    >>> crop(layers()[1])
    Crop(input=(1, 6, 6, 3), filters=(3, 3, 3, 1), pointwise=(1, 1, 3, 3), stride=1)
    """
    size, channels = min(layer.size, CROP_SIZE), min(layer.channels, CROP_CHANNELS)
    outputs = min(layer.outputs, CROP_CHANNELS)
    slices = outputs if layer.kind == "standard" else 1
    return Crop(
        (1, size, size, channels),
        (*layer.kernel, channels, slices),
        (1, 1, channels * slices, outputs),
        layer.stride,
    )
