"""The learner's values stand in a program, in a number type that holds them."""

from __future__ import annotations

import numpy as np
import pytest

from convcore.frameworks import snippet
from convcore.spec import ConvSpec
from tests.convcore.frameworks.programs import NAMES, separable


@pytest.mark.parametrize("name", NAMES)
def test_the_learners_values_stand_in_the_snippet(name: str) -> None:
    spec = ConvSpec("standard", (1, 1, 4, 1), (1, 1, 1, 1))
    code = snippet(name, spec, np.reshape([0.1, -0.0, 1e-300, 123456789.123], (1, 1, 4, 1)), np.ones((1, 1, 1, 1)))
    assert "[[0.1, -0.0, 1e-300, 123456789.123]],  # channel 0" in code
    assert "float64" in code
    assert "float32)" not in code


def test_the_second_stage_decides_about_the_number_type_too() -> None:
    assert "float32" in separable("jax")
    assert "np.float32" not in separable("jax", weights=0.1)
    assert "np.float32" not in separable("jax", weights=2.0**20)
