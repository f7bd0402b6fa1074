"""The article's page: five chapters, both printed results, and numbers that follow the lab."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from html import unescape
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from convcore import reference
from convcore.catalogue import LANGUAGES
from convcore.frameworks import ARTICLE
from convcore.practice.story import CHAPTER_QUESTIONS, ask_chapter
from convcore.tensors.drawing import PIXELS
from convcore.tensors.presets import find_preset
from pages.parts.lab import Lab, article
from pages.parts.sections import article as chapters
from pages.parts.sections.article import CHAPTERS
from pages.parts.sections.picture import FRAMED, KERNELS
from pages.parts.ui.language import catalogue
from tests.pages.conftest import Open, Read, edit, open_folds, printed
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


def answers(app: AppTest) -> list[str]:
    """Each chapter's answer, as it is read by who opens it."""
    folded = [one for one in app.get("popover") if one.proto.popover.icon == ":material/help:"]
    return [str(one.children[0].value) for one in folded]


def answer(app: AppTest, chapter: str, text: str) -> AppTest:
    """Types an answer and has it checked."""
    app.text_input(f"try_{chapter}").set_value(text)
    app.button(f"check_{chapter}").click().run()
    assert not app.exception
    return app


def show(app: AppTest, chapter: str) -> AppTest:
    """Asks to be shown the step."""
    app.button(f"show_{chapter}").click().run()
    assert not app.exception
    return app


def said(app: AppTest) -> list[tuple[str, str]]:
    """What is said to the answers: its kind and its text."""
    kinds = {"right": app.success, "wrong": app.warning, "unread": app.info}
    return [(kind, str(one.value)) for kind, found in kinds.items() for one in found]


@pytest.mark.parametrize(
    ("language", "title", "chapters"),
    [
        (
            "en",
            "What a convolution does",
            [
                "Same image, same filter, two results",
                "The tensors",
                "One window",
                "conv2d adds the channels",
                "depthwise_conv2d keeps them apart",
                "What TensorFlow prints",
            ],
        ),
        (
            "zh",
            "卷积做了什么",
            [
                "同一幅图像，同一个滤波器，两种结果",
                "两个张量",
                "一个窗口",
                "conv2d 把各通道相加",
                "depthwise_conv2d 让它们各自保留",
                "TensorFlow 打印的结果",
            ],
        ),
    ],
)
def test_five_chapters_tell_the_story(read_page: Read, language: str, title: str, chapters: list[str]) -> None:
    app = read_page("article", language)
    assert [one.value for one in app.title] == [title]
    story, *names = chapters
    numbered = [f"{i} · {chapter}" for i, chapter in enumerate(names, 1)]
    assert [one.value for one in app.header][: len(chapters)] == [story, *numbered]
    assert not HOLE.search(prose(app))


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_printed_results_stand_on_the_page(read_page: Read, language: str) -> None:
    app = read_page("article", language)
    assert printed(app) == [STANDARD, DEPTHWISE]
    assert [one.value for one in app.code] == [ARTICLE.strip()]


def test_every_chapter_has_its_player_on_its_step(read_page: Read) -> None:
    assert starts(read_page("article")) == {
        "article.tensors": (0, 6),
        "article.window": (0, 9),
        "article.standard": (0, 8),
        "article.depthwise": (3, 16),
        "article.answer": (7, 8),
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chapter_asks_and_can_be_read_without_an_answer(read_page: Read, language: str) -> None:
    app = read_page("article", language)
    asked = [one.value for one in app.markdown if re.fullmatch(r"\*\*.*[?？].*\*\*", one.value)]
    read = answers(app)
    assert len(asked) == len(read) == len(CHAPTERS) == 5
    assert not HOLE.search("".join(asked + read))
    for number, told in enumerate(["**36**", "**36**", "36 + 27 = **63**", "2 = 1 × 2 + 0", "0 + 9 = 9; 54 + 27 = 81"]):
        assert told in read[number]


def test_no_prose_gives_an_answer_away(open_folded: Open) -> None:
    """What chapter 2 asks for is told in chapter 4 at last, as one of the outputs that are kept."""
    told = prose(open_folded("article"))
    assert not re.search(r"\b(63|81)\b", told)
    assert [told[hit.start() - 5 : hit.end() + 9] for hit in re.finditer(r"\b36\b", told)] == ["**0, 36, 9, 27**"]
    assert told.index("add up to?") < told.index("0, 36, 9, 27")


RIGHT = [("tensors", "36"), ("window", "36.0"), ("standard", "６３"), ("depthwise", "2"), ("answer", "[9, 81]")]


@pytest.mark.parametrize(("chapter", "text"), RIGHT)
def test_a_right_answer_is_told_why(open_page: Open, chapter: str, text: str) -> None:
    app = answer(open_page("article"), chapter, text)
    assert [kind for kind, _ in said(app)] == ["right"]
    assert "**Right.**" in said(app)[0][1]
    assert f"show_{chapter}" not in {one.key for one in app.button}


@pytest.mark.parametrize(
    ("chapter", "text", "told"),
    [
        (
            "tensors",
            "18",
            ["You took each filter to be flat.", "`3·3·2 = 18`", "You counted the weights of one output"],
        ),
        ("window", "18", ["You added up the window.", "You added up the kernel."]),
        ("standard", "36", ["You took input channel 0 alone, as depthwise_conv2d does.", "2×2", "= 36`"]),
        ("depthwise", "1", ["It is c × 2 + q", "You added c and q."]),
        ("answer", "0, 54, 9, 27", ["You kept the numbers as they are: that is depthwise_conv2d."]),
    ],
)
def test_a_mistake_is_named_with_its_arithmetic(open_page: Open, chapter: str, text: str, told: list[str]) -> None:
    app = answer(open_page("article"), chapter, text)
    ((kind, text),) = said(app)
    assert kind == "wrong"
    for part in ["**Not quite.**", *told]:
        assert part in text


def test_an_answer_that_no_mistake_gives_is_not_named(open_page: Open) -> None:
    app = answer(open_page("article"), "tensors", "7")
    assert said(app) == [
        (
            "wrong",
            f"**{catalogue('en')['practice.verdict.wrong']}**  \nMultiply the four sizes of the filter, [3, 3, 2, 2].",
        )
    ]


@pytest.mark.parametrize(("chapter", "text"), [("standard", "`many`"), ("answer", "nine, 81")])
def test_what_is_no_answer_is_said_so(open_page: Open, chapter: str, text: str) -> None:
    app = answer(open_page("article"), chapter, text)
    ((kind, told),) = said(app)
    assert kind == "unread"
    assert text in told
    assert answer(app, chapter, "63" if chapter == "standard" else "9 81").success


def test_an_empty_field_is_no_answer(open_page: Open) -> None:
    assert said(answer(open_page("article"), "window", "  ")) == []


@pytest.mark.parametrize(
    ("chapter", "step"), [("tensors", 5), ("window", 8), ("standard", 1), ("depthwise", 2), ("answer", 6)]
)
def test_show_me_puts_the_chapters_player_on_the_step(open_page: Open, chapter: str, step: int) -> None:
    app = open_page("article")
    before = starts(app)
    show(answer(app, chapter, "1000"), chapter)
    assert {name: start for name, (start, _) in starts(app).items()} == {
        name: step if name == f"article.{chapter}" else start for name, (start, _) in before.items()
    }
    assert [read["calls"] for read in players(app)].count(1) == 1
    show(app, chapter)
    assert sorted(read["calls"] for read in players(app)) == [0, 0, 0, 0, 2]


def test_an_answer_to_other_tensors_is_past(open_page: Open) -> None:
    """36 is a known mistake of the article's tensors; the first window's 236 is one of the edited ones."""
    app = show(answer(open_page("article"), "standard", "36"), "standard")
    assert said(app)
    app = edit(app.switch_page("depthwise.py").run(), "grid_input_0_0", {(0, 0): "101"})
    open_folds(app)
    app.switch_page("article.py").run()
    assert said(app) == []
    assert starts(app)["article.standard"] == (1, 8), "an edit moves no player"
    assert "You took input channel 0 alone" in said(answer(app, "standard", "236"))[0][1]
    assert said(answer(app, "standard", "263"))[0][0] == "right"


def test_an_answer_is_kept_over_a_page_change(open_page: Open) -> None:
    app = answer(open_page("article"), "standard", "36")
    before = said(app)
    app.switch_page("compare.py").run()
    app.switch_page("article.py").run()
    assert said(app) == before
    assert app.text_input("try_standard").value == "36"


def test_the_image_that_is_shown_is_asked_about(open_page: Open) -> None:
    """Twice the numbers in the second image: the prose and the question speak of what the player plays."""
    app = open_page("depthwise")
    state = app.session_state["state"]
    present = state.history.present
    twice = np.concatenate([present.input, 2 * present.input])
    app.session_state["state"] = replace(state.commit(present.with_tensor("input", twice)), image=1)
    open_folds(app)
    app.switch_page("article.py").run()
    assert "0 + 18 = **18**" in prose(app)
    assert "72 + 54 = **126**" in answers(app)[2]
    assert said(answer(app, "standard", "126"))[0][0] == "right"


def test_the_story_gives_the_articles_numbers(read_page: Read) -> None:
    told = prose(read_page("article"))
    for said in ("`[1, 4, 4, 2]`", "`[3, 3, 2, 2]`", "0 + 9 = **9**", "**0, 36, 9, 27**"):
        assert said in told


def test_each_convolution_leads_to_its_page(read_page: Read) -> None:
    links = {link.proto.page: link.proto.label for link in read_page("article").get("page_link")}
    english = catalogue("en")
    assert links["standard"] == english["article.standard.open"]
    assert links["depthwise"] == english["article.depthwise.open"]


def test_the_numbers_follow_the_lab(open_page: Open) -> None:
    """input[0, 0, 0] from 1 to 101 adds 100·2 at the first window: to depthwise channel 1, to conv2d channel 1."""
    app = edit(open_page("depthwise"), "grid_input_0_0", {(0, 0): "101"})
    open_folds(app)
    app.switch_page("article.py").run()
    assert not app.exception
    standard, depthwise = (np.array(numbers(one)) for one in printed(app))
    assert standard[:4].tolist() == [9, 263, 9, 81]
    assert depthwise[:8].tolist() == [0, 236, 9, 27, 0, 54, 9, 27]
    told = prose(app)
    assert "**0, 236, 9, 27**" in told
    assert "212 + 12 + 12 = **236**" in answers(app)[1]
    assert "236 + 27 = **263**" in answers(app)[2]
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
    app = open_page("article", {"lang": language}, lab=article().with_options(**options))
    assert len(players(app)) == 5
    assert not HOLE.search(prose(app))


@pytest.mark.parametrize(
    "shape", [((1, 1, 1, 1), (1, 1, 1, 1)), ((2, 5, 3, 3), (2, 1, 3, 1)), ((1, 3, 3, 1), (3, 3, 1, 8))]
)
def test_any_size_of_the_lab_can_be_told(open_page: Open, shape: tuple[tuple[int, ...], tuple[int, ...]]) -> None:
    """One channel, one kernel, one pixel: each chapter still has something true to say."""
    input_shape, filter_shape = shape
    app = open_page("article", lab=Lab(np.ones(input_shape), np.ones(filter_shape)))
    assert f"`{list(input_shape)}`" in prose(app)
    taps = filter_shape[0] * filter_shape[1]
    assert numbers(printed(app)[1])[:1] == [taps]
    assert starts(app)["article.window"] == (0, taps)


def first_screen(app: AppTest) -> str:
    return next(
        one.proto.body for one in app.get("html") if "cs-picture" in one.proto.body and "<img" in one.proto.body
    )


def test_the_drawing_has_its_style_sheet_with_it(read_page: Read) -> None:
    """What came a frame later would move the whole page."""
    app = read_page("article")
    assert first_screen(app).startswith("<style>")
    assert [one.proto.body for one in app.get("html") if ".cs-picture" in one.proto.body] == [first_screen(app)]


@pytest.mark.parametrize("kernel", KERNELS)
def test_each_result_is_what_plain_loops_make_of_the_drawing(read_page: Read, kernel: str) -> None:
    """The picture that is shown, pixel by pixel, the kernel's numbers and the sum in the frame."""
    told = (
        first_screen(read_page("article")).split(f'<div class="cs-result cs-{kernel}"')[1].split("</div></figure>")[0]
    )
    weights = find_preset("filters", kernel).fill((3, 3), 0, 0)
    expected = reference.conv2d(PIXELS[None, ..., None], weights[..., None, None])[0, :, :, 0]
    limit = np.abs(expected).max() if expected.min() < 0 else 255
    assert pixels(told) == np.round(np.abs(expected) / limit * 255).astype(int).tolist()
    assert re.findall(r"<td>([^<]+)</td>", told)[:9] == [f"{weight:g}" for weight in weights.ravel()]
    assert re.search(r'cs-total">([^<]+)<', told)[1] == f"{expected[FRAMED]:.4g}"


def pixels(html: str) -> list[list[int]]:
    """The grey values of the image in a text."""
    svg = b64decode(re.search(r"svg\+xml;base64,([^\"]+)", html)[1]).decode()
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    rows: list[list[int]] = [[] for _ in range(size)]
    for grey, y, width in re.findall(r'fill="#(\w\w)\w+" d="M\d+ (\d+)h(\d+)', svg):
        rows[int(y)] += [int(grey, 16)] * int(width)
    return rows


@pytest.mark.parametrize("page", ["article", "standard"])
def test_the_articles_example_is_begun_in_one_place(read_page: Read, page: str) -> None:
    app = read_page(page)
    label = catalogue("en")["about.article"]
    links = [one for one in app.get("page_link") if one.proto.label == label]
    assert len(links) + sum(unescape(one.proto.body).count(label) for one in app.get("html")) == 1


def test_a_chapter_asks_once_about_what_stays(open_folded: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(chapters, "ask_chapter", lambda name, conv: (asked.append(name), ask_chapter(name, conv))[1])
    labs = [Lab(article().input + more, article().filters) for more in (1, 2)]
    app = open_folded("article", lab=labs[0])
    app.run()
    assert sorted(asked) == sorted(CHAPTER_QUESTIONS)
    app.session_state["state"] = app.session_state["state"].commit(labs[1])
    app.run()
    assert sorted(asked) == sorted([*CHAPTER_QUESTIONS] * 2)
