"""One table, two readings: the numbers, the scene, the identity."""

from __future__ import annotations

import json

import numpy as np
import pytest

from convcore import ConvError
from convcore.scenes.compare import build, largest_difference, table_of_sums
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec, Tensor
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace


def traces(input: Tensor, filters: Tensor, **options: object) -> tuple[Trace, Trace]:
    kept, added = (
        Trace(ConvSpec(kind, input.shape, filters.shape, **options), input, filters)  # type: ignore[arg-type]
        for kind in ("depthwise", "standard")
    )
    return kept, added


@pytest.fixture
def lopsided() -> tuple[Trace, Trace]:
    rng = np.random.default_rng(7)
    input, filters = rng.integers(-9, 10, (2, 6, 7, 3)), rng.integers(-9, 10, (3, 2, 3, 2))
    return traces(input, filters, strides=(2, 1), padding=((1, 0), (0, 2)), dilations=(1, 2))


@pytest.fixture
def article() -> Scene:
    return build(*traces(article_input(), article_filters()))


def held(scene: Scene, frame: int, panel: str) -> tuple[float | None, ...]:
    return next(scene.blocks[block] for id, block, _ in scene.frames[frame].shows if id == panel)


def test_the_article_s_table_kept_and_added(article: Scene) -> None:
    assert [held(article, 0, f"table:{c}") for c in (0, 1)] == [(0, 36), (9, 27)]
    assert held(article, 0, "added") == (9, 63)
    assert [held(article, 1, f"table:{c}") for c in (0, 1)] == [(0, 54), (9, 27)]
    assert held(article, 1, "added") == (9, 81)


def test_the_article_s_sentences(article: Scene) -> None:
    first, second = (
        "depthwise_conv2d keeps 0, 36, 9, 27 · conv2d adds 0 + 9 = 9, 36 + 27 = 63",
        ("depthwise_conv2d keeps 0, 54, 9, 27 · conv2d adds 0 + 9 = 9, 54 + 27 = 81"),
    )
    assert [frame.sentence for frame in article.frames] == [first, second] * 2


def test_every_frame_holds_the_core_s_numbers(lopsided: tuple[Trace, Trace]) -> None:
    kept, added = lopsided
    for batch in (0, 1):
        scene = build(kept, added, batch=batch)
        for number, frame in enumerate(scene.frames):
            at = batch, *frame.cell[:2]
            assert "{" not in frame.sentence
            rows = [held(scene, number, f"table:{c}") for c in range(3)]
            assert np.array_equal(np.ravel(rows), kept.output[at])
            assert np.array_equal(held(scene, number, "added"), added.output[at])
            for lane in range(6):
                products, total = (held(scene, number, f"{name}:{lane}") for name in ("products", "sum"))
                assert sum(v or 0 for v in products) == total[0] == kept.output[(*at, lane)]
                window = held(scene, number, f"window:{lane}")
                assert np.array_equal(window, kept.windows[at][lane // 2].ravel())


def test_the_marks_lie_on_every_input_and_every_output(lopsided: tuple[Trace, Trace]) -> None:
    scene = build(*lopsided)
    rows, cols = lopsided[0].axes
    for frame in scene.frames:
        row, col = frame.cell[:2]
        windows = [m for m in frame.marks if scene.panel(m.panel).family == "input"]
        assert [m.panel for m in windows] == ["input:0", "input:1", "input:2"]
        assert {(m.row, m.col, m.rows, m.cols, m.step) for m in windows} == {
            (row * rows.stride, col * cols.stride, 3, 2, (1, 2))
        }
        outputs = [(scene.panel(m.panel).family, m.row, m.col) for m in frame.marks if m not in windows]
        assert outputs == [("depthwise", row, col)] * 6 + [("conv2d", row, col)] * 2


def test_origins_are_table_cells_slices_and_channels(article: Scene) -> None:
    def origin(panel: str) -> list[tuple[str, int]]:
        return [(article.marks[i].panel, article.marks[i].col) for i in article.origins[panel]]

    assert origin("depthwise:3") == [("table:1", 1), ("kept:1", 1), ("filter:1:3", 0), ("input:1", 0)]
    assert origin("conv2d:1") == [
        ("added", 1),
        ("table:0", 1),
        ("table:1", 1),
        ("terms:0", 1),
        ("terms:1", 1),
        ("filter:0:1", 0),
        ("filter:1:3", 0),
        ("input:0", 0),
        ("input:1", 0),
    ]


def test_a_cell_of_the_table_picks_its_lane(article: Scene) -> None:
    assert article.lanes == ("s[0, 0]", "s[0, 1]", "s[1, 0]", "s[1, 1]")
    assert [article.panel(f"table:{c}").picks for c in (0, 1)] == [0, 2]
    assert article.panel("products:3").focus == "products"


def test_the_table_stands_thrice(article: Scene) -> None:
    for number in range(4):
        for c in (0, 1):
            assert len({held(article, number, f"{family}:{c}") for family in ("table", "kept", "terms")}) == 1


def test_cells_travel_to_the_same_place_among_the_maps_and_columns_into_their_sum(article: Scene) -> None:
    ways = {(one.source.panel, one.source.col): (one.to, one.at) for one in article.travels}
    for c in (0, 1):
        for q in (0, 1):
            assert ways["kept:" + str(c), q] == (f"depthwise:{2 * c + q}", None)
            assert ways["terms:" + str(c), q] == ("added", (0, q))
    assert len(ways) == len(article.travels) == 8


def test_the_sum_that_is_open_first_has_a_kernel_that_is_not_all_zeros(article: Scene) -> None:
    assert article.lanes[article.lane] == "s[0, 1]"
    nothing = np.zeros((3, 3, 2, 2))
    assert build(*traces(article_input(), nothing)).lane == 0


def test_long_sums_are_folded() -> None:
    rng = np.random.default_rng(1)
    scene = build(*traces(rng.integers(1, 9, (1, 3, 3, 8)), rng.integers(1, 9, (3, 3, 8, 8))))
    (sentence,) = (frame.sentence for frame in scene.frames)
    assert sentence.count("…") >= 2
    assert len(sentence) < 140


def test_the_identity_holds_on_whole_tensors(lopsided: tuple[Trace, Trace]) -> None:
    assert largest_difference(*lopsided) == 0
    assert table_of_sums(lopsided[0]).shape == (*lopsided[0].shape[:3], 3, 2)


def test_the_identity_is_really_measured(lopsided: tuple[Trace, Trace]) -> None:
    kept, added = lopsided
    added.output[1, 0, 0, 1] += 5
    assert largest_difference(kept, added) == 5


def test_the_scene_is_plain_json(lopsided: tuple[Trace, Trace]) -> None:
    assert json.loads(json.dumps(build(*lopsided).to_dict(), allow_nan=False))["kind"] == "compare"


def test_too_many_windows_are_refused() -> None:
    big = traces(np.ones((1, 65, 65, 1)), np.ones((1, 1, 1, 1)))
    with pytest.raises(ConvError, match=r"^at most 4,096 steps can be played at once, these are 4,225$"):
        build(*big)
