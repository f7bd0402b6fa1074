"""Which frameworks would refuse a convolution that the mathematical definition allows, and how it is written there.

A rule is a row of a table: a condition on the convolution. Its words stand in the language catalogues, under
``rules.`` and its name.

Sources, and what TensorFlow 2.21 with Keras 3.15 was seen to do on a CPU:

- https://www.tensorflow.org/api_docs/python/tf/nn/depthwise_conv2d asks for equal strides, and for strides of 1 where
  a dilation is above 1. With oneDNN unequal strides are computed all the same, without it they are refused
  (InvalidArgumentError). Stride together with dilation gives a warning, and with equal strides other numbers than the
  definition's. ``tf.nn.conv2d`` takes both; with filters [kh, kw, 1, C*M] it does what depthwise_conv2d does.
- https://keras.io/api/layers/convolution_layers/convolution2d/: stride and dilation above 1 exclude each other
  (ValueError); padding is ``valid`` or ``same``. DepthwiseConv2D takes stride with dilation; unequal strides without
  dilation go to the function above.
- https://pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html: strides and dilations are free on each
  axis; ``padding='same'`` wants stride 1; a number per axis pads both of its sides alike, ``F.pad`` each by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from convcore.shapes import axes
from convcore.spec import ConvSpec


@dataclass(frozen=True)
class Rule:
    """One rule of a framework.

    Attributes:
        name: its key in the catalogues.
        options: the options at which it is met.
        refused: whether the plain call is refused or warned of; otherwise the rule tells how it is written.
        meets: whether a convolution meets it.
    """

    name: str
    options: tuple[str, ...]
    refused: bool
    meets: Callable[[ConvSpec], bool]


def unequal(spec: ConvSpec) -> bool:
    """Strides that differ by axis."""
    return spec.strides[0] != spec.strides[1]


def strided_and_dilated(spec: ConvSpec) -> bool:
    """A stride above 1 together with a dilation above 1, on whichever axes."""
    return max(spec.strides) > 1 and max(spec.dilations) > 1


def explicit(spec: ConvSpec) -> bool:
    """Padding given side by side, and some of it."""
    return not isinstance(spec.padding, str) and any(map(any, spec.padding))


def lopsided(spec: ConvSpec) -> bool:
    """More padding on one side than on the other."""
    return any(axis.before != axis.after for axis in axes(spec))


RULES = (
    Rule("unequal", ("strides",), True, lambda spec: spec.traits.apart and unequal(spec)),
    Rule("dilated", ("strides", "dilations"), True, lambda spec: spec.traits.apart and strided_and_dilated(spec)),
    Rule("keras", ("strides", "dilations"), True, lambda spec: not spec.traits.apart and strided_and_dilated(spec)),
    Rule("same", ("padding", "strides"), True, lambda spec: spec.padding == "SAME" and max(spec.strides) > 1),
    Rule("lopsided", ("padding",), True, lambda spec: explicit(spec) and lopsided(spec)),
    Rule("explicit", ("padding",), False, explicit),
)


def met(spec: ConvSpec) -> list[Rule]:
    """The rules that a convolution meets, in the table's order.

    >>> [rule.name for rule in met(ConvSpec("depthwise", (1, 9, 9, 2), (3, 3, 2, 2), (2, 1), "SAME", (1, 2)))]
    ['unequal', 'dilated', 'same']
    >>> met(ConvSpec("standard", (1, 9, 9, 2), (3, 3, 2, 2), (2, 1), "VALID"))
    []
    """
    return [rule for rule in RULES if rule.meets(spec)]


def values(spec: ConvSpec) -> dict[str, object]:
    """The numbers for a rule's words."""
    rows, cols = axes(spec)
    kh, kw, channels, multiplier = spec.filter_shape
    return {
        "strides": spec.strides,
        "dilations": spec.dilations,
        "down": spec.strides[0],
        "across": spec.strides[1],
        "top": rows.before,
        "bottom": rows.after,
        "left": cols.before,
        "right": cols.after,
        "kernel": (kh, kw),
        "filters": [kh, kw, channels, multiplier],
        "grouped": [kh, kw, 1, channels * multiplier],
        "channels": channels,
        "outputs": spec.out_channels,
    }
