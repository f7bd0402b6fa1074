"""What is asked, checked once: everything after :class:`ConvSpec` trusts it."""

from convcore.spec.arguments import to_padding, to_pair
from convcore.spec.spec import ConvSpec, kernel_extent
from convcore.spec.tensor import INT64_MAX, all_finite, as_tensor, energy
from convcore.spec.types import READINGS, Kind, Padding, Pair, Shape4, Tensor

__all__ = [
    "INT64_MAX",
    "READINGS",
    "ConvSpec",
    "Kind",
    "Padding",
    "Pair",
    "Shape4",
    "Tensor",
    "all_finite",
    "as_tensor",
    "energy",
    "kernel_extent",
    "to_padding",
    "to_pair",
]
