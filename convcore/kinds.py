"""The kinds of convolution, a row each: what the rest of the house asks of a kind, it asks here, and never its name.

``standard`` and ``depthwise`` are the two readings of one filter tensor that :class:`convcore.spec.ConvSpec` takes. A
grouped convolution is a standard one whose filters are less deep than the input, a pointwise one has a 1x1 kernel, and
the separable one is depthwise, then pointwise. The words of a kind stand in the language catalogues, under its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Terms = tuple[tuple[str, ...], ...]
"""A sum of products of named sizes, as :class:`convcore.cost.formulas.Formula` computes it."""

SEPARABLE = "separable"


@dataclass(frozen=True)
class Last:
    """What the filters' last axis is called.

    Attributes:
        column: in a table.
        axis: in a shape.
        item: before the number of a slice.
        index: in a formula.
    """

    column: str
    axis: str
    item: str
    index: str


OUT = Last("out_channel", "out", "to output channel", "k")
MULTIPLIER = Last("multiplier", "multiplier", "multiplier index", "q")


@dataclass(frozen=True)
class Traits:
    """What holds for a kind.

    Attributes:
        function: TensorFlow's name for it, after ``tf.nn``.
        parameters: how many weights it has.
        tensors: how many numbers it reads and writes.
        last: the filters' last axis.
        apart: whether each input channel is convolved by itself: filters [kh, kw, C, M] are then a grouped
            convolution's [kh, kw, 1, C*M], and output channel c*M + q comes from channel c alone.
    """

    function: str
    parameters: Terms
    tensors: Terms
    last: Last = OUT
    apart: bool = False


POSITIONS = ("N", "H'", "W'")
INPUT = ("N", "H", "W", "C")
BETWEEN = (*POSITIONS, "C", "M")
OUTPUT = (*POSITIONS, "Cout")
SPATIAL = ("kh", "kw", "C", "M")
ACROSS = ("C", "M", "Cout")

KINDS: Mapping[str, Traits] = {
    "standard": Traits("conv2d", (("kh", "kw", "C", "Cout"),), (INPUT, OUTPUT)),
    "grouped": Traits("conv2d", (("kh", "kw", "C/G", "Cout"),), (INPUT, OUTPUT)),
    "depthwise": Traits("depthwise_conv2d", (SPATIAL,), (INPUT, BETWEEN), MULTIPLIER, apart=True),
    "pointwise": Traits("conv2d", (ACROSS,), (BETWEEN, OUTPUT)),
    SEPARABLE: Traits("separable_conv2d", (SPATIAL, ACROSS), (INPUT, ("2", *BETWEEN), OUTPUT)),
}
"""In the order they are shown. Separable is depthwise, then pointwise: each of its costs is the sum of theirs."""
