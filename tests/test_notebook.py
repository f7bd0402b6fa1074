"""The five examples of assets/notebook.md, run as a notebook runs them: cell by cell, the last line of each shown."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio
import pytest

TEXT = (Path(__file__).resolve().parent.parent / "assets" / "notebook.md").read_text("utf-8")
CELLS = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", TEXT, re.DOTALL)


def run(code: str, names: dict[str, Any]) -> Any:
    """A cell's value, as Jupyter would show it."""
    *statements, last = ast.parse(code).body
    exec(compile(ast.Module(statements, []), "<cell>", "exec"), names)
    if not isinstance(last, ast.Expr):
        exec(compile(ast.Module([last], []), "<cell>", "exec"), names)
        return None
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)


def test_every_cell_shows_what_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pio.renderers, "default", "plotly_mimetype")  # JupyterLab's
    names: dict[str, Any] = {}
    figures = []
    assert len(CELLS) == 5
    for code, said in CELLS:
        shown = run(code, names)
        if isinstance(shown, go.Figure):
            figures.append(shown)
        elif shown is not None:
            print(shown)
        assert capsys.readouterr().out == said
    assert [len(figure.data) for figure in figures] == [2 + 4 + 2, 3 + 3 + 3]
    assert all("application/vnd.plotly.v1+json" in figure._repr_mimebundle_() for figure in figures)
    assert {path.name for path in tmp_path.iterdir()} == {"lesson.html"}
