"""What outlives a session: a record is read as it was written, and what was changed by hand is one or refused."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.errors import ConvError
from convcore.practice.sets import ALL
from pages.parts.answers.record import Attempt, Record, read_record, write_record

ATTEMPTS = st.builds(
    Attempt, st.text(max_size=40), st.text(max_size=40), st.integers(0, 99), st.integers(0, 3), st.integers(0, 9)
)
RECORDS = st.builds(
    Record,
    st.text("abc 七", min_size=1, max_size=9).filter(str.strip).map(str.strip),
    st.sets(st.sampled_from(ALL), min_size=1).map(lambda names: tuple(one for one in ALL if one in names)),
    st.integers(1, 3),
    st.integers(0, 9),
    st.dictionaries(st.integers(0, 9), ATTEMPTS),
    st.integers(0, 99),
    st.integers(1, 99),
    st.integers(0, 99),
)


@given(RECORDS)
def test_a_record_is_read_as_it_was_written(made: Record) -> None:
    assert read_record(write_record(made)) == made


@given(RECORDS, st.data())
def test_a_record_that_was_changed_by_hand_is_a_record_or_none(made: Record, data: st.DataObject) -> None:
    read = json.loads(write_record(made))
    name = data.draw(st.sampled_from(sorted(read)))
    read[name] = data.draw(st.sampled_from([None, -1, 10**9, True, "x", [], {}, ["what"], {"x": 1}, {"1": {}}, 0.5]))
    with suppress(ConvError):
        assert isinstance(read_record(json.dumps(read)), Record)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "1" * 20_000, "[" * 9_000])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(ConvError):
        read_record(text)


def test_a_reload_finds_the_set_and_another_set_the_score() -> None:
    kept = Record("7b", ("seen",), 2, 4, {0: Attempt("()", "()", 1)}, right=3, answered=5, streak=2)
    assert Record("7b", ("seen",), 2).join(kept) == kept
    assert Record("8", ("seen",), 2).join(kept) == Record("8", ("seen",), 2, right=3, answered=5, streak=2)
