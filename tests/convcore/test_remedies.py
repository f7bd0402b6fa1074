"""What helps where there is no result: every remedy works, and there always is one."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from convcore.remedies import Asked, Most, Remedy, fits, matching, remedies, sides
from tests.convcore.strategies import PLENTY

MOST = Most()


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    """Anything that a lab can ask for, possible or not."""
    pair = lambda low, high: (draw(st.integers(low, high)), draw(st.integers(low, high)))  # noqa: E731
    channels = draw(st.integers(1, 8))
    padding = draw(st.sampled_from(["VALID", "SAME", (pair(0, 3), pair(0, 3)), (pair(0, 16), pair(0, 16))]))
    return Asked(
        draw(st.sampled_from(["standard", "depthwise"])),
        (draw(st.integers(1, 4)), *pair(1, 16), channels),
        (*pair(1, 7), channels, draw(st.integers(1, 8))),
        draw(st.sampled_from([(1, 1), pair(1, 16)])),
        padding,
        draw(st.sampled_from([(1, 1), pair(1, 16)])),
    )


def changes(found: list[Remedy]) -> list[tuple[str, ...]]:
    return [remedy.changes for remedy in found]


def test_a_kernel_larger_than_the_image() -> None:
    found = remedies(Asked("standard", (1, 4, 4, 2), (5, 5, 2, 2)))
    assert changes(found) == [("padding",), ("padding",), ("kernel",), ("input",)]
    assert [remedy.asked.padding for remedy in found[:2]] == ["SAME", ((0, 1), (0, 1))]
    assert found[2].asked.filter_shape == (4, 4, 2, 2)
    assert found[3].asked.input_shape == (1, 5, 5, 2)


def test_a_dilation_too_wide_along_one_axis() -> None:
    found = remedies(Asked("depthwise", (1, 9, 6, 1), (3, 3, 1, 1), dilations=(2, 3)))
    by_change = {remedy.changes[0]: remedy.asked for remedy in found if remedy.asked.padding == "VALID"}
    assert by_change["dilations"].dilations == (2, 2)
    assert by_change["kernel"].filter_shape == (3, 2, 1, 1)
    assert by_change["input"].input_shape == (1, 9, 7, 1)


def test_the_image_is_not_made_larger_than_it_may_be() -> None:
    found = remedies(Asked("standard", (1, 16, 16, 1), (7, 7, 1, 1), dilations=(3, 1)))
    assert ("input",) not in changes(found)
    assert ("dilations",) in changes(found)


def test_too_many_steps_to_play_are_no_fault() -> None:
    assert remedies(Asked("depthwise", (1, 16, 16, 8), (3, 3, 8, 8), padding="SAME")) == []


def test_what_works_needs_no_remedy() -> None:
    assert remedies(Asked("standard", (1, 4, 4, 2), (3, 3, 2, 2))) == []


def test_the_sides_of_each_padding() -> None:
    same = Asked("standard", (1, 4, 6, 1), (3, 3, 1, 1), (2, 3), "SAME")
    assert sides(same) == ((0, 1), (0, 0))
    assert sides(Asked("standard", (1, 4, 4, 1), (9, 9, 1, 1))) == ((0, 0), (0, 0))
    assert sides(Asked("standard", (1, 4, 4, 1), (9, 9, 1, 1), padding=((1, 2), (3, 4)))) == ((1, 2), (3, 4))


@PLENTY
@given(asked())
def test_every_remedy_works_and_there_is_one_for_everything(one: Asked) -> None:
    found = remedies(one)
    assert fits(one) == (not found)
    for remedy in found:
        assert remedy.changes
        assert fits(remedy.asked)
        assert max(remedy.asked.input_shape[1:3]) <= max(MOST.size, *one.input_shape[1:3])
        if remedy.asked.padding != "SAME":
            assert max(map(max, sides(remedy.asked))) <= MOST.side
        assert all(theirs <= mine for mine, theirs in zip(one.filter_shape, remedy.asked.filter_shape, strict=True))
        assert remedy.asked.kind == one.kind
    assert len({remedy.asked for remedy in found}) == len(found)


@PLENTY
@given(asked(), st.integers(1, 8))
def test_channels_are_made_to_match_where_that_fits(given: Asked, depth: int) -> None:
    kh, kw, _, outs = given.filter_shape
    unmatched = replace(given, filter_shape=(kh, kw, depth, outs))
    for offer in matching(unmatched):
        assert fits(offer.asked)
        assert offer.asked.filter_shape[2] == offer.asked.input_shape[3] in (depth, given.input_shape[3])
    assert (("depth",) in changes(matching(unmatched))) == fits(given)
