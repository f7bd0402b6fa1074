"""A layer as a program that can be run: the imports, tensors of zeros, the call, and the shape that it prints."""

from __future__ import annotations

from collections.abc import Callable

from convcore.explain.layers import Layer
from convcore.explain.programs import jax, keras, pytorch, tensorflow
from convcore.explain.programs.writing import take


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
    return "\n".join([*imports, "", *lines, *take(layer), "print(output.shape)"]) + "\n"


WRITERS: dict[str, Callable[[Layer], tuple[list[str], list[str]]]] = {
    "tensorflow": tensorflow.write,
    "keras": keras.write,
    "pytorch": pytorch.write,
    "jax": jax.write,
}
