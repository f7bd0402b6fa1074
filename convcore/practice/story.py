"""The questions of the article's five chapters, made from whatever tensors the lab holds.

Nothing is drawn here, so a mistake may happen to give the right answer (all kernels of the article are constant, and
flipping one changes nothing): such a mistake is left out, and the question stays true.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from convcore.numbers import equal_sign, short, write_sum
from convcore.practice.convolution import Convolution, OutputCell, PlayedCell
from convcore.practice.exercises.channels import ask_channel
from convcore.practice.exercises.sums import ask_added
from convcore.practice.exercises.value import ask_value
from convcore.practice.judge import is_equal
from convcore.practice.misread import find_values
from convcore.practice.model import Exercise, Mistake, Text

FIRST: OutputCell = (0, 0, 0, 0)


def ask_chapter(chapter: str, conv: Convolution) -> Exercise:
    """The question of a chapter, one of :data:`CHAPTER_QUESTIONS`.

    Its ``show`` is a cell of ``conv2d`` or ``depthwise_conv2d``, whichever the chapter plays. The chapters ``tensors``
    and ``window`` play something else, and show their answer on their last step.

    Args:
        chapter: ``tensors``, ``window``, ``standard``, ``depthwise`` or ``answer``.
        conv: what the lab holds, of either kind.

    >>> from convcore.tensors.presets import article_filters, article_input
    >>> conv = Convolution("standard", article_input(), article_filters())
    >>> {chapter: ask_chapter(chapter, conv).right for chapter in CHAPTER_QUESTIONS}
    {'tensors': 36, 'window': 36, 'standard': 63, 'depthwise': 2, 'answer': (9, 81)}
    """
    asked = CHAPTER_QUESTIONS[chapter](conv)
    wrong = (one for one in asked.mistakes if not is_equal(asked.form, one.answer, asked.right, asked.scale))
    return replace(asked, mistakes=tuple(wrong), kind=f"story.{chapter}")


def ask_weights(conv: Convolution) -> Exercise:
    """How many weights does the filter hold?"""
    sizes = conv.filters.shape
    return Exercise(
        form="number",
        question=Text("practice.story.tensors.question"),
        right=conv.filters.size,
        lines=(_multiply(sizes),),
        why=Text("practice.count.why.parameters"),
        mistakes=tuple(_find_weights(conv)),
        hints=(Text("practice.story.tensors.hint", {"filters": list(sizes)}),),
        show=PlayedCell(replace(conv, kind="depthwise"), FIRST),
    )


def ask_window(conv: Convolution) -> Exercise:
    """What do the products of one window add up to? The second kernel is asked about, where there is one."""
    kept = replace(conv, kind="depthwise")
    cell = (0, 0, 0, min(1, kept.shape[3] - 1))
    c, q = kept.spec.filter_slice(kept.spec.sources(cell[3])[0], cell[3])
    asked = {"input": f"input[:, :, {c}]", "filter": f"filter[:, :, {c}, {q}]"}
    made = ask_value(PlayedCell(kept, cell))
    mistakes = (*find_values(kept, cell), *_find_sums(kept, cell))
    return replace(made, question=Text("practice.story.window.question", asked), mistakes=mistakes)


def ask_standard(conv: Convolution) -> Exercise:
    """What does conv2d's last output channel hold at the first window?"""
    read = replace(conv, kind="standard")
    cell = (0, 0, 0, read.shape[3] - 1)
    question = Text("practice.story.standard.question", {"column": cell[3]})
    return replace(ask_value(PlayedCell(read, cell)), question=question)


def ask_channel_fed(conv: Convolution) -> Exercise:
    """Which output channel of depthwise_conv2d does the first kernel of the last input channel feed?"""
    kept = replace(conv, kind="depthwise")
    made = ask_channel(kept, kept.spec.channels - 1, 0)
    question = Text("practice.story.depthwise.question", {"filter": made.question.values["filter"]})
    return replace(made, question=question, hints=made.hints[1:])


def ask_printed(conv: Convolution) -> Exercise:
    """What does conv2d print at the last window, where depthwise_conv2d prints its table?"""
    kept = replace(conv, kind="depthwise")
    cell = (0, kept.shape[1] - 1, kept.shape[2] - 1, 0)
    return replace(ask_added(kept, cell, as_outputs=True), show=PlayedCell(replace(conv, kind="standard"), cell))


CHAPTER_QUESTIONS: Mapping[str, Callable[[Convolution], Exercise]] = {
    "tensors": ask_weights,
    "window": ask_window,
    "standard": ask_standard,
    "depthwise": ask_channel_fed,
    "answer": ask_printed,
}


def _find_weights(conv: Convolution) -> Iterator[Mistake]:
    kh, kw, channels, outs = conv.filters.shape
    for name, sizes in (
        ("channels_forgotten", (kh, kw, outs)),
        ("outputs_forgotten", (kh, kw, channels)),
        ("side_forgotten", (kh, channels, outs)),
        ("kernels_counted", (channels, outs)),
        ("input_counted", conv.input.shape),
    ):
        yield Mistake(name, int(np.prod(sizes)), (_multiply(sizes),))


def _find_sums(conv: Convolution, cell: OutputCell) -> Iterator[Mistake]:
    """The window or the kernel alone, added up."""
    (lane,) = conv.lanes(cell)
    for name, terms in (("window_added", lane.inputs), ("kernel_added", lane.weights)):
        yield Mistake(name, sum(terms), (f"{write_sum(terms)} {equal_sign(*terms, sum(terms))} {short(sum(terms))}",))


def _multiply(sizes: tuple[int, ...]) -> str:
    return f"{'·'.join(map(str, sizes))} = {int(np.prod(sizes))}"
