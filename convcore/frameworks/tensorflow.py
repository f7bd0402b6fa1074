"""TensorFlow: what it refuses, the program it is given, and the article's own listing.

Sources, and what TensorFlow 2.21 was seen to do on a CPU:
https://www.tensorflow.org/api_docs/python/tf/nn/depthwise_conv2d asks for equal strides, and for strides of 1 where a
dilation is above 1. With oneDNN unequal strides are computed all the same, without it they are refused
(InvalidArgumentError). Stride together with dilation gives a warning, and with equal strides other numbers than the
definition's. ``tf.nn.conv2d`` takes both; with filters [kh, kw, 1, C*M] it does what depthwise_conv2d does.
"""

from __future__ import annotations

from convcore.frameworks.rules import Rule, is_strided_and_dilated, is_unequal
from convcore.frameworks.writing import (
    Framework,
    note,
    pads,
    write_call,
    write_filters,
    write_image,
    write_second_stage,
)
from convcore.spec import ConvSpec

ARTICLE = """\
import tensorflow as tf

# One image with two channels: rows of 1 2 3 4, and all ones.
ramp = tf.tile(tf.constant([[1.0, 2.0, 3.0, 4.0]]), [4, 1])
image = tf.stack([ramp, tf.ones([4, 4])], axis=-1)[tf.newaxis]  # [1, 4, 4, 2]

# Four constant 3x3 kernels: 0 and 1 for the first column, 2 and 3 for the second.
kernels = tf.constant([[0.0, 2.0], [1.0, 3.0]])
filters = tf.tile(kernels[tf.newaxis, tf.newaxis], [3, 3, 1, 1])  # [3, 3, 2, 2]

print(tf.nn.conv2d(image, filters, strides=[1, 1, 1, 1], padding="VALID"))
print(tf.nn.depthwise_conv2d(image, filters, strides=[1, 1, 1, 1], padding="VALID"))
"""
"""The article's example for TensorFlow 2: both results from the same image and the same filter."""

UNEQUAL = Rule("unequal", ("strides",), True, lambda spec: spec.traits.apart and is_unequal(spec))
DILATED = Rule(
    "dilated", ("strides", "dilations"), True, lambda spec: spec.traits.apart and is_strided_and_dilated(spec)
)


def _write(spec: ConvSpec, dtype: str) -> list[str]:
    refused = _explain_refusal(spec)
    return [
        write_image(spec, "tf.constant({})"),
        *refused,
        *write_filters(spec, "tf.constant({})", grouped=bool(refused)),
        *write_call(
            "output",
            f"tf.nn.{'conv2d' if refused else spec.traits.function}",
            "image",
            "filters",
            *_options(spec),
        ),
    ]


def _options(spec: ConvSpec) -> list[str]:
    padding = f'"{spec.padding}"' if isinstance(spec.padding, str) else str([[0, 0], *map(list, pads(spec)), [0, 0]])
    dilations = [f"dilations={list(spec.dilations)}"] if spec.dilations != (1, 1) else []
    return [f"strides={[1, *spec.strides, 1]}", f"padding={padding}", *dilations]


def _write_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    """One call where the first stage is one."""
    shape = [1, 1, spec.out_channels, out]
    pointwise = note("pointwise = tf.constant(weights[np.newaxis, np.newaxis])", f"{shape}: height, width, mid, out")
    if _explain_refusal(spec):
        second = 'output = tf.nn.conv2d(mid, pointwise, strides=1, padding="VALID")'
        return write_second_stage(_write(spec, dtype), pointwise, second)
    tensors = write_image(spec, "tf.constant({})"), *write_filters(spec, "tf.constant({})"), pointwise
    options = _options(spec)
    return [*tensors, *write_call("output", "tf.nn.separable_conv2d", "image", "filters", "pointwise", *options)]


def _explain_refusal(spec: ConvSpec) -> list[str]:
    if DILATED.meets(spec):
        why = f"# tf.nn.depthwise_conv2d wants strides of 1 beside dilations: {spec.strides} gives wrong numbers."
    elif UNEQUAL.meets(spec):
        why = f"# tf.nn.depthwise_conv2d wants equal strides: without oneDNN it refuses {spec.strides}."
    else:
        return []
    return [why, "# conv2d with one group a channel gives the right numbers."]


TENSORFLOW = Framework(
    "tensorflow",
    "TensorFlow",
    ("import numpy as np", "import tensorflow as tf"),
    _write,
    _write_separable,
    (UNEQUAL, DILATED),
)
