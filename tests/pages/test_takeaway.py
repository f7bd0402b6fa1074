"""What the take-home row writes and opens."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest

from convcore import bundle
from convcore.spec import ConvError, ConvSpec
from convcore.trace import Trace
from pages.parts import lab
from pages.parts.animation import said
from pages.parts.takeaway import FILES, Story, opened, writer
from tests.pages.conftest import Open

FILE = {file.ending: file for file in FILES}


def story(kind: str = "depthwise") -> Story:
    return Story((lab.article().trace(kind),), kind)  # type: ignore[arg-type]


@pytest.mark.parametrize("ending", ["zip", "npz", "json"])
def test_what_was_written_is_the_lab_when_opened(ending: str) -> None:
    written = lab.article().with_options(strides=(2, 1), padding="SAME")
    data = writer(FILE[ending], Story((written.trace("depthwise"),), "depthwise"), "en")()
    assert opened(data).same(written)


def test_a_bundle_past_the_limits_of_a_lab_is_refused() -> None:
    spec = ConvSpec("standard", (1, 17, 4, 1), (1, 1, 1, 1))
    data = bundle.to_zip(Trace(spec, np.ones(spec.input_shape), np.ones(spec.filter_shape)))
    with pytest.raises(ConvError, match="height may be at most 16, got 17"):
        opened(data)


@pytest.mark.parametrize(("code", "title"), [("en", "Standard convolution"), ("zh", "标准卷积")])
def test_the_lesson_is_in_the_pages_language(code: str, title: str) -> None:
    assert f"<h1>{title}</h1>" in writer(FILE["html"], story("standard"), code)().decode()


def test_the_readme_is_in_the_pages_language() -> None:
    with zipfile.ZipFile(io.BytesIO(writer(FILE["zip"], story(), "zh")())) as archive:
        assert "填充" in archive.read("README.txt").decode()


def test_a_convolution_of_too_many_steps_has_no_lesson() -> None:
    many = lab.Lab(np.ones((1, 16, 16, 8)), np.ones((1, 1, 8, 8)))
    assert story().plays
    assert not Story((many.trace("depthwise"),), "depthwise").plays


@pytest.mark.parametrize(("size", "words"), [(1, "1 kB"), (5321, "6 kB"), (3_400_000, "3.4 MB")])
def test_sizes_in_words(size: int, words: str) -> None:
    assert said(size) == words


@pytest.mark.parametrize("page", ["article", "standard", "depthwise", "compare", "groups"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_row_stands_on_every_page_with_a_player(open_page: Open, page: str, language: str) -> None:
    app = open_page(page, {"lang": language})
    assert [button.proto.id for button in app.get("download_button") if "takeaway" in button.proto.id]
    assert app.expander
