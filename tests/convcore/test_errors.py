"""A message is kept as a template and its values, and is read in any language; foreign text stays what it is."""

from __future__ import annotations

import copy
import pickle
import traceback

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from convcore import ConvError
from convcore.catalogue import LANGUAGES, translator
from convcore.errors import LONGEST_QUOTE, Phrase, chain, quote
from tests.convcore.strategies import PLENTY

NASTY = "{0} {reason} {{ }} %s \\g<0> {text!r:>99}"
GERMAN = {
    "line {line}: {reason}": "Zeile {line}: {reason}",
    "{text} divides by 0": "{text} teilt durch 0",
    "{first} or {second}": "{first} oder {second}",
}


def refused() -> ConvError:
    """An error with another one inside, as a reader of lines raises it."""
    try:
        try:
            raise ConvError("{text} divides by 0", text="'1/0'")
        except ConvError as error:
            raise ConvError("line {line}: {reason}", line=3, reason=error) from error
    except ConvError as error:
        return error


def test_a_message_within_a_message_is_told_in_the_same_language() -> None:
    assert str(refused()) == "line 3: '1/0' divides by 0"
    assert refused().tell(GERMAN.__getitem__) == "Zeile 3: '1/0' teilt durch 0"
    assert refused().template == "line {line}: {reason}"
    assert refused().values == {"line": 3, "reason": Phrase("{text} divides by 0", text="'1/0'")}


def test_values_in_a_row_are_joined_in_the_same_language() -> None:
    row = chain("{first} or {second}", (2, 3, 4))
    assert isinstance(row, Phrase)
    assert row.tell(GERMAN.__getitem__) == "2 oder 3 oder 4"
    assert chain("{first} or {second}", (2,)) == 2


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
def test_an_error_is_copied_with_its_message(again: object) -> None:
    made = again(refused())  # type: ignore[operator]
    assert type(made) is ConvError
    assert isinstance(made, ValueError)
    assert (str(made), made.phrase) == (str(refused()), refused().phrase)


def test_a_message_keeps_no_traceback() -> None:
    """A page keeps messages: with the frames of an error it would keep all tensors that were at hand."""
    assert refused().__traceback__ is not None
    assert not [value for value in refused().values.values() if isinstance(value, BaseException)]


def test_python_shows_the_english_words() -> None:
    assert traceback.format_exception_only(refused())[-1].endswith("ConvError: line 3: '1/0' divides by 0\n")


def test_equal_messages_are_one() -> None:
    one, two = Phrase("{name} {size}", name="a", size=[1]), Phrase("{name} {size}", name="a", size=[1])
    assert {one, two, Phrase("{name} {size}", name="b", size=[1])} == {one, Phrase("{name} {size}", name="b", size=[1])}
    assert one != "a [1]"


@PLENTY
@given(st.text())
@example(NASTY)
def test_what_was_typed_stays_as_it_was(text: str) -> None:
    error = ConvError("line {line}: {reason}", line=1, reason=ConvError("{text} divides by 0", text=quote(text)))
    for language in LANGUAGES:
        assert quote(text) in error.tell(translator(language))
    assert len(quote(text)) >= 2
    assert len(text.strip()) <= LONGEST_QUOTE or "…" in quote(text)
