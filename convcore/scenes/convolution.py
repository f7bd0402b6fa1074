"""A convolution as both pages play it, one frame an output cell: the lanes of its window, their sums, its total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from convcore.scenes.blocks import BLANK, Ref
from convcore.scenes.builder import SceneBuilder, find_distinct, plain
from convcore.scenes.film import Mark, Reel, Shot, Show
from convcore.scenes.model import MAX_LANES, Panel, Scene
from convcore.scenes.sentences import Said, SpokenValue
from convcore.spec import Pair
from convcore.trace import Trace, check_steps

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
        self._add_numbers()
        reel = Reel(self.trace.part.rows, [self._shot(k) for k in self.held])
        for k, panel in enumerate(self.outputs):
            sources = self.spec.sources(k)
            self._from(panel, *(self.filters[c, k] for c in sources), *(self.inputs[c] for c in sources))
        captions = {name: self.words[name] for name in LASTING}
        scene = self._scene(self.name, [reel], len(self.held), self._lanes(), captions, self.held.start)
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
        block = self._block_once(self._output_cells(self.trace.output, k, k in self.held))
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

    def _add_numbers(self) -> None:
        """What the windows hold: a block of products and a sum for each lane, their sums and the total."""
        lanes = [(c, k) for k in self.held for c in self.spec.sources(k)]
        self.products = self._under_windows([c for c, _ in lanes], [self.filters[at] for at in lanes])
        _, rows, cols, channels = self.trace.held
        held = self.trace.sums[self.batch, rows, cols, channels]
        first, which = find_distinct(np.moveaxis(held, 2, 0))
        sums = self._store(plain(held[:, :, first]))
        wide = len(first) * self.depth
        moves = self.trace.shape[2] * wide, wide
        firsts = [sums + self.depth * number for number in which]
        self.each = self._stack([at + lane for at in firsts for lane in range(self.depth)], (1, 1), (0, 0), moves)
        self.sums = self.each if self.apart else self._stack(firsts, (self.depth, 1), (1, 0), moves)
        self.totals = self._in_cells([self.outputs[k] for k in self.held])

    # Frames ----------------------------------------------------------------------------------------------------

    def _lane(self, k: int, source: int, at: tuple[int, ...]) -> list[Show]:
        """What a step of an output channel shows of one input channel, on the lane's panels ``at``."""
        c = self.spec.sources(k)[source]
        kernel, image = self.filters[c, k], self.inputs[c]
        return [
            *self._lasting(k, source, at),
            self._show_still("kernel", at, kernel),
            self._show_still("source", at, image),
        ]

    def _lasting(self, k: int, source: int, at: tuple[int, ...]) -> list[Show]:
        """Products and their sum."""
        c, lane = self.spec.sources(k)[source], (k - self.held.start) * self.depth + source
        return [
            self._show(name, at, blocks[lane], self._label(self.words[name], c))
            for name, blocks in zip(LASTING, (self.products, self.each), strict=True)
        ]

    def _shot(self, k: int) -> Shot:
        """The frame of an output channel."""
        if self.apart:
            shows = self._lane(k, 0, ())
            if self.side_by_side:
                shows += self._beside(k)
        else:
            shows = [show for i in range(self.depth) for show in self._lane(k, i, (i,))]
            shows.append(self._show("sums", (), self.sums[k - self.held.start]))
        total = self.totals[k - self.held.start]
        shows.append(self._show("total", (), total, self._label(self.words["total"])))
        shows.append(self._show_still("output", (), self.outputs[k]))
        active = tuple(self.filters[c, lit].id for lit in self._lit(k) for c in self.spec.sources(lit))
        return Shot((0, 0, k), self._marks(k), shows, self._sentence(k, total), active)

    def _beside(self, k: int) -> list[Show]:
        """The lanes done at this window; those that it has yet to fill, or that are not in hand, are blank."""
        lit = self._lit(k)
        done = [show for lane in lit for show in self._lasting(lane, 0, (lane,))]
        later = [lane for lane in range(self.spec.out_channels) if lane not in lit]
        return done + [self._show(name, (lane,), Ref(BLANK)) for lane in later for name in LASTING]

    def _lit(self, k: int) -> range:
        """The output channels whose lanes stand on the screen: depthwise keeps those done at this window."""
        return range(self.held.start if self.apart else k, k + 1)

    def _marks(self, k: int) -> list[tuple[Mark, Pair]]:
        """The window on the inputs that are read, the cell on the output; both where they are in focus as well."""
        lanes = [()] if self.apart else [(i,) for i in range(self.depth)]
        sources = sorted({c for lit in self._lit(k) for c in self.spec.sources(lit)})
        marks = self._window_marks([*(self.inputs[c] for c in sources), *(self.panels["source", at] for at in lanes)])
        return marks + [(Mark(panel.id, 0, 0), (1, 1)) for panel in (self.outputs[k], self.panels["output", ()])]

    def _sentence(self, k: int, total: Ref) -> Said:
        output = f"output[{{row}}, {{col}}, {k}]"
        sources = self.spec.sources(k)
        first = (k - self.held.start) * self.depth
        lanes = [SpokenValue("products", self.products[first + i], self.each[first + i]) for i in range(self.depth)]
        if self.depth == 1:
            kernel = self.labels[self.filters[sources[0], k].content[1]].title
            text = self.words["depthwise"].format(output=output, channel=sources[0], filter=kernel, sum="{0}")
            return self._say(text, *lanes)
        text = self.words["standard"].format(output=output, sum="{0}")
        added = SpokenValue("sum", self.sums[k - self.held.start], total)
        if self.depth > 2:
            return self._say(text, added)
        told = (self.words["standard.lane"].format(channel=c, sum=f"{{{1 + i}}}") for i, c in enumerate(sources))
        return self._say(" · ".join((text, *told)), added, *lanes)
