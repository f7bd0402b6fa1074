"""Errors explained on the command line."""

from __future__ import annotations

import io
import json
import sys

import pytest

from convcore.__main__ import main
from tests.convcore.explain.test_explain import TORCH


def shell(message: str, *options: str, monkeypatch: pytest.MonkeyPatch) -> str:
    class Pipe:
        def __init__(self, content: bytes) -> None:
            self.buffer = io.BytesIO(content)

        def flush(self) -> None: ...

    printed = Pipe(b"")
    monkeypatch.setattr(sys, "stdin", Pipe(message.encode()))
    monkeypatch.setattr(sys, "stdout", printed)
    assert main(["explain", *options]) == 0
    return printed.buffer.getvalue().decode()


def test_the_command_line_prints_json(monkeypatch: pytest.MonkeyPatch) -> None:
    message = TORCH.format(weight=[8, 4, 3, 3], input=[1, 3, 5, 5], want=4, got=3)
    said = json.loads(shell(message, "--json", monkeypatch=monkeypatch))
    assert said["framework"] == "pytorch"
    assert said["problem"] == "channels"
    assert said["numbers"] == {
        "groups": 1,
        "filter_shape": [8, 4, 3, 3],
        "input_shape": [1, 3, 5, 5],
        "expected_channels": 4,
        "got_channels": 3,
    }
    assert said["causes"] == ["image-mode", "previous-layer"]
    assert len(said["reasons"]) == 2
    assert "nn.Conv2d(3, 8, kernel_size=3)" in said["fixes"][0]["after"]


@pytest.mark.parametrize(("language", "words"), [("en", "groups must divide"), ("zh", "组数必须整除")])
def test_the_command_line_speaks_both_languages(language: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    said = shell("ValueError: in_channels must be divisible by groups", "--language", language, monkeypatch=monkeypatch)
    assert words in said
    assert "nn.Conv2d" in said


def test_the_command_line_takes_an_unknown_message(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not known" in shell(
        "\udcff nothing [1, 2, 3]".encode("utf-8", "surrogateescape").decode("latin1"), monkeypatch=monkeypatch
    )
