"""The honest note: fewer multiplications are not less time. What was measured once, with its date and its machine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

import streamlit as st

from convcore.catalogue import ASSETS
from convcore.numbers import short
from pages.parts.ui.language import t
from pages.parts.ui.table import table


@dataclass(frozen=True)
class TimedLayer:
    """A layer that was computed both ways, with as many output channels as it has input channels.

    Attributes:
        size: its rows and columns; the padding is SAME.
        channels: of its input and of its output.
        kernel: the kernel's rows and columns.
        multiply_adds: by kind.
        seconds: the median by kind.
    """

    size: int
    channels: int
    kernel: int
    multiply_adds: dict[str, int]
    seconds: dict[str, float]

    def nanoseconds(self, kind: str) -> float:
        """Time for one multiply-add."""
        return self.seconds[kind] / self.multiply_adds[kind] * 1e9


@dataclass(frozen=True)
class Timing:
    """What ``benchmarks/bench_kinds.py --record`` wrote."""

    date: str
    machine: str
    layers: tuple[TimedLayer, ...]


@cache
def record() -> Timing:
    """The recorded measurement."""
    read = json.loads((ASSETS / "timing.json").read_text("utf-8"))
    layers = [
        TimedLayer(
            layer["size"],
            layer["channels"],
            layer["kernel"],
            {run["kind"]: run["multiply_adds"] for run in layer["runs"]},
            {run["kind"]: run["seconds"] for run in layer["runs"]},
        )
        for layer in read["layers"]
    ]
    return Timing(read["date"], read["machine"], tuple(layers))


def section() -> None:
    """The note, the table, and what it says."""
    known = record()
    st.markdown(t("timing.text"))
    head = [t(f"timing.column.{name}") for name in ("layer", "kind", "multiply_adds", "time", "each")]
    table(head, [_row(layer, kind) for layer in known.layers for kind in layer.seconds])
    widest = max(known.layers, key=lambda layer: layer.channels)
    less, more = "separable", "standard"
    st.markdown(
        t(
            "timing.said",
            sizes=_name(widest),
            fewer=short(widest.multiply_adds[more] / widest.multiply_adds[less], 3),
            faster=short(widest.seconds[more] / widest.seconds[less], 3),
            each=short(widest.nanoseconds(less) / widest.nanoseconds(more), 3),
        )
    )
    st.caption(t("timing.measured", date=known.date, machine=known.machine))


def _name(layer: TimedLayer) -> str:
    return f"{layer.size}×{layer.size}×{layer.channels} → {layer.channels}, {layer.kernel}×{layer.kernel}"


def _row(layer: TimedLayer, kind: str) -> list[str]:
    return [
        _name(layer),
        t(f"cost.kind.{kind}"),
        f"{layer.multiply_adds[kind]:,}",
        f"{short(layer.seconds[kind] * 1000, 3)} ms",
        f"{short(layer.nanoseconds(kind), 3)} ns",
    ]
