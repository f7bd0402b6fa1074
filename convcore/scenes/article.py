"""The article's own pictures: the two tensors slice by slice, and one window product by product."""

from __future__ import annotations

from collections.abc import Mapping

from convcore.numbers import equal_sign, short, signed
from convcore.scenes.builder import SceneBuilder
from convcore.scenes.model import Frame, Mark, Panel, Scene
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
    """Builds either."""

    def tensors(self) -> Scene:
        """Every slice a frame."""
        frames = [self._tensor_frame(number, panel) for number, panel in enumerate(self.panels)]
        return self._scene("tensors", frames)

    def _tensor_frame(self, number: int, panel: Panel) -> Frame:
        label = self.labels[panel.label or 0]
        rows, cols = panel.inner or (panel.rows, panel.cols)
        said = self.words[f"tensors.{panel.role}"].format(
            panel=label.title,
            channel=label.channel,
            rows=rows,
            cols=cols,
            index=label.index[-1] + 1,
            count=self.spec.filter_shape[3],
        )
        mark = self._mark(Mark(panel.id, *panel.before, rows, cols))
        return Frame((0, 0, number), (mark,), (), (), said)

    def window(self, step: Step) -> Scene:
        """Every multiplication of one step a frame."""
        c, k = step.sources[0], step.channel
        kernel = self.filters[c, k]
        kh, kw = self.spec.kernel
        self.panels = [self.inputs[c], kernel, Panel("products", "products", kh, kw), Panel("sum", "sum", 1, 1)]
        names = [self._label(self.words[name], c) for name in ("products", "sum")]
        values: list[float | None] = [None] * (kh * kw)
        total = 0.0
        frames = []
        rows, cols = self.trace.axes
        for tap in range(kh * kw):
            a, b = divmod(tap, kw)
            values[tap] = float(step.products[0, a, b])
            total += float(step.products[0, a, b])
            shows = (
                ("products", self._block(values), names[0]),
                ("sum", self._block([total]), names[1]),
            )
            place = step.rows[a] + rows.before, step.cols[b] + cols.before
            marks = (Mark(self.inputs[c].id, *place), Mark(kernel.id, a, b), Mark("products", a, b))
            said = self.words["window.last" if tap == kh * kw - 1 else "window"].format(
                input=signed(step.window[0, a, b]),
                weight=signed(step.weights[0, a, b]),
                sign=equal_sign(step.window[0, a, b], step.weights[0, a, b], step.products[0, a, b]),
                product=short(step.products[0, a, b]),
                sum=short(total),
                output=f"output[{step.row}, {step.col}, {k}]",
            )
            frames.append(Frame((a, b, 0), tuple(map(self._mark, marks)), shows, (), said))
        return self._scene("window", frames)
