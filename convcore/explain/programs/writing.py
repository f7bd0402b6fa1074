"""What the programs of all frameworks are written with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from convcore.explain.layers import Dims, Layer, Preparation, prepare
from convcore.spec import Pair

NAMES = {"N": "batch", "H": "height", "W": "width", "C": "channels"}


@dataclass(frozen=True)
class Words:
    """How a framework writes what is done to a tensor; ``{0}`` is its name."""

    permute: str
    expand: str
    reshape: str
    cast: str


SPELLINGS = {
    "tensorflow": Words(
        "tf.transpose({0}, {1})", "tf.expand_dims({0}, {1})", "tf.reshape({0}, {1})", "tf.cast({0}, tf.{1})"
    ),
    "keras": Words("np.transpose({0}, {1})", "np.expand_dims({0}, {1})", "np.reshape({0}, {1})", '{0}.astype("{1}")'),
    "pytorch": Words("{0}.permute{2}", "{0}.unsqueeze({1})", "{0}.reshape{2}", "{0}.to(torch.{1})"),
    "jax": Words(
        "jnp.transpose({0}, {1})", "jnp.expand_dims({0}, {1})", "jnp.reshape({0}, {1})", "{0}.astype(jnp.{1})"
    ),
}


def _name_axes(shape: Dims, layer: Layer) -> str:
    """What the axes of an input are, where they are what the layer takes them for."""
    order = layer.data_format if len(shape) == 4 else layer.data_format[1:] if len(shape) == 3 else ""
    if layer.kind == "dense":
        return "batch, columns" if len(shape) == 2 else ""
    return ", ".join(NAMES[letter] for letter in order)


def annotate(line: str, note: str) -> str:
    """A line of code with a comment, where there is one."""
    return f"{line}  # {note}" if note else line


def make_zeros(layer: Layer) -> str:
    """The line that makes the input."""
    first = "" if layer.prepare else _name_axes(layer.input_shape, layer)
    number = "" if layer.dtype == "float32" else layer.dtype
    shape = list(layer.input_shape)
    if layer.framework == "pytorch":
        text = ", ".join(map(str, shape)) + (f", dtype=torch.{number}" if number else "")
        return annotate(f"image = torch.zeros({text})", first)
    if layer.framework == "keras":
        return annotate(f'image = np.zeros({tuple(shape)}, "{number or "float32"}")', first)
    maker, kinds = ("tf.zeros", "tf") if layer.framework == "tensorflow" else ("jnp.zeros", "jnp")
    written = shape if layer.framework == "tensorflow" else tuple(shape)
    return annotate(f"image = {maker}({written}{f', {kinds}.{number}' if number else ''})", first)


def prepare_input(layer: Layer) -> Iterator[str]:
    """What is done to the input first, each step with the shape that it gives."""
    shape = layer.input_shape
    for step in layer.prepare:
        if step.name == "filters":
            continue
        shape = prepare(shape, step)
        last = step == [one for one in layer.prepare if one.name != "filters"][-1]
        note = str(list(shape)) + (f": {said}" if last and (said := _name_axes(shape, layer)) else "")
        yield annotate(f"image = {_write_step(layer, step, shape)}", note)


def _write_step(layer: Layer, step: Preparation, shape: Dims) -> str:
    words = SPELLINGS[layer.framework]
    if step.name == "cast":
        return words.cast.format("image", step.note)
    if step.name == "permute":
        return words.permute.format("image", list(step.sizes), tuple(step.sizes))
    if step.name == "expand":
        return words.expand.format("image", step.sizes[0])
    sizes = (-1, *shape[1:]) if step.name == "merge" else step.sizes
    return words.reshape.format("image", list(sizes), tuple(sizes))


def prepare_filters(layer: Layer, name: str) -> list[str]:
    """What is done to the filters first."""
    words = SPELLINGS[layer.framework]
    return [
        annotate(
            f"{name} = {words.permute.format(name, list(step.sizes), tuple(step.sizes))}", str(list(layer.filters_seen))
        )
        for step in layer.prepare
        if step.name == "filters"
    ]


def take(layer: Layer) -> list[str]:
    """Every so many rows and columns of the output."""
    down, across = layer.take
    if layer.take == (1, 1):
        return []
    slices = f"[:, ::{down}, ::{across}]" if layer.data_format == "NHWC" else f"[:, :, ::{down}, ::{across}]"
    return [f"output = output{slices}  # what the strides would have kept"]


def write_pair(pair: Dims) -> str:
    """A pair as the one number that it repeats, or as it is."""
    return str(pair[0]) if len(set(pair)) == 1 else str(pair)


def write_options(**given: str | None) -> list[str]:
    """Those options that have a value, as arguments."""
    return [f"{name}={value}" for name, value in given.items() if value is not None]


def unless(pair: Dims, usual: Dims = (1, 1)) -> str | None:
    """A pair as an option, None where it is the usual one."""
    return None if pair == usual else write_pair(pair)


def explicit_sides(layer: Layer) -> tuple[Pair, ...] | None:
    """Padding that is given in cells, None where it is a word."""
    return None if isinstance(layer.padding, str) else layer.padding
