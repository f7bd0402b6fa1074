"""The lab's record, its limits and its history, without Streamlit."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore import ConvError, reference
from convcore.spec import READINGS
from pages.parts.lab import LIMITS, Lab, Limit, Note, Offer, State, article
from pages.parts.lab.history import UNDO_STEPS, History
from tests.convcore.strategies import PLENTY
from tests.pages.conftest import put

PRINTED = {"standard": [[[9, 63], [9, 81]]] * 2, "depthwise": [[[0, 36, 9, 27], [0, 54, 9, 27]]] * 2}


Shape = tuple[int, ...]


def lab(input_shape: Shape = (1, 4, 4, 2), filter_shape: Shape = (3, 3, 2, 2), **options: Any) -> Lab:
    return Lab(np.ones(input_shape), np.ones(filter_shape), **options)


def impossible() -> Lab:
    """A 3x3 kernel on a 2x2 input, VALID: no output cell."""
    return lab((1, 2, 2, 2))


@pytest.mark.parametrize("kind", READINGS)
def test_the_article_gives_its_printed_answer(kind: str) -> None:
    assert article().trace(kind).output[0].tolist() == PRINTED[kind]


def test_one_lab_is_read_both_ways() -> None:
    lopsided = lab((2, 5, 4, 3), (2, 3, 3, 4), strides=(2, 1), padding="SAME")
    assert lopsided.trace("standard").shape == (2, 3, 4, 4)
    assert lopsided.trace("depthwise").shape == (2, 3, 4, 12)


def test_values_are_float64_and_cannot_be_changed_in_place() -> None:
    mine = np.ones((1, 4, 4, 2), np.int64)
    kept = Lab(mine, np.ones((3, 3, 2, 2)))
    mine[0, 0, 0, 0] = 7
    assert kept.input.dtype == np.float64
    assert kept.input[0, 0, 0, 0] == 1
    with pytest.raises(ValueError, match="read-only"):
        kept.input[0, 0, 0, 0] = 7
    with pytest.raises(FrozenInstanceError):
        kept.padding = "SAME"  # type: ignore[misc]


def test_a_cell_is_changed_in_a_new_lab() -> None:
    before = article()
    after = put(before, "filters", (2, 0, 1, 1), 1e3)
    assert before.filters[2, 0, 1, 1] == 3
    assert after.filters[2, 0, 1, 1] == 1000
    assert np.argwhere(before.filters != after.filters).tolist() == [[2, 0, 1, 1]]
    assert not before.same(after)
    assert put(before, "input", (0, 3, 1, 0), 2).same(before)


def test_minus_zero_is_another_lab() -> None:
    assert not article().same(put(article(), "filters", (0, 0, 0, 0), -0.0))


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: str(limit.what))
def test_a_size_may_reach_its_limit_and_not_pass_it(limit: Limit) -> None:
    shapes = {"input": [1, 8, 8, 2], "filters": [3, 3, 2, 2], "pointwise": [1, 1, 4, 2]}
    for size, allowed in ((limit.most, True), (limit.most + 1, False)):
        shapes[limit.tensor][limit.axis] = size
        shapes["filters"][2] = shapes["input"][3]
        if allowed:
            made = lab(tuple(shapes["input"]), tuple(shapes["filters"]), pointwise=np.ones(shapes["pointwise"]))
            assert made.tensor(limit.tensor).shape[limit.axis] == size
        else:
            message = rf"^{limit.tensor}: the {limit.what} may be at most {limit.most}, got {size}$"
            with pytest.raises(ConvError, match=message):
                lab(tuple(shapes["input"]), tuple(shapes["filters"]), pointwise=np.ones(shapes["pointwise"]))


def test_the_limits_are_the_documented_ones() -> None:
    assert [(limit.tensor, limit.axis, limit.most) for limit in LIMITS] == [
        ("input", 0, 4),
        ("input", 1, 16),
        ("input", 2, 16),
        ("input", 3, 8),
        ("filters", 0, 7),
        ("filters", 1, 7),
        ("filters", 3, 8),
        ("pointwise", 3, 8),
    ]


def test_pointwise_filters_add_up_equal_q_until_they_are_set() -> None:
    made = lab((1, 4, 4, 3), (3, 3, 3, 2))
    assert made.pointwise_filters[0, 0].tolist() == [[1, 0], [0, 1]] * 3
    three = replace(made, filters=np.ones((3, 3, 3, 3)))
    assert three.pointwise_filters[0, 0].tolist() == np.eye(3).tolist() * 3


def test_pointwise_filters_come_back_with_the_size() -> None:
    numbers = np.arange(24.0).reshape(1, 1, 6, 4)
    made = lab((1, 4, 4, 3), (3, 3, 3, 2), pointwise=numbers)
    fewer = replace(made, filters=np.ones((3, 3, 3, 1)))
    more = replace(fewer, filters=np.ones((3, 3, 3, 3)))
    assert fewer.pointwise_filters.tolist() == numbers[:, :, :3].tolist()
    assert more.pointwise_filters[0, 0, 6:].tolist() == [[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]]
    assert replace(more, filters=made.filters).same(made)
    assert not fewer.same(made)


def test_pointwise_kernels_are_1x1() -> None:
    with pytest.raises(ConvError, match=r"^pointwise: a 1x1 kernel is needed, got 3x2$"):
        lab(pointwise=np.ones((3, 2, 4, 2)))


def test_channels_have_to_match() -> None:
    with pytest.raises(ConvError, match=r"^filters: their depth must equal the input's channels, got 3 for 2$"):
        lab((1, 4, 4, 2), (3, 3, 3, 2))


def test_a_lab_may_show_channels_that_do_not_match() -> None:
    failing = lab((1, 4, 4, 2), (3, 3, 1, 2), padding="SAME", unmatched=True)
    for kind in READINGS:  # a depth of 1 divides the channels: the core alone would take it for groups
        assert "their depth must equal the input's channels, got 1 for 2" in str(failing.problem(kind))
    assert failing.sides == ((1, 1), (1, 1))
    assert failing.with_options(strides=(2, 2)).unmatched
    assert not failing.resize({"filters": (3, 3, 2, 2)}).unmatched
    assert not lab((1, 4, 4, 2), (3, 3, 2, 2), unmatched=True).unmatched


def test_filters_are_no_deeper_than_an_input_may_be() -> None:
    with pytest.raises(ConvError, match="got 9 for 2"):
        lab((1, 4, 4, 2), (3, 3, 9, 2), unmatched=True)


def test_what_mends_a_lab_is_offered_until_it_changes() -> None:
    works, failing = article(), lab((1, 4, 4, 2), (3, 3, 1, 2), unmatched=True)
    state = State().fail(failing, Offer(works, "standard"), "kernel")
    assert (state.history.present, state.fault) == (failing, "kernel")
    assert state.messages("kernel")
    assert state.shown("standard").same(works)
    assert state.commit(failing, "input").mend
    assert state.undo().mend is state.commit(works).mend is None
    taken = state.take(Offer(works, "standard"), "")
    assert (taken.history.present.same(works), taken.mend, taken.run) == (True, None, state.run + 1)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_lab_holds_finite_numbers_alone(value: float) -> None:
    with pytest.raises(ConvError, match="finite numbers are needed"):
        put(article(), "input", (0, 0, 0, 0), value)


def test_a_lab_may_have_no_result_and_says_why() -> None:
    assert article().problem("standard") is None
    assert str(impossible().problem("standard")) == "padding='VALID': the 3x3 kernel does not fit the 2x2 input"
    huge = put(put(article(), "input", (0, 0, 0, 0), 1e308), "filters", (0, 0, 0, 1), 1e10)
    assert "float64" in str(huge.problem("depthwise"))


def test_history_goes_back_and_forth() -> None:
    labs = [put(article(), "input", (0, 0, 0, 0), value) for value in (1, 2, 3)]
    history = History(labs[0]).then(labs[1]).then(labs[2])
    assert history.undo().undo().present.same(labs[0])
    assert history.undo().undo().undo().present.same(labs[0])
    assert history.undo().redo().present.same(labs[2])
    assert history.undo().undo().redo().redo().present.same(labs[2])
    assert history.undo().redo().future == ()
    assert history.redo().present is labs[2]
    branched = history.undo().then(article())
    assert branched.future == ()
    assert branched.undo().present.same(labs[1])


def test_history_forgets_the_oldest_and_the_traces() -> None:
    history = History(article())
    for value in range(UNDO_STEPS + 5):
        history.present.trace("standard")
        history = history.then(put(article(), "input", (0, 0, 0, 0), value))
    assert len(history.past) == UNDO_STEPS
    assert history.past[0].input[0, 0, 0, 0] == 4
    assert not any(past._traces for past in history.past)


def test_a_commit_moves_the_lab_and_its_version() -> None:
    state = State().commit(article().with_options(padding="SAME"), "padding")
    assert state.history.present.padding == "SAME"
    assert state.version == 1
    assert state.undo().history.present.padding == "VALID"
    assert state.undo().version == 2
    assert state.undo().redo().history.present.padding == "SAME"


def test_a_commit_of_the_same_lab_leaves_notes_alone() -> None:
    state = State().commit(article(), "input", (Note("grid.more"),))
    assert state.version == 0
    assert state.history.past == ()
    assert state.messages("input") == (Note("grid.more"),)
    assert state.messages("filters") == ()


def test_notes_go_with_the_next_commit_and_with_undo() -> None:
    """A message belongs to what was just done."""
    noted = State().commit(article(), "input", (Note("grid.more"),))
    assert not noted.commit(article().with_options(strides=2), "strides").messages("input")
    assert not noted.commit(article(), "input").messages("input")
    assert noted.commit(article(), "filters", keep=("input",)).messages("input")
    assert not noted.undo().messages("input")


def test_the_last_good_lab_stays_in_the_picture() -> None:
    good = put(article(), "input", (0, 0, 0, 0), 5)
    state = State().commit(good).commit(impossible(), "padding").commit(impossible().with_options(strides=2), "strides")
    assert state.shown("standard").same(good)
    assert state.shown("depthwise").same(good)
    assert state.history.present.strides == (2, 2)
    (note,) = state.messages("padding")
    assert note.key == "lab.fault"
    assert "the 3x3 kernel does not fit the 2x2 input" in str(note.values["reason"])
    assert state.messages("strides") == ()
    repaired = state.commit(impossible().with_options(padding="SAME"), "padding")
    assert repaired.messages("padding") == ()
    assert repaired.shown("standard").padding == "SAME"


def test_each_kind_keeps_its_own_picture() -> None:
    """The standard sum of two huge channels leaves float64, each depthwise one does not."""
    huge = Lab(np.full((1, 1, 1, 2), 1e308), np.ones((1, 1, 2, 1)))
    state = State().commit(huge, "input")
    assert state.shown("depthwise").same(huge)
    assert state.shown("standard").same(article())
    assert len(state.messages("input")) == 1


EDITS = st.one_of(
    st.tuples(st.just("input"), st.tuples(st.just(0), *[st.integers(0, 3)] * 2, st.integers(0, 1)), st.integers(-9, 9)),
    st.tuples(st.just("filters"), st.tuples(*[st.integers(0, 2)] * 2, *[st.integers(0, 1)] * 2), st.integers(-9, 9)),
    st.tuples(st.just("options"), st.just("strides"), st.integers(1, 4)),
    st.tuples(st.just("options"), st.just("padding"), st.sampled_from(["VALID", "SAME"])),
    st.tuples(st.sampled_from(["undo", "redo"]), st.none(), st.none()),
)


@PLENTY
@given(st.lists(EDITS, max_size=12))
def test_whatever_is_done_the_picture_is_the_reference_of_what_is_set(edits: list[tuple[Any, Any, Any]]) -> None:
    state = State()
    for what, where, value in edits:
        present = state.history.present
        if what in ("undo", "redo"):
            state = getattr(state, what)()
        elif what == "options":
            state = state.commit(present.with_options(**{where: value}), where)
        else:
            state = state.commit(put(present, what, where, value), what)
        seen = state.shown("depthwise")
        expected = reference.depthwise_conv2d(seen.input, seen.filters, seen.strides, seen.padding, seen.dilations)
        assert seen.trace("depthwise").output.tolist() == expected.tolist()
        assert seen.same(state.history.present)


def test_a_replaced_lab_has_no_old_trace() -> None:
    before = article()
    before.trace("standard")
    after = replace(before, filters=np.zeros((3, 3, 2, 2)))
    assert not after.trace("standard").output.any()
