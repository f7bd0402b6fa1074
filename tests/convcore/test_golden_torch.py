"""PyTorch's own answers for grouped convolutions, kept in golden/ by tests/oracle/make_torch_golden.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from convcore import conv2d, depthwise_conv2d, reference
from tests.oracle.cases import GROUPED, Case, fingerprint, tensors

RECORDS = json.loads((Path(__file__).parent / "golden" / "torch_grouped.json").read_text())
PAIRS = list(zip(GROUPED, RECORDS["cases"], strict=True))


def close(got: Any, want: Any, numbers: str) -> None:
    if numbers == "whole":
        np.testing.assert_array_equal(got, want)
    else:
        np.testing.assert_allclose(got, want, rtol=2e-6, atol=1e-5)


@pytest.mark.parametrize("operation", [conv2d, reference.conv2d], ids=["ops", "reference"])
@pytest.mark.parametrize(("case", "record"), PAIRS, ids=[case.name for case in GROUPED])
def test_agrees_with_pytorch(operation: Any, case: Case, record: dict[str, Any]) -> None:
    arguments = tensors(case)
    assert fingerprint(case) == record["tensors"], "the tensors drawn are not those that PyTorch was given"
    got = operation(*arguments, case.strides, case.padding, case.dilations)
    assert list(got.shape) == record["shape"]
    close(got, np.reshape(record["output"], record["shape"]), case.numbers)


DEPTHWISE = [(case, record) for case, record in PAIRS if case.filters[2] == 1]


@pytest.mark.parametrize(("case", "record"), DEPTHWISE, ids=[case.name for case, _ in DEPTHWISE])
def test_as_many_groups_as_channels_is_depthwise(case: Case, record: dict[str, Any]) -> None:
    """PyTorch's output channel c * M + q is the one that TensorFlow's multiplier index q makes of channel c."""
    image, filters = tensors(case)
    kh, kw, _, out = case.filters
    read = filters.reshape(kh, kw, case.input[3], out // case.input[3])
    got = depthwise_conv2d(image, read, case.strides, case.padding, case.dilations)
    close(got, np.reshape(record["output"], record["shape"]), case.numbers)


def test_every_record_is_grouped_and_from_the_pinned_pytorch() -> None:
    assert RECORDS["torch"] == "2.13.0"
    assert all(record["groups"] == case.input[3] // case.filters[2] > 1 for case, record in PAIRS)
    assert {record["groups"] for _, record in PAIRS} >= {2, 3, 4}


def test_each_option_is_asked_for() -> None:
    assert {case.padding if isinstance(case.padding, str) else "explicit" for case in GROUPED} == {
        "VALID",
        "SAME",
        "explicit",
    }
    assert sum(case.strides[0] != case.strides[1] for case in GROUPED) >= 2
    assert sum(case.dilations[0] != case.dilations[1] for case in GROUPED) >= 2
    assert sum(case.filters[3] > case.input[3] // case.filters[2] for case, _ in DEPTHWISE) >= 1
