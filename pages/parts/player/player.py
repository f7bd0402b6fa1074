"""The player on a page: one component that is handed a scene and plays it in the browser by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import plotly
import streamlit as st

from convcore.scenes.convolution import build
from convcore.scenes.model import Scene
from convcore.spec import Kind
from convcore.web import payload as playable
from pages.parts.lab import Lab, Name, applied, current, image, version
from pages.parts.player import inplace
from pages.parts.ui import notes
from pages.parts.ui.component import component
from pages.parts.ui.language import catalogue, language


def show(kind: Kind, lab: Lab, key: str, start: int | None = None, cell: int | None = None) -> Scene:
    """Plays the lab's convolution of that kind; its cells can be edited in place. Returns what is played.

    Args:
        kind: how the filters are read.
        lab: the tensors and options.
        key: the player's name on its page.
        start: the step to stand on first; None leaves it to the scene.
        cell: the largest size of a cell in pixels; None leaves it to the player.
    """
    dimmed = current().problem(kind) is not None
    trace = lab.trace(kind)
    scene = build(trace, scene_words(), image(trace.shape[0]))
    play(scene, key, start, cell, dimmed, ("input", "filters"))
    return scene


def play(
    scene: Scene,
    key: str,
    start: int | None = None,
    cell: int | None = None,
    dimmed: bool = False,
    editable: tuple[Name, ...] = (),
) -> None:
    """Mounts a player with any scene.

    Args:
        scene: what is played.
        key, start, cell: as for :func:`show`.
        dimmed: whether the picture is of earlier settings, because the present ones cannot work.
        editable: the tensors whose cells can be edited in place.
    """
    data = {"payload": payload(scene, key, start, cell, dimmed, editable)}
    mount = component("player", '<div class="cs-slot"></div>', "player.css")
    mount(key=key, data=data, on_edits_change=partial(inplace.accept, key))
    if editable and inplace.accept(key):
        st.rerun()  # a session's first run calls nobody back
    if editable:
        notes.show(inplace.CONTROL)


def payload(
    scene: Scene,
    name: str,
    start: int | None = None,
    cell: int | None = None,
    dimmed: bool = False,
    editable: tuple[Name, ...] = (),
) -> str:
    """What assets/player takes, as one JSON string (a component's nested data is not safe from conversion)."""
    address = f"/plotly/plotly.min.js?v={plotly.__version__}"
    # While the picture is of earlier settings its cells are not the lab's; what was typed before is confirmed.
    tensors = () if dimmed else editable
    batch = image(current().input.shape[0])
    edit = {"tensors": tensors, "batch": batch, "applied": applied()} if editable else None
    return playable.payload(scene, catalogue(language()), name, start, cell, dimmed, address, edit, version())


def scene_words() -> Mapping[str, str]:
    """The scene's sentences in the page's language."""
    return playable.scene_words(catalogue(language()))
