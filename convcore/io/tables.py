"""A convolution as long tables, one value a row, and as CSV; :mod:`convcore.io.read_tables` reads the tensors again.

    input.csv    batch, row, col, channel, value
    filters.csv  kernel_row, kernel_col, in_channel, out_channel (standard) or multiplier (depthwise), value
    output.csv   batch, row, col, channel, value
    steps.csv    step, batch, out_row, out_col, out_channel, in_row, in_col, in_channel, kernel_row, kernel_col,
                 padding, input, weight, product
    sums.csv     step, batch, out_row, out_col, out_channel, in_channel, sum
    options.csv  kind, stride_rows, stride_cols, padding, pad_top, pad_bottom, pad_left, pad_right, dilation_rows,
                 dilation_cols
    cost.csv     kind, parameters, multiply_adds, bytes, intensity, and the three formulas; of a convolution at hand
                 kind, chosen and the numbers

Indices are 0-based. In steps.csv, ``padding`` is 1 where the tap lies outside the input, else 0; there ``in_row`` and
``in_col`` are the indices outside, such as -1. Rows stand in C order, so output.csv has the order of the steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from convcore.cost.formulas import BYTES, Cost, Sizes, costs
from convcore.kinds import KINDS
from convcore.numbers import exact
from convcore.spec import READINGS, ConvSpec, Tensor
from convcore.trace import Stages, Trace, Work

if TYPE_CHECKING:  # it takes as long to load as all else, and most of a command line makes no table
    import pandas as pd

CELLS = ("batch", "row", "col", "channel")
TAPS = {kind: ("kernel_row", "kernel_col", "in_channel", KINDS[kind].last.column) for kind in READINGS}
EXPLICIT = "explicit"
SIDES = ("pad_top", "pad_bottom", "pad_left", "pad_right")
OPTIONS = ("kind", "stride_rows", "stride_cols", "padding", *SIDES, "dilation_rows", "dilation_cols")


def input_table(input: Tensor) -> pd.DataFrame:
    """An input [N, H, W, C] in long form.

    >>> print(to_csv(input_table(np.array([[[[1.0, 0.5]]]]))), end="")
    batch,row,col,channel,value
    0,0,0,0,1
    0,0,0,1,0.5
    """
    return _long(input, CELLS)


def filters_table(spec: ConvSpec, filters: Tensor) -> pd.DataFrame:
    """Filters in long form; the name of their last axis follows from the kind.

    >>> spec = ConvSpec("depthwise", (1, 1, 1, 1), (1, 1, 1, 1))
    >>> list(filters_table(spec, np.ones((1, 1, 1, 1))))
    ['kernel_row', 'kernel_col', 'in_channel', 'multiplier', 'value']
    """
    return _long(filters, TAPS[spec.kind])


def output_table(output: Tensor) -> pd.DataFrame:
    """An output [N, H', W', out] in long form, in the order of the steps."""
    return _long(output, CELLS)


def steps_table(trace: Trace) -> pd.DataFrame:
    """Every product of the steps in hand: by step, then input channel, kernel row, kernel column.

    A step of a part has the number that it has in the whole.

    >>> trace = Trace(ConvSpec("standard", (1, 1, 2, 1), (1, 2, 1, 1)), np.ones((1, 1, 2, 1)), np.ones((1, 2, 1, 1)))
    >>> steps_table(trace)[["step", "in_col", "kernel_col", "product"]].to_numpy().tolist()
    [[0.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 1.0]]
    """
    windows, channels = trace.held[:3], trace.held[3]
    products = trace.multiply(windows, channels)
    batch, row, col, channel, source, tap_row, tap_col = np.ogrid[*trace.held, *map(slice, products.shape[4:])]
    rows, cols = trace.axes
    in_row = row * rows.stride - rows.before + tap_row * rows.dilation
    in_col = col * cols.stride - cols.before + tap_col * cols.dilation
    columns = {
        "step": np.ravel_multi_index((batch, row, col, channel), trace.shape),
        "batch": batch,
        "out_row": row,
        "out_col": col,
        "out_channel": channel,
        "in_row": in_row,
        "in_col": in_col,
        "in_channel": trace.sources[channel, source],
        "kernel_row": tap_row,
        "kernel_col": tap_col,
        "padding": (in_row < 0) | (in_row >= rows.size) | (in_col < 0) | (in_col >= cols.size),
        "input": trace.windows[windows][:, :, :, trace.sources[channels]],
        "weight": trace.kernels[channels],
        "product": products,
    }
    table = _frame({name: np.broadcast_to(values, products.shape).ravel() for name, values in columns.items()})
    return table.astype({"padding": np.int64})


def stages_table(depthwise: Trace, pointwise: Trace) -> pd.DataFrame:
    """The steps of both stages of a separable convolution, as :func:`steps_table`, with the stage in front.

    Steps are counted through. In the pointwise stage the input is the intermediate tensor, which the depthwise stage
    wrote: ``in_channel`` is its channel c*M + q.

    >>> ones = np.ones((1, 1, 1, 1))
    >>> traces = [Trace(ConvSpec(kind, (1, 1, 1, 1), (1, 1, 1, 1)), ones, ones) for kind in ("depthwise", "standard")]
    >>> stages_table(*traces)[["stage", "step"]].to_numpy().tolist()
    [['depthwise', 0], ['pointwise', 1]]
    """
    import pandas as pd

    first, second = steps_table(depthwise), steps_table(pointwise)
    second["step"] += len(depthwise)
    first.insert(0, "stage", "depthwise")
    second.insert(0, "stage", "pointwise")
    return pd.concat([first, second], ignore_index=True)


def cost_table(costs: Iterable[Cost]) -> pd.DataFrame:
    """What each kind of convolution costs, with the formulas: one kind a row; intensity is operations per byte.

    >>> from convcore.cost.formulas import Sizes, costs
    >>> print(to_csv(cost_table(costs(Sizes(1, 1, 2, (3, 3), 4))).iloc[:1, :4]), end="")
    kind,parameters,multiply_adds,bytes
    standard,72,72,312
    """
    rows = [
        {
            "kind": cost.kind,
            "parameters": cost.parameters,
            "multiply_adds": cost.multiply_adds,
            "bytes": cost.bytes,
            "intensity": cost.intensity,
            "parameters_formula": cost.rule.parameters.text,
            "multiply_adds_formula": cost.rule.multiply_adds.text,
            "bytes_formula": f"{BYTES}·({cost.rule.touched.text})",
        }
        for cost in costs
    ]
    return _frame(rows, dtype=object)


def sums_table(trace: Trace) -> pd.DataFrame:
    """What each input channel adds to each output cell, at the steps in hand.

    >>> trace = Trace(ConvSpec("standard", (1, 1, 1, 2), (1, 1, 2, 1)), np.array([[[[2, 3]]]]), np.ones((1, 1, 2, 1)))
    >>> print(to_csv(sums_table(trace)), end="")
    step,batch,out_row,out_col,out_channel,in_channel,sum
    0,0,0,0,0,0,2
    0,0,0,0,0,1,3
    """
    sums = trace.sums[trace.held]
    batch, row, col, channel, source = np.ogrid[*trace.held, slice(sums.shape[4])]
    columns = {
        "step": np.ravel_multi_index((batch, row, col, channel), trace.shape),
        "batch": batch,
        "out_row": row,
        "out_col": col,
        "out_channel": channel,
        "in_channel": trace.sources[channel, source],
        "sum": sums,
    }
    return _frame({name: np.broadcast_to(values, sums.shape).ravel() for name, values in columns.items()})


def kinds_table(work: Work) -> pd.DataFrame:
    """What each kind of layer would cost at these sizes; ``chosen`` marks the kind at hand."""
    spec = work.first.spec
    separable = isinstance(work, Stages)
    chosen = work.kind if spec.traits.apart or spec.groups == 1 else "grouped"
    sizes = Sizes(
        *spec.input_shape[1:],
        spec.kernel,
        work.output.shape[3],
        spec.outs_per_group if spec.traits.apart else 1,
        1 if separable else spec.groups,
        spec.strides,
        spec.padding,
        spec.dilations,
        spec.input_shape[0],
    )
    rows = [
        (cost.kind, int(cost.kind == chosen), cost.parameters, cost.multiply_adds, cost.bytes, cost.intensity)
        for cost in costs(sizes)
    ]
    return _frame(rows, columns=["kind", "chosen", "parameters", "multiply_adds", "bytes", "intensity"])


def options_table(work: Work) -> pd.DataFrame:
    """How the convolution was asked for, in one row; the sides are what the padding comes to."""
    spec, (rows, cols) = work.first.spec, work.first.axes
    padding = spec.padding if isinstance(spec.padding, str) else EXPLICIT
    sides = rows.before, rows.after, cols.before, cols.after
    return _frame([(work.kind, *spec.strides, padding, *sides, *spec.dilations)], columns=list(OPTIONS))


def to_csv(frame: pd.DataFrame) -> str:
    """A table as CSV: a header, line feeds at the ends, floats that read back with the same bits.

    >>> import pandas as pd
    >>> print(to_csv(pd.DataFrame({"value": [0.1, 9.0, -0.0, 1e-300]})), end="")
    value
    0.1
    9
    -0.0
    1e-300
    """
    columns = [_texts(frame[name].to_numpy()) for name in frame.columns]
    lines = [",".join(map(str, frame.columns)), *map(",".join, zip(*columns, strict=True))]
    return "\n".join(lines) + "\n"


def _frame(data: Any, **options: Any) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(data, **options)


def _long(tensor: Tensor, names: Sequence[str]) -> pd.DataFrame:
    indices = np.indices(tensor.shape).reshape(tensor.ndim, -1)
    return _frame({**dict(zip(names, indices, strict=True)), "value": tensor.ravel()})


def _texts(values: Tensor) -> list[str]:
    """Each number as text, the repeated ones written once."""
    if values.dtype.kind == "f":
        bits, where = np.unique(values.astype(np.float64).view(np.int64), return_inverse=True)
        texts = [exact(value) for value in bits.view(np.float64).tolist()]
    else:
        distinct, where = np.unique(values, return_inverse=True)
        texts = [str(value) for value in distinct.tolist()]
    chosen: list[str] = np.array(texts, object)[where].tolist()
    return chosen
