"""How the rows' patterns are written: wordings with named roles.

A space stands for white space that may be missing. ``<role>`` is the role's value: a shape, sizes, a number, a word,
as the role says. Everything else is a regular expression, in lower case, whose repetitions have bounds.
"""

from __future__ import annotations

import re

from convcore.explain.messages.model import PAIR_FIELDS, SHAPE_FIELDS, WORD_FIELDS

# [1, 3, 5, 5], (None, 28, 28, 1), torch.Size([1, 3]), TensorShape([1, 3]), [[8, 1, 3, 3]], and the bare
# "64 3 7 7" of PyTorch 0.4. Possessive: nothing is tried twice.
SHAPE = (
    r"(?:torch\.size|tensorshape)?+\(?+[\[(]{{0,2}}+"
    r"(?P<{role}>(?:(?:none|\?|-?\d{{1,18}})[, x]{{0,2}}+){{1,8}}+)[\])]{{0,3}}+"
)
PAIR = r"[\[(]?+(?P<{role}>(?:\d{{1,9}}[, x*]{{0,3}}+){{1,4}}+)[\])]?+"
WORD = r"(?P<{role}>\w{{1,60}}(?:[./]\w{{1,40}}){{0,4}})"
NAME = r"(?P<{role}>\w[\w./-]{{0,60}})"  # of a layer, as its author wrote it
NUMBER = r"(?P<{role}>\d{{1,9}}+)"


def wording(text: str) -> re.Pattern[str]:
    r"""The pattern of a wording.

    >>> wording("given groups=<groups>, weight of size <filter_shape>").search("given groups=1,\tweight")
    >>> wording("expected input<input_shape> to").search("expected input[1, 3, 5, 5] to")["input_shape"]
    '1, 3, 5, 5'
    """
    spaced = re.sub(r" (?![?*{+])", " ?+", text)
    return re.compile(re.sub(r"(?<!\?P)<([a-z_]+)>", _role, spaced))


def _role(found: re.Match[str]) -> str:
    role = found[1]
    if role in SHAPE_FIELDS:
        return SHAPE.format(role=role)
    if role == "layer":
        return NAME.format(role=role)
    return (PAIR if role in PAIR_FIELDS else WORD if role in WORD_FIELDS else NUMBER).format(role=role)
