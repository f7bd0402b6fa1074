"""How the frameworks write shapes, and what two of them refuse alike."""

from __future__ import annotations

from collections.abc import Iterator

from convcore.explain.layers import Dims, Layer, find_axes


def write_list(shape: Dims, comma: str = ", ") -> str:
    """A shape as Python writes a list: ``[1, 2]``."""
    return f"[{comma.join(map(str, shape))}]"


def find_short_axes(layer: Layer) -> list[int]:
    """The axes along which the kernel does not fit."""
    return [i for i, one in enumerate(find_axes(layer)) if one.padded < one.extent]


def refuse_unequal_strides(layer: Layer) -> Iterator[str]:
    """TensorFlow's depthwise kernel; a dilated one is run by other means."""
    if layer.kind in ("depthwise", "separable") and layer.strides[0] != layer.strides[1] and max(layer.dilations) == 1:
        yield "Current implementation only supports equal length strides in the row and column dimensions."


def write_array(shape: Dims) -> str:
    """A shape as NumPy writes an array: ``[1 2]``."""
    return f"[{' '.join(map(str, shape))}]"
