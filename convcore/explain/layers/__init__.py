"""A layer as a framework is asked for it, and what it gives and costs."""

from convcore.explain.layers.ask import NAMES, asked
from convcore.explain.layers.model import Kind, Layer, Padding, Sizes, Step, native, prepared
from convcore.explain.layers.result import Checked, axes, result, transposed_size

__all__ = [
    "NAMES",
    "Checked",
    "Kind",
    "Layer",
    "Padding",
    "Sizes",
    "Step",
    "asked",
    "axes",
    "native",
    "prepared",
    "result",
    "transposed_size",
]
