"""How long the core takes for a multiply-add, standard and separable: fewer multiplications are not less time.

Run by ``make bench``; with ``--record`` the medians become assets/timing.json, the table that /separable shows.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.record import ASKED, measured
from convcore import conv2d, separable_conv2d

ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
OTHER_PROCESSOR = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"}  # make NumPy's OpenBLAS compute as on an older one
RECORD = Path(__file__).resolve().parents[1] / "assets" / "timing.json"
REPEATS = 25
KERNEL = 3
LAYERS = ((56, 64), (28, 128), (14, 256))  # rows and columns, and channels in and out


def runs(size: int, channels: int) -> dict[str, Callable[[], Any]]:
    """Both convolutions of an image, SAME, in float32."""
    chance = np.random.default_rng(0)
    shapes = (size, size, channels), (KERNEL, KERNEL, channels, channels), (KERNEL, KERNEL, channels, 1)
    image, filters, depthwise = (chance.normal(size=shape).astype(np.float32) for shape in shapes)
    pointwise = chance.normal(size=(1, 1, channels, channels)).astype(np.float32)
    return {
        "standard": lambda: conv2d(image, filters, padding="SAME"),
        "separable": lambda: separable_conv2d(image, depthwise, pointwise, padding="SAME"),
    }


def measure(size: int, channels: int) -> dict[str, float]:
    """The median seconds of each, run in turn, after one run of each that is not counted."""
    calls = runs(size, channels)
    seconds: dict[str, list[float]] = {kind: [] for kind in calls}
    for repeat in range(REPEATS + 1):
        for kind, call in calls.items():
            start = time.perf_counter()
            call()
            if repeat:
                seconds[kind].append(time.perf_counter() - start)
    return {kind: statistics.median(some) for kind, some in seconds.items()}


def on_one_thread() -> None:
    """Starts the script anew unless it runs on one thread, with the products of this processor.

    NumPy looks at these variables when it is imported.
    """
    if ONE_THREAD.items() <= os.environ.items() and not OTHER_PROCESSOR & os.environ.keys():
        return
    kept = {name: value for name, value in os.environ.items() if name not in OTHER_PROCESSOR}
    os.execve(sys.executable, [sys.executable, *sys.argv], kept | ONE_THREAD)


def main() -> None:
    """Prints a line a layer and kind."""
    layers = []
    for size, channels in LAYERS:
        counts = {
            "standard": size * size * KERNEL * KERNEL * channels * channels,
            "separable": size * size * channels * (KERNEL * KERNEL + channels),
        }
        taken = measure(size, channels)
        rows = [{"kind": kind, "multiply_adds": counts[kind], "seconds": round(taken[kind], 6)} for kind in taken]
        layers.append({"size": size, "channels": channels, "kernel": KERNEL, "runs": rows})
        for row in rows:
            each = row["seconds"] / row["multiply_adds"] * 1e9
            print(f"{size}x{size}x{channels} {row['kind']:>9}: {row['seconds'] * 1000:.2f} ms, {each:.3f} ns each")
    if ASKED in sys.argv:
        here = measured(())
        machine = f"{here['processor']}, NumPy {np.__version__}"
        record = {"date": here["date"], "machine": machine, "layers": layers}
        RECORD.write_text(json.dumps(record, indent=2) + "\n")


if __name__ == "__main__":
    on_one_thread()
    main()
