"""A frame shows what the player shows: values, marks, covers, hatching, numbers, the sentence; and all of it."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convcore import readings, scene, stages
from convcore.canvas import colour, colours
from convcore.examples import article_filters, article_input
from convcore.figures import SCALES, Theme
from convcore.lettering import fit
from convcore.matrix import build as matrix
from convcore.paint import LINE, NARROWEST, USUAL_CELL, WIDEST, Painter, View
from convcore.scene import Scene, build
from convcore.spec import ConvSpec
from convcore.trace import Trace
from convcore.trace import stages as two_traces
from convcore.words import ASSETS

Pixel = tuple[int, int, int]


def rgb(name: str, theme: Theme = "light") -> Pixel:
    red, green, blue = (int(colours(theme)[name][i : i + 2], 16) for i in (1, 3, 5))
    return red, green, blue


def part(picture: Image.Image, box: tuple[int, int, int, int]) -> set[Pixel]:
    """The colours inside a rectangle."""
    return set(map(tuple, np.asarray(picture.crop(box)).reshape(-1, 3).tolist()))


def article(kind: Any, *options: Any) -> Trace:
    return Trace(ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2), *options), article_input(), article_filters())


def trace(kind: Any, input: Any, filters: Any, *options: Any, factor: float = 1) -> Trace:
    """One of whole numbers, times a factor."""
    image = (np.arange(np.prod(input)).reshape(input) * 7 % 19 - 9) * factor
    kernels = np.arange(np.prod(filters)).reshape(filters) * 5 % 7 - 3
    return Trace(ConvSpec(kind, input, filters, *options), image, kernels)


def two_stages(channels: int, size: int) -> Scene:
    image = np.arange(size * size * channels).reshape(1, size, size, channels) % 9
    depthwise, pointwise = np.ones((3, 3, channels, 2), int), np.ones((1, 1, 2 * channels, 2), int)
    return stages.build(two_traces(image, depthwise, pointwise))


SCENES: dict[str, Scene] = {
    "standard": build(article("standard")),
    "standard, five outputs": build(trace("standard", (1, 5, 5, 3), (3, 3, 3, 5))),
    "standard, 8 by 8 channels": build(trace("standard", (1, 8, 8, 8), (3, 3, 8, 8))),
    "depthwise": build(article("depthwise")),
    "depthwise with padding and gaps": build(article("depthwise", (2, 1), "SAME", (1, 2))),
    "depthwise, explicit padding": build(trace("depthwise", (1, 4, 5, 2), (3, 3, 2, 1), (2, 2), ((2, 1), (0, 3)))),
    "depthwise, 8 by 8 channels": build(trace("depthwise", (1, 5, 5, 8), (3, 3, 8, 8))),
    "a large input": build(trace("depthwise", (1, 16, 16, 2), (3, 3, 2, 2), (3, 3), "SAME")),
    "long numbers": build(trace("standard", (1, 5, 5, 2), (3, 3, 2, 2), factor=1.2345)),
    "one cell": build(trace("standard", (1, 1, 1, 1), (1, 1, 1, 1))),
    "one row": build(trace("depthwise", (1, 1, 16, 2), (1, 3, 2, 2))),
    "one column": build(trace("depthwise", (1, 16, 1, 2), (3, 1, 2, 2))),
    "tensors": scene.tensors(article("depthwise")),
    "tensors of one cell": scene.tensors(trace("depthwise", (1, 1, 1, 1), (1, 1, 1, 1))),
    "window": scene.window(article("depthwise"), 1),
    "readings": readings.build(article("depthwise"), article("standard")),
    "grouped": matrix(trace("standard", (1, 5, 5, 4), (3, 3, 2, 4))),
    "grouped, many outputs": matrix(trace("standard", (1, 5, 5, 8), (3, 3, 1, 32))),
    "stages": two_stages(2, 4),
    "stages, 8 channels": two_stages(8, 6),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_nothing_is_cut_off(scene: Scene, theme: Theme) -> None:
    """All around the picture is a rim of paper."""
    painter = Painter(scene, theme)
    for step in {0, len(scene.frames) // 2, len(scene.frames) - 1}:
        pixels = np.asarray(painter.frame(step))
        rim = [pixels[:1], pixels[-1:], pixels[:, :4], pixels[:, -4:]]
        assert all((edge == rgb("paper", theme)).all() for edge in rim)


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_the_size_is_bounded(scene: Scene) -> None:
    across, down = Painter(scene).size
    assert NARROWEST <= across <= WIDEST
    assert down < 1000


def test_a_small_scene_stands_in_the_middle() -> None:
    painter = Painter(SCENES["tensors of one cell"])
    left = min(view.whole[0] for view in painter.views.values())
    right = max(view.whole[2] for view in painter.views.values())
    assert painter.size[0] == NARROWEST
    assert abs(left - (NARROWEST - right)) < 40


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_no_panel_lies_on_another(scene: Scene) -> None:
    views = list(Painter(scene).views.values())
    for i, one in enumerate(views):
        for other in views[:i]:
            (left, top, right, bottom), (x0, y0, x1, y1) = one.whole, other.whole
            assert left >= x1 or right <= x0 or top >= y1 or bottom <= y0


# Values and colours ----------------------------------------------------------------------------------------------


def test_the_marked_output_cell_is_framed_and_the_later_ones_covered() -> None:
    painter = Painter(SCENES["standard"])
    picture, view = painter.frame(2), painter.views["output:0"]  # the second window, output channel 0
    left, top, _, bottom = view.cell(0, 1)
    assert picture.getpixel((left - 1, (top + bottom) // 2)) == rgb("accent")
    assert picture.getpixel((left + 6, top + 6)) == colour(9, 81, "light")  # the step's own cell shows its value
    for row, col in ((1, 0), (1, 1)):
        assert part(picture, View.cell(view, row, col)) <= {rgb("cover"), rgb("accent"), rgb("paper")}


def test_each_tap_of_a_dilated_window_has_its_frame() -> None:
    painter = Painter(build(trace("depthwise", (1, 5, 5, 1), (2, 2, 1, 1), (1, 1), "VALID", (2, 2))))
    picture, view = painter.frame(0), painter.views["input:0"]
    tops = {place: (view.inner(*place)[0] + 12, view.inner(*place)[1] - 2) for place in view.places}
    framed = {place for place, top in tops.items() if picture.getpixel(top) == rgb("accent")}
    assert framed == {(0, 0), (0, 2), (2, 0), (2, 2)}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_cell_has_the_colour_of_its_value(theme: Theme) -> None:
    painter = Painter(SCENES["standard"], theme)
    left, top, *_ = painter.views["input:0"].cell(0, 3)
    assert painter.frame(0).getpixel((left + 3, top + 3)) == colour(4, 4, theme)
    assert colour(4, 4, theme) == tuple(int(SCALES[theme][-1][1][i : i + 2], 16) for i in (1, 3, 5))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_colours_are_the_players(theme: Theme) -> None:
    found = colours(theme)
    assert {"accent", "neutral", "cover", "line", "paper", *(f"channel-{i}" for i in range(8))} <= found.keys()
    assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in found.values())
    assert colours("light")["accent"] != colours("dark")["accent"]
    assert (ASSETS / "player.css").read_text("utf-8").count(found["channel-3"]) == 1


def test_the_slices_not_in_use_step_back() -> None:
    painter = Painter(SCENES["standard"])
    view = painter.views["filter:1:1"]
    left, top, *_ = view.cell(0, 0)
    pale, full = (painter.frame(step).getpixel((left + 3, top + 3)) for step in (0, 1))
    assert full == colour(3, 3, "light")
    assert isinstance(pale, tuple)
    assert sum(pale) > sum(full)


def test_the_cell_of_the_lane_in_focus_is_framed() -> None:
    painter = Painter(SCENES["readings"])
    assert rgb("accent") in part(painter.frame(0), painter.views["table:0"].whole)
    assert rgb("accent") not in part(painter.frame(0), painter.views["table:1"].whole)


def test_what_is_not_there_yet_is_dashed() -> None:
    painter = Painter(SCENES["window"])
    picture, view = painter.frame(3), painter.views["products"]
    for place in view.places:
        left, top, right, bottom = view.inner(*place)
        inside = part(picture, (left + 4, top + 4, right - 4, bottom - 4))
        assert (inside == {rgb("paper")}) == (place > (1, 0))
    assert part(picture, view.inner(2, 2)) == {rgb("paper"), rgb("line")}


# Hatching --------------------------------------------------------------------------------------------------------


def hatched(picture: Image.Image, view: View, row: int, col: int) -> bool:
    """Whether the rim of a cell, which no number reaches, has more than one colour."""
    left, top, right, _ = view.inner(row, col)
    return len(part(picture, (left + 2, top + 2, right - 2, top + 6))) > 1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_rows_and_columns_that_no_window_reaches_are_hatched(theme: Theme) -> None:
    painter = Painter(build(trace("depthwise", (1, 6, 8, 1), (3, 3, 1, 1), (2, 4))), theme)
    view = painter.views["input:0"]
    found = {place for place in view.places if hatched(painter.still.picture, view, *place)}
    assert found == {(row, col) for row, col in view.places if row == 5 or col == 7}


def test_padding_is_hatched_and_has_zeros() -> None:
    painter = Painter(SCENES["depthwise, explicit padding"])
    picture, view = painter.still.picture, painter.views["input:0"]
    padded = {place for place in view.places if hatched(picture, view, *place)}
    assert padded == {(row, col) for row, col in view.places if row not in range(2, 6) or col >= 5}
    x, y = map(round, view.middle(0, 0))
    zero = np.asarray(picture.crop((x - 5, y - 6, x + 6, y + 7)).convert("L"))
    assert (zero == 255).sum() > 20  # the paper around it covers the hatching
    assert zero.min() < 140


def test_kernels_outside_of_the_groups_are_hatched_and_do_not_step_back() -> None:
    painter = Painter(SCENES["grouped"])
    outside, inside = painter.views["zero:0:3"], painter.views["filter:0:0"]
    assert hatched(painter.still.picture, outside, 0, 0)
    assert not hatched(painter.still.picture, inside, 0, 0)
    for step in (0, 3):
        assert painter.frame(step).crop(outside.whole) == painter.still.picture.crop(outside.whole)


# Numbers ---------------------------------------------------------------------------------------------------------


def test_cells_grow_for_long_numbers_and_for_nothing_else() -> None:
    assert Painter(SCENES["depthwise"]).cell == USUAL_CELL
    scene = build(trace("depthwise", (1, 4, 4, 2), (3, 3, 2, 2), factor=12345))
    painter = Painter(scene)
    assert painter.cell > USUAL_CELL
    for view in painter.views.values():
        block = view.panel.block
        if block is not None:
            fitted = fit(scene.blocks[block], view.across, view.down)
            assert fitted
            assert fitted.digits == 4


def test_where_all_lanes_would_be_too_deep_one_is_in_focus() -> None:
    assert Painter(SCENES["standard"]).layout.name == "wide"
    assert Painter(SCENES["standard, 8 by 8 channels"]).layout.name == "focus"


# The sentence ----------------------------------------------------------------------------------------------------


def below(painter: Painter, step: int) -> Image.Image:
    """What stands below the panels, without the count."""
    return painter.frame(step).crop(
        (0, painter.bottom, painter.size[0], painter.bottom + painter.sentences.lines * LINE)
    )


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_the_sentence_stands_below_the_panels(scene: Scene) -> None:
    painter = Painter(scene)
    assert painter.sentences.lines >= 1
    lines = painter.sentences.broken(scene.frames[0].sentence)
    pixels = np.asarray(below(painter, 0).convert("L")).astype(int)
    assert len(lines) == sum((pixels[i * LINE : (i + 1) * LINE] < 128).any() for i in range(painter.sentences.lines))
    assert all((side == 255).all() for side in (pixels[:, :12], pixels[:, -12:]))


def test_steps_that_say_something_else_look_otherwise_below() -> None:
    painter = Painter(SCENES["standard"])
    said = [frame.sentence for frame in SCENES["standard"].frames]
    assert said[0] != said[1]
    assert below(painter, 0) != below(painter, 1)


def test_as_many_lines_as_the_longest_sentence_of_the_run_needs() -> None:
    long = build(trace("depthwise", (1, 4, 4, 1), (2, 2, 1, 1), (1, 1), "SAME"))
    inside, all_of_it = Painter(long, steps=range(1)), Painter(long)
    assert inside.sentences.lines < all_of_it.sentences.lines
    assert all_of_it.size[1] - inside.size[1] == LINE * (all_of_it.sentences.lines - inside.sentences.lines)
    assert len({all_of_it.frame(step).size for step in range(16)}) == 1


def test_a_sentence_that_no_font_can_write_is_left_out() -> None:
    words = {**scene.WORDS, "products": "\U000fffff", "depthwise": "\U000fffff{output}{channel}{filter}{sum}"}
    strange = build(article("depthwise"), words)
    painter, usual = Painter(strange), Painter(SCENES["depthwise"])
    assert painter.sentences.lines == 0
    assert painter.size[1] == usual.size[1] - LINE
    left, top, right, _ = painter.views["products:0"].whole
    titles = (left + 9, top - 18, right, top - 3)
    assert part(painter.frame(0), titles) == {rgb("paper")}
    assert len(part(usual.frame(0), titles)) > 1


def test_a_title_gives_way_to_its_neighbour() -> None:
    """Kernels side by side write their titles in one form, the longest that has room on all of them."""
    painter = Painter(SCENES["grouped"])
    assert painter.families["filter"] == 0
    narrow = Painter(readings.build(*(trace(kind, (1, 8, 8, 2), (3, 3, 2, 8)) for kind in ("depthwise", "standard"))))
    assert narrow.families["filter"] > 0
