"""What is known of an error, as data: the table's rows, what was read, and the answer.

Roles of numbers, the same in every framework and in the JSON of the command line:

====================  =================================================================================
input_shape           the input as it was given, in the order it was given in; None where it is not known
filter_shape          the filters (PyTorch's weight) in the framework's own order
expected_shape        the input that a model was made for
output_shape          of a transposed convolution: what was asked for
expected_channels     input channels that the filters read
got_channels          input channels that the input has
expected_rank         dimensions that were wanted
got_rank              dimensions that were given
input_size            cells along the axis that is too short, padding included
padded_input          (height, width) of the padded input
kernel                (height, width) of the kernel or of the pooling window, in taps
kernel_extent         cells that the kernel spans along the axis that is too short, dilation included
strides, dilations    (height, width)
groups                groups asked for, or those that follow from the depths
in_channels           input channels of a layer
out_channels          output channels of a layer
axis                  which axis of the input was looked at
bias                  biases that were given
expected_bias         biases that were wanted
output_padding        (height, width) of a transposed convolution's output padding
expected_size         size that follows from the other side
got_size              size that was given
expected_dtype        number type that was wanted, as the framework writes it
got_dtype             number type that was given
expected_features     columns that a dense layer reads
got_features          columns that it was given
shrinks               factors of the poolings and strides in code pasted with the message
data_format           "NHWC" or "NCHW"
padding               "SAME" or "VALID"
====================  =================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from convcore.explain.messages.text import Shape

FrameworkName = Literal["tensorflow", "keras", "pytorch", "jax"]
Problem = Literal[
    "layout",
    "channels",
    "too-small",
    "rank",
    "groups",
    "same-stride",
    "unequal-strides",
    "stride-dilation",
    "bias",
    "output-padding",
    "dtype",
    "dense",
    "backprop-size",
]
Detail = int | str | Shape
Numbers = Mapping[str, Detail]

FRAMEWORK_TITLES: Mapping[FrameworkName, str] = {
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "pytorch": "PyTorch",
    "jax": "JAX",
}
"""Names as their makers write them."""

SHAPE_FIELDS = frozenset({"input_shape", "filter_shape", "expected_shape", "output_shape"})
PAIR_FIELDS = frozenset({"padded_input", "kernel", "strides", "dilations", "output_padding"})
WORD_FIELDS = frozenset({"expected_dtype", "got_dtype", "data_format", "padding", "op", "layer", "layer_type"})


@dataclass(frozen=True)
class Row:
    """A wording of a framework.

    Attributes:
        name: its key, unique in the table.
        framework: whose wording it is.
        problem: what it says by itself; the numbers may say more (:mod:`convcore.explain.causes`).
        pattern: the wording in lower case; it begins with a literal, and repeats nothing without a bound, so that a
            hostile text costs no more than its length. Its groups are roles.
        details: further patterns, looked for in what follows the wording; their groups are roles too.
        rule: the name of the rule that broke, where it is not the problem's own.
    """

    name: str
    framework: FrameworkName
    problem: Problem
    pattern: re.Pattern[str]
    details: tuple[re.Pattern[str], ...] = ()
    rule: str = ""


@dataclass(frozen=True)
class Piece:
    """A piece of the pasted text that was understood: ``source[start:end]`` is what ``role`` says."""

    start: int
    end: int
    role: str


@dataclass(frozen=True)
class Reading:
    """A recognised message: its row, whose layer it was, the numbers in their roles, and where they stand."""

    row: Row
    framework: FrameworkName
    numbers: Numbers
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Say:
    """A text of the catalogues: ``explain.`` and its key, with the values it names."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Cause:
    """A likely cause.

    Attributes:
        name: its key.
        say: why it is likely, with the numbers.
    """

    name: str
    say: Say
