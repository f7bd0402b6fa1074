"""The article's story as a table of chapters: what each says, plays and asks.

Every number in the prose comes from the lab, so that the story stays true when the tensors are edited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import streamlit as st

from convcore.frameworks import ARTICLE
from convcore.numbers import added, equal_sign, short
from convcore.scenes.article import tensors, window
from convcore.scenes.model import Scene
from convcore.trace import Trace, begin
from pages.parts import lab
from pages.parts.lab import Given
from pages.parts.player import part
from pages.parts.player.player import play, scene_words, show
from pages.parts.sections.result import print_tensor
from pages.parts.ui import fold
from pages.parts.ui.language import t

Facts = Mapping[str, object]
CELL = 40


@dataclass(frozen=True)
class Chapter:
    """One idea: its texts are ``article.<name>.title``, ``.text``, ``.question`` and ``.answer``.

    Attributes:
        name: the key of its texts.
        draw: what stands below the prose; returns what its player plays.
        facts: the numbers that fill the texts' placeholders.
        page: the page to open for more.
    """

    name: str
    draw: Callable[[], Scene]
    facts: Callable[[], Facts]
    page: str | None = None

    def show(self, number: int) -> Scene:
        """Title, prose, picture, question. Returns what the player plays."""
        facts = self.facts()
        st.subheader(f"{number} · {t(f'article.{self.name}.title')}", anchor=self.name)
        st.markdown(t(f"article.{self.name}.text", **facts))
        scene = self.draw()
        with st.container(horizontal=True, vertical_alignment="center"):
            question = t(f"article.{self.name}.question", **facts)
            answer = partial(st.markdown, t(f"article.{self.name}.answer", **facts))
            fold.popover(question, answer, key=f"ask_{self.name}", icon=":material/help:")
            if self.page:
                st.page_link(self.page, label=t(f"article.{self.name}.open"), icon=":material/arrow_forward:")
        return scene


def given() -> Given:
    """Both convolutions of what the lab holds, as many steps of each in hand as can be played."""
    return lab.give(lambda present: (begin(present.trace("standard")), begin(present.trace("depthwise"))), "standard")


def standard() -> Trace:
    """conv2d, as it is pictured."""
    return given().pictured[0].first


def depthwise() -> Trace:
    """depthwise_conv2d, as it is pictured."""
    return given().pictured[1].first


def first_window(trace: Trace) -> str:
    """The output channels at the first window, as in ``0, 36, 9, 27``."""
    return ", ".join(map(short, trace.output[0, 0, 0]))


def _tensors() -> Scene:
    scene = tensors(depthwise(), scene_words())
    play(scene, "article.tensors", cell=CELL)
    return scene


def _window() -> Scene:
    scene = window(depthwise(), _slice(), scene_words())
    play(scene, "article.window", cell=CELL)
    return scene


def _standard() -> Scene:
    return _show(standard(), "article.standard")


def _depthwise() -> Scene:
    last = depthwise().spec.out_channels - 1
    return _show(depthwise(), "article.depthwise", last)


def _answer() -> Scene:
    left, right = st.columns(2)
    for column, name, trace in ((left, "conv2d", standard()), (right, "depthwise_conv2d", depthwise())):
        column.markdown(f"`tf.nn.{name}` → `{list(trace.shape)}`")
        print_tensor(trace.output, column)
    listing = partial(st.code, ARTICLE, language="python")
    fold.expander(t("article.answer.listing"), listing, key="listing", icon=":material/code:")
    st.markdown(t("article.answer.trace"))
    return _show(standard(), "article.answer", standard().steps - 1)


def _show(trace: Trace, key: str, start: int = 0) -> Scene:
    """Plays what is in hand, and says so where that is not all."""
    scene = show(trace, key, given().dimmed, start, CELL)
    if trace.part != trace.whole:
        st.caption(t("part.only", part=part.name(trace)))
    return scene


def _slice() -> int:
    """The step whose window is opened: the second kernel where there is one, the article's first is all zeros."""
    return min(1, depthwise().spec.out_channels - 1)


def _tensor_facts() -> Facts:
    kh, kw, channels, multiplier = depthwise().filters.shape
    return {
        "input": list(depthwise().input.shape),
        "filters": [kh, kw, channels, multiplier],
        "kh": kh,
        "kw": kw,
        "channels": channels,
        "multiplier": multiplier,
        "kernels": channels * multiplier,
        "weights": kh * kw * channels * multiplier,
    }


def _window_facts() -> Facts:
    step = depthwise()[_slice()]
    rows = step.products[0].sum(axis=1)
    return {
        "taps": step.products[0].size,
        "rows": added(rows),
        "sign": equal_sign(*rows, step.total),
        "total": short(step.total),
        "output": f"output[{step.row}, {step.col}, {step.channel}]",
    }


def _standard_facts() -> Facts:
    trace = standard()
    first, last = trace[0], trace[trace.spec.out_channels - 1]
    return {
        "sums": added(first.sums),
        "sign": equal_sign(*first.sums, first.total),
        "total": short(first.total),
        "channels": len(first.sources),
        "outputs": trace.spec.out_channels,
        "column": last.channel,
        "last": short(last.total),
        "last_sums": added(last.sums),
        "last_sign": equal_sign(*last.sums, last.total),
    }


def _depthwise_facts() -> Facts:
    trace = depthwise()
    multiplier = trace.spec.outs_per_group
    channel = trace.spec.out_channels - multiplier
    return {
        "kept": first_window(trace),
        "multiplier": multiplier,
        "channels": trace.spec.channels,
        "outputs": trace.spec.out_channels,
        "channel": channel,
        "source": channel // multiplier,
    }


def _answer_facts() -> Facts:
    kept, added_up = depthwise(), standard()
    multiplier = kept.spec.outs_per_group
    terms, total = kept.output[0, 0, 0, ::multiplier], added_up.output[0, 0, 0, 0]
    return {
        "channels": ", ".join(str(k) for k in range(0, kept.spec.out_channels, multiplier)),
        "terms": added(terms),
        "sign": equal_sign(*terms, total),
        "total": short(total),
    }


CHAPTERS = (
    Chapter("tensors", _tensors, _tensor_facts),
    Chapter("window", _window, _window_facts),
    Chapter("standard", _standard, _standard_facts, "standard.py"),
    Chapter("depthwise", _depthwise, _depthwise_facts, "depthwise.py"),
    Chapter("answer", _answer, _answer_facts),
)
