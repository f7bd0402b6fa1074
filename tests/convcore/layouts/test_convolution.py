"""Where panels stand: every panel once, nothing on top of anything, at any cell size."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcore.errors import ConvError
from convcore.layouts import convolution as layouts
from convcore.layouts.convolution import arrangements
from convcore.layouts.surface import SMALLEST_CELL, TITLE, Arrangement, Box, Length
from convcore.scenes import compare as readings
from convcore.scenes import grouped as matrix
from convcore.scenes import separable as stages
from convcore.scenes.convolution import MAX_LANES, Scene, SceneBuilder, build, tensors, window
from convcore.spec import ConvSpec
from convcore.tensors.grouped import divisors
from convcore.trace import MAX_STEPS, Stages, Trace
from tests.convcore.strategies import PLENTY, Example, convolutions

CELLS = (8, 12, 26, 54)
SLACK = 1e-6
SIZES = [
    ((1, 4, 4, 2), (3, 3, 2, 2), "VALID"),
    ((1, 1, 1, 1), (1, 1, 1, 1), "VALID"),
    ((1, 7, 7, 2), (7, 7, 2, 3), "VALID"),
    ((1, 16, 16, 1), (7, 7, 1, 1), "SAME"),
    ((1, 16, 16, 8), (3, 3, 8, 1), "SAME"),
    ((1, 16, 3, 2), (2, 3, 2, 4), "VALID"),
    ((1, 2, 16, 3), (2, 5, 3, 2), ((0, 1), (2, 0))),
    ((1, 8, 8, 8), (3, 3, 8, 8), "VALID"),
    ((1, 3, 3, 8), (3, 3, 8, 8), "VALID"),
    ((1, 4, 4, 1), (7, 1, 1, 8), "SAME"),
]


def scene(kind: Any, input_shape: Any, filter_shape: Any, padding: Any = "VALID") -> Scene:
    spec = ConvSpec(kind, input_shape, filter_shape, padding=padding)
    return build(Trace(spec, np.ones(input_shape), np.ones(filter_shape)))


def pixels(length: Length, cell: float) -> float:
    return length.cells * cell + length.pixels


def rectangle(scene: Scene, box: Box, cell: float, title: float = 0) -> tuple[float, float, float, float]:
    """A box's (left, top, right, bottom); with the room that its title takes above it."""
    panel = scene.panel(box.panel)
    left, top = pixels(box.x, cell), pixels(box.y, cell)
    across, down = panel.cols * cell * box.scale * box.aspect, panel.rows * cell * box.scale
    return left, top - title, left + across, top + down


def rectangles(scene: Scene, boxes: list[Box], cell: float) -> Any:
    """[sides, boxes]: the same for many boxes with their titles."""
    panels = {panel.id: panel for panel in scene.panels}
    sizes = [(panels[box.panel].cols * box.aspect, panels[box.panel].rows) for box in boxes]
    rows = [
        (*box.x, *box.y, box.scale * across, box.scale * down) for box, (across, down) in zip(boxes, sizes, strict=True)
    ]
    x, x_pixels, y, y_pixels, across, down = np.array(rows).T
    left, top = x * cell + x_pixels, y * cell + y_pixels
    return np.array([left, top - TITLE.pixels + 1, left + across * cell, top + down * cell])


def apart(a: Any, b: Any) -> Any:
    """Whether two rectangles have no point in common; of arrays of them, each with each that it stands beside."""
    return (a[2] <= b[0] + SLACK) | (b[2] <= a[0] + SLACK) | (a[3] <= b[1] + SLACK) | (b[3] <= a[1] + SLACK)


def check(scene: Scene, arrangement: Arrangement) -> None:
    """No panel twice, and at every cell size nothing overlaps or leaves the surface; each title has its room."""
    names = [box.panel for box in arrangement.boxes]
    assert names
    assert len(set(names)) == len(names)
    assert set(names) <= {panel.id for panel in scene.panels}
    points = [(symbol.x, symbol.y) for symbol in arrangement.symbols]
    points += [point for tie in arrangement.ties for point in tie.points]
    for cell in CELLS:
        where = f"{scene.kind} {arrangement.name} at {cell} px"
        found = rectangles(scene, arrangement.boxes, cell)
        mixed = np.argwhere(~apart(found[:, :, np.newaxis], found[:, np.newaxis]) & ~np.eye(len(names), dtype=bool))
        assert not len(mixed), f"{where}: {[names[i] for i in mixed[0]]} {found[:, mixed[0]].T}"
        width, height = pixels(arrangement.width, cell), pixels(arrangement.height, cell)
        inside = (found[:2].T >= -SLACK).all(1) & (found[2] <= width + SLACK) & (found[3] <= height + SLACK)
        assert inside.all(), f"{where}: {names[inside.argmin()]} {found[:, inside.argmin()]} in {width} x {height}"
        for x, y in points:
            assert 0 <= pixels(x, cell) <= width + SLACK, f"{where}: {x}"
            assert 0 <= pixels(y, cell) <= height + SLACK, f"{where}: {y}"


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_nothing_overlaps(kind: str, input_shape: Any, filter_shape: Any, padding: Any) -> None:
    made = scene(kind, input_shape, filter_shape, padding)
    assert arrangements(made)
    for arrangement in arrangements(made):
        check(made, arrangement)


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
def test_nothing_overlaps_in_the_articles_other_scenes(input_shape: Any, filter_shape: Any, padding: Any) -> None:
    spec = ConvSpec("depthwise", input_shape, filter_shape, padding=padding)
    made = Trace(spec, np.ones(input_shape), np.ones(filter_shape))
    for told in (tensors(made), window(made, 0)):
        assert arrangements(told)
        for arrangement in arrangements(told):
            check(told, arrangement)


@PLENTY
@given(st.sampled_from(["standard", "depthwise"]).flatmap(lambda kind: convolutions(kind, groups=1)))
def test_nothing_overlaps_at_any_size(example: Example) -> None:
    made = build(Trace(example.spec, example.input, example.filters))
    for arrangement in arrangements(made):
        check(made, arrangement)


@pytest.mark.parametrize(("input_shape", "filter_shape", "padding"), SIZES)
@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_every_arrangement_shows_each_role(kind: str, input_shape: Any, filter_shape: Any, padding: Any) -> None:
    made = scene(kind, input_shape, filter_shape, padding)
    for arrangement in arrangements(made):
        roles = {made.panel(box.panel).role for box in arrangement.boxes}
        assert {"input", "filter", "products", "sum", "output"} <= roles, arrangement.name
        outputs = {box.panel for box in arrangement.boxes if made.panel(box.panel).role == "output"}
        assert "output:*" in outputs or outputs == {f"output:{k}" for k in range(made.channels)}


def test_every_scene_has_a_wide_screen_and_a_phone() -> None:
    for kind in ("depthwise", "standard"):
        names = [arrangement.name for arrangement in arrangements(scene(kind, (1, 4, 4, 2), (3, 3, 2, 2)))]
        assert names == ["wide", "focus", "narrow"]


def test_many_depthwise_lanes_are_not_set_side_by_side() -> None:
    def names(multiplier: int) -> list[str]:
        return [a.name for a in arrangements(scene("depthwise", (1, 4, 4, 1), (3, 3, 1, multiplier)))]

    assert names(MAX_LANES) == ["wide", "focus", "narrow"]
    assert names(MAX_LANES + 1) == ["focus", "narrow"]


def test_the_articles_depthwise_lanes_read_from_left_to_right() -> None:
    made = scene("depthwise", (1, 4, 4, 2), (3, 3, 2, 2))
    wide = arrangements(made)[0]
    boxes = {box.panel: rectangle(made, box, 36) for box in wide.boxes}
    for k in range(4):
        lane = [f"input:{k // 2}", f"filter:{k // 2}:{k}", f"products:{k}", f"sum:{k}", f"output:{k}"]
        assert [boxes[a][2] < boxes[b][0] for a, b in pairwise(lane)] == [True] * 4
        middles = [(boxes[name][1] + boxes[name][3]) / 2 for name in lane[1:]]
        assert max(middles) - min(middles) < 1
    assert sorted(boxes, key=lambda name: boxes[name][1] if name.startswith("output") else -1)[-4:] == [
        f"output:{k}" for k in range(4)
    ]
    assert [symbol.text for symbol in wide.symbols] == ["×", "=", "Σ", "→"] * 4
    assert [tie.channel for tie in wide.ties] == [0, 0, 1, 1]


def test_the_articles_standard_lanes_are_added() -> None:
    made = scene("standard", (1, 4, 4, 2), (3, 3, 2, 2))
    wide = arrangements(made)[0]
    boxes = {box.panel: rectangle(made, box, 36) for box in wide.boxes}
    assert {f"filter:{c}:{k}" for c in range(2) for k in range(2)} <= set(boxes)
    assert boxes["sum:0"][2] < boxes["total"][0] < boxes["output:0"][0]
    assert boxes["sum:0"][3] < boxes["total"][3] < boxes["sum:1"][3]
    assert [symbol.text for symbol in wide.symbols].count("+") == 1
    assert [tie.channel for tie in wide.ties] == [0, 1]


@pytest.mark.parametrize("kind", ["depthwise", "standard"])
def test_symbols_stand_between_panels(kind: str) -> None:
    """No sign is written on a cell."""
    made = scene(kind, (1, 4, 4, 2), (3, 3, 2, 2))
    for arrangement in arrangements(made):
        for cell in CELLS:
            boxes = [rectangle(made, box, cell) for box in arrangement.boxes]
            for symbol in arrangement.symbols:
                x, y = pixels(symbol.x, cell), pixels(symbol.y, cell)
                assert all(apart(box, (x - 6, y - 6, x + 6, y + 6)) for box in boxes), (arrangement.name, symbol)


def test_an_arrangement_is_plain_data() -> None:
    for arrangement in arrangements(scene("depthwise", (1, 4, 4, 2), (3, 3, 2, 2))):
        told = json.loads(json.dumps(arrangement.to_dict(), allow_nan=False))
        assert [box["panel"] for box in told["boxes"]] == [box.panel for box in arrangement.boxes]
        assert told["boxes"][0]["x"] == list(arrangement.boxes[0].x)


def test_the_surface_of_the_article_ends_with_its_last_panel() -> None:
    for kind in ("depthwise", "standard"):
        made = scene(kind, (1, 4, 4, 2), (3, 3, 2, 2))
        for arrangement in arrangements(made):
            for cell in (8, 54):
                boxes = [rectangle(made, box, cell) for box in arrangement.boxes]
                assert pixels(arrangement.width, cell) == pytest.approx(max(box[2] for box in boxes))
                assert pixels(arrangement.height, cell) == pytest.approx(max(box[3] for box in boxes))


def test_lengths_add_up() -> None:
    assert Length(1, 2).plus(Length(3, 4), Length(0, 1)) == (4, 7)
    assert Length(1, 2).times(3) == (3, 6)
    assert Length(1, 2).nominal == 38


@pytest.mark.parametrize(
    ("input_shape", "filter_shape"), [((1, 6, 6, 8), (2, 2, 8, 8)), ((1, 12, 12, 8), (3, 3, 8, 4))]
)
def test_many_maps_stand_side_by_side(input_shape: Any, filter_shape: Any) -> None:
    """A strip as narrow as the arithmetic above it would be so deep that no number could be read."""
    focus = next(made for made in arrangements(scene("depthwise", input_shape, filter_shape)) if made.name == "focus")
    assert focus.cell(layouts.ROOM) >= 16
    rows = {box.y for box in focus.boxes if box.panel.startswith("output:") and box.panel != "output:*"}
    assert len(rows) <= 6


def test_the_lane_in_focus_is_large_under_a_large_matrix() -> None:
    """Its numbers can be read where those of the matrix are too small, and it costs the matrix nothing."""
    filters = np.ones((3, 3, 4, 16))
    spec = ConvSpec("standard", (1, 6, 6, 4), (3, 3, 4, 16))
    wide = arrangements(matrix.build(Trace(spec, np.ones(spec.input_shape), filters)))[0]
    scales = {box.panel: box.scale for box in wide.boxes}
    cell = wide.cell(layouts.ROOM)
    assert scales["filter:*"] >= 2
    assert cell * scales["filter:*"] >= 20
    assert cell >= 0.97 * layouts._grouped_over(matrix.build(Trace(spec, np.ones(spec.input_shape), filters)), 1).cell(
        layouts.ROOM
    )


def test_a_matrix_wider_than_the_screen_is_seen_at_a_glance() -> None:
    """And the lane in focus stands first, as large as can be: 64 columns would leave the cells no pixel."""

    def panels(outputs: int) -> set[str]:
        spec = ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, outputs))
        made = matrix.build(Trace(spec, np.ones(spec.input_shape), np.ones(spec.filter_shape)))
        wide = arrangements(made)[0]
        assert wide.name == "wide"
        assert wide.cell(layouts.ROOM) >= 0.97 * SMALLEST_CELL
        return {box.panel for box in wide.boxes}

    assert {f"filter:{c}:{k}" for c in range(2) for k in range(16)} <= panels(16)
    assert "blocks" in panels(64)


class Sizes(NamedTuple):
    """Whatever of a lab, and of the choice on /groups, decides where panels stand."""

    height: int
    width: int
    channels: int
    kernel: tuple[int, int]
    multiplier: int
    padding: Any = "VALID"
    strides: tuple[int, int] = (1, 1)
    dilations: tuple[int, int] = (1, 1)
    splits: tuple[tuple[int, int], ...] = ()  # groups and output channels on /groups

    def trace(self, kind: Any, depth: int, outs: int) -> Trace:
        """A convolution of this image, its numbers left out."""
        shape = (1, self.height, self.width, self.channels)
        filters = (*self.kernel, depth, outs)
        return Unplayed(ConvSpec(kind, shape, filters, self.strides, self.padding, self.dilations))


class Unplayed(Trace):
    """A convolution of which nothing is computed and no step is played."""

    products = sums = np.zeros(1)  # type: ignore[assignment]

    def __init__(self, spec: ConvSpec) -> None:
        self.spec = spec
        self.input, self.filters = np.zeros(spec.input_shape), np.zeros(spec.filter_shape)
        self.output = np.broadcast_to(0.0, self.shape)

    def __len__(self) -> int:
        return 0


@pytest.fixture
def unplayed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scenes have their panels, which is what a layout depends on, but neither numbers nor steps."""
    monkeypatch.setattr(SceneBuilder, "_block", lambda builder, values: 0)
    monkeypatch.setattr(matrix._Matrix, "_sums_of_weights", lambda builder: [])
    monkeypatch.setattr(readings._Readings, "_frame_at", lambda builder, row, col: None)
    for name in ("_first", "_second"):
        monkeypatch.setattr(stages._StagesBuilder, name, lambda builder, *step: None)
    monkeypatch.setattr(stages._StagesBuilder, "_column", lambda builder, *place: [])
    monkeypatch.setattr(stages._StagesBuilder, "_limits", lambda builder: {})


def corners() -> Iterator[Sizes]:
    """The smallest and the largest lab in every respect, and both ends of the slide on /groups."""
    for height, width, channels, kh, kw, multiplier in product((1, 16), (1, 16), (1, 8), (1, 7), (1, 7), (1, 8)):
        for padding in ("VALID", "SAME", ((16, 16), (16, 16))):
            splits = tuple((groups, outputs) for groups in {1, channels} for outputs in (channels, 64))
            yield Sizes(height, width, channels, (kh, kw), multiplier, padding, splits=splits)


def samples(count: int) -> Iterator[Sizes]:
    """What lies between, the same each time."""
    pick = np.random.default_rng(1)

    def pair(least: int, most: int) -> tuple[int, int]:
        return int(pick.integers(least, most + 1)), int(pick.integers(least, most + 1))

    for _ in range(count):
        channels, multiplier = pair(1, 8)
        groups = int(pick.choice(divisors(channels)))
        padding = ("VALID", "SAME", (pair(0, 16), pair(0, 16)))[pick.integers(3)]
        split = groups, groups * int(pick.integers(1, 64 // groups + 1))
        yield Sizes(*pair(1, 16), channels, pair(1, 7), multiplier, padding, pair(1, 3), pair(1, 3), (split,))


def scenes_of(sizes: Sizes) -> Iterator[Scene]:
    """The scenes of all pages but those of more steps than can be played."""
    channels, multiplier = sizes.channels, sizes.multiplier
    depthwise = sizes.trace("depthwise", channels, multiplier)
    standard = sizes.trace("standard", channels, multiplier)
    split = [sizes.trace("standard", channels // groups, outputs) for groups, outputs in sizes.splits]
    across = Unplayed(ConvSpec("standard", depthwise.shape, (1, 1, depthwise.shape[3], multiplier)))
    yield from (build(trace) for trace in (depthwise, standard) if np.prod(trace.shape) <= MAX_STEPS)
    yield tensors(depthwise)
    yield readings.build(depthwise, standard)
    yield from (matrix.build(trace) for trace in split if np.prod(trace.shape) <= MAX_STEPS)
    yield stages.build(Stages(depthwise, across))


@pytest.mark.usefixtures("unplayed")
@pytest.mark.parametrize("cases", [[*corners()], [*samples(100)]], ids=["corners", "samples"])
def test_every_page_can_be_laid_out_over_the_whole_range_of_a_lab(cases: list[Sizes]) -> None:
    for sizes in cases:
        try:
            scenes = list(scenes_of(sizes))
        except ConvError:  # a kernel larger than its image
            continue
        for made in scenes:
            found = arrangements(made)
            assert found, (sizes, made.kind)
            for arrangement in found:
                check(made, arrangement)
