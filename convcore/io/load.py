"""Opens again what :mod:`convcore.io.save` wrote: the convolution of a ZIP of CSV tables, an .npz or JSON.

What is opened is somebody's file: sizes are bounded, nothing in it is executed, and what does not fit is refused with
a :class:`ConvError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from convcore.errors import ConvError, show_value
from convcore.io import record
from convcore.io.archive import USUAL, Bounds, check_bytes, text_of, unpack
from convcore.io.arrays import read_arrays
from convcore.io.read_tables import read_tables
from convcore.io.record import FIELDS, TENSORS
from convcore.kinds import SEPARABLE
from convcore.spec import ConvSpec, Kind, Padding, Pair, Shape4, Tensor, as_tensor
from convcore.trace import Trace, Work, behind

LARGEST_INT = 2**31 - 1  # cells of a stride, a dilation or a side: what TensorFlow's int32 holds


@dataclass(frozen=True, eq=False)
class Held:
    """What a file says, its tensors checked and nothing computed.

    Attributes:
        spec: the convolution, or the depthwise stage of a separable one.
        input, filters: of the spec's shapes.
        pointwise: filters of a second stage, None where there is none.
    """

    spec: ConvSpec
    input: Tensor
    filters: Tensor
    pointwise: Tensor | None = None


def read(data: bytes) -> Work:
    """The convolution that a file of :mod:`convcore.io.save` holds, computed anew; of several, the first one.

    Raises:
        ConvError: for anything else, for a file above 16 MB, and for tensors and options that do not work.

    >>> from convcore.io.save import to_json, to_npz, to_zip
    >>> from convcore.tensors.presets import article_filters, article_input
    >>> trace = Trace(ConvSpec("standard", (1, 4, 4, 2), (3, 3, 2, 2)), article_input(), article_filters())
    >>> [int(read(data).output.sum()) for data in (to_zip(trace), to_npz(trace), to_json(trace).encode())]
    [324, 324, 324]
    """
    found = examine(data)
    trace = Trace(found.spec, found.input, found.filters)
    return trace if found.pointwise is None else behind(trace, found.pointwise)


def examine(data: bytes, bounds: Bounds = USUAL) -> Held:
    """What a file of :mod:`convcore.io.save` says, with nothing computed.

    Raises:
        ConvError: as :func:`read`, and past the bounds.
    """
    check_bytes(data, bounds)
    if data[:2] != b"PK":
        text = text_of("file", data)
        if not text.lstrip().startswith("{"):
            raise ConvError("file: a ZIP, .npz or JSON file that ConvScope wrote is needed")
        return _check(record.read(text, FIELDS))
    parts = unpack(data, bounds)
    return _check(read_arrays(parts, bounds) if "input.npy" in parts else read_tables(parts, bounds))


def _check(said: Mapping[str, object]) -> Held:
    """What a file says, every part of it checked."""
    separable = said["kind"] == SEPARABLE
    names = TENSORS if separable else TENSORS[:2]
    tensors = {name: as_tensor(name, cast(Any, _take(said, name)), (4,)) for name in names}
    spec = ConvSpec(
        "depthwise" if separable else cast(Kind, said["kind"]),
        cast(Shape4, tensors["input"].shape),
        cast(Shape4, tensors["filters"].shape),
        cast(Pair, said["strides"]),
        cast(Padding, said["padding"]),
        cast(Pair, said["dilations"]),
    )
    _check_options(spec)
    return Held(spec, **tensors)


def _take(said: Mapping[str, object], name: str) -> object:
    if name not in said:
        raise ConvError('file: "{name}" is missing', name=name)
    return said[name]


def _check_options(spec: ConvSpec) -> None:
    """Refuses what no table of steps can count."""
    for name in ("strides", "padding", "dilations"):
        value = getattr(spec, name)
        cells = [] if isinstance(value, str) else np.ravel(np.array(value, object)).tolist()
        if max(cells, default=0) > LARGEST_INT:
            raise ConvError(
                "{name}: at most {most} cells are possible here, got {cells}",
                name=name,
                most=LARGEST_INT,
                cells=show_value(max(cells)),
            )
