"""One table, two readings: what ``conv2d`` and ``depthwise_conv2d`` make of the same sums at the same window.

At each window both compute s[c, q], the sum of input channel c times filter slice [:, :, c, q].
``depthwise_conv2d`` keeps the table (output channel c*M + q), ``conv2d`` adds up its columns (output channel q).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from convcore.scenes.builder import SceneBuilder
from convcore.scenes.film import Mark, Reel, Shot, Show
from convcore.scenes.model import Panel, Scene, Travel
from convcore.scenes.sentences import SPOKEN, Said, SpokenValue, enumerate_texts
from convcore.spec import Tensor
from convcore.trace import Trace, check_steps

TABLES = ("table", "kept", "terms")

WORDS: Mapping[str, str] = {
    "share": "both compute the same table of sums",
    "keep": "tf.nn.depthwise_conv2d keeps the table",
    "add": "tf.nn.conv2d adds up its columns",
    "open": "one sum of the table, opened",
    "window": "window",
    "products": "products",
    "sums": "column sums",
    "step": "depthwise_conv2d keeps {kept} · conv2d adds {added}",
}
"""What the scene says, in English."""


def table_of_sums(depthwise: Trace) -> Tensor:
    """s[c, q] at every window, [N, H', W', C, M], from the depthwise convolution's trace.

    >>> from convcore.tensors.presets import article_filters, article_input
    >>> from convcore.spec import ConvSpec
    >>> spec = ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2))
    >>> table_of_sums(Trace(spec, article_input(), article_filters()))[0, 0, 0].tolist()
    [[0, 36], [9, 27]]
    """
    return depthwise.output.reshape(*depthwise.shape[:3], depthwise.spec.channels, depthwise.spec.outs_per_group)


def largest_difference(depthwise: Trace, standard: Trace) -> float:
    """How far conv2d is from depthwise_conv2d summed over the input channels, anywhere in the tensors."""
    return float(np.abs(table_of_sums(depthwise).sum(axis=3) - standard.output).max())


def build(depthwise: Trace, standard: Trace, words: Mapping[str, str] = WORDS, batch: int = 0) -> Scene:
    """Both operations in lockstep, one frame a window of the rows in hand.

    Args:
        depthwise, standard: traces of the same input, filters [kh, kw, C, M] and options.
        words: the texts, as in :data:`WORDS`.
        batch: which image of the batch.

    Raises:
        ConvError: for more than 4,096 windows.
    """
    check_steps(len(depthwise.part.rows) * depthwise.shape[2])
    return _Readings(depthwise, standard, words, batch).build()


class _Readings(SceneBuilder):
    """Builds the scene: ``table`` are the table's rows, a lane is one of its cells.

    The table stands twice more: ``kept`` are its rows beside depthwise's maps, ``terms`` those above ``added``, the
    sums of its columns. ``depthwise`` and ``conv2d`` are the outputs.
    """

    def __init__(self, depthwise: Trace, standard: Trace, words: Mapping[str, str], batch: int) -> None:
        super().__init__(depthwise, words, batch)
        self.standard = standard
        self.channels, self.multiplier = self.spec.channels, self.spec.outs_per_group
        kh, kw = self.spec.kernel
        # The arithmetic behind one cell of the table.
        for family, role in (("window", "window"), ("kernel", "filter"), ("products", "products")):
            self._add_lanes(Panel(family, role, kh, kw), self.channels * self.multiplier)
        self._add_lanes(Panel("sum", "sum", 1, 1), self.channels * self.multiplier)
        self.rows = {family: [self._row(family, c) for c in range(self.channels)] for family in TABLES}
        self.added = self._add(Panel("added", "sum", 1, self.multiplier))
        self.kept = [self._result(k, "depthwise", depthwise) for k in range(self.channels * self.multiplier)]
        self.summed = [self._result(q, "conv2d", standard) for q in range(self.multiplier)]

    def build(self) -> Scene:
        self._note_origins()
        reel = Reel(self.trace.part.rows, [self._shot()])
        lanes = tuple(f"s[{c}, {q}]" for c in range(self.channels) for q in range(self.multiplier))
        captions = {name: self.words[name] for name in ("share", "keep", "add", "open")}
        scene = self._scene("compare", [reel], lanes=lanes, captions=captions)
        return replace(scene, travels=tuple(self._travels()), lane=self._first_lane())

    def _row(self, family: str, c: int) -> Panel:
        return self._add(Panel(family, "sum", 1, self.multiplier, (c,), picks=c * self.multiplier))

    def _travels(self) -> Iterator[Travel]:
        """Each cell of the table to the same place among the maps; each column into its sum, and that to its map."""
        for k, panel in enumerate(self.kept):
            c, q = divmod(k, self.multiplier)
            yield Travel(Mark(self.rows["kept"][c].id, 0, q), panel.id)
            yield Travel(Mark(self.rows["terms"][c].id, 0, q), self.added.id, (0, q))

    def _first_lane(self) -> int:
        """The first sum whose kernel is not all zeros: of the article's, the first would show 0 x ... = 0."""
        kernels = self.trace.kernels.reshape(self.channels * self.multiplier, -1)
        return int(kernels.any(axis=1).argmax())

    def _result(self, k: int, family: str, trace: Trace) -> Panel:
        _, rows, cols, _ = trace.shape
        channel = trace.spec.sources(k)[0] if trace.spec.traits.apart else None
        label = self._label(f"output[:, :, {k}]", channel, (k,), -self.trace.part.rows.start * cols)
        block = self._block(self._output_cells(trace.output, k))
        return self._add(Panel(family, "output", rows, cols, (k,), block, label, stride=(cols, 1)))

    def _note_origins(self) -> None:
        for k, panel in enumerate(self.kept):
            c, q = divmod(k, self.multiplier)
            cells = [Mark(self.rows[family][c].id, 0, q) for family in ("table", "kept")]
            self._from(panel, *cells, self.filters[c, k], self.inputs[c])
        for q, panel in enumerate(self.summed):
            slices = [self.filters[c, c * self.multiplier + q] for c in range(self.channels)]
            cells = [Mark(row.id, 0, q) for family in ("table", "terms") for row in self.rows[family]]
            self._from(panel, Mark(self.added.id, 0, q), *cells, *slices, *self.inputs)

    def _shot(self) -> Shot:
        tables = self._in_cells(self.kept[:: self.multiplier], (1, self.multiplier), (0, 1))
        shows: list[Show] = []
        for c, sums in enumerate(tables):
            name = self._label(f"s[{c}, :]", c)
            shows += [self._show(family, (c,), sums, name) for family in TABLES]
        (added,) = self._in_cells(self.summed[:1], (1, self.multiplier), (0, 1))
        shows += [*self._lanes(), self._show("added", (), added, self._label(self.words["sums"]))]
        marks = [(Mark(panel.id, 0, 0), (1, 1)) for panel in (*self.kept, *self.summed)]
        return Shot((0, 0, 0), [*self._window_marks(self.inputs), *marks], shows, self._sentence())

    def _lanes(self) -> Iterator[Show]:
        """What the lanes show: a cell of the table each, with the arithmetic behind it."""
        sources = [self.spec.sources(lane)[0] for lane in range(len(self.kept))]
        kernels = [self.filters[c, lane] for lane, c in enumerate(sources)]
        windows, products = self._under_windows(range(self.channels)), self._under_windows(sources, kernels)
        for lane, (c, kernel, sum) in enumerate(zip(sources, kernels, self._in_cells(self.kept), strict=True)):
            yield self._show("window", (lane,), windows[c], self._label(f"{self.words['window']}[:, :, {c}]", c, (c,)))
            yield self._show_still("kernel", (lane,), kernel)
            yield self._show("products", (lane,), products[lane], self._label(self.words["products"], c))
            yield self._show("sum", (lane,), sum, self._label(f"s[{c}, {lane % self.multiplier}]", c))

    def _sentence(self) -> Said:
        """The table's sums, and its columns with theirs: of long ones the sum alone."""
        (kept,) = self._in_cells(self.kept[:1], (self.channels, self.multiplier), (self.multiplier, 1))
        columns = self._in_cells(self.kept[: self.multiplier], (self.channels, 1), (self.multiplier, 0))
        way = "total" if self.channels > SPOKEN // 2 else "sum"
        sums = [SpokenValue(way, *both) for both in zip(columns, self._in_cells(self.summed), strict=True)]
        names = enumerate_texts([f"{{{1 + q}}}" for q in range(self.multiplier)], SPOKEN // 2)
        return Said(self.words["step"].format(kept="{0}", added=names), (SpokenValue("each", kept), *sums))
