"""Every step of a convolution: what it reads, multiplies and adds up, and which output cell it computes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore import ConvError, reference
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.strategies import PLENTY, Example, convolutions

ARTICLE = np.stack([np.tile([1, 2, 3, 4], (4, 1)), np.ones((4, 4), int)], axis=-1)[np.newaxis]
FILTERS = np.array(np.broadcast_to([[0, 2], [1, 3]], (3, 3, 2, 2)))
EITHER = st.sampled_from(["standard", "depthwise"]).flatmap(convolutions)


def trace(kind: Any, image: Any = ARTICLE, filters: Any = FILTERS, **options: Any) -> Trace:
    return Trace(ConvSpec(kind, image.shape, filters.shape, **options), image, filters)


# the article


@pytest.mark.parametrize(("kind", "steps", "products"), [("depthwise", 16, 9), ("standard", 8, 18)])
def test_the_articles_counts(kind: str, steps: int, products: int) -> None:
    article = trace(kind)
    assert len(article) == steps
    assert [step.products.size for step in article] == [products] * steps
    assert article.products.size == 144


def test_the_articles_totals_in_order() -> None:
    assert [int(step.total) for step in trace("depthwise")] == [0, 36, 9, 27, 0, 54, 9, 27] * 2
    assert [int(step.total) for step in trace("standard")] == [9, 63, 9, 81] * 2


def test_the_articles_first_steps() -> None:
    first, second = list(trace("standard"))[:2]
    assert (first.sums.tolist(), second.sums.tolist()) == ([0, 9], [36, 27])
    assert list(first.sources) == [0, 1]
    assert second.window.tolist() == [[[1, 2, 3]] * 3, [[1, 1, 1]] * 3]
    assert second.weights.tolist() == [[[2, 2, 2]] * 3, [[3, 3, 3]] * 3]
    assert second.products.tolist() == [[[2, 4, 6]] * 3, [[3, 3, 3]] * 3]
    depthwise = trace("depthwise")
    assert [list(step.sources) for step in depthwise][:4] == [[0], [0], [1], [1]]
    assert [step.sums.tolist() for step in depthwise][:4] == [[0], [36], [9], [27]]


def test_the_articles_steps_run_channel_first_then_right_then_down() -> None:
    cells = [(step.batch, step.row, step.col, step.channel) for step in trace("standard")]
    assert cells == [(0, y, x, k) for y in range(2) for x in range(2) for k in range(2)]
    assert [step.index for step in trace("standard")] == list(range(8))


# padding, by hand


def test_padding_cells_are_marked() -> None:
    image = np.arange(1, 17).reshape(1, 4, 4, 1)
    same = trace("standard", image, np.ones((3, 3, 1, 1), int), strides=2, padding="SAME")
    corner = same[same.index(0, 1, 1, 0)]
    assert (list(corner.rows), list(corner.cols)) == ([2, 3, 4], [2, 3, 4])
    assert corner.padding.tolist() == [[False, False, True], [False, False, True], [True, True, True]]
    assert corner.window.tolist() == [[[11, 12, 0], [15, 16, 0], [0, 0, 0]]]
    assert int(corner.total) == 54
    assert same.padding.astype(int).tolist() == [[0, 0, 0, 0, 1]] * 4 + [[1] * 5]
    assert not same[0].padding.any()


def test_padding_before_gives_negative_taps() -> None:
    image = np.arange(1, 7).reshape(1, 2, 3, 1)
    filters = np.array([[1, 10], [100, 1000]]).reshape(2, 2, 1, 1)
    uneven = trace("depthwise", image, filters, strides=(1, 2), padding=((0, 1), (2, 0)), dilations=(1, 2))
    first, last = uneven[0], uneven[3]
    assert (list(first.rows), list(first.cols)) == ([0, 1], [-2, 0])
    assert first.padding.tolist() == [[True, False], [True, False]]
    assert first.products.tolist() == [[[0, 10], [0, 4000]]]
    assert (list(last.rows), list(last.cols)) == ([1, 2], [0, 2])
    assert last.padding.tolist() == [[False, False], [True, True]]
    assert [int(step.total) for step in uneven] == [4010, 6431, 40, 64]


# any convolution


@PLENTY
@given(EITHER)
def test_output_is_the_references(example: Example) -> None:
    loops = {"standard": reference.conv2d, "depthwise": reference.depthwise_conv2d}[example.spec.kind]
    got = Trace(example.spec, example.input, example.filters).output
    np.testing.assert_array_equal(got, loops(example.input, example.filters, *example.options))


@PLENTY
@given(EITHER)
def test_products_and_sums_add_up_to_the_output(example: Example) -> None:
    whole = Trace(example.spec, example.input, example.filters)
    np.testing.assert_array_equal(whole.products.sum(axis=(-3, -2, -1)), whole.output)
    np.testing.assert_array_equal(whole.sums.sum(axis=-1), whole.output)
    assert whole.output.shape == whole.shape
    assert len(whole) == whole.output.size


@PLENTY
@given(EITHER, st.data())
def test_a_step_says_where_each_number_comes_from(example: Example, data: st.DataObject) -> None:
    spec = example.spec
    whole = Trace(spec, example.input, example.filters)
    step = whole[data.draw(st.integers(0, len(whole) - 1))]
    at = step.batch, step.row, step.col, step.channel
    for i, c in enumerate(step.sources):
        assert spec.filter_slice(c, step.channel) == (
            c if spec.kind == "depthwise" else i,
            at[3] % spec.filter_shape[3],
        )
        np.testing.assert_array_equal(step.weights[i], example.filters[:, :, *spec.filter_slice(c, step.channel)])
        for a, y in enumerate(step.rows):
            for b, x in enumerate(step.cols):
                inside = 0 <= y < spec.input_shape[1] and 0 <= x < spec.input_shape[2]
                assert step.padding[a, b] == (not inside)
                assert step.window[i, a, b] == (example.input[step.batch, y, x, c] if inside else 0)
    np.testing.assert_array_equal(step.products, step.window * step.weights)
    np.testing.assert_array_equal(step.sums, step.products.sum(axis=(1, 2)))
    assert step.total == step.sums.sum() == whole.output[at]
    assert step.window.shape == (len(step.sources), *spec.kernel)


@PLENTY
@given(EITHER)
def test_every_tap_is_a_stride_or_a_dilation_away(example: Example) -> None:
    spec = example.spec
    whole = Trace(spec, example.input, example.filters)
    steps = [*whole]
    for name, stride, dilation, count, before in zip(
        ("row", "col"),
        spec.strides,
        spec.dilations,
        spec.kernel,
        (axis.before for axis in whole.axes),
        strict=True,
    ):
        for step in steps:
            taps = getattr(step, f"{name}s")
            assert list(taps) == [getattr(step, name) * stride - before + tap * dilation for tap in range(count)]


@PLENTY
@given(EITHER)
def test_index_is_the_inverse_of_the_steps(example: Example) -> None:
    whole = Trace(example.spec, example.input, example.filters)
    for number, step in enumerate(whole):
        assert step.index == number == whole.index(step.batch, step.row, step.col, step.channel)


@PLENTY
@given(EITHER)
def test_the_padding_mask_is_the_zeros_around_the_input(example: Example) -> None:
    whole = Trace(example.spec, example.input, example.filters)
    assert whole.padded.shape[1:3] == whole.padding.shape
    assert int((~whole.padding).sum()) == example.input.shape[1] * example.input.shape[2]
    inside = whole.padded[:, ~whole.padding].reshape(example.input.shape)
    np.testing.assert_array_equal(inside, example.input)
    assert not whole.padded[:, whole.padding].any()


# edges of the interface


@pytest.mark.parametrize("index", [-1, 8, 10**9])
def test_steps_outside_are_index_errors(index: int) -> None:
    with pytest.raises(IndexError) as caught:
        trace("standard")[index]
    assert str(caught.value) == f"step {index} of 8"


@pytest.mark.parametrize("cell", [(0, 0, 0, 2), (0, 2, 0, 0), (1, 0, 0, 0), (0, 0, -1, 0)])
def test_cells_outside_have_no_step(cell: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="invalid entry in coordinates array"):
        trace("standard").index(*cell)


def test_where_a_step_is_stands_in_plain_ints() -> None:
    step = trace("standard")[np.int64(3)]
    assert {type(n) for n in (step.index, step.batch, step.row, step.col, step.channel)} == {int}
    assert {type(n) for n in (*step.sources, *step.rows, *step.cols)} == {int}


def test_narrow_numbers_do_not_overflow_in_the_products() -> None:
    image = np.array([300, 300, 1], np.float16).reshape(1, 1, 1, 3)
    filters = np.array([300, -300, 1], np.float16).reshape(1, 1, 3, 1)
    step = trace("standard", image, filters)[0]
    assert step.products.ravel().tolist() == step.sums.tolist() == [90000, -90000, 1]
    assert float(step.total) == 1
    small = trace("standard", np.full((1, 1, 1, 2), 200, np.uint8), np.full((1, 1, 2, 1), 200, np.uint8))[0]
    assert (small.sums.tolist(), int(small.total)) == ([40000, 40000], 80000)


def test_overflow_is_refused_when_the_trace_is_made() -> None:
    with pytest.raises(ConvError) as caught:
        trace("standard", ARTICLE * 2**40, FILTERS * 2**40)
    assert str(caught.value) == (
        f"input, filters: sums up to {4 * 3 * 18 * 2**80} may pass the largest int64 (9223372036854775807); use floats"
    )


def test_sums_that_pass_the_largest_float_on_the_way_are_refused() -> None:
    image = np.array([1.7e308, 1e308, -1.7e308, -1e308]).reshape(1, 2, 2, 1)
    spec = ConvSpec("depthwise", (1, 2, 2, 1), (2, 2, 1, 1))
    with pytest.raises(ConvError, match=r"^input, filters: products or sums pass the largest float64 \(1\.79"):
        Trace(spec, image, np.ones((2, 2, 1, 1)))
    assert np.isfinite(Trace(spec, image / 8, np.ones((2, 2, 1, 1))).sums).all()


def test_large_numbers_that_never_meet_are_traced() -> None:
    image = np.array([1e300, 1e-300]).reshape(1, 1, 1, 2)
    filters = np.array([1e-300, 1e300]).reshape(1, 1, 2, 1)
    sums = Trace(ConvSpec("depthwise", (1, 1, 1, 2), (1, 1, 2, 1)), image, filters).sums
    np.testing.assert_allclose(sums.ravel(), [1, 1])
