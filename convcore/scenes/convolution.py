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

LASTING = ("products", "sum")  # of a lane, what stays on the screen until the next window


def build(trace: Trace, words: Mapping[str, str] = WORDS, batch: int = 0) -> Scene:
    """The scene of a convolution of one image: a frame for each step in hand.

    Args:
        trace: the convolution.
        words: the sentences, as in :data:`WORDS`.
        batch: which image of the batch.

    Raises:
        ConvError: for more than 4,096 steps in hand.

    >>> import numpy as np
    >>> from convcore.spec import ConvSpec
    >>> spec = ConvSpec("depthwise", (1, 2, 2, 1), (2, 2, 1, 1))
    >>> build(Trace(spec, np.ones((1, 2, 2, 1)), np.ones((2, 2, 1, 1)))).frames[0].sentence
    'output[0, 0, 0] reads input channel 0 alone, with filter[:, :, 0, 0]: 1×1 + 1×1 + 1×1 + 1×1 = 4'
    """
    check_steps(trace.steps)
    return ConvolutionBuilder(trace, words, batch).build()


class ConvolutionBuilder(SceneBuilder):
    """Builds the scene: a lane is an input channel, or an output channel where each reads one input channel alone.

    Of a lane, ``source`` is the input channel that it reads, ``kernel`` the filter slice; ``sums`` are those of all
    lanes. Where several input channels are added, each lane can be in focus; of depthwise's, that of the step is.
    """

    name: str

    def __init__(self, trace: Trace, words: Mapping[str, str], batch: int) -> None:
        super().__init__(trace, words, batch)
        self.apart = trace.spec.traits.apart
        self.name = trace.spec.kind
        self.depth = trace.spec.channels_per_group
        self.held = trace.part.channels
        self.side_by_side = self.apart and self.spec.out_channels <= MAX_LANES

    def build(self) -> Scene:
        """Every step in hand a frame."""
        self.outputs = [self._output(k) for k in range(self.spec.out_channels)]
        self._add_changing()
        if self._lanes():
            self.inputs = [self._add(replace(panel, lane=c % self.depth)) for c, panel in enumerate(self.inputs)]
        frames: list[Frame] = []
        beside: list[Show] = []
        for step in self.trace.of_image(self.batch):
            if step.channel == self.held.start:
                beside = []
            frames.append(self._frame(step, beside))
        for k, panel in enumerate(self.outputs):
            sources = self.spec.sources(k)
            self._from(panel, *(self.filters[c, k] for c in sources), *(self.inputs[c] for c in sources))
        captions = {name: self.words[name] for name in LASTING}
        scene = self._scene(self.name, frames, len(self.held), self._lanes(), captions, self.held.start)
        start = self._first_start()
        return replace(scene, start=start, lane=self._first_lane(self.held[start]))

    def _first_start(self) -> int:
        """The first of the output channels in hand whose kernels are not all zeros."""
        held = slice(self.held.start, self.held.stop)
        return int(self.trace.kernels[held].any(axis=(1, 2, 3)).argmax())

    def _first_lane(self, k: int) -> int:
        """The first input channel whose kernel is not all zeros, where there are several to choose from."""
        return int(self.trace.kernels[k].any(axis=(1, 2)).argmax()) if self._lanes() else 0

    # Panels ----------------------------------------------------------------------------------------------------

    def _output(self, k: int) -> Panel:
        _, rows, cols, _ = self.trace.shape
        stride = (cols * len(self.held), len(self.held))
        first = k - self.held.start - self.trace.part.rows.start * stride[0] if k in self.held else None
        channel = self.spec.sources(k)[0] if self.depth == 1 else None
        block = self._block(self.trace.output[self.batch, :, :, k])
        label = self._label(f"output[:, :, {k}]", channel, (k,), first)
        return self._add(Panel("output", "output", rows, cols, (k,), block, label, stride=stride))

    def _add_changing(self) -> None:
        """The panels whose content each step says: the lanes with the one in focus, and what comes behind them."""
        kh, kw = self.spec.kernel
        changing = (
            Panel("products", "products", kh, kw),
            Panel("sum", "sum", 1, 1),
            Panel("kernel", "filter", kh, kw),
            replace(self.inputs[0], family="source", at=(), block=None, label=None),
        )
        for panel in changing:
            self._add_lanes(panel, 0 if self.apart else self.depth)
            if self.side_by_side and panel.family in LASTING:
                for k in range(self.spec.out_channels):
                    self._add(replace(panel, at=(k,)))
        self._add(Panel("sums", "sum", self.depth, 1))
        self._add(Panel("total", "total", 1, 1))
        self._add(replace(self.outputs[0], at=(), block=None, label=None))

    def _lanes(self) -> tuple[str, ...]:
        """The names of the lanes, where there are several input channels to choose from."""
        name = self.words["lane.group" if self.spec.groups > 1 else "lane"]
        return tuple(name.format(channel=c) for c in range(self.depth)) if self.depth > 1 else ()

    # Frames ----------------------------------------------------------------------------------------------------

    def _lane(self, step: Step, source: int, at: tuple[int, ...]) -> list[Show]:
        """What a step shows of one input channel, on the lane's panels ``at``."""
        c = step.sources[source]
        products, total = self._block(step.products[source]), self._block([step.sums[source].item()])
        return [
            self._show("products", at, products, self._label(self.words["products"], c)),
            self._show("sum", at, total, self._label(self.words["sum"], c)),
            self._show("kernel", at, *self.filters[c, step.channel].content),
            self._show("source", at, *self.inputs[c].content),
        ]

    def _frame(self, step: Step, beside: list[Show]) -> Frame:
        """A step's frame; ``beside`` gathers the lanes that are done at this window."""
        if self.apart:
            shows = self._lane(step, 0, ())
            if self.side_by_side:
                for family, (_, block, label) in zip(LASTING, shows[:2], strict=True):
                    beside.append(self._show(family, (step.channel,), block, label))
                shows += beside + self._blanks(self._lit(step))
        else:
            shows = [show for i in range(len(step.sources)) for show in self._lane(step, i, (i,))]
            shows.append(self._show("sums", (), self._block(step.sums)))
        output = self.outputs[step.channel]
        shows.append(self._show("total", (), self._block([step.total]), self._label(self.words["total"])))
        shows.append(self._show("output", (), *output.content))
        return Frame(
            (step.row, step.col, step.channel),
            tuple(map(self._mark, self._marks(step, output))),
            tuple(shows),
            tuple(self.filters[c, k].id for k in self._lit(step) for c in self.spec.sources(k)),
            self._sentence(step),
        )

    def _blanks(self, lit: range) -> list[Show]:
        """The lanes that this window has yet to fill, or that are not in hand."""
        lanes = [k for k in range(self.spec.out_channels) if k not in lit]
        return [self._show(name, (k,), BLANK) for k in lanes for name in LASTING]

    def _lit(self, step: Step) -> range:
        """The output channels whose lanes stand on the screen: depthwise keeps those done at this window."""
        return range(self.held.start if self.apart else step.channel, step.channel + 1)

    def _marks(self, step: Step, output: Panel) -> list[Mark]:
        """The window on the inputs that are read, the cell on the output; both where they are in focus as well."""
        rows, cols = self.trace.axes
        window = (step.row * rows.stride, step.col * cols.stride, rows.kernel, cols.kernel)
        lanes = [()] if self.apart else [(i,) for i in range(len(step.sources))]
        sources = sorted({c for k in self._lit(step) for c in self.spec.sources(k)})
        images = [self.inputs[c] for c in sources] + [self.panels["source", at] for at in lanes]
        marks = [Mark(panel.id, *window, (rows.dilation, cols.dilation)) for panel in images]
        return marks + [Mark(panel.id, step.row, step.col) for panel in (output, self.panels["output", ()])]

    # Words -----------------------------------------------------------------------------------------------------

    def _sentence(self, step: Step) -> str:
        output = f"output[{step.row}, {step.col}, {step.channel}]"
        if self.depth == 1:
            c = step.sources[0]
            sentence = self.words["depthwise"].format(
                output=output,
                channel=c,
                filter=self.labels[self.filters[c, step.channel].content[1]].title,
                sum=_sum(step, 0),
            )
        else:
            sentence = self.words["standard"].format(output=output, sum=_equation(step.sums, step.total))
            if len(step.sources) <= 2:
                lane = self.words["standard.lane"]
                sentence += "".join(
                    f" · {lane.format(channel=c, sum=_sum(step, i))}" for i, c in enumerate(step.sources)
                )
        outside = int(step.padding.sum())
        if outside:
            sentence += " · " + self.words["padding"].format(count=outside, taps=step.padding.size)
        return sentence


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
