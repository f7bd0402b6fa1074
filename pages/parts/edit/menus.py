"""What can be set: a table of numbers, and over it the table of the menus that stand in the bar."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from convcore.kinds import KINDS
from convcore.spec import Kind
from pages.parts.lab import LIMITS, MOST_OPTION, Lab, Name
from pages.parts.ui.language import t


@dataclass(frozen=True)
class Number:
    """A number of the lab that can be set.

    Attributes:
        name: its key in the catalogues.
        read: the number that a lab has.
        write: the lab with another number.
        least, most: its limits.
    """

    name: str
    read: Callable[[Lab], int]
    write: Callable[[Lab, int], Lab]
    least: int
    most: int

    @property
    def key(self) -> str:
        """The widget's key."""
        return f"set_{self.name}"


@dataclass(frozen=True)
class Menu:
    """A part of the bar.

    Attributes:
        name: its key in the catalogues, and the name of its control.
        label: what is set, for kinds of convolution.
        numbers: what can be changed in it.
    """

    name: str
    label: Callable[[Lab, tuple[Kind, ...]], str]
    numbers: tuple[Number, ...]


def _size(name: str, *places: tuple[Name, int]) -> Number:
    """A size: it stands in these axes of these tensors."""
    tensor, at = places[0]
    most = next(limit.most for limit in LIMITS if (limit.tensor, limit.axis) == (tensor, at))

    def write(present: Lab, number: int) -> Lab:
        shapes: dict[Name, Any] = {}
        for one, place in places:
            shape = list(present.tensor(one).shape)
            shape[place] = number
            shapes[one] = tuple(shape)
        return present.resize(shapes)

    return Number(name, lambda present: present.tensor(tensor).shape[at], write, 1, most)


def _option(name: str, at: int) -> Number:
    """A stride or a dilation along one axis."""

    def write(present: Lab, number: int) -> Lab:
        pair = list(getattr(present, name))
        pair[at] = number
        return present.with_options(**{name: tuple(pair)})

    axis = ("height", "width")[at]
    return Number(f"{name}_{axis}", lambda present: getattr(present, name)[at], write, 1, MOST_OPTION)


def _side(name: str, at: int, end: int) -> Number:
    """The explicit padding on one side."""

    def write(present: Lab, number: int) -> Lab:
        pads = [list(pair) for pair in present.sides]
        pads[at][end] = number
        return present.with_options(padding=pads)

    return Number(f"padding_{name}", lambda present: present.sides[at][end], write, 0, MOST_OPTION)


def times(numbers: tuple[int, ...]) -> str:
    """Sizes in a row.

    >>> times((3, 3))
    '3×3'
    """
    return "×".join(map(str, numbers))


def reads_apart(kinds: tuple[Kind, ...]) -> bool:
    """Whether a page reads the filters' last axis as a multiplier too."""
    return any(KINDS[kind].apart for kind in kinds)


def _kernel(present: Lab, kinds: tuple[Kind, ...]) -> str:
    outs = t("options.multiplier" if reads_apart(kinds) else "options.outputs")
    return f"{t('options.kernel')} {times(present.filters.shape[:2])} · {outs} {present.filters.shape[3]}"


MENUS = (
    Menu(
        "input",
        lambda present, kinds: f"{t('options.input')} {times(present.input.shape)}",
        (
            _size("batch", ("input", 0)),
            _size("channels", ("input", 3), ("filters", 2)),
            _size("height", ("input", 1)),
            _size("width", ("input", 2)),
        ),
    ),
    Menu(
        "kernel",
        _kernel,
        (
            _size("kernel_height", ("filters", 0)),
            _size("kernel_width", ("filters", 1)),
            _size("outputs", ("filters", 3)),
        ),
    ),
    Menu(
        "strides",
        lambda present, kinds: f"{t('options.strides')} {times(present.strides)}",
        (_option("strides", 0), _option("strides", 1)),
    ),
    Menu(
        "padding",
        lambda present, kinds: f"{t('options.padding')} {present.padding}",
        (_side("top", 0, 0), _side("bottom", 0, 1), _side("left", 1, 0), _side("right", 1, 1)),
    ),
    Menu(
        "dilations",
        lambda present, kinds: f"{t('options.dilations')} {times(present.dilations)}",
        (_option("dilations", 0), _option("dilations", 1)),
    ),
)
