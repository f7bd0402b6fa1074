"""The article's tensors, and presets on every size the lab allows."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from convcore import conv2d, depthwise_conv2d
from convcore.spec import Pair
from convcore.tensors.presets import PRESETS, ROWS, Preset, article_filters, article_input, centre

KERNEL_SIZES = list(product(range(1, 8), repeat=2))
SIZES = [*KERNEL_SIZES, (1, 16), (16, 1), (7, 16), (16, 16)]
FILTERS = {preset.name: preset for preset in PRESETS["filters"]}
INPUTS = {preset.name: preset for preset in PRESETS["input"]}


def fill(name: str, shape: Pair, parameter: float = 0) -> np.ndarray:
    return FILTERS[name].fill(shape, parameter, 0)


def test_the_articles_image_is_written_out() -> None:
    assert article_input().shape == (1, 4, 4, 2)
    assert article_input()[0, :, :, 0].tolist() == [[1, 2, 3, 4]] * 4
    assert (article_input()[0, :, :, 1] == 1).all()


def test_the_articles_filters_are_written_out() -> None:
    assert article_filters().shape == (3, 3, 2, 2)
    slices = {(c, q): set(article_filters()[:, :, c, q].ravel().tolist()) for c in (0, 1) for q in (0, 1)}
    assert slices == {(0, 0): {0}, (1, 0): {1}, (0, 1): {2}, (1, 1): {3}}


def test_the_articles_printed_answers() -> None:
    assert conv2d(article_input(), article_filters())[0].tolist() == [[[9, 63], [9, 81]]] * 2
    depthwise = [[[0, 36, 9, 27], [0, 54, 9, 27]]] * 2
    assert depthwise_conv2d(article_input(), article_filters())[0].tolist() == depthwise


@pytest.mark.parametrize("preset", {**INPUTS, **FILTERS}.values(), ids=lambda preset: preset.name)
def test_every_preset_fills_every_size_with_finite_numbers(preset: Preset) -> None:
    for size in SIZES:
        filled = preset.fill(size, preset.default, 3)
        assert filled.shape == size
        assert np.isfinite(filled).all()


def test_names_are_used_once() -> None:
    for rows in PRESETS.values():
        assert len({preset.name for preset in rows}) == len(rows)


def test_every_preset_is_offered_somewhere() -> None:
    for preset in ROWS:
        assert preset.tensors
        assert all(preset in PRESETS[tensor] for tensor in preset.tensors)


@pytest.mark.parametrize("size", KERNEL_SIZES)
def test_sums_say_what_a_kernel_does(size: Pair) -> None:
    """A blur keeps the brightness, an edge kernel answers a plain surface with 0, a delta copies."""
    for name, total in {"box": 1, "gaussian": 1, "delta": 1, "sobel_x": 0, "sobel_y": 0, "laplacian": 0}.items():
        assert fill(name, size).sum() == pytest.approx(total, abs=1e-12), name


def test_wide_and_narrow_kernels_are_the_known_ones() -> None:
    assert fill("sobel_x", (5, 5))[2].tolist() == [-6, -12, 0, 12, 6]
    assert fill("sobel_x", (3, 2)).tolist() == [[-1, 1], [-2, 2], [-1, 1]]
    assert fill("laplacian", (1, 3)).tolist() == [[1, -2, 1]]
    assert (fill("gaussian", (3, 3)) * 16).tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    assert fill("box", (2, 4)).tolist() == [[0.125] * 4] * 2


def test_sobel_y_is_sobel_x_turned() -> None:
    assert np.array_equal(fill("sobel_y", (3, 5)), fill("sobel_x", (5, 3)).T)


@pytest.mark.parametrize(("size", "cell"), [((3, 3), (1, 1)), ((4, 4), (1, 1)), ((2, 5), (0, 2)), ((1, 1), (0, 0))])
def test_the_centre_of_an_even_side_lies_before_the_middle(size: Pair, cell: Pair) -> None:
    assert centre(size) == cell
    assert np.argwhere(fill("delta", size)).tolist() == [list(cell)]


def test_random_depends_on_seed_and_slice_alone() -> None:
    random = FILTERS["random"].fill
    assert np.array_equal(random((4, 5), 7, 2), random((4, 5), 7, 2))
    assert not np.array_equal(random((4, 5), 7, 2), random((4, 5), 8, 2))
    assert not np.array_equal(random((4, 5), 7, 2), random((4, 5), 7, 3))
    many = random((16, 16), 1, 0)
    assert set(many.ravel().tolist()) <= set(range(-9, 10))
    assert {-9, 9} <= set(many.ravel().tolist())


@pytest.mark.parametrize("seed", [-3, 2.5, 1e300])
def test_random_takes_any_number_as_its_seed(seed: float) -> None:
    assert FILTERS["random"].fill((2, 2), seed, 0).shape == (2, 2)


def test_an_edge_image_is_half_zeros_half_ones() -> None:
    assert INPUTS["vertical_edge"].fill((2, 5), 0, 0).tolist() == [[0, 0, 0, 1, 1]] * 2
    assert INPUTS["horizontal_edge"].fill((4, 1), 0, 0).tolist() == [[0], [0], [1], [1]]
