"""Random cases for each door: pieces of what it reads in any order, and what it writes with changes.

The same seed gives the same cases.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from convcore.frameworks import ARTICLE
from convcore.io import save, tables
from convcore.io.record import ARRAYS
from convcore.paste.calls import CALLS, METHODS
from pages.parts.answers.record import Record, write_record
from pages.parts.lab import article, labfile, linktext
from tests.convcore.explain.test_explain import mutated
from tests.fuzz.doors import FIELD, header, linked, npy, npz, record, tabled, trace

NUMBERS = (
    "0",
    "1",
    "-",
    "+",
    ".",
    "e",
    "E",
    "/",
    "_",
    " ",
    "\u2212",
    "９",
    "１／",
    "nan",
    "inf",
    "x",
    "\0",
    "²",
    "\t",
    "1e308",
)
SIGNS = (*"()[]{},;:=+-*/.#\\'\"", "'''", '"""', "\n", " ", "    ", "...", "**", "@", "\t", "\0", "\u201c", "，", "（")
NAMES = (
    "x",
    "input",
    "filter",
    "np.",
    "tf.",
    "ones",
    "zeros",
    "arange",
    "reshape",
    "concat",
    "constant",
    "tile",
    "conv2d",
    "for ",
    "if ",
    "lambda ",
    "f'",
    "0x",
    "1e308",
    "-1",
    "None",
    "True",
    "strides",
    "padding",
    "'SAME'",
    "shape",
    "T",
)
TABLE = (
    "batch",
    "row",
    "col",
    "channel",
    "value",
    "kernel_row",
    ",",
    ";",
    "\t",
    "\n",
    "0",
    "1",
    "16",
    "999999",
    "-",
    '"',
    "x",
)
FILED = (
    '"format"',
    '"convscope-lab"',
    '"version"',
    ":",
    ",",
    "[",
    "]",
    "{",
    "}",
    "null",
    "true",
    "NaN",
    '"a"',
    "1",
    "-1",
    "1e400",
    '"input"',
    '"filters"',
    '"strides"',
    '"padding"',
    '"dilations"',
    "9" * 400,
    "\\",
    "\0",
    " ",
)
SHAPES = (
    "()",
    "(0,)",
    "(-1, 1)",
    "(1, 4, 4, 2)",
    "(1.0,)",
    "(True,)",
    "(None,)",
    "[1]",
    "(2**9,)",
    "(99999999999,) * 9",
    "'a'",
)
KINDS = (
    "<f8",
    ">f8",
    "<f2",
    "<i1",
    "<u8",
    "<U4",
    "<U0",
    "|b1",
    "|O",
    "<c16",
    "<M8[s]",
    "f8,f8",
    "3f8",
    "V8",
    "?",
    "",
    "<f16",
    "a",
)
ATOMS = (
    "1",
    "2",
    "-1",
    "0.5",
    "1e308",
    "-1e308",
    "1e-308",
    "9" * 300,
    "0x" + "f" * 4000,
    "16384",
    "x",
    "y",
    "None",
    "'a'",
    "True",
    "[1, 2]",
    "[[1, 2], [3, 4]]",
    "[]",
    "[1, [2]]",
    "[0, 3, 1, 2]",
    "np.float32",
    "1j",
    "...",
    "nan",
    "(2, 3)",
    "np.ones([2, 3])",
    "np.arange(6)",
    "x.T",
    "{1}",
    "lambda: 1",
    "f(*x)",
    "'SAME'",
    "[[0, 0], [1, 1], [1, 1], [0, 0]]",
)
INDICES = ("0", "...", ":", "::2", "::0", "None", "9", "1e300", "-1, 0", "::-1", "..., ...", "0:9, 1:", "-9:, None")
WORDS = ("shape", "axis", "dtype", "value", "perm", "repeats", "step", "name", "multiples", "x")
MOST = 40  # pieces of a case

Make = Callable[[random.Random], Any]


def joined(*pieces: str) -> Make:
    """Texts of these pieces."""
    return lambda chance: "".join(chance.choices(pieces, k=chance.randint(1, MOST)))


def mangled(text: str, *pieces: str) -> Make:
    """``text`` with places cut out and pieces put in."""

    def make(chance: random.Random) -> str:
        result = text
        for _ in range(chance.randint(1, 4)):
            start = chance.randrange(len(result) + 1)
            end = start + chance.choice((0, 0, 1, 1, 5, 50, len(result)))
            result = result[:start] + "".join(chance.choices(pieces, k=chance.randint(0, 3))) + result[end:]
        return result

    return make


def mangled_bytes(data: bytes) -> Make:
    """``data`` with some bytes changed, cut out or put twice."""

    def make(chance: random.Random) -> bytes:
        result = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(result) + 1)
            size = chance.choice((1, 1, 1, 4, 100))
            result[at : at + size] = chance.choice(
                (chance.randbytes(1), chance.randbytes(size), b"", result[at : at + 2 * size])
            )
        return bytes(result)

    return make


def declared(chance: random.Random) -> bytes:
    """An .npz, one part of which declares anything."""
    name = chance.choice(("input", "filters", "kind", "strides", "padding", "pads", "dilations"))
    field = FIELD % (chance.choice(KINDS), chance.choice((False, True, 1, "x")), chance.choice(SHAPES))
    text = mangled(field, *SIGNS)(chance) if chance.random() < 0.5 else field
    version = chance.choice((b"\1\0", b"\2\0", b"\3\0", b"\0\0"))
    return npz(0, **{name: header(text, chance.randbytes(chance.choice((0, 8, 256))), version)})


def array(chance: random.Random) -> Any:
    """Any small array of numbers or text."""
    sizes = chance.choice(
        ((), (1,), (2,), (2, 2), (1, 4, 4, 2), (3, 3, 2, 2), (1, 1, 2, 1), (0, 1, 1, 1), (1, 17, 1, 1))
    )
    values = [chance.choice((0, 1, 2, 17, 255)) for _ in range(math.prod(sizes))]
    return (
        np.array(values)
        .astype(chance.choice(("<f8", ">f4", "u1", "i2", "u8", "U4", "bool", "c16", "f2")))
        .reshape(sizes)
    )


def changed_arrays(chance: random.Random) -> bytes:
    """An .npz with one or two other arrays."""
    return npz(0, **{name: npy(array(chance)) for name in chance.choices(ARRAYS, k=2)})


def value(chance: random.Random, depth: int = 0) -> Any:
    """Anything that JSON holds."""
    if depth < 5 and chance.random() < 0.6:
        items = [value(chance, depth + 1) for _ in range(chance.randint(0, 3))]
        return items * chance.randint(1, 2) if chance.random() < 0.9 else {"a": items}
    return chance.choice(
        (0, 1, -1, 2.5, 1e308, float("nan"), 2**63, 10**400, None, True, "", "a" * 50, "SAME", "VALID")
    )


def changed_record(chance: random.Random) -> bytes:
    """A lab.json with one or two other fields."""
    fields = ("format", "version", "kind", "input", "filters", "strides", "padding", "dilations", "pointwise")
    return record(**{name: value(chance) for name in chance.choices(fields, k=chance.randint(1, 2))})


def expression(chance: random.Random, depth: int = 0) -> str:
    """Code that Python reads: calls that are known, on what they may or may not take."""
    if depth > 3 or chance.random() < 0.25:
        return chance.choice(ATOMS)
    inner = [expression(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    first = inner[0] if inner else "x"
    return chance.choice(
        (
            f"np.{chance.choice(list(CALLS))}({', '.join(inner)})",
            f"tf.{chance.choice(list(CALLS))}({', '.join(inner)})",
            f"{first}.{chance.choice(list(METHODS))}({', '.join(inner[1:])})",
            f"[{', '.join(inner)}]",
            f"({first}{chance.choice('+-*/@%')}{inner[-1] if inner else '2'})",
            f"{first}[{chance.choice(INDICES)}]",
            f"-{first}",
            f"np.{chance.choice(list(CALLS))}({first}, {chance.choice(WORDS)}={inner[-1] if inner else '1'})",
        )
    )


def program(chance: random.Random) -> str:
    """Assignments, then perhaps a convolution."""
    lines = [
        f"{chance.choice(('x', 'y', 'input', 'filter'))} = {expression(chance)}" for _ in range(chance.randint(1, 4))
    ]
    words = f"strides={expression(chance, 3)}, padding={expression(chance, 3)}"
    return "\n".join(
        ["x = np.arange(6)", "y = [[1, 2], [3, 4]]", *lines, f"tf.nn.conv2d(input, filter, {words})"][
            : chance.randint(3, 7)
        ]
    )


def any_of(*makes: Make) -> Make:
    """One of several ways."""
    return lambda chance: chance.choice(makes)(chance)


def encoded(make: Make) -> Make:
    """A text as the bytes of a file."""
    return lambda chance: make(chance).encode("utf-8", "surrogatepass")


INPUT = tables.to_csv(tables.input_table(trace().input))
FILTERS = tables.to_csv(tables.filters_table(trace().spec, trace().filters))
LISTING = ARTICLE + "print(tf.nn.conv2d(img, filter, strides=[1, 1, 1, 1], padding='VALID'))\n"
PLAIN = "1,1|V|1,1|1,1,2,1|1,2|1,1,1,1|3"
FILES = [
    save.to_zip(trace()),
    save.to_npz(trace()),
    save.to_json(trace()).encode(),
    labfile.to_json(article()).encode(),
]
TEXTS = any_of(
    program,
    program,
    joined(*NUMBERS, "[", "]", ",", "\n", "\t", " "),
    joined(*SIGNS, *NAMES),
    mangled(LISTING, *SIGNS, *NAMES),
    mangled("tf.Tensor([[1. 2.]\n [3. 4.]], shape=(2, 2), dtype=float32)", *SIGNS, *NAMES),
    mangled("x = np.reshape(np.arange(0, 16, 1), [1, 4, 2, 2])[0, ::2, ..., None]\n", *SIGNS, *NAMES),
    lambda chance: f"x = {chance.choice(NAMES)}{mangled('(ones([2, 3]), [1, 2])', *SIGNS, *NAMES, *NUMBERS)(chance)}",
)
FILED_TEXTS = any_of(
    changed_record,
    changed_record,
    changed_arrays,
    *(mangled_bytes(data) for data in FILES),
    declared,
    encoded(mangled(FILES[3].decode(), *FILED)),
    encoded(joined(*FILED)),
    lambda chance: tabled(options=mangled("\n".join(map(",".join, [tables.OPTIONS] * 2)), *TABLE)(chance).encode()),
)
CASES: Mapping[str, Make] = {
    "cell": joined(*NUMBERS),
    "paste": TEXTS,
    "text file": encoded(any_of(mangled(INPUT, *TABLE), mangled(FILTERS, *TABLE), joined(*TABLE), TEXTS)),
    "lab file": FILED_TEXTS,
    "bundle": FILED_TEXTS,
    "input.csv": any_of(mangled(INPUT, *TABLE), joined(*TABLE)),
    "filters.csv": any_of(mangled(FILTERS, *TABLE), joined(*TABLE)),
    "link": any_of(
        mangled(linktext.encode(article().with_options(padding="SAME")), *"abcXYZ019-_.", "\0"),
        lambda chance: linked(mangled(PLAIN, *"0123456789,|VS-+.e", "nan", "99999999")(chance)),
    ),
    "history": lambda chance: linked(mangled(f"1\n{PLAIN}\n{PLAIN}", *"0123456789,|VS-+.e\n", "nan")(chance)),
    "error": mutated,
    "size": joined(*NUMBERS, ",", "x", "[", "]", "（"),
    "answer": joined(*NUMBERS, "[", "(", ")", "A", "b", "1 x 2", "2, 3"),
    "record": mangled(write_record(Record("7b", place=3)), *'{}[]":,0123456789', "null", "true", "seen", "1e9"),
    "message": any_of(
        joined("line 1: ", "shape (1, 2)", "'", '"', ": ", "`", "x", "at most 7 ", "needed", "\n"), TEXTS
    ),
}


def cases(door: str, seed: int = 0) -> Iterator[Any]:
    """The cases of a door, one after the other without end."""
    chance = random.Random(f"{door} {seed}")
    while True:
        yield CASES[door](chance)
