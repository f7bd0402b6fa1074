"""What the take-home row writes and opens."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from convcore.catalogue import LANGUAGES, catalogue
from convcore.errors import ConvError
from convcore.io import save
from convcore.scenes import separable as stages
from convcore.scenes.convolution import build
from convcore.spec import ConvSpec
from convcore.trace import Trace, Work, behind, take_first_part
from convcore.web import lesson
from convcore.web.lesson import program
from convcore.web.own import Own
from convcore.web.payload import PICTURES, RUN, picture_words
from pages.parts import lab
from pages.parts.lab.labfile import from_bytes
from pages.parts.share import takeaway
from pages.parts.share.own import Typed
from pages.parts.share.takeaway import FILES, Story
from tests.pages.conftest import Open, payloads, scenes

FILE = {file.ending: file for file in FILES}
PLACE = {"name", "start", "cell", "plotly", "editable", "version", "calls"}
"""What a player is told of the place where it stands; all else is what it plays."""


def story(kind: str = "depthwise", shown: lab.Lab | None = None) -> Story:
    """What a page tells of a lab; ``compare`` holds both convolutions, ``separable`` both stages."""
    made = shown or lab.article()
    kept, added = made.trace("depthwise"), made.trace("standard")
    both = behind(kept, made.pointwise_filters)
    works: dict[str, tuple[Work, ...]] = {
        "standard": (added,),
        "depthwise": (kept,),
        "compare": (kept, added),
        "separable": (both,),
    }
    scene = {"separable": lambda: stages.build(both), "standard": lambda: build(added)}.get(kind, lambda: build(kept))
    return Story(works[kind], kind, scene(), "Title", "Lead")


def written(ending: str, told: Story, language: str = "en", typed: Typed | None = None) -> bytes:
    return FILE[ending].write(told, language, typed or Typed())


def parts(kind: str, language: str = "en") -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(written("zip", story(kind), language))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("kind", ["standard", "depthwise", "compare", "separable"])
@pytest.mark.parametrize("ending", ["zip", "npz"])
def test_what_was_written_is_the_lab_when_opened(ending: str, kind: str) -> None:
    shown = lab.article().with_options(strides=(2, 1), padding="SAME")
    if kind == "separable":
        shown = shown.with_tensor("pointwise", np.arange(12.0).reshape(1, 1, 4, 3))
    assert from_bytes(written(ending, story(kind, shown))).same(shown)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_a_grouped_convolution_is_opened_with_its_zeros(groups: int) -> None:
    filters = np.arange(1.0, 1 + 9 * 4 // groups * 8).reshape(3, 3, 4 // groups, 8)
    image = np.arange(100.0).reshape(1, 5, 5, 4)
    trace = Trace(ConvSpec("standard", image.shape, filters.shape), image, filters)  # type: ignore[arg-type]
    opened = from_bytes(save.to_zip(trace))
    as_depthwise = groups == 4
    assert opened.filters.shape == (3, 3, 4, 2 if as_depthwise else 8)
    output = opened.trace("depthwise" if as_depthwise else "standard").output
    np.testing.assert_array_equal(output, trace.output)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (save.to_zip, "line 66: row is a whole number from 0 to 15, got '16'"),
        (save.to_npz, r"at most shape \(4, 16, 16, 8\) is read here, got \(1, 17, 4, 1\)"),
        (lambda trace: save.to_json(trace).encode(), "height may be at most 16, got 17"),
    ],
    ids=["zip", "npz", "json"],
)
def test_a_bundle_past_the_limits_of_a_lab_is_refused(write: Callable[[Trace], bytes], message: str) -> None:
    spec = ConvSpec("standard", (1, 17, 4, 1), (1, 1, 1, 1))
    with pytest.raises(ConvError, match=message):
        from_bytes(write(Trace(spec, np.ones(spec.input_shape), np.ones(spec.filter_shape))))


def test_two_convolutions_have_a_folder_each() -> None:
    found = parts("compare")
    assert {name.split("/")[0] for name in found} == {"depthwise", "standard"}
    last = [found[f"{kind}/output.csv"].decode().splitlines()[-1] for kind in ("depthwise", "standard")]
    assert last == ["0,1,1,3,27", "0,1,1,1,81"]


def test_the_bundle_of_a_separable_convolution_holds_both_stages() -> None:
    found = parts("separable")
    assert len(found["steps.csv"].splitlines()) == 1 + 144 + 32
    assert {"mid.csv", "pointwise.csv", "options.csv"} <= found.keys()
    assert b"\nseparable,1," in found["cost.csv"]
    readme = found["README.txt"].decode()
    assert all(f"{name}:" in readme for name in found if name != "README.txt")


def test_a_lesson_has_title_lead_and_facts() -> None:
    text = written("html", story("separable")).decode()
    assert "<h1>Title</h1>" in text
    assert ">Lead</p>" in text
    assert "<dd><code>mid[i, j, 2c + q] = Σ input" in text
    assert "<dt>pointwise filters</dt><dd><code>[1, 1, 4, 2]</code></dd>" in text
    both = written("html", story("compare"), "zh").decode()
    assert "<dt>输出 (conv2d)</dt><dd><code>[1, 2, 2, 2]</code></dd>" in both
    assert both.count("[3, 3, 2, 2]</code>") == 1


def test_a_lesson_has_a_question_with_its_answer_and_the_code() -> None:
    text = written("html", story("separable")).decode()
    assert "what does <code>output[1, 1, 1]</code> hold?" in text
    assert "<p>Stage 2, pointwise: output[1, 1, 1] weighs mid[1, 1, :]:" in text
    assert "tf.nn.separable_conv2d(" in text
    both = written("html", story("compare"), "zh").decode()
    assert "<code>output[1, 1, :]</code>" in both
    assert [f"代码写法：TensorFlow, {name}" in both for name in ("depthwise_conv2d", "conv2d")]


@pytest.mark.parametrize("kind", ["depthwise", "article.answer"])
def test_a_teachers_words_stand_in_a_lesson_that_was_offered_before_they_were_typed(kind: str) -> None:
    made = lab.article().trace("depthwise")
    typed = Typed()
    offered = partial(
        FILE["html"].write, Story((made,), kind, build(made), "" if "." in kind else "Title"), "en", typed
    )
    before = offered().decode()
    typed.own = Own("For 7b", "Mind the\npadding.")
    after = offered().decode()
    assert "For 7b" not in before
    assert "<h1>For 7b</h1>" in after
    assert '<p class="note">Mind the\npadding.</p>' in after


def test_without_words_of_its_own_a_story_is_told_by_its_convolutions() -> None:
    both = lab.article().trace("standard"), lab.article().trace("depthwise")
    text = written("html", Story(both, "article.answer", build(both[0])), "zh").decode()
    assert "<h2>标准卷积</h2>" in text
    assert "<h2>逐深度卷积</h2>" in text


def test_the_readme_is_in_the_pages_language() -> None:
    assert "填充" in parts("depthwise", "zh")["README.txt"].decode()


def test_the_code_is_that_of_the_convolution_chosen() -> None:
    kept, added = story("compare").works
    assert "depthwise_conv2d(image" in program("tensorflow", kept)
    assert "tf.nn.conv2d(image" in program("tensorflow", added)
    assert "weights = np.array" in program("numpy", story("separable").works[0])


@pytest.mark.parametrize("kind", ["standard", "article.answer"])
def test_a_lesson_of_too_many_steps_plays_a_part_and_says_so(kind: str) -> None:
    many = lab.Lab(np.ones((1, 16, 16, 8)), np.ones((3, 3, 8, 8)), padding=((6, 6), (6, 6)))
    held = take_first_part(many.trace("standard"))
    title = "" if "." in kind else "Title"
    text = written("html", Story((held,), kind, build(held), title)).decode()
    assert "<dt>played</dt><dd><code>output rows 0 to 18</code></dd>" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_have_their_words(language: str) -> None:
    words = picture_words(catalogue(language))
    assert set(words) == {*PICTURES, *RUN, "help"}
    assert words["stop"] == catalogue(language)["takeaway.gif.stop"]


@pytest.mark.parametrize("page", ["article", "standard", "depthwise", "compare", "groups", "separable", "mobilenet"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_block_stands_on_every_page_and_its_lesson_plays_what_the_page_plays(
    open_page: Open, page: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the same words; tests/browser/test_lesson.py holds that a browser makes the same of both."""
    offered, offer = {}, takeaway.offer

    def note(word: str, data: Any, file: str, *rest: str) -> None:
        offered[word.removeprefix("takeaway.")] = data, file
        offer(word, data, file, *rest)

    monkeypatch.setattr(takeaway, "offer", note)
    app = open_page(page, {"lang": language})
    files = {button.proto.id.rpartition("-")[2] for button in app.get("download_button")}
    assert [one.value for one in app.header].count(catalogue(language)["takeaway.title"]) == 1
    assert {"takeaway_json"} <= files
    assert page == "mobilenet" or {f"takeaway_{ending}" for ending in FILE} <= files
    if page != "mobilenet":
        write, file = offered["html"]
        assert file == f"{'grouped' if page == 'groups' else page}-4x4x2-k3-s1-VALID.html"
        expect_lesson_of_the_page(write().decode(), app, page, language)


def expect_lesson_of_the_page(text: str, app: AppTest, page: str, language: str) -> None:
    if page == "article":  # which plays one convolution by several pictures
        both = [lab.article().trace(kind) for kind in ("standard", "depthwise")]
        assert text == lesson.render(lesson.convolution(*both, language=language), language)
        return
    assert f'<html lang="{LANGUAGES[language].tag}"' in text
    (here,) = payloads(app)
    (taken,) = [json.loads(one) for one in re.findall(r'<script type="application/json">(.*?)</script>', text)]
    assert {name for name in here | taken if here.get(name) != taken.get(name)} <= PLACE
    said = [frame["sentence"] for frame in scenes(app)[0]["frames"]]
    assert len(said) >= 4
    assert len(set(said)) >= 2


def test_a_files_name_says_what_is_inside(open_page: Open) -> None:
    strided = lab.Lab(np.ones((1, 6, 6, 3)), np.ones((5, 5, 3, 1)), (2, 2), "SAME")
    assert story("depthwise", strided).file == "depthwise-6x6x3-k5-s2-SAME"
    assert story("separable").file == "separable-4x4x2-k3-s1-VALID"
    both = story("compare").works
    assert Story(both, "article.answer", None).file == "article-4x4x2-k3-s1-VALID"
