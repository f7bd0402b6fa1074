"""Keras: what it refuses, and the program it is given.

Source, and what Keras 3.15 was seen to do: https://keras.io/api/layers/convolution_layers/convolution2d/. Stride and
dilation above 1 exclude each other (ValueError); padding is ``valid`` or ``same``. DepthwiseConv2D takes stride with
dilation; unequal strides without dilation go to TensorFlow's function.
"""

from __future__ import annotations

from convcore.frameworks.rules import Rule, is_explicit, is_strided_and_dilated, is_unequal
from convcore.frameworks.writing import (
    Framework,
    explain_same,
    if_float64,
    note,
    pads,
    write_call,
    write_filters,
    write_image,
    write_second_stage,
)
from convcore.spec import ConvSpec

DILATED = Rule(
    "keras", ("strides", "dilations"), True, lambda spec: not spec.traits.apart and is_strided_and_dilated(spec)
)
EXPLICIT = Rule("explicit", ("padding",), False, is_explicit)


def _write(spec: ConvSpec, dtype: str) -> list[str]:
    refused = _explain_refusal(spec)
    same = spec.padding == "SAME" and not refused
    lines = [write_image(spec), *write_filters(spec), *refused]
    if not same and any(map(any, pads(spec))):
        pad = f"keras.layers.ZeroPadding2D({pads(spec)}, dtype=image.dtype)(image)"
        lines += [*explain_same(spec), f"image = {pad}"]
    options = [
        f"{spec.kernel}",
        *([] if refused else [f"strides={spec.strides}"]),
        f'padding="{"same" if same else "valid"}"',
        *([f"dilation_rate={spec.dilations}"] if spec.dilations != (1, 1) else []),
        *([f"groups={spec.groups}"] if not spec.traits.apart and spec.groups > 1 else []),
        *([f"depth_multiplier={spec.outs_per_group}"] if spec.traits.apart else []),
        "use_bias=False",
        *if_float64(dtype, 'dtype="float64"'),
    ]
    name, first = ("DepthwiseConv2D", []) if spec.traits.apart else ("Conv2D", [str(spec.out_channels)])
    down, across = spec.strides
    lines += [
        *write_call("layer", f"keras.layers.{name}", *first, *options),
        "layer.build(image.shape)",
        "layer.set_weights([filters])",
        "output = layer(image)" + (f"[:, ::{down}, ::{across}]" if refused else ""),
    ]
    return lines


def _write_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    options = ", ".join([str(out), "1", "use_bias=False", *if_float64(dtype, 'dtype="float64"')])
    return write_second_stage(
        _write(spec, dtype),
        f"layer = keras.layers.Conv2D({options})  # keras.layers.SeparableConv2D is both in one",
        "layer.build(mid.shape)",
        note("layer.set_weights([weights[np.newaxis, np.newaxis]])", f"{[1, 1, spec.out_channels, out]}"),
        "output = layer(mid)",
    )


def _explain_refusal(spec: ConvSpec) -> list[str]:
    way = "# So it runs at stride 1, and the cells between the strides are left out."
    if DILATED.meets(spec):
        return [f"# Keras refuses strides {spec.strides} together with dilation_rate {spec.dilations}.", way]
    if spec.traits.apart and is_unequal(spec) and spec.dilations == (1, 1):
        return [f"# On TensorFlow without oneDNN, DepthwiseConv2D refuses unequal strides {spec.strides}.", way]
    return []


KERAS = Framework(
    "keras", "Keras", ("import keras", "import numpy as np"), _write, _write_separable, (DILATED, EXPLICIT)
)
