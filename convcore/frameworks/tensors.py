"""A program's tensors as text, each slice with its name, and the number type that they need."""

from __future__ import annotations

import numpy as np

from convcore.frameworks.writing import LINE
from convcore.numbers import exact
from convcore.spec import ConvSpec, Tensor

FLOAT32_WHOLE = 2**24  # float32 holds every whole number up to here


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


def write_tensors(spec: ConvSpec, input: Tensor, filters: Tensor, dtype: str) -> list[str]:
    """``image`` [N, C, H, W] and ``kernels`` [in, last, kh, kw], each slice with its name."""
    source = "input channel" if spec.groups in (1, spec.channels) else "input channel of its group"
    last = spec.traits.last
    image = _array("image", input.transpose(0, 3, 1, 2), ("image", "channel"), dtype)
    kernels = _array("kernels", filters.transpose(2, 3, 0, 1), (source, last.item), dtype)
    image[-1] += ": batch, channels, height, width"
    kernels[-1] += f": in, {last.axis}, height, width"
    return [*image, *kernels]


def write_weights(pointwise: Tensor, dtype: str) -> list[str]:
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
