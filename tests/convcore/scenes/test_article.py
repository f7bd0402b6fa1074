"""The tensors slice by slice, one window product by product."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from convcore.scenes.article import WORDS, tensors, window
from convcore.scenes.film import Mark
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.scenes.reading import article, marks, shown, strange, trace


@pytest.mark.parametrize("scene", [tensors(article("depthwise")), window(article("depthwise"), 1)])
def test_every_frame_has_a_cell_of_its_own(scene: Scene) -> None:
    """By it the player finds the step again after a change of data."""
    assert len({frame.cell for frame in scene.frames}) == len(scene.frames)


def test_the_tensors_are_told_slice_by_slice() -> None:
    scene = tensors(article("depthwise"))
    assert [frame.sentence for frame in scene.frames] == [
        "input[:, :, 0]: input channel 0, 4 rows by 4 columns.",
        "input[:, :, 1]: input channel 1, 4 rows by 4 columns.",
        "filter[:, :, 0, 0]: a 3×3 kernel for input channel 0, number 1 of its 2.",
        "filter[:, :, 0, 1]: a 3×3 kernel for input channel 0, number 2 of its 2.",
        "filter[:, :, 1, 0]: a 3×3 kernel for input channel 1, number 1 of its 2.",
        "filter[:, :, 1, 1]: a 3×3 kernel for input channel 1, number 2 of its 2.",
    ]
    assert [list(marks(scene, frame).values()) for frame in scene.frames] == [
        [Mark(panel.id, 0, 0, panel.rows, panel.cols)] for panel in scene.panels
    ]


def test_the_tensors_mark_leaves_the_padding_out() -> None:
    scene = tensors(article("depthwise", padding=((1, 2), (3, 0))))
    assert marks(scene, scene.frames[0])["input:0"] == Mark("input:0", 1, 3, 4, 4)
    assert scene.frames[0].sentence.endswith("4 rows by 4 columns.")


def test_one_window_is_told_product_by_product() -> None:
    scene = window(article("depthwise"), 5)
    assert [panel.role for panel in scene.panels] == ["input", "filter", "products", "sum"]
    assert [frame.sentence for frame in scene.frames][:2] == ["2 × 2 = 4, so far 4", "3 × 2 = 6, so far 10"]
    assert scene.frames[8].sentence == "4 × 2 = 8, and the sum is 54. It becomes output[0, 1, 1]."
    for tap, frame in enumerate(scene.frames):
        a, b = divmod(tap, 3)
        panels = shown(scene, frame)
        products = (4.0, 6.0, 8.0) * 3
        assert panels["products"] == (*products[: tap + 1], *[None] * (8 - tap))
        assert panels["sum"] == (sum(products[: tap + 1]),)
        assert marks(scene, frame) == {
            "input:0": Mark("input:0", a, b + 1),
            "filter:0:1": Mark("filter:0:1", a, b),
            "products": Mark("products", a, b),
        }


def test_one_window_says_where_a_number_is_shortened() -> None:
    image = np.array([0.25, 1 / 3]).reshape(1, 1, 2, 1)
    trace = Trace(ConvSpec("depthwise", (1, 1, 2, 1), (1, 2, 1, 1)), image, np.array([-2.0, 1]).reshape(1, 2, 1, 1))
    said = [frame.sentence for frame in window(trace, 0).frames]
    assert said[0] == "0.25 × (-2) = -0.5, so far -0.5"
    assert said[1].startswith("0.3333 × 1 ≈ 0.3333, and the sum is -0.1667.")


def test_one_window_on_padding_with_gaps() -> None:
    """Taps stand where stride, dilation and padding put them; padding counts as 0; negative numbers wear brackets."""
    image = np.arange(1, 13).reshape((1, 3, 4, 1))
    made = trace("depthwise", image, [[[[-1]], [[2]]]], strides=(1, 2), padding=((0, 0), (1, 0)), dilations=(1, 3))
    scene = window(made, made.index(0, 1, 0, 0))
    assert [marks(scene, frame)["input:0"] for frame in scene.frames] == [Mark("input:0", 1, 0), Mark("input:0", 1, 3)]
    assert scene.frames[0].sentence == "0 × (-1) = 0, so far 0"
    assert scene.frames[1].sentence == "7 × 2 = 14, and the sum is 14. It becomes output[1, 0, 0]."


def test_every_sentence_comes_from_the_words() -> None:
    other = strange(WORDS)
    assert [f.sentence.split(">")[0] for f in tensors(article("depthwise"), other).frames] == (
        ["<tensors.input"] * 2 + ["<tensors.filter"] * 4
    )
    assert [f.sentence.split(">")[0] for f in window(article("depthwise"), 0, other).frames] == (
        ["<window"] * 8 + ["<window.last"]
    )


def test_words_are_complete() -> None:
    """Each text is used: with a text removed, one of the pictures cannot be told."""

    def tell(words: Mapping[str, str]) -> None:
        tensors(article("depthwise"), words)
        window(article("depthwise"), 0, words)

    tell(WORDS)
    for key in WORDS:
        with pytest.raises(KeyError):
            tell({other: text for other, text in WORDS.items() if other != key})


def test_the_whole_window_is_drawn_around_the_cell_in_hand() -> None:
    """With its dilation, and on padding as well."""
    made = trace("depthwise", np.ones((1, 6, 5, 1)), np.ones((3, 2, 1, 1)), padding="SAME", dilations=(1, 2))
    scene = window(made, 5)
    kh, kw = made.spec.kernel
    for frame in scene.frames:
        whole, tap = (one for one in frame.marks if one.panel == "input:0")
        assert (whole.rows, whole.cols) == (kh, kw)
        assert whole.step == tuple(axis.dilation for axis in made.axes)
        down, across = divmod(tap.row - whole.row, whole.step[0]), divmod(tap.col - whole.col, whole.step[1])
        assert (down, across) == ((frame.cell[0], 0), (frame.cell[1], 0))
