"""The numbers of a message, read as what they are: an input of so many channels, filters of such a depth."""

from __future__ import annotations

from dataclasses import dataclass

from convcore.explain.messages.model import FrameworkName, Numbers, Reading
from convcore.explain.messages.text import Shape

IMAGE = (1, 3, 4)
"""Channels that images have: grey, colour, colour with transparency."""

FEW = 8
"""A side of an image is hardly ever shorter."""


@dataclass(frozen=True)
class Facts:
    """A message's numbers under the layout that the framework took them in.

    Attributes:
        reading: the message.
        layout: ``"NHWC"`` or ``"NCHW"``: where the framework looks for the channels.
    """

    reading: Reading
    layout: str

    @property
    def framework(self) -> FrameworkName:
        """Whose layer it was."""
        return self.reading.framework

    @property
    def numbers(self) -> Numbers:
        """What the message says, by role."""
        return self.reading.numbers

    def number(self, role: str) -> int | None:
        """A role that is one number, where it is known."""
        value = self.numbers.get(role)
        return value if isinstance(value, int) else None

    def shape(self, role: str) -> Shape | None:
        """A role that is several numbers, where it is known."""
        value = self.numbers.get(role)
        return value if isinstance(value, tuple) else None

    def word(self, role: str) -> str:
        """A role that is a word; nothing where it is not known."""
        value = self.numbers.get(role)
        return value if isinstance(value, str) else ""

    @property
    def op(self) -> str:
        """The operation or layer, in lower case and without underscores: ``conv2d``, ``maxpool``, ``dense``."""
        word = self.word("op") or self.word("layer_type") or self.word("layer")
        return word.lower().replace("_", "").split("/")[-1]

    @property
    def input(self) -> Shape | None:
        """The input, where it has four axes."""
        shape = self.shape("input_shape")
        return shape if shape is not None and len(shape) == 4 else None

    @property
    def filters(self) -> Shape | None:
        """The filters, where they have four axes; a size of 0 was misread, for no framework makes such filters."""
        shape = self.shape("filter_shape")
        return tuple(size or None for size in shape) if shape is not None and len(shape) == 4 else None

    @property
    def channels_at(self) -> int:
        """The axis in which the framework looks for the channels."""
        return self.layout.index("C")

    @property
    def got(self) -> int | None:
        """Input channels, as the framework read them."""
        if (said := self.number("got_channels")) is not None:
            return said
        if (said := self.number("in_channels")) is not None:
            return said
        if self.shape("expected_shape") and (given := self.shape("input_shape")):
            return given[-1]
        return self.input[self.channels_at] if self.input else None

    @property
    def depth(self) -> int | None:
        """Input channels that one filter reads."""
        if self.filters is None:
            return None
        if self.framework == "pytorch":
            return self.filters[0] if "transposed" in self.reading.row.name else self.filters[1]
        return self.filters[2]

    @property
    def expected(self) -> int | None:
        """Input channels that were wanted; no layer wants none."""
        if said := self.number("expected_channels"):
            return said
        wanted = self.shape("expected_shape")
        if wanted:
            return wanted[-1]
        return self.depth

    @property
    def kernel(self) -> tuple[int, int] | None:
        """(height, width) of the kernel or of the pooling window."""
        pair = self.shape("kernel")
        if pair is None and self.filters:
            pair = self.filters[2:] if self.framework == "pytorch" else self.filters[:2]
        if pair is None or len(pair) != 2 or not pair[0] or not pair[1]:
            return None
        return pair[0], pair[1]

    @property
    def sides(self) -> tuple[int | None, int | None] | None:
        """(height, width) of the input, padding included where the message includes it."""
        padded = self.shape("padded_input")
        if padded and len(padded) == 2:
            return padded[0], padded[1]
        if not self.input:
            return None
        return (self.input[1], self.input[2]) if self.layout == "NHWC" else (self.input[2], self.input[3])


def facts(reading: Reading) -> Facts:
    """A message's numbers under the layout that its framework takes them in.

    TensorFlow and Keras keep channels last unless the message says otherwise, PyTorch keeps them second, and so does
    ``lax.conv``.
    """
    said = str(reading.numbers.get("data_format", ""))
    if said in ("NHWC", "NCHW"):
        return Facts(reading, said)
    if reading.row.framework == "pytorch" or reading.numbers.get("axis") == 1:
        return Facts(reading, "NCHW")
    return Facts(reading, "NCHW" if reading.framework in ("pytorch", "jax") else "NHWC")


def find_swap(known: Facts) -> str | None:
    """The layout that the input was really in, where the numbers say that it was not the assumed one.

    The numbers say so when another axis has just the channels that are wanted, or when a side is 1, 3 or 4 while the
    channels are many.
    """
    shape = known.input
    if shape is None:
        return _swap_models(known)
    at = _find_elsewhere(known, shape)
    if at is None:
        at = _flat_side(known, shape)
    return None if at is None else layout_with(at)


def layout_with(channels_at: int) -> str:
    """The layout whose channels stand there.

    >>> layout_with(1), layout_with(3)
    ('NCHW', 'NHWC')
    """
    return "N" + "HW"[: channels_at - 1] + "C" + "HW"[channels_at - 1 :]


def _find_elsewhere(known: Facts, shape: Shape) -> int | None:
    """The axis other than batch and channels that has the channels wanted, if the input has others."""
    wanted, got = known.expected, known.got
    if (
        wanted is None
        or got is None
        or wanted == got
        or known.reading.row.problem not in ("channels", "groups", "layout")
    ):
        return None
    if _is_square(known) or (got in IMAGE and wanted not in IMAGE):
        return None
    ends = [at for at in (1, 3) if at != known.channels_at and shape[at] == wanted]
    return ends[0] if ends else 2 if shape[2] == wanted and wanted in IMAGE else None


def _is_square(known: Facts) -> bool:
    """An input as high as wide in the assumed layout was hardly meant in another one."""
    return known.sides is not None and known.sides[0] is not None and known.sides[0] == known.sides[1]


def _flat_side(known: Facts, shape: Shape) -> int | None:
    """The side that is 1, 3 or 4 cells while the other one and the channels are many."""
    if known.reading.row.problem != "too-small":
        return None
    channels = shape[known.channels_at]
    order = (1, 2) if known.layout == "NHWC" else (3, 2)
    for at, other in (order, order[::-1]):
        long = shape[other]
        if shape[at] in IMAGE and (long is None or long >= FEW) and (channels is not None and channels >= FEW):
            return at
    return None


def _swap_models(known: Facts) -> str | None:
    """For shapes without the batch, and numbers alone: 224 channels where 3 are wanted are a width."""
    given, wanted = known.shape("input_shape"), known.shape("expected_shape")
    if given and wanted and len(given) == len(wanted) == 3:
        moved = given != wanted and sorted(map(str, given)) == sorted(map(str, wanted))
        return ("NCHW" if known.layout == "NHWC" else "NHWC") if moved else None
    if given or known.shape("filter_shape") or known.reading.row.problem != "channels":
        return None
    got = known.got
    if known.expected in IMAGE and got is not None and got >= 2 * FEW and got & (got - 1):
        return "NCHW" if known.layout == "NHWC" else "NHWC"
    return None
