"""A layer as a framework is asked for it, and what it gives and costs."""

from convcore.explain.layers.ask import LAYER_NAMES, ask_layer
from convcore.explain.layers.model import Dims, Layer, LayerPadding, Operation, Preparation, native, prepare
from convcore.explain.layers.result import Checked, find_axes, result, transposed_size

__all__ = [
    "LAYER_NAMES",
    "Checked",
    "Dims",
    "Layer",
    "LayerPadding",
    "Operation",
    "Preparation",
    "ask_layer",
    "find_axes",
    "native",
    "prepare",
    "result",
    "transposed_size",
]
