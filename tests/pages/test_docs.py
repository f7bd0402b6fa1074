"""The examples in the docstrings of the pages' parts run (those of the core are collected by pytest itself)."""

from __future__ import annotations

import doctest
from importlib import import_module
from pathlib import Path

import pytest

PARTS = sorted(path.stem for path in (Path(__file__).resolve().parents[2] / "pages" / "parts").glob("*.py"))


@pytest.mark.parametrize("name", PARTS)
def test_the_examples_run(name: str) -> None:
    assert doctest.testmod(import_module(f"pages.parts.{name}")).failed == 0
