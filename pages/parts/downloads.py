"""The CSV files a learner takes home, written at the click."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import streamlit as st

from convcore import tables
from convcore.spec import Kind
from convcore.trace import Trace
from pages.parts.lab import Lab
from pages.parts.language import t

TABLES: dict[str, Callable[[Trace], pd.DataFrame]] = {
    "input": lambda trace: tables.input_table(trace.input),
    "filters": lambda trace: tables.filters_table(trace.spec, trace.filters),
    "output": lambda trace: tables.output_table(trace.output),
    "steps": tables.steps_table,
}


def downloads(kind: Kind, lab: Lab) -> None:
    """A button for each table of a lab that has a result."""
    trace = lab.trace(kind)
    buttons({name: writer(name, trace) for name in TABLES}, lambda name: t(f"download.{name}"))


def buttons(writers: Mapping[str, Callable[[], bytes]], explain: Callable[[str], str]) -> None:
    """A row of buttons for CSV files, each written at its click; ``explain`` says what is in one."""
    with st.container(horizontal=True, vertical_alignment="center", key="downloads"):
        st.markdown(f"**{t('download.title')}**", width="content")
        for name, write in writers.items():
            st.download_button(
                f"{name}.csv",
                write,
                file_name=f"{name}.csv",
                mime="text/csv",
                key=f"download_{name}",
                help=explain(name),
                icon=":material/download:",
                on_click="ignore",
            )


def writer(name: str, trace: Trace) -> Callable[[], bytes]:
    """Writes one table when called: Streamlit calls it on another thread, so it holds all it needs."""
    return lambda: tables.to_csv(TABLES[name](trace)).encode()
