"""What the calls in pasted code give: arrays of bounded size, made by a table of functions.

Values keep their dimensions; all numbers become float64.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np

from convcore.errors import ConvError, Phrase, chain
from convcore.paste.values import (
    MOST_CELLS,
    DType,
    Value,
    check_finite,
    check_room,
    make_list,
    require_whole,
    to_axis,
    to_count,
    to_numbers,
    to_sizes,
    to_tensor,
)
from convcore.spec import Tensor

MOST_TOLD = 4  # shapes in a message


def _cast(value: Value, dtype: Value = None) -> Tensor:
    tensor = to_tensor(value)
    return np.trunc(tensor) if "int" in str(getattr(dtype, "name", dtype)) else tensor


def _constant(value: Value, dtype: Value = None, shape: Value = None) -> Tensor:
    """tf.constant: too few values are filled up with the last one, as TensorFlow 1 did."""
    tensor = _cast(value, dtype)
    if shape is None:
        return tensor
    sizes, flat = to_sizes(shape), tensor.ravel()
    if flat.size > math.prod(sizes):
        raise ConvError("{count} values do not fit shape {shape}", count=flat.size, shape=list(sizes))
    return np.concatenate([flat, np.full(math.prod(sizes) - flat.size, flat[-1])]).reshape(sizes)


def _full(shape: Value, value: Value, dtype: Value = None) -> Tensor:
    sizes, filling = to_sizes(shape), _cast(value, dtype)
    try:
        return np.full(sizes, filling)
    except ValueError as error:
        raise ConvError(
            "shapes {first} and {second} do not go together", first=list(filling.shape), second=list(sizes)
        ) from error


def _range(start: Value, stop: Value = None, step: Value = 1, dtype: Value = None) -> Tensor:
    first, last = (0, start) if stop is None else (start, stop)
    if not all(isinstance(value, (int, float)) for value in (first, last, step)) or step == 0:
        raise ConvError("a range needs numbers and a step other than 0")
    first, last, step = float(first), float(last), float(step)  # whole numbers may be beyond what NumPy counts
    count = (last - first) / step
    if not count > 0:
        raise ConvError("this range is empty")
    if count > MOST_CELLS:
        raise ConvError("at most {most:,} numbers are read", most=MOST_CELLS)
    return check_finite(first + step * np.arange(math.ceil(count), dtype=np.float64))


def _eye(rows: Value, cols: Value = None, dtype: Value = None) -> Tensor:
    height, width = (to_count(rows), to_count(rows if cols is None else cols))
    check_room((height, width))
    return np.eye(height, width)


def _tile(input: Value, multiples: Value) -> Tensor:
    tensor, times = to_tensor(input), to_sizes(multiples)
    shapes = [(1,) * (max(len(times), tensor.ndim) - len(sizes)) + tuple(sizes) for sizes in (tensor.shape, times)]
    check_room([size * count for size, count in zip(*shapes, strict=True)])
    return np.tile(tensor, times)


def _repeat(input: Value, repeats: Value, axis: Value = None) -> Tensor:
    tensor, times = to_tensor(input), to_count(repeats)
    check_room((tensor.size, times))
    return np.repeat(tensor, times, None if axis is None else to_axis(axis, tensor.ndim))


def repeat_list(tensor: Tensor, times: int) -> Tensor:
    """A Python list times a number."""
    check_room((tensor.size, times))
    return np.concatenate([tensor] * times)


def _parts(values: Value) -> list[Tensor]:
    """The tensors that are joined; an array is the list of what it holds along its first axis."""
    if not isinstance(values, (list, np.ndarray)) or np.ndim(values if isinstance(values, np.ndarray) else [0]) == 0:
        raise ConvError("a list of tensors is needed")
    parts = [to_tensor(value) for value in values]
    check_room((sum(part.size for part in parts),))
    return parts


def _concat(values: Value, axis: Value = 0) -> Tensor:
    if isinstance(values, (int, float)):  # TensorFlow before 1.0 took the axis first
        values, axis = axis, values
    parts = _parts(values)
    along = to_axis(axis, parts[0].ndim)
    try:
        return np.concatenate(parts, along)
    except ValueError as error:
        different = list(dict.fromkeys(part.shape for part in parts))[:MOST_TOLD]
        shapes = chain("{first} and {second}", map(list, different))
        raise ConvError("shapes {shapes} cannot be joined along axis {along}", shapes=shapes, along=along) from error


def _stack(values: Value, axis: Value = 0) -> Tensor:
    parts = _parts(values)
    check_room((len(parts), *parts[0].shape))
    along = to_axis(axis, parts[0].ndim + 1)
    try:
        return np.stack(parts, along)
    except ValueError as error:
        raise ConvError("tensors of different shapes cannot be stacked") from error


def _reshape(tensor: Value, shape: Value) -> Tensor:
    array = to_tensor(tensor)
    sizes = [require_whole(size, Phrase("a size")) for size in to_numbers(shape)]
    known = math.prod(size for size in sizes if size != -1)
    if sizes.count(-1) == 1 and known > 0 and array.size % known == 0:
        sizes[sizes.index(-1)] = array.size // known
    if any(size < 1 for size in sizes) or math.prod(sizes) != array.size:
        raise ConvError("{count} numbers do not fit shape {shape}", count=array.size, shape=sizes)
    return array.reshape(sizes)


def _transpose(tensor: Value, perm: Value = None) -> Tensor:
    array = to_tensor(tensor)
    if perm is None:
        return array.T
    axes = [to_axis(axis, array.ndim) for axis in to_numbers(perm)]
    if sorted(axes) != list(range(array.ndim)):
        raise ConvError("transpose needs each of the {count} axes once, got {axes}", count=array.ndim, axes=axes)
    return array.transpose(axes)


def _expand(tensor: Value, axis: Value = -1) -> Tensor:
    array = to_tensor(tensor)
    check_room((*array.shape, 1))
    return np.expand_dims(array, to_axis(axis, array.ndim + 1))


def _squeeze(tensor: Value, axis: Value = None) -> Tensor:
    array = to_tensor(tensor)
    if axis is None:
        return array.squeeze()
    along = to_axis(axis, array.ndim)
    if array.shape[along] != 1:
        raise ConvError("axis {along} has size {size}, only size 1 can go", along=along, size=array.shape[along])
    return array.squeeze(along)


def _spread(function: Callable[[Value, Value], Tensor]) -> Callable[..., Tensor]:
    """A method that takes its sizes one by one or as a list."""

    def method(tensor: Tensor, *sizes: Value) -> Tensor:
        if not sizes:
            return function(tensor, None)
        return function(tensor, sizes[0] if len(sizes) == 1 else make_list(list(sizes)))

    return method


SHOWN = ("constant", "array", "concat", "ones", "zeros")
IGNORED = {"name", "verify_shape", "trainable", "copy", "order", "device", "requires_grad"}
DTYPES = {"float", "int", "double", "half", "bfloat16", "float16", "float32", "float64"}
DTYPES |= {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}
Call = tuple[tuple[str, ...], Callable[..., Tensor]]
TYPED: Call = ("value|object|initial_value|a|x|data", "dtype"), _cast
CALLS: Mapping[str, Call] = {  # parameters in order, "|" between names for the same, and what the call gives
    "constant": (("value", "dtype", "shape"), _constant),
    **dict.fromkeys(("Variable", "convert_to_tensor", "array", "asarray", "cast", "tensor", "Tensor"), TYPED),
    **{name: (("value|x",), lambda value, name=name: _cast(value, DType(name))) for name in sorted(DTYPES)},
    "ones": (("shape", "dtype"), lambda shape, dtype=None: np.ones(to_sizes(shape))),
    "zeros": (("shape", "dtype"), lambda shape, dtype=None: np.zeros(to_sizes(shape))),
    "ones_like": (("tensor|input|a", "dtype"), lambda tensor, dtype=None: np.ones_like(to_tensor(tensor))),
    "zeros_like": (("tensor|input|a", "dtype"), lambda tensor, dtype=None: np.zeros_like(to_tensor(tensor))),
    "full": (("shape", "value|fill_value", "dtype"), _full),
    "fill": (("shape|dims", "value"), _full),
    "arange": (("start", "stop", "step", "dtype"), _range),
    "range": (("start", "stop|limit", "step|delta", "dtype"), _range),
    "eye": (("rows|N|num_rows", "cols|M|num_columns", "dtype"), _eye),
    "tile": (("input|A", "multiples|reps"), _tile),
    "repeat": (("input|a", "repeats", "axis"), _repeat),
    **dict.fromkeys(("concat", "concatenate"), (("values|arrays", "axis"), _concat)),
    "stack": (("values|arrays", "axis"), _stack),
    "reshape": (("tensor|a", "shape|newshape"), _reshape),
    "transpose": (("tensor|a", "perm|axes"), _transpose),
    "expand_dims": (("tensor|input|a", "axis"), _expand),
    "squeeze": (("tensor|input|a", "axis"), _squeeze),
}
METHODS: Mapping[str, Callable[..., Tensor]] = {  # of a tensor, which comes first
    "reshape": _spread(_reshape),
    "transpose": _spread(_transpose),
    "astype": _cast,
    "repeat": _repeat,
    "squeeze": _squeeze,
    **dict.fromkeys(("numpy", "copy", "tolist"), lambda tensor: tensor),
    **dict.fromkeys(("flatten", "ravel"), lambda tensor: tensor.ravel()),
}
