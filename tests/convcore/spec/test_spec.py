"""What a convolution may be asked to do, and every refusal with its whole message."""

from __future__ import annotations

import dataclasses
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from convcore.errors import ConvError
from convcore.spec import ConvSpec, as_tensor

IMAGE = (1, 4, 4, 2)
FILTERS = (3, 3, 2, 2)
PAIR = "a whole number or (height, width) is needed, got "
PADDING = "padding: 'VALID', 'SAME' or ((top, bottom), (left, right)) is needed, got "


def message(*arguments: Any, **options: Any) -> str:
    with pytest.raises(ConvError) as caught:
        ConvSpec(*arguments, **options)
    return str(caught.value)


def test_errors_are_value_errors() -> None:
    assert issubclass(ConvError, ValueError)


# options that are taken, and how they are kept


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (2, (2, 2)),
        ((1, 2), (1, 2)),
        ([1, 2], (1, 2)),
        (np.int64(2), (2, 2)),
        (np.uint8(2), (2, 2)),
        (np.array(2), (2, 2)),
        (np.array([1, 2]), (1, 2)),
        ((np.int32(1), 2), (1, 2)),
        (10**30, (10**30, 10**30)),
    ],
)
def test_strides_are_kept_as_a_pair_of_ints(value: Any, kept: tuple[int, int]) -> None:
    spec = ConvSpec("standard", IMAGE, FILTERS, strides=value)
    assert spec.strides == kept
    assert [type(stride) for stride in spec.strides] == [int, int]


def test_dilations_are_kept_as_a_pair_of_ints() -> None:
    spec = ConvSpec("standard", (1, 9, 9, 2), FILTERS, dilations=np.array([3, 2]))
    assert spec.dilations == (3, 2)
    assert [type(dilation) for dilation in spec.dilations] == [int, int]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("VALID", "VALID"),
        (np.str_("SAME"), "SAME"),
        (((1, 2), (3, 0)), ((1, 2), (3, 0))),
        ([[1, 2], [3, 0]], ((1, 2), (3, 0))),
        (np.array([[1, 2], [3, 0]]), ((1, 2), (3, 0))),
        (((np.int64(1), 2), np.array([3, 0])), ((1, 2), (3, 0))),
    ],
)
def test_padding_is_kept_plain(value: Any, kept: Any) -> None:
    spec = ConvSpec("standard", IMAGE, FILTERS, padding=value)
    assert spec.padding == kept
    assert repr(spec.padding) == repr(kept)


def test_shapes_are_kept_as_tuples_of_ints() -> None:
    spec = ConvSpec("standard", [1, 4, 4, np.int64(2)], np.array(FILTERS))  # type: ignore[arg-type]
    assert (spec.input_shape, spec.filter_shape) == (IMAGE, FILTERS)
    assert {type(size) for size in (*spec.input_shape, *spec.filter_shape)} == {int}
    assert spec == ConvSpec("standard", IMAGE, FILTERS)
    assert hash(spec) == hash(ConvSpec("standard", IMAGE, FILTERS))


def test_a_spec_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        ConvSpec("standard", IMAGE, FILTERS).strides = (2, 2)  # type: ignore[misc]


# what follows from the shapes


@pytest.mark.parametrize(
    ("kind", "channels", "filters", "groups", "per_group", "out", "outs_per_group"),
    [
        ("standard", 2, (3, 3, 2, 5), 1, 2, 5, 5),
        ("standard", 6, (3, 3, 2, 9), 3, 2, 9, 3),
        ("standard", 4, (3, 3, 1, 8), 4, 1, 8, 2),
        ("depthwise", 2, (3, 3, 2, 2), 2, 1, 4, 2),
        ("depthwise", 3, (3, 3, 3, 1), 3, 1, 3, 1),
        ("depthwise", 1, (3, 3, 1, 5), 1, 1, 5, 5),
    ],
)
def test_channels(
    kind: Any, channels: int, filters: Any, groups: int, per_group: int, out: int, outs_per_group: int
) -> None:
    spec = ConvSpec(kind, (1, 4, 4, channels), filters)
    assert (spec.groups, spec.channels_per_group) == (groups, per_group)
    assert (spec.out_channels, spec.outs_per_group) == (out, outs_per_group)


def test_sources_and_slices_of_each_kind() -> None:
    grouped = ConvSpec("standard", (1, 4, 4, 4), (3, 3, 2, 6))
    assert [list(grouped.sources(k)) for k in range(6)] == [[0, 1]] * 3 + [[2, 3]] * 3
    assert [grouped.filter_slice(c, 4) for c in (2, 3)] == [(0, 4), (1, 4)]
    depthwise = ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 3))
    assert [list(depthwise.sources(k)) for k in range(6)] == [[0]] * 3 + [[1]] * 3
    assert [depthwise.filter_slice(k // 3, k) for k in range(6)] == [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
    ]


# refusals of a spec


@pytest.mark.parametrize("name", ["strides", "dilations"])
@pytest.mark.parametrize(
    ("value", "says"),
    [
        (0, "at least 1 is needed, got 0"),
        (-1, "at least 1 is needed, got -1"),
        ((1, 0), "at least 1 is needed, got 0"),
        ((-2, -3), "at least 1 is needed, got -3"),
        (np.int64(0), "at least 1 is needed, got 0"),
        (1.0, PAIR + "1.0"),
        ((1, 2.5), PAIR + "(1, 2.5)"),
        (True, PAIR + "True"),
        ((True, 1), PAIR + "(True, 1)"),
        (np.True_, PAIR + "np.True_"),
        (np.array(True), PAIR + "array(True)"),
        ((1, 2, 3), PAIR + "(1, 2, 3)"),
        ((1, 1, 1, 1), PAIR + "(1, 1, 1, 1)"),
        ((1, None, 1), PAIR + "(1, None, 1)"),
        ((1,), PAIR + "(1,)"),
        ((), PAIR + "()"),
        ("2", PAIR + "'2'"),
        ("22", PAIR + "'22'"),
        (None, PAIR + "None"),
        ({1, 2}, PAIR + "{1, 2}"),
        ([[1, 2], [3]], PAIR + "[[1, 2], [3]]"),
        ((np.array([1]), 2), PAIR + "(array([1]), 2)"),
        (np.array([1.0, 2.0]), PAIR + "array([1., 2.])"),
        (np.array([[1, 2]]), PAIR + "array([[1, 2]])"),
    ],
)
def test_pair_refused(name: str, value: Any, says: str) -> None:
    assert message("standard", IMAGE, FILTERS, **{name: value}) == f"{name}: {says}"


@pytest.mark.parametrize(
    "value",
    [
        "same",
        "Valid",
        " SAME",
        "EXPLICIT",
        "",
        b"SAME",
        None,
        0,
        1,
        True,
        (1, 1),
        (1, 1, 1, 1),
        ((1, 1),),
        ((1, 1), (1, 1), (1, 1)),
        ((0, 0), (1, 1), (1, 1), (0, 0)),
        ((1, 1, 1), (1, 1)),
        ((1, 2), 3),
        ((1, 2), [3]),
        ((1, 2), "ab"),
        ((1, 2), (True, 1)),
        ((1, 2), (None, 1)),
        ((1, 2), (1, 1, None)),
        ((1, 2), (0.0, 1)),
        ((1, 2), ([1], 2)),
    ],
)
def test_padding_refused(value: Any) -> None:
    assert message("standard", IMAGE, FILTERS, padding=value) == PADDING + repr(value)


@pytest.mark.parametrize("sides", [((-1, 0), (0, 0)), ((0, -1), (0, 0)), ((2, 2), (-3, 0)), ((2, 2), (0, -1))])
def test_negative_padding_refused(sides: Any) -> None:
    want = f"padding: at least 0 is needed on each side, got {sides}"
    assert message("standard", IMAGE, FILTERS, padding=sides) == want


@pytest.mark.parametrize(
    ("image", "filters", "options", "says"),
    [
        (
            (1, 4, 4, 1),
            (5, 5, 1, 1),
            {},
            "padding='VALID': the 5x5 kernel does not fit the 4x4 input",
        ),
        (
            (1, 4, 9, 1),
            (5, 3, 1, 1),
            {},
            "padding='VALID': the 5x3 kernel does not fit the 4x9 input",
        ),
        (
            (1, 9, 4, 1),
            (3, 5, 1, 1),
            {"strides": 2},
            "padding='VALID': the 3x5 kernel does not fit the 9x4 input",
        ),
        (
            (1, 4, 4, 1),
            (3, 2, 1, 1),
            {"dilations": (2, 3)},
            "padding='VALID': the 3x2 kernel (dilated: 5x4) does not fit the 4x4 input",
        ),
        (
            (1, 4, 3, 1),
            (7, 5, 1, 1),
            {"padding": ((1, 1), (2, 0))},
            "padding=((1, 1), (2, 0)): the 7x5 kernel does not fit the 6x5 padded input",
        ),
        (
            (1, 4, 3, 1),
            (2, 4, 1, 1),
            {"padding": ((0, 1), (3, 0)), "dilations": (4, 2)},
            "padding=((0, 1), (3, 0)): the 2x4 kernel (dilated: 5x7) does not fit the 5x6 padded input",
        ),
        (
            (1, 4, 4, 1),
            (5, 4, 1, 1),
            {"padding": ((0, 0), (0, 0))},
            "padding=((0, 0), (0, 0)): the 5x4 kernel does not fit the 4x4 padded input",
        ),
    ],
)
@pytest.mark.parametrize("kind", ["standard", "depthwise"])
def test_kernel_that_does_not_fit_refused(kind: str, image: Any, filters: Any, options: Any, says: str) -> None:
    assert message(kind, image, filters, **options) == says


@pytest.mark.parametrize(
    ("kind", "channels", "filters", "says"),
    [
        (
            "depthwise",
            2,
            (3, 3, 3, 1),
            "filters: shape (3, 3, 3, 1) is for 3 input channels, the input has 2",
        ),
        (
            "depthwise",
            4,
            (3, 3, 2, 1),
            "filters: shape (3, 3, 2, 1) is for 2 input channels, the input has 4",
        ),
        (
            "standard",
            4,
            (3, 3, 3, 2),
            "filters: their input depth must divide the input's channels, 3 does not divide 4",
        ),
        (
            "standard",
            2,
            (3, 3, 4, 2),
            "filters: their input depth must divide the input's channels, 4 does not divide 2",
        ),
        (
            "standard",
            6,
            (3, 3, 2, 4),
            "filters: 3 groups (6 input channels / depth 2) must divide the output channels, 3 does not divide 4",
        ),
    ],
)
def test_channels_refused(kind: str, channels: int, filters: Any, says: str) -> None:
    assert message(kind, (1, 4, 4, channels), filters) == says


@pytest.mark.parametrize(
    ("image", "filters", "says"),
    [
        ((4, 4, 2), FILTERS, "input: 4 dimensions are needed, got 3 (shape (4, 4, 2))"),
        (IMAGE, (3, 3, 2), "filters: 4 dimensions are needed, got 3 (shape (3, 3, 2))"),
        ((1, 0, 4, 2), FILTERS, "input: every size is at least 1, got shape (1, 0, 4, 2)"),
        (IMAGE, (3, 3, 2, -1), "filters: every size is at least 1, got shape (3, 3, 2, -1)"),
        ((1, 4.5, 4, 2), FILTERS, "input: a shape of 4 whole numbers is needed, got (1, 4.5, 4, 2)"),
        ((True, 4, 4, 2), FILTERS, "input: a shape of 4 whole numbers is needed, got (True, 4, 4, 2)"),
        (IMAGE, "3322", "filters: a shape of 4 whole numbers is needed, got '3322'"),
        (5, FILTERS, "input: a shape of 4 whole numbers is needed, got 5"),
        ((), FILTERS, "input: a shape of 4 whole numbers is needed, got ()"),
    ],
)
def test_shapes_refused(image: Any, filters: Any, says: str) -> None:
    assert message("standard", image, filters) == says


@pytest.mark.parametrize("kind", ["full", "Standard", "", None, ["standard"]])
def test_kind_refused(kind: Any) -> None:
    assert message(kind, IMAGE, FILTERS) == f"kind: 'standard' or 'depthwise' is needed, got {kind!r}"


# tensors


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        ([[[1, 2]]], "int64"),
        ([[[1, 2.5]]], "float64"),
        ([[[2**53 + 1, -(2**63)]]], "int64"),
        ([[[2**63, 0.5]]], "float64"),
        (np.ones((1, 1, 2), np.int8), "int64"),
        (np.ones((1, 1, 2), np.uint64), "int64"),
        (np.ones((1, 1, 2), ">i4"), "int64"),
        (np.ones((1, 1, 2), np.float16), "float16"),
        (np.ones((1, 1, 2), np.float32), "float32"),
        (np.ones((1, 1, 2), np.longdouble), np.longdouble),
        (np.ma.masked_array(np.ones((1, 1, 2)), mask=False), "float64"),
        (((range(2),),), "int64"),
    ],
)
def test_tensor_types(value: Any, dtype: Any) -> None:
    tensor = as_tensor("input", value, (3, 4))
    assert tensor.dtype == np.dtype(dtype)
    assert tensor.shape == (1, 1, 2)
    np.testing.assert_array_equal(tensor, np.array(value))


RECURSIVE: list[Any] = []
RECURSIVE.append(RECURSIVE)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([[[1, 2], [3]]], "the nested lists are not one rectangular array"),
        ([[[1, 2]], 3], "the nested lists are not one rectangular array"),
        (RECURSIVE, "the nested lists are not one rectangular array"),
        ("1 2 3", "real numbers are needed, got text"),
        ([[["1", "2"]]], "real numbers are needed, got text"),
        ([[["x", 2]]], "real numbers are needed, got text"),
        ([[[b"1"]]], "real numbers are needed, got bytes"),
        ([[[1j]]], "real numbers are needed, got complex numbers"),
        (np.ones((1, 1, 1), np.complex64), "real numbers are needed, got complex numbers"),
        ([[[True]]], "real numbers are needed, got booleans"),
        (np.ones((1, 1, 1), bool), "real numbers are needed, got booleans"),
        (np.ones((1, 1, 1), object), "real numbers are needed, got objects"),
        ([[[None, 1]]], "real numbers are needed, got objects"),
        ([[[Decimal(1)]]], "real numbers are needed, got objects"),
        (None, "real numbers are needed, got objects"),
        ({1: 2}, "real numbers are needed, got objects"),
        (np.zeros((1, 1, 1), "M8[s]"), "real numbers are needed, got dates"),
        (np.zeros((1, 1, 1), "m8[s]"), "real numbers are needed, got times"),
        (np.zeros((1, 1, 1), [("a", "<i4")]), "real numbers are needed, got [('a', '<i4')]"),
        (7, "3 or 4 dimensions are needed, got 0 (shape ())"),
        (np.float64(7), "3 or 4 dimensions are needed, got 0 (shape ())"),
        ([], "3 or 4 dimensions are needed, got 1 (shape (0,))"),
        ([[1, 2], [3, 4]], "3 or 4 dimensions are needed, got 2 (shape (2, 2))"),
        (np.ones((1, 2, 1, 1, 3)), "3 or 4 dimensions are needed, got 5 (shape (1, 2, 1, 1, 3))"),
        ([[[]]], "every size is at least 1, got shape (1, 1, 0)"),
        (np.ones((2, 0, 3, 1)), "every size is at least 1, got shape (2, 0, 3, 1)"),
        (np.ones((2, 0, 3, 1), np.uint8), "every size is at least 1, got shape (2, 0, 3, 1)"),
        ([[[1, 2], [3, float("nan")]]], "finite numbers are needed, got nan at [0, 1, 1]"),
        ([[[1, 2]], [[float("-inf"), float("nan")]]], "finite numbers are needed, got -inf at [1, 0, 0]"),
        (np.full((1, 1, 1, 1), np.inf, np.float16), "finite numbers are needed, got inf at [0, 0, 0, 0]"),
        (
            np.full((1, 1, 1), 2**63, np.uint64),
            "9223372036854775808 is larger than int64 holds; write it as a float",
        ),
        ([[[2**63, 1]]], "9223372036854775808 is larger than int64 holds; write it as a float"),
        ([[[1, -1], [5, 2**63]]], "9223372036854775808 is larger than int64 holds; write it as a float"),
        ([[[2**64, 1]]], "18446744073709551616 is larger than int64 holds; write it as a float"),
        ([[[2**64, 1.5]]], "18446744073709551616 is larger than int64 holds; write it as a float"),
        ([[[-(2**63) - 1]]], "-9223372036854775809 is larger than int64 holds; write it as a float"),
        (np.ma.masked_array(np.ones((1, 1, 3)), mask=[[[0, 1, 1]]]), "2 of the 3 numbers are masked"),
    ],
)
def test_tensor_refused(value: Any, says: str) -> None:
    with pytest.raises(ConvError) as caught:
        as_tensor("input", value, (3, 4))
    assert str(caught.value) == f"input: {says}"


def test_tensor_refused_in_the_singular() -> None:
    with pytest.raises(ConvError) as caught:
        as_tensor("filters", [[[1]]], (4,))
    assert str(caught.value) == "filters: 4 dimensions are needed, got 3 (shape (1, 1, 1))"
