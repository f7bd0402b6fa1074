"""The article's own pictures: the two tensors slice by slice, and one window product by product."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from convcore.numbers import equal_sign, short, write_term
from convcore.scenes.blocks import Ref
from convcore.scenes.builder import SceneBuilder, still
from convcore.scenes.film import Mark, Reel, Shot
from convcore.scenes.model import Panel, Scene
from convcore.scenes.sentences import Said
from convcore.trace import Step, Trace

WORDS: Mapping[str, str] = {
    "products": "products",
    "sum": "sum",
    "tensors.input": "{panel}: input channel {channel}, {rows} rows by {cols} columns.",
    "tensors.filter": "{panel}: a {rows}×{cols} kernel for input channel {channel}, number {index} of its {count}.",
    "window": "{input} × {weight} {sign} {product}, so far {sum}",
    "window.last": "{input} × {weight} {sign} {product}, and the sum is {sum}. It becomes {output}.",
}
"""What they say, in English."""


def tensors(trace: Trace, words: Mapping[str, str] = WORDS) -> Scene:
    """The two tensors themselves, one slice a step."""
    return ArticleBuilder(trace, words, 0).tensors()


def window(trace: Trace, index: int, words: Mapping[str, str] = WORDS) -> Scene:
    """One step of one input channel, one multiplication at a time.

    Args:
        trace: a convolution whose output cells read one input channel each (depthwise).
        index: the step.
        words: the sentences, as in :data:`WORDS`.
    """
    return ArticleBuilder(trace, words, trace[index].batch).window(trace[index])


class ArticleBuilder(SceneBuilder):
    """Builds either, with one window."""

    def __init__(self, trace: Trace, words: Mapping[str, str], batch: int) -> None:
        super().__init__(trace, words, batch)
        self.in_a_row = 1

    def tensors(self) -> Scene:
        """Every slice a frame."""
        shots = [self._slice(number, panel) for number, panel in enumerate(self.panels.values())]
        return self._scene("tensors", [Reel(range(1), shots)])

    def _slice(self, number: int, panel: Panel) -> Shot:
        label = self.labels[panel.content[1]]
        rows, cols = panel.inner or (panel.rows, panel.cols)
        sentence = self.words[f"tensors.{panel.role}"].format(
            panel=label.title,
            channel=label.channel,
            rows=rows,
            cols=cols,
            index=label.index[-1] + 1,
            count=self.spec.filter_shape[3],
        )
        return Shot((0, 0, number), still(Mark(panel.id, *panel.before, rows, cols)), (), Said(sentence))

    def window(self, step: Step) -> Scene:
        """Every multiplication of one step a frame."""
        kh, kw = self.spec.kernel
        image, kernel = self.inputs[step.sources[0]], self.filters[step.sources[0], step.channel]
        self.panels = {(panel.family, panel.at): panel for panel in (image, kernel)}
        for name, rows, cols in (("products", kh, kw), ("sum", 1, 1)):
            self._add(Panel(name, name, rows, cols))
        shots = [self._tap(step, image, kernel, tap) for tap in range(kh * kw)]
        return self._scene("window", [Reel(range(1), shots)])

    def _tap(self, step: Step, image: Panel, kernel: Panel, tap: int) -> Shot:
        """One multiplication: the products so far, and their sum in the order of the taps."""
        rows, cols = self.trace.axes
        a, b = divmod(tap, cols.kernel)
        products = step.products[0].ravel().astype(float).tolist()
        total = list(accumulate(products, initial=0.0))[tap + 1]
        later = [None] * (len(products) - tap - 1)
        shows = (
            self._show("products", (), Ref(self._block([*products[: tap + 1], *later])), self._name("products", step)),
            self._show("sum", (), Ref(self._block([total])), self._name("sum", step)),
        )
        corner = step.rows[0] + rows.before, step.cols[0] + cols.before
        window = Mark(image.id, *corner, rows.kernel, cols.kernel, (rows.dilation, cols.dilation))
        place = step.rows[a] + rows.before, step.cols[b] + cols.before
        marks = window, Mark(image.id, *place), Mark(kernel.id, a, b), Mark(shows[0][0], a, b)
        sentence = self.words["window" if later else "window.last"].format(
            input=write_term(step.window[0, a, b]),
            weight=write_term(step.weights[0, a, b]),
            sign=equal_sign(step.window[0, a, b], step.weights[0, a, b], step.products[0, a, b]),
            product=short(step.products[0, a, b]),
            sum=short(total),
            output=f"output[{step.row}, {step.col}, {step.channel}]",
        )
        return Shot((a, b, 0), still(*marks), shows, Said(sentence))

    def _name(self, word: str, step: Step) -> int:
        return self._label(self.words[word], step.sources[0])
