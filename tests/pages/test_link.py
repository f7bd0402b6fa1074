"""The lab in a link and in a file: the same bits come back, and whatever else stands there is told apart."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from streamlit.testing.v1 import AppTest

from convcore import ConvError
from convcore.io import load, save
from pages.parts import labfile, link
from pages.parts.lab import LIMITS, Lab, article
from pages.parts.link import LONGEST, LinkError, decode, encode
from tests.convcore.strategies import PLENTY
from tests.pages.conftest import Open, cells, edit, output

HARD = [0.1, -0.0, 1e-300, 123456789.123, 5e-324, 1.7976931348623157e308]
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from(HARD) | st.integers(-9, 9).map(float)
PAIRS = st.tuples(st.integers(1, 4), st.integers(1, 4))
SIDES = st.tuples(*[st.tuples(st.integers(0, 3), st.integers(0, 3))] * 2)


@st.composite
def labs(draw: st.DrawFn) -> Lab:
    """Small labs with any numbers and options, also with such as cannot work."""
    batch, height, width, channels, rows, cols, outs = (draw(st.integers(1, 3)) for _ in range(7))
    tensors = [
        draw(arrays.arrays(np.float64, shape, elements=NUMBERS))
        for shape in ((batch, height, width, channels), (rows, cols, channels, outs), (1, 1, channels * outs, 2))
    ]
    padding = draw(st.sampled_from(["VALID", "SAME"]) | SIDES)
    pointwise = tensors[2] if draw(st.booleans()) else None
    return Lab(tensors[0], tensors[1], draw(PAIRS), padding, draw(PAIRS), pointwise)


def hard() -> Lab:
    return article().with_tensor("input", np.resize(HARD, (1, 4, 4, 2)))


def largest() -> Lab:
    """A lab at every limit, with random digits."""
    generator = np.random.default_rng(0)
    return Lab(generator.random((4, 16, 16, 8)), generator.random((7, 7, 8, 8)), padding="SAME")


def text_of(payload: str, version: int = 1) -> str:
    packed = zlib.compress(payload.encode(), 9)
    return f"{version}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def payload(**changed: str) -> str:
    fields = {"strides": "1,1", "padding": "V", "dilations": "1,1", "shape": "1,1,2,1", "input": "1,2"}
    fields |= {"kernel": "1,1,1,1", "filters": "3"}
    return "|".join((fields | changed).values())


@PLENTY
@given(labs())
def test_a_link_gives_the_same_bits(lab: Lab) -> None:
    back = decode(encode(lab))
    assert back.same(lab)
    assert (back.pointwise is None) == (lab.pointwise is None)


@PLENTY
@given(labs())
def test_a_file_gives_the_same_bits(lab: Lab) -> None:
    back = labfile.from_bytes(labfile.to_json(lab).encode())
    assert back.same(lab)
    assert (back.pointwise is None) == (lab.pointwise is None)


def test_links_of_small_labs_are_short_and_safe_in_a_url() -> None:
    assert len(encode(article().with_cell("input", (0, 0, 0, 0), 7))) < 100
    assert len(encode(hard())) < 200
    assert decode(encode(hard())).same(hard())
    assert not set(encode(hard())) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def test_what_a_link_says_stays_the_same() -> None:
    """A link that was sent must open for ever: this one is of version 1."""
    assert decode(text_of(payload())).filters.tolist() == [[[[3]]]]
    assert decode(text_of(payload(padding="1,0,2,3"))).padding == ((1, 0), (2, 3))
    assert decode("1.eNoz1DGsCasxBJJArGMEpo3AbJCYMQB-RAeu").same(decode(text_of(payload())))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.",
        "x.abc",
        "0.abc",
        "1.abc",
        "1.a b",
        "-1.abc",
        "1.ä",
        text_of(payload())[:-4],
        text_of(payload()) + "AAAA",
        text_of(payload()).replace("e", "f", 1),
        text_of(payload(strides="0,1")),
        text_of(payload(strides="1")),
        text_of(payload(strides="1,99")),
        text_of(payload(dilations="-1,1")),
        text_of(payload(padding="W")),
        text_of(payload(padding="1,1")),
        text_of(payload(padding="1,1,1,9999")),
        text_of(payload(input="1,nan")),
        text_of(payload(input="1,inf")),
        text_of(payload(input="1,1e999")),
        text_of(payload(input="1,0x1")),
        text_of(payload(input="1,2,3")),
        text_of(payload(input="")),
        text_of(payload(shape="1,1,2")),
        text_of(payload(shape="0,1,2,1")),
        text_of(payload(shape="1,1,1,2")),
        text_of(payload() + "|1,1,1,1"),
        text_of(payload() + "|1,1,1,1|1|1"),
        text_of(payload() + "|2,1,1,1|1,1"),
        text_of("ä"),
    ],
)
def test_a_damaged_link_is_damaged(text: str) -> None:
    with pytest.raises(LinkError) as refused:
        decode(text)
    assert refused.value.note.key == "link.damaged"


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: str(limit.what))
def test_sizes_past_the_limits_are_too_large(limit: Any) -> None:
    sizes = {"input": [1, 1, 1, 1], "filters": [1, 1, 1, 1], "pointwise": [1, 1, 1, 1]}
    sizes[limit.tensor][limit.axis] = limit.most + 1
    fields = [f"{','.join(map(str, size))}|{','.join(['1'] * int(np.prod(size)))}" for size in sizes.values()]
    with pytest.raises(LinkError) as refused:
        decode(text_of("|".join(["1,1|V|1,1", *fields])))
    assert refused.value.note.key == "link.large"
    assert str(limit.most + 1) in str(refused.value.note.values["size"])


def test_too_new_and_too_long_are_told_apart() -> None:
    with pytest.raises(LinkError) as newer:
        decode(text_of("whatever", version=2))
    assert newer.value.note.key == "link.newer"
    assert newer.value.note.values == {"version": 2, "known": 1}
    with pytest.raises(LinkError) as longer:
        decode("1." + "A" * LONGEST)
    assert longer.value.note.key == "link.large"


def test_a_bomb_is_not_unpacked() -> None:
    bomb = text_of("0" * 2**22)
    assert len(bomb) < LONGEST
    with pytest.raises(LinkError) as refused:
        decode(bomb)
    assert refused.value.note.key == "link.large"


def test_a_lab_too_large_for_a_link_fits_a_file() -> None:
    with pytest.raises(LinkError) as refused:
        encode(largest())
    assert refused.value.note.key == "link.large"
    assert labfile.from_bytes(labfile.to_json(largest()).encode()).same(largest())


@PLENTY
@given(st.text(max_size=40) | st.text("abcXYZ019-_.", max_size=60).map("1.".__add__))
def test_any_text_gives_a_lab_or_a_message(text: str) -> None:
    try:
        decode(text)
    except LinkError:
        return
    pytest.fail("random text is no link")


@PLENTY
@given(st.data())
def test_a_changed_character_is_noticed(data: st.DataObject) -> None:
    text = encode(hard())
    at = data.draw(st.integers(0, len(text) - 1))
    put = data.draw(st.sampled_from("abcXYZ019-_."))
    if put != text[at]:
        try:
            assert decode(text[:at] + put + text[at + 1 :]).same(hard())  # spare bits at the end of base64
        except LinkError:
            return


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{", r"line 1, column 2: JSON is needed here"),
        (b"\xff", "lab.json: UTF-8 text is needed"),
        (b"[]", '"format": "convscope-lab" is needed'),
        (b'{"format": "convscope-lab", "version": 9}', "version 1 can be read, this is version '9'"),
        (b'{"format": "convscope-lab", "version": 1}', '"input" is missing'),
        (b"[" * 10_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_lab_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ConvError, match=message):
        labfile.from_bytes(data)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("input", [[1]], "input: 4 dimensions are needed"),
        ("input", "abc", "input: real numbers are needed"),
        ("filters", [[[[1]]]], "filters: their depth must equal"),
        ("strides", [0, 1], "strides: at least 1 is needed"),
        ("strides", [17, 1], "strides: at most 16 cells are possible"),
        ("padding", "FULL", "padding: 'VALID', 'SAME' or"),
        ("padding", [[0, 99], [0, 0]], "padding: at most 16 cells are possible"),
        ("pointwise", [[[[1]], [[1]]]], "pointwise: a 1x1 kernel is needed"),
    ],
)
def test_a_file_with_something_wrong_says_what(field: str, value: object, message: str) -> None:
    record = json.loads(labfile.to_json(article()))
    with pytest.raises(ConvError, match=message):
        labfile.from_bytes(json.dumps(record | {field: value}).encode())


def test_files_and_bundles_read_each_other() -> None:
    lab = hard().with_cell("input", (0, 0, 0, 0), 0.25).with_cell("input", (0, 2, 3, 1), 0.5)
    lab = lab.with_tensor("input", np.clip(lab.input, -1e9, 1e9)).with_options(padding=((1, 0), (0, 2)))
    trace = lab.trace("depthwise")
    for data in (save.to_zip(trace), save.to_npz(trace), save.to_json(trace).encode()):
        assert labfile.from_bytes(data).same(lab)
    assert load.read(labfile.to_json(lab).encode()).input.tobytes() == lab.input.tobytes()


def test_a_file_keeps_settings_that_cannot_work() -> None:
    impossible = Lab(np.ones((1, 2, 2, 1)), np.ones((5, 5, 1, 1)))
    assert labfile.from_bytes(labfile.to_json(impossible).encode()).same(impossible)


# In the app ----------------------------------------------------------------------------------------------------


def lab_of(app: AppTest) -> Lab:
    lab: Lab = app.session_state["state"].history.present
    return lab


def address(app: AppTest) -> str | None:
    return parameter(app, link.PARAMETER)


def parameter(app: AppTest, name: str) -> str | None:
    """A parameter of the address: a list where the test set it, a text where the app did."""
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def test_the_article_needs_no_link(open_page: Open) -> None:
    assert address(open_page("depthwise")) is None


def test_an_edit_goes_into_the_address_and_comes_back_from_it(open_page: Open) -> None:
    app = edit(open_page("depthwise"), "grid_filters_0_1", {(0, 0): "0.1"})
    text = address(app)
    assert text
    assert decode(text).same(lab_of(app))
    again = open_page("standard", {"lab": text})
    assert lab_of(again).same(lab_of(app))
    assert cells(again, "grid_filters_0_1")[0] == ["0.1", "2", "2"]
    assert address(again) == text


def test_undo_back_to_the_article_clears_the_address(open_page: Open) -> None:
    app = edit(open_page("depthwise"), "grid_filters_0_1", {(0, 0): "0.1"})
    next(button for button in app.button if button.label == "Undo").click().run()
    assert address(app) is None


def test_the_address_stays_on_other_pages_and_with_another_language(open_page: Open) -> None:
    app = edit(open_page("depthwise", {"lang": "zh"}), "grid_filters_0_1", {(0, 0): "0.1"})
    text = address(app)
    for page in ("standard", "article", "compare"):
        app.switch_page(f"{page}.py").run()
        assert not app.exception
        assert address(app) == text
    assert parameter(app, "lang") == "zh"


def test_another_link_in_a_running_session_does_not_undo_an_edit(open_page: Open) -> None:
    """Going back in the browser brings an older link; so does a rerun that was asked for before the last one ended."""
    app = edit(open_page("depthwise"), "grid_filters_0_1", {(0, 0): "0.1"})
    mine = lab_of(app)
    app.query_params["lab"] = encode(hard())
    app.run()
    assert lab_of(app).same(mine)
    assert address(app) == encode(mine)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1.abc", "This link is damaged"),
        ("7.abc", "made by a newer ConvScope (version 7"),
        ("1." + "A" * LONGEST, "holds more than the lab takes"),
    ],
)
def test_a_link_that_cannot_be_read_ends_in_a_message_and_the_article(open_page: Open, text: str, said: str) -> None:
    app = open_page("depthwise", {"lab": text})
    assert said in app.warning[0].value
    assert "article's example" in app.warning[0].value
    assert lab_of(app).same(article())
    assert address(app) is None
    edit(app, "grid_filters_0_1", {(0, 0): "5"})
    assert not app.warning


def test_the_message_is_chinese_for_chinese_readers(open_page: Open) -> None:
    assert "链接已损坏" in open_page("depthwise", {"lab": "1.abc", "lang": "zh"}).warning[0].value


def test_a_link_whose_settings_cannot_work_says_why_and_keeps_them(open_page: Open) -> None:
    impossible = Lab(np.ones((1, 2, 2, 2)), np.ones((3, 3, 2, 2)))
    app = open_page("standard", {"lab": encode(impossible)})
    assert lab_of(app).same(impossible)
    assert "the picture shows the last one that worked" in app.warning[0].value
    assert output(app) == str(article().trace("standard").output)
    assert address(app) == encode(impossible)


def test_a_lab_too_large_for_a_link_says_so(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "LONGEST", 100)
    app = open_page("depthwise")
    assert not [caption for caption in app.caption if "lab.json" in caption.value]
    edit(app, "grid_filters_0_1", {(row, col): repr(0.1 + row + col / 7) for row in range(3) for col in range(3)})
    assert [caption for caption in app.caption if "Too large for a link" in caption.value]
    assert address(app) is None
