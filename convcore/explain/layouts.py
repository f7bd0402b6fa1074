"""The same tensor in several layouts: where a cell stands in each, in which place of memory, and how to get there.

Inputs are NHWC or NCHW; filters HWIO (TensorFlow, Keras, JAX) or OIHW (PyTorch); depthwise filters HWCM (TensorFlow,
Keras) or [C*M, 1, kh, kw] (PyTorch), here ``"OIHW of depthwise"``: output channel c * M + q.
"""

from __future__ import annotations

from dataclasses import dataclass

from convcore.errors import ConvError
from convcore.explain.messages.model import FrameworkName

PerAxis = tuple[int, ...]

INPUT_LAYOUTS = ("NHWC", "NCHW")
FILTER_LAYOUTS = ("HWIO", "OIHW")
DEPTHWISE_LAYOUTS = ("HWCM", "GROUPED")
FAMILIES = (INPUT_LAYOUTS, FILTER_LAYOUTS, DEPTHWISE_LAYOUTS)
"""Layouts of the same kind of tensor; ``GROUPED`` is [C*M, 1, kh, kw]."""


@dataclass(frozen=True)
class Place:
    """Where a cell stands under a layout.

    Attributes:
        layout: its name.
        shape: the tensor's shape.
        index: the cell's index.
        offset: its place in memory, in cells from the first one (C order).
    """

    layout: str
    shape: PerAxis
    index: PerAxis
    offset: int


def places(layout: str, shape: PerAxis, index: PerAxis) -> tuple[Place, ...]:
    """A cell under every layout of its family.

    Args:
        layout: the layout that ``shape`` and ``index`` are given in.
        shape: four sizes.
        index: four indices, 0-based.

    Raises:
        ConvError: for an unknown layout, or an index outside.

    >>> [(one.layout, one.index, one.offset) for one in places("NHWC", (1, 4, 4, 2), (0, 1, 2, 1))]
    [('NHWC', (0, 1, 2, 1), 13), ('NCHW', (0, 1, 1, 2), 22)]
    >>> places("HWCM", (3, 3, 2, 2), (0, 1, 1, 0))[1]
    Place(layout='GROUPED', shape=(4, 1, 3, 3), index=(2, 0, 0, 1), offset=19)
    """
    family = next((one for one in FAMILIES if layout in one), None)
    if family is None:
        raise ConvError(
            "layout: one of {names} is needed, got {layout!r}", names=", ".join(sum(FAMILIES, ())), layout=layout
        )
    if len(shape) != 4 or len(index) != 4 or not all(0 <= at < size for at, size in zip(index, shape, strict=True)):
        raise ConvError(
            "index: four numbers within {shape} are needed, got {index}", shape=list(shape), index=list(index)
        )
    return tuple(_place(other, *_move(layout, other, shape, index)) for other in family)


def _place(layout: str, shape: PerAxis, index: PerAxis) -> Place:
    offset = 0
    for size, at in zip(shape, index, strict=True):
        offset = offset * size + at
    return Place(layout, shape, index, offset)


def _move(source: str, target: str, shape: PerAxis, index: PerAxis) -> tuple[PerAxis, PerAxis]:
    """Shape and index under another layout."""
    if source == target:
        return shape, index
    if source == "HWCM":
        (kh, kw, channels, multiplier), (i, j, c, q) = shape, index
        return (channels * multiplier, 1, kh, kw), (c * multiplier + q, 0, i, j)
    if source == "GROUPED":
        raise ConvError("layout: depthwise filters are given as HWCM; [C*M, 1, kh, kw] does not say what C is")
    order = [source.index(letter) for letter in target]
    return tuple(shape[at] for at in order), tuple(index[at] for at in order)


TRANSPOSES: dict[FrameworkName, str] = {
    "tensorflow": "{0} = tf.transpose({0}, {1})",
    "keras": "{0} = keras.ops.transpose({0}, {1})",
    "pytorch": "{0} = {0}.permute{2}",
    "jax": "{0} = jnp.transpose({0}, {1})",
}
RESHAPES: dict[FrameworkName, str] = {
    "tensorflow": "{0} = tf.reshape({0}, {1})",
    "keras": "{0} = keras.ops.reshape({0}, {1})",
    "pytorch": "{0} = {0}.reshape{2}",
    "jax": "{0} = jnp.reshape({0}, {1})",
}


def transpose(framework: FrameworkName, source: str, target: str, shape: PerAxis = (), name: str = "x") -> str:
    """The code that brings a tensor from one layout into another.

    Args:
        framework: whose code.
        source: the layout it is in.
        target: the layout it is wanted in.
        shape: of depthwise filters, whose reshape needs numbers: [kh, kw, C, M], whichever way.
        name: the tensor's name.

    >>> transpose("pytorch", "NHWC", "NCHW")
    'x = x.permute(0, 3, 1, 2)'
    >>> print(transpose("tensorflow", "HWCM", "GROUPED", (3, 3, 2, 4)))
    x = tf.transpose(x, [2, 3, 0, 1])
    x = tf.reshape(x, [8, 1, 3, 3])
    """
    if {source, target} == set(DEPTHWISE_LAYOUTS):
        kh, kw, channels, multiplier = shape
        if source == "HWCM":
            return "\n".join(
                (
                    _code(TRANSPOSES, framework, name, (2, 3, 0, 1)),
                    _code(RESHAPES, framework, name, (channels * multiplier, 1, kh, kw)),
                )
            )
        return "\n".join(
            (
                _code(RESHAPES, framework, name, (channels, multiplier, kh, kw)),
                _code(TRANSPOSES, framework, name, (2, 3, 0, 1)),
            )
        )
    return _code(TRANSPOSES, framework, name, tuple(source.index(letter) for letter in target))


def _code(table: dict[FrameworkName, str], framework: FrameworkName, name: str, sizes: PerAxis) -> str:
    return table[framework].format(name, list(sizes), sizes)
