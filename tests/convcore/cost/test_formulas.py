"""Costs against counts made by hand and by the plain loops, and the laws between the kinds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore import reference
from convcore.cost.formulas import COST_RULES, LARGEST, Formula, Sizes, common_groups, cost, costs, ratio
from convcore.errors import ConvError
from convcore.shapes import output_shape
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.strategies import PLENTY

LOPSIDED = Sizes(9, 10, 4, (4, 5), 6, multiplier=3, groups=2, strides=(2, 3), padding=((1, 2), (2, 0)), batch=2)
POSITIONS = 2 * 5 * 3  # rows (9 + 3 - 4) // 2 + 1, columns (10 + 2 - 5) // 3 + 1
INPUT = 2 * 9 * 10 * 4

# kind: parameters, multiply-adds, numbers touched; written out by hand
BY_HAND = {
    "standard": (480, POSITIONS * 480, INPUT + 480 + POSITIONS * 6),
    "grouped": (240, POSITIONS * 240, INPUT + 240 + POSITIONS * 6),
    "depthwise": (240, POSITIONS * 240, INPUT + 240 + POSITIONS * 12),
    "pointwise": (72, POSITIONS * 72, POSITIONS * 12 + 72 + POSITIONS * 6),
    "separable": (312, POSITIONS * 312, INPUT + 312 + 2 * POSITIONS * 12 + POSITIONS * 6),
}


@pytest.mark.parametrize("kind", BY_HAND)
def test_counts_made_by_hand(kind: str) -> None:
    got = cost(kind, LOPSIDED)
    parameters, multiply_adds, numbers = BY_HAND[kind]
    assert (got.parameters, got.multiply_adds, got.bytes) == (parameters, multiply_adds, 4 * numbers)
    assert got.intensity == pytest.approx(2 * multiply_adds / (4 * numbers))


def test_every_kind_is_counted_in_order() -> None:
    assert [one.kind for one in costs(LOPSIDED)] == list(BY_HAND)


def test_a_formula_says_what_it_computes() -> None:
    for one in costs(LOPSIDED):
        for formula in (one.rule.parameters, one.rule.multiply_adds, one.rule.touched):
            products = [term.split("·") for term in formula.fill_in(one.symbols).split(" + ")]
            assert sum(int(np.prod([int(size) for size in term])) for term in products) == formula.value(one.symbols)
            assert formula.text.count("·") == formula.fill_in(one.symbols).count("·")


def test_the_formulas_in_names() -> None:
    texts = {rule.kind: (rule.parameters.text, rule.multiply_adds.text, rule.touched.text) for rule in COST_RULES}
    assert texts["grouped"] == (
        "kh·kw·C/G·Cout",
        "N·H'·W'·kh·kw·C/G·Cout",
        "N·H·W·C + N·H'·W'·Cout + kh·kw·C/G·Cout",
    )
    assert texts["separable"][1] == "N·H'·W'·kh·kw·C·M + N·H'·W'·C·M·Cout"
    assert cost("standard", LOPSIDED).rule.parameters.fill_in(LOPSIDED.symbols()) == "4·5·4·6"


@st.composite
def sizes(draw: st.DrawFn) -> Sizes:
    number = st.integers(1, 9)
    groups = draw(st.integers(1, 3))
    kernel = draw(number), draw(number)
    return Sizes(
        draw(number),
        draw(number),
        groups * draw(st.integers(1, 3)),
        kernel,
        groups * draw(st.integers(1, 3)),
        draw(st.integers(1, 3)),
        groups,
        (draw(st.integers(1, 3)), draw(st.integers(1, 3))),
        draw(st.sampled_from(["SAME", ((8, 0), (3, 5))])),
        batch=draw(st.integers(1, 2)),
    )


@PLENTY
@given(sizes())
def test_separable_is_its_two_stages(drawn: Sizes) -> None:
    by_kind = {one.kind: one for one in costs(drawn)}
    for what in ("parameters", "multiply_adds", "bytes"):
        stages = sum(getattr(by_kind[kind], what) for kind in ("depthwise", "pointwise"))
        assert getattr(by_kind["separable"], what) == stages


@PLENTY
@given(sizes())
def test_the_ratio_is_that_of_the_counts(drawn: Sizes) -> None:
    for what in ("parameters", "multiply_adds"):
        apart, whole = (getattr(cost(kind, drawn), what) for kind in ("separable", "standard"))
        assert apart / whole == pytest.approx(ratio(drawn.kernel, drawn.outputs, drawn.multiplier))


@PLENTY
@given(sizes())
def test_multiply_adds_are_the_products_of_the_trace(drawn: Sizes) -> None:
    shape = (drawn.batch, drawn.height, drawn.width, drawn.channels)
    options = (drawn.strides, drawn.padding, drawn.dilations)
    for kind, how, filters in (
        ("standard", "standard", (*drawn.kernel, drawn.channels, drawn.outputs)),
        ("grouped", "standard", (*drawn.kernel, drawn.channels // drawn.groups, drawn.outputs)),
        ("depthwise", "depthwise", (*drawn.kernel, drawn.channels, drawn.multiplier)),
    ):
        trace = Trace(ConvSpec(how, shape, filters, *options), np.ones(shape), np.ones(filters))  # type: ignore[arg-type]
        assert cost(kind, drawn).multiply_adds == trace.products.size
        assert cost(kind, drawn).parameters == trace.filters.size


def test_every_multiplication_of_the_loops_is_counted() -> None:
    drawn = Sizes(5, 6, 2, (2, 3), 3, padding="VALID")
    ones = reference.conv2d(np.ones((1, 5, 6, 2), int), np.ones((2, 3, 2, 3), int))
    assert cost("standard", drawn).multiply_adds == ones.sum()  # each product adds 1


def test_the_papers_ratio() -> None:
    assert ratio((3, 3), 1024) == pytest.approx(1 / 1024 + 1 / 9)
    assert 8 < 1 / ratio((3, 3), 1024) < 9  # "between 8 to 9 times less computation", section 3.1


def test_large_sizes_stay_exact() -> None:
    huge = Sizes(LARGEST, LARGEST, LARGEST, (7, 7), LARGEST, batch=LARGEST)
    assert cost("standard", huge).multiply_adds == 49 * 2**80
    assert output_shape(huge.spec())[1] == LARGEST


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"height": 0}, "height: a size from 1 to 65,536 is needed, got 0"),
        ({"outputs": 65537}, "output channels: a size from 1 to 65,536 is needed, got 65,537"),
        ({"groups": 4}, "groups: they must divide the 6 input and the 9 output channels, 4 does not"),
        ({"groups": 2}, "groups: they must divide the 6 input and the 9 output channels, 2 does not"),
        ({"strides": (1, 0)}, "strides: a size from 1 to 65,536 is needed, got 0"),
        ({"padding": "VALID", "kernel": (5, 9)}, r"padding='VALID': the 5x9 kernel does not fit the 7x8 input"),
    ],
)
def test_sizes_that_cannot_be(wrong: dict[str, object], message: str) -> None:
    right: dict[str, object] = {"height": 7, "width": 8, "channels": 6, "kernel": (3, 3), "outputs": 9}
    with pytest.raises(ConvError, match=message):
        Sizes(**right | wrong)  # type: ignore[arg-type]


@PLENTY
@given(st.integers(1, 60), st.integers(1, 60))
def test_common_groups_divide_both(channels: int, outputs: int) -> None:
    groups = common_groups(channels, outputs)
    assert channels % groups == outputs % groups == 0
    assert all(channels % fewer or outputs % fewer for fewer in range(2, groups))


def test_a_number_in_a_formula_is_itself() -> None:
    assert Formula((("2", "C"),)).fill_in({"C": 5}) == "2·5"
