"""Both ways to compute give the same, however the output is cut into parts; memory stays within its bound."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore import conv2d, depthwise_conv2d, kernels, reference
from convcore.shapes import axes
from tests.convcore.strategies import PLENTY, Example, convolutions, tensor

OPS = {"standard": conv2d, "depthwise": depthwise_conv2d}
MOST_MEMORY = 16 * 2**20  # bytes beside input and output
WAYS = [kernels.by_matrices, kernels.by_numbers]


def patched(patch: pytest.MonkeyPatch, **sizes: int) -> None:
    for name, size in sizes.items():
        assert hasattr(kernels, name)
        patch.setattr(kernels, name, size)


@PLENTY
@given(
    st.sampled_from(["standard", "depthwise"]).flatmap(convolutions),
    st.sampled_from([1, 400, 3200, 2**21]),
    st.sampled_from([0, 24]),
    st.sampled_from([1, 40, 10**6]),
    st.sampled_from([0, 2**18]),
)
def test_any_parts_give_the_same(example: Example, part: int, shallow: int, small: int, cleared: int) -> None:
    """New memory holds anything: what is read of it was written."""
    with pytest.MonkeyPatch.context() as patch:
        patched(patch, PART=part, SPREAD=part, ROW=part, SHALLOW=shallow, SMALL=small, FEWEST=1, CLEARED=cleared)
        patch.setattr(np, "empty", lambda shape, dtype: np.full(shape, 77, dtype))
        got = OPS[example.spec.kind](example.input, example.filters, *example.options)
    want = getattr(reference, OPS[example.spec.kind].__name__)
    np.testing.assert_array_equal(got, want(example.input, example.filters, *example.options))


@pytest.mark.parametrize("part", [4000, 16_000, 2**21])
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize(("strides", "dilations"), [(1, 1), (1, (3, 1)), (1, (1, 2)), ((1, 2), (2, 1)), (2, 1)])
def test_a_product_a_kernel_row_gives_the_same(
    monkeypatch: pytest.MonkeyPatch, part: int, groups: int, strides: Any, dilations: Any
) -> None:
    rng = np.random.default_rng(0)
    image, filters = tensor(rng, (2, 9, 7, 16 * groups), "int64"), tensor(rng, (3, 2, 16, 2 * groups), "int64")
    assert filters.shape[1] * filters.shape[2] >= kernels.SHALLOW
    patched(monkeypatch, PART=part)
    options = strides, "SAME", dilations
    np.testing.assert_array_equal(conv2d(image, filters, *options), reference.conv2d(image, filters, *options))


JOINED = [
    (conv2d, (1, 9, 12, 3), (3, 3, 3, 5), {"padding": "SAME"}),
    (conv2d, (2, 9, 12, 2), (2, 5, 2, 4), {"padding": ((0, 3), (2, 2))}),
    (conv2d, (1, 9, 13, 3), (3, 3, 3, 5), {"padding": "SAME"}),  # an odd row
    (conv2d, (1, 9, 12, 3), (3, 2, 3, 5), {"padding": ((1, 1), (0, 1))}),  # an even kernel
    (conv2d, (1, 9, 12, 3), (3, 3, 3, 24), {"padding": "SAME"}),  # many output channels
    (conv2d, (1, 9, 12, 4), (3, 3, 2, 6), {"padding": "SAME", "strides": (2, 1)}),  # groups
    (depthwise_conv2d, (1, 9, 12, 3), (3, 3, 3, 4), {"padding": "SAME"}),
    (depthwise_conv2d, (1, 9, 12, 3), (3, 3, 3, 4), {"padding": "SAME", "dilations": 2}),
    (depthwise_conv2d, (1, 9, 12, 3), (3, 3, 3, 4), {"padding": "SAME", "strides": 2}),
]


@pytest.mark.parametrize("part", [8, 6000])
@pytest.mark.parametrize(("op", "image", "filters", "options"), JOINED)
def test_neighbouring_cells_and_groups_in_one_matrix_row_give_the_same(
    monkeypatch: pytest.MonkeyPatch, op: Any, image: Any, filters: Any, options: Any, part: int
) -> None:
    cells = []
    joined = kernels._join
    monkeypatch.setattr(kernels, "_join", lambda *given: cells.append(given[-1]) or joined(*given))
    patched(monkeypatch, PART=part)
    rng = np.random.default_rng(0)
    whole = [rng.integers(-99, 99, shape).astype(float) for shape in (image, filters)]
    got = op(*whole, **options)
    np.testing.assert_array_equal(got, getattr(reference, op.__name__)(*whole, **options))
    odd = filters[1] % 2 == 1 and image[2] % 2 == 0
    alone = options.get("strides") == 2 or options.get("dilations") == 2 or filters[3] == 24
    assert cells == [2 if odd and not alone else 1] if got.nbytes > part else not cells


@PLENTY
@given(convolutions("depthwise"))
def test_both_ways_give_the_same(example: Example) -> None:
    rows, cols = axes(example.spec)
    filters = example.filters.reshape(example.spec.grouped_shape)
    shape = (example.spec.input_shape[0], rows.out, cols.out, example.spec.out_channels)
    outputs = [np.full(shape, -1) for _ in WAYS]
    for way, output in zip(WAYS, outputs, strict=True):
        way(example.input, filters, rows, cols, output)
    np.testing.assert_array_equal(*outputs)


@pytest.mark.parametrize(
    ("channels", "filters", "way"),
    [
        (3, (3, 3, 3, 8), "by_matrices"),
        (1, (3, 3, 1, 64), "by_matrices"),
        (4, (3, 3, 2, 4), "by_matrices"),
        (1, (3, 3, 1, 1), "by_matrices"),
        (3, (3, 3, 1, 3 * 4), "by_matrices"),
        (3, (3, 3, 1, 3 * 3), "by_numbers"),
        (3, (3, 3, 1, 3), "by_numbers"),
    ],
)
def test_the_rule_takes_matrices_unless_they_are_thin(
    monkeypatch: pytest.MonkeyPatch, channels: int, filters: tuple[int, ...], way: str
) -> None:
    taken = []
    for known in WAYS:
        monkeypatch.setattr(kernels, known.__name__, lambda *_, name=known.__name__: taken.append(name))
    kernels.convolve(np.ones((1, 5, 5, channels)), np.ones(filters), *[None] * 3)  # type: ignore[arg-type]
    assert taken == [way]


LARGE = [
    (conv2d, (1, 224, 224, 32), (3, 3, 32, 32), {"padding": "SAME"}),  # one window a cell: 58 MB
    (conv2d, (1, 1, 50_000, 64), (1, 3, 64, 16), {}),  # one row of 38 MB
    (conv2d, (1, 1200, 1200, 3), (3, 3, 3, 3), {"strides": 8}),  # input cells that no window reads
    (conv2d, (1, 1000, 100, 32), (3, 3, 32, 4), {"dilations": (400, 1)}),  # windows with far rows between their own
    (depthwise_conv2d, (1, 512, 512, 3), (3, 3, 3, 4), {"dilations": 2}),
    (depthwise_conv2d, (8, 112, 112, 32), (5, 5, 32, 1), {"strides": 2}),
    (depthwise_conv2d, (1, 64, 2048, 3), (64, 64, 3, 1), {}),  # 4,096 weights for each number of a row
]


@pytest.mark.parametrize(("op", "image", "filters", "options"), LARGE, ids=lambda value: getattr(value, "__name__", ""))
def test_memory_is_input_output_and_little_else(op: Any, image: Any, filters: Any, options: Any) -> None:
    arguments = np.ones(image, np.float32), np.ones(filters, np.float32)
    tracemalloc.start()
    try:
        output = op(*arguments, **options)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert output.nbytes <= peak <= output.nbytes + MOST_MEMORY


@pytest.mark.parametrize("kind", OPS)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_same_call_gives_the_same_bits(kind: str, dtype: str) -> None:
    rng = np.random.default_rng(0)
    image, filters = tensor(rng, (2, 61, 47, 16), dtype), tensor(rng, (3, 3, 16, 5), dtype)
    first = OPS[kind](image, filters, padding="SAME").tobytes()
    for again in (image.copy(), np.asfortranarray(image), np.repeat(image, 2, axis=2)[:, :, ::2]):
        assert OPS[kind](again, filters.copy(), padding="SAME").tobytes() == first
