"""A layer as a program that can be run: the imports, tensors of zeros, the call, and the shape that it prints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from convcore.explain.layers import Layer, Sizes, Step, prepared
from convcore.spec import Pair

NAMES = {"N": "batch", "H": "height", "W": "width", "C": "channels"}


@dataclass(frozen=True)
class Words:
    """How a framework writes what is done to a tensor; ``{0}`` is its name."""

    permute: str
    expand: str
    reshape: str
    cast: str


WORDS = {
    "tensorflow": Words(
        "tf.transpose({0}, {1})", "tf.expand_dims({0}, {1})", "tf.reshape({0}, {1})", "tf.cast({0}, tf.{1})"
    ),
    "keras": Words("np.transpose({0}, {1})", "np.expand_dims({0}, {1})", "np.reshape({0}, {1})", '{0}.astype("{1}")'),
    "pytorch": Words("{0}.permute{2}", "{0}.unsqueeze({1})", "{0}.reshape{2}", "{0}.to(torch.{1})"),
    "jax": Words(
        "jnp.transpose({0}, {1})", "jnp.expand_dims({0}, {1})", "jnp.reshape({0}, {1})", "{0}.astype(jnp.{1})"
    ),
}


def program(layer: Layer) -> str:
    """The layer as a program of its framework.

    >>> print(program(Layer("pytorch", "conv2d", (1, 3, 5, 5), (3, 3, 4, 8), "NCHW")), end="")
    import torch
    from torch import nn
    <BLANKLINE>
    image = torch.zeros(1, 3, 5, 5)  # batch, channels, height, width
    layer = nn.Conv2d(4, 8, kernel_size=3)
    output = layer(image)
    print(output.shape)
    """
    imports, lines = WRITERS[layer.framework](layer)
    return "\n".join([*imports, "", *lines]) + "\n"


def _axes(shape: Sizes, layer: Layer) -> str:
    """What the axes of an input are, where they are what the layer takes them for."""
    order = layer.data_format if len(shape) == 4 else layer.data_format[1:] if len(shape) == 3 else ""
    if layer.kind == "dense":
        return "batch, columns" if len(shape) == 2 else ""
    return ", ".join(NAMES[letter] for letter in order)


def _noted(line: str, note: str) -> str:
    return f"{line}  # {note}" if note else line


def _zeros(layer: Layer) -> str:
    first = "" if layer.prepare else _axes(layer.input_shape, layer)
    number = "" if layer.dtype == "float32" else layer.dtype
    shape = list(layer.input_shape)
    if layer.framework == "pytorch":
        text = ", ".join(map(str, shape)) + (f", dtype=torch.{number}" if number else "")
        return _noted(f"image = torch.zeros({text})", first)
    if layer.framework == "keras":
        return _noted(f'image = np.zeros({tuple(shape)}, "{number or "float32"}")', first)
    maker, kinds = ("tf.zeros", "tf") if layer.framework == "tensorflow" else ("jnp.zeros", "jnp")
    written = shape if layer.framework == "tensorflow" else tuple(shape)
    return _noted(f"image = {maker}({written}{f', {kinds}.{number}' if number else ''})", first)


def _prepared(layer: Layer) -> Iterator[str]:
    """What is done to the input first, each step with the shape that it gives."""
    shape = layer.input_shape
    for step in layer.prepare:
        if step.name == "filters":
            continue
        shape = prepared(shape, step)
        last = step == [one for one in layer.prepare if one.name != "filters"][-1]
        note = str(list(shape)) + (f": {said}" if last and (said := _axes(shape, layer)) else "")
        yield _noted(f"image = {_step(layer, step, shape)}", note)


def _step(layer: Layer, step: Step, shape: Sizes) -> str:
    words = WORDS[layer.framework]
    if step.name == "cast":
        return words.cast.format("image", step.note)
    if step.name == "permute":
        return words.permute.format("image", list(step.sizes), tuple(step.sizes))
    if step.name == "expand":
        return words.expand.format("image", step.sizes[0])
    sizes = (-1, *shape[1:]) if step.name == "merge" else step.sizes
    return words.reshape.format("image", list(sizes), tuple(sizes))


def _filter_steps(layer: Layer, name: str) -> list[str]:
    words = WORDS[layer.framework]
    return [
        _noted(
            f"{name} = {words.permute.format(name, list(step.sizes), tuple(step.sizes))}", str(list(layer.filters_seen))
        )
        for step in layer.prepare
        if step.name == "filters"
    ]


def _taken(layer: Layer) -> list[str]:
    """Every so many rows and columns of the output."""
    down, across = layer.take
    if layer.take == (1, 1):
        return []
    slices = f"[:, ::{down}, ::{across}]" if layer.data_format == "NHWC" else f"[:, :, ::{down}, ::{across}]"
    return [f"output = output{slices}  # what the strides would have kept"]


def _number(pair: Sizes) -> str:
    return str(pair[0]) if len(set(pair)) == 1 else str(pair)


def _options(**given: str | None) -> list[str]:
    return [f"{name}={value}" for name, value in given.items() if value is not None]


def _unless(pair: Sizes, usual: Sizes = (1, 1)) -> str | None:
    return None if pair == usual else _number(pair)


def _explicit(layer: Layer) -> tuple[Pair, ...] | None:
    return None if isinstance(layer.padding, str) else layer.padding


# TensorFlow ----------------------------------------------------------------------------------------------------


def _tensorflow(layer: Layer) -> tuple[list[str], list[str]]:
    filters = f"filters = tf.zeros({list(layer.given_filters or layer.filters_seen)})"
    note = {
        "conv2d": "height, width, in, out",
        "depthwise": "height, width, in, multiplier",
        "separable": "height, width, in, multiplier",
        "transposed": "height, width, out, in",
        "dense": "in, out",
    }
    lines = [_zeros(layer), *_prepared(layer)]
    if layer.kind != "pool":
        lines.append(_noted(filters, "" if layer.given_filters else note[layer.kind]))
        lines += _filter_steps(layer, "filters")
    if layer.kind == "separable":
        mid = layer.filter_shape[2] * layer.filter_shape[3]
        lines.append(f"pointwise = tf.zeros({[1, 1, mid, layer.pointwise]})  # 1, 1, in, out")
    call = _tensorflow_call(layer)
    biased = layer.bias is not None
    if biased and layer.graph:
        call, biased = f"tf.nn.bias_add({call}, tf.zeros([{layer.bias}]))", False
    if layer.graph:
        lines += ["", "", "@tf.function", "def layer(image):", f"    return {call}", "", "", "output = layer(image)"]
    else:
        lines.append(f"output = {call}")
    if biased:
        lines.append(f"output = tf.nn.bias_add(output, tf.zeros([{layer.bias}]))")
    return ["import tensorflow as tf"], [*lines, *_taken(layer), "print(output.shape)"]


def _tensorflow_call(layer: Layer) -> str:
    explicit = _explicit(layer)
    sides = [[0, 0], *map(list, explicit), [0, 0]] if explicit else None
    if sides and layer.data_format == "NCHW":
        sides = [[0, 0], [0, 0], *map(list, explicit or ())]
    padding = str(sides) if sides else f'"{layer.padding}"'
    four = [1, *layer.strides, 1] if layer.data_format == "NHWC" else [1, 1, *layer.strides]
    form = None if layer.data_format == "NHWC" else f'"{layer.data_format}"'
    dilations = None if layer.dilations == (1, 1) else str(list(layer.dilations))
    if layer.kind == "dense":
        return "tf.matmul(image, filters)"
    if layer.kind == "pool":
        options = _options(
            ksize=str(list(layer.kernel)), strides=str(list(layer.strides)), padding=padding, data_format=form
        )
        return f"tf.nn.max_pool2d({', '.join(['image', *options])})"
    if layer.function:
        options = _options(strides=str(list(layer.strides)), padding=padding, dilations=dilations)
        return f"tf.nn.convolution({', '.join(['image', 'filters', *options])})"
    options = _options(strides=str(four), padding=padding, data_format=form, dilations=dilations)
    if layer.kind == "transposed":
        options = [f"output_shape={list(layer.output_shape)}", *options]
        return f"tf.nn.conv2d_transpose({', '.join(['image', 'filters', *options])})"
    name, more = {
        "conv2d": ("conv2d", []),
        "depthwise": ("depthwise_conv2d", []),
        "separable": ("separable_conv2d", ["pointwise"]),
    }[layer.kind]
    return f"tf.nn.{name}({', '.join(['image', 'filters', *more, *options])})"


# Keras ---------------------------------------------------------------------------------------------------------


def _keras(layer: Layer) -> tuple[list[str], list[str]]:
    lines = [_zeros(layer), *_prepared(layer)]
    sides = _explicit(layer)
    if sides and any(map(any, sides)):
        lines.append(f"image = keras.layers.ZeroPadding2D({sides})(image)")
    if layer.function:
        shape = (*layer.kernel, layer.depth, layer.filter_shape[3])
        lines += [
            f'filters = np.zeros({shape}, "float32")  # height, width, in, multiplier',
            "output = keras.ops.depthwise_conv(image, filters)",
        ]
        return ["import keras", "import numpy as np"], [*lines, "print(output.shape)"]
    call = _keras_call(layer)
    if layer.model:
        lines += [
            f"inputs = keras.Input({layer.model})",
            f"model = keras.Model(inputs, {call}(inputs))",
            "output = model(image)",
        ]
    else:
        lines.append(f"layer = {call}")
        if layer.kind == "pool" and layer.graph:
            lines.append("output = layer(keras.Input(image.shape[1:]))")
        else:
            lines += [*_keras_build(layer), "output = layer(image)"]
    return ["import keras", "import numpy as np"], [*lines, *_taken(layer), "print(output.shape)"]


def _keras_build(layer: Layer) -> list[str]:
    """A layer keeps the channels that it was built for; without a build it takes those of its first input."""
    if layer.kind == "dense":
        return [f"layer.build((None, {layer.depth}))"] if layer.depth != layer.seen[-1] else []
    if layer.kind == "pool" or len(layer.seen) < 4:
        return []
    weights = layer.given_filters or layer.bias is not None
    if (layer.channels == layer.wanted and not weights) or layer.channels % layer.groups:
        return []
    shape = list(layer.seen)
    shape[-1 if layer.data_format == "NHWC" else 1] = layer.wanted
    lines = [f"layer.build({tuple(shape)})"]
    if layer.given_filters:
        lines += [f"filters = np.zeros({layer.given_filters})", *_filter_steps(layer, "filters")]
    if layer.bias is not None:
        kernel = (*layer.kernel, layer.depth, layer.filter_shape[3])
        lines.append(f"layer.set_weights([np.zeros({kernel}), np.zeros({layer.bias})])")
    elif layer.given_filters:
        lines.append("layer.set_weights([filters])")
    return lines


def _keras_call(layer: Layer) -> str:
    name = {
        "conv2d": "Conv2D",
        "depthwise": "DepthwiseConv2D",
        "separable": "SeparableConv2D",
        "transposed": "Conv2DTranspose",
        "dense": "Dense",
        "pool": "MaxPooling2D",
    }[layer.kind]
    if layer.kind == "dense":
        return f"keras.layers.Dense({layer.filter_shape[1]})"
    same = '"same"' if layer.padding == "SAME" else None
    strides = _unless(layer.strides, layer.kernel if layer.kind == "pool" else (1, 1))
    first = {
        "separable": [str(layer.pointwise)],
        "conv2d": [str(layer.filter_shape[-1])],
        "transposed": [str(layer.filter_shape[-1])],
    }
    options = _options(
        strides=strides,
        padding=same,
        output_padding=_unless(layer.output_padding, (0, 0)),
        data_format=None if layer.data_format == "NHWC" else '"channels_first"',
        dilation_rate=_unless(layer.dilations),
        groups=str(layer.groups) if layer.groups > 1 else None,
        depth_multiplier=str(layer.filter_shape[3])
        if layer.kind in ("depthwise", "separable") and layer.filter_shape[3] > 1
        else None,
        use_bias="False" if layer.given_filters and layer.bias is None else None,
    )
    return f"keras.layers.{name}({', '.join([*first.get(layer.kind, []), _number(layer.kernel), *options])})"


# PyTorch -------------------------------------------------------------------------------------------------------


def _pytorch(layer: Layer) -> tuple[list[str], list[str]]:
    imports = ["import torch"]
    lines = [_zeros(layer), *_prepared(layer)]
    sides, padding = _explicit(layer), None
    if sides:
        (top, bottom), (left, right) = sides
        if top == bottom and left == right:
            padding = _unless((top, left), (0, 0))
        else:
            lines.append(f"image = F.pad(image, {(left, right, top, bottom)})")
    elif layer.padding == "SAME":
        padding = '"same"'
    options = _options(
        stride=_unless(layer.strides, layer.kernel if layer.kind == "pool" else (1, 1)),
        padding=padding,
        output_padding=_unless(layer.output_padding, (0, 0)),
        dilation=_unless(layer.dilations),
        groups=str(layer.groups) if layer.groups > 1 else None,
    )
    if layer.function or any("F.pad" in line for line in lines):
        imports.append("import torch.nn.functional as F")
    if not layer.function:
        imports.append("from torch import nn")
    if layer.function:
        lines += _pytorch_function(layer, options)
    else:
        lines.append(f"layer = {_pytorch_layer(layer, options)}")
        if layer.given_filters:
            lines.append(
                f'layer.load_state_dict({{"weight": torch.zeros({_commas(layer.given_filters)})}})  # a checkpoint'
            )
        lines.append(f"output = layer(image{_output_size(layer)})")
    return imports, [*lines, *_taken(layer), "print(output.shape)"]


def _commas(shape: Sizes) -> str:
    return ", ".join(map(str, shape))


def _output_size(layer: Layer) -> str:
    return f", output_size={tuple(layer.output_shape[-2:])}" if layer.output_shape else ""


def _pytorch_function(layer: Layer, options: list[str]) -> list[str]:
    """The function, with its weight in the open."""
    name = "F.conv_transpose2d" if layer.kind == "transposed" else "F.conv2d"
    note = "in, out, height, width" if layer.kind == "transposed" else "out, in/groups, height, width"
    shape = layer.given_filters or layer.filters_seen
    bias = ["bias"] if layer.bias is not None else []
    return [
        _noted(f"weight = torch.zeros({_commas(shape)}{_dtype(layer)})", "" if layer.given_filters else note),
        *_filter_steps(layer, "weight"),
        *([f"bias = torch.zeros({layer.bias})"] if bias else []),
        f"output = {name}({', '.join(['image', 'weight', *bias, *options])})",
    ]


def _dtype(layer: Layer) -> str:
    return "" if layer.filter_dtype == "float32" else f", dtype=torch.{layer.filter_dtype}"


def _pytorch_layer(layer: Layer, options: list[str]) -> str:
    if layer.kind == "dense":
        return f"nn.Linear({layer.filter_shape[0]}, {layer.filter_shape[1]})"
    if layer.kind == "pool":
        return f"nn.MaxPool2d({', '.join([_number(layer.kernel), *options])})"
    name = "ConvTranspose2d" if layer.kind == "transposed" else "Conv2d"
    channels = [str(layer.wanted), str(layer.filter_shape[3])]
    options += ["bias=False"] if layer.given_filters else []
    return f"nn.{name}({', '.join([*channels, f'kernel_size={_number(layer.kernel)}', *options])})"


# JAX -----------------------------------------------------------------------------------------------------------


def _jax(layer: Layer) -> tuple[list[str], list[str]]:
    lines = [_zeros(layer), *_prepared(layer)]
    filters = tuple(layer.given_filters or layer.filters_seen)
    if layer.kind == "dense":
        lines += [f"filters = jnp.zeros({filters})  # in, out", "output = jnp.dot(image, filters)"]
        return ["import jax.numpy as jnp"], [*lines, "print(output.shape)"]
    last = layer.data_format == "NHWC" or layer.kind == "transposed"
    lines.append(
        _noted(
            f"filters = jnp.zeros({filters})",
            "" if layer.given_filters else "height, width, in, out" if last else "out, in, height, width",
        )
    )
    lines += _filter_steps(layer, "filters")
    numbers = '("NHWC", "HWIO", "NHWC")' if last else '("NCHW", "OIHW", "NCHW")'
    sides = _explicit(layer)
    name = "conv_transpose" if layer.kind == "transposed" else "conv_general_dilated"
    options = _options(
        **{
            "strides" if layer.kind == "transposed" else "window_strides": str(layer.strides),
            "padding": str(sides) if sides else f'"{layer.padding}"',
            "rhs_dilation": None if layer.dilations == (1, 1) else str(layer.dilations),
            "dimension_numbers": numbers,
            "feature_group_count": str(layer.groups) if layer.groups > 1 else None,
        }
    )
    lines += [f"output = lax.{name}(", "    image,", "    filters,", *(f"    {option}," for option in options), ")"]
    return ["import jax.numpy as jnp", "from jax import lax"], [*lines, *_taken(layer), "print(output.shape)"]


WRITERS: dict[str, Callable[[Layer], tuple[list[str], list[str]]]] = {
    "tensorflow": _tensorflow,
    "keras": _keras,
    "pytorch": _pytorch,
    "jax": _jax,
}
