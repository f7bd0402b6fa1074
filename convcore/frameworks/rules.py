"""What a framework refuses that the definition allows, or wants written otherwise: a condition on the convolution.

A rule's words stand in the language catalogues, under ``rules.`` and its name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from convcore.shapes import axes
from convcore.spec import ConvSpec


@dataclass(frozen=True)
class Rule:
    """One rule of a framework.

    Attributes:
        name: its key in the catalogues.
        options: the options at which it is met.
        refused: whether the plain call is refused or warned of; otherwise the rule tells how it is written.
        meets: whether a convolution meets it.
    """

    name: str
    options: tuple[str, ...]
    refused: bool
    meets: Callable[[ConvSpec], bool]


def is_unequal(spec: ConvSpec) -> bool:
    """Strides that differ by axis."""
    return spec.strides[0] != spec.strides[1]


def is_strided_and_dilated(spec: ConvSpec) -> bool:
    """A stride above 1 together with a dilation above 1, on whichever axes."""
    return max(spec.strides) > 1 and max(spec.dilations) > 1


def is_explicit(spec: ConvSpec) -> bool:
    """Padding given side by side, and some of it."""
    return not isinstance(spec.padding, str) and any(map(any, spec.padding))


def is_lopsided(spec: ConvSpec) -> bool:
    """More padding on one side than on the other."""
    return any(axis.before != axis.after for axis in axes(spec))


def values(spec: ConvSpec) -> dict[str, object]:
    """The numbers for a rule's words."""
    rows, cols = axes(spec)
    kh, kw, channels, multiplier = spec.filter_shape
    return {
        "strides": spec.strides,
        "dilations": spec.dilations,
        "down": spec.strides[0],
        "across": spec.strides[1],
        "top": rows.before,
        "bottom": rows.after,
        "left": cols.before,
        "right": cols.after,
        "kernel": (kh, kw),
        "filters": [kh, kw, channels, multiplier],
        "grouped": [kh, kw, 1, channels * multiplier],
        "channels": channels,
        "outputs": spec.out_channels,
    }
