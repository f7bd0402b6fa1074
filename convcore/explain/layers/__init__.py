"""A layer as a framework is asked for it, and what it gives and costs."""

from convcore.explain.layers.ask import NAMES, ask
from convcore.explain.layers.model import Dims, Layer, LayerPadding, Operation, Preparation, native, prepare
from convcore.explain.layers.result import Checked, axes, result, transposed_size

__all__ = [
    "NAMES",
    "Checked",
    "Dims",
    "Layer",
    "LayerPadding",
    "Operation",
    "Preparation",
    "ask",
    "axes",
    "native",
    "prepare",
    "result",
    "transposed_size",
]
