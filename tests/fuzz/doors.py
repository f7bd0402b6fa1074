"""The doors through which other people's text and files come in, and the worst that was found to bring to them.

A door takes what is brought and raises nothing but ConvError. A hostile case is made of few lines and has the largest
size that can reach its door.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from convcore.__main__ import main
from convcore.catalogue import catalogue, translator
from convcore.errors import ConvError, Phrase
from convcore.explain import explain
from convcore.explain.drawings import drawing
from convcore.explain.labs import labs
from convcore.explain.tell import as_json
from convcore.io import load, read_tables, save, tables
from convcore.numbers import number
from convcore.paste import text as paste
from convcore.practice.answers import READ
from convcore.spec import ConvSpec
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace
from pages.parts.answers.record import read_record
from pages.parts.edit import bring
from pages.parts.lab import article, labfile, linktext
from pages.parts.lab.historytext import read_history
from pages.parts.sections.errors import form, marks
from pages.parts.sections.errors.message import MOST_KEPT, cut_for_link
from pages.parts.ui import notes

TEXT = paste.MOST_TEXT  # characters of a paste
PIECES = 49_900  # of code
CSV = bring.MOST_CSV  # bytes of a text file
FILE = 2 * 2**20  # bytes of an upload
CELL = 2**20  # characters typed into a cell: nothing but the browser bounds them

Door = Callable[[Any], object]


def pasted(text: str) -> object:
    """Text in the field of “Bring your own”, as its callback takes it."""
    present = article()
    return bring.take_in(present, bring.read("", text, "detect", present))


def opened(data: bytes) -> object:
    """A text file there."""
    present = article()
    return bring.take_in(present, bring.read("x.csv", bring._text("x.csv", data), "input", present))


def explained(text: str) -> object:
    """An error message, as its page answers it."""
    answer = explain(text)
    marked = marks.mark(text, answer.pieces, lambda say: say.key, ""), marks.shapes(text, answer, "", "")
    return as_json(answer, catalogue("zh")), labs(answer), drawing(answer), marked, cut_for_link(text, answer)


def command(arguments: list[str]) -> object:
    """The command line, in a folder with an input and filters of one cell."""
    before = Path.cwd()
    with TemporaryDirectory() as folder, contextlib.redirect_stderr(io.StringIO()):
        os.chdir(folder)
        Path("input.csv").write_text("batch,row,col,channel,value\n0,0,0,0,1\n")
        Path("filters.csv").write_text("kernel_row,kernel_col,in_channel,multiplier,value\n0,0,0,0,1\n")
        try:
            code = main([*arguments, "--out", "out.json"])
        except SystemExit as end:  # not understood
            code = end.code
        finally:
            os.chdir(before)
    if code:
        raise ConvError(f"exit code {code}")
    return code


def answered(text: str) -> object:
    """What is typed as an answer, in any form."""
    taken, refused = [], []
    for read in READ.values():
        try:
            taken.append(read(text))
        except ConvError as error:
            refused.append(error)
    if not taken:
        raise refused[0]
    return taken


def historied(text: str) -> object:
    """Undo and redo that a browser kept: what is no history is refused with a ValueError."""
    try:
        return read_history(text)
    except ValueError as error:
        raise ConvError("history") from error


DOORS: Mapping[str, Door] = {
    "cell": number,
    "paste": pasted,
    "text file": opened,
    "lab file": labfile.from_bytes,
    "bundle": load.read,
    "input.csv": read_tables.read_input,
    "filters.csv": read_tables.read_filters,
    "link": linktext.decode,
    "error": explained,
    "size": lambda text: form.sizes("", text, (1, 2)),
    "command": command,
    "answer": answered,
    "record": read_record,
    "history": historied,
    "message": lambda text: [Phrase("{text} divides by 0", text=text).tell(translator("zh")), notes.code(text)],
}


# What is brought -----------------------------------------------------------------------------------------------


def trace(**options: Any) -> Trace:
    """The article's depthwise convolution."""
    return Trace(ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2), **options), article_input(), article_filters())


@cache
def saved(write: Callable[[Trace], Any]) -> Any:
    """The article's convolution as a file."""
    return write(trace())


def record(**changes: Any) -> bytes:
    """A lab.json with other fields."""
    return json.dumps({**json.loads(saved(save.to_json)), **changes}).encode()


def archive(content: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these parts, the same at any time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name, data in content.items():
            parts.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """What a ZIP holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return {name: held.read(name) for name in held.namelist()}


def npy(array: Any) -> bytes:
    """An array as a .npy part."""
    out = io.BytesIO()
    np.lib.format.write_array(out, np.asarray(array), allow_pickle=False)
    return out.getvalue()


def header(text: str, data: bytes = b"\0" * 8, version: bytes = b"\x01\x00") -> bytes:
    """A .npy part with a header of one's own."""
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text.encode("latin-1", "replace") + data


def npz(method: int = zipfile.ZIP_DEFLATED, **changes: bytes) -> bytes:
    """An .npz of the article with other parts."""
    return archive({**parts(saved(save.to_npz)), **{f"{name}.npy": data for name, data in changes.items()}}, method)


def tabled(**changes: bytes) -> bytes:
    """A ZIP of CSV tables of the article with other parts."""
    return archive({**parts(saved(save.to_zip)), **{f"{name}.csv": data for name, data in changes.items()}})


def linked(text: str) -> str:
    """A link whose data unpacks to this text."""
    return f"1.{base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip('=')}"


def options(*row: object) -> bytes:
    """An options.csv."""
    return f"{','.join(tables.OPTIONS)}\n{','.join(map(str, row))}\n".encode()


def bombs(method: int) -> bytes:
    """Zeros under a name that is read, packed in a way that zipfile unpacks without looking at what was asked for."""
    return archive({"input.csv": b"", "filters.csv": b"", "options.csv": b"0" * 2**26}, method)


def broken_lzma() -> bytes:
    """An LZMA part whose data is no LZMA."""
    data = bytearray(archive({"input.csv": bytes(range(256)) * 40}, zipfile.ZIP_LZMA))
    at = 30 + len("input.csv") + 9
    data[at : at + 40] = b"\xff" * 40
    return bytes(data)


def filled(piece: str, size: int, start: str = "", end: str = "") -> str:
    """``piece`` again and again, ``size`` characters with what stands before and behind."""
    return start + piece * ((size - len(start) - len(end)) // len(piece)) + end


def statements(line: str, size: int = TEXT) -> str:
    """A line of code again and again; ``{}`` is its number."""
    lines, length = [], 0
    while length < size - 64:
        lines.append(line.replace("{}", str(len(lines))))
        length += len(lines[-1]) + 1
    return "\n".join(lines)


def rows(height: int, width: int) -> str:
    """An input.csv of a picture of this size."""
    row = "".join(f"0,R,{col},0,1\n" for col in range(width))
    return "batch,row,col,channel,value\n" + "".join(row.replace("R", str(at)) for at in range(height))


CONV2D = ("depthwise", "filters.csv", "input.csv")
NUMBERS = (
    '{"format": "convscope-lab", "version": 1, "strides": [1, 1], "padding": "SAME", "dilations": [1, 1], "filters":'
)
NUMBERS += ' [[[[1]]]], "input": [[[['
FIELD = "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
LONG = "9" * 5000

ERROR = "Negative dimension size caused by subtracting 3 from 2 for 'x' with input shapes: [?,2,2,64], [3,3,64,64]."

HOSTILE: Mapping[str, tuple[str, Callable[[], Any]]] = {
    "digits and an x": ("cell", lambda: filled("1", CELL, end="x")),
    "digits": ("cell", lambda: filled("1", CELL)),
    "an answer of numbers": ("answer", lambda: filled("1 ", CELL)),
    "a record of brackets": ("record", lambda: filled("[", CELL)),
    "a record of digits": ("record", lambda: filled("9", CELL, '{"seed":"a","kinds":["seen"],"level":')),
    "dots": ("cell", lambda: filled(".", CELL)),
    "spaces around a slash": ("cell", lambda: filled(" ", CELL, "1", "x")),
    "an exponent of digits": ("cell", lambda: filled("9", CELL, "1e")),
    "full-width digits": ("cell", lambda: filled("９", CELL, end="x")),
    "an apostrophe and backslashes": ("paste", lambda: "x = '" + "\\a" * 26),
    "an apostrophe and many backslashes": ("paste", lambda: filled("\\a", TEXT, "x = '")),
    "quotes and backslashes": ("paste", lambda: filled('"\\', TEXT, "x = ")),
    "quotes of both kinds": ("paste", lambda: filled("'\\\"", TEXT, "x = ")),
    "a bracket and letters": ("paste", lambda: filled("a", TEXT, "[")),
    "a bracket and words": ("paste", lambda: filled("ab ", TEXT, "[")),
    "digits and an x, pasted": ("paste", lambda: filled("1", TEXT, end="x")),
    "a bracket, digits and an x": ("paste", lambda: filled("1", TEXT, "[", "x]")),
    "a printed array that goes on": ("paste", lambda: filled("numpy=", TEXT, "<tf.Tensor: ")),
    "a dotted name": ("paste", lambda: filled("a.", TEXT)),
    "closing brackets of an array": ("paste", lambda: filled("]", TEXT, "array([", "x")),
    "numbers": ("paste", lambda: filled("1,", TEXT, "[", "1]")),
    "numbers in code": ("paste", lambda: filled("1,", TEXT, "x=[", "1]")),
    "negative numbers in code": ("paste", lambda: filled("-1,", TEXT, "x=[", "1]")),
    "names in code, as many as are read": ("paste", lambda: filled("a,", 2 * PIECES, "x=[", "1]")),
    "numbers in code, as many as are read": ("paste", lambda: filled("1,", 2 * PIECES, "x=[", "1]")),
    "negative numbers, as many as are read": ("paste", lambda: filled("-1,", 3 * PIECES // 2, "x=[", "1]")),
    "calls, as many as are read": ("paste", lambda: filled("ones(1),", 4 * PIECES, "x=[", "1]")),
    "sums, as many as are read": ("paste", lambda: filled("1+1,", 2 * PIECES, "x=[", "1]")),
    "convolutions, as many as are read": ("paste", lambda: filled("conv2d(a),", 5 * PIECES, "x=[", "1]")),
    "a chain, as long as is read": ("paste", lambda: filled("a=", 2 * PIECES, end="1")),
    "statements, as many as are read": ("paste", lambda: "x=ones(1)\n" * 1999),
    "statements on one line, as many as are read": ("paste", lambda: filled("x=1;", 2 * PIECES)),
    "annotations, as many as are read": ("paste", lambda: filled("a:a,", 2 * PIECES, "def f(", "a):0")),
    "words": ("paste", lambda: filled("a and ", TEXT, "x=", "a")),
    "an f-string": ("paste", lambda: filled("{a}", TEXT, "x=f'", "'")),
    "an f-string, as long as is read": ("paste", lambda: filled("{a}", 3000, "x=f'", "'")),
    "arrays that are kept, as many as are read": (
        "paste",
        lambda: "".join(f"a{k}=np.ones(16384)\n" for k in range(1999)),
    ),
    "filters of too many channels": ("paste", lambda: "filter = np.ones([1,1,16384,1])"),
    "empty lists in code": ("paste", lambda: filled("[],", TEXT, "x=[", "1]")),
    "a table": ("paste", lambda: filled("1\n", TEXT)),
    "a table of blocks": ("paste", lambda: filled("1\n\n", TEXT)),
    "a table of one row": ("paste", lambda: filled("1,", TEXT)),
    "arrays that are kept": ("paste", lambda: statements("a{}=np.ones(65536)")),
    "arrays added up": ("paste", lambda: "a=np.ones(65536)\n" + statements("b{}=a+a")),
    "one list, used again and again": (
        "paste",
        lambda: "a=[" + "1,'a'," * 16000 + "1]\n" + statements("b{}=ones(a)", 2**17),
    ),
    "sizes without end": ("paste", lambda: "a=np.ones(60000)\n" + statements("b{}=reshape(a,a)", 2**17)),
    "sizes of 300 digits": ("paste", lambda: "a=np.full(60000,1e300)\n" + statements("b{}=ones(1).reshape(a)", 2**12)),
    "calls": ("paste", lambda: filled("ones(1),", TEXT, "x=[", "1]")),
    "statements on lines": ("paste", lambda: filled("x=1\n", TEXT)),
    "statements on one line": ("paste", lambda: filled("x;", TEXT)),
    "assignments on one line": ("paste", lambda: filled("x=1;", TEXT)),
    "lines that are not Python": ("paste", lambda: filled("a b\n", TEXT)),
    "brackets that never close": ("paste", lambda: filled("x=(\n", TEXT)),
    "brackets that never close, with pieces": ("paste", lambda: "x=(\n" * 22 + filled("[]", TEXT - 100)),
    "brackets inside each other": ("paste", lambda: filled("[", TEXT)),
    "braces inside each other": ("paste", lambda: "x=" + "{" * 90 + "1 1" + "}" * 90),
    "calls inside each other": ("paste", lambda: "x=" + "f(" * 90 + "1 1" + ")" * 90),
    "lambdas inside each other": ("paste", lambda: "x=" + "(lambda:" * 90 + "1 1" + ")" * 90),
    "signs": ("paste", lambda: filled("-", TEXT, "x=", "1")),
    "a sum": ("paste", lambda: filled("1+", TEXT, "x=", "1")),
    "a chain of names": ("paste", lambda: filled(".a", TEXT, "x=a")),
    "a chain of assignments": ("paste", lambda: filled("a=", TEXT, end="1")),
    "a set": ("paste", lambda: filled("1,", TEXT, "x={", "1}")),
    "a hexadecimal number": ("paste", lambda: filled("f", TEXT, "x = 0x")),
    "a set of a hexadecimal number": ("paste", lambda: filled("f", TEXT, "x = {0x", "}")),
    "a number of 5,000 digits": ("paste", lambda: f"x = [{LONG}]"),
    "a colon and hashes": ("paste", lambda: filled(":#", TEXT, "for ", "\nx")),
    "colons and spaces": ("paste", lambda: filled(": ", TEXT, "for ", "x")),
    "prompts": ("paste", lambda: filled("> ", TEXT)),
    "spaces": ("paste", lambda: filled(" ", TEXT, end="x")),
    "a range beyond all floats": ("paste", lambda: "x = np.arange(0,1e308,1e-308)"),
    "a range of huge whole numbers": ("paste", lambda: f"x = np.arange(-{'9' * 308},{'9' * 308},1)"),
    "a range from a huge number": ("paste", lambda: f"x = np.arange({'9' * 300},{'9' * 300}+3)"),
    "an array and a huge number": ("paste", lambda: f"x = np.ones(3)+{'9' * 300}"),
    "a filling of another shape": ("paste", lambda: "x = np.full([2, 3], [1, 2])"),
    "lists that are no array, multiplied": ("paste", lambda: "x = [1, [2]] * [1, [2]]"),
    "an index beyond all": ("paste", lambda: "x = np.ones(3)[1e308]"),
    "a tile of nothing": ("paste", lambda: "x = np.tile(np.ones([1,1]),[256,256])"),
    "rows of a CSV": ("text file", lambda: rows(300, 300).encode()),
    "lines of a CSV": ("text file", lambda: filled("\n", CSV, "batch,row,col,channel,value\n").encode()),
    "commas of a CSV": ("text file", lambda: filled(",", CSV, "batch,row,col,channel,value\n").encode()),
    "commas of a header": ("text file", lambda: filled(",", CSV, "batch,row").encode()),
    "digits of a CSV": ("text file", lambda: filled("1", CSV, "batch,row,col,channel,value\n0,0,0,0,", "x").encode()),
    "text of a file": ("text file", lambda: filled("a", CSV).encode()),
    "1.2 million rows": ("lab file", lambda: tabled(input=rows(1100, 1100).encode())),
    "a bzip2 bomb": ("lab file", lambda: bombs(zipfile.ZIP_BZIP2)),
    "an LZMA bomb": ("lab file", lambda: bombs(zipfile.ZIP_LZMA)),
    "a deflate bomb": ("lab file", lambda: bombs(zipfile.ZIP_DEFLATED)),
    "a broken LZMA part": ("lab file", broken_lzma),
    "a directory of 20,000 parts": ("lab file", lambda: archive({f"{k:x}": b"" for k in range(20_000)}, 0)),
    "zeros of a shape": ("lab file", lambda: npz(input=npy(np.zeros((1, 1024, 1024, 1), "i1")))),
    "zeros of a wide kernel": ("lab file", lambda: npz(filters=npy(np.zeros((1000, 1000, 2, 1), "i1")))),
    "padding of an .npz": (
        "lab file",
        lambda: npz(
            filters=npy(np.ones((1, 1, 2, 1))), padding=npy("explicit"), pads=npy([[2800, 2800], [2800, 2800]])
        ),
    ),
    "padding of a ZIP": (
        "lab file",
        lambda: tabled(
            filters=b"kernel_row,kernel_col,in_channel,multiplier,value\n0,0,0,0,1\n0,0,1,0,1\n",
            options=options("depthwise", 1, 1, "explicit", 2800, 2800, 2800, 2800, 1, 1),
        ),
    ),
    "strides of 2**63": ("lab file", lambda: npz(strides=npy(np.array([2**63, 1], np.uint64)))),
    "a header that does not parse": ("lab file", lambda: npz(input=header("{'descr': '''"))),
    "a header with a tab": ("lab file", lambda: npz(input=header("  {\n\t1"))),
    "a header of brackets": ("lab file", lambda: npz(input=header("(" * 9000))),
    "a shape of truth": ("lab file", lambda: npz(input=header(FIELD % ("<f8", False, "(True, 1, 1, 1)")))),
    "a shape of text": ("lab file", lambda: npz(input=header(FIELD % ("<f8", False, "('a',)")))),
    "a shape of numbers with fractions": ("lab file", lambda: npz(input=header(FIELD % ("<f8", False, "(1.0, 1)")))),
    "two negative sizes": ("lab file", lambda: npz(input=header(FIELD % ("<f8", False, "(-1, -1, 1, 1)")))),
    "a shape beyond all": ("lab file", lambda: npz(input=header(FIELD % ("<f8", False, f"({LONG[:4000]}, 1)")))),
    "a shape of 40 axes": ("lab file", lambda: npz(input=header(FIELD % ("<f8", False, (1,) * 40)))),
    "a record type": (
        "lab file",
        lambda: npz(input=header("{'descr': [('a', '<f8')], 'fortran_order': 0, 'shape': ()}")),
    ),
    "words of 4 GB": ("lab file", lambda: npz(kind=header(FIELD % ("<U1000000000", False, "()")))),
    "texts of mixed length": ("lab file", lambda: record(input=[[[["a" * 100_000, *["b"] * 2500]]]])),
    "null tensors": ("lab file", lambda: record(input=None, filters=None)),
    "a null padding": ("lab file", lambda: record(padding=None)),
    "an integer of 5,000 digits": (
        "lab file",
        lambda: record(input=0).replace(b'"input": 0', f'"input": {LONG}'.encode()),
    ),
    "a stride of 4,000 digits": (
        "lab file",
        lambda: record(strides=0).replace(b'es": 0', f'es": {LONG[:4000]}'.encode()),
    ),
    "a tensor of 4,000 digits": ("lab file", lambda: record(input=[[[[0.5, int(LONG[:4000])]]]])),
    "a deep list": ("lab file", lambda: record(strides=0).replace(b'es": 0', b'es": ' + b"[" * 900 + b"]" * 900)),
    "empty lists": ("lab file", lambda: filled("[],", FILE, '{"format": "convscope-lab", "input": [', "0]}").encode()),
    "empty records": (
        "lab file",
        lambda: filled("{},", FILE, '{"format": "convscope-lab", "input": [', "0]}").encode(),
    ),
    "small numbers": (
        "lab file",
        lambda: record(input=0).replace(b'put": 0', filled("1,", FILE - 900, 'put": [', "1]").encode()),
    ),
    "numbers of four axes": ("lab file", lambda: filled("1,", FILE, NUMBERS, "1]]]]}").encode()),
    "brackets": ("lab file", lambda: b"[" * FILE),
    "a file that is too large": ("lab file", lambda: b"[" * (FILE + 1)),
    "padding on the command line": ("command", lambda: [*CONV2D, "--padding", "99999999,0,0,0"]),
    "padding of 3,000 cells": ("command", lambda: [*CONV2D, "--padding", "3000,3000,3000,3000"]),
    "padding of a bundle": ("command", lambda: ["bundle", "--padding", "700,700,700,700"]),
    "padding of a lesson": ("command", lambda: ["lesson", "--padding", "1500,1500,1500,1500"]),
    "strides on the command line": ("command", lambda: [*CONV2D, "--strides", "99999999"]),
    "dilations on the command line": ("command", lambda: [*CONV2D, "--dilations", "99999999", "--padding", "SAME"]),
    "a file of zeros": ("bundle", lambda: b"0" * 16 * 2**20),
    "strides of 2**63, core": ("bundle", lambda: npz(strides=npy(np.array([2**63, 1], np.uint64)))),
    "padding of 2**40, core": ("bundle", lambda: record(padding=[[2**40, 0], [0, 0]])),
    "dilations of 2**70, core": ("bundle", lambda: record(padding="SAME", dilations=[2**70, 1])),
    "a tensor in a link": ("link", lambda: linked("1,1|V|1,1|1,1,1,1|" + "1," * 250_000 + "1|1,1,1,1|1")),
    "sizes in a link": ("link", lambda: linked("1,1|V|1,1|" + "999999," * 70_000 + "1|1|1,1,1,1|1")),
    "strides in a link": ("link", lambda: linked("9," * 250_000 + "1|V|1,1|1,1,1,1|1|1,1,1,1|1")),
    "fields in a link": ("link", lambda: linked("|" * 520_000)),
    "a bomb in a link": ("link", lambda: linked("1" * 2**22)),
    "labs of a history": ("history", lambda: linked("0\n" + "1,1|V|1,1|1,1,1,1|1|1,1,1,1|1\n" * 17_000)),
    "a bomb in a history": ("history", lambda: linked("0\n" * 2**22)),
    "letters in a link": ("link", lambda: "1." + "A" * 5900),
    "brackets of an error": ("error", lambda: filled("[", MOST_KEPT)),
    "shapes of an error": ("error", lambda: "".join(f"[{k}, 2] " for k in range(MOST_KEPT // 9))),
    "beginnings of an error": ("error", lambda: filled("Given groups=1, weight of size [8, 4, ", MOST_KEPT)),
    "nodes of an error": ("error", lambda: filled("{{node ", MOST_KEPT)),
    "poolings before an error": ("error", lambda: filled("MaxPooling2D((2, 2))\n", MOST_KEPT, end=ERROR)),
    "markup around an error": ("error", lambda: filled("<mark>&amp;", MOST_KEPT, end=ERROR)),
    "sizes of a layer": ("size", lambda: filled("1,", CELL)),
    "digits of a size": ("size", lambda: filled("1", CELL)),
    "a line in a line": ("message", lambda: filled("line 1: ", 600)),
    "a shape in a shape": ("message", lambda: filled("shape (1, ", 600)),
    "quotes": ("message", lambda: filled("'", 600)),
    "backticks": ("message", lambda: filled("`", CELL)),
}
