"""The command line as a shell sees it: pipelines, messages on stderr, exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from convcore import conv2d, depthwise_conv2d, separable_conv2d
from convcore.__main__ import main
from convcore.io import load, save
from convcore.io.archive import MOST_BYTES
from convcore.io.tables import filters_table, input_table, output_table, to_csv
from convcore.spec import READINGS, ConvSpec
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace, stages

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with input.csv, filters.csv and another filters file that fits depthwise results."""
    monkeypatch.chdir(tmp_path)
    spec = ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2))
    Path("input.csv").write_text(to_csv(input_table(article_input())))
    Path("filters.csv").write_text(to_csv(filters_table(spec, article_filters())))
    Path("second.csv").write_text(to_csv(filters_table(spec, np.ones((2, 1, 2, 3)))))
    return tmp_path


def shell(command: str, folder: Path, expected: int = 0) -> tuple[str, str]:
    """Runs a pipeline as a reader would write it; what it printed and what it complained of."""
    call = (
        f'set -o pipefail; export PYTHONPATH="{ROOT}"; {command.replace("convcore", f"{sys.executable} -m convcore")}'
    )
    run = subprocess.run(["bash", "-c", call], cwd=folder, capture_output=True, text=True)
    assert run.returncode == expected, run.stderr
    return run.stdout, run.stderr


def test_the_articles_numbers_through_standard_input(files: Path) -> None:
    printed, complained = shell("convcore conv2d filters.csv < input.csv", files)
    assert [line.split(",")[-1] for line in printed.splitlines()] == ["value", *["9", "63", "9", "81"] * 2]
    assert complained == ""


def test_one_convolution_feeds_the_next(files: Path) -> None:
    printed, _ = shell("cat input.csv | convcore conv2d filters.csv | convcore depthwise second.csv -", files)
    want = depthwise_conv2d(conv2d(article_input(), article_filters()), np.ones((2, 1, 2, 3)))
    assert printed == to_csv(output_table(want))


def test_a_reader_that_has_enough_is_no_traceback(files: Path) -> None:
    _, complained = shell("convcore conv2d filters.csv input.csv --table steps | head -1 || true", files)
    assert complained == ""


def test_help_names_the_commands(files: Path) -> None:
    printed, _ = shell("convcore --help", files)
    assert all(name in printed for name in ("conv2d", "depthwise", "lesson", "bundle", "Exit codes"))


@pytest.mark.parametrize(
    ("options", "settings"),
    [
        ([], ((1, 1), "VALID", (1, 1))),
        (["--strides", "2", "--padding", "same"], ((2, 2), "SAME", (1, 1))),
        (["--strides", "1,2", "--padding", "1,0,2,3", "--dilations", "2,1"], ((1, 2), ((1, 0), (2, 3)), (2, 1))),
    ],
)
def test_options(files: Path, options: list[str], settings: tuple[object, ...]) -> None:
    assert main(["depthwise", "filters.csv", "input.csv", "--out", "output.csv", *options]) == 0
    want = depthwise_conv2d(article_input(), article_filters(), *settings)  # type: ignore[arg-type]
    assert Path("output.csv").read_text() == to_csv(output_table(want))


@pytest.mark.parametrize("table", sorted(save.TABLES))
def test_every_table_can_be_written(files: Path, table: str) -> None:
    assert main(["conv2d", "filters.csv", "input.csv", "--table", table, "--out", "out.csv"]) == 0
    trace = Trace(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())
    assert Path("out.csv").read_text() == to_csv(save.TABLES[table](trace))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["conv2d", "nothing.csv", "input.csv"], "nothing.csv: No such file or directory"),
        (["conv2d", ".", "input.csv"], ".: Is a directory"),
        (["conv2d", "input.csv", "input.csv"], "filters.csv line 1: the header"),
        (["conv2d", "-", "-"], "filters, input: only one of them can come from standard input"),
        (["conv2d", "filters.csv", "input.csv", "--dilations", "9"], "does not fit the 4x4 input"),
        (["conv2d", "filters.csv", "input.csv", "--strides", "0"], "strides: at least 1 is needed, got 0"),
        (["conv2d", "filters.csv", "input.csv", "--out", "no/where.csv"], "no/where.csv: No such file or directory"),
        (["lesson", "--input", "input.csv"], "--input, --filters: both are needed"),
        (["lesson", "--lab", "input.csv"], "file: a ZIP, .npz or JSON file"),
        (["lesson", "--lab", "x.zip", "--input", "input.csv"], "--lab: it stands for --input and --filters"),
        (["bundle", "--out", "lab.tar"], "--out: a name that ends in .zip, .npz, .json is needed, got 'lab.tar'"),
    ],
)
def test_what_cannot_work_is_said(
    files: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("convcore: ")
    assert said in printed.err
    assert len(printed.err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fold"],
        ["conv2d"],
        ["conv2d", "filters.csv", "--strides", "two"],
        ["conv2d", "filters.csv", "--padding", "1,2"],
        ["conv2d", "filters.csv", "--padding", "-1,0,0,0"],
        ["lesson", "--kind", "sideways"],
        ["lesson", "--language", "de"],
    ],
)
def test_what_is_not_understood_is_exit_code_2(
    files: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_a_lesson_with_the_readers_own_title_and_note(files: Path) -> None:
    assert main(["lesson", "--title", "For <7b>", "--note", "One.\nTwo.", "--out", "own.html"]) == 0
    text = Path("own.html").read_text("utf-8")
    assert "<h1>For &lt;7b&gt;</h1>" in text
    assert "<title>For &lt;7b&gt;</title>" in text
    assert '<p class="note">One.\nTwo.</p>' in text


def test_a_title_of_bytes_that_are_no_text_is_no_traceback(files: Path) -> None:
    shell("convcore lesson --title $'\\xff\\x01Seven' --out own.html", files)
    assert "<h1>Seven</h1>" in Path("own.html").read_text("utf-8")


def test_a_title_too_long_is_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "--title", "x" * 121, "--out", "no.html"]) == 1
    assert capsys.readouterr().err == "convcore: title: at most 120 characters are possible, got 121\n"
    assert not Path("no.html").exists()


def test_a_lesson_of_the_readers_own_tensors(files: Path) -> None:
    tensors = ["--input", "input.csv", "--filters", "filters.csv"]
    assert main(["lesson", "--kind", "depthwise", *tensors, "--padding", "SAME", "--language", "zh"]) == 0
    text = Path("lesson.html").read_text("utf-8")
    assert '<html lang="zh-CN">' in text
    assert "padding SAME" in text


@pytest.mark.parametrize("ending", [".zip", ".npz", ".json"])
def test_a_bundle_is_opened_by_the_next_command(files: Path, ending: str) -> None:
    options = ["--kind", "depthwise", "--strides", "2", "--padding", "SAME"]
    assert main(["bundle", *options, "--out", f"lab{ending}"]) == 0
    assert main(["bundle", "--lab", f"lab{ending}", "--out", "again.json"]) == 0
    spec = load.read(Path("again.json").read_bytes()).spec
    assert (spec.kind, spec.strides, spec.padding) == ("depthwise", (2, 2), "SAME")


@pytest.mark.parametrize("ending", [".zip", ".npz", ".json"])
def test_both_stages_of_a_separable_bundle_are_kept(files: Path, ending: str) -> None:
    tensors = article_input(), article_filters(), np.arange(8.0).reshape(1, 1, 4, 2)
    Path("both.json").write_text(save.to_json(stages(*tensors, padding="SAME")))
    assert main(["bundle", "--lab", "both.json", "--out", f"lab{ending}", "--strides", "2"]) == 0
    held = load.read(Path(f"lab{ending}").read_bytes())
    np.testing.assert_array_equal(held.output, separable_conv2d(*tensors, 2, "SAME"))


def test_standard_input_is_read_once(files: Path) -> None:
    assert main(["bundle", "--out", "lab.zip"]) == 0
    shell("convcore lesson --lab - --out lesson.html < lab.zip", files)
    assert Path("lesson.html").read_text("utf-8").count("<h2>") == len(READINGS)


def test_a_file_too_large_is_refused(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("large.csv").write_bytes(b"0" * (MOST_BYTES + 1))
    assert main(["conv2d", "filters.csv", "large.csv"]) == 1
    assert "large.csv: at most 16 MB are read" in capsys.readouterr().err
