"""Bringing tensors in: from text, from files, onto the input, the filters or both."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import DeletedFile, UploadedFileRec
from streamlit.testing.v1 import AppTest
from streamlit.typing import UploadedFile

from convcore import ConvError
from convcore.io import tables
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from pages.parts.edit import bring
from pages.parts.edit.bring import AskError, guess, read, take_in
from pages.parts.lab import Lab, article, labfile
from pages.parts.ui import notes
from tests.convcore.paste.test_statements import CONV, LISTING
from tests.pages.conftest import Open, cells, edit, output, put

HARD = [0.1, -0.0, 1e-300, 123456789.123]


def lab_of(app: AppTest) -> Lab:
    lab: Lab = app.session_state["state"].history.present
    return lab


def paste(app: AppTest, text: str, target: str = "detect") -> AppTest:
    """Pastes a text and presses the button, as a reader does."""
    app.text_area(key="bring_text").set_value(text)
    app.segmented_control(key="bring_target").set_value(target)
    next(button for button in app.button if button.label in ("Use it", "使用")).click().run()
    assert not app.exception
    return app


def upload(app: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    """Opens files, as a reader does."""
    named = [(name, data.encode() if isinstance(data, str) else data, "text/plain") for name, data in files]
    app.file_uploader(key="bring_files").set_value(named).run()
    assert not app.exception
    return app


def changed() -> Lab:
    """A lab unlike the article's, whose numbers are hard to write."""
    return Lab(np.resize(HARD, (2, 3, 4, 3)), np.resize(HARD, (2, 3, 3, 2)))


@pytest.fixture(scope="session")
def open_bring(open_page: Open) -> Open:
    """A function that opens a page, and on it the panel alone that all this is about."""
    return partial(open_page, unfold=["bring_panel"])


def test_the_articles_listing_gives_its_image_and_its_filter(open_bring: Open) -> None:
    app = open_bring("depthwise")
    for editor in ("grid_input_0_0", "grid_filters_0_1"):
        edit(app, editor, {(0, 0): "77"})
    paste(app, LISTING + CONV)
    assert np.array_equal(lab_of(app).input, article_input())
    assert np.array_equal(lab_of(app).filters, article_filters())
    assert output(app) == str(article().trace("depthwise").output)
    assert app.success[0].value.startswith("Taken over: `input [1, 4, 4, 2], filters [3, 3, 2, 2]`.")
    next(button for button in app.button if button.label == "Undo").click().run()
    assert lab_of(app).input[0, 0, 0, 0] == 77


def test_a_refusal_names_the_line_and_keeps_everything(open_bring: Open) -> None:
    text = "[[1, 2],\n [3, x]]"
    app = paste(open_bring("standard"), text, "filters")
    assert app.warning[0].value == (
        "Nothing was changed. `line 2: 'x' is not a number: a number like 3, -0.5, 1e3 or 1/3 is needed`"
    )
    assert app.text_area(key="bring_text").value == text
    assert lab_of(app).same(article())
    paste(app, text.replace("x", "4"), "filters")
    assert not app.warning
    assert lab_of(app).filters[:, :, 0, 0].tolist() == [[1, 2], [3, 4]]


@pytest.fixture(scope="module")
def refusing(open_bring: Open) -> AppTest:
    """A page that takes over nothing of what is pasted: a refusal leaves it as it was, but for what is said."""
    return open_bring("depthwise")


@pytest.mark.parametrize("text", ["", "<b>", "`", "{t}", "a" * 300_000, "[" * 5000, "\x00", "__import__('os')"])
def test_no_text_breaks_the_page(refusing: AppTest, text: str) -> None:
    app = paste(refusing, text)
    assert len(app.warning) == 1
    assert app.warning[0].value.startswith("Nothing was changed. `")
    assert lab_of(app).same(article())


def test_what_may_be_either_is_asked_for(open_bring: Open) -> None:
    app = paste(open_bring("standard"), "1\t2\t3\n4\t5\t6\n7\t8\t9")
    assert app.warning[0].value.startswith("A tensor of shape `[3, 3]` may be the input or the filters.")
    assert lab_of(app).same(article())


def test_pasted_text_is_still_there_on_the_other_page(open_bring: Open) -> None:
    app = paste(open_bring("standard"), "[[1, 2")
    app.switch_page("depthwise.py").run()
    assert app.text_area(key="bring_text").value == "[[1, 2"


def test_a_table_becomes_the_input_and_the_filters_follow(open_bring: Open) -> None:
    app = paste(open_bring("depthwise"), "1\t2\t3\n4\t5\t6\n7\t8\t9", "input")
    assert lab_of(app).input.shape == (1, 3, 3, 1)
    assert lab_of(app).filters.tolist() == article().filters[:, :, :1].tolist()
    assert "The filters had a different number of input channels" in app.success[0].value
    assert cells(app, "grid_input_0_0") == [["1", "2", "3"], ["4", "5", "6"], ["7", "8", "9"]]


def test_new_channels_are_filled_by_the_preset_in_use() -> None:
    before = put(article().fill("filters", np.full((3, 3, 2, 2), 7), "constant", 7), "filters", (0, 0, 1, 1), 8)
    made, told = take_in(before, read("x.csv", "np.ones((1, 4, 4, 4))", "input", before))
    assert made.filters[0, 0].tolist() == [[7, 7], [7, 8], [7, 7], [7, 7]]
    assert [note.key for note in told] == ["bring.taken", "bring.taken.filters"]


def test_what_was_brought_does_not_give_way_to_what_was_there_before() -> None:
    small = put(article(), "input", (0, 0, 3, 0), 9).resize({"input": (1, 4, 3, 2)})
    made, _ = take_in(small, read("", "np.full((1, 4, 3, 2), 5)", "input", small))
    assert made.resize({"input": (1, 4, 4, 2)}).input[0, 0, :, 0].tolist() == [5, 5, 5, 4]


def test_filters_of_other_depth_adapt_the_input() -> None:
    made, told = take_in(article(), read("", "tf.ones([2, 2, 3, 1])", "filters", article()))
    assert made.input.shape == (1, 4, 4, 3)
    assert np.array_equal(made.input[..., :2], article_input())
    assert [note.key for note in told] == ["bring.taken", "bring.taken.input"]


def test_both_tensors_must_fit_each_other() -> None:
    text = "img = tf.ones([1, 4, 4, 3])\nfilter = tf.ones([2, 2, 2, 1])"
    with pytest.raises(ConvError, match="filters: their depth must equal the input's channels, got 2 for 3"):
        take_in(article(), read("", text, "detect", article()))


def test_options_of_the_code_are_taken_over() -> None:
    text = LISTING + CONV.replace("1,1,1,1", "1,2,2,1").replace("VALID", "SAME")
    made, told = take_in(article(), read("", text, "detect", article()))
    assert (made.strides, made.padding, made.dilations) == ((2, 2), "SAME", (1, 1))
    assert told[1].key == "bring.taken.options"
    assert told[2].values["count"] == 1


def test_a_target_takes_one_tensor_of_a_listing_only() -> None:
    lab = put(article(), "input", (0, 0, 0, 0), 9)
    made, _ = take_in(lab, read("", LISTING, "filters", lab))
    assert made.input[0, 0, 0, 0] == 9
    with pytest.raises(ConvError, match="this text holds no input, but filters"):
        read("", "filter = tf.ones([1, 1, 2, 2])", "input", lab)


@pytest.mark.parametrize(
    ("shape", "meant"),
    [((1, 4, 4, 2), "input"), ((3, 3, 2, 2), "filters"), ((1, 9, 9, 2), "input"), ((5, 5, 2, 1), "filters")],
)
def test_four_dimensions_tell_what_a_tensor_is(shape: tuple[int, ...], meant: str) -> None:
    assert guess(np.ones(shape), article()) == meant


@pytest.mark.parametrize("shape", [(3, 3), (3, 3, 2), (4, 4, 2, 2), (4, 4, 3, 3)])
def test_what_shapes_do_not_tell_is_asked(shape: tuple[int, ...]) -> None:
    with pytest.raises(AskError):
        guess(np.ones(shape), article())


def test_past_a_limit_the_lab_stays(open_bring: Open) -> None:
    app = paste(open_bring("standard"), "np.ones((1, 17, 4, 2))", "input")
    assert "input: the height may be at most 16, got 17" in app.warning[0].value
    assert lab_of(app).same(article())


# Files ---------------------------------------------------------------------------------------------------------


def csvs(lab: Lab, kind: str = "standard") -> list[tuple[str, str]]:
    spec = ConvSpec(kind, lab.input.shape, lab.filters.shape)  # type: ignore[arg-type]
    tensors = tables.input_table(lab.input), tables.filters_table(spec, lab.filters)
    return [(f"{name}.csv", tables.to_csv(table)) for name, table in zip(("input", "filters"), tensors, strict=True)]


@pytest.mark.parametrize("kind", ["standard", "depthwise"])
def test_our_own_csv_files_bring_the_same_bits(open_bring: Open, kind: str) -> None:
    app = upload(open_bring("depthwise"), *csvs(changed(), kind))
    assert lab_of(app).same(changed())


def test_one_after_the_other_gives_the_same(open_bring: Open) -> None:
    first, second = csvs(changed())
    app = upload(open_bring("depthwise"), first)
    assert "The filters had a different number of input channels" in app.success[0].value
    upload(app, first, second)
    assert lab_of(app).same(changed())


def test_a_file_that_goes_takes_nothing_along(open_bring: Open) -> None:
    first, _ = csvs(changed())
    app = upload(open_bring("depthwise"), first)
    edit(app, "grid_input_0_0", {(0, 0): "5"})
    app.file_uploader(key="bring_files").set_value([]).run()
    assert lab_of(app).input[0, 0, 0, 0] == 5


def test_lab_json_brings_everything_back(open_bring: Open) -> None:
    lab = changed().with_options(strides=(2, 1), padding=((0, 1), (2, 0)), dilations=(1, 2))
    lab = lab.with_tensor("pointwise", np.resize(HARD, (1, 1, 6, 3)))
    app = upload(open_bring("depthwise"), ("lab.json", labfile.to_json(lab)))
    assert lab_of(app).same(lab)
    assert app.success[0].value == "Opened: `lab.json`."


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("input.csv", "batch,row,col,channel,value\n0,0,0,0,x\n", "input.csv line 2: value: 'x' is not a number"),
        ("input.csv", b"\xff\xfe", "input.csv: UTF-8 text is needed"),
        ("input.csv", "1,2\n3", "input.csv: line 2: 2 numbers are needed"),
        ("input.csv", b"1," * 2**20, "input.csv: at most 1 MB of text are read, this file has 2.0 MB"),
        ("lab.json", "{}", 'lab.json: JSON with "format"'),
        ("lab.zip", b"PK\x03\x04", "lab.zip: file: this ZIP cannot be unpacked"),
    ],
)
def test_a_bad_file_is_named(open_bring: Open, name: str, data: str | bytes, message: str) -> None:
    app = upload(open_bring("depthwise"), (name, data))
    assert f"Nothing was changed. `{message}" in app.warning[0].value
    assert lab_of(app).same(article())


def test_a_good_file_beside_a_bad_one_is_taken_over(open_bring: Open) -> None:
    first, _ = csvs(changed())
    app = upload(open_bring("depthwise"), first, ("filters.csv", "x"))
    assert np.array_equal(lab_of(app).input, changed().input)
    assert "filters.csv: no tensor was found" in app.warning[0].value


def test_a_name_tells_what_a_plain_csv_is() -> None:
    assert read("my_filters.csv", "1,2\n3,4", "detect", article()).filters is not None
    assert read("Input (2).csv", "1,2\n3,4", "detect", article()).input is not None


def test_the_bound_of_text_is_beyond_every_lab() -> None:
    largest = Lab(np.full((4, 16, 16, 8), -1.2345678901234567e-300), np.ones((7, 7, 8, 8)))
    assert len(csvs(largest)[0][1]) < bring.MOST_CSV


def test_what_was_read_is_let_go_of_and_its_message_stays(open_bring: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[MemoryUploadedFileManager] = []
    add = MemoryUploadedFileManager.add_file

    def note(manager: MemoryUploadedFileManager, session_id: str, file: UploadedFileRec) -> None:
        kept.append(manager)
        add(manager, session_id, file)

    monkeypatch.setattr(MemoryUploadedFileManager, "add_file", note)
    app = upload(open_bring("depthwise"), ("lab.json", labfile.to_json(changed())), ("x.zip", b"PK"))
    assert kept, "the files went through the manager"
    assert not [file for manager in kept for files in manager.file_storage.values() for file in files]
    held = app.session_state["bring_files"]
    assert [file.getvalue() for file in held if isinstance(file, UploadedFile)] == [b"", b""]
    said = app.warning[0].value
    assert "Opened: `lab.json`." in said
    app.run()
    assert app.warning[0].value == said


def test_so_many_files_are_read_at_a_time(open_bring: Open) -> None:
    files = [(f"{k}.json", "{}") for k in range(bring.MOST_FILES)]
    app = upload(open_bring("depthwise"), *files, ("lab.json", labfile.to_json(changed())))
    assert "lab.json: at most 8 files are read at a time" in app.warning[0].value
    assert lab_of(app).same(article())


@pytest.mark.parametrize("name", ["a\0b.json", "`.json", "``x`.json", "[a](b).json", "../../x.json", "$x$.json"])
def test_no_name_of_a_file_breaks_the_page(open_bring: Open, name: str) -> None:
    app = upload(open_bring("depthwise"), (name, "{}"))
    assert app.warning[0].value.startswith("Nothing was changed. `")
    app = upload(open_bring("depthwise"), (name, labfile.to_json(changed())))
    assert app.success[0].value == f"Opened: {notes.code(name)}."


def test_too_many_channels_are_refused_before_the_other_tensor_is_resized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lab, "resize", None)
    with pytest.raises(ConvError, match="input: the input channels may be at most 8, got 16384"):
        take_in(article(), read("", "filter = np.ones([1, 1, 16384, 1])", "detect", article()))


def test_a_csv_past_the_limits_is_refused_where_it_passes_them() -> None:
    text = "batch,row,col,channel,value\n0,0,0,0,1\n0,16,0,0,1\n" + "x\n" * 1000
    with pytest.raises(ConvError, match=r"input\.csv line 3: row is a whole number from 0 to 15, got '16'"):
        read("input.csv", text, "detect", article())


def test_the_largest_lab_is_read_as_code_with_all_digits() -> None:
    numbers = np.resize([-1.2345678901234567e-300, -0.1234567890123456], 4 * 16 * 16 * 8 + 7 * 7 * 8 * 8)
    largest = Lab(numbers[:8192].reshape(4, 16, 16, 8), numbers[8192:].reshape(7, 7, 8, 8))
    text = f"input = np.array({largest.input.tolist()})\nfilter = np.array({largest.filters.tolist()})"
    text = text.replace(" ", "")
    made, _ = take_in(article(), read("", text, "detect", article()))
    assert made.same(largest)


def test_a_file_that_was_let_go_of_is_nothing_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a browser the next run finds it gone, which Streamlit calls a change; the message about it stays."""
    held = {bring.FILES: [DeletedFile("a")], bring.DONE: ("a",)}
    monkeypatch.setattr(bring.session, "widget", lambda key, default=None: held.get(key, default))
    monkeypatch.setattr(bring.session, "preset_widget", held.__setitem__)
    monkeypatch.setattr(bring.lab, "commit", lambda *_: pytest.fail("its message is taken away"))
    bring._take_files()


COMMAS = "1,5;2;3\n-3;0,25;1\n1;1;1"


def points(app: AppTest) -> list[Any]:
    return [button for button in app.button if button.key == "bring_points_use"]


@pytest.mark.parametrize("way", ["pasted", "opened"])
def test_decimal_commas_are_answered_and_can_be_read(open_bring: Open, way: str) -> None:
    app = open_bring("depthwise")
    if way == "opened":
        upload(app, ("input.csv", COMMAS))
    else:
        app.text_area(key="bring_text").set_value(COMMAS)
        app.segmented_control(key="bring_target").select("input")
        next(button for button in app.button if button.label == "Use it").click().run()
    assert "line 1, column 1: '1,5' has a decimal comma: write 1.5" in app.warning[0].value
    (offer,) = points(app)
    assert offer.label == "Read decimal commas: 1,5 as 1.5"
    offer.click().run()
    assert not app.exception
    assert lab_of(app).input[0, :, :, 0].tolist() == [[1.5, 2, 3], [-3, 0.25, 1], [1, 1, 1]]
    assert not points(app)
    assert not app.warning


def test_our_own_table_is_read_with_a_spreadsheets_commas(open_bring: Open) -> None:
    table = tables.to_csv(tables.input_table(np.array([[[[1.5], [0.25]]]]))).replace(",", ";").replace(".", ",")
    app = upload(open_bring("depthwise"), ("input.csv", table))
    assert "value: '1,5' has a decimal comma: write 1.5" in app.warning[0].value
    points(app)[0].click().run()
    assert lab_of(app).input[0, 0, :, 0].tolist() == [1.5, 0.25]


@pytest.mark.parametrize("text", ["1,5;x", "1,2\n3,x", "a;b"])
def test_nothing_is_offered_that_would_not_help(open_bring: Open, text: str) -> None:
    app = upload(open_bring("depthwise"), ("first.csv", COMMAS))
    assert points(app)
    app.text_area(key="bring_text").set_value(text)
    next(button for button in app.button if button.label == "Use it").click().run()
    assert app.warning
    assert not points(app)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("cat.png", b"\x89PNG\r\n\x1a\n", "cat.png is a picture (PNG), and numbers are read here"),
        ("cat.jpg", b"\xff\xd8\xff\xe0\0", "Image.open('cat.jpg').convert('L').resize((16, 16))"),
        ("cat.webp", b"RIFF\0\0\0\0WEBP", "is a picture (WebP)"),
        ("table.xlsx", b"PK\x03\x04", "save it as CSV, or copy its cells and paste them"),
    ],
)
def test_a_file_without_numbers_gets_a_sentence_that_helps(open_bring: Open, name: str, data: bytes, told: str) -> None:
    app = upload(open_bring("depthwise"), (name, data))
    assert told in app.warning[0].value
    assert lab_of(app).same(article())
