"""A pasted text against the table of all wordings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from convcore.explain.messages import jax, keras, pytorch, tensorflow
from convcore.explain.messages.model import (
    PAIR_FIELDS,
    SHAPE_FIELDS,
    WORD_FIELDS,
    Detail,
    FrameworkName,
    Piece,
    Reading,
    Row,
)
from convcore.explain.messages.patterns import wording
from convcore.explain.messages.text import Plain, sizes

ROWS: tuple[Row, ...] = (*pytorch.ROWS, *tensorflow.ROWS, *keras.ROWS, *jax.ROWS)
"""All wordings."""

BEHIND = 1_600  # characters after a wording in which its details are looked for: a graph node's attributes fit
OCCURRENCES = 8  # of one wording: a traceback says it twice or thrice, first cut short

# A pooling, with its window where it is said; a stride above 1.
SHRINKS = wording(
    "(?:max|average|avg)_?pool(?:ing)?_?2d ?\\((?:(?:pool_size|kernel_size) ?= ?)?\\(?(?P<window>\\d{1,2})?"
    "|(?<![\\w])(?:strides?|subsample) ?= ?\\(?(?P<stride>\\d{1,2})"
)
MOST_SHRINKS = 40
POOLING_CALL = 30

# Keras wraps what its backend says; the layer is Keras's then, and its arguments stand behind.
WRAPPER = wording(
    "exception encountered when calling "
    "(?:layer ['\"]?(?P<layer>[\\w/.]{1,60}+)['\"]? )?\\(?(?:type )?(?P<layer_type>\\w{1,40}+)"
)
RECEIVED = wording("(?:tf\\.tensor|kerastensor|inputs=\\S{0,20}) ?\\(?shape=<input_shape>")
STEMS = (("output_padding", "output_padding"), ("stride", "strides"), ("dilation", "dilations"))
PARTS = {
    "stride": "strides",
    **{f"{stem}_{side}": role for side in ("height", "width") for stem, role in STEMS},
}
SHAPED = SHAPE_FIELDS | {"given_filter_shape", "model_filter_shape"}


def recognise(text: Plain) -> Reading | None:
    """The message that a text holds; of several the one that says most, then the first; None where none is known.

    >>> from convcore.explain.messages.text import plain
    >>> reading = recognise(plain("input depth must be evenly divisible by filter depth: 4 vs 3 [Op:Conv2D]"))
    >>> reading.row.name, reading.numbers["got_channels"], reading.numbers["expected_channels"]
    ('tensorflow-depth-eager', 4, 3)
    """
    readings = [_read(text, row, found) for row in ROWS for found in _occurrences(text, row)]
    return max(readings, key=lambda one: (len(one.numbers), -one.pieces[0].start), default=None)


def _occurrences(text: Plain, row: Row) -> Iterator[re.Match[str]]:
    return islice(row.pattern.finditer(text.text), OCCURRENCES)


def _read(text: Plain, row: Row, found: re.Match[str]) -> Reading:
    numbers: dict[str, Detail] = {}
    pieces = [Piece(*text.span(found.start(), found.end() - len(found[0]) + len(found[0].rstrip(", "))), "message")]
    _collect(text, found, numbers, pieces)
    for detail in row.details:
        if behind := detail.search(text.text, found.start(), min(found.end() + BEHIND, len(text.text))):
            _collect(text, behind, numbers, pieces)
    if row.problem == "too-small":
        _shrinking(text, numbers, pieces)
    framework = _whose(text, row, found, numbers, pieces)
    _join(numbers)
    return Reading(row, framework, numbers, tuple(pieces))


def _shrinking(text: Plain, numbers: dict[str, Detail], pieces: list[Piece]) -> None:
    """The poolings and strides in code that was pasted with the message: what a small map comes from."""
    factors: list[int] = []
    pooled = 0
    for found in islice(SHRINKS.finditer(text.text), MOST_SHRINKS):
        factor = int(found["stride"] or found["window"] or 2)
        start, end = text.span(*found.span())
        own = found["stride"] is not None and found.start() < pooled  # a pooling's own stride is no second one
        if factor < 2 or own or any(one.start < end and start < one.end for one in pieces):
            continue
        factors.append(factor)
        pieces.append(Piece(start, end, "shrinks"))
        if found["stride"] is None:
            pooled = found.end() + POOLING_CALL
    if factors:
        numbers["shrinks"] = tuple(factors)


def _whose(
    text: Plain, row: Row, found: re.Match[str], numbers: dict[str, Detail], pieces: list[Piece]
) -> FrameworkName:
    """Keras where Keras wraps the message of its backend, otherwise whose wording it is."""
    wrapper = WRAPPER.search(text.text, max(found.start() - BEHIND, 0), found.start())
    if not wrapper:
        return row.framework
    _collect(text, wrapper, numbers, pieces)
    if received := RECEIVED.search(text.text, found.end(), min(found.end() + BEHIND, len(text.text))):
        _collect(text, received, numbers, pieces)
    return "keras"


def _collect(text: Plain, found: re.Match[str], numbers: dict[str, Detail], pieces: list[Piece]) -> None:
    """Adds the roles of a match that are not known yet."""
    for role, words in found.groupdict().items():
        if words is None or role in numbers:
            continue
        start, end = found.span(role)
        start, end = start + len(words) - len(words.lstrip(", ")), end - len(words) + len(words.rstrip(", "))
        numbers[role] = _value(role, words, text.cut_out(start, end))
        pieces.append(Piece(*text.span(start, end), PARTS.get(role, role)))


def _value(role: str, words: str, pasted: str) -> Detail:
    if role in SHAPED:
        return sizes(words)
    if role in PAIR_FIELDS:
        pair = sizes(words)
        return pair * 2 if len(pair) == 1 else pair
    if role.endswith("dtype"):
        return pasted.removeprefix("torch.").removeprefix("c10::").strip()
    if role in ("data_format", "padding"):
        return pasted.upper()
    return pasted if role in WORD_FIELDS else int(words)


def _join(numbers: dict[str, Detail]) -> None:
    """Pairs that are printed as height and width apart, or among four axes; a single stride stands for both."""
    for stem, name in STEMS:
        height, width = numbers.pop(f"{stem}_height", None), numbers.pop(f"{stem}_width", None)
        if isinstance(height, int) and isinstance(width, int):
            numbers[name] = (height, width)
    for role in PAIR_FIELDS & numbers.keys():
        four = numbers[role]
        if isinstance(four, tuple) and len(four) == 4:
            numbers[role] = four[2:] if numbers.get("data_format") == "NCHW" else four[1:3]
    if isinstance(stride := numbers.pop("stride", None), int):
        numbers.setdefault("strides", (stride, stride))
