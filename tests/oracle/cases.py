"""The convolutions that TensorFlow is asked for: one row a case, and the tensors that follow from a row.

Needs NumPy only. Sizes are lopsided on purpose: a swapped axis, side or channel order gives another answer.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pair = tuple[int, int]
Shape = tuple[int, ...]
UNEVEN = ((1, 2), (2, 0))


@dataclass(frozen=True)
class Case:
    """One call: the operation, the shapes it joins, its options and the kind of numbers in its tensors.

    Attributes:
        op: "conv2d", "depthwise_conv2d" or "separable_conv2d".
        input: [N, H, W, C].
        filters: [kh, kw, C/groups, out] or [kh, kw, C, multiplier].
        strides: (height, width).
        padding: "VALID", "SAME" or ((top, bottom), (left, right)).
        dilations: (height, width).
        numbers: "whole" for integers from -9 to 9, "float" for float32 from -2 to 2.
        out: output channels of the separable convolution's second stage, 0 for the others.
    """

    op: str
    input: Shape
    filters: Shape
    strides: Pair = (1, 1)
    padding: str | tuple[Pair, Pair] = "VALID"
    dilations: Pair = (1, 1)
    numbers: str = field(default="whole", kw_only=True)
    out: int = field(default=0, kw_only=True)

    @property
    def seed(self) -> int:
        """The seed of the case's tensors: it follows from the row, so that rows can be moved and added."""
        return zlib.crc32(repr(self).encode())

    @property
    def name(self) -> str:
        """What a test report shows: the options, not the numbers.

        >>> Case("conv2d", (2, 9, 10, 4), (4, 5, 2, 6), (2, 3), UNEVEN).name
        'conv2d 2x9x10x4 4x5x2x6 strides 2,3 padding 1,2,2,0 dilations 1,1 whole'
        """
        padding = self.padding if isinstance(self.padding, str) else _join(",", sum(self.padding, ()))
        shapes = [
            _join("x", self.input),
            _join("x", self.filters),
            *([f"out {self.out}"] if self.out else []),
        ]
        options = f"strides {_join(',', self.strides)} padding {padding} dilations {_join(',', self.dilations)}"
        return " ".join([self.op, *shapes, options, self.numbers])


def tensors(case: Case) -> list[NDArray[Any]]:
    """The operation's arguments in order: input, filters and, for a separable convolution, pointwise filters.

    >>> [tensor.shape for tensor in tensors(Case("separable_conv2d", (1, 4, 4, 2), (3, 3, 2, 2), out=3))]
    [(1, 4, 4, 2), (3, 3, 2, 2), (1, 1, 4, 3)]
    """
    rng = np.random.default_rng(case.seed)
    pointwise = (1, 1, case.filters[2] * case.filters[3], case.out)
    return [_draw(rng, shape, case.numbers) for shape in (case.input, case.filters, *([pointwise] * bool(case.out)))]


def fingerprint(case: Case) -> int:
    """A checksum of the case's tensors: a change of NumPy's generator must not be taken for a wrong sum."""
    return zlib.crc32(b"".join(tensor.tobytes() for tensor in tensors(case)))


def _draw(rng: np.random.Generator, shape: Shape, numbers: str) -> NDArray[Any]:
    if numbers == "whole":
        return rng.integers(-9, 10, shape)
    return rng.uniform(-2, 2, shape).astype(np.float32)


def _join(separator: str, items: Shape) -> str:
    return separator.join(map(str, items))


def _conv2d(*row: Any, **more: Any) -> Case:
    return Case("conv2d", *row, **more)


def _depthwise(*row: Any, **more: Any) -> Case:
    return Case("depthwise_conv2d", *row, **more)


def _separable(*row: Any, **more: Any) -> Case:
    return Case("separable_conv2d", *row, **more)


STANDARD = [
    # VALID: kernels high, wide, even, single; windows that leave rows and columns unused
    _conv2d((1, 4, 4, 2), (3, 3, 2, 2)),
    _conv2d((2, 9, 10, 3), (4, 5, 3, 2)),
    _conv2d((1, 10, 7, 2), (5, 2, 2, 3), numbers="float"),
    _conv2d((3, 5, 6, 6), (1, 1, 6, 2), (1, 2)),
    _conv2d((1, 1, 9, 2), (1, 4, 2, 3), (1, 2)),
    _conv2d((2, 9, 10, 3), (4, 5, 3, 4), (2, 3)),
    _conv2d((1, 11, 8, 2), (2, 3, 2, 3), (3, 1), numbers="float"),
    _conv2d((1, 9, 10, 4), (2, 3, 4, 2), (1, 1), "VALID", (3, 2)),
    _conv2d((2, 10, 13, 2), (3, 4, 2, 2), (2, 1), "VALID", (2, 3), numbers="float"),
    # SAME: no padding, an even total, an odd total; strides past the kernel; kernels past the input
    _conv2d((1, 6, 5, 2), (1, 1, 2, 3), (1, 1), "SAME"),
    _conv2d((2, 5, 7, 3), (3, 5, 3, 2), (1, 1), "SAME"),
    _conv2d((1, 9, 10, 3), (4, 5, 3, 2), (1, 1), "SAME", numbers="float"),
    _conv2d((2, 9, 10, 3), (4, 5, 3, 2), (2, 3), "SAME"),
    _conv2d((1, 4, 4, 1), (3, 3, 1, 2), (2, 2), "SAME"),
    _conv2d((1, 8, 9, 2), (2, 1, 2, 3), (3, 4), "SAME"),
    _conv2d((1, 2, 3, 2), (5, 4, 2, 2), (1, 2), "SAME"),
    _conv2d((1, 9, 10, 2), (2, 3, 2, 3), (1, 1), "SAME", (3, 2)),
    _conv2d((2, 9, 10, 3), (3, 2, 3, 2), (2, 3), "SAME", (2, 3), numbers="float"),
    # explicit: uneven sides, one side only, more than the kernel
    _conv2d((2, 9, 10, 3), (4, 5, 3, 2), (2, 3), UNEVEN),
    _conv2d((1, 7, 6, 2), (3, 4, 2, 3), (1, 2), ((0, 3), (1, 0)), numbers="float"),
    _conv2d((1, 4, 3, 2), (2, 2, 2, 2), (1, 1), ((3, 0), (0, 4))),
    _conv2d((1, 3, 4, 2), (4, 5, 2, 3), (1, 1), ((0, 1), (2, 0))),
    _conv2d((2, 6, 7, 2), (3, 2, 2, 3), (1, 1), UNEVEN, (2, 3)),
    _conv2d((1, 9, 10, 3), (2, 3, 3, 2), (2, 3), UNEVEN, (3, 2), numbers="float"),
    # groups: between one and as many as there are channels
    _conv2d((2, 9, 10, 4), (4, 5, 2, 6), (2, 3)),
    _conv2d((1, 6, 7, 6), (3, 2, 2, 3)),
    _conv2d((1, 6, 7, 6), (2, 3, 3, 4), (1, 2), "SAME", numbers="float"),
    _conv2d((2, 5, 6, 4), (3, 2, 1, 4), (1, 2), "SAME"),
    _conv2d((1, 8, 7, 4), (2, 3, 2, 4), (2, 1), UNEVEN),
    _conv2d((1, 9, 10, 6), (2, 3, 2, 6), (2, 3), "SAME", (3, 2)),
    _conv2d((2, 7, 8, 4), (3, 2, 2, 2), (1, 2), UNEVEN, (2, 3), numbers="float"),
]

DEPTHWISE = [
    # VALID
    _depthwise((1, 4, 4, 2), (3, 3, 2, 2)),
    _depthwise((2, 9, 10, 3), (4, 5, 3, 1)),
    _depthwise((1, 7, 8, 2), (2, 5, 2, 3), numbers="float"),
    _depthwise((2, 4, 5, 3), (1, 1, 3, 2), (2, 2)),
    _depthwise((2, 9, 10, 3), (4, 5, 3, 2), (2, 2)),
    _depthwise((2, 9, 10, 3), (4, 5, 3, 2), (2, 3)),
    _depthwise((1, 11, 7, 2), (3, 2, 2, 2), (3, 1), numbers="float"),
    _depthwise((1, 9, 10, 2), (2, 3, 2, 3), (1, 1), "VALID", (3, 2)),
    _depthwise((1, 10, 13, 2), (3, 4, 2, 2), (2, 3), "VALID", (2, 3)),
    # SAME
    _depthwise((2, 5, 6, 2), (3, 4, 2, 2), (1, 1), "SAME"),
    _depthwise((2, 9, 10, 3), (4, 5, 3, 2), (2, 2), "SAME"),
    _depthwise((2, 9, 10, 3), (4, 5, 3, 2), (2, 3), "SAME", numbers="float"),
    _depthwise((1, 8, 9, 2), (2, 1, 2, 3), (3, 4), "SAME"),
    _depthwise((1, 2, 3, 3), (5, 4, 3, 2), (1, 1), "SAME"),
    _depthwise((1, 7, 8, 2), (2, 3, 2, 2), (1, 1), "SAME", (3, 2), numbers="float"),
    _depthwise((2, 9, 10, 3), (3, 2, 3, 2), (2, 3), "SAME", (2, 3)),
    # explicit
    _depthwise((2, 6, 7, 2), (4, 5, 2, 2), (1, 1), UNEVEN),
    _depthwise((2, 9, 10, 3), (4, 5, 3, 2), (2, 2), UNEVEN, numbers="float"),
    _depthwise((2, 9, 10, 3), (4, 5, 3, 2), (2, 3), UNEVEN),
    _depthwise((1, 4, 3, 2), (2, 2, 2, 3), (1, 1), ((3, 0), (0, 4))),
    _depthwise((1, 6, 7, 3), (3, 2, 3, 2), (1, 1), UNEVEN, (2, 3)),
    _depthwise((1, 9, 10, 4), (2, 3, 4, 2), (3, 2), UNEVEN, (2, 3), numbers="float"),
]

SEPARABLE = [
    _separable((1, 4, 4, 2), (3, 3, 2, 2), out=3),
    _separable((2, 9, 10, 3), (4, 5, 3, 1), (2, 2), out=4),
    _separable((1, 9, 10, 3), (4, 5, 3, 2), (2, 3), out=5, numbers="float"),
    _separable((2, 9, 10, 2), (4, 5, 2, 3), (2, 2), "SAME", out=2),
    _separable((2, 9, 10, 3), (4, 5, 3, 2), (2, 3), "SAME", out=3),
    _separable((1, 6, 7, 3), (2, 3, 3, 2), (1, 1), "SAME", (3, 2), out=2, numbers="float"),
    _separable((1, 9, 10, 2), (3, 2, 2, 2), (2, 3), "SAME", (2, 3), out=3),
    _separable((2, 6, 7, 2), (4, 5, 2, 2), (1, 1), UNEVEN, out=3),
    _separable((2, 9, 10, 3), (4, 5, 3, 2), (3, 2), UNEVEN, out=4, numbers="float"),
    _separable((1, 6, 7, 3), (3, 2, 3, 2), (1, 1), UNEVEN, (2, 3), out=2),
    _separable((2, 9, 10, 2), (2, 3, 2, 3), (1, 2), UNEVEN, (3, 2), out=3),
]

# For PyTorch, whose groups= is a second opinion; its padding="same" takes stride 1 only.
GROUPED = [
    _conv2d((1, 5, 6, 4), (3, 2, 2, 2)),
    _conv2d((2, 9, 10, 4), (4, 5, 2, 6), (2, 3)),
    _conv2d((1, 7, 8, 6), (3, 2, 3, 4), (1, 2), numbers="float"),
    _conv2d((1, 9, 10, 6), (2, 3, 2, 3), (1, 1), "VALID", (3, 2)),
    _conv2d((2, 8, 7, 8), (3, 3, 2, 8), (2, 1), "VALID", (1, 2)),
    _conv2d((1, 6, 5, 4), (4, 3, 2, 4), (1, 1), "SAME"),
    _conv2d((2, 5, 7, 6), (3, 4, 2, 3), (1, 1), "SAME", numbers="float"),
    _conv2d((1, 6, 8, 6), (2, 3, 3, 2), (1, 1), "SAME", (3, 2)),
    _conv2d((2, 9, 10, 4), (4, 5, 2, 2), (2, 3), UNEVEN),
    _conv2d((1, 7, 6, 8), (3, 2, 4, 6), (1, 2), ((0, 3), (1, 0)), numbers="float"),
    _conv2d((1, 9, 8, 6), (2, 3, 2, 6), (2, 3), UNEVEN, (3, 2)),
    # as many groups as channels, with one output channel each and with several
    _conv2d((2, 6, 7, 3), (3, 2, 1, 3), (1, 2)),
    _conv2d((1, 8, 7, 4), (2, 3, 1, 8), (2, 1), UNEVEN),
    _conv2d((1, 9, 10, 3), (3, 2, 1, 9), (2, 3), UNEVEN, (2, 3), numbers="float"),
]

FILES = {"conv2d": STANDARD, "depthwise_conv2d": DEPTHWISE, "separable_conv2d": SEPARABLE}
"""The file of golden values (without its ending) that each table goes to."""
