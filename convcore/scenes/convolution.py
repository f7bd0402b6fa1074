"""What the screen shows at each step, as plain data: panels, what they hold, what is marked, what is said.

A scene knows no pixels and no colours. :mod:`convcore.layouts.convolution` says where the panels stand,
:mod:`convcore.web.figure` and the player draw them. A frame is a function of the step alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from convcore.numbers import added, equal_sign, short, signed
from convcore.spec import Tensor
from convcore.trace import Step, Trace, check_steps

MAX_LANES = 8
MAX_LIMIT = 8e307
BLANK = -1

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
    "tensors.input": "{panel}: input channel {channel}, {rows} rows by {cols} columns.",
    "tensors.filter": "{panel}: a {rows}×{cols} kernel for input channel {channel}, number {index} of its {count}.",
    "window": "{input} × {weight} {sign} {product}, so far {sum}",
    "window.last": "{input} × {weight} {sign} {product}, and the sum is {sum}. It becomes {output}.",
}
"""What a scene says, in English. Another language is another mapping with the same keys and placeholders."""


@dataclass(frozen=True)
class Label:
    """What a panel's content is called.

    Attributes:
        title: the NumPy name, as in ``filter[:, :, 0, 1]``.
        channel: the input channel whose colour it wears; None is neutral, it mixes several.
        index: the last index of the tensor it is a slice of: a channel, or for filters (channel, slice).
        first: for outputs, the step that computes its cell (0, 0); None elsewhere.
    """

    title: str
    channel: int | None = None
    index: tuple[int, ...] = ()
    first: int | None = None


@dataclass(frozen=True)
class Panel:
    """A small matrix on the screen.

    Attributes:
        id: its name in steps and arrangements.
        role: ``input``, ``filter``, ``products``, ``sum``, ``total`` or ``output``.
        rows, cols: its size in cells.
        block, label: what it always holds (indices into the scene); None where each step says it.
        before: (rows, columns) of padding in front of the tensor's own first cell.
        inner: (rows, columns) of the tensor itself, where padding surrounds it.
        unused: (rows, columns) at the far end that no window reaches.
        stride: for outputs, how many steps lie between neighbouring (rows, columns).
        lane: which of the scene's lanes it belongs to, where one of them can be brought into focus.
        focus: the panel that shows the same while that lane is in focus.
        picks: the lane that its first cell brings into focus, the next cell the next one.
    """

    id: str
    role: str
    rows: int
    cols: int
    block: int | None = None
    label: int | None = None
    before: tuple[int, int] = (0, 0)
    inner: tuple[int, int] | None = None
    unused: tuple[int, int] = (0, 0)
    stride: tuple[int, int] | None = None
    lane: int | None = None
    focus: str | None = None
    picks: int | None = None


@dataclass(frozen=True)
class Mark:
    """Cells of a panel that a step points at: ``rows`` x ``cols`` of them, ``step`` cells apart."""

    panel: str
    row: int
    col: int
    rows: int = 1
    cols: int = 1
    step: tuple[int, int] = (1, 1)


Show = tuple[str, int, int | None]


@dataclass(frozen=True)
class Frame:
    """One step on the screen.

    Attributes:
        cell: (row, column, channel) of the output cell, the player's way from a cell to its step.
        marks: indices into the scene's marks.
        shows: (panel, block, label) for each panel that changes; block -1 is a blank panel.
        active: the filter panels in use; where there are any, the others step back.
        sentence: what happens, in words and numbers.
    """

    cell: tuple[int, int, int]
    marks: tuple[int, ...]
    shows: tuple[Show, ...]
    active: tuple[str, ...]
    sentence: str


@dataclass(frozen=True)
class Scene:
    """Everything a player needs but positions: see :class:`Panel`, :class:`Frame` and :class:`Mark`.

    Attributes:
        kind: what is played: ``standard``, ``depthwise``, ``tensors`` or ``window``.
        channels: output channels that can be in focus; 1 where there is nothing to choose.
        lanes: names of the lanes of which one can be brought into focus; empty where there is nothing to choose.
        panels, labels, blocks, marks, frames: the parts; a block is a panel's cells, row by row, None if not yet.
        limits: by role, the largest magnitude, for one colour scale a role.
        origins: for a panel, the marks of what it was made from.
        captions: words that stand between panels.
    """

    kind: str
    channels: int
    lanes: tuple[str, ...]
    panels: tuple[Panel, ...]
    labels: tuple[Label, ...]
    blocks: tuple[tuple[float | None, ...], ...]
    marks: tuple[Mark, ...]
    frames: tuple[Frame, ...]
    limits: Mapping[str, float] = field(default_factory=dict)
    origins: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)

    def panel(self, id: str) -> Panel:
        """The panel of that name."""
        return next(panel for panel in self.panels if panel.id == id)

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and dictionaries, ready for JSON; frames and marks name panels by their number."""
        number = {panel.id: i for i, panel in enumerate(self.panels)}
        return {
            "kind": self.kind,
            "channels": self.channels,
            "lanes": list(self.lanes),
            "limits": dict(self.limits),
            "panels": [asdict(panel) for panel in self.panels],
            "labels": [asdict(label) for label in self.labels],
            "blocks": [list(block) for block in self.blocks],
            "origins": {panel: list(marks) for panel, marks in self.origins.items()},
            "marks": [[number[m.panel], m.row, m.col, m.rows, m.cols, *m.step] for m in self.marks],
            "frames": [
                {
                    "cell": list(frame.cell),
                    "marks": list(frame.marks),
                    "shows": [[number[panel], block, label] for panel, block, label in frame.shows],
                    "active": [number[panel] for panel in frame.active],
                    "sentence": frame.sentence,
                }
                for frame in self.frames
            ],
        }


def build(trace: Trace, words: Mapping[str, str] = WORDS, batch: int = 0) -> Scene:
    """The scene of a whole convolution of one image: a frame for each of its output cells.

    Args:
        trace: the convolution.
        words: the sentences, as in :data:`WORDS`.
        batch: which image of the batch.

    Raises:
        ConvError: for more than 4,096 steps.

    >>> from convcore.spec import ConvSpec
    >>> spec = ConvSpec("depthwise", (1, 2, 2, 1), (2, 2, 1, 1))
    >>> build(Trace(spec, np.ones((1, 2, 2, 1)), np.ones((2, 2, 1, 1)))).frames[0].sentence
    'output[0, 0, 0] reads input channel 0 alone, with filter[:, :, 0, 0]: 1×1 + 1×1 + 1×1 + 1×1 = 4'
    """
    check_steps(trace)
    return SceneBuilder(trace, words, batch).convolution()


def tensors(trace: Trace, words: Mapping[str, str] = WORDS) -> Scene:
    """The two tensors themselves, one slice a step."""
    return SceneBuilder(trace, words, 0).tensors()


def window(trace: Trace, index: int, words: Mapping[str, str] = WORDS) -> Scene:
    """One step of one input channel, one multiplication at a time.

    Args:
        trace: a convolution whose output cells read one input channel each (depthwise).
        index: the step.
        words: the sentences, as in :data:`WORDS`.
    """
    return SceneBuilder(trace, words, trace[index].batch).window(trace[index])


class SceneBuilder:
    """Collects a scene's parts and hands out their numbers."""

    def __init__(self, trace: Trace, words: Mapping[str, str], batch: int) -> None:
        self.trace, self.spec, self.words, self.batch = trace, trace.spec, words, batch
        self.apart = trace.spec.traits.apart
        self.name: str = trace.spec.kind
        self.panels: list[Panel] = []
        self.labels: list[Label] = []
        self.blocks: list[tuple[float | None, ...]] = []
        self.marks: dict[Mark, int] = {}
        self.named: dict[str, int] = {}
        self.origins: dict[str, tuple[int, ...]] = {}
        self.inputs = [self._input(c) for c in range(self.spec.channels)]
        self.filters = self._filters()

    # The three scenes ------------------------------------------------------------------------------------------

    def convolution(self) -> Scene:
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

    def tensors(self) -> Scene:
        """Every slice a frame."""
        frames = [self._tensor_frame(number, panel) for number, panel in enumerate(self.panels)]
        return self._scene("tensors", frames)

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

    # Panels ----------------------------------------------------------------------------------------------------

    def _input(self, c: int) -> Panel:
        rows, cols = self.trace.axes
        values = [
            None if outside else value.item()
            for outside, value in zip(
                self.trace.padding.ravel(), self.trace.padded[self.batch, :, :, c].ravel(), strict=True
            )
        ]
        return self._add(
            Panel(
                f"input:{c}",
                "input",
                rows.padded,
                cols.padded,
                self._block(values),
                self._label(f"input[:, :, {c}]", c, (c,)),
                (rows.before, cols.before),
                (rows.size, cols.size),
                (rows.unused, cols.unused),
            )
        )

    def _filters(self) -> dict[tuple[int, int], Panel]:
        """The filter slices by (input channel, output channel), in the order the filters keep them."""
        kh, kw = self.spec.kernel
        panels = {}
        for k in range(self.spec.out_channels):
            for i, c in enumerate(self.spec.sources(k)):
                at = self.spec.filter_slice(c, k)
                panels[c, k] = self._add(
                    Panel(
                        f"filter:{c}:{k}",
                        "filter",
                        kh,
                        kw,
                        self._block(self.trace.kernels[k, i]),
                        self._label(f"filter[:, :, {at[0]}, {at[1]}]", c, at),
                    )
                )
        return panels

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

    # Parts -----------------------------------------------------------------------------------------------------

    def _add_as(self, panel: Panel, id: str, lane: int | None = None, focus: str | None = None) -> Panel:
        """A panel like another, under a name of its own."""
        return self._add(replace(panel, id=id, lane=lane, focus=focus))

    def _add(self, panel: Panel) -> Panel:
        self.panels.append(panel)
        return panel

    def _block(self, values: Tensor | Sequence[float | None]) -> int:
        flat = values.ravel().tolist() if isinstance(values, np.ndarray) else list(values)
        self.blocks.append(tuple(None if v is None else v if isinstance(v, int) else float(v) for v in flat))
        return len(self.blocks) - 1

    def _label(
        self, title: str, channel: int | None = None, index: tuple[int, ...] = (), first: int | None = None
    ) -> int:
        key = f"{title}/{channel}"
        if key not in self.named:
            self.named[key] = len(self.labels)
            self.labels.append(Label(title, channel, index, first))
        return self.named[key]

    def _mark(self, mark: Mark) -> int:
        return self.marks.setdefault(mark, len(self.marks))

    def _from(self, panel: Panel, *sources: Panel | Mark) -> None:
        """Notes what a panel is made from: other panels, or marked cells of them."""
        marks = [s if isinstance(s, Mark) else Mark(s.id, *s.before, *(s.inner or (s.rows, s.cols))) for s in sources]
        self.origins[panel.id] = tuple(map(self._mark, marks))

    def _lanes(self) -> tuple[str, ...]:
        """The names of the lanes, where there are several input channels to choose from."""
        depth = self.spec.channels_per_group
        name = self.words["lane.group" if self.spec.groups > 1 else "lane"]
        return tuple(name.format(channel=c) for c in range(depth)) if depth > 1 else ()

    def _scene(
        self,
        kind: str,
        frames: list[Frame],
        channels: int = 1,
        lanes: tuple[str, ...] = (),
        captions: Mapping[str, str] | None = None,
    ) -> Scene:
        return Scene(
            kind,
            channels,
            lanes,
            tuple(self.panels),
            tuple(self.labels),
            tuple(self.blocks),
            tuple(self.marks),
            tuple(frames),
            _limits(self.trace),
            self.origins,
            captions or {},
        )


def _emptied(panel: Panel) -> Panel:
    """The same panel, to be filled by each step."""
    return replace(panel, block=None, label=None)


def _limits(trace: Trace) -> dict[str, float]:
    """The largest magnitudes: one colour scale a role, centred at 0. Sums and totals share the output's.

    At most MAX_LIMIT, so that a scale from -limit to limit is no wider than a float.
    """
    tensors = {"input": trace.input, "filter": trace.filters, "products": trace.products, "sum": trace.sums}
    limits = {role: float(np.abs(tensor).max()) or 1.0 for role, tensor in tensors.items()}
    limits["output"] = float(np.abs(trace.output).max()) or 1.0
    limits["window"] = limits["input"]
    limits["blocks"] = float(np.abs(trace.kernels.sum(axis=(2, 3))).max()) or 1.0
    limits["sum"] = limits["total"] = limits["output"] = max(limits["sum"], limits["output"])
    return {role: min(limit, MAX_LIMIT) for role, limit in limits.items()}


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
