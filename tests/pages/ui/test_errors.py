"""What is refused is said in the reader's language: every message of the sources, whatever was typed."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from convcore import conv2d, depthwise_conv2d, separable_conv2d
from convcore.catalogue import ASSETS, LANGUAGES, SOURCE, refusals, translator
from convcore.cost.formulas import LARGEST, Sizes
from convcore.errors import ConvError
from convcore.io.load import read
from convcore.io.read_tables import read_input
from convcore.numbers import number
from convcore.paste import text as paste
from convcore.spec import ConvSpec, as_tensor
from convcore.tensors.grouped import check_groups
from pages.parts.edit import bring
from pages.parts.lab import Lab, Note, article, labfile
from pages.parts.sections import costs
from pages.parts.ui import notes
from tests.convcore.strategies import PLENTY
from tests.each import of_each
from tests.pages.conftest import MAIN, SECONDS, Open, edit

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [path for folder in ("convcore", "pages") for path in sorted((ROOT / folder).rglob("*.py"))]
NOT_ON_A_PAGE = {"convcore/__main__.py"}  # the command line speaks English
SAY = ("ConvError", "Phrase", "chain")
OTHERS = [code for code in LANGUAGES if code != SOURCE]

ARGUMENTS = {"input", "filters", "strides", "padding", "dilations", "pointwise", "pointwise_filters", "groups", "kind"}
CODE = ARGUMENTS | {"axis", "layout", "layer", "index", "out", "kh", "kw", "transpose", "range", "name"}
CODE |= {"conv2d", "float64", "int64", "masked", "constant", "array", "tf", "np", "npz", "npy", "store", "deflate"}
HEADER = {"batch", "row", "col", "channel", "value"}
NAMES = {"Python", "NumPy", "ConvScope"}
TOKEN = re.compile(r"[A-Za-z]\w*")


def english(text: str) -> set[str]:
    """The words of a text that are left in English: no arguments or files, nothing in quotes."""
    tokens = set(TOKEN.findall(re.sub(r"'[^']*'|\"[^\"]*\"|\w+\.csv|\{[^}]*\}", "", text))) - CODE - NAMES
    return {token for token in tokens if token.isalpha() and not token.isupper() and len(token) > 1}


# The messages in the sources -----------------------------------------------------------------------------------


@cache
def templates(path: Path) -> tuple[str, ...]:
    """The templates that a file's errors and phrases are made of; each stands where it is used, as it is."""
    return tuple(_templates(path))


def _templates(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in SAY:
            template = node.args[0]
            if path.name == "errors.py":
                continue  # they are handed on there
            assert isinstance(template, ast.Constant), f"{path}:{node.lineno}"
            if node.func.id != "chain":  # type: ignore[attr-defined]
                given = {word.arg for word in node.keywords}
                assert given == {name for name, _, _ in fields(template.value)}, f"{path}:{node.lineno}"
            yield template.value


def fields(template: str) -> set[tuple[str, str, str]]:
    """Name, form and conversion of each placeholder."""
    parts = Formatter().parse(template)
    return {(name, form or "", conversion or "") for _, name, form, conversion in parts if name is not None}


@cache
def used() -> set[str]:
    """The templates that a page may say."""
    shown = [path for path in SOURCES if str(path.relative_to(ROOT)) not in NOT_ON_A_PAGE]
    return {template for path in shown for template in templates(path)}


def test_the_sources_have_messages() -> None:
    assert len(used()) > 150


@of_each(SOURCES)
def test_a_message_is_handed_the_values_it_names(path: Path) -> None:
    for template in templates(path):
        assert template.strip()


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_of_the_sources_has_a_row_and_every_row_a_message(code: str) -> None:
    assert refusals(code).keys() == used()


@pytest.mark.parametrize("code", OTHERS)
def test_a_row_takes_the_same_values(code: str) -> None:
    assert not [template for template, other in refusals(code).items() if fields(template) != fields(other)]


@pytest.mark.parametrize("code", OTHERS)
def test_the_rows_are_sorted_one_a_line(code: str) -> None:
    lines = (ASSETS / "lang" / f"errors.{code}.json").read_text("utf-8").splitlines()
    keys = [next(iter(json.loads("{" + line.removesuffix(",") + "}"))) for line in lines[1:-1]]
    assert keys == sorted(set(keys)) == list(refusals(code))


def test_the_chinese_rows_are_chinese() -> None:
    assert not {template: english(other) for template, other in refusals("zh").items() if english(other)}


# What is really refused ----------------------------------------------------------------------------------------

ONES = np.ones((1, 4, 4, 2))
HUGE = np.full((1, 1, 1, 1), 1e300)


def spec(*args: object) -> ConvSpec:
    return ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2), *args)  # type: ignore[arg-type]


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: conv2d(ONES, np.ones((5, 5, 2, 1))), "padding='VALID'：5x5 卷积核放不进 4x4 的输入"),
    (
        lambda: conv2d(ONES, np.ones((3, 3, 2, 1)), 1, ((0, 1), (0, 1)), 3),
        "padding=((0, 1), (0, 1))：3x3 卷积核（膨胀后 7x7）放不进 5x5 的输入（含填充）",
    ),
    (lambda: conv2d([["a"]], ONES), "input：需要实数，实际类型：文本"),
    (lambda: as_tensor("input", [1], (3, 4)), "input：需要 3 或 4 维，实际为 1 维（形状 (1,)）"),
    (lambda: spec((0, 1)), "strides：至少为 1，实际为 0"),
    (lambda: spec(1, "{x}"), "padding：需要 'VALID'、'SAME' 或 ((上, 下), (左, 右))，实际为 '{x}'"),
    (lambda: depthwise_conv2d(HUGE, HUGE), "input, filters：乘积或和超出 float64 的最大值（1.7976931348623157e+308）"),
    (
        lambda: separable_conv2d(ONES, np.ones((1, 1, 2, 1)), np.ones((1, 1, 3, 1))),
        "pointwise_filters：2 个逐深度通道之后需要形状 [1, 1, 2, out]，实际为 [1, 1, 3, 1]",
    ),
    (lambda: check_groups(5, 2), "groups：2 组必须能整除输出通道数，2 不能整除 5"),
    (lambda: Sizes(LARGEST + 1, 1, 1, (1, 1), 1), "高：需要 1 到 65,536 的大小，实际为 65,537"),
    (lambda: costs.read_whole("2.5"), "'2.5' 不是整数"),
    (lambda: Lab(np.ones((1, 17, 4, 2)), np.ones((3, 3, 2, 2))), "input：高最大为 16，实际为 17"),
    (
        lambda: paste.read("1,2\n3,'x: y'"),
        "第 2 行第 2 列：'x: y' 不是数：需要 3、-0.5、1e3、1/3 这样的数",
    ),
    (lambda: paste.read("[[1, 2], [3]]"), "第 1 行：这里是长度为 1 的列表，前面是长度为 2 的列表：需要矩形的张量"),
    (lambda: paste.read("[1, 1/0]"), "第 1 行：'1/0' 的除数为 0"),
    (lambda: paste.read("a = 1\nx = tf.ones()"), "第 2 行：ones：缺少必需的参数 'shape'"),
    (lambda: paste.read("x = np.array([1, 2)"), "第 1 行：'x = np.array([1, 2)' 不是完整的 Python 代码：需要名称"),
    (lambda: paste.read("x = np.stack([tf.ones(2), tf.ones([3])])"), "第 1 行：形状不同的张量不能堆叠"),
    (
        lambda: paste.read("x = tf.concat([tf.ones([1, 2]), tf.ones([1, 3])], 0)"),
        "第 1 行：形状 [1, 2]、[1, 3] 不能沿 axis 0 拼接",
    ),
    (
        lambda: read_input("batch,row,col,channel,value\n0,0,0,0,x"),
        "input.csv 第 2 行：数值：'x' 不是数：需要 3、-0.5、1e3、1/3 这样的数",
    ),
    (lambda: read_input("x"), "input.csv 第 1 行：需要表头 batch,row,col,channel,value，实际为 'x'"),
    (lambda: read(b"PK"), "文件：这个 ZIP 无法解压"),
    (lambda: labfile.from_bytes(b'{"a": }'), "第 1 行第 7 列：这里需要 JSON"),
    (lambda: bring.read("", "w = tf.ones([1, 1, 2, 2])", "input", article()), "这段文本里没有 input，只有 filters"),
]


@pytest.mark.parametrize(("call", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_a_refusal_is_said_in_chinese_with_its_numbers(call: Callable[[], object], told: str) -> None:
    with pytest.raises(ConvError) as refused:
        call()
    assert refused.value.tell(translator("zh")).startswith(told)
    assert not english(refused.value.tell(translator("zh"))) - {"ones"} - HEADER
    assert refused.value.tell(translator(SOURCE)) == str(refused.value)


# What was typed ------------------------------------------------------------------------------------------------


@PLENTY
@given(st.text())
@example("x" * 10**6)
@example("{0} {reason} {{ }} %s")
def test_any_text_is_refused_in_some_words(text: str) -> None:
    for call in (number, paste.read, lambda text: labfile.from_bytes(text.encode("utf-8", "replace"))):
        assert re.search("[\u4e00-\u9fff]", told(call, text))


def told(call: Callable[[str], object], text: str) -> str:
    """What is said in Chinese of a text that is refused; of one that is taken, that."""
    try:
        call(text)
    except ConvError as error:
        return error.tell(translator("zh"))
    return "读取"


# On the page ---------------------------------------------------------------------------------------------------


def warnings(app: AppTest) -> list[str]:
    return [element.value for element in app.warning]


def paste_text(app: AppTest, text: str) -> None:
    app.text_area(key="bring_text").set_value(text)
    next(button for button in app.button if button.label in ("Use it", "使用")).click().run()
    assert not app.exception


def test_a_chinese_page_gives_its_reasons_in_chinese(open_page: Open) -> None:
    app = open_page("standard", {"lang": "zh"})
    for name in ("kernel_height", "kernel_width"):
        app.number_input(key=f"set_{name}").set_value(5).run()
    edit(app, "grid_input_0_0", {(0, 0): "abc"})
    assert any("'abc' 不是数" in text for text in warnings(app))
    assert not [text for text in warnings(app) if english(text)]


def test_a_message_follows_the_language_of_the_page(open_page: Open) -> None:
    app = open_page("depthwise")
    paste_text(app, "1,2\n3,x")
    assert "Nothing was changed. `line 2, column 2: 'x' is not a number: a number" in warnings(app)[0]
    app.segmented_control(key="language").select("zh").run()
    assert "未作任何更改。`第 2 行第 2 列：'x' 不是数：需要 3、-0.5、1e3、1/3 这样的数`" in warnings(app)[0]


def test_a_line_that_was_passed_over_is_named_in_chinese(open_page: Open) -> None:
    app = open_page("depthwise", {"lang": "zh"})
    paste_text(app, "img = tf.ones([1, 4, 4, 2])\nimport os")
    assert "第一行是 `第 2 行：import os`" in app.success[0].value


def test_groups_that_cannot_be_say_why_in_chinese(open_page: Open) -> None:
    app = open_page("groups", {"lang": "zh"})
    app.select_slider(key="groups").set_value(2).run()
    app.number_input(key="outs").set_value(5).run()
    assert any("`groups：2 组必须能整除输出通道数，2 不能整除 5`" in text for text in warnings(app))


def test_typed_sizes_that_are_none_say_why_in_chinese(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(costs, "SOURCES", ("typed", "lab"))  # the harness cannot choose by a Chinese label
    app = open_page("separable", {"lang": "zh"})
    app.text_input(key="cost_height").set_value("abc").run()
    assert any("`高：'abc' 不是数：需要 3、-0.5、1e3、1/3 这样的数`" in text for text in warnings(app))


def test_a_note_is_translated_when_it_is_drawn() -> None:
    app = AppTest.from_file(MAIN, default_timeout=SECONDS)
    app.query_params["lang"] = "zh"
    app.run().switch_page("standard.py").run()
    state = app.session_state["state"]
    reason = ConvError("{name}: at least 1 is needed, got {number}", name="strides", number="{x}").phrase
    note = Note("lab.fault", {"reason": reason})
    app.session_state["state"] = state.commit(article(), "input", (note,))
    app.run()
    assert any("`strides：至少为 1，实际为 {x}`" in text for text in warnings(app))


def test_a_long_message_is_cut(open_page: Open) -> None:
    app = open_page("depthwise", {"lang": "zh"})
    paste_text(app, f"x = {'f' * 10**5}(*a)")
    told = next(text for text in warnings(app) if "ffff" in text)
    assert len(told) < notes.LONGEST + 100
    assert "…" in told
