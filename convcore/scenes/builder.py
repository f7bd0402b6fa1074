"""What every picture is built with: the tensors' own panels, and a collection that hands out the parts' numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from convcore.scenes.model import Frame, Label, Mark, Panel, Scene, Show
from convcore.spec import Tensor
from convcore.trace import Trace

MAX_LIMIT = 8e307


class SceneBuilder:
    """Collects a scene's parts and hands out their numbers."""

    def __init__(self, trace: Trace, words: Mapping[str, str], batch: int) -> None:
        self.trace, self.spec, self.words, self.batch = trace, trace.spec, words, batch
        self.panels: dict[tuple[str, tuple[int, ...]], Panel] = {}
        self.labels: list[Label] = []
        self.blocks: list[tuple[float | None, ...]] = []
        self.marks: dict[Mark, int] = {}
        self.named: dict[str, int] = {}
        self.origins: dict[str, tuple[int, ...]] = {}
        self.inputs = [self._input(c) for c in range(self.spec.channels)]
        self.filters = self._filters()

    def _input(self, c: int) -> Panel:
        rows, cols = self.trace.axes
        padding, cells = self.trace.padding.ravel(), self.trace.padded[self.batch, :, :, c].ravel()
        values = [None if outside else value.item() for outside, value in zip(padding, cells, strict=True)]
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
        for k in range(self.spec.out_channels):
            for i, c in enumerate(self.spec.sources(k)):
                block = self._block(self.trace.kernels[k, i])
                index = self.spec.filter_slice(c, k)
                label = self._label(f"filter[:, :, {index[0]}, {index[1]}]", c, index)
                panels[c, k] = self._add(Panel("filter", "filter", kh, kw, (c, k), block, label))
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

    def _show(self, family: str, at: tuple[int, ...], block: int, label: int | None = None) -> Show:
        """What a panel shows in a frame.

        Raises:
            KeyError: where there is no such panel.
        """
        return self.panels[family, at].id, block, label

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

    def _scene(
        self,
        kind: str,
        frames: list[Frame],
        channels: int = 1,
        lanes: tuple[str, ...] = (),
        captions: Mapping[str, str] | None = None,
        channel: int = 0,
    ) -> Scene:
        return Scene(
            kind,
            channels,
            lanes,
            tuple(self.panels.values()),
            tuple(self.labels),
            tuple(self.blocks),
            tuple(self.marks),
            tuple(frames),
            _limits(self.trace),
            self.origins,
            captions or {},
            channel,
        )


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
