"""The shapes of a message as labelled axes, under the layout that was assumed and the one that was meant."""

from __future__ import annotations

from dataclasses import dataclass

from convcore.explain.explain import Explanation
from convcore.explain.facts import Facts, find_swap
from convcore.explain.messages.text import Shape

INPUT = {"N": "batch", "H": "height", "W": "width", "C": "channels"}
FILTERS = {"H": "kernel_height", "W": "kernel_width", "I": "in", "O": "out", "C": "in", "M": "multiplier"}


@dataclass(frozen=True)
class NamedAxis:
    """One axis of a tensor.

    Attributes:
        name: ``batch``, ``height``, ``width``, ``channels``, ``kernel_height``, ``kernel_width``,
            ``in``, ``out`` or ``multiplier``.
        size: its size; None where it is not known.
        clash: whether it is one of the pair that does not match.
    """

    name: str
    size: int | None
    clash: bool = False


@dataclass(frozen=True)
class View:
    """A tensor under a layout: its letters, and an axis for each."""

    layout: str
    axes: tuple[NamedAxis, ...]


@dataclass(frozen=True)
class Drawing:
    """Input and filters as the framework read them, and the input as it was probably meant (None: as it was read)."""

    input: View | None
    filters: View | None
    meant: View | None


def drawing(answer: Explanation) -> Drawing | None:
    """The shapes of a message; None where it names none.

    >>> from convcore.explain import explain
    >>> said = "weight of size [8, 3, 3, 3], expected input[1, 224, 200, 3] to have 3 channels, but got 224 channels"
    >>> drawn = drawing(explain(said))
    >>> [(axis.name, axis.size) for axis in drawn.input.axes if axis.clash], drawn.meant.layout
    ([('channels', 224)], 'NHWC')
    """
    known = answer.facts
    if known is None or answer.problem == "dense":
        return None
    clashing = CLASHES.get(known.reading.row.problem, frozenset())
    given = _view(known.input or _channels_alone(known), known.layout, INPUT, clashing)
    filters = _view(known.filters, _filter_layout(known), FILTERS, clashing)
    meant = find_swap(known)
    view = _view(known.input, meant, INPUT, frozenset()) if meant else None
    return Drawing(given, filters, view) if given or filters else None


CLASHES = {
    "channels": frozenset(("channels", "in")),
    "groups": frozenset(("channels", "in", "out")),
    "layout": frozenset(("channels",)),
    "too-small": frozenset(("height", "width", "kernel_height", "kernel_width")),
    "bias": frozenset(("out",)),
}


def _view(shape: Shape | None, layout: str, names: dict[str, str], clashing: frozenset[str]) -> View | None:
    if shape is None:
        return None
    axes = tuple(
        NamedAxis(names[letter], size, names[letter] in clashing) for letter, size in zip(layout, shape, strict=True)
    )
    return View(layout, axes)


def _channels_alone(known: Facts) -> Shape | None:
    """Four axes of which the channels alone are known."""
    if known.got is None or known.shape("input_shape") is not None:
        return None
    return tuple(known.got if letter == "C" else None for letter in known.layout)


def _filter_layout(known: Facts) -> str:
    if known.framework != "pytorch":
        return "HWCM" if "depthwise" in known.op else "HWIO"
    return "IOHW" if known.reading.row.rule == "channels" else "OIHW"
