"""What a checked layer gives, beside what the core computes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from convcore.explain import explain
from convcore.explain.layers import Layer
from convcore.explain.messages.model import FRAMEWORK_TITLES
from convcore.explain.refusals import check_layer
from convcore.ops import conv2d, depthwise_conv2d

BASE = Layer("tensorflow", "conv2d", (2, 9, 8, 4), (3, 2, 4, 6))


@pytest.mark.parametrize("strides", [(1, 1), (2, 2)])
@pytest.mark.parametrize("padding", ["VALID", "SAME"])
@pytest.mark.parametrize("framework", FRAMEWORK_TITLES)
def test_a_checked_layer_agrees_with_the_core(framework: str, strides: tuple[int, int], padding: str) -> None:
    layer = replace(BASE, framework=framework, strides=strides, padding=padding)
    if framework == "pytorch":
        layer = replace(layer, input_shape=(2, 4, 9, 8), data_format="NCHW")
    if framework == "pytorch" and padding == "SAME" and strides != (1, 1):
        assert explain(check_layer(layer).error).problem == "same-stride"
        return
    want = conv2d(np.ones((2, 9, 8, 4)), np.ones((3, 2, 4, 6)), strides, padding).shape
    got = check_layer(layer)
    shape = got.output_shape
    assert (shape if framework != "pytorch" else (shape[0], *shape[2:], shape[1])) == want
    assert got.parameters == 3 * 2 * 4 * 6
    assert got.multiply_adds == want[0] * want[1] * want[2] * got.parameters


def test_a_checked_depthwise_layer_agrees_with_the_core() -> None:
    got = check_layer(Layer("keras", "depthwise", (1, 9, 8, 4), (3, 2, 4, 2)))
    assert got.output_shape == depthwise_conv2d(np.ones((1, 9, 8, 4)), np.ones((3, 2, 4, 2))).shape
    assert got.parameters == 3 * 2 * 4 * 2


def test_what_no_framework_tells_is_noted() -> None:
    silent = check_layer(replace(BASE, filter_shape=(3, 3, 2, 6)))
    assert [note.key for note in silent.notes] == ["note.silent-groups"]
    empty = check_layer(Layer("jax", "conv2d", (1, 2, 2, 3), (3, 3, 3, 4)))
    assert (empty.output_shape, empty.notes[0].key) == ((1, 0, 0, 4), "note.empty")
    both = Layer("tensorflow", "depthwise", (1, 9, 9, 2), (3, 3, 2, 1), strides=(2, 2), dilations=(2, 2))
    assert check_layer(both).notes[0].key == "note.stride-dilation"
    assert check_layer(Layer("pytorch", "conv2d", (3, 9, 9), (3, 3, 3, 4), "NCHW")).notes[0].key == "note.unbatched"
