"""NumPy's program gives what the core gives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import convcore
from convcore.frameworks import snippet
from tests.convcore.frameworks.programs import CASES, spec_of
from tests.oracle.cases import Case, tensors


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_numpy_snippet_gives_the_cores_numbers(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    given = tensors(case)
    names: dict[str, Any] = {}
    exec(compile(snippet("numpy", spec_of(case), *given), case.name, "exec"), names)
    want = getattr(convcore, case.op)(*(tensor.astype(float) for tensor in given), *case_options(case))
    np.testing.assert_allclose(names["output"], want, rtol=1e-12, atol=1e-12)
    assert capsys.readouterr().out == f"{names['output']}\n"


def case_options(case: Case) -> tuple[Any, ...]:
    return case.strides, case.padding, case.dilations
