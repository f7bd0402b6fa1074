"""The bar of options: what it says closed, what its menus say open, and what it offers where nothing works."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from convcore.frameworks import RULES
from pages.parts.edit.menus import MENUS
from pages.parts.lab import Lab, article
from pages.parts.session import STATE
from pages.parts.ui.language import LANGUAGES, catalogue
from tests.pages.conftest import Open, edit, field, printed, put

BAR = ["input 1×4×4×2", "kernel 3×3 · M 2", "strides 1×1", "padding VALID", "dilations 1×1", "→ output 1×2×2×4"]


def labels(app: AppTest) -> list[str]:
    """What the bar says, closed."""
    return [block.proto.popover.label for block in app.get("popover")][: len(BAR)]


def set_number(app: AppTest, name: str, value: int) -> None:
    app.number_input(key=f"set_{name}").set_value(value).run()
    assert not app.exception


def present(app: AppTest) -> Lab:
    lab: Lab = app.session_state[STATE].history.present
    return lab


def offers(app: AppTest, place: str = "bar") -> list[str]:
    return [button.label for button in app.button if (button.key or "").startswith(f"remedy_{place}")]


def warnings(app: AppTest) -> list[str]:
    return [element.value for element in app.warning]


def player(app: AppTest) -> dict[str, Any]:
    return next(
        json.loads(json.loads(block.proto.json)["payload"])
        for block in app.get("bidi_component")
        if "payload" in json.loads(block.proto.json)
    )


def test_the_bar_says_all_that_is_set(open_folded: Open) -> None:
    app = open_folded("depthwise")
    assert labels(app) == BAR
    app.switch_page("standard.py").run()
    assert labels(app)[1::4] == ["kernel 3×3 · out 2", "→ output 1×2×2×2"]
    app.switch_page("compare.py").run()
    assert labels(app)[1::4] == ["kernel 3×3 · M 2", "→ 1×2×2×4 · 1×2×2×2"]
    said = [element.value for element in app.markdown]
    assert "`tf.nn.depthwise_conv2d` → `[1, 2, 2, 4]`" in said
    assert "`tf.nn.conv2d` → `[1, 2, 2, 2]`" in said


@pytest.mark.parametrize("number", [n for menu in MENUS for n in menu.numbers if n.least], ids=lambda n: n.name)
def test_each_number_sets_its_own_place(open_folded: Open, number: Any) -> None:
    app = open_folded("standard")
    before = {n.name: n.read(article()) for menu in MENUS for n in menu.numbers}
    set_number(app, number.key.removeprefix("set_"), number.read(article()) + 1)
    after = {n.name: n.read(present(app)) for menu in MENUS for n in menu.numbers}
    assert {name for name in before if before[name] != after[name]} == {number.name}
    assert after[number.name] == before[number.name] + 1


def test_explicit_padding_begins_with_the_sides_there_are_and_is_remembered(open_folded: Open) -> None:
    app = open_folded("depthwise")
    app.segmented_control(key="set_padding").select("SAME").run()
    app.segmented_control(key="set_padding").select("explicit").run()
    assert present(app).padding == ((1, 1), (1, 1))
    for side, value in (("top", 0), ("bottom", 1), ("left", 2), ("right", 3)):
        set_number(app, f"padding_{side}", value)
    assert present(app).padding == ((0, 1), (2, 3))
    assert labels(app)[3] == "padding ((0, 1), (2, 3))"
    app.segmented_control(key="set_padding").select("VALID").run()
    app.segmented_control(key="set_padding").select("explicit").run()
    assert present(app).padding == ((0, 1), (2, 3))


def test_a_kernel_that_does_not_fit_is_explained_and_mended(open_folded: Open) -> None:
    app = open_folded("depthwise")
    set_number(app, "kernel_height", 5)
    set_number(app, "kernel_width", 5)
    assert "The kernel spans 5 rows and there are 4" in warnings(app)[0]
    assert labels(app)[5] == "→ output none"
    assert offers(app) == ["padding SAME", "padding ((0, 1), (0, 1))", "kernel 4×4", "input 5×5"] == offers(app, "menu")
    assert player(app)["dimmed"]
    assert not printed(app), "the result of another lab is not printed"
    assert app.number_input(key="set_kernel_height").value == 5, "what was typed stays"
    next(button for button in app.button if button.key == "remedy_bar_3").click().run()
    assert present(app).input.shape == (1, 5, 5, 2)
    assert present(app).input[0, 4, :, 0].tolist() == [1, 2, 3, 4, 5]
    assert not app.warning
    assert not player(app)["dimmed"]


def find_players(block: Any, *way: int) -> list[tuple[int, ...]]:
    """Where on the page players stand: the number of the child at each level."""
    if block.type == "bidi_component":
        return [way] if "payload" in json.loads(block.proto.json) else []
    children = getattr(block, "children", {})
    return [found for number, child in children.items() for found in find_players(child, *way, number)]


@pytest.mark.parametrize("page", ["standard", "depthwise", "compare", "groups", "separable"])
def test_a_message_above_a_player_leaves_it_in_its_place(open_folded: Open, page: str) -> None:
    app = open_folded(page)
    before = find_players(app.main)
    set_number(app, "kernel_height", 5)
    assert warnings(app)
    assert find_players(app.main) == before
    set_number(app, "kernel_height", 99)
    assert find_players(app.main) == before


def test_a_choice_of_parts_leaves_the_player_in_its_place(open_folded: Open) -> None:
    app = open_folded("depthwise")
    before = find_players(app.main)
    for name in ("height", "width"):
        set_number(app, name, 16)
    for name, value in (("channels", 8), ("outputs", 8)):
        set_number(app, name, value)
    assert app.selectbox(key="part_depthwise")
    assert find_players(app.main) == before


def test_each_offer_works(open_folded: Open) -> None:
    app = open_folded("depthwise")
    set_number(app, "dilations_height", 3)
    count = len(offers(app))
    assert count == 5
    for number in range(count):
        next(button for button in app.button if button.key == f"remedy_bar_{number}").click().run()
        assert not app.exception
        assert not app.warning
        next(button for button in app.button if button.key == "history_undo").click().run()
        assert len(offers(app)) == count


@pytest.mark.parametrize(
    ("page", "size"),
    [
        ("standard", "output 1×2×2×2"),
        ("depthwise", "output 1×2×2×4"),
        ("compare", "1×2×2×4 · 1×2×2×2"),
        ("groups", "output 1×2×2×6"),
        ("separable", "output 1×2×2×3"),
    ],
)
def test_the_output_is_that_of_the_pages_own_convolution(open_folded: Open, page: str, size: str) -> None:
    app = open_folded(page)
    if page == "groups":
        app.number_input(key="outs").set_value(6).run()
    if page == "separable":
        next(one for one in app.get("button_group") if one.key == "pointwise_outputs").set_value(3).run()
    assert labels(app)[5] == f"→ {size}"
    last = size.rsplit(" ", 1)[-1].replace("×", ", ")
    assert f"[{last}]" in " ".join(element.value for element in app.markdown)


@pytest.mark.parametrize(
    ("name", "value", "nearest", "message"),
    [
        ("height", 20, 16, "height: from 1 to 16 is possible here, 20 is not"),
        ("kernel_width", 0, 1, "kernel width: from 1 to 7 is possible here, 0 is not"),
        ("strides_width", 99, 16, "stride across: from 1 to 16 is possible here, 99 is not"),
    ],
)
def test_a_number_beyond_its_limit_is_answered(
    open_folded: Open, name: str, value: int, nearest: int, message: str
) -> None:
    app = open_folded("standard")
    set_number(app, name, value)
    assert message in warnings(app)[0]
    assert present(app).same(article())
    next(button for button in app.button if (button.key or "").startswith("fix_bar")).click().run()
    assert not app.exception
    assert field(app, f"set_{name}").value == nearest


def test_a_message_goes_with_the_value_that_caused_it(open_folded: Open) -> None:
    app = open_folded("standard")
    set_number(app, "height", 99999)
    assert "99999 is not" in warnings(app)[0]
    assert app.number_input(key="set_height").value == 4, "the field shows what is set"
    set_number(app, "kernel_width", 2)
    assert not app.warning
    set_number(app, "height", 0)
    edit(app, "grid_input_0_0", {(0, 0): "7"})
    assert not app.warning


def test_a_field_of_the_groups_answers_like_those_of_the_bar(open_folded: Open) -> None:
    app = open_folded("groups")
    app.number_input(key="outs").set_value(1000).run()
    assert not app.exception
    assert app.number_input(key="outs").value == 4
    assert warnings(app) == [
        "Output channels: from 1 to 64 are possible here, 1000 are not; their number stayed as it was."
    ]
    app.select_slider(key="groups").set_value(2).run()
    assert not app.warning
    app.number_input(key="outs").set_value(6).run()
    assert app.number_input(key="outs").value == 6
    app.switch_page("standard.py").run()
    app.switch_page("groups.py").run()
    assert app.number_input(key="outs").value == 6, "it is kept over page changes"


def test_numbers_that_leave_float64_are_said_at_their_grid_and_offer_nothing(open_folded: Open) -> None:
    app = open_folded("depthwise")
    app.session_state[STATE] = app.session_state[STATE].commit(
        put(put(article(), "input", (0, 0, 0, 0), 1e308), "filters", (0, 0, 0, 1), 1e10), "input"
    )
    app.run()
    assert not app.exception
    assert not offers(app)
    assert "float64" in warnings(app)[0]


def test_the_rules_stand_at_their_controls(open_folded: Open) -> None:
    app = open_folded("depthwise")
    set_number(app, "strides_height", 2)
    assert "`tf.nn.depthwise_conv2d` documents equal strides: some builds refuse (2, 1)" in app.info[0].value
    assert "from [3, 3, 2, 2] to [3, 3, 1, 4]" in app.info[0].value
    app.switch_page("standard.py").run()
    assert not app.info
    app.segmented_control(key="set_padding").select("SAME").run()
    assert [element.value.split(".")[0] for element in app.info] == [
        "PyTorch refuses `padding='same'` with a stride above 1"
    ] * 2


def test_each_rule_has_its_words_in_each_language() -> None:
    for code in LANGUAGES:
        assert {key for key in catalogue(code) if key.startswith("rules.")} == {f"rules.{rule.name}" for rule in RULES}
