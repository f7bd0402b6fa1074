"""A layer without an error: what it gives and costs, or what its framework would say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from convcore.catalogue import LANGUAGES, catalogue
from convcore.errors import ConvError
from convcore.explain.layers import LAYER_NAMES, ask_layer
from convcore.explain.refusals import check_layer
from pages.parts.sections.errors.form import SHAPED, shape_output, sizes
from tests.convcore.strategies import PLENTY
from tests.pages.conftest import Open, printed
from tests.pages.errors.pasting import click, read, written


def chosen(app: AppTest, layer: str, **fields: str) -> AppTest:
    app.selectbox(key="check_layer").select(layer).run()
    for name, value in fields.items():
        app.text_input(key=f"check_{name}").set_value(value)
    app.run()
    assert not app.exception
    return app


def test_a_layer_gives_its_shape_and_costs(open_page: Open) -> None:
    app = chosen(open_page("errors"), "nn.Conv2d", input_NCHW="2, 4, 9, 8", kernel="3, 2", outputs="6", groups="2")
    assert [one.value for one in app.metric] == ["[2, 6, 7, 7]", "72", f"{2 * 7 * 7 * 72:,}"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_layer_that_is_refused_is_explained(open_page: Open, lang: str) -> None:
    app = chosen(open_page("errors", {"lang": lang}), "nn.Conv2d", groups="2")
    assert not app.metric
    assert printed(app)[0] == "in_channels must be divisible by groups"
    assert catalogue(lang)["explain.rule.groups-in"] in read(written(app))
    app = click(app, "errors_mended_checked")
    assert app.title[0].value == catalogue(lang)["page.standard.title"]


def test_a_layer_made_for_other_channels_and_without_a_batch(open_page: Open) -> None:
    app = chosen(open_page("errors"), "Conv2D", input_NHWC="28, 28, 1")
    assert "ndim=3" in printed(app)[0]
    app = chosen(app, "DepthwiseConv2D", input_NHWC="1, 28, 28, 3", wanted="4")
    assert "channel" in printed(app)[0] or "axis" in printed(app)[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_field_that_is_no_size_is_refused(open_page: Open, lang: str) -> None:
    app = chosen(open_page("errors", {"lang": lang}), "tf.nn.conv2d", kernel="<b>three</b>")
    name = catalogue(lang)["errors.form.kernel"]
    said = {"en": ": 1-2 whole numbers from 1 to 65,536 are needed", "zh": "：需要 1-2 个 1 到 65,536 的整数"}[lang]
    assert app.warning[0].value.startswith(f"`{name}{said}")
    assert "three" in app.warning[0].value


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "1e3", "70000", "1, 2, 3", "²", "٣"])
def test_what_is_no_pair_is_refused(text: str) -> None:
    with pytest.raises(ConvError):
        sizes("kernel", text, (1, 2))


SIZE = st.integers(1, 12)


@PLENTY
@given(
    st.sampled_from(sorted(LAYER_NAMES)),
    st.lists(SIZE, min_size=1, max_size=6),
    st.sampled_from(["NHWC", "NCHW"]),
    st.tuples(SIZE, SIZE),
    st.lists(SIZE, min_size=3, max_size=3),
    st.none() | SIZE,
    st.tuples(SIZE, SIZE),
    st.sampled_from(["VALID", "SAME", ((1, 1), (0, 0))]),
    st.tuples(SIZE, SIZE),
)
def test_any_layer_is_answered(
    name: str,
    shape: list[int],
    layout: str,
    kernel: tuple[int, int],
    counts: list[int],
    wanted: int | None,
    strides: tuple[int, int],
    padding: Any,
    dilations: tuple[int, int],
) -> None:
    outputs, multiplier, groups = counts
    layout = "NCHW" if LAYER_NAMES[name][0] == "pytorch" else layout
    options: dict[str, Any] = {"strides": strides, "padding": padding, "dilations": dilations, "groups": groups}
    if name in SHAPED:
        layer = shape_output(ask_layer(name, (*shape, 1, 1, 1)[:4], kernel, outputs, wanted, **options))
    else:
        layer = ask_layer(name, tuple(shape), kernel, outputs, wanted, multiplier, data_format=layout, **options)
    checked = check_layer(layer)
    assert checked.error or checked.output_shape
