"""A layer from what a form asks for."""

from __future__ import annotations

from typing import Any

from convcore.errors import ConvError
from convcore.explain.layers.model import Dims, Layer, Operation
from convcore.explain.messages.model import FrameworkName
from convcore.spec import Pair

LAYER_NAMES: dict[str, tuple[FrameworkName, Operation]] = {
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


def ask_layer(
    name: str,
    input_shape: Dims,
    kernel: Pair,
    outputs: int = 1,
    in_channels: int | None = None,
    multiplier: int = 1,
    **options: Any,
) -> Layer:
    """A layer from what a form asks for.

    Args:
        name: a key of :data:`LAYER_NAMES`.
        input_shape: the input, in the order of the data format.
        kernel: (height, width) of the kernel.
        outputs: output channels; of a depthwise layer they follow from the multiplier.
        in_channels: input channels that the layer is made for; None for those of the input.
        multiplier: channel multiplier of a depthwise or separable layer.
        options: further fields of :class:`Layer`.

    Raises:
        ConvError: for an unknown layer, or sizes below 1.

    >>> ask_layer("nn.Conv2d", (1, 4, 9, 9), (3, 3), 8, groups=2, data_format="NCHW").filter_shape
    (3, 3, 2, 8)
    """
    if name not in LAYER_NAMES:
        raise ConvError("layer: one of {names} is needed, got {name!r}", names=", ".join(LAYER_NAMES), name=name)
    numbers = (*input_shape, *kernel, outputs, multiplier, options.get("groups", 1), in_channels or 1)
    if not input_shape or min(numbers) < 1:
        raise ConvError("layer: every size is at least 1, got {sizes}", sizes=list(numbers))
    framework, kind = LAYER_NAMES[name]
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
