"""PyTorch: what it refuses, and the program it is given.

Source: https://pytorch.org/docs/stable/generated/torch.nn.functional.conv2d.html. Strides and dilations are free on
each axis; ``padding='same'`` wants stride 1; a number per axis pads both of its sides alike, ``F.pad`` each by itself.
"""

from __future__ import annotations

from convcore.frameworks.rules import Rule, is_explicit, is_lopsided
from convcore.frameworks.writing import Framework, explain_same, note, pads, write_call, write_second_stage
from convcore.shapes import output_shape
from convcore.spec import ConvSpec

SAME = Rule("same", ("padding", "strides"), True, lambda spec: spec.padding == "SAME" and max(spec.strides) > 1)
LOPSIDED = Rule("lopsided", ("padding",), True, lambda spec: is_explicit(spec) and is_lopsided(spec))


def _write(spec: ConvSpec, dtype: str) -> list[str]:
    lines = [note("image = torch.from_numpy(image)", f"{_nchw(spec)}: PyTorch keeps channels first")]
    out, depth = spec.out_channels, spec.channels_per_group
    shape = [out, depth, *spec.kernel]
    order = f"reshape({', '.join(map(str, shape))})" if spec.traits.apart else "transpose(1, 0, 2, 3).copy()"
    lines.append(note(f"weight = torch.from_numpy(kernels.{order})", f"{shape}: out, in/groups, height, width"))
    (top, bottom), (left, right) = pads(spec)
    options = []
    if spec.padding == "SAME" and not SAME.meets(spec):
        options.append('padding="same"')
    elif top == bottom and left == right:
        lines += explain_same(spec) if top or left else []
        options += [f"padding={(top, left)}"] if top or left else []
    else:
        if SAME.meets(spec):
            lines.append('# PyTorch refuses padding="same" with strides above 1.')
        lines += [
            *explain_same(spec),
            "# F.conv2d pads both sides alike, F.pad each side by itself, the last axis first.",
        ]
        lines.append(f"image = F.pad(image, {(left, right, top, bottom)})")
    options += [f"stride={spec.strides}"] if spec.strides != (1, 1) else []
    options += [f"dilation={spec.dilations}"] if spec.dilations != (1, 1) else []
    options += [f"groups={spec.groups}"] if spec.groups > 1 else []
    result = list(output_shape(spec))
    first = [result[0], result[3], result[1], result[2]]
    *call, end = write_call("output", "F.conv2d", "image", "weight", *options)
    return [
        *lines,
        *call,
        note(end, str(first)),
        note("output = output.permute(0, 2, 3, 1)", "channels last, as TensorFlow keeps them"),
    ]


def _write_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    weight = "weight = torch.from_numpy(weights.T[:, :, np.newaxis, np.newaxis].copy())"
    *lines, last = _write(spec, dtype)  # channels go last after the second stage alone
    return write_second_stage(
        lines,
        note(weight, f"{[out, spec.out_channels, 1, 1]}: out, in, height, width"),
        "output = F.conv2d(mid, weight)",
        last,
    )


def _nchw(spec: ConvSpec) -> list[int]:
    batch, height, width, channels = spec.input_shape
    return [batch, channels, height, width]


PYTORCH = Framework(
    "pytorch",
    "PyTorch",
    ("import numpy as np", "import torch", "import torch.nn.functional as F"),
    _write,
    _write_separable,
    (SAME, LOPSIDED),
)
