"""What each framework says to a layer that it refuses, word for word as the versions that were seen say it.

Versions: TensorFlow 2.21, Keras 3.15 on it, PyTorch 2.13, JAX 0.10, all on a CPU and TensorFlow without oneDNN. The
first check that fails speaks, in each framework's own order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from convcore.explain.layers import Checked, Layer, result
from convcore.explain.refusals import jax, keras, pytorch, tensorflow


def check_layer(layer: Layer) -> Checked:
    """What a layer gives and costs, or what its framework says to it.

    >>> check_layer(Layer("jax", "conv2d", (1, 5, 5, 4), (3, 3, 4, 9), groups=3)).error
    'conv_general_dilated feature_group_count must divide lhs feature dimension size, but 3 does not divide 4.'
    >>> check_layer(Layer("keras", "depthwise", (1, 5, 5, 3), (3, 3, 3, 2), strides=(2, 2)))
    Checked(output_shape=(1, 2, 2, 6), parameters=54, multiply_adds=216, error='', notes=())
    """
    error = next(CHECKS[layer.framework](layer), "")
    return Checked(error=error) if error else result(layer)


CHECKS: dict[str, Callable[[Layer], Iterator[str]]] = {
    "pytorch": pytorch.refuse,
    "tensorflow": tensorflow.refuse,
    "keras": keras.refuse,
    "jax": jax.refuse,
}
