"""Walks at random: whatever a learner does in whatever order, the picture is the reference of what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from convcore import reference
from convcore.remedies import fits, remedies
from convcore.spec import READINGS, Kind
from convcore.tensors.presets import PRESETS
from pages.parts.edit import faults, fill
from pages.parts.edit.menus import MENUS, Number
from pages.parts.lab import Lab, State, article
from pages.parts.lab.history import PICTURES
from pages.parts.session import STATE
from tests.convcore.strategies import PLENTY
from tests.pages.conftest import MAIN, SECONDS, edit, printed, put

NUMBERS = {number.name: number for menu in MENUS for number in menu.numbers}
CONTROL = {number.name: menu.name for menu in MENUS for number in menu.numbers}
SIZES = [number.name for menu in MENUS if menu.name in ("input", "kernel") for number in menu.numbers]
SMALL = {"batch": 2, "height": 6, "width": 6, "channels": 3, "outputs": 3}  # for plain loops
REFERENCE: dict[Kind, Callable[..., Any]] = {
    "standard": reference.conv2d,
    "depthwise": reference.depthwise_conv2d,
}


def values(number: Number) -> st.SearchStrategy[tuple[str, str, int]]:
    """Settings of a number that the plain loops can bear."""
    most = SMALL.get(number.name, 4)
    return st.tuples(st.just("number"), st.just(number.name), st.integers(number.least, most))


SETTINGS = st.one_of(*map(values, NUMBERS.values()))
CELLS = st.tuples(
    st.just("cell"), st.sampled_from(["input", "filters"]), st.tuples(*[st.floats(0, 0.999)] * 4), st.integers(-9, 9)
)
FILLS = st.tuples(st.just("fill"), st.sampled_from([(name, p) for name in ("input", "filters") for p in PRESETS[name]]))
WORDS = st.tuples(st.just("padding"), st.sampled_from(["VALID", "SAME"]))
OTHERS = st.tuples(st.sampled_from(["undo", "redo", "remedy"]))
ACTIONS = st.one_of(SETTINGS, SETTINGS, CELLS, FILLS, WORDS, OTHERS)


def moved(state: State, action: tuple[Any, ...]) -> State:
    """The state after one action, as the page's callbacks make it."""
    present, what = state.history.present, action[0]
    if what in ("undo", "redo"):
        return getattr(state, what)()
    if what == "number":
        return state.commit(NUMBERS[action[1]].write(present, action[2]), CONTROL[action[1]])
    if what == "padding":
        return state.commit(present.with_options(padding=action[1]), "padding")
    if what == "cell":
        tensor = present.tensor(action[1])
        at = tuple(int(part * size) for part, size in zip(action[2], tensor.shape, strict=True))
        return state.commit(put(present, action[1], at, action[3]), action[1])
    if what == "fill":
        name, preset = action[1]
        tensor = fill.apply_preset(name, present.tensor(name), preset, preset.default, "")
        return state.commit(present.fill(name, tensor, preset.name, preset.default), name)
    offers = remedies(present.ask("depthwise"))
    return state.commit(faults.take_over(present, offers[0].asked), "kernel") if offers else state


def check(lab: Lab, kind: Kind) -> None:
    """The lab's result is what the plain loops make of its tensors."""
    expected = REFERENCE[kind](lab.input, lab.filters, lab.strides, lab.padding, lab.dilations)
    assert lab.trace(kind).output.shape == expected.shape
    np.testing.assert_allclose(lab.trace(kind).output, expected, rtol=1e-12, atol=1e-9)


@settings(PLENTY, max_examples=60)
@given(st.lists(ACTIONS, max_size=12))
def test_the_picture_is_the_reference_of_what_it_shows(actions: list[tuple[Any, ...]]) -> None:
    state = State()
    for action in actions:
        state = moved(state, action)
        present = state.history.present
        for kinds in PICTURES:
            shown = state.shown(*kinds)
            assert shown is present or any(present.problem(kind) for kind in kinds)
            for kind in kinds:
                check(shown, kind)
        for kind in READINGS:
            assert fits(present.ask(kind)) == (present.problem(kind) is None)


@PLENTY
@given(st.lists(ACTIONS, max_size=12))
def test_undo_and_redo_lead_through_the_same_labs(actions: list[tuple[Any, ...]]) -> None:
    state = State()
    for action in actions:
        state = moved(state, action)
    labs = [*state.history.past, state.history.present, *state.history.future]
    while state.history.past:
        state = state.undo()
    for lab in labs:
        assert state.history.present.same(lab)
        state = state.redo()


@PLENTY
@given(st.lists(SETTINGS, max_size=8), st.lists(SETTINGS.filter(lambda one: one[1] in SIZES), max_size=6))
def test_sizes_that_come_back_bring_their_numbers_back(before: list[Any], between: list[Any]) -> None:
    state = State()
    for action in [*before, *between]:
        state = moved(state, action)
    lab = state.history.present
    there = lab
    for action in between:
        there = NUMBERS[action[1]].write(there, action[2])
    for name in SIZES:
        there = NUMBERS[name].write(there, NUMBERS[name].read(lab))
    assert there.same(lab)


# The same on the pages themselves --------------------------------------------------------------------------------

PAGES = st.tuples(st.just("page"), st.sampled_from(["standard", "depthwise", "compare", "groups", "separable"]))
TYPED = st.tuples(st.just("type"), st.sampled_from(["1e3", "-0.5", "abc", ""]))
IMAGES = st.tuples(st.just("image"), st.integers(0, 3))
WIDE = st.tuples(st.just("number"), st.sampled_from(sorted(NUMBERS)), st.sampled_from([-3, 0, 1, 2, 3, 5, 8, 17]))
CLICKS = st.tuples(st.just("click"), st.sampled_from(["history_undo", "history_redo", "history_reset", "fix"]))


def click(app: AppTest, key: str) -> None:
    """A button of the bar, or the first of what is offered where there is something to mend."""
    offered = [button for button in app.button if (button.key or "").startswith(("fix_bar", "remedy_bar"))]
    found = offered if key == "fix" else [button for button in app.button if button.key == key]
    if found and not found[0].disabled:
        found[0].click().run()


def act(app: AppTest, action: tuple[Any, ...]) -> None:
    """One action of a reader on the page that is open."""
    what = action[0]
    if what == "page":
        app.switch_page(f"{action[1]}.py").run()
    elif what == "click":
        click(app, action[1])
    elif what == "type":
        edit(app, app.data_editor[0].key, {(0, 0): action[1]})
    elif what == "padding":
        app.segmented_control(key="set_padding").select(action[1]).run()
    elif what == "image":
        images = [one for one in app.segmented_control if one.key == "set_image"]
        if images and action[1] < len(images[0].options):
            images[0].select(action[1]).run()
    else:
        fields = [one for one in app.number_input if one.key == NUMBERS[action[1]].key]
        if fields:
            fields[0].set_value(action[2]).run()


@settings(max_examples=12, deadline=None, derandomize=True)
@given(st.lists(st.one_of(WIDE, WIDE, WIDE, WORDS, PAGES, TYPED, IMAGES, CLICKS), max_size=10))
def test_no_walk_over_the_pages_ends_in_an_exception(actions: list[tuple[Any, ...]]) -> None:
    app = AppTest.from_file(MAIN, default_timeout=SECONDS).switch_page("depthwise.py").run()
    for action in actions:
        act(app, action)
        assert not app.exception, action
    app.switch_page("standard.py").run()
    assert not app.exception
    shown: Lab = app.session_state[STATE].shown("standard")
    expected = reference.conv2d(shown.input, shown.filters, shown.strides, shown.padding, shown.dilations)
    np.testing.assert_allclose(shown.trace("standard").output, expected, rtol=1e-12, atol=1e-9)
    present = app.session_state[STATE].history.present
    said = [str(present.trace("standard").output)] if present.problem("standard") is None else []
    assert printed(app) == said, "the result of another lab is not printed"


def test_the_longest_way_round() -> None:
    """From the article to the largest sizes and back again: the article's bits."""
    largest = article()
    for name in SIZES:
        largest = NUMBERS[name].write(largest, NUMBERS[name].most)
    assert (largest.input.shape, largest.filters.shape) == ((4, 16, 16, 8), (7, 7, 8, 8))
    assert largest.problem("standard") is None
    assert largest.problem("depthwise") is None
    back = largest
    for name in SIZES:
        back = NUMBERS[name].write(back, NUMBERS[name].read(article()))
    assert back.same(article())
