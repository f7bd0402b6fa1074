"""Your own conv2d: a Python file to take home, with an empty function and a checker that needs NumPy alone.

The cases, what is expected and what known mistakes give are computed here, by the core, and written into the file. It
runs on the learner's own machine; no server ever executes a visitor's code.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from string import Template
from typing import Any

import numpy as np

from convcore.catalogue import ASSETS, catalogue, templates
from convcore.practice.chance import Chance
from convcore.practice.convolution import Convolution
from convcore.practice.misread import KERNELS, OPTIONS, find
from convcore.practice.model import Text
from convcore.spec import Padding, Pair, Shape4
from convcore.tensors.presets import article_filters, article_input

FILE = "conv_exercise.py"
FIRST = (0, 0, 0, 0)
WAYS = (*OPTIONS, *KERNELS)
SAID = (
    *("call", "case", "done", "error", "expected", "fails", "first"),
    *("got", "link", "mistake", "nothing", "passed", "shape"),
)
LinkOf = Callable[[Convolution], str]


@dataclass(frozen=True, eq=False)
class Case:
    """One call that the learner's function must answer.

    Attributes:
        name: what is new in it; its text is ``practice.own.case.<name>``.
        conv: the call.
    """

    name: str
    conv: Convolution


def make_cases() -> tuple[Case, ...]:
    """The cases, each with one thing more to think of.

    >>> [case.name for case in make_cases()][:3]
    ['first', 'channels', 'outputs']
    """
    return (
        _draw("first", (1, 3, 4, 1), (2, 2, 1, 1)),
        _draw("channels", (1, 3, 4, 2), (2, 2, 2, 1)),
        Case("outputs", Convolution("standard", article_input(), article_filters())),
        _draw("batch", (2, 3, 3, 2), (2, 2, 2, 2)),
        _draw("stride", (1, 5, 6, 2), (2, 3, 2, 2), strides=(2, 2)),
        _draw("same", (1, 4, 5, 2), (3, 3, 2, 2), padding="SAME"),
        _draw("uneven", (1, 4, 6, 1), (3, 3, 1, 2), strides=(2, 2), padding="SAME"),
        _draw("sides", (1, 3, 4, 2), (2, 2, 2, 2), padding=((1, 0), (0, 2))),
        _draw("dilation", (1, 5, 6, 2), (2, 3, 2, 2), dilations=(2, 2)),
        _draw("everything", (2, 7, 6, 3), (3, 2, 3, 2), (2, 1), ((2, 1), (0, 1)), (2, 3)),
    )


def write_exercise(link_of: LinkOf | None = None, language: str = "en") -> str:
    """The Python file.

    Args:
        link_of: the address that opens a case in the lab; without it the file names none.
        language: ``en`` or ``zh``, for all that the file says.

    >>> "https://example.org/?lab=" in write_exercise(lambda conv: "https://example.org/?lab=1.x")
    True
    """
    texts = catalogue(language)
    cases = [_write(case, link_of, texts) for case in make_cases()]
    return Template((ASSETS / FILE).read_text("utf-8")).substitute(
        lead=texts["practice.own.lead"],
        needs=texts["practice.own.needs"],
        todo=texts["practice.own.todo"],
        cases="[\n" + ",\n".join(map(_dump, cases)) + "\n]",
        words=_dump(templates(texts, "practice.own", SAID)),
    )


def _draw(
    name: str,
    input: Shape4,
    filters: Shape4,
    strides: Pair = (1, 1),
    padding: Padding = "VALID",
    dilations: Pair = (1, 1),
) -> Case:
    """A case with numbers of its own, the same in every file."""
    chance = Chance(FILE, name)
    tensors = chance.tensor(input, 0, 5), chance.tensor(filters, -2, 3)
    return Case(name, Convolution("standard", *tensors, strides, padding, dilations))


def _write(case: Case, link_of: LinkOf | None, texts: Mapping[str, str]) -> dict[str, Any]:
    conv = case.conv
    return {
        "name": texts[f"practice.own.case.{case.name}"],
        "input": conv.input.tolist(),
        "filters": conv.filters.tolist(),
        "strides": conv.strides,
        "padding": conv.padding,
        "dilations": conv.dilations,
        "expected": conv.output.tolist(),
        "mistakes": list(_follow(conv, texts)),
        "link": link_of(conv) if link_of else "",
    }


def _follow(conv: Convolution, texts: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """What a function gives that makes one known mistake throughout."""
    wrong = [(Text(f"practice.mistake.{name}", read.values), read.conv) for name, read in find(WAYS, conv, FIRST)]
    if conv.spec.channels > 1:
        alone = replace(conv, input=conv.input[..., :1], filters=conv.filters[:, :, :1])
        wrong.append((Text("practice.mistake.channels_not_added", {"channel": 0}), alone))
        wrong.append((Text("practice.mistake.sums_kept"), replace(conv, kind="depthwise")))
    for text, other in wrong:
        if not np.array_equal(other.output, conv.output):
            yield {"name": text.tell(texts), "output": other.output.tolist()}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
