"""How long the core takes for a multiply-add, standard and separable: fewer multiplications are not less time.

``python -m convcore.timing`` measures and prints one JSON line a run. A server starts it as a process of its own,
which can be stopped at any moment and does not hold up anybody's page.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass

import numpy as np

from convcore.ops import conv2d, separable_conv2d
from convcore.spec import ConvError, Tensor

HEIGHT = WIDTH = 28
CHANNELS = OUTPUTS = 128
KERNEL = 3
REPEATS = 12
MOST_MULTIPLY_ADDS = 10**9


@dataclass(frozen=True)
class Run:
    """One run of one kind, or the median of several.

    Attributes:
        kind: ``standard`` or ``separable``.
        multiply_adds: how many it computed.
        seconds: how long it took.
    """

    kind: str
    multiply_adds: int
    seconds: float

    @property
    def nanoseconds(self) -> float:
        """Time for one multiply-add.

        >>> Run("standard", 1000, 2.0).nanoseconds
        2000000.0
        """
        return self.seconds / self.multiply_adds * 1e9


def runs(size: int = HEIGHT, channels: int = CHANNELS, outputs: int = OUTPUTS, repeats: int = REPEATS) -> Iterator[Run]:
    """Computes both in turn, ``repeats`` times each, after one run of each that is not counted.

    Args:
        size: rows and columns of the image; the padding is SAME.
        channels, outputs: input and output channels.
        repeats: runs of each kind.

    Raises:
        ConvError: for sizes that would take long.

    >>> [run.kind for run in runs(4, 2, 2, repeats=1)]
    ['standard', 'separable']
    """
    taps = KERNEL * KERNEL
    counts = {
        "standard": size * size * taps * channels * outputs,
        "separable": size * size * channels * (taps + outputs),
    }
    if max(counts.values()) > MOST_MULTIPLY_ADDS:
        raise ConvError(f"sizes: at most {MOST_MULTIPLY_ADDS:,} multiply-adds are measured, got {counts['standard']:,}")
    generator = np.random.default_rng(0)
    shapes = (
        (size, size, channels),
        (KERNEL, KERNEL, channels, outputs),
        (KERNEL, KERNEL, channels, 1),
        (1, 1, channels, outputs),
    )
    image, filters, depthwise, pointwise = (generator.normal(size=shape).astype(np.float32) for shape in shapes)
    calls: dict[str, Callable[[], Tensor]] = {
        "standard": lambda: conv2d(image, filters, padding="SAME"),
        "separable": lambda: separable_conv2d(image, depthwise, pointwise, padding="SAME"),
    }
    for call in calls.values():
        call()
    for _ in range(repeats):
        for kind, call in calls.items():
            start = time.perf_counter()
            call()
            yield Run(kind, counts[kind], time.perf_counter() - start)


def medians(measured: Iterable[Run]) -> tuple[Run, ...]:
    """The median of each kind, in the order in which they came first.

    >>> medians([Run("a", 8, 3.0), Run("b", 2, 7.0), Run("a", 8, 1.0), Run("a", 8, 2.0)])
    (Run(kind='a', multiply_adds=8, seconds=2.0), Run(kind='b', multiply_adds=2, seconds=7.0))
    """
    kinds: dict[tuple[str, int], list[float]] = {}
    for run in measured:
        kinds.setdefault((run.kind, run.multiply_adds), []).append(run.seconds)
    return tuple(Run(*kind, statistics.median(seconds)) for kind, seconds in kinds.items())


def main() -> None:
    """Prints every run as it ends."""
    for run in runs():
        print(json.dumps(asdict(run)), flush=True)


if __name__ == "__main__":
    main()
