"""What a layer costs: parameters, multiply-adds, memory touched and arithmetic intensity, each with its formula.

A formula is data, a sum of products of named sizes, so that the page and the tests read the one that is computed.
Every weight is used once at every output position: multiply-adds are the parameters times N·H'·W'. Taps that lie on
padding count, as they do in the literature. Biases and normalisation do not.

Memory touched is every number read or written once: input, filters, output, 4 bytes each (float32). The separable
convolution writes its intermediate tensor and reads it again. Intensity is operations per byte, a multiply-add being
two operations (Williams, Waterman and Patterson 2009, "Roofline").
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from convcore.errors import ConvError, Phrase
from convcore.kinds import KINDS, POSITIONS, Terms
from convcore.shapes import axes
from convcore.spec import ConvSpec, Padding, Pair

BYTES = 4
LARGEST = 65536


@dataclass(frozen=True)
class Formula:
    """A sum of products of named sizes; a name that is a number stands for itself.

    >>> formula = Formula((("kh", "kw", "C"), ("2", "C", "Cout")))
    >>> formula.text, formula.value({"kh": 3, "kw": 3, "C": 4, "Cout": 5})
    ('kh·kw·C + 2·C·Cout', 76)
    """

    terms: Terms

    @property
    def text(self) -> str:
        """The formula in names."""
        return " + ".join("·".join(term) for term in self.terms)

    def fill_in(self, sizes: Mapping[str, int]) -> str:
        """The formula with the numbers in it.

        >>> Formula((("kh", "kw"), ("C", "Cout"))).fill_in({"kh": 3, "kw": 3, "C": 4, "Cout": 5})
        '3·3 + 4·5'
        """
        return " + ".join("·".join(str(_size(name, sizes)) for name in term) for term in self.terms)

    def value(self, sizes: Mapping[str, int]) -> int:
        """What it comes to, exactly."""
        return sum(math.prod(_size(name, sizes) for name in term) for term in self.terms)


@dataclass(frozen=True)
class CostRule:
    """How one kind of layer is counted.

    Attributes:
        kind: its name.
        parameters: the weights.
        tensors: the numbers of the tensors that are read and written.
    """

    kind: str
    parameters: Formula
    tensors: Formula

    @property
    def multiply_adds(self) -> Formula:
        """Each weight once at each output position."""
        return Formula(tuple((*POSITIONS, *term) for term in self.parameters.terms))

    @property
    def touched(self) -> Formula:
        """Tensors and weights."""
        return Formula((*self.tensors.terms, *self.parameters.terms))


COST_RULES = tuple(CostRule(kind, Formula(row.parameters), Formula(row.tensors)) for kind, row in KINDS.items())
"""The kinds, in the order they are shown."""


@dataclass(frozen=True)
class Sizes:
    """The sizes that a cost follows from.

    Attributes:
        height, width, channels: of the input.
        kernel: (height, width).
        outputs: output channels.
        multiplier: depthwise channels for each input channel.
        groups: of the grouped convolution.
        strides, padding, dilations: as in :class:`convcore.spec.ConvSpec`.
        batch: images.

    Raises:
        ConvError: for sizes below 1 or above 65,536, groups that do not divide the channels, and a kernel that does
            not fit.

    >>> Sizes(4, 4, 2, (3, 3), 2, groups=3)
    Traceback (most recent call last):
    convcore.errors.ConvError: groups: they must divide the 2 input and the 2 output channels, 3 does not
    """

    height: int
    width: int
    channels: int
    kernel: Pair
    outputs: int
    multiplier: int = 1
    groups: int = 1
    strides: Pair = (1, 1)
    padding: Padding = "SAME"
    dilations: Pair = (1, 1)
    batch: int = 1

    def __post_init__(self) -> None:
        for name, size in self._name().items():
            if not 1 <= size <= LARGEST:
                raise ConvError(
                    "{name}: a size from 1 to {most:,} is needed, got {size:,}", name=name, most=LARGEST, size=size
                )
        if self.channels % self.groups or self.outputs % self.groups:
            raise ConvError(
                "groups: they must divide the {inputs} input and the {outputs} output channels, {groups} does not",
                inputs=self.channels,
                outputs=self.outputs,
                groups=self.groups,
            )
        self.spec()

    def spec(self) -> ConvSpec:
        """The standard convolution of these sizes."""
        return ConvSpec(
            "standard",
            (self.batch, self.height, self.width, self.channels),
            (*self.kernel, self.channels, self.outputs),
            self.strides,
            self.padding,
            self.dilations,
        )

    def symbols(self) -> dict[str, int]:
        """Every name that a formula may use.

        >>> Sizes(4, 5, 2, (3, 3), 8, groups=2).symbols()["C/G"]
        1
        """
        rows, cols = axes(self.spec())
        return {
            "N": self.batch,
            "H": self.height,
            "W": self.width,
            "H'": rows.out,
            "W'": cols.out,
            "kh": self.kernel[0],
            "kw": self.kernel[1],
            "C": self.channels,
            "M": self.multiplier,
            "G": self.groups,
            "C/G": self.channels // self.groups,
            "Cout": self.outputs,
        }

    def _name(self) -> dict[Phrase | str, int]:
        return {
            Phrase("batch"): self.batch,
            Phrase("height"): self.height,
            Phrase("width"): self.width,
            Phrase("input channels"): self.channels,
            Phrase("kernel height"): self.kernel[0],
            Phrase("kernel width"): self.kernel[1],
            Phrase("output channels"): self.outputs,
            Phrase("multiplier"): self.multiplier,
            "groups": self.groups,
            "strides": min(self.strides),
        }


@dataclass(frozen=True)
class Cost:
    """What one kind costs at given sizes.

    Attributes:
        rule: its formulas.
        symbols: what they are filled with.
    """

    rule: CostRule
    symbols: Mapping[str, int]

    @property
    def kind(self) -> str:
        """The kind's name."""
        return self.rule.kind

    @property
    def parameters(self) -> int:
        """Weights."""
        return self.rule.parameters.value(self.symbols)

    @property
    def multiply_adds(self) -> int:
        """Multiplications, each with its addition."""
        return self.rule.multiply_adds.value(self.symbols)

    @property
    def bytes(self) -> int:
        """Bytes of all numbers read or written, at float32."""
        return BYTES * self.rule.touched.value(self.symbols)

    @property
    def intensity(self) -> float:
        """Operations per byte."""
        return 2 * self.multiply_adds / self.bytes


def costs(sizes: Sizes) -> tuple[Cost, ...]:
    """The cost of every kind, in the order of :data:`COST_RULES`.

    >>> first, *_, last = costs(Sizes(4, 4, 2, (3, 3), 4, padding="VALID"))
    >>> (first.kind, first.multiply_adds), (last.kind, last.multiply_adds)
    (('standard', 288), ('separable', 104))
    """
    symbols = sizes.symbols()
    return tuple(Cost(rule, symbols) for rule in COST_RULES)


def cost(kind: str, sizes: Sizes) -> Cost:
    """The cost of one kind.

    >>> cost("depthwise", Sizes(112, 112, 32, (3, 3), 32)).multiply_adds
    3612672
    """
    return next(one for one in costs(sizes) if one.kind == kind)


def ratio(kernel: Pair, outputs: int, multiplier: int = 1) -> float:
    """Multiply-adds (and parameters) of a separable convolution for one of the standard: M · (1/Cout + 1/(kh·kw)).

    Source, for M = 1: Howard et al. 2017, arXiv:1704.04861, section 3.1.

    >>> ratio((3, 3), 64)
    0.1267361111111111
    """
    return multiplier * (1 / outputs + 1 / (kernel[0] * kernel[1]))


def common_groups(channels: int, outputs: int) -> int:
    """The fewest groups, from 2 on, that both channel counts divide by; 1 where there are none.

    >>> common_groups(6, 9), common_groups(2, 3)
    (3, 1)
    """
    most = math.gcd(channels, outputs)
    return next((groups for groups in range(2, most + 1) if most % groups == 0), 1)


def _size(name: str, sizes: Mapping[str, int]) -> int:
    return int(name) if name.isdigit() else sizes[name]
