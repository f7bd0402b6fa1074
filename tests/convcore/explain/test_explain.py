"""Errors recognised, whatever was pasted around them, in a time that grows with the text's length."""

from __future__ import annotations

import gc
import json
import random
import time
from pathlib import Path

import pytest

from convcore.catalogue import LANGUAGES, catalogue
from convcore.explain import Explanation, explain
from convcore.explain.causes import RULES
from convcore.explain.drawings import drawing
from convcore.explain.labs import labs
from convcore.explain.mend import CHANGES, mends
from convcore.explain.messages.model import FRAMEWORK_TITLES
from convcore.explain.messages.recognise import ROWS
from convcore.explain.messages.text import LONGEST_MESSAGE, plain
from convcore.explain.tell import as_json

HERE = Path(__file__).parent
MESSAGES = [one["message"] for one in json.loads((HERE / "messages.json").read_text("utf-8"))["messages"]]
MESSAGES += [one["text"] for one in json.loads((HERE / "older.json").read_text("utf-8"))]
TORCH = "Given groups=1, weight of size {weight}, expected input{input} to have {want} channels, but got {got} channels"
NEGATIVE = (
    "Negative dimension size caused by subtracting {k} from {n} for 'x/Conv2D' (op: 'Conv2D') with input shapes: "
)
SECONDS = 0.2


@pytest.mark.parametrize(
    ("weight", "input", "want", "got", "problem"),
    [
        ([8, 3, 3, 3], [1, 224, 200, 3], 3, 224, "layout"),
        ([8, 3, 3, 3], [1, 224, 224, 3], 3, 224, "layout"),
        ([8, 1, 3, 3], [32, 28, 28, 1], 1, 28, "layout"),
        ([8, 4, 3, 3], [2, 96, 64, 4], 4, 96, "layout"),
        # As high as wide as PyTorch reads it, and 64 channels are no picture's: the channels themselves are wrong.
        ([8, 32, 3, 3], [1, 64, 32, 32], 32, 64, "channels"),
        # A picture of 3 channels in the right place, 64 high: not 64 channels at the end.
        ([8, 64, 3, 3], [1, 3, 48, 64], 64, 3, "channels"),
        ([8, 3, 3, 3], [1, 1, 28, 28], 3, 1, "channels"),
    ],
)
def test_another_axis_with_the_channels_wanted_is_a_swapped_layout(
    weight: list[int], input: list[int], want: int, got: int, problem: str
) -> None:
    assert explain(TORCH.format(weight=weight, input=input, want=want, got=got)).problem == problem


@pytest.mark.parametrize(
    ("shapes", "problem"),
    [
        ("[?,1,28,28], [3,3,28,32]", "layout"),
        ("[?,3,224,224], [5,5,224,32]", "layout"),
        ("[?,4,64,84], [8,8,84,16]", "layout"),
        ("[?,320,3,160], [5,5,160,6]", "layout"),
        ("[?,1,1,512], [3,3,512,512]", "too-small"),
        ("[?,4,4,64], [5,5,64,64]", "too-small"),
        ("[?,2,2,64], [3,3,64,64]", "too-small"),
        ("[?,1,7,64], [3,3,64,64]", "too-small"),
    ],
)
def test_a_flat_side_with_many_channels_is_a_swapped_layout(shapes: str, problem: str) -> None:
    assert explain(NEGATIVE.format(k=3, n=1) + shapes).problem == problem


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ("input depth must be evenly divisible by filter depth: 224 vs 3 [Op:Conv2D]", "layout"),
        ("input depth must be evenly divisible by filter depth: 64 vs 3 [Op:Conv2D]", "channels"),
        ("input and filter must have the same depth: 28 vs 1", "layout"),
        ("input and filter must have the same depth: 3 vs 2", "channels"),
    ],
)
def test_numbers_alone_may_show_a_side_taken_for_channels(message: str, problem: str) -> None:
    """224 is no number of channels that a network makes; 64 is, so the layout is only a weaker cause."""
    answer = explain(message)
    assert answer.problem == problem
    assert ("layout" in [cause.name for cause in answer.causes]) == (
        "224" in message or "64" in message or "28" in message
    )


@pytest.mark.parametrize("wrapped", [72, 40])
def test_a_traceback_wrapped_coloured_and_quoted_is_the_same(wrapped: int) -> None:
    message = TORCH.format(weight=[8, 3, 3, 3], input=[1, 224, 200, 3], want=3, got=224)
    words, lines = message.split(" "), [""]
    for word in words:
        lines[-1] += f"{word} "
        if len(lines[-1]) > wrapped - 12:
            lines.append("")
    pasted = "> 求助：\n" + "\n".join(f"> \x1b[31m{line}\x1b[0m" for line in lines)
    assert explain(pasted).numbers == explain(message).numbers
    assert explain(message.replace("can't", "can’t").replace("[", "［").replace("]", "］")).problem == "layout"


def test_a_shrunk_map_names_the_poolings_it_came_from() -> None:
    code = (
        "model.add(Conv2D(32, 3, strides=(2, 2), input_shape=(32, 32, 3)))\nmodel.add(MaxPooling2D((2, 2)))\n"
        "model.add(MaxPooling2D(pool_size=(3, 3), strides=3))\nmodel.add(Conv2D(64, (3, 3), strides=1))\n"
    )
    pasted = code + NEGATIVE.format(k=3, n=2) + "[?,2,2,64], [3,3,64,64]"
    answer = explain(pasted)
    assert [cause.name for cause in answer.causes][:2] == ["shrunk-by", "shrunk"]
    assert answer.numbers["shrinks"] == (2, 2, 3)
    assert (answer.causes[0].say.values["count"], answer.causes[0].say.values["factor"]) == (3, 12)
    marked = [pasted[one.start : one.end] for one in answer.pieces if one.role == "shrinks"]
    assert marked == ["strides=(2", "MaxPooling2D((2", "MaxPooling2D(pool_size=(3"]


def test_an_unknown_message_says_so_and_lists_its_shapes() -> None:
    said = as_json(explain("Incompatible shapes: [32,10] vs. [32,5], torch.Size([1, 3, 5])"), catalogue("en"))
    assert (said["framework"], said["problem"], said["numbers"], said["causes"]) == (None, None, {}, [])
    assert said["shapes"] == [[32, 10], [32, 5], [1, 3, 5]]


def test_every_cause_has_its_texts() -> None:
    causes = {name for rules in RULES.values() for name, _ in rules}
    assert causes >= set(CHANGES)
    for language in LANGUAGES:
        texts = catalogue(language)
        assert all(f"explain.cause.{name}" in texts for name in causes)
        assert all(f"explain.rule.{row.rule or row.problem}" in texts for row in ROWS)


@pytest.fixture(autouse=True, scope="module")
def _uncollected() -> None:
    """Collecting the garbage of all tests before these takes 0.2 s by itself, and would be counted to a text."""
    gc.collect()
    gc.freeze()


def answered(text: str) -> tuple[Explanation, float]:
    """What a text is answered, and the seconds of computing that it takes, whatever else the machine does."""
    start = time.process_time()
    answer = explain(text)
    return answer, time.process_time() - start


def cost(text: str) -> float:
    """The seconds alone."""
    return answered(text)[1]


def test_every_plain_letter_knows_where_it_was_pasted() -> None:
    """No letter becomes two, no sigma another at the end of a word, and white space is one space across what goes."""
    made = plain("ΟΔΟΣ \t \n> İ&nbsp; &lt;X")
    assert (made.text, made.places) == ("οδοσ İ <x", (0, 1, 2, 3, 4, 10, 11, 18, 22, 23))


def test_patterns_are_lower_case_and_bounded() -> None:
    """The text is in lower case; a star or an open plus would cost its square on a hostile one."""
    for row in ROWS:
        for pattern in (row.pattern, *row.details):
            bare = pattern.pattern.replace("?P<", "").replace("\\S", "")
            assert bare == bare.lower(), pattern.pattern
            assert "*" not in bare.replace("[, x*]", "").replace("[x*]", ""), pattern.pattern
            assert "+" not in bare.replace("?+", "").replace("}+", "").replace(")?+", ""), pattern.pattern


@pytest.mark.parametrize("length", [8, 60, 10_000])
def test_repeated_beginnings_cost_their_length(length: int) -> None:
    for part in {message[:length] for message in MESSAGES[::2]}:
        hostile = (part * (LONGEST_MESSAGE // len(part) + 1))[:LONGEST_MESSAGE]
        assert cost(hostile) < SECONDS, part


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * LONGEST_MESSAGE,
        "[1, " * 5000,
        "1, 2 " * 4000,
        " " * LONGEST_MESSAGE,
        "\n> " * 6000,
        "\x1b[1m" * 5000,
        "9" * LONGEST_MESSAGE,
        "{{node " * 2800,
    ],
)
def test_nothing_but_brackets_costs_its_length(hostile: str) -> None:
    assert cost(hostile) < SECONDS


def mutated(rng: random.Random) -> str:
    """A message with some of its characters changed, moved, doubled or lost; or one of nothing but its pieces."""
    if rng.random() < 0.1:
        return "".join(
            rng.choice("0123456789[]()-,x? Nonegrups=inputshape\n'\"{}İ\x1b`\\") for _ in range(rng.randrange(400))
        )
    letters = list(rng.choice(MESSAGES))
    for _ in range(rng.randrange(1, 12)):
        at = rng.randrange(len(letters) + 1)
        kind = rng.random()
        if kind < 0.4:
            letters[at : at + 1] = rng.choice("0123456789[](),x?'\" \n{}=-")
        elif kind < 0.6:
            letters[at:at] = letters[at : at + rng.randrange(40)]
        else:
            del letters[at : at + rng.randrange(20)]
    return "".join(letters)


def test_ten_thousand_mutated_texts_end_in_an_answer() -> None:
    rng = random.Random(14)
    texts = catalogue("en")
    known = 0
    for turn in range(10_000):
        message = mutated(rng)
        answer, seconds = answered(message)
        assert seconds < SECONDS, message
        known += answer.framework is not None
        if turn % 20 == 0:  # the programs take longer
            json.dumps(as_json(answer, texts))
            labs(answer)
            drawing(answer)
        assert answer.framework in {None, *FRAMEWORK_TITLES}
    assert 1_000 < known < 9_000


DAMAGED = {
    "a saved shape of one size": (
        "Error(s) in loading state_dict for Conv2d:\n\tsize mismatch for weight: copying a param with shape "
        "torch.Size([64, 3, 7, 7]) from checkpoint, the shape in current model is torch.Size([64"
    ),
    "a pooling whose width may be its channels": (
        "Given input size: (4x4x40). Calculated output size: (4x0x0). Output size is too small"
    ),
    "a graph's pooling": (
        "Negative dimension size caused by subtracting 2 from 1 for '{{node max_pooling2d_2/MaxPool}} = MaxPool["
        'T=DT_FLOAT, data_format="NCHW", ksize=[1, 1, 2, 2]](conv2d_6/Identity)\' with input shapes: [?,256,1,?].'
    ),
    "filters of no channels": (
        "Negative dimension size caused by subtracting 3 from 1 for '{{node Conv2D}} = Conv2D[T=DT_FLOAT]"
        "(zeros, zeros_1)' with input shapes: [1,1,200,200], [3,3,0,32]."
    ),
    "an input of one size": (
        "requested an output size of (20, 20), but valid sizes range from [11, 11] to [12, 12] "
        "(for an input of torch.Size([5,"
    ),
    "groups of filters deeper than the input": (
        "Depth of output (8) is not a multiple of the number of groups (3) for '{{node Conv2D}} = Conv2D[T=DT_FLOAT]"
        "(zeros, zeros_1)' with input shapes: [1,5,5,6], [3,3,9,8]."
    ),
    "channels that are not the shape's": (
        "Given groups=1, weight of size [8, 4, 3, 3], expected input[1, 3, 5, 5] to have 4 channels, but got 8 channels"
    ),
    "no input channels": "InvalidArgumentError: input depth must be evenly divisible by filter depth: 0 vs 3",
    "no filter channels": "InvalidArgumentError: input depth must be evenly divisible by filter depth: 4 vs 0",
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_message_that_lost_a_part_ends_in_an_answer(damage: str) -> None:
    answer = explain(DAMAGED[damage])
    assert answer.problem is not None
    json.dumps(as_json(answer, catalogue("en")))
    labs(answer)
    drawing(answer)


def test_of_a_long_text_the_end_is_read() -> None:
    message = MESSAGES[0]
    answer = explain("x" * LONGEST_MESSAGE + message)
    assert answer.pieces[0].start >= LONGEST_MESSAGE
    assert explain(message + "x" * LONGEST_MESSAGE).framework is None
    assert len(plain("x" * 3 * LONGEST_MESSAGE).text) == LONGEST_MESSAGE


def test_mends_are_ordered_as_their_causes() -> None:
    answer = explain(TORCH.format(weight=[8, 3, 3, 3], input=[1, 224, 200, 3], want=3, got=224))
    assert [mend.cause for mend in mends(answer)] == [cause.name for cause in answer.causes]
