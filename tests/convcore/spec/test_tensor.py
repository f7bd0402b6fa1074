"""Which tensors are taken, and what is said of the others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from convcore.errors import ConvError
from convcore.spec import all_finite, as_tensor, energy

RECURSIVE: list[Any] = []
RECURSIVE.append(RECURSIVE)

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


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("take", [np.asarray, np.asfortranarray, lambda array: array[:, ::2]], ids=["c", "f", "apart"])
def test_numbers_are_finite_though_their_squares_are_not(dtype: str, take: Any) -> None:
    array = np.full((3, 4, 2), np.finfo(dtype).max, dtype)
    assert all_finite(take(array))
    for odd in (np.nan, np.inf, -np.inf):
        array[1, 2, 1] = odd
        assert not all_finite(take(array))


def test_the_energy_of_integers_does_not_wrap_around() -> None:
    assert energy(np.full(256, 16, np.int8)) == np.inf  # 65536, in int8 0


def test_tensor_refused_in_the_singular() -> None:
    with pytest.raises(ConvError) as caught:
        as_tensor("filters", [[[1]]], (4,))
    assert str(caught.value) == "filters: 4 dimensions are needed, got 3 (shape (1, 1, 1))"
