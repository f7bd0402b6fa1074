"""The article's page: five chapters, both printed results, and numbers that follow the lab."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from convcore.catalogue import LANGUAGES
from convcore.frameworks import ARTICLE
from pages.parts.sections.article import CHAPTERS
from pages.parts.ui.language import catalogue
from tests.pages.conftest import Open, edit, open_folds
from tests.pages.player.test_player import players

STANDARD = "[[[[ 9. 63.]\n   [ 9. 81.]]\n\n  [[ 9. 63.]\n   [ 9. 81.]]]]"
DEPTHWISE = "[[[[ 0. 36.  9. 27.]\n   [ 0. 54.  9. 27.]]\n\n  [[ 0. 36.  9. 27.]\n   [ 0. 54.  9. 27.]]]]"
HOLE = re.compile(r"\{\w+\}")


def prose(app: AppTest) -> str:
    return "\n".join(str(element.value) for element in app.markdown)


def starts(app: AppTest) -> dict[str, tuple[int, int]]:
    """Each player's first step, which a scene decides where the page does not, and how many it has."""
    return {
        read["name"]: (read["scene"]["start"] if read["start"] is None else read["start"], len(read["scene"]["frames"]))
        for read in players(app)
    }


def questions(app: AppTest) -> list[tuple[str, str]]:
    """Each chapter's question and its answer."""
    asked = [one for one in app.get("popover") if one.proto.popover.icon == ":material/help:"]
    return [(one.proto.popover.label, str(one.children[0].value)) for one in asked]


@pytest.mark.parametrize(
    ("language", "title", "chapters"),
    [
        (
            "en",
            "Same image, same filter, two results",
            [
                "The tensors",
                "One window",
                "conv2d adds the channels",
                "depthwise_conv2d keeps them apart",
                "What TensorFlow prints",
            ],
        ),
        (
            "zh",
            "同一幅图像，同一个滤波器，两种结果",
            ["两个张量", "一个窗口", "conv2d 把各通道相加", "depthwise_conv2d 让它们各自保留", "TensorFlow 打印的结果"],
        ),
    ],
)
def test_five_chapters_tell_the_story(open_page: Open, language: str, title: str, chapters: list[str]) -> None:
    app = open_page("article", query={"lang": language})
    assert [one.value for one in app.title] == [title]
    assert [one.value for one in app.subheader] == [f"{i} · {chapter}" for i, chapter in enumerate(chapters, 1)]
    assert not HOLE.search(prose(app))


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_printed_results_stand_on_the_page(open_page: Open, language: str) -> None:
    app = open_page("article", query={"lang": language})
    assert [one.value for one in app.code] == [STANDARD, DEPTHWISE, ARTICLE.strip()]
    assert "**9, 63**" in app.markdown[0].value
    assert "**0, 36, 9, 27**" in app.markdown[0].value


def test_every_chapter_has_its_player_on_its_step(open_page: Open) -> None:
    assert starts(open_page("article")) == {
        "article.tensors": (0, 6),
        "article.window": (0, 9),
        "article.standard": (0, 8),
        "article.depthwise": (3, 16),
        "article.answer": (7, 8),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_asks_and_answers(open_page: Open, language: str) -> None:
    asked = questions(open_page("article", query={"lang": language}))
    assert len(asked) == len(CHAPTERS) == 5
    for number, (question, answer) in enumerate(asked):
        assert re.search(r"[?？]", question), number
        assert not HOLE.search(question + answer)
    answers = [answer for _, answer in asked]
    for number, said in enumerate(["**36**", "output[0, 0, 1]", "36 + 27 = **63**", "2 = 1 × 2 + 0", "0 + 9 = **9**"]):
        assert said in answers[number]


def test_the_story_gives_the_articles_numbers(open_page: Open) -> None:
    told = prose(open_page("article"))
    for said in ("`[1, 4, 4, 2]`", "`[3, 3, 2, 2]`", "12 + 12 + 12 = **36**", "0 + 9 = **9**", "**0, 36, 9, 27**"):
        assert said in told


def test_each_convolution_leads_to_its_page(open_page: Open) -> None:
    links = {link.proto.page: link.proto.label for link in open_page("article").get("page_link")}
    english = catalogue("en")
    assert links["standard"] == english["article.standard.open"]
    assert links["depthwise"] == english["article.depthwise.open"]


def test_the_numbers_follow_the_lab(open_page: Open) -> None:
    """input[0, 0, 0] from 1 to 101 adds 100·2 at the first window: to depthwise channel 1, to conv2d channel 1."""
    app = edit(open_page("depthwise"), "grid_input_0_0", {(0, 0): "101"})
    open_folds(app)
    app.switch_page("article.py").run()
    assert not app.exception
    standard, depthwise = (np.array(numbers(one.value)) for one in app.code[:2])
    assert standard[:4].tolist() == [9, 263, 9, 81]
    assert depthwise[:8].tolist() == [0, 236, 9, 27, 0, 54, 9, 27]
    told = prose(app)
    assert "**9, 263**" in app.markdown[0].value
    assert "**0, 236, 9, 27**" in told
    assert "212 + 12 + 12 = **236**" in told
    assert "236 + 27 = **263**" in questions(app)[2][1]
    assert starts(app)["article.depthwise"] == (3, 16)


def test_negative_and_shortened_numbers_are_told_as_such(open_page: Open) -> None:
    app = edit(open_page("depthwise"), "grid_input_0_1", {(0, 0): "-30.5", (1, 1): "0.33333"})
    app.switch_page("article.py").run()
    assert "0 + (-23.17) ≈ **-23.17**" in prose(app)


def numbers(text: str) -> list[float]:
    return [float(part) for part in re.findall(r"-?\d+\.?\d*", text)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "options",
    [{"strides": (4, 4)}, {"padding": "SAME"}, {"padding": "SAME", "strides": (2, 2)}],
    ids=lambda options: "-".join(map(str, options.values())),
)
def test_any_setting_of_the_lab_can_be_told(open_page: Open, language: str, options: dict[str, Any]) -> None:
    app = open_page("depthwise", query={"lang": language})
    state = app.session_state["state"]
    app.session_state["state"] = state.commit(state.history.present.with_options(**options))
    app.switch_page("article.py").run()
    assert not app.exception
    assert len(players(app)) == 5
    assert not HOLE.search(prose(app))


@pytest.mark.parametrize(
    "shape", [((1, 1, 1, 1), (1, 1, 1, 1)), ((2, 5, 3, 3), (2, 1, 3, 1)), ((1, 3, 3, 1), (3, 3, 1, 8))]
)
def test_any_size_of_the_lab_can_be_told(open_page: Open, shape: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    """One channel, one kernel, one pixel: each chapter still has something true to say."""
    app = open_page("depthwise")
    state = app.session_state["state"]
    input_shape, filter_shape = shape
    present = state.history.present
    app.session_state["state"] = state.commit(type(present)(np.ones(input_shape), np.ones(filter_shape)))
    app.switch_page("article.py").run()
    assert not app.exception
    assert f"`{list(input_shape)}`" in prose(app)
    taps = filter_shape[0] * filter_shape[1]
    assert numbers(app.code[1].value)[:1] == [taps]
    assert starts(app)["article.window"] == (0, taps)
