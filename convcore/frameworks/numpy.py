"""NumPy: the program it is given, which is the definition itself."""

from __future__ import annotations

from collections.abc import Sequence

from convcore.frameworks.writing import Framework, explain_same, pads, write_filters, write_image, write_second_stage
from convcore.shapes import axes, output_shape
from convcore.spec import ConvSpec


def _write(spec: ConvSpec, dtype: str) -> list[str]:
    rows, cols = axes(spec)
    kh, kw = spec.kernel
    batch = spec.input_shape[0]
    lines = [write_image(spec, name="padded"), *write_filters(spec)]
    if any(map(any, pads(spec))):
        lines += [*explain_same(spec), f"padded = np.pad(padded, {((0, 0), *pads(spec), (0, 0))})"]
    window = f"[{batch}, {kh}, {kw}, {spec.channels}]"
    taps = ", ".join(
        _span(*span)
        for span in (("i", rows.stride, rows.extent, rows.dilation), ("j", cols.stride, cols.extent, cols.dilation))
    )
    return [
        *lines,
        f"output = np.zeros({output_shape(spec)})",
        f"for i in range({rows.out}):",
        f"    for j in range({cols.out}):",
        f"        window = padded[:, {taps}]  # {window}",
        *(f"        {line}" for line in _sums(spec)),
    ]


def _sums(spec: ConvSpec) -> Sequence[str]:
    """What one window gives: each kind of convolution keeps or adds other axes."""
    batch, out = spec.input_shape[0], spec.out_channels
    kh, kw = spec.kernel
    if spec.traits.apart:
        return (
            'sums = np.einsum("nabc,abcq->ncq", window, filters)  # nothing is added across c',
            f"output[:, i, j] = sums.reshape({batch}, {out})  # output channel c * {spec.outs_per_group} + q",
        )
    if spec.groups == 1:
        return ('output[:, i, j] = np.einsum("nabc,abcq->nq", window, filters)  # added up across c',)
    groups, depth, outs = spec.groups, spec.channels_per_group, spec.outs_per_group
    return (
        f"window = window.reshape({batch}, {kh}, {kw}, {groups}, {depth})  # a group takes {depth} channels",
        f"split = filters.reshape({kh}, {kw}, {depth}, {groups}, {outs})  # and makes {outs}",
        'sums = np.einsum("nabgc,abcgq->ngq", window, split)  # added up across c within a group',
        f"output[:, i, j] = sums.reshape({batch}, {out})",
    )


def _write_separable(spec: ConvSpec, out: int, dtype: str) -> list[str]:
    return write_second_stage(_write(spec, dtype), "output = mid @ weights")


def _span(index: str, stride: int, extent: int, dilation: int) -> str:
    """The slice of one axis that the window at an output index takes.

    >>> _span("i", 1, 3, 1), _span("j", 2, 5, 2)
    ('i : i + 3', 'j * 2 : j * 2 + 5 : 2')
    """
    start = index if stride == 1 else f"{index} * {stride}"
    return f"{start} : {start} + {extent}" + (f" : {dilation}" if dilation > 1 else "")


NUMPY = Framework("numpy", "NumPy", ("import numpy as np",), _write, _write_separable)
