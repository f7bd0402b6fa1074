"""The page of the depthwise convolution."""

from __future__ import annotations

from tests.pages.conftest import Open, Read, edit, output

PRINTED = "[[[[ 0. 36.  9. 27.]\n   [ 0. 54.  9. 27.]]\n\n  [[ 0. 36.  9. 27.]\n   [ 0. 54.  9. 27.]]]]"


def test_the_articles_result_stands_as_tensorflow_prints_it(read_page: Read) -> None:
    app = read_page("depthwise")
    assert output(app) == PRINTED
    markdown = [element.value for element in app.markdown]
    assert "Each input channel keeps its own sums: 2 × 2 = 4 output channels." in markdown
    assert any("output `[1, 2, 2, 4]`" in text for text in markdown)


def test_output_channel_c_times_m_plus_q_changes_with_its_own_kernel(open_page: Open) -> None:
    """filter[:, :, 1, 0] with multiplier 2 makes output channel 1 * 2 + 0 and no other."""
    app = edit(open_page("depthwise"), "grid_filters_1_0", {(2, 2): "5"})
    assert output(app) == PRINTED.replace("  9. 27.", " 13. 27.")


def test_the_chinese_page_has_the_same_numbers(open_page: Open) -> None:
    app = open_page("depthwise", {"lang": "zh"})
    assert output(app) == PRINTED
    assert "逐深度卷积也叫深度卷积或逐通道卷积。每个输入通道的和各自保留：2 × 2 = 4 个输出通道。" in [
        element.value for element in app.markdown
    ]
    edit(app, "grid_filters_1_0", {(0, 0): "abc"})
    assert app.warning[0].value.startswith(
        "`filter[0, 0, 1, 0]`：`'abc' 不是数：需要 3、-0.5、1e3、1/3 这样的数`；该单元格仍为 `1`"
    )


def test_a_message_is_told_in_the_language_of_the_moment(open_page: Open) -> None:
    app = edit(open_page("depthwise"), "grid_input_0_0", {(0, 0): "abc"})
    assert "is not a number" in app.warning[0].value
    app.segmented_control(key="language").select("zh").run()
    assert not app.exception
    assert "不是数" in app.warning[0].value
