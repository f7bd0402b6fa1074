"""The player on a page: one component that is handed a scene and plays it in the browser by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import plotly
import streamlit as st

from convcore.layouts.table import arrangements
from convcore.scenes.convolution import build
from convcore.scenes.model import Scene
from convcore.trace import Trace
from convcore.web import payload as playable
from pages.parts.lab import Name, applied, current, image, state, version
from pages.parts.lab.once import once
from pages.parts.player import inplace, room
from pages.parts.player.picking import PickedCell, find_picked
from pages.parts.ui import notes
from pages.parts.ui.component import component
from pages.parts.ui.language import catalogue, language

OnPick = Callable[[PickedCell], None]
Like = tuple[str, Scene] | None


def play_trace(
    trace: Trace,
    key: str,
    dimmed: bool = False,
    start: int | None = None,
    cell: int | None = None,
    calls: int = 0,
    on_pick: OnPick | None = None,
    like: Like = None,
) -> Scene:
    """Plays the steps in hand of a convolution of the lab; its cells can be edited in place. Returns what is played.

    Args:
        trace: the convolution.
        key: the player's name on its page.
        dimmed: whether the picture is of earlier settings, because the present ones have no result.
        start: the step to stand on first; None leaves it to the scene.
        cell: the largest size of a cell in pixels; None leaves it to the player.
        calls: how often the reader asked to be shown that step.
        on_pick: who waits for a click on an output cell.
        like: a player above, by its name, and its scene: the numbers that both begin with are not sent again.
    """
    batch = image(trace.shape[0])
    scene = build_once(trace, "steps", batch, lambda: build(trace, words_of_scene(), batch))
    play(scene, key, start, cell, dimmed, ("input", "filters"), calls, on_pick, like)
    return scene


def play(
    scene: Scene,
    key: str,
    start: int | None = None,
    cell: int | None = None,
    dimmed: bool = False,
    editable: tuple[Name, ...] = (),
    calls: int = 0,
    on_pick: OnPick | None = None,
    like: Like = None,
) -> None:
    """Mounts a player with any scene.

    Args:
        scene: what is played.
        key, start, cell, dimmed, calls, on_pick, like: as for :func:`show`.
        editable: the tensors whose cells can be edited in place.
    """
    shown = make_payload(scene, key, start, cell, dimmed, editable, calls, like)
    data = {"payload": shown, "run": state().run, "asks": on_pick is not None}
    mount = component("player", '<div class="cs-slot"></div>')
    take = partial(_take, key, on_pick)
    with st.container(key=room.hold(key, lambda: arrangements(scene), cell)):
        mount(key=key, data=data, on_edits_change=partial(inplace.accept, key), on_picked_change=take)
    if editable and inplace.accept(key):
        st.rerun()  # a session's first run calls nobody back
    if editable:
        notes.show(inplace.CONTROL)


def build_once(trace: Trace, name: str, at: int, make: Callable[[], Scene]) -> Scene:
    """A scene of a convolution, of an image or a step: built once for all runs in which nobody changes that."""
    return once(trace, ("scene", name, language(), at), make)


def _take(key: str, on_pick: OnPick | None) -> None:
    cell = find_picked(key)
    if cell and on_pick:
        on_pick(cell)


def make_payload(
    scene: Scene,
    name: str,
    start: int | None = None,
    cell: int | None = None,
    dimmed: bool = False,
    editable: tuple[Name, ...] = (),
    calls: int = 0,
    like: Like = None,
) -> str:
    """What assets/player takes, as one JSON string (a component's nested data is not safe from conversion)."""
    address = f"/plotly/plotly.min.js?v={plotly.__version__}"
    # While the picture is of earlier settings its cells are not the lab's; what was typed before is confirmed.
    tensors = () if dimmed else editable
    batch = image(current().input.shape[0])
    edit = {"tensors": tensors, "batch": batch, "applied": applied()} if editable else None
    texts = catalogue(language())
    return playable.payload(scene, texts, name, start, cell, dimmed, address, edit, version(), calls, like)


def words_of_scene() -> Mapping[str, str]:
    """The scene's sentences in the page's language."""
    return playable.scene_words(catalogue(language()))
