"""What the core costs beside those who compute the same: time, and memory beyond input and output.

The peers: one einsum over a sliding window view, which is what one would write by hand; ``scipy.ndimage.correlate``, a
call for each input channel of each output channel; and PyTorch in both its layouts, where they are installed. All run
on one thread in float32, in turn, and each ratio is of the medians. Times are those of the processor: what else the
machine does is not counted, nor what a call loses because others ran before it. Run by ``make bench``; with
``--record`` the table goes to benchmarks/ops.md as well. An environment with the peers is none of the project's:
``pip install torch scipy``, then ``PYTHONPATH=. python benchmarks/bench_ops.py``.
"""

from __future__ import annotations

import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import convcore
from benchmarks.bench_kinds import on_one_thread
from benchmarks.record import ASKED, head, keep, measured

try:
    from scipy import ndimage
except ImportError:
    ndimage = None
try:
    import torch
except ImportError:
    torch = None

RECORD = Path(__file__).with_name("ops.md")
SECONDS = 0.5  # that a case takes turns for, at least
LEAST_TURNS = 7
SHORTEST = 2e-3  # seconds of a turn; what takes less is called several times in it
KERNELS = ((3, 1), (5, 1), (3, 2))  # taps to a side, dilation
PEERS = ("einsum", "ndimage", "torch", "torch, channels last")


class Size(NamedTuple):
    """An input, and what is made of it: output channels when standard, multiplier when depthwise, stride."""

    height: int
    width: int
    channels: int
    out: int
    multiplier: int = 1
    stride: int = 1


SIZES = (
    Size(4, 4, 2, 2, 2),  # the article's
    Size(32, 32, 3, 16),
    Size(56, 56, 128, 128),
    Size(112, 112, 32, 64),
    Size(112, 112, 32, 64, stride=2),
    Size(224, 224, 3, 32),
    Size(512, 512, 3, 12, 4),
)


class Case:
    """One convolution of one image, and all that compute it; SAME, with as much padding on each side."""

    def __init__(self, kind: str, size: Size, kernel: int, dilation: int) -> None:
        chance = np.random.default_rng(0)
        last = size.out if kind == "standard" else size.multiplier
        shapes = (1, *size[:3]), (kernel, kernel, size.channels, last)
        self.image, self.filters = (chance.standard_normal(shape).astype(np.float32) for shape in shapes)
        self.kind, self.stride, self.dilation = kind, size.stride, dilation
        self.pad = dilation * (kernel - 1) // 2
        options = "".join((f" /{size.stride}" if size.stride > 1 else "", f" *{dilation}" if dilation > 1 else ""))
        made = f"{last}" if kind == "standard" else f"x{last}"
        self.name = f"{size.height}x{size.width}x{size.channels} {kernel}x{kernel}{options} -> {made}"

    def convcore(self) -> Any:
        """Ours."""
        operation = convcore.conv2d if self.kind == "standard" else convcore.depthwise_conv2d
        return operation(self.image, self.filters, self.stride, ((self.pad, self.pad),) * 2, self.dilation)

    def einsum(self) -> Any:
        """One line over a sliding window view."""
        kernel = self.filters.shape[0]
        padded = np.pad(self.image, ((0, 0), (self.pad, self.pad), (self.pad, self.pad), (0, 0)))
        spans = sliding_window_view(padded, [(kernel - 1) * self.dilation + 1] * 2, axis=(1, 2))
        windows = spans[:, :: self.stride, :: self.stride, :, :: self.dilation, :: self.dilation]
        axes = "nyxcab,abco->nyxo" if self.kind == "standard" else "nyxcab,abcm->nyxcm"
        result = np.einsum(axes, windows, self.filters, optimize=True)
        return result.reshape(*result.shape[:3], -1)

    def ndimage(self, last: int | None = None) -> Any:
        """SciPy's correlate for each pair of channels, at stride 1; for the first ``last`` of the filters alone."""
        kernel, _, channels, many = self.filters.shape
        many = last or many
        spread = np.zeros([(kernel - 1) * self.dilation + 1] * 2 + [channels, many], np.float32)
        spread[:: self.dilation, :: self.dilation] = self.filters[..., :many]
        maps = [
            [ndimage.correlate(self.image[0, ..., c], spread[..., c, m], mode="constant") for m in range(many)]
            for c in range(channels)
        ]
        result = np.array(maps)[..., :: self.stride, :: self.stride]
        result = result.sum(axis=0) if self.kind == "standard" else result.reshape(-1, *result.shape[2:])
        return np.moveaxis(result, 0, -1)[np.newaxis]

    def torch(self, layout: Any) -> Callable[[], Any]:
        """PyTorch's conv2d with its tensors in a layout."""
        channels = self.image.shape[3]
        groups = 1 if self.kind == "standard" else channels
        grouped = self.filters.reshape(*self.filters.shape[:2], channels // groups, -1)
        image = torch.tensor(self.image.transpose(0, 3, 1, 2)).contiguous(memory_format=layout)
        weights = torch.tensor(grouped.transpose(3, 2, 0, 1)).contiguous(memory_format=layout)
        options = self.stride, self.pad, self.dilation, groups

        def call() -> Any:
            with torch.inference_mode():
                return torch.nn.functional.conv2d(image, weights, None, *options).permute(0, 2, 3, 1)

        return call

    def calls(self) -> dict[str, tuple[Callable[[], Any], int]]:
        """Whoever is there, and how many of its calls make the whole result."""
        found: dict[str, tuple[Callable[[], Any], int]] = {"convcore": (self.convcore, 1), "einsum": (self.einsum, 1)}
        if ndimage:  # an output channel takes as long as the next
            found["ndimage"] = lambda: self.ndimage(1), self.filters.shape[3]
        if torch:
            found["torch"] = self.torch(torch.contiguous_format), 1
            found["torch, channels last"] = self.torch(torch.channels_last), 1
        return found


def check(case: Case) -> None:
    """Sees that all compute the same."""
    want = case.convcore()
    for name, (call, parts) in case.calls().items():
        got = np.asarray(call())
        if parts > 1:
            shape = (*want.shape[:3], -1, parts) if case.kind == "depthwise" else (*want.shape[:3], 1, parts)
            got, want_part = got.reshape(*got.shape[:3], -1), want.reshape(shape)[..., 0]
            np.testing.assert_allclose(got, want_part, rtol=1e-3, atol=1e-3, err_msg=name)
        else:
            np.testing.assert_allclose(got, want, rtol=1e-3, atol=1e-3, err_msg=name)


def medians(calls: dict[str, tuple[Callable[[], Any], int]]) -> dict[str, float]:
    """Seconds of each, run in turn: one, the next, ..., one, the next, ..."""
    repeats = {name: max(1, int(SHORTEST / max(seconds(call, 1), 1e-7))) for name, (call, _) in calls.items()}
    taken: dict[str, list[float]] = {name: [] for name in calls}
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end or len(taken["convcore"]) < LEAST_TURNS:
        for name, (call, parts) in calls.items():
            taken[name].append(seconds(call, repeats[name]) * parts)
    return {name: statistics.median(some) for name, some in taken.items()}


def seconds(call: Callable[[], Any], repeats: int) -> float:
    """Processor seconds of a call; before it comes one that is not counted, and finds its memory and caches anew."""
    call()
    start = time.thread_time()
    for _ in range(repeats):
        call()
    return (time.thread_time() - start) / repeats


def megabytes(case: Case) -> float:
    """The peak beyond input and output."""
    tracemalloc.start()
    output = case.convcore()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return float(peak - output.nbytes) / 2**20


def table(found: dict[str, Any]) -> Iterator[str]:
    """The lines, each as soon as it is known; their numbers go to ``found``: seconds by name, and megabytes."""
    yield head(found)
    yield ""
    yield "One thread, float32. Peers in multiples of convcore's time; kernel /stride *dilation -> output channels,"
    yield "or x multiplier."
    yield ""
    yield "| | convcore | memory | " + " | ".join(PEERS) + " |"
    yield "|---|---:|---:|" + "---:|" * len(PEERS)
    for kind in ("standard", "depthwise"):
        for size in SIZES:
            for kernel in KERNELS:
                case = Case(kind, size, *kernel)
                check(case)
                took, room = medians(case.calls()), megabytes(case)
                found["cases"][f"{kind} {case.name}"] = took | {"megabytes": room}
                ratios = (f"{took[peer] / took['convcore']:.3g}" if peer in took else "-" for peer in PEERS)
                ours = f"{took['convcore'] * 1e3:.3f} ms | {room:.1f} MB"
                yield f"| {kind} {case.name} | {ours} | " + " | ".join(ratios) + " |"


def main() -> None:
    """Prints the table; with ``--record`` keeps it."""
    if torch:
        torch.set_num_threads(1)
    lines, found = [], measured(("numpy", "scipy", "torch")) | {"cases": {}}
    for line in table(found):
        print(line, flush=True)
        lines.append(line)
    if ndimage and torch:
        keep(RECORD, "\n".join(lines) + "\n", found)
    elif ASKED in sys.argv:
        print("not written down: the table has SciPy and PyTorch beside it, and one of them is not here")


if __name__ == "__main__":
    on_one_thread()
    main()
