"""Which layouts serve which kind of scene: a row a kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from convcore.layouts import article, compare, convolution, grouped, separable
from convcore.layouts.surface import Arrangement
from convcore.scenes.blocks import Blocks
from convcore.scenes.film import Film
from convcore.scenes.model import Panel, Scene

LAYOUTS: Mapping[str, tuple[Callable[[Scene], Arrangement], ...]] = {
    "standard": (convolution.lay_standard, convolution.lay_focus, convolution.lay_standard_narrow),
    "depthwise": (convolution.lay_depthwise, convolution.lay_focus, convolution.lay_narrow),
    "compare": (compare.lay_wide, compare.lay_focus, compare.lay_narrow),
    "grouped": (grouped.lay_wide, grouped.lay_narrow),
    "separable": (separable.lay_wide, separable.lay_focus, separable.lay_narrow),
    "tensors": (article.lay_tensors,),
    "window": (article.lay_window, article.lay_window_narrow),
}


def arrangements(scene: Scene) -> tuple[Arrangement, ...]:
    """The ways to lay out a scene, the widest first; the player takes the one whose cells come out largest.

    Its numbers do not matter: while it has the same panels they are the same objects.
    """
    return _arrange(scene.kind, scene.channels, scene.lanes, scene.panels, tuple(scene.captions.items()))


@lru_cache(64)
def _arrange(
    kind: str, channels: int, lanes: tuple[str, ...], panels: tuple[Panel, ...], captions: tuple[tuple[str, str], ...]
) -> tuple[Arrangement, ...]:
    blank = Blocks([], (), 1)
    scene = Scene(kind, channels, lanes, panels, (), blank, (), Film((), blank), captions=dict(captions))
    made = (lay(scene) for lay in LAYOUTS[kind])
    return tuple(arrangement for arrangement in made if arrangement.boxes)
