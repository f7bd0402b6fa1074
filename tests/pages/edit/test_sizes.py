"""Sizes: what fits stays, what was cut off comes back, the rest is of the preset in use."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from convcore import ConvError
from pages.parts.edit.menus import MENUS
from pages.parts.lab import LIMITS, Lab, State, article
from pages.parts.session import STATE
from tests.pages.conftest import Open, cells, edit, put
from tests.pages.edit.test_grid import fill

SIZES = {number.name: number for menu in MENUS if menu.name in ("input", "kernel") for number in menu.numbers}


def sized(lab: Lab, **sizes: int) -> Lab:
    for name, value in sizes.items():
        lab = SIZES[name].write(lab, value)
    return lab


def resize(app: AppTest, name: str, value: int) -> None:
    app.number_input(key=f"set_{name}").set_value(value).run()
    assert not app.exception


def test_every_limit_of_the_lab_can_be_set() -> None:
    """All but those of the pointwise filters, which have a page of their own."""
    assert sorted(size.most for size in SIZES.values()) == sorted(
        limit.most for limit in LIMITS if limit.tensor != "pointwise"
    )
    assert {size.least for size in SIZES.values()} == {1}


def test_the_article_goes_on_as_it_began() -> None:
    lab = sized(article(), height=5, width=6, channels=3, outputs=3, batch=2)
    assert lab.input[0, 4, :, 0].tolist() == [1, 2, 3, 4, 5, 6]
    assert lab.input[0, :, :, 2].tolist() == [[2] * 6] * 5
    assert (lab.input[1] == lab.input[0] + 1).all()
    assert lab.filters[0, 0].tolist() == [[0, 2, 4], [1, 3, 5], [2, 4, 6]]


def test_four_three_four_loses_nothing() -> None:
    lab = put(put(article(), "input", (0, 3, 3, 1), 0.1), "filters", (2, 2, 1, 1), -0.0)
    assert sized(sized(lab, height=3, kernel_width=1), height=4, kernel_width=3).same(lab)
    assert sized(sized(lab, channels=1, outputs=1), outputs=2, channels=2).same(lab)


def test_what_is_edited_between_stays_edited() -> None:
    small = put(sized(article(), width=2), "input", (0, 0, 0, 0), 50)
    assert sized(small, width=4).input[0, 0, :, 0].tolist() == [50, 2, 3, 4]


def test_new_places_are_of_the_preset_in_use(open_page: Open) -> None:
    app = open_page("standard")
    fill(app, "filters", "constant", ("value", "7"))
    resize(app, "kernel_width", 4)
    assert cells(app, "grid_filters_0_1") == [["7"] * 4] * 3
    fill(app, "filters", "delta", scope="filter[:, :, 0, 0]")
    resize(app, "kernel_height", 4)
    assert cells(app, "grid_filters_1_1")[3] == ["7"] * 4, "one slice does not change what the whole is filled with"


def test_a_preset_in_use_is_noted_even_where_it_changes_no_number() -> None:
    ones = replace(article(), input=np.ones((1, 4, 4, 2)))
    state = State().commit(ones).commit(ones.fill("input", ones.input, "constant", 1), "input")
    assert len(state.history.past) == 1
    assert sized(state.history.present, height=5).input[0, 4].tolist() == [[1, 1]] * 4


def test_another_tensor_does_not_get_the_old_ones_numbers() -> None:
    brought = replace(sized(article(), width=2), input=np.zeros((1, 4, 3, 2)))
    assert sized(brought, width=4).input[0, 0, :, 0].tolist() == [0, 0, 0, 4]
    marked = sized(put(article(), "input", (0, 0, 3, 0), 99), width=2)
    assert sized(replace(marked, input=np.zeros((1, 4, 3, 2))), width=4).input[0, 0, 3, 0] == 4


def test_undo_brings_back_what_was_remembered_then() -> None:
    marked = put(article(), "input", (0, 0, 3, 0), 99)
    state = State().commit(marked).commit(sized(marked, width=2)).commit(sized(sized(marked, width=2), width=3))
    state = state.undo()
    assert sized(state.history.present, width=4).same(marked)


@pytest.mark.parametrize("name", ["strides", "dilations", "padding"])
def test_options_have_limits_of_their_own(name: str) -> None:
    most: dict[str, object] = {"strides": (1, 16), "dilations": (16, 1), "padding": ((0, 16), (0, 0))}
    more: dict[str, object] = {"strides": (1, 17), "dilations": (17, 1), "padding": ((0, 17), (0, 0))}
    assert getattr(article().with_options(**{name: most[name]}), name) == most[name]
    with pytest.raises(ConvError, match=rf"^{name}: at most 16 cells are possible here, got 17$"):
        article().with_options(**{name: more[name]})


def test_the_shown_image_is_drawn_and_edited(open_folded: Open) -> None:
    app = open_folded("depthwise")
    resize(app, "batch", 3)
    app.segmented_control(key="set_image").select(2).run()
    assert [editor.key for editor in app.data_editor][:2] == ["grid_input_2_0", "grid_input_2_1"]
    assert cells(app, "grid_input_2_0")[0] == ["3", "4", "5", "6"]
    edit(app, "grid_input_2_0", {(0, 0): "70"})
    assert app.session_state[STATE].history.present.input[:, 0, 0, 0].tolist() == [1, 2, 70]
    resize(app, "batch", 2)
    assert app.segmented_control(key="set_image").value == 1
    resize(app, "batch", 1)
    assert not [one for one in app.segmented_control if one.key == "set_image"]
    resize(app, "batch", 3)
    assert cells(app, "grid_input_2_0")[0] == ["70", "4", "5", "6"]


@pytest.mark.parametrize("page", ["standard", "separable"])
def test_every_channel_and_slice_is_one_click_away(open_folded: Open, page: str) -> None:
    app = open_folded(page)
    for name, value in (("channels", 8), ("outputs", 5)):
        resize(app, name, value)
    reached = set()
    for channel in range(8):
        for name in ("input", "filters"):
            app.segmented_control(key=f"choose_{name}").select(channel)
        app.run()
        reached |= {editor.key for editor in app.data_editor}
    wanted = {f"grid_input_0_{c}" for c in range(8)} | {f"grid_filters_{c}_{q}" for c in range(8) for q in range(5)}
    assert wanted <= reached
    resize(app, "channels", 2)
    assert {editor.key for editor in app.data_editor} & {"grid_input_0_0", "grid_input_0_1"}
