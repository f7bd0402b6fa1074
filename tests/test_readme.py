"""The README's five lines print what it says they print, and what is named is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_five_lines_print_what_the_readme_says(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (printed,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    assert len([line for line in code.splitlines() if line]) == 5
    exec(code, {})
    assert capsys.readouterr().out == printed


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_file_that_a_page_names_exists(page: str) -> None:
    text = re.sub(r"`[^`\n]*[<*][^`\n]*`", " ", (ROOT / page).read_text("utf-8"))  # a pattern names no file
    named = re.findall(r"\b(?:tests|assets|pages|convcore|benchmarks)/[\w./]*\w", text)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
