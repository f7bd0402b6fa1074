"""A convolution as a file to keep: a ZIP of CSV tables, a NumPy .npz or JSON. :mod:`convcore.io.load` opens them.

The ZIP holds the tables of :mod:`convcore.io.tables` and README.txt, which says what each column means. A separable
convolution has pointwise.csv and, in place of the sums, mid.csv: the tensor between its stages.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from convcore.catalogue import catalogue
from convcore.io import record
from convcore.io.tables import (
    EXPLICIT,
    filters_table,
    input_table,
    kinds_table,
    options_table,
    output_table,
    stages_table,
    steps_table,
    sums_table,
    to_csv,
)
from convcore.trace import Stages, Trace, Work

if TYPE_CHECKING:
    import pandas as pd

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # in every archive, so that the same convolution gives the same bytes


TABLES: Mapping[str, Callable[[Trace], pd.DataFrame]] = {
    "input": lambda trace: input_table(trace.input),
    "filters": lambda trace: filters_table(trace.spec, trace.filters),
    "output": lambda trace: output_table(trace.output),
    "steps": steps_table,
    "sums": sums_table,
    "cost": kinds_table,
    "options": options_table,
}
PARTED = ("steps", "sums")  # they have the steps in hand alone
STAGES_TABLES: Mapping[str, Callable[[Stages], pd.DataFrame]] = {
    "input": lambda both: input_table(both.depthwise.input),
    "filters": lambda both: filters_table(both.depthwise.spec, both.depthwise.filters),
    "mid": lambda both: output_table(both.depthwise.output),
    "pointwise": lambda both: filters_table(both.pointwise.spec, both.pointwise.filters),
    "output": lambda both: output_table(both.pointwise.output),
    "steps": lambda both: stages_table(both.depthwise, both.pointwise),
    "cost": kinds_table,
    "options": options_table,
}


def tables(work: Work) -> dict[str, Callable[[], pd.DataFrame]]:
    """Every table of a convolution by the name of its file, each made when it is called."""
    if isinstance(work, Stages):
        return {name: partial(make, work) for name, make in STAGES_TABLES.items()}
    return {name: partial(make, work) for name, make in TABLES.items()}


# The files -----------------------------------------------------------------------------------------------------


def to_zip(*works: Work, language: str = "en") -> bytes:
    """All tables as CSV in one ZIP; several convolutions get a folder each, by the name of their kind.

    Args:
        works: the convolutions.
        language: of README.txt, ``en`` or ``zh``.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for work in works:
            folder = f"{work.kind}/" if len(works) > 1 else ""
            made = {name: make() for name, make in tables(work).items()}
            _add(archive, f"{folder}README.txt", readme(made, catalogue(language), work))
            for name, table in made.items():
                _add(archive, f"{folder}{name}.csv", to_csv(table))
    return packed.getvalue()


def readme(tables: Mapping[str, pd.DataFrame], texts: Mapping[str, str], work: Work) -> str:
    """What the files are and what each of their columns means."""
    only = "" if work.part == work.whole else f" ({texts['part.only'].format(part=name_part(work, texts))})"
    lines = [texts["takeaway.readme.title"], "", texts["takeaway.readme.form"]]
    for name, table in tables.items():
        lines += ["", f"{name}.csv: {texts[f'takeaway.readme.{name}']}{only * (name in PARTED)}"]
        for column in table.columns:
            special = texts.get(f"takeaway.column.{name}_{column}")
            lines.append(f"  {column}: {special or texts[f'takeaway.column.{column}']}")
    return "\n".join(lines) + "\n"


def name_part(work: Work, texts: Mapping[str, str]) -> str:
    """Which steps are in hand, in the words of a catalogue."""
    by, run = work.part.by(work.whole)
    return texts[f"part.{by}"].format(first=run[0], last=run[-1])


def to_npz(work: Work) -> bytes:
    """The tensors and options as NumPy arrays, for ``numpy.load``.

    ``padding`` holds the word, ``pads`` the four sides it comes to.
    """
    trace = work.first
    spec, (rows, cols) = trace.spec, trace.axes
    between = {"pointwise": work.pointwise.filters, "mid": trace.output} if isinstance(work, Stages) else {}
    arrays = {
        "input": trace.input,
        "filters": trace.filters,
        **between,
        "output": work.output,
        "sums": trace.sums,
        "kind": np.array(work.kind),
        "strides": np.array(spec.strides),
        "padding": np.array(spec.padding if isinstance(spec.padding, str) else EXPLICIT),
        "pads": np.array([[rows.before, rows.after], [cols.before, cols.after]]),
        "dilations": np.array(spec.dilations),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, array in arrays.items():
            part = io.BytesIO()
            np.lib.format.write_array(part, array, allow_pickle=False)
            _add(archive, f"{name}.npy", part.getvalue())
    return packed.getvalue()


def to_json(work: Work) -> str:
    """The tensors and options as JSON, the tensors as nested lists; floats read back with the same bits."""
    trace = work.first
    spec, pointwise = trace.spec, work.pointwise.filters if isinstance(work, Stages) else None
    options = spec.strides, spec.padding, spec.dilations
    return record.write(work.kind, *options, trace.input, trace.filters, pointwise)


def _add(archive: zipfile.ZipFile, name: str, content: str | bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, LONG_AGO), content, zipfile.ZIP_DEFLATED)
