"""What the core refuses is said in the reader's language: every message, with its numbers, whatever was typed."""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Formatter

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from convcore import conv2d, depthwise_conv2d, separable_conv2d
from convcore.catalogue import catalogue
from convcore.cost.formulas import LARGEST, Sizes
from convcore.io.load import read
from convcore.io.tables import read_input
from convcore.parse import number, quote
from convcore.paste import text as paste
from convcore.spec import NOT_REAL, ConvError, ConvSpec, as_tensor
from convcore.tensors.grouped import check
from pages.parts.edit import bring
from pages.parts.lab import LIMITS, Lab, Note, article, labfile
from pages.parts.lab.linktext import encode
from pages.parts.sections import costs
from pages.parts.ui.reasons import LONGEST, said
from tests.convcore.strategies import PLENTY
from tests.pages.conftest import MAIN, SECONDS, Open, edit

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [path for folder in ("convcore", "pages") for path in sorted((ROOT / folder).rglob("*.py"))]
NOT_ON_A_PAGE = {"convcore/__main__.py"}  # the command line speaks English
RAISED = ("ConvError", "Failure", "UnreadError")  # the last two become the reason of a ConvError
DEEP, DEEP_ZH = "it is nested too deeply", "嵌套太深"
ROWS = [key for key in catalogue("en") if key.startswith("reason.")]
TOKEN = re.compile(r"(?<![\w.])[A-Za-z](?:[\w.,]*\w)?")
ARGUMENTS = {"input", "filters", "strides", "padding", "dilations", "pointwise", "pointwise_filters", "groups", "kind"}
CODE = ARGUMENTS.union(*(TOKEN.findall(catalogue("zh")[key]) for key in ROWS))


def english(text: str) -> set[str]:
    """The words of a text that are left in English: no arguments or files, not quoted, not in the Chinese texts."""
    tokens = set(TOKEN.findall(re.sub(r"'[^']*'|\"[^\"]*\"", "", text))) - CODE
    return {token for token in tokens if token.isalpha() and len(token) > 1}


# The messages in the sources -----------------------------------------------------------------------------------


def messages(path: Path) -> Iterator[tuple[int, str]]:
    """The line and the text of every message of a file, its values filled in."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and called in RAISED:
            for text in branches(node.args[-1]):
                if isinstance(text, (ast.Constant, ast.JoinedStr)):
                    yield node.lineno, filled(text, path)
                else:  # what was said before, with its line
                    assert called != "ConvError", f"{path}:{node.lineno}"


def branches(node: ast.expr) -> list[ast.expr]:
    return [*branches(node.body), *branches(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def filled(text: ast.Constant | ast.JoinedStr, path: Path) -> str:
    parts = [text] if isinstance(text, ast.Constant) else text.values
    return "".join(sample(part.value, path) if isinstance(part, ast.FormattedValue) else part.value for part in parts)


def sample(value: ast.expr, path: Path) -> str:
    """What may stand in a place: the reason of another message, a constant of the module as it is, a number."""
    if re.fullmatch(r"error|(.*\.)?reason", ast.unparse(value)):
        return DEEP
    if isinstance(value, ast.Name) and value.id.isupper():
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        return str(getattr(module, value.id))
    return "7"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_message_of_the_sources_is_known(path: Path) -> None:
    if str(path.relative_to(ROOT)) in NOT_ON_A_PAGE:
        return
    for line, message in messages(path):
        told = said(message, "zh")
        assert told != message, f"{path}:{line}: no row reason.* for {message}"
        assert not english(told), f"{path}:{line}: {told}"


def test_the_sources_have_messages() -> None:
    assert sum(len(list(messages(path))) for path in SOURCES) > 130


# The rows of the catalogues ------------------------------------------------------------------------------------


def samples(template: str, inner: str) -> dict[str, str]:
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    return {name: inner if name == "reason" else f"<{name}>" for name in names}


@pytest.mark.parametrize("key", ROWS)
def test_no_row_stands_in_the_way_of_another(key: str) -> None:
    message, other = catalogue("en")[key], catalogue("zh")[key]
    message, other = message.format(**samples(message, DEEP)), other.format(**samples(other, DEEP_ZH))
    if key.startswith("reason.what."):
        message, other = f"JSON is needed here ({message})", f"这里需要 JSON（{other}）"
    assert said(message, "zh") == other


def test_no_row_is_left_over() -> None:
    every = [message for path in SOURCES for _, message in messages(path)]
    for key in ROWS:
        if not key.startswith(("reason.what.", "reason.code.bind.")):  # what Python and NumPy say is not in our sources
            literal = max((part for part, *_ in Formatter().parse(catalogue("en")[key])), key=len)
            assert any(literal in message for message in every), key


@pytest.mark.parametrize(
    "phrase",
    [
        *NOT_REAL.values(),
        *(limit.what for limit in LIMITS),
        *(name for name in Sizes(1, 1, 1, (1, 1), 1)._named() if name not in ("groups", "strides")),
    ],
)
def test_the_cores_own_phrases_are_known(phrase: str) -> None:
    assert not english(said(f"JSON is needed here ({phrase})", "zh"))


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
    (lambda: check(5, 2), "groups：2 组必须能整除输出通道数，2 不能整除 5"),
    (lambda: Sizes(LARGEST + 1, 1, 1, (1, 1), 1), "高：需要 1 到 65,536 的大小，实际为 65,537"),
    (lambda: costs.whole("2.5"), "'2.5' 不是整数"),
    (lambda: Lab(np.ones((1, 17, 4, 2)), np.ones((3, 3, 2, 2))), "input：高最大为 16，实际为 17"),
    (
        lambda: paste.read("1,2\n3,'x: y'"),
        "第 2 行第 2 列：'x: y' 不是数：需要 3、-0.5、1e3、1/3 这样的数",
    ),
    (lambda: paste.read("[[1, 2], [3]]"), "第 1 行：这里是长度为 1 的列表，前面是长度为 2 的列表：需要矩形的张量"),
    (lambda: paste.read("[1, 1/0]"), "第 1 行：'1/0' 的除数为 0"),
    (lambda: paste.read("a = 1\nx = tf.ones()"), "第 2 行：ones：缺少必需的参数 'shape'"),
    (lambda: paste.read("x = np.array([1, 2)"), "第 1 行：'x = np.array([1, 2)' 不是完整的 Python 代码："),
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
    (lambda: labfile.from_bytes(b'{"a": }'), "第 1 行第 7 列：这里需要 JSON（此处应有一个值）"),
    (lambda: bring.read("", "w = tf.ones([1, 1, 2, 2])", "input", article()), "这段文本里没有 input，只有 filters"),
]


@pytest.mark.parametrize(("call", "told"), REFUSED, ids=[told for _, told in REFUSED])
def test_a_refusal_is_said_in_chinese_with_its_numbers(call: Callable[[], object], told: str) -> None:
    with pytest.raises(ConvError) as refused:
        call()
    message = str(refused.value)
    assert said(message, "zh").startswith(told)
    assert not english(said(message, "zh")) - {"ones"}
    assert said(message, "en") == message


# What was typed ------------------------------------------------------------------------------------------------

NASTY = "{0} {reason} {{ }} %s \\g<0> (?P<x>"


@PLENTY
@given(st.text())
@example(NASTY)
@example("'a: b' divides by 0")
@example("line 3: {line}")
def test_what_was_typed_stays_as_it_was(text: str) -> None:
    for before, after in (("", ""), ("line 3: ", "第 3 行："), ("a.csv: line 3: ", "a.csv：第 3 行：")):
        assert said(f"{before}{quote(text)} divides by 0", "zh") == f"{after}{quote(text)} 的除数为 0"


@PLENTY
@given(st.text(), st.text(min_size=1))
@example("x" * 10**6, ": " * 1000)
def test_any_text_is_refused_in_some_words(text: str, name: str) -> None:
    for call in (number, paste.read, lambda text: labfile.from_bytes(text.encode("utf-8", "replace"))):
        try:
            call(text)
        except ConvError as error:
            message = f"{name}: {error}"
            told = said(message, "zh")
        else:
            continue
        assert len(told) <= 2 * LONGEST
        assert re.search("[\u4e00-\u9fff]", told) or len(message) > LONGEST


@PLENTY
@given(st.text())
@example("foo: bar")
@example("x: divides by 0: text")
@example(NASTY)
def test_what_is_not_known_stays_as_it_is(text: str) -> None:
    assert said(f"Unknown {text}", "zh") == f"Unknown {text}"[:LONGEST]


@pytest.mark.parametrize("piece", ["a: ", "'", "line 1: ", "'a' ", ": '\"", "1 and ", " or ", "the 1 would hold "])
def test_no_message_takes_long(piece: str) -> None:
    said(piece, "zh")
    start = time.perf_counter()
    for _ in range(10):
        said(piece * 10**5, "zh")
    assert (time.perf_counter() - start) / 10 < 0.02  # 1 ms on a machine with nothing else to do


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
    assert any("`padding='VALID'：5x5 卷积核放不进 4x4 的输入`" in text for text in warnings(app))
    assert any("'abc'` 不是数" in text for text in warnings(app))
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


def test_stages_that_are_too_long_say_so_in_chinese(open_page: Open) -> None:
    long = encode(Lab(np.ones((1, 16, 16, 8)), np.ones((1, 1, 8, 8))))
    app = open_page("separable", {"lang": "zh", "lab": long})
    assert "`演示：两个阶段合计最多能演示 4,096 个单元格，这里有 18,432 个`" in app.info[0].value


def test_a_note_is_translated_when_it_is_drawn() -> None:
    app = AppTest.from_file(MAIN, default_timeout=SECONDS)
    app.query_params["lang"] = "zh"
    app.run().switch_page("standard.py").run()
    state = app.session_state["state"]
    note = Note("lab.fault", {"reason": "strides: at least 1 is needed, got {x}"})
    app.session_state["state"] = state.commit(article(), "input", (note,))
    app.run()
    assert any("`strides：至少为 1，实际为 {x}`" in text for text in warnings(app))
