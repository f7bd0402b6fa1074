"""Code that a reader can take away and run elsewhere: the same convolution for each framework, with the same numbers.

Every snippet writes the tensors channel by channel, because that is how a slice is read, brings them into the layout
that its framework wants, and prints the result as [batch, height, width, channels]. Where a framework refuses a
combination of options, the snippet says so and takes another way to the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from convcore.numbers import exact
from convcore.shapes import axes, output_shape
from convcore.spec import ConvSpec, Tensor

LINE = 100
FLOAT32_WHOLE = 2**24  # float32 holds every whole number up to here

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


@dataclass(frozen=True)
class Framework:
    """A row of the table of snippets.

    Attributes:
        name: its key.
        title: its name as its makers write it.
        imports: the lines to begin with.
        lines: what follows the tensors, for a convolution and a number type; the result is ``output``.
        separable: the same with a 1x1 stage to so many channels behind it, whose ``weights`` are [mid, out].
    """

    name: str
    title: str
    imports: tuple[str, ...]
    lines: Callable[[ConvSpec, str], list[str]]
    separable: Callable[[ConvSpec, int, str], list[str]]


def snippet(framework: str, spec: ConvSpec, input: Tensor, filters: Tensor, pointwise: Tensor | None = None) -> str:
    """A program that computes the convolution with a framework and prints it.

    Args:
        framework: the name of a row of :data:`FRAMEWORKS`.
        spec: the convolution.
        input: [N, H, W, C].
        filters: of the spec's filter shape.
        pointwise: [1, 1, C*M, out] where a depthwise convolution is the first stage of a separable one.

    >>> spec = ConvSpec("depthwise", (1, 1, 2, 1), (1, 1, 1, 2))
    >>> print(snippet("numpy", spec, np.array([[[[1], [2]]]]), np.array([[[[3, 0.5]]]])), end="")
    import numpy as np
    <BLANKLINE>
    image = np.array([
        [  # image 0
            [[1, 2]],  # channel 0
        ],
    ], np.float64)  # [1, 1, 1, 2]: batch, channels, height, width
    kernels = np.array([
        [  # input channel 0
            [[3]],  # multiplier index 0
            [[0.5]],  # multiplier index 1
        ],
    ], np.float64)  # [1, 2, 1, 1]: in, multiplier, height, width
    <BLANKLINE>
    padded = image.transpose(0, 2, 3, 1)  # [1, 1, 2, 1]: batch, height, width, channels
    filters = kernels.transpose(2, 3, 0, 1)  # [1, 1, 1, 2]: height, width, in, multiplier
    output = np.zeros((1, 1, 2, 2))
    for i in range(1):
        for j in range(2):
            window = padded[:, i : i + 1, j : j + 1]  # [1, 1, 1, 1]
            sums = np.einsum("nabc,abcq->ncq", window, filters)  # nothing is added across c
            output[:, i, j] = sums.reshape(1, 2)  # output channel c * 2 + q
    <BLANKLINE>
    print(output)  # [1, 1, 2, 2]
    """
    row = next(row for row in FRAMEWORKS if row.name == framework)
    dtype = number_type(spec, input, filters, pointwise)
    shape, tensors = list(output_shape(spec)), _tensors(spec, input, filters, dtype)
    if pointwise is None:
        lines = row.lines(spec, dtype)
    else:
        shape[3] = pointwise.shape[3]
        tensors += _weights(pointwise, dtype)
        lines = row.separable(spec, shape[3], dtype)
    return "\n".join([*row.imports, "", *tensors, "", *lines, "", f"print(output)  # {shape}"]) + "\n"


def number_type(spec: ConvSpec, input: Tensor, filters: Tensor, pointwise: Tensor | None = None) -> str:
    """``float32``, the frameworks' own, where it is exact for all sums; otherwise ``float64``.

    >>> spec = ConvSpec("standard", (1, 1, 1, 1), (1, 1, 1, 1))
    >>> one = np.ones((1, 1, 1, 1))
    >>> number_type(spec, one, one), number_type(spec, one, one / 3)
    ('float32', 'float64')
    """
    tensors = [input, filters] if pointwise is None else [input, filters, pointwise]
    whole = all((tensor == np.floor(tensor)).all() for tensor in tensors)
    largest = [float(np.abs(tensor).max()) for tensor in tensors]
    largest.append(largest[0] * largest[1] * spec.kernel[0] * spec.kernel[1] * spec.channels_per_group)
    if pointwise is not None:
        largest.append(largest[-1] * largest[2] * spec.out_channels)
    return "float32" if whole and max(largest) < FLOAT32_WHOLE else "float64"


# The tensors ---------------------------------------------------------------------------------------------------


def _tensors(spec: ConvSpec, input: Tensor, filters: Tensor, dtype: str) -> list[str]:
    """``image`` [N, C, H, W] and ``kernels`` [in, last, kh, kw], each slice with its name."""
    source = "input channel" if spec.groups in (1, spec.channels) else "input channel of its group"
    last = spec.traits.last
    image = _array("image", input.transpose(0, 3, 1, 2), ("image", "channel"), dtype)
    kernels = _array("kernels", filters.transpose(2, 3, 0, 1), (source, last.item), dtype)
    image[-1] += ": batch, channels, height, width"
    kernels[-1] += f": in, {last.axis}, height, width"
    return [*image, *kernels]


def _weights(pointwise: Tensor, dtype: str) -> list[str]:
    """``weights`` [mid, out], a row for each channel of the tensor between the stages."""
    matrix = pointwise[0, 0]
    rows = [
        f"    [{', '.join(exact(value) for value in row)}],  # mid channel {k}" for k, row in enumerate(matrix.tolist())
    ]
    return ["weights = np.array([", *rows, f"], np.{dtype})  # {list(matrix.shape)}: mid, out"]


def _array(name: str, tensor: Tensor, axes: tuple[str, str], dtype: str) -> list[str]:
    lines = [f"{name} = np.array(["]
    for i, block in enumerate(tensor):
        lines.append(f"    [  # {axes[0]} {i}")
        for j, matrix in enumerate(block):
            lines += _matrix(matrix, f"# {axes[1]} {j}")
        lines.append("    ],")
    return [*lines, f"], np.{dtype})  # {list(tensor.shape)}"]


def _matrix(matrix: Tensor, comment: str) -> list[str]:
    """One slice on one line where it fits, else a line a row."""
    rows = [f"[{', '.join(exact(value) for value in row)}]" for row in matrix.tolist()]
    line = f"        [{', '.join(rows)}],  {comment}"
    if len(line) <= LINE:
        return [line]
    return [f"        [  {comment}", *(f"            {row}," for row in rows), "        ],"]


# What frameworks share -----------------------------------------------------------------------------------------


def _call(target: str, function: str, *arguments: str) -> list[str]:
    """A call on one line where it fits, else an argument a line."""
    line = f"{target} = {function}({', '.join(arguments)})"
    if len(line) <= LINE:
        return [line]
    return [f"{target} = {function}(", *(f"    {argument}," for argument in arguments), ")"]


def _pads(spec: ConvSpec) -> tuple[tuple[int, int], tuple[int, int]]:
    """((top, bottom), (left, right)), SAME's derived."""
    rows, cols = axes(spec)
    return (rows.before, rows.after), (cols.before, cols.after)


def _same_sides(spec: ConvSpec) -> list[str]:
    """Says in a comment what SAME comes to, where a framework wants its sides."""
    if spec.padding != "SAME":
        return []
    (top, bottom), (left, right) = _pads(spec)
    return [f"# TensorFlow's SAME is {top} on top, {bottom} below, {left} left and {right} right here."]


def _noted(line: str, note: str) -> str:
    return f"{line}  # {note}"


def _nhwc(spec: ConvSpec, wrap: str = "{}", name: str = "image") -> str:
    line = f"{name} = {wrap.format('image.transpose(0, 2, 3, 1)')}"
    return _noted(line, f"{list(spec.input_shape)}: batch, height, width, channels")


def _hwio(spec: ConvSpec, wrap: str = "{}", grouped: bool = False) -> list[str]:
    """``filters`` as TensorFlow keeps them; ``grouped`` reads depthwise's as a grouped convolution's."""
    if grouped and spec.traits.apart:
        code = wrap.format(f"kernels.transpose(2, 3, 0, 1).reshape{spec.grouped_shape}")
        return [_noted(f"filters = {code}", f"{list(spec.grouped_shape)}: height, width, in/groups, out")]
    code = wrap.format("kernels.transpose(2, 3, 0, 1)")
    source = "in" if spec.traits.apart or spec.groups == 1 else "in/groups"
    return [_noted(f"filters = {code}", f"{list(spec.filter_shape)}: height, width, {source}, {spec.traits.last.axis}")]


def _float64(dtype: str, line: str) -> list[str]:
    return [line] if dtype == "float64" else []


def _across(lines: Sequence[str], *stage: str) -> list[str]:
    """A stage behind the one that gave ``output``, which becomes ``mid``."""
    first = [line.replace("output", "mid", 1) if line.lstrip().startswith("output") else line for line in lines]
    return [*first, "", "# The second stage weighs the channels of each cell: a 1x1 convolution.", *stage]


# The frameworks ------------------------------------------------------------------------------------------------


def _tensorflow(spec: ConvSpec, dtype: str) -> list[str]:
    refused = _tensorflow_refuses(spec)
    return [
        _nhwc(spec, "tf.constant({})"),
        *refused,
        *_hwio(spec, "tf.constant({})", grouped=bool(refused)),
        *_call(
            "output",
            f"tf.nn.{'conv2d' if refused else spec.traits.function}",
            "image",
            "filters",
            *_tensorflow_options(spec),
        ),
    ]


def _tensorflow_options(spec: ConvSpec) -> list[str]:
    padding = f'"{spec.padding}"' if isinstance(spec.padding, str) else str([[0, 0], *map(list, _pads(spec)), [0, 0]])
    dilations = [f"dilations={list(spec.dilations)}"] if spec.dilations != (1, 1) else []
    return [f"strides={[1, *spec.strides, 1]}", f"padding={padding}", *dilations]


def _tensorflow_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    """One call where the first stage is one."""
    shape = [1, 1, spec.out_channels, out]
    pointwise = _noted("pointwise = tf.constant(weights[np.newaxis, np.newaxis])", f"{shape}: height, width, mid, out")
    if _tensorflow_refuses(spec):
        second = 'output = tf.nn.conv2d(mid, pointwise, strides=1, padding="VALID")'
        return _across(_tensorflow(spec, dtype), pointwise, second)
    tensors = _nhwc(spec, "tf.constant({})"), *_hwio(spec, "tf.constant({})"), pointwise
    options = _tensorflow_options(spec)
    return [*tensors, *_call("output", "tf.nn.separable_conv2d", "image", "filters", "pointwise", *options)]


def _tensorflow_refuses(spec: ConvSpec) -> list[str]:
    """Source: https://www.tensorflow.org/api_docs/python/tf/nn/depthwise_conv2d, and what 2.21 does."""
    (down, across), dilated = spec.strides, spec.dilations != (1, 1)
    if not spec.traits.apart or (down == across and not (dilated and down > 1)):
        return []
    if dilated:
        why = f"# tf.nn.depthwise_conv2d wants strides of 1 beside dilations: {spec.strides} gives wrong numbers."
    else:
        why = f"# tf.nn.depthwise_conv2d wants equal strides: without oneDNN it refuses {spec.strides}."
    return [why, "# conv2d with one group a channel gives the right numbers."]


def _keras(spec: ConvSpec, dtype: str) -> list[str]:
    refused = _keras_refuses(spec)
    same = spec.padding == "SAME" and not refused
    lines = [_nhwc(spec), *_hwio(spec), *refused]
    if not same and any(map(any, _pads(spec))):
        pad = f"keras.layers.ZeroPadding2D({_pads(spec)}, dtype=image.dtype)(image)"
        lines += [*_same_sides(spec), f"image = {pad}"]
    options = [
        f"{spec.kernel}",
        *([] if refused else [f"strides={spec.strides}"]),
        f'padding="{"same" if same else "valid"}"',
        *([f"dilation_rate={spec.dilations}"] if spec.dilations != (1, 1) else []),
        *([f"groups={spec.groups}"] if not spec.traits.apart and spec.groups > 1 else []),
        *([f"depth_multiplier={spec.outs_per_group}"] if spec.traits.apart else []),
        "use_bias=False",
        *_float64(dtype, 'dtype="float64"'),
    ]
    name, first = ("DepthwiseConv2D", []) if spec.traits.apart else ("Conv2D", [str(spec.out_channels)])
    down, across = spec.strides
    lines += [
        *_call("layer", f"keras.layers.{name}", *first, *options),
        "layer.build(image.shape)",
        "layer.set_weights([filters])",
        "output = layer(image)" + (f"[:, ::{down}, ::{across}]" if refused else ""),
    ]
    return lines


def _keras_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    options = ", ".join([str(out), "1", "use_bias=False", *_float64(dtype, 'dtype="float64"')])
    return _across(
        _keras(spec, dtype),
        f"layer = keras.layers.Conv2D({options})  # keras.layers.SeparableConv2D is both in one",
        "layer.build(mid.shape)",
        _noted("layer.set_weights([weights[np.newaxis, np.newaxis]])", f"{[1, 1, spec.out_channels, out]}"),
        "output = layer(mid)",
    )


def _keras_refuses(spec: ConvSpec) -> list[str]:
    way = "# So it runs at stride 1, and the cells between the strides are left out."
    if not spec.traits.apart and max(spec.strides) > 1 and max(spec.dilations) > 1:
        return [f"# Keras refuses strides {spec.strides} together with dilation_rate {spec.dilations}.", way]
    if spec.traits.apart and spec.strides[0] != spec.strides[1] and spec.dilations == (1, 1):
        return [f"# On TensorFlow without oneDNN, DepthwiseConv2D refuses unequal strides {spec.strides}.", way]
    return []


def _pytorch(spec: ConvSpec, dtype: str) -> list[str]:
    lines = [_noted("image = torch.from_numpy(image)", f"{_nchw(spec)}: PyTorch keeps channels first")]
    out, depth = spec.out_channels, spec.channels_per_group
    shape = [out, depth, *spec.kernel]
    order = f"reshape({', '.join(map(str, shape))})" if spec.traits.apart else "transpose(1, 0, 2, 3).copy()"
    lines.append(_noted(f"weight = torch.from_numpy(kernels.{order})", f"{shape}: out, in/groups, height, width"))
    (top, bottom), (left, right) = _pads(spec)
    options = []
    if spec.padding == "SAME" and spec.strides == (1, 1):
        options.append('padding="same"')
    elif top == bottom and left == right:
        lines += _same_sides(spec) if top or left else []
        options += [f"padding={(top, left)}"] if top or left else []
    else:
        if spec.padding == "SAME":
            lines.append('# PyTorch refuses padding="same" with strides above 1.')
        lines += [
            *_same_sides(spec),
            "# F.conv2d pads both sides alike, F.pad each side by itself, the last axis first.",
        ]
        lines.append(f"image = F.pad(image, {(left, right, top, bottom)})")
    options += [f"stride={spec.strides}"] if spec.strides != (1, 1) else []
    options += [f"dilation={spec.dilations}"] if spec.dilations != (1, 1) else []
    options += [f"groups={spec.groups}"] if spec.groups > 1 else []
    result = list(output_shape(spec))
    first = [result[0], result[3], result[1], result[2]]
    *call, end = _call("output", "F.conv2d", "image", "weight", *options)
    return [
        *lines,
        *call,
        _noted(end, str(first)),
        _noted("output = output.permute(0, 2, 3, 1)", "channels last, as TensorFlow keeps them"),
    ]


def _pytorch_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    weight = "weight = torch.from_numpy(weights.T[:, :, np.newaxis, np.newaxis].copy())"
    *lines, last = _pytorch(spec, dtype)  # channels go last after the second stage alone
    return _across(
        lines,
        _noted(weight, f"{[out, spec.out_channels, 1, 1]}: out, in, height, width"),
        "output = F.conv2d(mid, weight)",
        last,
    )


def _nchw(spec: ConvSpec) -> list[int]:
    batch, height, width, channels = spec.input_shape
    return [batch, channels, height, width]


def _jax(spec: ConvSpec, dtype: str) -> list[str]:
    padding = f'"{spec.padding}"' if isinstance(spec.padding, str) else str(_pads(spec))
    options = [
        "image",
        "filters",
        f"window_strides={spec.strides}",
        f"padding={padding}",
        *([f"rhs_dilation={spec.dilations}"] if spec.dilations != (1, 1) else []),
        'dimension_numbers=("NHWC", "HWIO", "NHWC")',
        *([f"feature_group_count={spec.groups}"] if spec.groups > 1 else []),
    ]
    return [
        *_float64(dtype, 'jax.config.update("jax_enable_x64", True)  # JAX rounds to float32 otherwise'),
        _nhwc(spec),
        *_hwio(spec, grouped=True),
        *_call("output", "jax.lax.conv_general_dilated", *options),
    ]


def _jax_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    shape = [1, 1, spec.out_channels, out]
    options = "mid", "pointwise", "window_strides=(1, 1)", 'padding="VALID"'
    dimensions = 'dimension_numbers=("NHWC", "HWIO", "NHWC")'
    return _across(
        _jax(spec, dtype),
        _noted("pointwise = weights[np.newaxis, np.newaxis]", f"{shape}: height, width, mid, out"),
        *_call("output", "jax.lax.conv_general_dilated", *options, dimensions),
    )


def _numpy(spec: ConvSpec, dtype: str) -> list[str]:
    rows, cols = axes(spec)
    kh, kw = spec.kernel
    batch = spec.input_shape[0]
    lines = [_nhwc(spec, name="padded"), *_hwio(spec)]
    if any(map(any, _pads(spec))):
        lines += [*_same_sides(spec), f"padded = np.pad(padded, {((0, 0), *_pads(spec), (0, 0))})"]
    window = f"[{batch}, {kh}, {kw}, {spec.channels}]"
    taps = ", ".join(
        _span(*span)
        for span in (("i", rows.stride, rows.extent, rows.dilation), ("j", cols.stride, cols.extent, cols.dilation))
    )
    return [
        *lines,
        f"output = np.zeros({output_shape(spec)})",
        f"for i in range({rows.out}):",
        f"    for j in range({cols.out}):",
        f"        window = padded[:, {taps}]  # {window}",
        *(f"        {line}" for line in _numpy_sums(spec)),
    ]


def _numpy_sums(spec: ConvSpec) -> Sequence[str]:
    """What one window gives: each kind of convolution keeps or adds other axes."""
    batch, out = spec.input_shape[0], spec.out_channels
    kh, kw = spec.kernel
    if spec.traits.apart:
        return (
            'sums = np.einsum("nabc,abcq->ncq", window, filters)  # nothing is added across c',
            f"output[:, i, j] = sums.reshape({batch}, {out})  # output channel c * {spec.outs_per_group} + q",
        )
    if spec.groups == 1:
        return ('output[:, i, j] = np.einsum("nabc,abcq->nq", window, filters)  # added up across c',)
    groups, depth, outs = spec.groups, spec.channels_per_group, spec.outs_per_group
    return (
        f"window = window.reshape({batch}, {kh}, {kw}, {groups}, {depth})  # a group takes {depth} channels",
        f"split = filters.reshape({kh}, {kw}, {depth}, {groups}, {outs})  # and makes {outs}",
        'sums = np.einsum("nabgc,abcgq->ngq", window, split)  # added up across c within a group',
        f"output[:, i, j] = sums.reshape({batch}, {out})",
    )


def _numpy_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    return _across(_numpy(spec, dtype), "output = mid @ weights")


def _span(index: str, stride: int, extent: int, dilation: int) -> str:
    """The slice of one axis that the window at an output index takes.

    >>> _span("i", 1, 3, 1), _span("j", 2, 5, 2)
    ('i : i + 3', 'j * 2 : j * 2 + 5 : 2')
    """
    start = index if stride == 1 else f"{index} * {stride}"
    return f"{start} : {start} + {extent}" + (f" : {dilation}" if dilation > 1 else "")


FRAMEWORKS = (
    Framework(
        "tensorflow",
        "TensorFlow",
        ("import numpy as np", "import tensorflow as tf"),
        _tensorflow,
        _tensorflow_separable,
    ),
    Framework("keras", "Keras", ("import keras", "import numpy as np"), _keras, _keras_separable),
    Framework(
        "pytorch",
        "PyTorch",
        ("import numpy as np", "import torch", "import torch.nn.functional as F"),
        _pytorch,
        _pytorch_separable,
    ),
    Framework("jax", "JAX", ("import jax", "import numpy as np"), _jax, _jax_separable),
    Framework("numpy", "NumPy", ("import numpy as np",), _numpy, _numpy_separable),
)
