"""Undo and redo as text: nothing is lost in it, it has a bound, and what is no history is refused."""

from __future__ import annotations

import numpy as np
import pytest

from convcore.numbers import exact
from pages.parts.lab import Lab, article, linktext
from pages.parts.lab.history import History, State
from pages.parts.lab.historytext import LONGEST, MOST_LABS, read_history, write_history
from pages.parts.lab.linktext import LinkError, squeeze, write_fields
from tests.pages.conftest import put
from tests.pages.lab.labs import hard, largest


def chain(labs: list[Lab]) -> History:
    history = History(labs[0])
    for one in labs[1:]:
        history = history.then(one)
    return history


def noisy(number: int, *shape: int) -> Lab:
    """A lab of numbers that cannot be compressed."""
    chance = np.random.default_rng(number)
    return Lab(chance.normal(size=(1, *shape)), chance.normal(size=(3, 3, shape[2], 2)))


def expect_same(found: tuple[Lab, ...], wanted: tuple[Lab, ...]) -> None:
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert one.same(other)


def test_each_lab_is_spelled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    spelled: list[float] = []
    monkeypatch.setattr(linktext, "exact", lambda value: spelled.append(value) or exact(value))
    history = chain([noisy(number, 4, 4, 2) for number in range(9)])
    write_history(history)
    known = len(spelled)
    write_history(history.then(noisy(9, 4, 4, 2)))
    assert known < len(spelled) < 1.5 * known, "an edit spells its lab and the one before, not all"


def test_it_reads_back_with_the_same_bits() -> None:
    failing = Lab(np.ones((1, 4, 4, 2)), np.ones((3, 3, 3, 2)), unmatched=True)
    wanted = chain([article(), hard(), failing, article().with_options(padding="SAME")]).undo().undo()
    found = read_history(write_history(wanted))
    expect_same((found.present, *found.past, *found.future), (wanted.present, *wanted.past, *wanted.future))
    assert len(found.past) == 1
    assert len(found.future) == 2
    assert found.future[0].unmatched


def test_without_a_past_and_a_future_there_is_nothing_to_keep() -> None:
    assert write_history(History(hard())) == ""


def test_fifty_edits_of_a_cell_take_hardly_more_than_a_link() -> None:
    history = chain([put(article(), "input", (0, 0, 0, 0), number) for number in range(60)])
    text = write_history(history)
    assert len(history.past) == 50
    assert len(text) < 2000
    expect_same(read_history(text).past, history.past)


def test_beyond_the_bound_the_nearest_labs_are_kept() -> None:
    history = chain([noisy(number, 16, 16, 8) for number in range(30)])
    for _ in range(10):
        history = history.undo()
    text = write_history(history)
    assert len(text) <= LONGEST
    found = read_history(text)
    assert 0 < len(found.past) < len(history.past)
    assert 0 < len(found.future) < len(history.future)
    expect_same(found.past, history.past[-len(found.past) :])
    expect_same(found.future, history.future[: len(found.future)])
    assert found.present.same(history.present)


def test_labs_too_large_for_any_of_it_are_left_out() -> None:
    text = write_history(chain([largest(), largest().with_options(padding="SAME")]))
    assert len(text) <= LONGEST
    if text:
        assert read_history(text).present.padding == "SAME"


LINE = write_fields(article())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        "1.abc",
        "9." + squeeze(f"0\n{LINE}").partition(".")[2],
        squeeze(""),
        squeeze(LINE),
        squeeze(f"1\n{LINE}"),
        squeeze(f"-1\n{LINE}"),
        squeeze(f"0\n{LINE}\n"),
        squeeze(f"0\n{LINE}\n{LINE[:-3]}"),
        squeeze(f"0\n{LINE}" + f"\n{LINE}" * (MOST_LABS + 1)),
        "1." + "A" * (LONGEST + 1),
        "{",
        "null",
        '{"length": 9}',
        '[["depthwise", 9007199254740991, 16, 9007199254740991], ["__proto__", 1, 2, 0]]',
        '[["depthwise", -1, 16, 0], ["depthwise", 1e99, 16, 0], ["depthwise", "1", 16, 0], [1, 2, 3, 4], null]',
        "1.eNoDAAAAAAE",
        "</script><img src=x onerror=alert(1)>",
        pytest.param("[" * 100_000, id="deep"),
        pytest.param("x" * 3_000_000, id="long"),
    ],
)
def test_what_is_no_history_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_history(text)


def test_a_text_that_unpacks_to_more_than_there_can_be_is_not_unpacked() -> None:
    with pytest.raises(LinkError, match="large"):
        read_history(squeeze("0\n" + "1" * linktext.MOST_TEXT))


def test_a_session_goes_on_from_it() -> None:
    earlier = chain([article(), hard(), article().with_options(padding="SAME")]).undo()
    state = State().open(hard())
    resumed = state.resume(read_history(write_history(earlier)))
    assert resumed.version == state.version, "the picture is the same"
    assert resumed.history.present is state.history.present
    assert resumed.undo().history.present.same(article())
    assert resumed.undo().messages("history") == State(history=earlier).undo().messages("history")
    assert resumed.redo().history.present.padding == "SAME"


def test_a_history_of_another_lab_is_left_alone() -> None:
    earlier = chain([article(), hard()])
    for state in (State().open(article()), State().open(article()).commit(hard())):
        assert state.resume(earlier) is state


def test_a_lab_without_a_result_has_its_picture_again() -> None:
    works, failing = (article().with_options(**one) for one in ({"padding": "SAME"}, {"dilations": 4}))
    state = State().open(article()).commit(works).commit(failing)
    resumed = State().open(failing).resume(read_history(write_history(state.history)))
    assert state.shown("depthwise").same(works)
    assert resumed.shown("depthwise").same(works)
    assert resumed.undo().history.present.same(works)
