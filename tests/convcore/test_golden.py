"""TensorFlow's own answers, kept in golden/ by tests/oracle/make_golden.py, against both implementations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import convcore
from convcore import reference
from tests.oracle.cases import FILES, Case, fingerprint, tensors

GOLDEN = Path(__file__).parent / "golden"
RECORDS = {name: json.loads((GOLDEN / f"{name}.json").read_text()) for name in FILES}
PAIRS = [
    (case, record) for name, table in FILES.items() for case, record in zip(table, RECORDS[name]["cases"], strict=True)
]
CASES = [case for case, _ in PAIRS]


@pytest.mark.parametrize("module", [convcore, reference], ids=["ops", "reference"])
@pytest.mark.parametrize(("case", "record"), PAIRS, ids=[case.name for case in CASES])
def test_agrees_with_tensorflow(module: Any, case: Case, record: dict[str, Any]) -> None:
    arguments = tensors(case)
    assert fingerprint(case) == record["tensors"], "the tensors drawn are not those that TensorFlow was given"
    got = getattr(module, case.op)(*arguments, case.strides, case.padding, case.dilations)
    want = np.array(record["output"], arguments[0].dtype).reshape(record["shape"])
    assert got.shape == want.shape
    assert got.dtype == want.dtype
    if case.numbers == "whole":
        np.testing.assert_array_equal(got, want)
    else:
        np.testing.assert_allclose(got, want, rtol=2e-6, atol=1e-5)


@pytest.mark.parametrize(("case", "record"), PAIRS, ids=[case.name for case in CASES])
def test_record_is_of_its_case(case: Case, record: dict[str, Any]) -> None:
    padding = record["padding"]
    if not isinstance(padding, str):
        padding = tuple(map(tuple, padding))
    lists = {key: tuple(record[key]) for key in ("input", "filters", "strides", "dilations")}
    stored = Case(record["op"], padding=padding, numbers=record["numbers"], out=record["out"], **lists)
    assert stored == case
    assert record["via"].startswith("tf.")


def test_values_are_those_of_tensorflow_2_21() -> None:
    assert {record["tensorflow"] for record in RECORDS.values()} == {"2.21.0"}


def test_there_are_sixty_cases_and_no_two_alike() -> None:
    assert len(CASES) >= 60
    assert len(set(CASES)) == len(CASES)
    assert len({case.seed for case in CASES}) == len(CASES)


OPTIONS = {
    "VALID": lambda case: case.padding == "VALID",
    "SAME": lambda case: case.padding == "SAME",
    "uneven explicit padding": lambda case: isinstance(case.padding, tuple) and len({*sum(case.padding, ())}) > 2,
    "uneven strides": lambda case: case.strides[0] != case.strides[1],
    "uneven dilations": lambda case: case.dilations[0] != case.dilations[1],
    "stride with dilation": lambda case: max(case.strides) > 1 and max(case.dilations) > 1,
    "even and odd kernel": lambda case: sum(case.filters[:2]) % 2 == 1,
    "batch": lambda case: case.input[0] > 1,
    "whole numbers": lambda case: case.numbers == "whole",
    "floats": lambda case: case.numbers == "float",
    "several channels": lambda case: case.input[3] > 1,
}


@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("op", FILES)
def test_each_operation_is_asked_for_each_option_twice(op: str, option: str) -> None:
    assert sum(OPTIONS[option](case) for case in FILES[op]) >= 2


RARITIES = {
    "a 1x1 kernel": lambda case: case.filters[:2] == (1, 1),
    "SAME at stride 2 on an even side": lambda case: (case.padding, case.strides) == ("SAME", (2, 2)),
    "SAME with a stride past the kernel": lambda case: case.padding == "SAME" and case.strides > case.filters[:2],
    "SAME with a kernel past the input": lambda case: case.padding == "SAME" and case.filters[0] > case.input[1],
    "explicit padding past the kernel": lambda case: (
        case.padding[0][0] > case.filters[0] if isinstance(case.padding, tuple) else False
    ),
}


@pytest.mark.parametrize("rarity", RARITIES)
@pytest.mark.parametrize("op", ["conv2d", "depthwise_conv2d"])
def test_rare_settings_are_asked_for(op: str, rarity: str) -> None:
    assert any(RARITIES[rarity](case) for case in FILES[op])


def test_groups_are_asked_for_with_each_padding() -> None:
    grouped = [case for case in FILES["conv2d"] if 1 < case.input[3] // case.filters[2] < case.input[3]]
    assert {case.padding if isinstance(case.padding, str) else "explicit" for case in grouped} == {
        "VALID",
        "SAME",
        "explicit",
    }
    assert any(case.input[3] // case.filters[2] == case.input[3] > 1 for case in FILES["conv2d"])


def test_multipliers_are_asked_for() -> None:
    assert {case.filters[3] for case in FILES["depthwise_conv2d"]} == {1, 2, 3}
    assert max(case.filters[3] for case in FILES["separable_conv2d"]) > 1
