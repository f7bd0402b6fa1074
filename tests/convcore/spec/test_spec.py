"""A spec: its channels, groups and slices, and what does not fit together."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from convcore.errors import ConvError
from convcore.spec import ConvSpec
from tests.convcore.spec.refusing import FILTERS, IMAGE, message


def test_errors_are_value_errors() -> None:
    assert issubclass(ConvError, ValueError)


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
