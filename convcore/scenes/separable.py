"""The separable convolution as two stages in one scene: depthwise, then pointwise, the tensor between them in view.

The first stage takes a step for each window: all input channels meet their kernels, which gives one 1x1 column of
the intermediate tensor, ``mid[row, col, :]``. The second takes a step for each output cell: it weighs such a
column. Each frame of the second stage shows the column and the windows it came from, so that an output cell is
traced back through both stages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from convcore.numbers import added, equal_sign, short, signed
from convcore.scenes.builder import SceneBuilder
from convcore.scenes.model import BLANK, MAX_LANES, Frame, Mark, Panel, Scene, Show
from convcore.spec import Pair, Tensor
from convcore.trace import Stages, check_steps

SPOKEN = 8
WRITTEN_OUT = 4

WORDS: Mapping[str, str] = {
    "depthwise": "depthwise",
    "pointwise": "pointwise 1×1",
    "window": "window",
    "products": "products",
    "sum": "sum",
    "column": "column",
    "weights": "weights",
    "weighed": "weighed",
    "total": "total",
    "step.depthwise": "Stage 1, depthwise: the window at row {row}, column {col} gives {column} = {values}",
    "step.pointwise": "Stage 2, pointwise: {output} weighs {column}: {sum}",
    "padding": "{count} of {taps} taps lie on padding and count as 0.",
}
"""What the scene says, in English."""


def build(both: Stages, words: Mapping[str, str] = WORDS, batch: int = 0) -> Scene:
    """The scene of both stages for one image, as far as it is in hand.

    Args:
        both: the stages.
        words: the texts, as in :data:`WORDS`.
        batch: which image of the batch.

    Raises:
        ConvError: for more than 4,096 cells in hand, in both stages together.

    >>> from convcore.trace import stages
    >>> ones = np.ones((1, 1, 2, 1), int)
    >>> for frame in build(stages(np.ones((1, 1, 1, 2), int), ones, ones)).frames:
    ...     print(frame.sentence)
    Stage 1, depthwise: the window at row 0, column 0 gives mid[0, 0, :] = 1, 1
    Stage 2, pointwise: output[0, 0, 0] weighs mid[0, 0, :]: 1×1 + 1×1 = 2
    """
    check_steps(both.steps)
    return _StagesBuilder(both, words, batch).build()


class _StagesBuilder(SceneBuilder):
    """Builds the scene. A lane is a channel of the intermediate tensor.

    ``between`` are the channels of that tensor, ``mid`` the one of a lane. Of a step of the second stage, ``column``
    is what it weighs, with ``weights``, which gives ``weighed``; each has a cell a lane as well, while these are few.
    """

    def __init__(self, both: Stages, words: Mapping[str, str], batch: int) -> None:
        super().__init__(both.depthwise, words, batch)
        self.across = both.pointwise
        self.weights = both.pointwise.filters[0, 0]  # [C*M, out]
        self.channels, self.multiplier = self.spec.channels, self.spec.outs_per_group
        self.outs = self.weights.shape[1]
        self.rows = self.trace.part.rows
        self.windows = len(self.rows) * self.trace.shape[2]
        # The lanes that have their own cell of the second stage.
        self.own_cells = range(self.spec.out_channels if self.spec.out_channels <= MAX_LANES else 0)
        self.between = [self._between(k) for k in range(self.spec.out_channels)]
        self.outputs = [self._output(o) for o in range(self.outs)]
        self._add_first_stage()
        self._add_second_stage()

    def build(self) -> Scene:
        self._note_origins()
        places = [(row, col) for row in self.rows for col in range(self.trace.shape[2])]
        self.columns = [self._column(row, col) for row, col in places]
        self.chosen = [self._block(self.weights[:, o]) for o in range(self.outs)]
        frames = [self._first(place, shows) for place, shows in zip(places, self.columns, strict=True)]
        for place, shows in zip(places, self.columns, strict=True):
            frames += [self._second(place, o, shows) for o in range(self.outs)]
        lanes = tuple(self.labels[panel.content[1]].title for panel in self.between)
        captions = {name: self.words[name] for name in ("depthwise", "pointwise")}
        lane = int(self.trace.kernels.any(axis=(1, 2, 3)).argmax())
        scene = self._scene("separable", frames, lanes=lanes, captions=captions)
        return replace(scene, limits=self._limits(), lane=lane)

    # Panels ----------------------------------------------------------------------------------------------------

    def _between(self, k: int) -> Panel:
        _, rows, cols, _ = self.trace.shape
        label = self._label(f"mid[:, :, {k}]", self.spec.sources(k)[0], (k,), -self.rows.start * cols)
        block = self._block(self.trace.output[self.batch, :, :, k])
        return self._add(Panel("between", "output", rows, cols, (k,), block, label, stride=(cols, 1)))

    def _output(self, o: int) -> Panel:
        _, rows, cols, _ = self.across.shape
        first = self.windows + o - self.rows.start * cols * self.outs
        label = self._label(f"output[:, :, {o}]", None, (o,), first)
        block = self._block(self.across.output[self.batch, :, :, o])
        stride = (cols * self.outs, self.outs)
        return self._add(Panel("output", "output", rows, cols, (o,), block, label, stride=stride))

    def _add_first_stage(self) -> None:
        """The arithmetic behind one intermediate channel, for every channel and for the one in focus."""
        kh, kw = self.spec.kernel
        for family, role in (("window", "input"), ("kernel", "filter"), ("products", "products")):
            self._add_lanes(Panel(family, role, kh, kw), self.spec.out_channels)
        self._add_lanes(Panel("sum", "sum", 1, 1), self.spec.out_channels)
        _, rows, cols, _ = self.trace.shape
        self._add_lanes(Panel("mid", "output", rows, cols, stride=(cols, 1)), self.spec.out_channels)

    def _add_second_stage(self) -> None:
        """The arithmetic of one output cell: as C rows of M cells, and for few lanes a cell beside each."""
        for family, role, picks in (("column", "sum", 0), ("weights", "pointwise", None), ("weighed", "sum", 0)):
            self._add(Panel(family, role, self.channels, self.multiplier, picks=picks))
        self._add(Panel("total", "total", 1, 1))
        self._add(replace(self.outputs[0], at=(), block=None, label=None))
        for k in self.own_cells:
            label = self._label(f"pointwise[0, 0, {k}, :]", self.spec.sources(k)[0], (k,))
            self._add(Panel("weights", "pointwise", 1, self.outs, (k,), self._block(self.weights[k]), label))
            self._add(Panel("weighed", "sum", 1, 1, (k,)))

    def _note_origins(self) -> None:
        """An intermediate channel comes from one input channel, an output channel from all intermediate ones."""
        for k, panel in enumerate(self.between):
            c = self.spec.sources(k)[0]
            self._from(panel, self.filters[c, k], self.inputs[c])
        for o, panel in enumerate(self.outputs):
            self._from(panel, *self._weights(o), *self.between)

    # Frames ----------------------------------------------------------------------------------------------------

    def _column(self, row: int, col: int) -> list[Show]:
        """What one window shows, in the first stage and in every step of the second that weighs its column."""
        at = self.batch, row, col
        windows = [self._block(self.trace.windows[at][c]) for c in range(self.channels)]
        multiplied = self.trace.multiply(at)
        shows: list[Show] = []
        for k, panel in enumerate(self.between):
            c = self.spec.sources(k)[0]
            window, products, total = (self._label(self.words[name], c) for name in ("window", "products", "sum"))
            shows += [
                self._show("window", (k,), windows[c], window),
                self._show("kernel", (k,), *self.filters[c, k].content),
                self._show("products", (k,), self._block(multiplied[k][0]), products),
                self._show("sum", (k,), self._block(self.trace.output[at][k : k + 1]), total),
                self._show("mid", (k,), *panel.content),
            ]
        label = self._label(f"mid[{row}, {col}, :]", None, (row, col))
        shows.append(self._show("column", (), self._block(self.trace.output[at]), label))
        return shows

    def _first(self, place: Pair, column: list[Show]) -> Frame:
        """A step of the depthwise stage: one window, all channels."""
        later = [(name, ()) for name in ("weights", "weighed", "total")]
        blanks = [*later, *(("weighed", (k,)) for k in self.own_cells)]
        shows = [*column, *(self._show(family, at, BLANK) for family, at in blanks)]
        shows.append(self._show("output", (), *self.outputs[0].content))
        marks = tuple(map(self._mark, self._marks_at(place)))
        return Frame((*place, 0), marks, tuple(shows), (), self._sentence_of_column(place))

    def _second(self, place: Pair, o: int, column: list[Show]) -> Frame:
        """A step of the pointwise stage: one output cell."""
        terms = self.across.multiply((self.batch, *place), o).ravel()
        total = self.across.output[(self.batch, *place, o)].item()
        name = self._label(self.words["weighed"])
        weights = self._label(f"pointwise[0, 0, :, {o}]", None, (o,))
        shows = [
            *column,
            self._show("weights", (), self.chosen[o], weights),
            self._show("weighed", (), self._block(terms), name),
            *(self._show("weighed", (k,), self._block(terms[k : k + 1]), name) for k in self.own_cells),
            self._show("total", (), self._block([total]), self._label(self.words["total"])),
            self._show("output", (), *self.outputs[o].content),
        ]
        marks = [*self._marks_at(place), *self._weights(o)]
        marks += [Mark(panel.id, *place) for panel in (self.outputs[o], self.panels["output", ()])]
        sentence = self._sentence_of_sum(place, o, terms, total)
        return Frame((*place, 1 + o), tuple(map(self._mark, marks)), tuple(shows), (), sentence)

    def _weights(self, o: int) -> list[Mark]:
        """An output channel's weight on each lane."""
        return [Mark(self.panels["weights", (k,)].id, 0, o) for k in self.own_cells]

    def _marks_at(self, place: Pair) -> list[Mark]:
        """The window on every input channel, and the column it makes."""
        rows, cols = self.trace.axes
        window = (place[0] * rows.stride, place[1] * cols.stride, rows.kernel, cols.kernel)
        marks = [Mark(panel.id, *window, (rows.dilation, cols.dilation)) for panel in self.inputs]
        lanes = [self.panels["mid", (k,)] for k in range(self.spec.out_channels)]
        return marks + [Mark(panel.id, *place) for panel in (*self.between, *lanes)]

    # Words -----------------------------------------------------------------------------------------------------

    def _sentence_of_column(self, place: Pair) -> str:
        row, col = place
        values = [short(value) for value in self.trace.output[self.batch, row, col]]
        sentence = self.words["step.depthwise"].format(
            row=row, col=col, column=f"mid[{row}, {col}, :]", values=_enumerate(values)
        )
        outside = self.trace[self.trace.index(self.batch, row, col, 0)].padding
        if outside.any():
            sentence += " · " + self.words["padding"].format(count=int(outside.sum()), taps=outside.size)
        return sentence

    def _sentence_of_sum(self, place: Pair, o: int, terms: Tensor, total: float) -> str:
        values, weights = self.trace.output[(self.batch, *place)], self.weights[:, o]
        return self.words["step.pointwise"].format(
            output=f"output[{place[0]}, {place[1]}, {o}]",
            column=f"mid[{place[0]}, {place[1]}, :]",
            sum=_weigh(values, weights, terms.reshape(self.channels, -1), total),
        )

    def _limits(self) -> dict[str, float]:
        """The largest magnitudes: sums, weighed values and both tensors share one scale."""
        shared = [float(np.abs(tensor).max()) for tensor in (self.trace.output, self.across.output)]
        most = max(*shared, self.across.largest_product) or 1.0
        tensors = {"input": self.trace.input, "filter": self.trace.filters, "pointwise": self.weights}
        limits = {role: float(np.abs(tensor).max()) or 1.0 for role, tensor in tensors.items()}
        products = self.trace.largest_product or 1.0
        return limits | {"products": products} | dict.fromkeys(("output", "sum", "total"), most)


def _weigh(values: Tensor, weights: Tensor, terms: Tensor, total: float) -> str:
    """``0×1 + 36×0 + 9×1 + 27×0 = 9``; a long column is folded to one term an input channel."""
    if len(values) <= WRITTEN_OUT:
        shown: Sequence[float] = [*values, *weights]
        left = " + ".join(f"{signed(v)}×{signed(w)}" for v, w in zip(values, weights, strict=True))
    else:
        shown = list(terms.sum(axis=1) if len(terms) > 1 else terms[0])
        left = added(shown)
    return f"{left} {equal_sign(*shown, total)} {short(total)}"


def _enumerate(texts: list[str]) -> str:
    return ", ".join(texts if len(texts) <= SPOKEN else [*texts[: SPOKEN - 1], "…"])
