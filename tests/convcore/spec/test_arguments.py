"""Options and shapes: their plain form, and what is said of what is none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from convcore.spec import ConvSpec
from tests.convcore.spec.refusing import FILTERS, IMAGE, message

PAIR = "a whole number or (height, width) is needed, got "
PADDING = "padding: 'VALID', 'SAME' or ((top, bottom), (left, right)) is needed, got "


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
