"""The article's story as a table of chapters: what each says, plays and asks.

Every number in the prose comes from the lab, so that the story stays true when the tensors are edited.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st

from convcore.frameworks import ARTICLE
from convcore.numbers import equal_sign, short, write_sum
from convcore.practice.convolution import Convolution
from convcore.practice.model import Exercise
from convcore.practice.story import ask_chapter
from convcore.scenes.article import tensors, window
from convcore.scenes.model import Scene
from convcore.spec import Kind
from convcore.trace import Part, Trace
from pages.parts import lab
from pages.parts.lab import Given
from pages.parts.lab.once import once
from pages.parts.player import part
from pages.parts.player.player import Like, build_once, play, play_trace, words_of_scene
from pages.parts.questions.story import listen, pose, stand
from pages.parts.sections.result import print_tensor
from pages.parts.ui import fold
from pages.parts.ui.language import t

CELL = 40
FEW_STEPS = 1024  # that a part has, but for one of a single row


@dataclass(frozen=True)
class Chapter:
    """One idea: its texts are ``article.<name>.title``, ``.text`` and ``.answer``; its question is that of the core.

    Attributes:
        name: the key of its texts.
        kind: how the filters are read where it asks.
        draw: what stands below the prose, and what it takes from a player above; returns what its player plays.
        facts: the numbers that fill the texts' placeholders.
        page: the page to open for more.
        first: whether it asks above what is drawn, because that shows the answer.
        like: the chapter whose player is given most of the same numbers.
    """

    name: str
    kind: Kind
    draw: Callable[[Exercise, Like], Scene]
    facts: Callable[[], Mapping[str, object]]
    page: str | None = None
    first: bool = False
    like: str | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        return t(f"article.{self.name}.title")

    def show(self, number: int, played: Mapping[str, Scene]) -> Scene:
        """Title, prose, picture, question. Returns what the player plays, as the chapters before have done."""
        like = (f"article.{self.like}", played[self.like]) if self.like else None
        facts = self.facts()
        exercise = ask_once(self.name, self.kind)
        st.header(f"{number} · {self.title}", anchor=self.name)
        st.markdown(t(f"article.{self.name}.text", **facts))
        answer = t(f"article.{self.name}.answer", **facts)
        if self.first:
            pose(exercise, answer, self.page)
            return self.draw(exercise, like)
        scene = self.draw(exercise, like)
        pose(exercise, answer, self.page)
        return scene


def contents() -> None:
    """The list of the chapters, which stays in view; assets/shell/chapters.js marks the one that is read."""
    links = "".join(
        f'<li><a href="#{chapter.name}"><b>{number}</b> <span>{escape(chapter.title)}</span></a></li>'
        for number, chapter in enumerate(CHAPTERS, 1)
    )
    with st.container(key="chapters"):
        st.html(f'<nav class="cs-chapters" aria-label="{escape(t("article.chapters"))}"><ol>{links}</ol></nav>')


def give_both() -> Given:
    """Both convolutions of what the lab holds."""
    return lab.give(lambda present: (present.trace("standard"), present.trace("depthwise")), "standard")


def shown(kind: Kind) -> Convolution:
    """What is pictured of the image that is shown, to be asked about."""
    held, spec = standard(), depthwise().spec
    at = lab.image(held.shape[0])
    return Convolution(kind, held.input[at : at + 1], held.filters, spec.strides, spec.padding, spec.dilations)


def ask_once(chapter: str, kind: Kind) -> Exercise:
    """A chapter's question: made once for all runs in which nobody changes what it is about."""
    key = "question", chapter, lab.image(standard().shape[0])
    return once(standard(), key, lambda: ask_chapter(chapter, shown(kind)))


def standard() -> Trace:
    """conv2d, as it is pictured."""
    return give_both().pictured[0].first


def depthwise() -> Trace:
    """depthwise_conv2d, as it is pictured."""
    return give_both().pictured[1].first


def first_window(trace: Trace) -> str:
    """The output channels at the first window, as in ``0, 36, 9, 27``."""
    return ", ".join(map(short, trace.output[_first(trace)[:3]]))


def _first(trace: Trace, channel: int = 0) -> tuple[int, int, int, int]:
    """The output cell of the first window, of the image that is shown."""
    return lab.image(trace.shape[0]), 0, 0, channel


def _tensors(exercise: Exercise, like: Like) -> Scene:
    trace = depthwise()
    scene = build_once(trace, "tensors", 0, lambda: tensors(trace, words_of_scene()))
    play(scene, "article.tensors", cell=CELL, like=like, **stand(exercise, len(scene.frames) - 1))
    return scene


def _window(exercise: Exercise, like: Like) -> Scene:
    trace, step = depthwise(), _slice()
    scene = build_once(trace, "window", step, lambda: window(trace, step, words_of_scene()))
    play(scene, "article.window", cell=CELL, like=like, **stand(exercise, len(scene.frames) - 1))
    return scene


def _standard(exercise: Exercise, like: Like) -> Scene:
    return _show(standard(), "article.standard", exercise, like)


def _depthwise(exercise: Exercise, like: Like) -> Scene:
    last = depthwise().spec.out_channels - 1
    return _show(depthwise(), "article.depthwise", exercise, like, last)


def _answer(exercise: Exercise, like: Like) -> Scene:
    left, right = st.columns(2)
    for column, name, trace in ((left, "conv2d", standard()), (right, "depthwise_conv2d", depthwise())):
        column.markdown(f"`tf.nn.{name}` → `{list(trace.shape)}`")
        print_tensor(trace.output, column)
    listing = partial(st.code, ARTICLE, language="python")
    fold.expander(t("article.answer.listing"), listing, key="listing", icon=":material/code:")
    st.markdown(t("article.answer.trace"))
    return _show(standard(), "article.answer", exercise, like, standard().steps - 1)


def _show(trace: Trace, key: str, exercise: Exercise, like: Like, start: int = 0) -> Scene:
    """Plays the part that the question is about, where not all can be played; and says so."""
    one_row = trace.shape[2] * trace.shape[3]
    asked = exercise.show.step if exercise.show else 0  # the step of the cell that is asked about
    held = trace if len(trace.parts) == 1 else trace.only(_rows_around(trace, asked // one_row))
    first = held.part.rows.start * one_row
    place = stand(exercise, asked - first, min(start, held.steps - 1))
    scene = play_trace(held, key, give_both().dimmed, cell=CELL, on_pick=listen(exercise), like=like, **place)
    if held.part != held.whole:
        st.caption(t("part.only", part=part.name(held)))
    return scene


def _rows_around(trace: Trace, row: int) -> Part:
    """A part with a row of the output; a small one, as this page has five players."""
    count = max(1, FEW_STEPS // (trace.shape[2] * trace.shape[3]))
    first = row - row % count
    return Part(trace.whole.rows[first : first + count], trace.whole.channels)


def _slice() -> int:
    """The step whose window is opened: the second kernel where there is one, the article's first is all zeros."""
    trace = depthwise()
    return trace.index(*_first(trace, min(1, trace.spec.out_channels - 1)))


def _tensor_facts() -> Mapping[str, object]:
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


def _window_facts() -> Mapping[str, object]:
    step = depthwise()[_slice()]
    rows = step.products[0].sum(axis=1)
    return {
        "taps": step.products[0].size,
        "rows": write_sum(rows),
        "sign": equal_sign(*rows, step.total),
        "total": short(step.total),
        "output": f"output[{step.row}, {step.col}, {step.channel}]",
    }


def _standard_facts() -> Mapping[str, object]:
    trace = standard()
    first, last = (trace[trace.index(*_first(trace, k))] for k in (0, trace.spec.out_channels - 1))
    sign = equal_sign(*first.sums, first.total)
    example = t("article.standard.example", sums=write_sum(first.sums), sign=sign, total=short(first.total))
    return {
        "example": "" if first.channel == last.channel else example,  # the last channel is asked about
        "channels": len(first.sources),
        "outputs": trace.spec.out_channels,
        "column": last.channel,
        "last": short(last.total),
        "last_sums": write_sum(last.sums),
        "last_sign": equal_sign(*last.sums, last.total),
    }


def _depthwise_facts() -> Mapping[str, object]:
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


def _answer_facts() -> Mapping[str, object]:
    lines = ask_once("answer", "standard").lines
    return {"sums": "; ".join(lines), "outputs": len(lines)}


CHAPTERS = (
    Chapter("tensors", "depthwise", _tensors, _tensor_facts),
    Chapter("window", "depthwise", _window, _window_facts, like="tensors"),
    Chapter("standard", "standard", _standard, _standard_facts, "standard.py", like="tensors"),
    Chapter("depthwise", "depthwise", _depthwise, _depthwise_facts, "depthwise.py", like="tensors"),
    Chapter("answer", "standard", _answer, _answer_facts, first=True, like="standard"),
)
