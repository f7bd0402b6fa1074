"""One HTML file that plays a convolution by itself: no server, no network, the same player as on the pages."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from string import Template
from typing import Any

from plotly.offline import get_plotlyjs

from convcore.catalogue import ASSETS, LANGUAGES, catalogue
from convcore.frameworks import FRAMEWORKS, snippet
from convcore.io.save import name_part
from convcore.kinds import KINDS
from convcore.scenes.convolution import build
from convcore.scenes.model import Scene
from convcore.shapes import Axis, axes, size_formula
from convcore.spec import ConvSpec
from convcore.trace import Stages, Trace, Work, take_first_part
from convcore.web.filenames import stem_of
from convcore.web.markup import code_block, inside_script, paragraph, question
from convcore.web.modules import join
from convcore.web.own import NOTHING_OWN, Own
from convcore.web.payload import payload, picture_words, scene_words

Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Section:
    """A player with what is said around it.

    Attributes:
        title: its heading; empty where the lesson's own title is enough.
        prose: paragraphs above the player; ``**bold**`` and ```code``` are understood.
        scene: what is played.
        facts: below the player, pairs of a name and a formula or shape.
        start: the step to stand on first; None leaves it to the scene.
        question, answer: what there is to work out, below the player; empty where nothing is asked.
        code: pairs of a name and the program that computes what is played.
        file: the name of its pictures without an ending; the scene's kind where it is empty.
    """

    title: str
    prose: tuple[str, ...]
    scene: Scene
    facts: Lines = ()
    start: int | None = None
    file: str = ""
    question: str = ""
    answer: str = ""
    code: Lines = ()


@dataclass(frozen=True)
class Lesson:
    """A title, first paragraphs and one player or more; and what a teacher says in place of the title and above all."""

    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    own: Own = NOTHING_OWN


def convolution(*traces: Trace, language: str = "en", batch: int = 0) -> Lesson:
    """The lesson of one convolution, or of several that are to be compared.

    Args:
        traces: the convolutions.
        language: ``en`` or ``zh``.
        batch: which image of the batch is played.

    Of a convolution of more steps than a scene holds, its first part is played.

    >>> from convcore.tensors.presets import article_filters, article_input
    >>> spec = ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2))
    >>> lesson = convolution(Trace(spec, article_input(), article_filters()))
    >>> lesson.title, dict(lesson.sections[0].facts)["output"]
    ('Depthwise convolution', '[1, 2, 2, 4]')
    """
    texts = catalogue(language)
    sections = tuple(_section(take_first_part(trace), texts, batch) for trace in traces)
    if len(sections) > 1:
        return Lesson(texts["lesson.both.title"], (texts["lesson.both.lead"], texts["lesson.how"]), sections)
    (section,) = sections
    return Lesson(section.title, (*section.prose, texts["lesson.how"]), (replace(section, title="", prose=()),))


def tell(title: str, lead: str, scene: Scene, works: Sequence[Work], language: str = "en") -> Lesson:
    """The lesson of a scene with words of its own; the facts below it are those of the convolutions it plays.

    Args:
        title, lead: the heading and the first paragraph.
        scene: what is played.
        works: the convolutions in it.
        language: ``en`` or ``zh``.
    """
    texts = catalogue(language)
    section = Section(
        "", (), scene, facts(works, texts), file=stem_of(scene.kind, works[0].first.spec), **_task(works, scene, texts)
    )
    return Lesson(title, (lead, texts["lesson.how"]), (section,))


def facts(works: Sequence[Work], texts: Mapping[str, str]) -> Lines:
    """Formulas, shapes and options; where the convolutions differ, each has a line that names its function.

    >>> from convcore.tensors.presets import article_filters, article_input
    >>> tensors = article_input(), article_filters()
    >>> both = [Trace(ConvSpec(kind, (1, 4, 4, 2), (3, 3, 2, 2)), *tensors) for kind in ("depthwise", "standard")]
    >>> facts(both, catalogue("en"))[2:6]  # doctest: +NORMALIZE_WHITESPACE
    (('input', '[1, 4, 4, 2]'), ('filters', '[3, 3, 2, 2]'),
     ('output (depthwise_conv2d)', '[1, 2, 2, 4]'), ('output (conv2d)', '[1, 2, 2, 2]'))
    """
    found = []
    for pairs in zip(*(_facts(work, texts) for work in works), strict=True):
        same = len(set(pairs)) == 1
        for work, (name, fact) in zip(works, pairs, strict=True):
            found.append((name if same else f"{name} ({KINDS[work.kind].function})", fact))
    return tuple(dict.fromkeys(found))


def program(framework: str, work: Work) -> str:
    """The program for a framework of :data:`convcore.frameworks.FRAMEWORKS` that computes a convolution."""
    trace = work.first
    pointwise = work.pointwise.filters if isinstance(work, Stages) else None
    return snippet(framework, trace.spec, trace.input, trace.filters, pointwise)


def render(lesson: Lesson, language: str = "en") -> str:
    """The lesson as the text of an HTML file (UTF-8) that needs nothing beside it.

    >>> text = render(Lesson("Title", ("**Bold**",), ()))
    >>> "<h1>Title</h1>" in text, "<strong>Bold</strong>" in text, "http-equiv" in text
    (True, True, True)
    """
    texts = catalogue(language)
    return Template((ASSETS / "lesson.html").read_text("utf-8")).substitute(
        language=LANGUAGES[language].tag,
        title=escape(lesson.own.title or lesson.title),
        lead="\n".join([*_own(lesson), *map(paragraph, lesson.lead)]),
        noscript=escape(texts["lesson.noscript"]),
        sections="\n".join(
            _html(section, i, texts, lesson.own.title or lesson.title) for i, section in enumerate(lesson.sections)
        ),
        footer=escape(texts["lesson.footer"]),
        style="\n".join((ASSETS / f"{name}.css").read_text("utf-8") for name in ("player", "buttons")),
        plotly=inside_script(get_plotlyjs()),
        player=inside_script(join()),
    )


def formula(spec: ConvSpec) -> str:
    """The convolution as one line, its strides, padding, dilations and group sizes filled in.

    >>> formula(ConvSpec("depthwise", (1, 4, 4, 2), (3, 3, 2, 2)))
    'output[i, j, 2c + q] = Σ input[i + a, j + b, c] · filter[a, b, c, q],  a = 0…2, b = 0…2'
    >>> formula(ConvSpec("standard", (1, 4, 5, 2), (3, 2, 2, 1), (2, 1), ((1, 0), (0, 2)), (1, 3)))
    'output[i, j, k] = Σ input[2i + a − 1, j + 3b, c] · filter[a, b, c, k],  a = 0…2, b = 0…1, c = 0…1'
    """
    rows, cols = axes(spec)
    place = f"{_index('i', 'a', rows)}, {_index('j', 'b', cols)}"
    over = [f"a = 0…{rows.kernel - 1}", f"b = 0…{cols.kernel - 1}"]
    depth, outs = spec.channels_per_group, spec.outs_per_group
    index = spec.traits.last.index
    if spec.traits.apart:
        cell, source = f"{_times(outs, 'c')} + {index}", "c"
    else:
        over.append(f"c = 0…{depth - 1}")
        cell, source = index, "c" if spec.groups == 1 else f"{_times(depth, f'⌊{index} / {outs}⌋')} + c"
    return f"output[i, j, {cell}] = Σ input[{place}, {source}] · filter[a, b, c, {index}],  {', '.join(over)}"


def _section(trace: Trace, texts: Mapping[str, str], batch: int) -> Section:
    spec = trace.spec
    counts = {"channels": spec.channels, "multiplier": spec.outs_per_group, "out": spec.out_channels}
    scene = build(trace, scene_words(texts), batch)
    return Section(
        texts[f"lesson.{spec.kind}.title"],
        (texts[f"lesson.{spec.kind}.prose"].format(**counts),),
        scene,
        _facts(trace, texts),
        file=stem_of(spec.kind, spec),
        **_task([trace], scene, texts),
    )


def _task(works: Sequence[Work], scene: Scene, texts: Mapping[str, str]) -> dict[str, Any]:
    """A question about the last step, which comes when the reader has seen the others, its answer, and the code."""
    last = works[-1]
    channel = last.part.channels[-1] if len(works) == 1 else ":"
    output = f"output[{last.part.rows[-1]}, {last.output.shape[2] - 1}, {channel}]"
    row = FRAMEWORKS[0]
    return {
        "question": texts["lesson.question"].format(output=output, steps=len(scene.frames)),
        "answer": scene.frames[-1].sentence,
        "code": tuple((f"{row.title}, {KINDS[work.kind].function}", program(row.name, work)) for work in works),
    }


def _facts(work: Work, texts: Mapping[str, str]) -> Lines:
    trace = work.first
    spec, (rows, cols) = trace.spec, trace.axes
    same = spec.padding == "SAME"
    padding = spec.padding if isinstance(spec.padding, str) else str([list(pair) for pair in spec.padding])
    said = [
        *(("formula", line) for line in _formulas(work)),
        ("input", str(list(spec.input_shape))),
        ("filters", str(list(spec.filter_shape))),
        *(_between(work) if isinstance(work, Stages) else ()),
        ("output", str(list(work.output.shape))),
        ("options", f"strides {list(spec.strides)} · padding {padding} · dilations {list(spec.dilations)}"),
        ("height", size_formula(rows, same)),
        ("width", size_formula(cols, same)),
    ]
    if work.part != work.whole:
        said.append(("part", name_part(work, texts)))
    return tuple((texts[f"lesson.{name}"], fact) for name, fact in said)


def _formulas(work: Work) -> tuple[str, ...]:
    """One line a stage."""
    first = formula(work.first.spec)
    if not isinstance(work, Stages):
        return (first,)
    last = work.pointwise.spec.channels - 1
    across = f"output[i, j, o] = Σ mid[i, j, k] · pointwise[0, 0, k, o],  k = 0…{last}"
    return f"mid{first.removeprefix('output')}", across


def _between(both: Stages) -> Lines:
    """What only a separable convolution has."""
    return ("mid", str(list(both.depthwise.shape))), ("pointwise", str(list(both.pointwise.spec.filter_shape)))


def _own(lesson: Lesson) -> list[str]:
    """Below the teacher's title the lesson's, so that it is told what is played; then the note, line by line."""
    title, note = lesson.own.title, lesson.own.note
    return [
        *([f'<p class="of">{escape(lesson.title)}</p>'] if title and title != lesson.title else []),
        *([f'<p class="note">{escape(note)}</p>'] if note else []),
    ]


def _html(section: Section, number: int, texts: Mapping[str, str], title: str) -> str:
    data = payload(section.scene, texts, f"lesson.{number}", section.start).replace("<", r"\u003c")
    words = json.dumps(picture_words(texts), ensure_ascii=False)
    file = section.file or section.scene.kind
    facts = "".join(f"<dt>{escape(name)}</dt><dd><code>{escape(fact)}</code></dd>" for name, fact in section.facts)
    return "\n".join(
        [
            "<section>",
            f"<h2>{escape(section.title)}</h2>" if section.title else "",
            *map(paragraph, section.prose),
            f'<div class="mount" id="player-{number}"><div class="cs-slot"></div></div>',
            f'<div class="pictures" data-file="{escape(file)}" data-words="{escape(words)}"'
            f' data-title="{escape(section.title or title)}"><div class="cs-buttons cs-pictures"></div></div>',
            question(section.question, section.answer, texts) if section.question else "",
            f"<dl>{facts}</dl>" if facts else "",
            *(code_block(name, code, texts) for name, code in section.code),
            f'<script type="application/json">{data}</script>',
            "</section>",
        ]
    )


def _index(cell: str, tap: str, axis: Axis) -> str:
    """An input index of the formula, as in ``2i + a − 1``."""
    before = f" − {axis.before}" if axis.before else ""
    return f"{_times(axis.stride, cell)} + {_times(axis.dilation, tap)}{before}"


def _times(factor: int, name: str) -> str:
    return name if factor == 1 else f"{factor}{name}"
