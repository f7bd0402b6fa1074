"""The largest labs: pages that need fewer steps than the depthwise player still show them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from pages.parts.lab import Lab, State
from pages.parts.session import STATE

MAIN = str(Path(__file__).resolve().parents[2] / "pages" / "main.py")


def largest() -> Lab:
    rng = np.random.default_rng(5)
    return Lab(rng.integers(-9, 10, (1, 16, 16, 8)), rng.integers(-9, 10, (3, 3, 8, 8)))


@pytest.mark.parametrize("name", ["compare", "groups", "separable"])
def test_a_lab_too_long_for_the_depthwise_player_is_shown_elsewhere(name: str) -> None:
    work = largest()
    assert work.problem("depthwise") is not None
    assert work.problem("standard") is None
    at = AppTest.from_file(MAIN, default_timeout=60)
    at.session_state[STATE] = State().commit(work)
    at.run()
    at.switch_page(f"{name}.py").run()
    assert not at.exception
    said = " ".join(warning.value for warning in at.warning)
    if name == "compare":
        assert "4,096" not in said
        assert at.get("bidi_component")
    assert not [error for error in at.error if "differs" in error.value]
