"""Your own conv2d: the file runs by itself, meets what learners write, and says where the first fault is."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from convcore import reference
from convcore.catalogue import LANGUAGES, catalogue
from convcore.practice.classroom.own import FILE, make_cases, write_exercise
from convcore.practice.convolution import Convolution

EMPTY = "    raise NotImplementedError\n"
RIGHT = """
    n, h, w, c = input.shape
    kh, kw, _, outs = filters.shape
    (sy, sx), (dy, dx) = strides, dilations
    sides = ((0, 0), (0, 0)) if padding == "VALID" else padding
    if padding == "SAME":
        sides = []
        for size, k, s, d in ((h, kh, sy, dy), (w, kw, sx, dx)):
            total = max((-(-size // s) - 1) * s + (k - 1) * d + 1 - size, 0)
            sides.append((total // 2, total - total // 2))
    x = np.pad(input, ((0, 0), *sides, (0, 0)))
    rows = (x.shape[1] - (kh - 1) * dy - 1) // sy + 1
    cols = (x.shape[2] - (kw - 1) * dx - 1) // sx + 1
    output = np.zeros((n, rows, cols, outs))
    for y in range(rows):
        for z in range(cols):
            for a in range(kh):
                for b in range(kw):
                    output[:, y, z] += x[:, y * sy + a * dy, z * sx + b * dx] @ filters[a, b]
    return output
"""


def run(tmp_path: Path, body: str, language: str = "en", link: bool = True) -> tuple[int, str]:
    """Runs the file with a learner's function, away from the repository; returns its exit code and what it prints."""
    text = write_exercise((lambda conv: f"https://lab.example/?lab=1.{conv.input.size}") if link else None, language)
    assert text.count(EMPTY) == 1
    path = tmp_path / FILE
    path.write_text(text.replace(EMPTY, body), "utf-8")
    command = [sys.executable, "-I", "-X", "utf8", FILE]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_right_function_passes_all_cases(tmp_path: Path) -> None:
    code, said = run(tmp_path, RIGHT)
    assert code == 0
    assert said.count("… right") == len(make_cases())
    assert said.rstrip().endswith(f"All {len(make_cases())} cases are right. This is a conv2d.")


def test_what_is_expected_is_what_the_reference_gives() -> None:
    for case in make_cases():
        conv = case.conv
        expected = reference.conv2d(conv.input, conv.filters, conv.strides, conv.padding, conv.dilations)
        assert np.array_equal(conv.output, expected), case.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_empty_function_is_told_what_to_do(tmp_path: Path, language: str) -> None:
    code, said = run(tmp_path, EMPTY, language)
    assert code == 1
    assert "NotImplementedError" in said
    assert catalogue(language)["practice.own.error"] in said
    assert "https://lab.example/?lab=1.12" in said


@pytest.mark.parametrize(
    ("change", "case", "mistake"),
    [
        (("@ filters[a, b]", "@ filters[kh - 1 - a, kw - 1 - b]"), "first", "kernel_flipped"),
        (("@ filters[a, b]", "@ filters[b, a]"), "first", "kernel_turned"),
        (("@ filters[a, b]", "[..., :1] @ filters[a, b, :1]"), "channels", "channels_not_added"),
        (("strides, dilations", "(1, 1), dilations"), "stride", "stride_forgotten"),
        (("strides, dilations", "strides, (1, 1)"), "dilation", "dilation_forgotten"),
        (('if padding == "VALID" else padding', ""), "sides", "padding_forgotten"),
        (("(total // 2, total - total // 2)", "(total - total // 2, total // 2)"), "uneven", "same_off_by_one"),
    ],
)
def test_a_known_mistake_is_named_at_its_first_case(
    tmp_path: Path, change: tuple[str, str], case: str, mistake: str
) -> None:
    assert change[0] in RIGHT
    code, said = run(tmp_path, RIGHT.replace(*change))
    names = [one.name for one in make_cases()]
    assert code == 1
    assert said.count("… right") == names.index(case)
    told = catalogue("en")[f"practice.mistake.{mistake}"].split(":")[0].split("{")[0]
    assert told in said
    assert "expected" in said
    assert "https://lab.example/" in said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("    return None\n", "returned no numbers"),
        ("    return 'x'\n", "returned no numbers"),
        ("    return [[1], [2, 3]]\n", "returned no numbers"),
        ("    return 5\n", "returned no numbers"),
        ("    return np.zeros((1, 1))\n", "The shape should be [1, 2, 3, 1], got [1, 1]."),
        ("    return np.full((1, 2, 3, 1), np.nan)\n", "expected -9, got nan"),
        ("    1 / 0\n", "ZeroDivisionError: division by zero"),
        ("    input[:] = 0\n    return np.zeros((1, 2, 3, 1))\n", "[[0 5 2 1]"),
    ],
)
def test_whatever_a_function_does_is_met(tmp_path: Path, body: str, said: str) -> None:
    code, printed = run(tmp_path, body)
    assert code == 1
    assert said in printed


def test_without_links_none_is_printed(tmp_path: Path) -> None:
    _, said = run(tmp_path, EMPTY, link=False)
    assert "http" not in said
    assert catalogue("en")["practice.own.link"] not in said


def test_the_file_needs_numpy_alone() -> None:
    tree = ast.parse(write_exercise())
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"json", "sys", "traceback", "numpy"}
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]


def test_its_function_has_the_signature_of_the_reference() -> None:
    made = next(node for node in ast.parse(write_exercise()).body if isinstance(node, ast.FunctionDef))
    theirs = reference.conv2d.__code__
    assert made.name == "conv2d"
    assert [arg.arg for arg in made.args.args] == list(theirs.co_varnames[: theirs.co_argcount])


def test_every_case_fits_the_lab() -> None:
    """A link opens the very case: no groups, and sizes within the lab's limits."""
    for case in make_cases():
        conv: Convolution = case.conv
        assert conv.filters.shape[2] == conv.input.shape[3]
        assert max(conv.input.shape) <= 16
        assert conv.input.shape[0] <= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_the_same_each_time_in_its_language(language: str) -> None:
    text = write_exercise(None, language)
    assert text == write_exercise(None, language)
    assert catalogue(language)["practice.own.todo"] in text
    assert "$" not in text
