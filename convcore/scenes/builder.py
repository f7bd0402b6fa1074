"""What every picture is built with: the tensors' own panels, and a collection that hands out the parts' numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from convcore.ops import working_dtype
from convcore.scenes.blocks import Blocks, Ref, Stack
from convcore.scenes.film import Film, Mark, Reel, Show
from convcore.scenes.model import Label, Panel, Scene
from convcore.scenes.sentences import Said, SpokenValue
from convcore.spec import Pair, Tensor
from convcore.trace import Trace

MAX_LIMIT = 8e307
LARGEST_WHOLE = 2**53  # up to which floats hold every whole number
MOST_TOLD = 2**14  # cells of an output up to which those not in hand are told as well: 16x16x64


class SceneBuilder:
    """Collects a scene's parts and hands out their numbers."""

    def __init__(self, trace: Trace, words: Mapping[str, str], batch: int) -> None:
        self.trace, self.spec, self.words, self.batch = trace, trace.spec, words, batch
        self.panels: dict[tuple[str, tuple[int, ...]], Panel] = {}
        self.labels: list[Label] = []
        self.numbers: list[float | None] = []
        self.told: dict[tuple[str, bytes], int] = {}  # blocks that need not be told again
        self.stacks: list[Stack] = []
        self.count = 0  # of blocks
        self.in_a_row = trace.shape[2]  # windows
        self.marks: dict[Mark, int] = {}
        self.named: dict[str, int] = {}
        self.origins: dict[str, tuple[int, ...]] = {}
        self.looked: list[Ref] = []  # at the windows, for the padding under them
        self.inputs = [self._input(c) for c in range(self.spec.channels)]
        self.filters = self._filters()

    def _input(self, c: int) -> Panel:
        rows, cols = self.trace.axes
        cells = plain(self.trace.input[self.batch, :, :, c])
        values: list[float | None] = [None] * (rows.before * cols.padded)
        for start in range(0, len(cells), cols.size):
            values += [*[None] * cols.before, *cells[start : start + cols.size], *[None] * cols.after]
        values += [None] * (rows.after * cols.padded)
        return self._add(
            Panel(
                "input",
                "input",
                rows.padded,
                cols.padded,
                (c,),
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
        each = [(c, k, i) for k in range(self.spec.out_channels) for i, c in enumerate(self.spec.sources(k))]
        # All kinds tell them in one order: where one scene is played, another has most of its numbers there.
        blocks = {(c, k): self._block_once(self.trace.kernels[k, i]) for c, k, i in sorted(each)}
        for c, k, _ in each:
            index = self.spec.filter_slice(c, k)
            label = self._label(f"filter[:, :, {index[0]}, {index[1]}]", c, index)
            panels[c, k] = self._add(Panel("filter", "filter", kh, kw, (c, k), blocks[c, k], label))
        return panels

    # Parts -----------------------------------------------------------------------------------------------------

    def _add(self, panel: Panel) -> Panel:
        self.panels[panel.family, panel.at] = panel
        return panel

    def _add_lanes(self, panel: Panel, lanes: int) -> None:
        """A panel that shows the lane in focus, and one for each lane that can be."""
        self._add(panel)
        for lane in range(lanes):
            self._add(replace(panel, at=(lane,), lane=lane, focus=panel.id))

    def _show(self, family: str, at: tuple[int, ...], block: Ref, label: int | Ref | None = None) -> Show:
        """What a panel shows in a frame.

        Raises:
            KeyError: where there is no such panel.
        """
        return self.panels[family, at].id, block, Ref(label) if isinstance(label, int) else label

    def _show_still(self, family: str, at: tuple[int, ...], panel: Panel) -> Show:
        """The same for what a panel always holds."""
        block, label = panel.content
        return self._show(family, at, Ref(block), label)

    def _block(self, values: Tensor | Sequence[float | None]) -> int:
        """A block that no window moves, its cells row by row."""
        cells = plain(values) if isinstance(values, np.ndarray) else values
        at = self._store(cells)
        last = self.stacks[-1] if self.stacks else None
        if last and last.moves is None and last.shape == (1, len(cells)):
            self.stacks[-1] = Stack(last.first, (*last.at, at), last.shape, last.steps)
            self.count += 1
        else:
            self._stack([at], (1, len(cells)), (0, 1), None)
        return self.count - 1

    def _block_once(self, values: Tensor | Sequence[float | None]) -> int:
        """The same, or of whole tensors the equal one before: in groups kernels and outputs repeat.

        Its numbers need not follow then on those of the block before.
        """
        if not isinstance(values, np.ndarray):
            return self._block(values)
        key = values.dtype.str, values.tobytes()
        if key not in self.told:
            self.told[key] = self._block(values)
        return self.told[key]

    def _output_cells(self, output: Tensor, k: int, held: bool = True) -> Tensor | Sequence[float | None]:
        """The cells of an output channel; where all channels have too many to be sent at each run, those in hand alone.

        Args:
            output: a convolution's.
            k: the channel.
            held: whether it is in hand.
        """
        cells: Tensor = output[self.batch, :, :, k]
        if output[self.batch].size <= MOST_TOLD:
            return cells
        told: list[float | None] = [None] * cells.size
        if held:
            rows = slice(self.trace.part.rows.start, self.trace.part.rows.stop)
            told[rows.start * cells.shape[1] : rows.stop * cells.shape[1]] = plain(cells[rows])
        return told

    def _store(self, cells: Sequence[float | None]) -> int:
        """Keeps numbers; where they begin among all."""
        self.numbers += cells
        return len(self.numbers) - len(cells)

    def _stack(
        self,
        at: Sequence[int],
        shape: Pair,
        steps: Pair,
        moves: Pair | None,
        times: Sequence[int] = (),
        dtype: str = "float64",
    ) -> list[Ref]:
        """Blocks of one shape, as :class:`convcore.scenes.blocks.Stack` has them: one for each of ``at``."""
        first, windows = self.count, len(self.trace.part.rows) * self.trace.shape[2]
        self.stacks.append(Stack(first, tuple(at), shape, steps, moves, tuple(times), dtype))
        self.count += len(at) * (windows if moves else 1)
        return [Ref(first + i, len(at) if moves else 0) for i in range(len(at))]

    def _begin(self, block: int) -> int:
        """Where the numbers of a block begin that no window moves."""
        stack = next(stack for stack in reversed(self.stacks) if stack.first <= block)
        return stack.at[block - stack.first]

    def _under_windows(self, channels: Sequence[int], kernels: Sequence[Panel] = ()) -> list[Ref]:
        """What lies under the windows of input channels, or that multiplied by a kernel each."""
        rows, cols = self.trace.axes
        first = self.trace.part.rows.start * rows.stride * cols.padded
        return self._stack(
            [self._begin(self.inputs[c].content[0]) + first for c in channels],
            self.spec.kernel,
            (rows.dilation * cols.padded, cols.dilation),
            (rows.stride * cols.padded, cols.stride),
            [self._begin(panel.content[0]) for panel in kernels],
            working_dtype(self.trace.input, self.trace.filters).name,
        )

    def _in_cells(
        self,
        panels: Sequence[Panel],
        shape: Pair = (1, 1),
        steps: Pair = (0, 0),
        times: Sequence[int] = (),
        dtype: str = "float64",
    ) -> list[Ref]:
        """What the windows compute: a cell of an output panel, or of as many as a shape has, ``steps`` panels apart.

        The numbers of such panels follow each other.
        """
        _, rows, cols, _ = self.trace.shape
        at = [self._begin(panel.content[0]) + self.trace.part.rows.start * cols for panel in panels]
        return self._stack(at, shape, (steps[0] * rows * cols, steps[1] * rows * cols), (cols, 1), times, dtype)

    def _window_marks(self, panels: Sequence[Panel]) -> list[tuple[Mark, Pair]]:
        """The window on input panels."""
        rows, cols = self.trace.axes
        steps = rows.dilation, cols.dilation
        return [(Mark(panel.id, 0, 0, rows.kernel, cols.kernel, steps), (rows.stride, cols.stride)) for panel in panels]

    def _say(self, text: str, *values: SpokenValue) -> Said:
        """A sentence, with what there is to say of padding."""
        if not self.trace.padding.any():
            return Said(text, values)
        if not self.looked:
            self.looked = self._under_windows([0])
        return Said(text, values, self.words["padding"], self.looked[0])

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

    def _scene(
        self,
        kind: str,
        reels: Sequence[Reel],
        channels: int = 1,
        lanes: tuple[str, ...] = (),
        captions: Mapping[str, str] | None = None,
        channel: int = 0,
    ) -> Scene:
        blocks = Blocks(self.numbers, self.stacks, self.in_a_row)
        return Scene(
            kind,
            channels,
            lanes,
            tuple(self.panels.values()),
            tuple(self.labels),
            blocks,
            tuple(self.marks),
            Film(reels, blocks),
            _limits(self.trace),
            self.origins,
            captions or {},
            channel,
        )


def still(*marks: Mark) -> list[tuple[Mark, Pair]]:
    """Marks that no window moves."""
    return [(mark, (0, 0)) for mark in marks]


def find_distinct(tensors: Iterable[Tensor]) -> tuple[list[int], list[int]]:
    """Those that equal none before, and for each the place among them of the one that it equals, bit for bit.

    >>> find_distinct(np.array([[1, 2], [3, 4], [1, 2]]))
    ([0, 1], [0, 1, 0])
    """
    places: dict[bytes, int] = {}
    which = [places.setdefault(tensor.tobytes(), len(places)) for tensor in tensors]
    return [which.index(place) for place in range(len(places))], which


def plain(values: Tensor) -> list[float]:
    """Numbers row by row, whole ones without a point, which only makes them longer; but -0.0 has to say so."""
    told = values.astype(float) if values.dtype.kind == "f" else values
    whole = (told == np.trunc(told)) & (np.abs(told) < LARGEST_WHOLE) & ((told != 0) | ~np.signbit(told))
    cells: list[float] = (told.astype(np.int64) if told is not values and whole.all() else told).ravel().tolist()
    return cells


def _limits(trace: Trace) -> dict[str, float]:
    """The largest magnitudes: one colour scale a role, centred at 0. Sums and totals share the output's.

    At most MAX_LIMIT, so that a scale from -limit to limit is no wider than a float.
    """
    tensors = {"input": trace.input, "filter": trace.filters, "sum": trace.sums}
    limits = {role: float(np.abs(tensor).max()) or 1.0 for role, tensor in tensors.items()}
    limits["products"] = trace.largest_product or 1.0
    limits["output"] = float(np.abs(trace.output).max()) or 1.0
    limits["window"] = limits["input"]
    limits["blocks"] = float(np.abs(trace.kernels.sum(axis=(2, 3))).max()) or 1.0
    limits["sum"] = limits["total"] = limits["output"] = max(limits["sum"], limits["output"])
    return {role: min(limit, MAX_LIMIT) for role, limit in limits.items()}
