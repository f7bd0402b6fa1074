"""What a reader is told where a page fails."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from convcore.catalogue import catalogue
from tests.conftest import DEFECT


def test_a_defect_is_told_in_our_own_words(caplog: pytest.LogCaptureFixture) -> None:
    def script() -> None:
        from pages.parts.server.defects import tell_defect

        assert tell_defect(RuntimeError("the cause"))

    told = AppTest.from_function(script).run(timeout=30)
    assert [error.value for error in told.error] == [catalogue("en")["about.defect"]]
    assert "the cause" in caplog.text
    assert DEFECT in caplog.text  # by which tests of the running app find it
