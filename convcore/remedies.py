"""What to do about a convolution without a result: the nearest settings that have one, each tried before it is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from convcore.errors import ConvError
from convcore.shapes import axes
from convcore.spec import ConvSpec, Kind, Padding, Pair, Shape4, kernel_extent

Sides = tuple[Pair, Pair]

NONE: Sides = ((0, 0), (0, 0))


@dataclass(frozen=True)
class Asked:
    """The arguments of a :class:`convcore.spec.ConvSpec`, whether or not they can work together."""

    kind: Kind
    input_shape: Shape4
    filter_shape: Shape4
    strides: Pair = (1, 1)
    padding: Padding = "VALID"
    dilations: Pair = (1, 1)

    def spec(self) -> ConvSpec:
        """The convolution.

        Raises:
            ConvError: where there is none.
        """
        return ConvSpec(self.kind, self.input_shape, self.filter_shape, self.strides, self.padding, self.dilations)


@dataclass(frozen=True)
class Most:
    """The largest values that a remedy may name: rows and columns of the input, padding on a side."""

    size: int = 16
    side: int = 16


@dataclass(frozen=True)
class Remedy:
    """Settings that work.

    Attributes:
        changes: what differs from what was asked: ``padding``, ``kernel``, ``dilations``, ``input``, ``depth`` or
            ``channels``.
        asked: all of the settings.
    """

    changes: tuple[str, ...]
    asked: Asked


def remedies(asked: Asked, most: Most | None = None) -> list[Remedy]:
    """The nearest settings that work, the smallest changes first; empty where what is asked works.

    >>> article = Asked("standard", (1, 4, 4, 2), (5, 5, 2, 2))
    >>> for remedy in remedies(article):
    ...     print(remedy.changes, remedy.asked.padding, remedy.asked.filter_shape[:2], remedy.asked.input_shape[1:3])
    ('padding',) SAME (5, 5) (4, 4)
    ('padding',) ((0, 1), (0, 1)) (5, 5) (4, 4)
    ('kernel',) VALID (4, 4) (4, 4)
    ('input',) VALID (5, 5) (5, 5)
    """
    if fits(asked):
        return []
    found = dict.fromkeys(filter(fits, _fitting(asked, most or Most())))
    return [Remedy(_changes(asked, one), one) for one in found]


def matching(asked: Asked) -> list[Remedy]:
    """The two ways to make the filters as deep as the input has channels, those that work.

    >>> for remedy in matching(Asked("standard", (1, 5, 5, 3), (3, 3, 4, 2))):
    ...     print(remedy.changes, remedy.asked.input_shape, remedy.asked.filter_shape)
    ('depth',) (1, 5, 5, 3) (3, 3, 3, 2)
    ('channels',) (1, 5, 5, 4) (3, 3, 4, 2)
    """
    ways = {"depth": asked.input_shape[3], "channels": asked.filter_shape[2]}
    offers = [Remedy((name,), _set_channels(asked, channels)) for name, channels in ways.items()]
    return [offer for offer in offers if fits(offer.asked)]


def fits(asked: Asked) -> bool:
    """Whether the convolution exists."""
    try:
        asked.spec()
    except ConvError:
        return False
    return True


def sides(asked: Asked) -> Sides:
    """((top, bottom), (left, right)) of the padding, SAME's worked out.

    >>> sides(Asked("standard", (1, 4, 4, 1), (3, 2, 1, 1), padding="SAME"))
    ((1, 1), (0, 1))
    """
    if asked.padding == "SAME":
        (top, bottom), (left, right) = ((one.before, one.after) for one in axes(asked.spec()))
        return (top, bottom), (left, right)
    return NONE if asked.padding == "VALID" else asked.padding


def _fitting(asked: Asked, most: Most) -> Iterator[Asked]:
    """Changes of one thing that make room for the kernel, as far as the limits allow."""
    kernel, size = asked.filter_shape[:2], asked.input_shape[1:3]
    pads = sides(asked)
    extents = [kernel_extent(k, d) for k, d in zip(kernel, asked.dilations, strict=True)]
    padded = [n + sum(pad) for n, pad in zip(size, pads, strict=True)]
    missing = [max(extent - n, 0) for extent, n in zip(extents, padded, strict=True)]
    yield replace(asked, padding="SAME")
    # As SAME does it: the odd one after.
    (top, bottom), (left, right) = (
        (pad[0] + more // 2, pad[1] + more - more // 2) for pad, more in zip(pads, missing, strict=True)
    )
    if max(top, bottom, left, right) <= most.side:
        yield replace(asked, padding=((top, bottom), (left, right)))
    smaller = [min(k, (n - 1) // d + 1) for k, n, d in zip(kernel, padded, asked.dilations, strict=True)]
    yield replace(asked, filter_shape=(smaller[0], smaller[1], *asked.filter_shape[2:]))
    closer = [min(d, max((n - 1) // max(k - 1, 1), 1)) for k, n, d in zip(kernel, padded, asked.dilations, strict=True)]
    yield replace(asked, dilations=(closer[0], closer[1]))
    larger = [n + more for n, more in zip(size, missing, strict=True)]
    if max(larger) <= most.size:
        yield _resize(asked, larger[0], larger[1])


def _resize(asked: Asked, height: int, width: int) -> Asked:
    batch, _, _, channels = asked.input_shape
    return replace(asked, input_shape=(batch, height, width, channels))


def _set_channels(asked: Asked, channels: int) -> Asked:
    kh, kw, _, multiplier = asked.filter_shape
    return replace(asked, input_shape=(*asked.input_shape[:3], channels), filter_shape=(kh, kw, channels, multiplier))


def _changes(asked: Asked, other: Asked) -> tuple[str, ...]:
    pairs = {
        "padding": (asked.padding, other.padding),
        "kernel": (asked.filter_shape[:2], other.filter_shape[:2]),
        "dilations": (asked.dilations, other.dilations),
        "input": (asked.input_shape[1:3], other.input_shape[1:3]),
    }
    return tuple(name for name, (mine, theirs) in pairs.items() if mine != theirs)
