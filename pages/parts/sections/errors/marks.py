"""The pasted text with what was understood marked in it: text, never markup, whatever it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from itertools import pairwise

from convcore.explain import Explanation
from convcore.explain.messages.model import Piece, Say
from convcore.explain.tell import role, write_value

LONGEST = 300  # unmarked characters in a row that are shown
KEPT = 100  # of those, as many at either end
HIDDEN = {"message"}  # pieces that hold the others


def mark(message: str, pieces: Iterable[Piece], say: Callable[[Say], str], label: str) -> str:
    """The text, each piece marked with its role.

    Args:
        message: what was pasted.
        pieces: what was understood; where pieces lie in one another the shortest counts.
        say: the words of a text of the answer.
        label: what a screen reader calls the whole.

    >>> mark("got <b> 3", [Piece(8, 9, "groups")], lambda say: say.key, "text").partition(">got")[2]
    ' &lt;b&gt; <mark title="role.groups"><span class="cs-unseen">role.groups: </span>3</mark></pre>'
    """
    parts = []
    for start, end, piece in segments(len(message), pieces):
        text = message[start:end]
        if piece is None:
            parts.append(escape(_shorten(text)))
        elif piece.role in HIDDEN:
            parts.append(f'<span class="cs-whole">{escape(text)}</span>')
        else:
            name = escape(say(role(piece)))
            parts.append(f'<mark title="{name}"><span class="cs-unseen">{name}: </span>{escape(text)}</mark>')
    return f'<pre class="cs-said" role="group" aria-label="{escape(label)}" tabindex="0">{"".join(parts)}</pre>'


def shapes(message: str, answer: Explanation, name: str, label: str) -> str:
    """The text of a message that is not known, with what looks like shapes marked."""
    pieces = [Piece(start, end, name) for start, end, _ in answer.shapes]
    return mark(message, pieces, lambda say: say.key.removeprefix("role."), label)


def roles(answer: Explanation, say: Callable[[Say], str]) -> str:
    """The message's numbers, each with what it is."""
    named: dict[str, str] = {}
    for piece in answer.pieces:
        if piece.role in answer.numbers:
            named[say(role(piece))] = write_value(answer.numbers[piece.role])
    rows = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in named.items())
    return f'<dl class="cs-roles">{rows}</dl>' if rows else ""


def segments(length: int, pieces: Iterable[Piece]) -> Iterator[tuple[int, int, Piece | None]]:
    """A text cut where pieces begin and end, each part with the shortest piece that holds it.

    >>> list(segments(9, [Piece(1, 6, "message"), Piece(2, 3, "groups")]))[2:4]
    [(2, 3, Piece(start=2, end=3, role='groups')), (3, 6, Piece(start=1, end=6, role='message'))]
    """
    known = sorted((one for one in pieces if one.start < one.end), key=lambda one: one.end - one.start)
    cuts = sorted({0, length, *(one.start for one in known), *(one.end for one in known)})
    for start, end in pairwise(cuts):
        yield start, end, next((one for one in known if one.start <= start and end <= one.end), None)


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:KEPT]} … {text[-KEPT:]}"
