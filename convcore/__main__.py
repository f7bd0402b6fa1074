"""The core on the command line: convolutions of CSV files in a pipeline, lesson files, bundles.

    python -m convcore conv2d filters.csv < input.csv > output.csv
    python -m convcore explain < message.txt
    python -m convcore conv2d first.csv input.csv | python -m convcore depthwise second.csv
    python -m convcore lesson --kind depthwise --out lesson.html

An output.csv has the columns of an input.csv, so that one convolution can feed the next. Exit codes: 0 done, 1 the
data or the settings cannot work (the reason is on stderr), 2 the command is not understood.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from convcore.catalogue import LANGUAGES, catalogue
from convcore.errors import ConvError, show_value
from convcore.io import load, save
from convcore.io.archive import MOST_BYTES, text_of
from convcore.io.read_tables import read_filters, read_input
from convcore.io.tables import to_csv
from convcore.shapes import output_shape
from convcore.spec import READINGS, ConvSpec, Kind, Padding, Pair, Shape4, Tensor
from convcore.tensors.presets import article_filters, article_input
from convcore.trace import Trace, Work, behind
from convcore.web import lesson
from convcore.web.own import MOST_NOTE, MOST_TITLE, Own

STDIN = "-"
MOST_ROWS = 2**22  # of a table; the steps of the largest lab have fewer
COMMANDS: dict[str, Kind] = {"conv2d": "standard", "depthwise": "depthwise"}
TAUGHT: dict[str, tuple[Kind, ...]] = {**{kind: (kind,) for kind in READINGS}, "both": READINGS}
WRITERS: dict[str, Callable[[Work], bytes]] = {
    ".zip": save.to_zip,
    ".npz": save.to_npz,
    ".json": lambda work: save.to_json(work).encode(),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    options = parser().parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except ConvError as error:
        print(f"convcore: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(f"convcore: {error.filename or 'file'}: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    top = argparse.ArgumentParser(
        prog="python -m convcore", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = top.add_subparsers(required=True, metavar="command")
    for name, kind in COMMANDS.items():
        command = commands.add_parser(name, help=f"{kind} convolution of CSV files")
        command.set_defaults(run=print_convolution, kind=kind)
        command.add_argument("filters", help="filters.csv; - is standard input")
        command.add_argument("input", nargs="?", default=STDIN, help="input.csv; - is standard input (default)")
        command.add_argument("--table", choices=sorted(save.TABLES), default="output", help="what to write")
        command.add_argument("--out", default=STDIN, help="where to write; - is standard output (default)")
        _add_options(command)
    command = commands.add_parser("lesson", help="one HTML file that plays a convolution, offline")
    command.set_defaults(run=teach)
    command.add_argument("--kind", choices=TAUGHT, default="both", help="how the filters are read (default: both)")
    command.add_argument("--language", choices=LANGUAGES, default="en", help="of the texts (default: en)")
    command.add_argument("--title", default="", help=f"your own title, up to {MOST_TITLE} characters")
    command.add_argument("--note", default="", help=f"your own note below it, up to {MOST_NOTE} characters")
    command.add_argument("--out", default="lesson.html", help="the file (default: lesson.html)")
    _add_tensors(command)
    command = commands.add_parser("bundle", help="all tables as .zip, or the tensors as .npz or .json")
    command.set_defaults(run=write_bundle)
    command.add_argument("--kind", choices=READINGS, default=None, help="how the filters are read")
    command.add_argument("--out", default="convolution.zip", help="the file, .zip, .npz or .json")
    _add_tensors(command)
    command = commands.add_parser("explain", help="what a framework's error message says, from standard input")
    command.set_defaults(run=explain_message)
    command.add_argument("--json", action="store_true", help="as JSON: framework, problem, numbers, causes and more")
    command.add_argument("--language", choices=LANGUAGES, default="en", help="of the texts (default: en)")
    return top


def explain_message(options: argparse.Namespace) -> None:
    """Says what an error message means; an unknown one is an answer too."""
    from convcore.explain.explain import explain  # no other command waits for its tables
    from convcore.explain.tell import as_json, text

    answer = explain(_read(STDIN).decode("utf-8", "replace"))
    texts = catalogue(options.language)
    said = json.dumps(as_json(answer, texts), ensure_ascii=False, indent=2) if options.json else text(answer, texts)
    _write(STDIN, (said + "\n").encode())


def print_convolution(options: argparse.Namespace) -> None:
    """Writes one table of a convolution as CSV."""
    if options.filters == options.input == STDIN:
        raise ConvError("filters, input: only one of them can come from standard input")
    work = _compute(options, options.kind)
    _write(options.out, to_csv(save.tables(work)[options.table]()).encode())


def teach(options: argparse.Namespace) -> None:
    """Writes a lesson."""
    own = Own(options.title, options.note)
    first, *others = TAUGHT[options.kind]
    trace = _compute(options, first).first
    specs = [replace(trace.spec, kind=kind) for kind in others]
    traces = [trace, *(_trace(options, spec, trace.input, trace.filters) for spec in specs)]
    made = replace(lesson.convolution(*traces, language=options.language), own=own)
    _write(options.out, lesson.render(made, options.language).encode())


def write_bundle(options: argparse.Namespace) -> None:
    """Writes a bundle, of the kind that the file's name ends in."""
    ending = Path(options.out).suffix
    if ending not in WRITERS:
        raise ConvError(
            "--out: a name that ends in {names} is needed, got {out!r}", names=", ".join(WRITERS), out=options.out
        )
    _write(options.out, WRITERS[ending](_compute(options, options.kind)))


def _add_tensors(command: argparse.ArgumentParser) -> None:
    command.add_argument("--input", help="input.csv (default: the article's example)")
    command.add_argument("--filters", help="filters.csv (default: the article's example)")
    command.add_argument("--lab", help="a bundle (.zip, .npz or .json) in place of both, with its options")
    _add_options(command)


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--strides", type=_pair, help="a whole number, or height,width (default: 1)")
    command.add_argument("--padding", type=_padding, help="VALID (default), SAME, or top,bottom,left,right")
    command.add_argument("--dilations", type=_pair, help="a whole number, or height,width (default: 1)")


def _compute(options: argparse.Namespace, kind: Kind | None) -> Work:
    """The convolution that the command line asks for, its filters read as ``kind``; each file is read once."""
    if getattr(options, "lab", None):
        if options.input or options.filters:
            raise ConvError("--lab: it stands for --input and --filters, only one of them can be given")
        held = load.examine(_read(options.lab))
        spec = replace(held.spec, kind=kind or held.spec.kind, **_options(options))
        trace = _trace(options, spec, held.input, held.filters)
        return trace if kind or held.pointwise is None else behind(trace, held.pointwise)
    read, input, filters = _tensors(options)
    shapes = cast(Shape4, input.shape), cast(Shape4, filters.shape)
    return _trace(options, ConvSpec(kind or read, *shapes, **_options(options)), input, filters)


def _trace(options: argparse.Namespace, spec: ConvSpec, input: Tensor, filters: Tensor) -> Trace:
    """The convolution, computed if its tables have an end."""
    rows = math.prod(output_shape(spec))
    if getattr(options, "table", "steps") in ("steps", "sums"):  # a bundle has them too
        rows *= math.prod(spec.kernel) * spec.channels_per_group
    if rows > MOST_ROWS:
        raise ConvError(
            "at most {most:,} rows are written, this convolution has {rows}", most=MOST_ROWS, rows=show_value(rows)
        )
    return Trace(spec, input, filters)


def _options(options: argparse.Namespace) -> dict[str, Any]:
    """The options that are set."""
    return {name: value for name in ("strides", "padding", "dilations") if (value := getattr(options, name))}


def _tensors(options: argparse.Namespace) -> tuple[Kind, Tensor, Tensor]:
    """The kind that filters.csv says, input and filters; the article's where none are named."""
    if not options.input and not options.filters:
        return "standard", article_input(), article_filters()
    if not options.input or not options.filters:
        raise ConvError("--input, --filters: both are needed, or none for the article's example")
    kind, filters = read_filters(text_of("filters.csv", _read(options.filters)))
    return kind, read_input(text_of("input.csv", _read(options.input))), filters


def _read(name: str) -> bytes:
    """A file's content, or what standard input brings; not more than a bundle may have."""
    most = MOST_BYTES
    if name == STDIN:
        data = sys.stdin.buffer.read(most + 1)
    else:
        with Path(name).open("rb") as file:
            data = file.read(most + 1)
    if len(data) > most:
        raise ConvError("{name}: at most {most} MB are read", name=name, most=most >> 20)
    return data


def _write(name: str, content: bytes) -> None:
    if name == STDIN:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    else:
        Path(name).write_bytes(content)


def _wholes(text: str, counts: Sequence[int], form: str) -> tuple[int, ...]:
    parts = text.split(",")
    if len(parts) not in counts or not all(part.strip().isdecimal() and len(part) < 9 for part in parts):
        raise argparse.ArgumentTypeError(f"{form} is needed, got {text!r}")
    return tuple(map(int, parts))


def _pair(text: str) -> Pair:
    numbers = _wholes(text, (1, 2), "a whole number, or height,width")
    return numbers[0], numbers[-1]


def _padding(text: str) -> Padding:
    word = text.upper()
    if word == "VALID":
        return "VALID"
    if word == "SAME":
        return "SAME"
    top, bottom, left, right = _wholes(text, (4,), "VALID, SAME or top,bottom,left,right")
    return (top, bottom), (left, right)


if __name__ == "__main__":
    sys.exit(main())
