"""A convolution as both pages play it, one frame an output cell: the lanes of its window, their sums, its total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from convcore.numbers import added, equal_sign, short, signed
from convcore.scenes.builder import SceneBuilder
from convcore.scenes.model import BLANK, MAX_LANES, Frame, Mark, Panel, Scene, Show
from convcore.spec import Tensor
from convcore.trace import Step, Trace, check_steps

WORDS: Mapping[str, str] = {
    "products": "products",
    "sum": "sum",
    "total": "total",
    "lane": "input channel {channel}",
    "lane.group": "channel {channel} of the group",
    "depthwise": "{output} reads input channel {channel} alone, with {filter}: {sum}",
    "standard": "{output} adds its input channels: {sum}",
    "standard.lane": "channel {channel}: {sum}",
    "padding": "{count} of {taps} taps lie on padding and count as 0.",
}
"""What a scene says, in English. Another language is another mapping with the same keys and placeholders."""


def build(trace: Trace, words: Mapping[str, str] = WORDS, batch: int = 0) -> Scene:
    """The scene of a whole convolution of one image: a frame for each of its output cells.

    Args:
        trace: the convolution.
        words: the sentences, as in :data:`WORDS`.
        batch: which image of the batch.

    Raises:
        ConvError: for more than 4,096 steps.

    >>> import numpy as np
    >>> from convcore.spec import ConvSpec
    >>> spec = ConvSpec("depthwise", (1, 2, 2, 1), (2, 2, 1, 1))
    >>> build(Trace(spec, np.ones((1, 2, 2, 1)), np.ones((2, 2, 1, 1)))).frames[0].sentence
    'output[0, 0, 0] reads input channel 0 alone, with filter[:, :, 0, 0]: 1×1 + 1×1 + 1×1 + 1×1 = 4'
    """
    check_steps(trace)
    return ConvolutionBuilder(trace, words, batch).build()


class ConvolutionBuilder(SceneBuilder):
    """Builds the scene: a lane is an input channel, or an output channel where each reads one input channel alone."""

    name: str

    def __init__(self, trace: Trace, words: Mapping[str, str], batch: int) -> None:
        super().__init__(trace, words, batch)
        self.apart = trace.spec.traits.apart
        self.name = trace.spec.kind

    def build(self) -> Scene:
        """Every output cell a frame."""
        self.outputs = [self._output(k) for k in range(self.spec.out_channels)]
        self._changing(self.outputs)
        self._products = self.trace.products[self.batch]
        self._sums = self.trace.sums[self.batch]
        first = self.batch * self.trace.steps
        frames: list[Frame] = []
        beside: list[Show] = []
        for index in range(first, first + self.trace.steps):
            step = self.trace[index]
            if step.channel == 0:
                beside = []
            frames.append(self._frame(step, beside))
        for k, panel in enumerate(self.outputs):
            sources = self.spec.sources(k)
            self._from(panel, *(self.filters[c, k] for c in sources), *(self.inputs[c] for c in sources))
        return self._scene(self.name, frames, self.spec.out_channels, self._lanes())

    # Panels ----------------------------------------------------------------------------------------------------

    def _output(self, k: int) -> Panel:
        _, rows, cols, channels = self.trace.shape
        channel = self.spec.sources(k)[0] if self.spec.channels_per_group == 1 else None
        return self._add(
            Panel(
                f"output:{k}",
                "output",
                rows,
                cols,
                self._block(self.trace.output[self.batch, :, :, k]),
                self._label(f"output[:, :, {k}]", channel, (k,), k),
                stride=(cols * channels, channels),
            )
        )

    def _changing(self, outputs: list[Panel]) -> None:
        """The panels whose content each step says: the lanes, and one of them in focus (named ``*``)."""
        kh, kw = self.spec.kernel
        roles = {
            "products": Panel("products", "products", kh, kw),
            "sum": Panel("sum", "sum", 1, 1),
            "filter": Panel("filter", "filter", kh, kw),
            "input:lane": _emptied(self.inputs[0]),
        }
        for name, panel in roles.items():
            self._add(replace(panel, id=f"{name}:*"))
            lanes = self.spec.channels_per_group
            if not self.apart:
                every = [replace(panel, id=f"{name}:{i}", lane=i, focus=f"{name}:*") for i in range(lanes)]
            else:
                every = [replace(panel, id=f"{name}:{k}") for k in self._side_by_side if name in ("products", "sum")]
            self.panels += every
        self._add(Panel("sums", "sum", self.spec.channels_per_group, 1))
        self._add(Panel("total", "total", 1, 1))
        self._add(replace(_emptied(outputs[0]), id="output:*"))

    @property
    def _side_by_side(self) -> range:
        """The output channels whose lanes stand beside each other: depthwise's, while they are few."""
        few = self.apart and self.spec.out_channels <= MAX_LANES
        return range(self.spec.out_channels if few else 0)

    def _lanes(self) -> tuple[str, ...]:
        """The names of the lanes, where there are several input channels to choose from."""
        depth = self.spec.channels_per_group
        name = self.words["lane.group" if self.spec.groups > 1 else "lane"]
        return tuple(name.format(channel=c) for c in range(depth)) if depth > 1 else ()

    # Frames ----------------------------------------------------------------------------------------------------

    def _lane(self, step: Step, source: int, lane: str) -> list[Show]:
        """What a step shows of one input channel."""
        at = step.row, step.col, step.channel, source
        c = step.sources[source]
        kernel = self.filters[c, step.channel]
        return [
            (f"products:{lane}", self._block(self._products[at]), self._label(self.words["products"], c)),
            (f"sum:{lane}", self._block([self._sums[at].item()]), self._label(self.words["sum"], c)),
            (f"filter:{lane}", kernel.block or 0, kernel.label),
            (f"input:lane:{lane}", self.inputs[c].block or 0, self.inputs[c].label),
        ]

    def _frame(self, step: Step, beside: list[Show]) -> Frame:
        """A step's frame; ``beside`` gathers the lanes that are done at this window."""
        if self.apart:
            shows = self._lane(step, 0, "*")
            beside += [(id.replace("*", str(step.channel)), block, label) for id, block, label in shows[:2]]
            if self._side_by_side:
                blanks = self._side_by_side[step.channel + 1 :]
                shows += beside
                shows += [(f"{name}:{k}", BLANK, None) for k in blanks for name in ("products", "sum")]
        else:
            lanes = range(len(step.sources))
            shows = [show for i in lanes for show in self._lane(step, i, str(i))]
            shows.append(("sums", self._block(step.sums), None))
        output = self.outputs[step.channel]
        shows.append(("total", self._block([step.total]), self._label(self.words["total"])))
        shows.append(("output:*", output.block or 0, output.label))
        return Frame(
            (step.row, step.col, step.channel),
            tuple(map(self._mark, self._marks(step, output))),
            tuple(shows),
            tuple(self.filters[c, k].id for k in self._lit(step) for c in self.spec.sources(k)),
            self._sentence(step),
        )

    def _lit(self, step: Step) -> range:
        """The output channels whose lanes stand on the screen: depthwise keeps those done at this window."""
        return range(0 if self.apart else step.channel, step.channel + 1)

    def _marks(self, step: Step, output: Panel) -> list[Mark]:
        rows, cols = self.trace.axes
        place = (step.row * rows.stride, step.col * cols.stride, rows.kernel, cols.kernel)
        apart = rows.dilation, cols.dilation
        lanes = ["*"] if self.apart else range(len(step.sources))
        sources = sorted({c for k in self._lit(step) for c in self.spec.sources(k)})
        panels = [self.inputs[c].id for c in sources] + [f"input:lane:{lane}" for lane in lanes]
        cells = [Mark(id, step.row, step.col) for id in (output.id, "output:*")]
        return [Mark(id, *place, apart) for id in panels] + cells

    # Words -----------------------------------------------------------------------------------------------------

    def _sentence(self, step: Step) -> str:
        output = f"output[{step.row}, {step.col}, {step.channel}]"
        if self.spec.channels_per_group == 1:
            c = step.sources[0]
            said = self.words["depthwise"].format(
                output=output,
                channel=c,
                filter=self.labels[self.filters[c, step.channel].label or 0].title,
                sum=_sum(step, 0),
            )
        else:
            said = self.words["standard"].format(output=output, sum=_equation(step.sums, step.total))
            if len(step.sources) <= 2:
                lane = self.words["standard.lane"]
                said += "".join(f" · {lane.format(channel=c, sum=_sum(step, i))}" for i, c in enumerate(step.sources))
        outside = int(step.padding.sum())
        if outside:
            said += " · " + self.words["padding"].format(count=outside, taps=step.padding.size)
        return said


def _emptied(panel: Panel) -> Panel:
    """The same panel, to be filled by each step."""
    return replace(panel, block=None, label=None)


def _sum(step: Step, source: int) -> str:
    """The sum of one channel's products: written out while short, else a term a kernel row."""
    products, total = step.products[source], step.sums[source].item()
    if products.size > 4:
        return _equation(products.sum(axis=1) if len(products) > 1 else products[0], total)
    window, weights = step.window[source].ravel(), step.weights[source].ravel()
    pairs = zip(window, weights, strict=True)
    terms = " + ".join(f"{signed(x)}×{signed(w)}" for x, w in pairs)
    return f"{terms} {equal_sign(*window, *weights, total)} {short(total)}"


def _equation(terms: Tensor, total: float) -> str:
    return f"{added(terms)} {equal_sign(*terms, total)} {short(total)}"
