"""The separable convolution as two stages in one scene: depthwise, then pointwise, the tensor between them in view.

The first stage takes a step for each window: all input channels meet their kernels, which gives one 1x1 column of
the intermediate tensor, ``mid[row, col, :]``. The second takes a step for each output cell: it weighs such a
column. Each frame of the second stage shows the column and the windows it came from, so that an output cell is
traced back through both stages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from convcore.ops import working_dtype
from convcore.scenes.blocks import BLANK, Ref
from convcore.scenes.builder import SceneBuilder, still
from convcore.scenes.film import Mark, Reel, Shot, Show
from convcore.scenes.model import MAX_LANES, Panel, Scene
from convcore.scenes.sentences import Said, SpokenValue
from convcore.spec import Pair
from convcore.trace import Stages, check_steps

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

COLUMN = "mid[{row}, {col}, :]"


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
        self._add_numbers()
        column = list(self._column())
        reels = [Reel(self.rows, [self._first(column)])]
        reels.append(Reel(self.rows, [self._second(o, column) for o in range(self.outs)]))
        lanes = tuple(self.labels[panel.content[1]].title for panel in self.between)
        captions = {name: self.words[name] for name in ("depthwise", "pointwise")}
        lane = int(self.trace.kernels.any(axis=(1, 2, 3)).argmax())
        scene = self._scene("separable", reels, lanes=lanes, captions=captions)
        return replace(scene, limits=self._limits(), lane=lane)

    # Panels ----------------------------------------------------------------------------------------------------

    def _between(self, k: int) -> Panel:
        _, rows, cols, _ = self.trace.shape
        label = self._label(f"mid[:, :, {k}]", self.spec.sources(k)[0], (k,), -self.rows.start * cols)
        block = self._block(self._output_cells(self.trace.output, k))
        return self._add(Panel("between", "output", rows, cols, (k,), block, label, stride=(cols, 1)))

    def _output(self, o: int) -> Panel:
        _, rows, cols, _ = self.across.shape
        first = self.windows + o - self.rows.start * cols * self.outs
        label = self._label(f"output[:, :, {o}]", None, (o,), first)
        block = self._block(self._output_cells(self.across.output, o))
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

    def _add_numbers(self) -> None:
        """What the windows hold, in both stages."""
        table = (self.channels, self.multiplier), (self.multiplier, 1)
        (self.column,) = self._in_cells(self.between[:1], *table)
        self.sums, self.totals = self._in_cells(self.between), self._in_cells(self.outputs)
        self.chosen = [self._block(self.weights[:, o]) for o in range(self.outs)]
        dtype = working_dtype(self.across.input, self.weights).name
        begin = [self._begin(block) for block in self.chosen]
        self.weighed = self._in_cells([self.between[0]] * self.outs, *table, begin, dtype)
        own = [self.between[k] for k in self.own_cells]
        weights = [first + k for first in begin for k in self.own_cells]
        self.weighed_apart = self._in_cells(own * self.outs, times=weights, dtype=dtype)

    # Frames ----------------------------------------------------------------------------------------------------

    def _column(self) -> Iterator[Show]:
        """What one window shows, in the first stage and in every step of the second that weighs its column."""
        sources = [self.spec.sources(k)[0] for k in range(self.spec.out_channels)]
        windows = self._under_windows(range(self.channels))
        products = self._under_windows(sources, [self.filters[c, k] for k, c in enumerate(sources)])
        for k, c in enumerate(sources):
            window, multiplied, total = (self._label(self.words[name], c) for name in ("window", "products", "sum"))
            yield self._show("window", (k,), windows[c], window)
            yield self._show_still("kernel", (k,), self.filters[c, k])
            yield self._show("products", (k,), products[k], multiplied)
            yield self._show("sum", (k,), self.sums[k], total)
            yield self._show_still("mid", (k,), self.between[k])
        places = [(row, col) for row in self.rows for col in range(self.trace.shape[2])]
        labels = [self._label(f"mid[{row}, {col}, :]", None, (row, col)) for row, col in places]
        yield self._show("column", (), self.column, Ref(labels[0], 1))

    def _first(self, column: list[Show]) -> Shot:
        """A step of the depthwise stage: one window, all channels."""
        later = [(name, ()) for name in ("weights", "weighed", "total")]
        blanks = [*later, *(("weighed", (k,)) for k in self.own_cells)]
        shows = [*column, *(self._show(family, at, Ref(BLANK)) for family, at in blanks)]
        shows.append(self._show_still("output", (), self.outputs[0]))
        place = {"row": "{row}", "col": "{col}", "column": COLUMN}
        text = self.words["step.depthwise"].format(**place, values="{0}")
        return Shot((0, 0, 0), self._marks(), shows, self._say(text, SpokenValue("each", self.column)))

    def _second(self, o: int, column: list[Show]) -> Shot:
        """A step of the pointwise stage: one output cell."""
        name = self._label(self.words["weighed"])
        weights = self._label(f"pointwise[0, 0, :, {o}]", None, (o,))
        apart = self.weighed_apart[o * len(self.own_cells) :]
        shows = [
            *column,
            self._show("weights", (), Ref(self.chosen[o]), weights),
            self._show("weighed", (), self.weighed[o], name),
            *(self._show("weighed", (k,), apart[k], name) for k in self.own_cells),
            self._show("total", (), self.totals[o], self._label(self.words["total"])),
            self._show_still("output", (), self.outputs[o]),
        ]
        marks = [*self._marks(), *still(*self._weights(o))]
        marks += [(Mark(panel.id, 0, 0), (1, 1)) for panel in (self.outputs[o], self.panels["output", ()])]
        output = f"output[{{row}}, {{col}}, {o}]"
        text = self.words["step.pointwise"].format(output=output, column=COLUMN, sum="{0}")
        said = Said(text, (SpokenValue("products", self.weighed[o], self.totals[o]),))
        return Shot((0, 0, 1 + o), marks, shows, said)

    def _weights(self, o: int) -> list[Mark]:
        """An output channel's weight on each lane."""
        return [Mark(self.panels["weights", (k,)].id, 0, o) for k in self.own_cells]

    def _marks(self) -> list[tuple[Mark, Pair]]:
        """The window on every input channel, and the column it makes."""
        lanes = [self.panels["mid", (k,)] for k in range(self.spec.out_channels)]
        return self._window_marks(self.inputs) + [(Mark(one.id, 0, 0), (1, 1)) for one in (*self.between, *lanes)]

    def _limits(self) -> dict[str, float]:
        """The largest magnitudes: sums, weighed values and both tensors share one scale."""
        shared = [float(np.abs(tensor).max()) for tensor in (self.trace.output, self.across.output)]
        most = max(*shared, self.across.largest_product) or 1.0
        tensors = {"input": self.trace.input, "filter": self.trace.filters, "pointwise": self.weights}
        limits = {role: float(np.abs(tensor).max()) or 1.0 for role, tensor in tensors.items()}
        products = self.trace.largest_product or 1.0
        return limits | {"products": products} | dict.fromkeys(("output", "sum", "total"), most)
