"""The answer in words: keys of the catalogues with their values, and the sentence they make in a language."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from convcore.explain.drawings import NamedAxis
from convcore.explain.explain import Explanation
from convcore.explain.mend import Mend, mends
from convcore.explain.messages.model import FRAMEWORK_TITLES, Piece, Say

PREFIX = "explain."
PLAIN = ".plain"  # the text that names no numbers, for a message that names none
UNKNOWN = ("?", "")


@dataclass(frozen=True)
class Told:
    """What is said of a known message.

    Attributes:
        title: the problem in a line.
        computed: what was being computed.
        rule: the rule that broke.
        causes: why, the likeliest first.
        mends: what makes it work, a cause at a time.
    """

    title: Say
    computed: Say
    rule: Say
    causes: tuple[Say, ...]
    mends: tuple[Mend, ...]


def tell_answer(answer: Explanation) -> Told | None:
    """What there is to say; None where the message is not known.

    >>> from convcore.explain import explain
    >>> from convcore.catalogue import catalogue
    >>> told = tell_answer(explain("RuntimeError: padding='same' is not supported for strided convolutions"))
    >>> sentence(told.rule, catalogue("en")), told.causes[0].key
    ("PyTorch works out padding='same' for stride 1 only.", 'cause.same-stride')
    """
    reading = answer.reading
    if reading is None:
        return None
    found = mends(answer)
    kind = found[0].before.kind if found else "dense" if answer.problem == "dense" else "conv2d"
    own = reading.row.rule or reading.row.problem
    wording = own if answer.problem == reading.row.problem else answer.problem or own
    return Told(
        Say(f"problem.{answer.problem or 'none'}"),
        Say(f"computed.{kind}"),
        Say(f"rule.{wording}"),
        tuple(cause.say for cause in answer.causes),
        found,
    )


def role(piece: Piece) -> Say:
    """What a marked piece of the pasted text is."""
    return Say(f"role.{piece.role}")


def name_axis(one: NamedAxis) -> Say:
    """What an axis of a drawing is called."""
    return Say(f"axis.{one.name}")


def sentence(say: Say, texts: Mapping[str, str]) -> str:
    """A text in a language, its values written out.

    >>> texts = {"explain.a": "{got} of {shape}", "explain.a.plain": "some"}
    >>> sentence(Say("a", {"got": 3, "shape": (None, 5)}), texts), sentence(Say("a", {"got": "?", "shape": ()}), texts)
    ('3 of [?, 5]', 'some')
    """
    template = texts[PREFIX + say.key]
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    if any(say.values.get(name) in UNKNOWN for name in names) and PREFIX + say.key + PLAIN in texts:
        template = texts[PREFIX + say.key + PLAIN]
    return template.format_map({name: write_value(value) for name, value in say.values.items()})


def write_value(value: object) -> str:
    """A value as text: shapes as lists, sizes that are not known as ``?``.

    >>> write_value((None, 28, 28)), write_value(3)
    ('[?, 28, 28]', '3')
    """
    if isinstance(value, tuple):
        return f"[{', '.join('?' if size is None else str(size) for size in value)}]"
    return str(value)


def as_json(answer: Explanation, texts: Mapping[str, str]) -> dict[str, Any]:
    """The whole answer as JSON: names for programs, sentences in a language.

    ``framework``, ``problem``, ``numbers`` by role, ``causes`` in order are names and numbers; ``message`` is the
    recognised wording, ``pieces`` are [start, end, role] in the pasted text, ``fixes`` are programs.
    """
    told = tell_answer(answer)
    reading = answer.reading
    return {
        "framework": answer.framework,
        "problem": answer.problem,
        "numbers": {role: list(v) if isinstance(v, tuple) else v for role, v in answer.numbers.items()},
        "causes": [cause.name for cause in answer.causes],
        "message": reading.row.name if reading else None,
        "rule": sentence(told.rule, texts) if told else sentence(Say("unknown"), texts),
        "reasons": [sentence(cause, texts) for cause in told.causes] if told else [],
        "fixes": [
            {"cause": mend.cause, "before": mend.code_before, "after": mend.code_after}
            for mend in (told.mends if told else ())
        ],
        "pieces": [[piece.start, piece.end, piece.role] for piece in answer.pieces],
        "shapes": [list(shape) for _, _, shape in answer.shapes],
    }


def text(answer: Explanation, texts: Mapping[str, str]) -> str:
    """The whole answer as plain text, for a terminal."""
    told = tell_answer(answer)
    if told is None:
        shapes = ", ".join(write_value(shape) for _, _, shape in answer.shapes)
        found = [sentence(Say("unknown.shapes", {"shapes": shapes}), texts)] if shapes else []
        return "\n".join([sentence(Say("unknown"), texts), *found])
    name = FRAMEWORK_TITLES[answer.framework] if answer.framework else ""
    lines = [
        f"{name}: {sentence(told.title, texts)}",
        "",
        sentence(told.computed, texts),
        sentence(told.rule, texts),
        "",
    ]
    lines += [f"{i}. {sentence(cause, texts)}" for i, cause in enumerate(told.causes, 1)]
    for i, mend in enumerate(told.mends):
        if i == 0:
            lines += ["", "# before", mend.code_before.rstrip()]
        lines += ["", f"# {sentence(Say(f'fix.{mend.cause}'), texts)}", mend.code_after.rstrip()]
    return "\n".join(lines)
