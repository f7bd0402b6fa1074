"""The honest note: fewer multiplications are not less time, measured on the server's own machine when asked to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from convcore.numbers import short
from convcore.timing import CHANNELS, HEIGHT, KERNEL, OUTPUTS, REPEATS, WIDTH, Run, medians
from pages.parts.language import t
from pages.parts.table import table

ROOT = Path(__file__).parents[2]
SECONDS = 20
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass
class Bench:
    """The one measurement of this server: at most one runs at a time, the last one is kept for all readers."""

    busy: threading.Lock = field(default_factory=threading.Lock)
    last: tuple[Run, ...] = ()


@st.cache_resource
def bench() -> Bench:
    """The server's bench."""
    return Bench()


@st.fragment
def section() -> None:
    """The note, the button, and what was measured last."""
    st.markdown(t("timing.text"))
    if st.button(t("timing.button", seconds=SECONDS), icon=":material/timer:", key="timing"):
        _measure(bench())
    if bench().last:
        _show(bench().last)


def measured(command: list[str], seconds: float) -> Iterator[Run]:
    """The runs that a process of its own prints; it is ended after ``seconds``, or when nobody listens any more."""
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | ONE_THREAD, stdout=subprocess.PIPE, text=True)
    end = threading.Timer(seconds, process.kill)
    end.start()
    try:
        for line in process.stdout or ():
            yield Run(**json.loads(line))
    finally:
        end.cancel()
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def _measure(one: Bench) -> None:
    if not one.busy.acquire(blocking=False):
        st.info(t("timing.busy"))
        return
    try:
        bar = st.progress(0.0, t("timing.running"))
        runs: list[Run] = []
        with closing(measured([sys.executable, "-m", "convcore.timing"], SECONDS)) as running:
            for run in running:
                runs.append(run)
                bar.progress(min(len(runs) / (2 * REPEATS), 1.0), t("timing.running"))
        bar.empty()
        if len(runs) < 2:
            st.warning(t("timing.failed", seconds=SECONDS))
            return
        one.last = medians(runs)
    finally:
        one.busy.release()


def _show(last: tuple[Run, ...]) -> None:
    head = [t(f"timing.column.{name}") for name in ("kind", "multiply_adds", "time", "each")]
    rows = [
        [
            t(f"cost.kind.{run.kind}"),
            f"{run.multiply_adds:,}",
            f"{short(run.seconds * 1000)} ms",
            f"{short(run.nanoseconds)} ns",
        ]
        for run in last
    ]
    table(head, rows)
    standard, separable = last
    st.markdown(
        t(
            "timing.said",
            sizes=f"{HEIGHT}×{WIDTH}×{CHANNELS} → {OUTPUTS}, {KERNEL}×{KERNEL}",
            fewer=short(standard.multiply_adds / separable.multiply_adds),
            time=short(separable.seconds / standard.seconds),
            each=short(separable.nanoseconds / standard.nanoseconds),
        )
    )
