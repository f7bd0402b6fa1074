"""Scenes to test with, and what a frame of one shows."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from convcore.scenes.blocks import BLANK
from convcore.scenes.convolution import build
from convcore.scenes.film import Frame, Mark
from convcore.scenes.model import Scene
from convcore.spec import ConvSpec
from convcore.trace import Trace
from tests.convcore.strategies import convolutions

ARTICLE = np.stack([np.tile([1, 2, 3, 4], (4, 1)), np.ones((4, 4), int)], axis=-1)[np.newaxis]
FILTERS = np.array(np.broadcast_to([[0, 2], [1, 3]], (3, 3, 2, 2)))
EITHER = st.sampled_from(["standard", "depthwise"]).flatmap(
    lambda kind: st.sampled_from(["int64", "float64"]).flatmap(lambda dtype: convolutions(kind, dtype))
)


def article(kind: Any, **options: Any) -> Trace:
    return Trace(ConvSpec(kind, ARTICLE.shape, FILTERS.shape, **options), ARTICLE, FILTERS)


def trace(kind: Any, image: Any, filters: Any, **options: Any) -> Trace:
    image, filters = np.asarray(image), np.asarray(filters)
    return Trace(ConvSpec(kind, image.shape, filters.shape, **options), image, filters)


def line(image: list[float], kernel: list[float], **options: Any) -> Scene:
    """One row of one channel under a kernel of one row."""
    return build(trace("depthwise", np.reshape(image, (1, 1, -1, 1)), np.reshape(kernel, (1, -1, 1, 1)), **options))


def shown(scene: Scene, frame: Frame) -> dict[str, tuple[float | None, ...] | None]:
    """What each changing panel holds: its cells, None where it is blank."""
    return {panel: None if block == BLANK else scene.blocks[block] for panel, block, _ in frame.shows}


def titles(scene: Scene, frame: Frame) -> dict[str, str]:
    return {panel: scene.labels[label].title for panel, _, label in frame.shows if label is not None}


def held(scene: Scene, id: str) -> list[list[float | None]]:
    """A panel's lasting content, row by row."""
    panel = scene.panel(id)
    assert panel.block is not None
    return np.reshape(np.array(scene.blocks[panel.block], object), (panel.rows, panel.cols)).tolist()


def marks(scene: Scene, frame: Frame) -> dict[str, Mark]:
    return {mark.panel: mark for mark in frame.marks}


def strange(words: Mapping[str, str]) -> dict[str, str]:
    """Another language: each text is its own key, and what its placeholders hold."""
    return {key: f"<{key}>" + "".join(f"{{{name}}}" for name in sorted(fields(text))) for key, text in words.items()}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
