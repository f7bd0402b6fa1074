"""A lesson is one file that needs nothing beside it: its parts, its words, its formulas."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.catalogue import LANGUAGES, catalogue
from convcore.scenes.convolution import WORDS, build
from convcore.shapes import axes, output_shape, size_formula
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace
from convcore.web.lesson import Lesson, Section, convolution, formula, program, render
from convcore.web.modules import join
from convcore.web.own import Own
from convcore.web.payload import payload, scene_words
from tests.convcore.strategies import PLENTY, Example, convolutions

ROOT = Path(__file__).resolve().parents[3]
TRACES = {
    kind: Trace(ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())  # type: ignore[arg-type]
    for kind in ("standard", "depthwise")
}


class Parts(HTMLParser):
    """What a browser finds in a page: its elements, and what stands in scripts and headings."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Notes an element."""
        self.elements.append((tag, dict(attrs)))
        self.open.append(tag)
        self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        """Closes it."""
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Adds a text to the element it stands in."""
        if self.open:
            self.texts[self.open[-1]][-1] += data


@pytest.fixture(scope="module")
def text() -> str:
    return render(convolution(TRACES["depthwise"]))


@pytest.fixture(scope="module")
def parts(text: str) -> Parts:
    return Parts(text)


def test_nothing_is_loaded(text: str, parts: Parts) -> None:
    for _, attributes in parts.elements:
        assert not {"src", "href", "srcset", "data", "action"} & attributes.keys()
    policy = next(a["content"] for t, a in parts.elements if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "@import" not in text.split("<script>")[0]


def test_the_scripts_are_whole(parts: Parts) -> None:
    """Plotly, the player and the data: nothing in them ends its element early."""
    data, plotly, player = parts.texts["script"]
    assert json.loads(data)["scene"]["kind"] == "depthwise"
    assert "plotly.js v" in plotly[:200]
    assert len(plotly) > 4_000_000
    assert join().replace("</script", r"<\/script") in player
    assert parts.texts["body"][-1].strip() == ""


def test_it_plays_the_scene_of_the_app(parts: Parts) -> None:
    texts = catalogue("en")
    assert json.loads(parts.texts["script"][0]) == json.loads(
        payload(build(TRACES["depthwise"], scene_words(texts)), texts, "lesson.0")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_in_the_language_asked_for(language: str) -> None:
    texts = catalogue(language)
    lesson = convolution(*TRACES.values(), language=language)
    parts = Parts(render(lesson, language))
    assert parts.elements[0][1]["lang"] == LANGUAGES[language].tag
    assert parts.texts["h1"] == parts.texts["title"] == [texts["lesson.both.title"]]
    assert parts.texts["h2"] == [texts["lesson.standard.title"], texts["lesson.depthwise.title"]]
    assert parts.texts["dt"][0] == texts["lesson.formula"]
    assert [json.loads(data)["words"]["play"] for data in parts.texts["script"][:2]] == [texts["player.play"]] * 2


def test_shapes_and_formulas_are_the_convolutions() -> None:
    trace = Trace(
        ConvSpec("standard", (1, 5, 4, 2), (3, 2, 2, 3), (2, 1), "SAME"), np.ones((1, 5, 4, 2)), np.ones((3, 2, 2, 3))
    )
    facts = dict(convolution(trace).sections[0].facts)
    assert facts["output"] == "[1, 3, 4, 3]"
    assert facts["output height"] == "⌈5 / 2⌉ = 3"
    assert facts["options"] == "strides [2, 1] · padding SAME · dilations [1, 1]"


def evaluated(spec: ConvSpec, input: Any, filters: Any, i: int, j: int, k: int) -> float:
    """The output cell that the formula's text says, worked out by Python."""
    cell, rest = formula(spec).removeprefix("output[").split("] = Σ input[")
    place, rest = rest.split("] · filter[")
    tap, ranges = rest.split("],  ")
    names: dict[str, int] = {"i": i, "j": j, "k": k}
    if spec.kind == "depthwise":
        names |= {"c": k // spec.outs_per_group, "q": k % spec.outs_per_group}
        assert calculated(cell.split(", ")[2], names) == k
    taps = dict(re.findall(r"(\w) = 0…(\d+)", ranges))
    total = 0.0
    for at in np.ndindex(*(int(last) + 1 for last in taps.values())):
        values = names | dict(zip(taps, map(int, at), strict=True))
        row, col, channel = (calculated(part, values) for part in place.split(", "))
        if 0 <= row < spec.input_shape[1] and 0 <= col < spec.input_shape[2]:
            index = tuple(calculated(part, values) for part in tap.split(", "))
            total += input[0, row, col, channel] * filters[index]
    return total


def calculated(text: str, names: dict[str, int]) -> int:
    code = re.sub(r"(\d)(?=[a-z⌊])", r"\1*", text.replace("−", "-"))
    code = re.sub(r"⌊(.*?) / (\d+)⌋", r"(\1 // \2)", code)
    return int(eval(code, {}, names))


@PLENTY
@given(st.sampled_from(["standard", "depthwise"]), st.data())
def test_the_formula_computes_the_output(kind: Any, data: st.DataObject) -> None:
    example: Example = data.draw(convolutions(kind))
    output = Trace(example.spec, example.input, example.filters).output
    _, rows, cols, outs = output_shape(example.spec)
    i, j, k = (data.draw(st.integers(0, size - 1)) for size in (rows, cols, outs))
    assert evaluated(example.spec, example.input, example.filters, i, j, k) == output[0, i, j, k]


@PLENTY
@given(st.sampled_from(["standard", "depthwise"]), st.data())
def test_the_size_formula_comes_to_the_output_size(kind: Any, data: st.DataObject) -> None:
    spec = data.draw(convolutions(kind)).spec
    for axis in axes(spec):
        said = size_formula(axis, spec.padding == "SAME")
        left, right = said.split(" = ")
        code = re.sub(r"⌈(.*) / (\d+)⌉", r"-(-\1 // \2)", re.sub(r"⌊(.*) / (\d+)⌋", r"(\1 // \2)", left))
        assert eval(code.replace("−", "-")) == int(right) == axis.out


def test_prose_is_text_and_not_markup() -> None:
    scene = build(TRACES["standard"])
    page = Parts(render(Lesson("<i>a</i>", ("**b** `c<d`",), (Section("<script>", ("e & f",), scene),))))
    assert page.texts["h1"] == ["<i>a</i>"]
    assert page.texts["strong"][0] == "b"
    assert page.texts["code"] == ["c<d"]
    assert page.texts["h2"] == ["<script>"]
    assert "i" not in page.texts


HOSTILE = '</script></title><img src=x onerror=alert(1)>" onload="alert(1) $title ${style}'


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_teachers_words_are_text_and_not_markup(language: str) -> None:
    plain = convolution(TRACES["standard"], language=language)
    page = Parts(render(replace(plain, own=Own(HOSTILE, f"{HOSTILE}\n**not bold**\n`no code`")), language))
    without = Parts(render(plain, language))
    added = [tag for tag, _ in page.elements]
    for tag, _ in without.elements:
        added.remove(tag)
    assert added == ["p", "p"], "the lesson's own title and the note"
    assert page.texts["h1"] == page.texts["title"] == [HOSTILE]
    notes = dict(zip([a.get("class") for t, a in page.elements if t == "p"], page.texts["p"], strict=False))
    assert notes["of"] == plain.title
    assert notes["note"] == f"{HOSTILE}\n**not bold**\n`no code`"
    titles = [attributes["data-title"] for _, attributes in page.elements if "data-title" in attributes]
    assert titles == [HOSTILE]
    assert not [a for _, a in page.elements if any(name.startswith("on") for name in a)]


def test_without_them_a_lesson_is_as_it_was() -> None:
    lesson = convolution(*TRACES.values())
    assert render(replace(lesson, own=Own(" ", "\n"))) == render(lesson)
    page = Parts(render(lesson))
    titles = [attributes["data-title"] for _, attributes in page.elements if "data-title" in attributes]
    assert titles == page.texts["h2"]


@pytest.mark.parametrize("kind", TRACES)
def test_a_question_is_answered_by_the_last_step(kind: str) -> None:
    section = convolution(TRACES[kind]).sections[0]
    cell = "1, 1, 3" if kind == "depthwise" else "1, 1, 1"
    assert f"`output[{cell}]`" in section.question
    assert f"number {len(section.scene.frames)}," in section.question
    assert section.answer.startswith(f"output[{cell}] ")
    assert section.answer.endswith(f"= {TRACES[kind].output[0, 1, 1, -1]}") or kind == "standard"


def test_the_code_in_a_lesson_prints_its_output() -> None:
    ((name, code),) = convolution(TRACES["depthwise"]).sections[0].code
    assert name == "TensorFlow, depthwise_conv2d"
    assert code == program("tensorflow", TRACES["depthwise"])
    assert "tf.nn.depthwise_conv2d(image, filters" in code


def test_data_cannot_end_its_script() -> None:
    scene = build(TRACES["standard"], {**WORDS, "sum": "</script><b>"})
    page = Parts(render(Lesson("title", (), (Section("", (), scene),))))
    assert "b" not in page.texts
    assert "</script><b>" in [label["title"] for label in json.loads(page.texts["script"][0])["scene"]["labels"]]


def test_an_installed_convcore_makes_the_same_lesson(tmp_path: Path, text: str) -> None:
    """What pyproject.toml has pip install, laid out as pip does, is enough for a lesson."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]
    for package in settings["packages"]:
        source = ROOT / settings["package-dir"].get(package, package.replace(".", "/"))
        target = tmp_path / "site" / package.replace(".", "/")
        for pattern in ("*.py", *settings["package-data"].get(package, ())):
            for file in source.glob(pattern):
                copy = target / file.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, copy)
    code = (
        "import sys; sys.path.insert(0, 'site')\n"
        "from convcore.__main__ import main\n"
        "sys.exit(main(['lesson', '--kind', 'depthwise', '--out', 'lesson.html']))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path).returncode == 0
    assert (tmp_path / "lesson.html").read_text("utf-8") == text
