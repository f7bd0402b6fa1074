"""Numbers of a message as those of a layer, and the usual ones where it says none."""

from __future__ import annotations

import math

from convcore.explain.facts import Facts
from convcore.explain.layers import Dims
from convcore.explain.messages.text import Shape
from convcore.spec import Pair

OUTS = 8
SIDE = 9
GRAPHS = frozenset(
    f"tensorflow-{name}"
    for name in ("negative", "depth", "dimensions", "dimensions-dense", "dimensions-bias", "groups", "rank")
)
"""Wordings of graphs, whose shapes are checked before anything runs."""


def fill_in(shape: Shape | None, instead: int = 1) -> Dims:
    """Unknown sizes as 1: a batch, mostly."""
    return tuple(instead if size is None else max(size, 1) for size in shape or ())


def read_pair(known: Facts, role: str, usual: Pair = (1, 1)) -> Pair:
    """Two numbers of a role, for height and width."""
    shape = known.shape(role)
    if not shape:
        return usual
    sizes = fill_in(shape)
    return sizes[0], sizes[-1]


def read_sides(known: Facts, role: str, usual: Dims) -> Dims:
    """(height, width) of a role: its last two sizes, as PyTorch writes them."""
    sizes = fill_in(known.shape(role))
    return sizes[-2:] if len(sizes) > 1 else usual


def count_groups(known: Facts) -> int:
    """The groups of the message; of one that says none, three."""
    asked = known.reading.row.rule in ("groups-in", "groups-out") and known.framework != "tensorflow"
    return known.number("groups") or (3 if asked else 1)


def read_given_filters(known: Facts) -> Dims:
    """Filters in an order or with a rank that the framework does not take."""
    row = known.reading.row
    if row.rule == "weights":
        return fill_in(known.shape("given_filter_shape"))
    if row.rule == "checkpoint":
        return fill_in(known.shape("filter_shape"))
    if row.rule == "rank-filter" and known.framework in ("pytorch", "tensorflow"):
        return fill_in(known.shape("filter_shape")) or ((OUTS, 3, 3) if row.name.endswith("dimensions") else (3, 3))
    return ()


TYPES = {
    "long": "int64",
    "int64": "int64",
    "int": "int32",
    "int32": "int32",
    "unsigned char": "uint8",
    "byte": "uint8",
    "uint8": "uint8",
    "double": "float64",
    "float64": "float64",
    "bool": "bool",
    "half": "float16",
    "float16": "float16",
}


def read_dtype(known: Facts) -> str:
    """The input's number type; of a message that names it second, the first."""
    for role in ("got_dtype", "expected_dtype"):
        word = known.word(role).lower()
        for name, dtype in TYPES.items():
            if "," not in word and word.startswith(name):
                return dtype
    return "int64"


def whole_groups(outs: int, groups: int) -> int:
    """The next number of outputs that the groups divide.

    >>> whole_groups(8, 3)
    9
    """
    return math.ceil(outs / groups) * groups
