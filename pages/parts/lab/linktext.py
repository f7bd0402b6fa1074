"""The lab as text for a link: all tensors and options, the same bits when read back."""

from __future__ import annotations

import base64
import binascii
import math
import re
import zlib
from typing import Any

import numpy as np

from convcore.errors import ConvError
from convcore.numbers import exact
from convcore.spec import Padding, Tensor
from pages.parts.lab.lab import LIMITS, Lab, Name
from pages.parts.lab.note import Note
from pages.parts.lab.once import once

VERSION = 1
# A reload sends the link in the first line of a request, and common web servers take 8 kB there.
LONGEST = 6000
MOST_TEXT = 2**19  # of what a link unpacks to; the largest lab with all digits has fewer
MOST_FIELDS = 9
DECIMALS = frozenset("-+0123456789.e,")
MARKED = re.compile(r"(\d{1,6})\.([\w-]+)", re.ASCII)


class LinkError(ConvError):
    """A link that gives no lab.

    Attributes:
        note: why, for the reader: ``link.damaged``, ``link.newer`` or ``link.large``.
    """

    def __init__(self, note: Note) -> None:
        super().__init__(note.key)
        self.note = note


def encode(lab: Lab) -> str:
    """The lab as text for a link: that of :func:`pack`, where it is short enough.

    Raises:
        LinkError: ``link.large`` where the text has more than 6,000 characters.

    >>> from pages.parts.lab import article
    >>> decode(encode(article().with_options(strides=(2, 1)))).strides
    (2, 1)
    """
    text = pack(lab)
    if len(text) > LONGEST:
        raise LinkError(Note("link.large", {"most": LONGEST, "size": len(text)}))
    return text


def pack(lab: Lab) -> str:
    """The lab as text: compressed, safe in a URL, and the same bits when read back. Each lab is packed once.

    Its form is ``version.data``. The data unpacks to fields with ``|`` between them: strides, padding, dilations,
    then the shape and the values of the input, of the filters, and of the pointwise filters where they were set.
    """
    return once(lab, "packed", lambda: squeeze(write_fields(lab)))


def write_fields(lab: Lab) -> str:
    """The lab's fields in one line of ASCII: what :func:`pack` packs and :func:`read` reads. Each is spelled once."""
    return once(lab, "fields", lambda: _fields(lab))


def _fields(lab: Lab) -> str:
    fields = [_spell(lab.strides), _padding(lab.padding), _spell(lab.dilations)]
    for tensor in (lab.input, lab.filters, lab.pointwise):
        if tensor is not None:
            fields += [_spell(tensor.shape), ",".join(map(exact, tensor.ravel().tolist()))]
    return "|".join(fields)


def squeeze(text: str) -> str:
    """A text of ASCII compressed, in letters that are safe in a URL, behind the version of its form."""
    packed = zlib.compress(text.encode(), 9)
    return f"{VERSION}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"


def decode(text: str, most: int = LONGEST) -> Lab:
    """The lab that a text holds, of at most so many characters.

    Raises:
        LinkError: ``link.large`` past the length or the sizes of a lab, ``link.newer`` for a version that is
            not known yet, ``link.damaged`` for everything else.
    """
    try:
        return read(expand(text, most))
    except LinkError:
        raise
    except ValueError as error:  # a ConvError is one
        raise LinkError(Note("link.damaged")) from error


def expand(text: str, most: int) -> str:
    """What was squeezed, of at most so many characters.

    Raises:
        LinkError: as :func:`decode`.
    """
    if len(text) > most:
        raise LinkError(Note("link.large", {"most": most, "size": len(text)}))
    marked = MARKED.fullmatch(text)
    if marked is None or int(marked[1]) < 1:
        raise LinkError(Note("link.damaged"))
    if int(marked[1]) > VERSION:
        raise LinkError(Note("link.newer", {"version": int(marked[1]), "known": VERSION}))
    try:
        return _unpack(marked[2])
    except LinkError:
        raise
    except (ValueError, zlib.error, binascii.Error) as error:
        raise LinkError(Note("link.damaged")) from error


def _spell(sizes: tuple[int, ...]) -> str:
    return ",".join(map(str, sizes))


def _padding(padding: Padding) -> str:
    return padding[0] if isinstance(padding, str) else _spell((*padding[0], *padding[1]))


def _unpack(data: str) -> str:
    packed = base64.b64decode(data + "=" * (-len(data) % 4), altchars=b"-_", validate=True)
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(packed, MOST_TEXT)
    if unpacker.unconsumed_tail:
        raise LinkError(Note("link.large", {"most": MOST_TEXT, "size": f"> {MOST_TEXT}"}))
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("the data is cut off or goes on")
    return text.decode("ascii")


def read(text: str) -> Lab:
    """The lab of its fields.

    Raises:
        ValueError: for a text that gives none.
    """
    strides, padding, dilations, *rest = text.split("|", MOST_FIELDS)
    if len(rest) not in (4, 6):
        raise ValueError("two or three tensors are needed")
    options: Any = (_wholes(strides, 2), _sides(padding), _wholes(dilations, 2))  # the lab checks them
    names: tuple[Name, ...] = ("input", "filters", "pointwise")
    tensors = [_tensor(*part) for part in zip(names, rest[::2], rest[1::2], strict=False)]
    return Lab(tensors[0], tensors[1], *options, *tensors[2:], unmatched=True)


def _tensor(name: Name, sizes: str, values: str) -> Tensor:
    shape = _wholes(sizes, 4)
    for limit in LIMITS:
        if limit.tensor == name and shape[limit.axis] > limit.most:
            size = f"{limit.tensor}.shape[{limit.axis}] = {shape[limit.axis]}"
            raise LinkError(Note("link.large", {"most": limit.most, "size": size}))
    count = math.prod(shape)
    if not DECIMALS.issuperset(values) or values.count(",") != count - 1:
        raise ValueError("values do not fit their shape")
    return np.array([float(value) for value in values.split(",")]).reshape(shape)


def _sides(text: str) -> Padding:
    if text in ("V", "S"):
        return "VALID" if text == "V" else "SAME"
    top, bottom, left, right = _wholes(text, 4)
    return (top, bottom), (left, right)


def _wholes(text: str, count: int) -> tuple[int, ...]:
    parts = text.split(",", count)
    if len(parts) != count or not all(part.isascii() and part.isdigit() and len(part) < 7 for part in parts):
        raise ValueError("whole numbers are needed")
    return tuple(map(int, parts))
