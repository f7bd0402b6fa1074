"""A set as one HTML file to print: the questions with room for the answers, and a page of answers for the teacher."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from convcore.catalogue import ASSETS, LANGUAGES, catalogue
from convcore.numbers import short
from convcore.practice.answers import write_answer
from convcore.practice.kinds import EXERCISE_KIND
from convcore.practice.model import Exercise, Grid, Mistake

MARKS = ((re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"), (re.compile(r"`(.+?)`"), r"<code>\1</code>"))


def write_sheet(exercises: Sequence[Exercise], language: str = "en", link: str = "") -> str:
    """One HTML text, which loads nothing.

    Args:
        exercises: a set, as :func:`convcore.practice.sets.practice_set` makes it.
        language: a code of :data:`convcore.catalogue.LANGUAGES`.
        link: the address that opens the same set, printed where it is given.

    >>> from convcore.practice.sets import practice_set
    >>> write_sheet(practice_set("seven")).count("<section>")
    10
    """
    texts = catalogue(language)
    seed, level = exercises[0].seed, exercises[0].level
    style = (ASSETS / "sheet.css").read_text("utf-8")
    title = escape(texts["practice.sheet.title"])
    head = _mark(texts["practice.sheet.head"].format(seed=seed, level=level, count=len(exercises)))
    body = "".join(_ask(place, exercise, texts) for place, exercise in enumerate(exercises, 1))
    rows = "".join(_answer(place, exercise, texts) for place, exercise in enumerate(exercises, 1))
    return (
        f'<!doctype html>\n<html lang="{LANGUAGES[language].tag}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title} · {escape(seed)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n<p>{head}</p>\n{_link(link)}"
        f"<p>{_blank(texts['practice.sheet.name'])} &nbsp; {_blank(texts['practice.sheet.date'])}</p>\n</header>\n"
        f'<main>\n{body}</main>\n<div class="answers">\n<h1>{escape(texts["practice.sheet.answers"])}</h1>\n'
        f"<p>{head}</p>\n<table>\n{_headings(texts)}{rows}</table>\n</div>\n</body>\n</html>\n"
    )


def _link(link: str) -> str:
    return f"<p><code>{escape(link)}</code></p>\n" if link else ""


def _blank(label: str) -> str:
    return f'{escape(label)} <span class="blank">&nbsp;</span>'


def _ask(place: int, exercise: Exercise, texts: Mapping[str, str]) -> str:
    """A question, what is drawn with it, and room for the answer."""
    title = escape(EXERCISE_KIND[exercise.kind].title.tell(texts))
    code = f"<p><code>{escape(exercise.code)}</code></p>\n" if exercise.code else ""
    return (
        f"<section>\n<h2>{place} · {title}</h2>\n<p>{_mark(exercise.question.tell(texts))}</p>\n{code}"
        f"{_draw(exercise.grids)}{_draw(exercise.choices)}"
        f"<p>{_blank(texts[f'practice.sheet.answer.{exercise.form}'])}</p>\n</section>\n"
    )


def _draw(grids: Iterable[Grid]) -> str:
    drawn = "".join(map(_table, grids))
    return f'<div class="grids">{drawn}</div>\n' if drawn else ""


def _table(grid: Grid) -> str:
    rows = "".join(
        f"<tr>{''.join(_cell(value, (y, x) in grid.marked) for x, value in enumerate(row))}</tr>"
        for y, row in enumerate(grid.rows)
    )
    return f'<figure><figcaption>{escape(grid.title)}</figcaption><table class="grid">{rows}</table></figure>'


def _cell(value: float | None, asked: bool) -> str:
    shown = "&nbsp;" if value is None else short(value)
    return f'<td class="asked">{shown}</td>' if asked else f"<td>{shown}</td>"


def _headings(texts: Mapping[str, str]) -> str:
    names = ("#", *(texts[f"practice.sheet.column.{name}"] for name in ("answer", "lines", "mistakes")))
    return f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in names)}</tr>\n"


def _answer(place: int, exercise: Exercise, texts: Mapping[str, str]) -> str:
    """The right answer with its arithmetic, and what each wrong answer tells."""
    right = escape(write_answer(exercise.form, exercise.right))
    lines = "<br>".join(map(escape, exercise.lines))
    wrong = sorted(exercise.mistakes, key=lambda mistake: _write(exercise, mistake))
    told = "".join(
        f"<li><strong>{escape(answer)}</strong> {_mark(' '.join(dict.fromkeys(m.text.tell(texts) for m in same)))}</li>"
        for answer, same in groupby(wrong, key=lambda mistake: _write(exercise, mistake))
    )
    cells = (str(place), f"<strong>{right}</strong>", f'<span class="lines">{lines}</span>', f"<ul>{told}</ul>")
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>\n"


def _write(exercise: Exercise, mistake: Mistake) -> str:
    return write_answer(exercise.form, mistake.answer)


def _mark(text: str) -> str:
    """A text of the catalogues as HTML: ``**bold**`` and ```code``` are understood."""
    made = escape(text)
    for pattern, tag in MARKS:
        made = pattern.sub(tag, made)
    return made
