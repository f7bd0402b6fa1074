"""The public operations: answers worked out by hand, number types, and refusals with their messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcore import ConvError, conv2d, depthwise_conv2d, ops, separable_conv2d

OPS = [conv2d, depthwise_conv2d]
IMAGE = np.stack([np.tile([1, 2, 3, 4], (4, 1)), np.ones((4, 4), int)], axis=-1)
FILTERS = np.broadcast_to(np.array([[0, 2], [1, 3]]), (3, 3, 2, 2))
PAST_INT64 = "may pass the largest int64 (9223372036854775807); use floats"
RAMP = np.arange(1, 17).reshape(4, 4, 1)


def message(op: Any, *arguments: Any, **options: Any) -> str:
    with pytest.raises(ConvError) as caught:
        op(*arguments, **options)
    return str(caught.value)


# worked by hand


def test_the_article() -> None:
    batch = IMAGE[np.newaxis]
    assert conv2d(batch, FILTERS).tolist() == [[[[9, 63], [9, 81]]] * 2]
    assert depthwise_conv2d(batch, FILTERS).tolist() == [[[[0, 36, 9, 27], [0, 54, 9, 27]]] * 2]


def test_the_two_readings_of_the_articles_first_window() -> None:
    table = np.einsum("abc,abcq->cq", IMAGE[:3, :3], FILTERS)
    assert table.tolist() == [[0, 36], [9, 27]]
    assert depthwise_conv2d(IMAGE, FILTERS)[0, 0].tolist() == table.ravel().tolist()
    assert conv2d(IMAGE, FILTERS)[0, 0].tolist() == table.sum(axis=0).tolist()


def test_the_kernel_is_not_flipped() -> None:
    kernel = np.array([[1, 2], [3, 4]]).reshape(2, 2, 1, 1)
    corner = np.array([[1, 0], [0, 0]]).reshape(2, 2, 1)
    assert conv2d(corner, kernel).tolist() == [[[1]]]
    assert conv2d(corner, kernel, padding=((1, 1), (1, 1)))[..., 0].tolist() == [
        [4, 3, 0],
        [2, 1, 0],
        [0, 0, 0],
    ]


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    ("kernel", "options", "answer"),
    [
        # 2x2 box sums of 1..16 in rows of four: top left 1+2+5+6 = 14
        ((2, 2), {}, [[14, 18, 22], [30, 34, 38], [46, 50, 54]]),
        ((2, 2), {"strides": 2}, [[14, 22], [46, 54]]),
        ((2, 2), {"strides": (1, 2)}, [[14, 22], [30, 38], [46, 54]]),
        ((2, 2), {"strides": (2, 1)}, [[14, 18, 22], [46, 50, 54]]),
        # a 3x3 kernel at stride 2 leaves the last row and column unused: 1+2+3+5+6+7+9+10+11
        ((3, 3), {"strides": 2}, [[54]]),
        # SAME at stride 2: one cell of padding, after: the second window reads 3, 4 and padding
        ((3, 3), {"strides": 2, "padding": "SAME"}, [[54, 45], [72, 54]]),
        # SAME at stride 1 with a 2x2 kernel: padding after only
        (
            (2, 2),
            {"padding": "SAME"},
            [[14, 18, 22, 12], [30, 34, 38, 20], [46, 50, 54, 28], [27, 29, 31, 16]],
        ),
        # dilation 2: 1+3+9+11
        ((2, 2), {"dilations": 2}, [[24, 28], [40, 44]]),
        ((2, 2), {"dilations": (1, 3)}, [[18], [34], [50]]),
        ((2, 2), {"dilations": (3, 1)}, [[30, 34, 38]]),
        ((2, 2), {"dilations": 2, "strides": (1, 5)}, [[24], [40]]),
        # one row above, two columns to the left
        ((4, 4), {"padding": ((1, 0), (2, 0))}, [[33, 54, 78], [60, 96, 136]]),
        ((2, 2), {"padding": ((0, 0), (2, 0)), "strides": (3, 1)}, [[0, 6, 14, 18, 22]]),
        ((1, 1), {"padding": ((0, 1), (0, 0)), "strides": (2, 3)}, [[1, 4], [9, 12], [0, 0]]),
        ((1, 1), {"strides": 4}, [[1]]),
        ((1, 1), {"strides": 4, "padding": "SAME"}, [[1]]),
        ((2, 2), {"strides": 3, "padding": "SAME"}, [[14, 12], [27, 16]]),
        ((1, 1), {"dilations": 10**9}, RAMP[..., 0].tolist()),
        ((2, 2), {"strides": 10**30}, [[14]]),
    ],
)
def test_ones_kernel_on_1_to_16(op: Any, kernel: tuple[int, int], options: Any, answer: Any) -> None:
    assert op(RAMP, np.ones((*kernel, 1, 1), int), **options)[..., 0].tolist() == answer


def test_multiplier_order_is_channel_then_multiplier() -> None:
    image = np.array([1, 10, 100]).reshape(1, 1, 3)
    filters = np.array([[1, 2], [3, 4], [5, 6]]).reshape(1, 1, 3, 2)
    assert depthwise_conv2d(image, filters).ravel().tolist() == [1, 2, 30, 40, 500, 600]


def test_groups_follow_from_the_shapes() -> None:
    image = np.array([1, 10, 100, 1000]).reshape(1, 1, 4)
    filters = np.array([[1, 2, 3, 4], [5, 6, 7, 8]]).reshape(1, 1, 2, 4)
    # outputs 0 and 1 read channels 0 and 1: 1*1 + 10*5, 1*2 + 10*6; outputs 2 and 3 read channels 2 and 3
    assert conv2d(image, filters).ravel().tolist() == [51, 62, 7300, 8400]


def test_separable_by_hand() -> None:
    image = np.array([1, 10]).reshape(1, 1, 2)
    depthwise = np.array([[1, 2], [3, 4]]).reshape(1, 1, 2, 2)
    pointwise = np.array([[1, 0], [10, 0], [0, 1], [0, 2]]).reshape(1, 1, 4, 2)
    # depthwise 1, 2, 30, 40; then 1 + 20 and 30 + 80
    assert separable_conv2d(image, depthwise, pointwise).tolist() == [[[21, 110]]]


def test_padding_larger_than_the_input() -> None:
    image = np.array([[[5]]])
    output = conv2d(image, np.ones((2, 2, 1, 1), int), padding=((3, 0), (0, 4)))
    assert output[..., 0].tolist() == [[0] * 4, [0] * 4, [5, 0, 0, 0]]


# number types


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    ("input", "filters", "output"),
    [
        ("int32", "int64", "int64"),
        ("uint8", "uint8", "int64"),
        ("int8", "uint64", "int64"),
        ("float32", "float32", "float32"),
        ("float16", "float16", "float16"),
        ("float16", "float32", "float32"),
        ("float32", "float64", "float64"),
        ("float32", "int64", "float64"),
        ("float16", "int8", "float64"),
        ("uint8", "float64", "float64"),
        (">f4", ">f4", "float32"),
        ("longdouble", "float32", "longdouble"),
    ],
)
def test_result_type(op: Any, input: str, filters: str, output: str) -> None:
    result = op(IMAGE.astype(input), FILTERS.astype(filters))
    assert result.dtype == np.dtype(output)
    assert result.dtype.isnative
    np.testing.assert_array_equal(result, op(IMAGE, FILTERS))


@pytest.mark.parametrize("op", OPS)
def test_small_integers_do_not_wrap(op: Any) -> None:
    output = op(np.full((2, 2, 1), 255, np.uint8), np.full((2, 2, 1, 1), -128, np.int8))
    assert output.tolist() == [[[4 * 255 * -128]]]


def test_integers_past_the_floats_are_exact() -> None:
    assert conv2d([[[2**53 + 1, 1]]], [[[[3], [2]]]]).tolist() == [[[3 * 2**53 + 5]]]


def test_half_floats_are_added_up_in_single() -> None:
    # 2048 + 1 is 2048 in float16; in float32 the four ones arrive
    image = np.array([2048, 1, 1, 1, 1], np.float16).reshape(1, 1, 5)
    assert conv2d(image, np.ones((1, 1, 5, 1), np.float16)).tolist() == [[[2052]]]
    # and a product past 65504 may be taken back
    image = np.array([300, 300, 1], np.float16).reshape(1, 1, 3)
    filters = np.array([300, -300, 1], np.float16).reshape(1, 1, 3, 1)
    assert conv2d(image, filters).tolist() == [[[1]]]


def test_half_floats_whose_squares_pass_the_largest_are_convolved_without_a_warning() -> None:
    image, filters = np.full((1, 1, 3), 100, np.float16), np.full((1, 1, 3, 1), 100, np.float16)
    assert conv2d(image, filters).tolist() == [[[30000]]]


# shapes and kinds of argument


@pytest.mark.parametrize("op", OPS)
def test_batch_is_kept_or_left_out_as_in_the_input(op: Any) -> None:
    alone = op(IMAGE, FILTERS)
    assert alone.ndim == 3
    batch = op(np.stack([IMAGE, 2 * IMAGE]), FILTERS)
    assert batch.ndim == 4
    np.testing.assert_array_equal(batch, np.stack([alone, 2 * alone]))
    assert op(IMAGE[np.newaxis], FILTERS).shape == (1, *alone.shape)


def test_separable_keeps_or_leaves_out_the_batch() -> None:
    pointwise = np.ones((1, 1, 4, 3), int)
    assert separable_conv2d(IMAGE, FILTERS, pointwise).shape == (2, 2, 3)
    assert separable_conv2d(np.stack([IMAGE] * 3), FILTERS, pointwise).shape == (3, 2, 2, 3)


@pytest.mark.parametrize("op", OPS)
def test_arguments_are_not_modified_nor_shared(op: Any) -> None:
    image, filters = IMAGE.astype(float), FILTERS.astype(float)
    before = image.copy(), filters.copy()
    output = op(image, filters, padding="SAME")
    output[:] = -1
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(filters, before[1])


def test_a_1x1_identity_gives_a_new_array() -> None:
    image = np.ones((2, 2, 1))
    output = conv2d(image, np.ones((1, 1, 1, 1)))
    assert not np.shares_memory(image, output)


@pytest.mark.parametrize("op", OPS)
def test_any_layout_is_read_alike(op: Any) -> None:
    want = op(IMAGE, FILTERS, (1, 2), "SAME")
    frozen = IMAGE.copy()
    frozen.flags.writeable = False
    for image in (np.asfortranarray(IMAGE), np.repeat(IMAGE, 2, axis=1)[:, ::2], IMAGE[::-1][::-1], frozen):
        np.testing.assert_array_equal(op(image, np.asfortranarray(FILTERS), (1, 2), "SAME"), want)
    tuples = tuple(tuple(map(tuple, row)) for row in IMAGE.tolist())
    for image in (IMAGE.tolist(), tuples):
        np.testing.assert_array_equal(op(image, FILTERS.tolist(), [1, np.int64(2)], "SAME"), want)


# refusals


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    ("image", "filters", "options", "says"),
    [
        (IMAGE, np.ones((5, 5, 2, 2)), {}, "padding='VALID': the 5x5 kernel does not fit the 4x4 input"),
        (IMAGE, FILTERS, {"strides": 0}, "strides: at least 1 is needed, got 0"),
        (IMAGE, FILTERS, {"dilations": -2}, "dilations: at least 1 is needed, got -2"),
        (
            IMAGE,
            FILTERS,
            {"padding": ((0, 0), (0, -1))},
            "padding: at least 0 is needed on each side, got ((0, 0), (0, -1))",
        ),
        (IMAGE[0], FILTERS, {}, "input: 3 or 4 dimensions are needed, got 2 (shape (4, 2))"),
        (IMAGE, FILTERS[0], {}, "filters: 4 dimensions are needed, got 3 (shape (3, 2, 2))"),
        (IMAGE * np.nan, FILTERS, {}, "input: finite numbers are needed, got nan at [0, 0, 0]"),
        (IMAGE, FILTERS == 1, {}, "filters: real numbers are needed, got booleans"),
        (IMAGE[:0], FILTERS, {}, "input: every size is at least 1, got shape (0, 4, 2)"),
        (IMAGE, [[[[1], [2, 3]]]], {}, "filters: the nested lists are not one rectangular array"),
    ],
)
def test_refused(op: Any, image: Any, filters: Any, options: Any, says: str) -> None:
    assert message(op, image, filters, **options) == says


@pytest.mark.parametrize("op", OPS)
def test_what_equals_a_number_known_from_before_is_refused_all_the_same(op: Any) -> None:
    for _ in range(2):
        op(IMAGE, FILTERS, 1, ((1, 1), (1, 1)), (1, 1))
        assert "got True" in message(op, IMAGE, FILTERS, True)
        assert "got (1, 1.0)" in message(op, IMAGE, FILTERS, dilations=(1, 1.0))
        assert "got ((1, True), (1, 1))" in message(op, IMAGE, FILTERS, padding=((1, True), (1, 1)))


def test_channels_refused_by_each_operation() -> None:
    three = np.ones((3, 3, 3, 2))
    assert message(conv2d, IMAGE, three) == (
        "filters: their input depth must divide the input's channels, 3 does not divide 2"
    )
    want = "filters: shape (3, 3, 3, 2) is for 3 input channels, the input has 2"
    assert message(depthwise_conv2d, IMAGE, three) == want
    assert message(separable_conv2d, IMAGE, three, np.ones((1, 1, 6, 1))) == want


@pytest.mark.parametrize("shape", [(1, 1, 3, 2), (2, 1, 4, 2), (1, 2, 4, 2), (1, 1, 2, 2)])
def test_pointwise_shape_refused(shape: tuple[int, ...]) -> None:
    assert message(separable_conv2d, IMAGE, FILTERS, np.ones(shape)) == (
        f"pointwise_filters: shape [1, 1, 4, out] is needed after 4 depthwise channels, got {list(shape)}"
    )


def test_pointwise_tensor_refused() -> None:
    assert message(separable_conv2d, IMAGE, FILTERS, np.full((1, 1, 4, 1), np.inf)) == (
        "pointwise_filters: finite numbers are needed, got inf at [0, 0, 0, 0]"
    )
    assert message(separable_conv2d, IMAGE, FILTERS, [[1]]) == (
        "pointwise_filters: 4 dimensions are needed, got 2 (shape (1, 1))"
    )


def test_int64_sums_that_could_pass_the_largest_are_refused() -> None:
    # 2 channels of 3037000499 squared are past 2**63 - 1, one is not
    root = 3037000499
    one = conv2d(np.full((1, 1, 1), root), np.full((1, 1, 1, 1), root))
    assert one.tolist() == [[[root**2]]]
    assert message(conv2d, np.full((1, 1, 2), root), np.full((1, 1, 2, 1), root)) == (
        f"input, filters: sums up to {2 * root**2} {PAST_INT64}"
    )
    assert depthwise_conv2d(np.full((1, 1, 2), root), np.full((1, 1, 2, 1), root)).tolist() == [[[root**2] * 2]]
    assert message(conv2d, np.full((1, 1, 1), -(2**63)), np.full((1, 1, 1, 1), -1)) == (
        f"input, filters: sums up to 9223372036854775808 {PAST_INT64}"
    )
    assert message(depthwise_conv2d, np.full((2, 3, 1), 2**60), np.full((2, 3, 1, 1), 2)) == (
        f"input, filters: sums up to {6 * 2**61} {PAST_INT64}"
    )


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    ("value", "dtype", "largest"),
    [
        (300, "float16", "6.55e+04"),
        (1e30, "float32", "3.4028235e+38"),
        (1e200, "float64", "1.7976931348623157e+308"),
    ],
)
@pytest.mark.filterwarnings("error")
def test_float_overflow_refused(op: Any, value: float, dtype: str, largest: str) -> None:
    says = f"input, filters: products or sums pass the largest {dtype} ({largest})"
    assert message(op, np.full((1, 1, 1), value, dtype), np.full((1, 1, 1, 1), value, dtype)) == says
    two = np.full((1, 1, 2), value, dtype), np.array([value, -value], dtype).reshape(1, 1, 2, 1)
    if dtype != "float16":  # whose products are float32
        assert message(op, *two) == says
        small, large = (np.full((1, 1, 1, 1), some, dtype) for some in (value**0.6, value))
        assert message(op, small, large) == message(op, large, small) == says


@pytest.mark.parametrize("op", OPS)
@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            {"padding": ((10**6, 10**6), (10**6, 10**6))},
            f"padding, dilations: the padded input would hold {2 * 2000004**2} numbers, ",
        ),
        (
            {"padding": ((10**30, 0), (0, 0))},
            f"padding, dilations: the padded input would hold {2 * 4 * (10**30 + 4)} numbers, ",
        ),
        (
            {"padding": "SAME", "dilations": (10**9, 1)},
            f"padding, dilations: the padded input would hold {2 * 6 * (2 * 10**9 + 4)} numbers, ",
        ),
    ],
)
def test_what_no_memory_holds_is_refused(op: Any, options: Any, says: str) -> None:
    assert message(op, IMAGE, FILTERS, **options) == says + f"at most {ops.MOST_NUMBERS} can be held"


def test_windows_and_outputs_that_no_memory_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ops, "MOST_NUMBERS", 71)
    # 4 window positions of 18 numbers are 72
    assert message(conv2d, IMAGE, FILTERS) == (
        "input, filters: the windows would hold 72 numbers, at most 71 can be held"
    )
    assert message(conv2d, np.ones((1, 1, 1)), np.ones((1, 1, 1, 72))) == (
        "input, filters: the output would hold 72 numbers, at most 71 can be held"
    )
    monkeypatch.setattr(ops, "MOST_NUMBERS", 72)
    assert conv2d(IMAGE, FILTERS).shape == (2, 2, 2)
