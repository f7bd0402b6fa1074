"""A layer as a framework is asked for it, and what it gives and costs."""

from convcore.explain.layers.ask import NAMES, asked
from convcore.explain.layers.model import Kind, Layer, Padding, Preparation, Sizes, native, prepare
from convcore.explain.layers.result import Checked, axes, result, transposed_size

__all__ = [
    "NAMES",
    "Checked",
    "Kind",
    "Layer",
    "Padding",
    "Preparation",
    "Sizes",
    "asked",
    "axes",
    "native",
    "prepare",
    "result",
    "transposed_size",
]
