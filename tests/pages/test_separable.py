"""The page of the separable convolution: the player's scene, equality, rank, costs and the measurement."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from convcore import reference
from convcore.cost import formulas as cost
from convcore.cost.formulas import Sizes, ratio
from convcore.errors import ConvError
from convcore.trace import behind
from pages.parts.lab import Lab, article
from pages.parts.sections import costs, separable, timing
from pages.parts.share.downloads import STAGE_TABLES, writer
from tests.pages.conftest import Open, Read, cells, edit, printed, scenes

POINTWISE = "grid_pointwise_0_0"


@pytest.fixture
def page(open_folded: Open) -> AppTest:
    return open_folded("separable", {"lang": "en"})


@pytest.fixture
def read(read_page: Read) -> AppTest:
    """The same to look at alone."""
    return read_page("separable")


def scene(app: AppTest) -> dict[str, Any]:
    (found,) = scenes(app)
    return found


def tables(app: AppTest) -> str:
    """What the tables say, without markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.proto.body) for html in app.get("html"))


def said(app: AppTest) -> str:
    return " ".join(markdown.value for markdown in app.markdown)


def source(app: AppTest) -> int:
    """Which of the page's choices is the one of the cost's sizes."""
    return next(i for i, one in enumerate(app.get("button_group")) if one.key == "cost_source")


def test_the_articles_columns_add_up_to_conv2d(read: AppTest) -> None:
    """The default pointwise filters: the second reading of the table, one page further."""
    assert cells(read, POINTWISE) == [["1", "0"], ["0", "1"]] * 2
    assert scene(read)["frames"][-1]["sentence"].endswith("0×0 + 54×1 + 9×0 + 27×1 = 81")
    outputs = printed(read)[::2]
    assert outputs[0] == outputs[1] == str(article().trace("standard").output)
    assert read.success[0].value == "Equal in all 8 cells; the largest difference is 0."


def test_an_edited_weight_changes_both_results_and_they_stay_equal(page: AppTest) -> None:
    edit(page, POINTWISE, {(1, 0): "1/2"})
    weights = np.array([[1, 0], [0.5, 1], [1, 0], [0, 1]])[np.newaxis, np.newaxis]
    want = reference.separable_conv2d(article().input, article().filters, weights)
    assert printed(page)[::2] == [str(want)] * 2
    assert page.success
    assert scene(page)["frames"][4]["sentence"].endswith("0×1 + 36×0.5 + 9×1 + 27×0 = 27")


def test_output_channels_can_be_chosen_and_come_back_with_their_weights(page: AppTest) -> None:
    edit(page, POINTWISE, {(0, 1): "6"})
    for count, rows in ((1, ["1"]), (3, ["1", "6", "0"]), (2, ["1", "6"])):
        choice = next(one for one in page.get("button_group") if one.key == separable.OUTPUTS)
        choice.set_value(count).run()
        assert not page.exception
        assert cells(page, POINTWISE)[0] == rows
        assert len(scene(page)["frames"]) == 4 * (1 + count)


def test_a_refused_weight_is_named(page: AppTest) -> None:
    edit(page, POINTWISE, {(3, 1): "abc", (0, 0): "7"})
    assert "`pointwise[0, 0, 3, 1]`: `'abc' is not a number" in page.warning[0].value
    assert cells(page, POINTWISE)[0] == ["7", "0"]


def test_weights_stay_over_a_page_change_and_can_be_undone(page: AppTest) -> None:
    edit(page, POINTWISE, {(0, 0): "5"})
    page.switch_page("standard.py").run()
    page.switch_page("separable.py").run()
    assert cells(page, POINTWISE)[0] == ["5", "0"]
    next(button for button in page.button if button.label == "Undo").click().run()
    assert cells(page, POINTWISE)[0] == ["1", "0"]


def test_sums_too_large_for_a_float_end_in_a_message(page: AppTest) -> None:
    edit(page, POINTWISE, {(1, 1): "1e308"})
    assert any("pass the largest float64" in warning.value for warning in page.warning)
    assert not page.exception
    assert not scenes(page)


def test_the_product_filters_cell_in_numbers(read: AppTest) -> None:
    assert "`product[2, 2, 1, 1] = 1·0 + 3·1 = 3`" in said(read)


def test_the_articles_filter_is_separable_and_a_random_one_is_not(page: AppTest) -> None:
    assert "The ranks of your channels: **1, 1**, of 2 that are possible" in said(page)
    assert "2·1·(3·3 + 2) = 22" in tables(page)
    edit(page, "grid_filters_0_0", {(0, 0): "5", (1, 1): "-3"})
    assert "The ranks of your channels: **2, 1**" in said(page)
    assert "multiplier **2**" in said(page)


def test_the_costs_of_the_grids(read: AppTest) -> None:
    text = " ".join(tables(read).split())
    assert "standard kh·kw·C·Cout 3·3·2·2 36 N·H'·W'·kh·kw·C·Cout 1·2·2·3·3·2·2 144" in text
    assert "separable kh·kw·C·M + C·M·Cout 3·3·2·2 + 2·2·2 44" in text
    assert "2·(1/2 + 1/(3·3)) = 1.222" in said(read)
    assert "1.222 times as many" in said(read)


def test_typed_sizes_up_to_a_real_network(page: AppTest) -> None:
    page.get("button_group")[source(page)].set_value("typed").run()
    assert "1·112·112·3·3·32·64 231,211,008" in " ".join(tables(page).split())
    page.text_input(key="cost_outputs").set_value("1e3").run()
    assert "1·112·112·3·3·32·1000" in tables(page)


@pytest.fixture(scope="module")
def typed(open_folded: Open) -> AppTest:
    """The page on which sizes are typed."""
    page = open_folded("separable", {"lang": "en"})
    page.get("button_group")[source(page)].set_value("typed").run()
    return page


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("height", "abc", "height: 'abc' is not a number"),
        ("width", "2.5", "width: '2.5' is not a whole number"),
        ("channels", "", "C: the cell is empty"),
        ("outputs", "0", "output channels: a size from 1 to 65,536 is needed, got 0"),
        ("groups", "3", "groups: they must divide the 32 input and the 64 output channels, 3 does not"),
        ("kernel_height", "1e300", "kh: '1e300' is too large"),
        ("stride", "-1", "strides: a size from 1 to 65,536 is needed, got -1"),
        ("multiplier", "65537", "multiplier: a size from 1 to 65,536 is needed, got 65,537"),
    ],
)
def test_sizes_that_cannot_be_typed(typed: AppTest, field: str, text: str, message: str) -> None:
    before = typed.text_input(key=f"cost_{field}").value
    typed.text_input(key=f"cost_{field}").set_value(text).run()
    said = [one.value for one in typed.warning]
    typed.text_input(key=f"cost_{field}").set_value(before)  # with the next run
    assert message in said[0]
    assert len(said) == 1
    assert not typed.exception


def test_the_curve_has_the_learners_point_on_it() -> None:
    sizes = costs.Sizes(9, 9, 4, (5, 3), 48, multiplier=2)
    figure = costs.curve(sizes)
    curve, same, limit, point = figure.data
    assert (list(point.x), list(point.y)) == ([48], [ratio((5, 3), 48, 2)])
    np.testing.assert_allclose(curve.y, [2 * (1 / x + 1 / 15) for x in curve.x])
    assert set(same.y) == {1}
    assert set(limit.y) == {2 / 15}
    assert len({trace.line.dash for trace in (curve, same, limit)}) == 3  # told apart without colour


def test_the_curve_is_kept_for_its_sizes_and_words(open_folded: Open) -> None:
    def drawn(language: str) -> str:
        return open_folded("separable", {"lang": language}).get("plotly_chart")[0].proto.spec

    costs._draw_curve.cache_clear()
    english, chinese = drawn("en"), drawn("zh")
    assert english != chinese
    assert (drawn("en"), drawn("zh")) == (english, chinese)
    assert costs._draw_curve.cache_info().misses == 2


def test_csv_of_both_stages_and_of_the_costs(read: AppTest) -> None:
    both = behind(article().trace("depthwise"), article().pointwise_filters)
    files = {name: writer(name, both)().decode() for name in STAGE_TABLES}
    rows = list(csv.DictReader(io.StringIO(files["steps"])))
    assert [row["stage"] for row in rows] == ["depthwise"] * 144 + ["pointwise"] * 32
    assert files["pointwise"].startswith("kernel_row,kernel_col,in_channel,out_channel,value\n0,0,0,0,1\n0,0,0,1,0\n")
    assert files["mid"].splitlines()[2] == "0,0,0,1,36"
    assert files["output"].splitlines()[-1] == "0,1,1,1,81"
    names = {button.proto.label for button in read.get("download_button")}
    assert names >= {"steps.csv", "mid.csv", "pointwise.csv", "output.csv", "cost.csv"}


def test_chinese(read_page: Read) -> None:
    app = read_page("separable", "zh")
    assert app.title[0].value == "深度可分离卷积"
    assert scene(app)["frames"][0]["sentence"].startswith("第一阶段（逐深度）")
    assert "乘加次数" in tables(app)


def test_the_measurement_is_told_with_its_date_and_its_machine(read: AppTest) -> None:
    known = timing.record()
    found = tables(read)
    for layer in known.layers:
        for kind, count in layer.multiply_adds.items():
            assert f"{count:,}" in found, kind
    assert "14×14×256 → 256, 3×3" in found
    assert "8.69 times fewer" in said(read)
    assert [known.date in caption.value and known.machine in caption.value for caption in read.caption].count(True) == 1


def test_the_record_counts_what_the_formulas_count() -> None:
    known = timing.record()
    assert datetime.strptime(known.date, "%Y-%m-%d")
    assert len(known.layers) == 3
    for layer in known.layers:
        sizes = Sizes(
            layer.size, layer.size, layer.channels, (layer.kernel, layer.kernel), layer.channels, padding="SAME"
        )
        counted = {row.kind: row.multiply_adds for row in cost.costs(sizes)}
        assert layer.multiply_adds == {kind: counted[kind] for kind in ("standard", "separable")}
        assert layer.nanoseconds("separable") > layer.nanoseconds("standard"), "what the note tells of"


def test_whole_numbers() -> None:
    assert [costs.read_whole(text) for text in ("64", " 1e3 ", "６４", "128/2")] == [64, 1000, 64, 64]
    with pytest.raises(ConvError, match=r"'0\.5' is not a whole number"):
        costs.read_whole("0.5")


def test_both_stages_are_computed_and_built_once(open_folded: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    built = []
    build = separable.build
    monkeypatch.setattr(separable, "build", lambda *given: (built.append(given), build(*given))[1])
    labs = [Lab(article().input + more, article().filters) for more in (1, 2)]
    app = open_folded("separable", lab=labs[0])
    app.run()
    assert len(built) == 1
    app.session_state["state"] = app.session_state["state"].commit(labs[1])
    app.run()
    assert [given[0].output.tolist() for given in built] == [one.stages.output.tolist() for one in labs]
