"""Messages of today's frameworks, as they were provoked, and of older ones, as people pasted them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from convcore.catalogue import LANGUAGES, catalogue
from convcore.explain import explain
from convcore.explain.mend import ACCEPTED, mends
from convcore.explain.messages.recognise import ROWS
from convcore.explain.refusals import check_layer
from convcore.explain.tell import as_json, sentence, tell_answer, text
from tests.each import of_each

HERE = Path(__file__).parent
PROVOKED: list[dict[str, str]] = json.loads((HERE / "messages.json").read_text("utf-8"))["messages"]
OLDER: list[dict[str, Any]] = json.loads((HERE / "older.json").read_text("utf-8"))
PASTED = {f"{one['framework']}: {one['name']}": one["message"] for one in PROVOKED}
PASTED |= {f"{one['framework'] or 'none'}: {one['source']}": one["text"] for one in OLDER}


def provoked(framework: str, name: str) -> str:
    return next(one["message"] for one in PROVOKED if (one["framework"], one["name"]) == (framework, name))


def row_of(record: dict[str, str]) -> str:
    """The wording that a provocation is named after."""
    name = record["name"].split(",")[0]
    return name if name.startswith("tensorflow-") else f"{record['framework']}-{name}"


@of_each(PROVOKED, lambda one: f"{one['framework']}: {one['name']}")
def test_a_provoked_message_is_taken_for_what_it_is(record: dict[str, str]) -> None:
    answer = explain(record["message"])
    assert answer.reading is not None
    assert (answer.reading.row.name, answer.framework) == (row_of(record), record["framework"])
    assert answer.causes
    assert mends(answer)


# The message, the problem, the numbers as they are read off it by hand, and the likeliest cause.
BY_HAND: list[tuple[str, str, str, dict[str, object], str]] = [
    (
        "pytorch",
        "channels",
        "channels",
        {
            "groups": 1,
            "filter_shape": (8, 4, 3, 3),
            "input_shape": (1, 3, 5, 5),
            "expected_channels": 4,
            "got_channels": 3,
        },
        "image-mode",
    ),
    ("pytorch", "channels, layout", "layout", {"expected_channels": 3, "got_channels": 224}, "layout"),
    ("pytorch", "channels, groups", "channels", {"groups": 2, "expected_channels": 6}, "extra-groups"),
    ("pytorch", "channels, batch", "channels", {"got_channels": 16}, "batch-as-channels"),
    ("pytorch", "channels, depthwise", "channels", {"got_channels": 8}, "forgot-groups"),
    ("pytorch", "channels, filters", "layout", {"filter_shape": (3, 3, 4, 8)}, "filter-layout"),
    ("pytorch", "weight-groups", "groups", {"groups": 3, "filter_shape": (8, 1, 3, 3)}, "groups-out"),
    ("pytorch", "in-groups", "groups", {}, "groups-in"),
    ("pytorch", "rank", "rank", {"op": "conv2d", "input_shape": (5, 5)}, "missing-both"),
    ("pytorch", "rank, video", "rank", {"input_shape": (2, 10, 3, 32, 32)}, "extra-axis"),
    ("pytorch", "too-small", "too-small", {"padded_input": (5, 5), "kernel": (7, 7)}, "shrunk"),
    ("pytorch", "pool, average", "too-small", {"padded_input": (4, 4)}, "pooling"),
    ("pytorch", "same-stride", "same-stride", {}, "same-stride"),
    ("pytorch", "bias", "bias", {"filter_shape": (8, 3, 3, 3), "expected_bias": 8, "bias": 4}, "bias"),
    (
        "pytorch",
        "output-padding",
        "output-padding",
        {"output_padding": (2, 2), "strides": (2, 2), "dilations": (1, 1)},
        "output-padding",
    ),
    ("pytorch", "output-size", "output-padding", {"output_shape": (20, 20), "smallest": 11}, "output-size"),
    ("pytorch", "dtype", "dtype", {"expected_dtype": "Long", "got_dtype": "Float"}, "integers"),
    ("pytorch", "dtype-input", "dtype", {"expected_dtype": "float", "got_dtype": "double"}, "double"),
    (
        "pytorch",
        "dense",
        "dense",
        {"input_shape": (2, 576), "filter_shape": (400, 10), "got_features": 576, "expected_features": 400},
        "flattened-size",
    ),
    ("pytorch", "checkpoint", "channels", {"filter_shape": (64, 3, 7, 7)}, "checkpoint"),
    (
        "tensorflow",
        "negative",
        "layout",
        {
            "kernel_extent": 3,
            "input_size": 1,
            "input_shape": (1, 1, 200, 200),
            "filter_shape": (3, 3, 200, 32),
            "strides": (1, 1),
            "dilations": (1, 1),
            "data_format": "NHWC",
            "padding": "VALID",
            "op": "Conv2D",
        },
        "layout",
    ),
    ("tensorflow", "negative, dilated", "too-small", {"kernel_extent": 5, "dilations": (2, 2)}, "dilation"),
    ("tensorflow", "negative, pooling", "too-small", {"kernel": (2, 2), "op": "MaxPool"}, "pooling"),
    ("tensorflow", "negative, small", "too-small", {"input_shape": (8, 2, 2, 64)}, "shrunk"),
    ("tensorflow", "depth", "channels", {"got_channels": 32, "expected_channels": 64}, "previous-layer"),
    ("tensorflow", "depth, layout", "layout", {"got_channels": 224, "expected_channels": 3}, "layout"),
    ("tensorflow", "groups", "groups", {"out_channels": 8, "groups": 3}, "groups-out"),
    ("tensorflow", "depth-eager", "channels", {"got_channels": 4, "expected_channels": 3}, "image-mode"),
    ("tensorflow", "depth-eager, layout", "layout", {"got_channels": 28, "expected_channels": 3}, "layout"),
    ("tensorflow", "same-depth", "channels", {"got_channels": 3, "expected_channels": 2}, "previous-layer"),
    ("tensorflow", "equal-strides", "unequal-strides", {"op": "DepthwiseConv2dNative"}, "unequal-strides"),
    ("tensorflow", "depthwise-cpu", "layout", {}, "cpu"),
    (
        "tensorflow",
        "backprop-size",
        "backprop-size",
        {"got_size": 3, "expected_size": 4, "input_size": 7, "kernel_extent": 3, "strides": (2, 2), "axis": 1},
        "output-shape",
    ),
    ("tensorflow", "bias", "bias", {"bias": 4, "input_shape": (1, 3, 3, 8)}, "bias"),
    ("tensorflow", "dtype-attr", "dtype", {"got_dtype": "uint8"}, "integers"),
    ("keras", "rank", "rank", {"expected_rank": 4, "got_rank": 3, "input_shape": (28, 28, 1)}, "missing-batch"),
    ("keras", "rank, batch", "rank", {"input_shape": (None, 28, 28)}, "missing-channels"),
    ("keras", "rank, flat", "rank", {"input_shape": (None, 784)}, "flattened"),
    ("keras", "axis", "channels", {"axis": -1, "expected_channels": 3, "input_shape": (1, 28, 28, 1)}, "image-mode"),
    ("keras", "axis, layout", "layout", {"expected_channels": 3, "input_shape": (1, 3, 224, 224)}, "layout"),
    ("keras", "axis, wrapped", "channels", {"layer_type": "Sequential", "expected_channels": 1}, "image-mode"),
    ("keras", "axis, dense", "dense", {"input_shape": (2, 576)}, "flattened-size"),
    ("keras", "shape", "layout", {"expected_shape": (None, 28, 28, 1), "input_shape": (2, 1, 28, 28)}, "layout"),
    (
        "keras",
        "too-small",
        "too-small",
        {"input_shape": (1, 2, 2, 3), "filter_shape": (3, 3, 3, 8), "dilations": (1, 1), "strides": (1, 1)},
        "shrunk",
    ),
    ("keras", "too-small, layout", "layout", {"input_shape": (None, 1, 28, 28)}, "layout"),
    ("keras", "filters-groups", "groups", {"groups": 3, "out_channels": 8}, "groups-out"),
    ("keras", "channels-groups", "groups", {"groups": 4, "in_channels": 3}, "groups-in"),
    ("keras", "stride-dilation", "stride-dilation", {"strides": (2, 2), "dilations": (2, 2)}, "stride-dilation"),
    ("keras", "weights", "layout", {"given_filter_shape": (8, 3, 3, 3)}, "filter-layout"),
    ("keras", "output-padding", "output-padding", {"output_padding": (2, 2)}, "output-padding"),
    ("jax", "channels", "channels", {"got_channels": 3, "groups": 1, "expected_channels": 4}, "image-mode"),
    ("jax", "channels, layout", "layout", {"got_channels": 224, "expected_channels": 3}, "layout"),
    ("jax", "groups-in", "groups", {"groups": 3, "in_channels": 4}, "groups-in"),
    ("jax", "groups-out", "groups", {"groups": 3, "out_channels": 8}, "groups-out"),
    ("jax", "rank", "rank", {"got_rank": 3, "expected_rank": 4}, "missing-batch"),
    ("jax", "dense", "dense", {"got_features": 576, "expected_features": 400}, "flattened-size"),
]


@pytest.mark.parametrize(("framework", "name", "problem", "numbers", "cause"), BY_HAND)
def test_numbers_stand_in_their_roles(
    framework: str, name: str, problem: str, numbers: dict[str, object], cause: str
) -> None:
    answer = explain(provoked(framework, name))
    assert (answer.framework, answer.problem, answer.causes[0].name) == (framework, problem, cause)
    assert {role: answer.numbers.get(role) for role in numbers} == numbers


@of_each(OLDER, lambda one: one["source"].removeprefix("https://github.com/"))
def test_an_older_message_is_still_understood(record: dict[str, Any]) -> None:
    said = as_json(explain(record["text"]), catalogue("en"))
    assert (said["framework"], said["problem"]) == (record["framework"], record["problem"])
    assert {role: said["numbers"].get(role) for role in record["numbers"]} == record["numbers"]
    if record["cause"]:
        assert said["causes"][0] == record["cause"]


@of_each(PASTED)
def test_pieces_are_where_they_are_said_to_be(source: str) -> None:
    """A page marks them: each number's piece holds just that number's text."""
    message = PASTED[source]
    around = f"> 请教一下\n\n> {message.replace(' ', chr(10), 3)}\n谢谢"
    for pasted in (message, around):
        answer = explain(pasted)
        for piece in answer.pieces:
            marked = pasted[piece.start : piece.end]
            value = answer.numbers.get(piece.role)
            assert marked == marked.strip(), marked
            if isinstance(value, int):
                assert marked == str(value), piece
            elif isinstance(value, tuple) and len(value) < 4:
                assert all(str(size) in marked for size in value if size is not None), piece


@of_each([(source, language) for source in PASTED for language in LANGUAGES])
def test_everything_is_said_in_both_languages(asked: tuple[str, str]) -> None:
    source, language = asked
    answer, texts = explain(PASTED[source]), catalogue(language)
    said = text(answer, texts)
    told = tell_answer(answer)
    assert "{" not in said.split("# before")[0].replace("{{", "")
    if told is not None:
        assert all("?" not in sentence(cause, texts).replace("[?", "").replace(", ?", "") for cause in told.causes)
        assert all(f"explain.fix.{mend.cause}" in texts for mend in told.mends)
        assert all(f"explain.role.{piece.role}" in texts for piece in answer.pieces)


@of_each(PASTED)
def test_a_mend_fails_before_and_works_after(source: str) -> None:
    """By the core's own word; tests/oracle/run_errors.py asks the frameworks."""
    answer = explain(PASTED[source])
    for mend in mends(answer):
        assert not check_layer(mend.after).error
        again = explain(check_layer(mend.before).error)
        taken_today = answer.reading is not None and answer.reading.row.name in ACCEPTED
        assert again.problem == answer.problem or taken_today, check_layer(mend.before).error
        compile(mend.code_before, "<before>", "exec")
        compile(mend.code_after, "<after>", "exec")


def test_every_wording_has_a_message() -> None:
    """A row that no text was seen of is a guess."""
    seen = {reading.row.name for message in PASTED.values() if (reading := explain(message).reading)}
    seen |= {row for row, _, _ in BY_SOURCE.values()}
    assert {row.name for row in ROWS} == seen


# Written from the sources of versions that do not run here; posts cut short.
BY_SOURCE = {
    'Initializer expected to generate shape (3, 3, 3, 8) but got shape (3, 3, 1, 8) instead for parameter "kernel" in '
    '"/Conv_0".': ("jax-flax-channels", "channels", {"expected_channels": 3, "got_channels": 1}),
    'Inconsistent shapes between value and initializer for parameter "kernel" in "/Conv_0": (3, 3, 3, 8), '
    "(3, 3, 1, 8).": ("jax-flax-old", "channels", {"expected_channels": 3, "got_channels": 1}),
    "conv_general_dilated lhs and rhs must have the same number of dimensions, but got (28, 28, 1) and (3, 3, 1, 8)": (
        "jax-rank-old",
        "rank",
        {"input_shape": (28, 28, 1)},
    ),
    "Incompatible type conversion requested to type 'uint8' for AutoCastVariable which is casted to type 'float32'": (
        "keras-dtype",
        "dtype",
        {"got_dtype": "uint8"},
    ),
    "strides > 1 not supported in conjunction with rates > 1": ("tensorflow-stride-dilation", "stride-dilation", {}),
    "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [1, 1, 28, 28]": (
        "pytorch-rank-other",
        "rank",
        {"input_shape": (1, 1, 28, 28), "op": "conv1d"},
    ),
    "ValueError: expected 4D input (got 2D input)": ("pytorch-rank-norm", "rank", {"expected_rank": 4, "got_rank": 2}),
    "Padding size should be less than the corresponding input dimension, but got: padding (1, 1) at dimension 3 of "
    "input [1, 512, 1, 1]": ("pytorch-padding", "too-small", {"input_shape": (1, 512, 1, 1)}),
    "ValueError: The last dimension of the inputs to `Dense` should be defined. Found `None`.": (
        "keras-undefined-columns",
        "dense",
        {},
    ),
    "Kernel size can't be greater than actual input size": ("pytorch-too-small-short", "too-small", {}),
    "expected ndim=4, found ndim=3. Full shape received: (None, 28, 28)": (
        "keras-rank-short",
        "rank",
        {"expected_rank": 4, "got_rank": 3, "input_shape": (None, 28, 28)},
    ),
    "expected axis -1 of input shape to have value 3, but received input with shape (None, 3, 224, 224)": (
        "keras-axis-short",
        "layout",
        {"axis": -1, "expected_channels": 3, "input_shape": (None, 3, 224, 224)},
    ),
    "ValueError: Computed output size would be zero or negative.": ("keras-too-small-short", "too-small", {}),
}


@pytest.mark.parametrize("message", BY_SOURCE)
def test_a_wording_known_from_the_sources(message: str) -> None:
    answer = explain(message)
    row, problem, numbers = BY_SOURCE[message]
    assert answer.reading is not None
    assert (answer.reading.row.name, answer.problem) == (row, problem)
    assert {role: answer.numbers.get(role) for role in numbers} == numbers
    assert answer.causes
    for language in LANGUAGES:
        assert "?" not in text(answer, catalogue(language)).split("# before")[0].replace("[?", "")
