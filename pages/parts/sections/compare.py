"""Both operations side by side: the player of /compare and the identity that joins them."""

from __future__ import annotations

import streamlit as st

from convcore.numbers import short
from convcore.scenes.compare import WORDS, build, largest_difference
from convcore.scenes.model import Scene
from convcore.trace import Trace
from pages.parts import lab
from pages.parts.player.player import play
from pages.parts.sections.result import print_tensor
from pages.parts.ui.language import find_templates, t


def play_readings(kept: Trace, added: Trace, dimmed: bool) -> Scene:
    """The table at each window, kept and added up. Returns what is played."""
    scene = build(kept, added, find_templates("readings", WORDS), lab.image(kept.shape[0]))
    play(scene, "compare", dimmed=dimmed, editable=("input", "filters"))
    return scene


def identity(kept: Trace, added: Trace) -> None:
    """conv2d is depthwise_conv2d summed over the input channels: checked on the whole tensors."""
    left, right = st.columns(2)
    for column, name, trace in ((left, "depthwise_conv2d", kept), (right, "conv2d", added)):
        column.markdown(f"`tf.nn.{name}` → `{list(trace.shape)}`")
        print_tensor(trace.output, column)
    difference = largest_difference(kept, added)
    limit = 1e-9 * max(float(abs(kept.output).max()), 1.0)
    draw, verdict = (st.success, "holds") if difference <= limit else (st.error, "fails")
    draw(t(f"readings.identity.{verdict}", difference=short(difference), cells=added.output.size))
