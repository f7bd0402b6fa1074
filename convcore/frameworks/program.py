"""Code that a reader can take away and run elsewhere: the same convolution for each framework, with the same numbers.

Every program writes the tensors channel by channel, because that is how a slice is read, brings them into the layout
that its framework wants, and prints the result as [batch, height, width, channels]. Where a framework refuses a
combination of options, the program says so and takes another way to the same numbers.
"""

from __future__ import annotations

from convcore.frameworks.jax import JAX
from convcore.frameworks.keras import KERAS
from convcore.frameworks.numpy import NUMPY
from convcore.frameworks.pytorch import PYTORCH
from convcore.frameworks.rules import Rule
from convcore.frameworks.tensorflow import TENSORFLOW
from convcore.frameworks.tensors import number_type, write_tensors, write_weights
from convcore.shapes import output_shape
from convcore.spec import ConvSpec, Tensor

FRAMEWORKS = (TENSORFLOW, KERAS, PYTORCH, JAX, NUMPY)
RULES = tuple(sorted((rule for row in FRAMEWORKS for rule in row.rules), key=lambda rule: not rule.refused))
"""What is refused first, then what is only written otherwise."""


def snippet(framework: str, spec: ConvSpec, input: Tensor, filters: Tensor, pointwise: Tensor | None = None) -> str:
    """A program that computes the convolution with a framework and prints it.

    Args:
        framework: the name of a row of :data:`FRAMEWORKS`.
        spec: the convolution.
        input: [N, H, W, C].
        filters: of the spec's filter shape.
        pointwise: [1, 1, C*M, out] where a depthwise convolution is the first stage of a separable one.

    >>> import numpy as np
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
    shape, tensors = list(output_shape(spec)), write_tensors(spec, input, filters, dtype)
    if pointwise is None:
        lines = row.write(spec, dtype)
    else:
        shape[3] = pointwise.shape[3]
        tensors += write_weights(pointwise, dtype)
        lines = row.write_separable(spec, shape[3], dtype)
    return "\n".join([*row.imports, "", *tensors, "", *lines, "", f"print(output)  # {shape}"]) + "\n"


def find_rules(spec: ConvSpec) -> list[Rule]:
    """The rules that a convolution meets, in the table's order.

    >>> [rule.name for rule in find_rules(ConvSpec("depthwise", (1, 9, 9, 2), (3, 3, 2, 2), (2, 1), "SAME", (1, 2)))]
    ['unequal', 'dilated', 'same']
    >>> find_rules(ConvSpec("standard", (1, 9, 9, 2), (3, 3, 2, 2), (2, 1), "VALID"))
    []
    """
    return [rule for rule in RULES if rule.meets(spec)]
