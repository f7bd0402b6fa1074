"""The README's five lines print what it says they print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")


def test_the_five_lines_print_what_the_readme_says(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (printed,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    assert len([line for line in code.splitlines() if line]) == 5
    exec(code, {})
    assert capsys.readouterr().out == printed


def test_every_file_the_readme_names_exists() -> None:
    root = Path(__file__).resolve().parent.parent
    named = re.findall(r"\b(?:tests|assets|pages|convcore|benchmarks)/[\w./]*\w", README)
    assert named
    assert [name for name in named if not (root / name).exists()] == []
