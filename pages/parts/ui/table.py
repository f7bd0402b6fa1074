"""A small table whose cells may have lines; on a narrow screen it scrolls by itself."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

Entry = str | list[str]


def table(head: Sequence[str], rows: Sequence[Sequence[Entry]]) -> None:
    """Draws it. A cell that is a list ends in its result: the lines before are formulas.

    Args:
        head: the columns' titles.
        rows: as many cells each.
    """
    st.html(html(head, rows))


def html(head: Sequence[str], rows: Sequence[Sequence[Entry]]) -> str:
    """The table's text.

    >>> html(["a", "b"], [["1 < 2", ["3·2", "6"]]]).partition("<tbody>")[2]
    '<tr><td>1 &lt; 2</td><td><code>3·2</code><br><b>6</b></td></tr></tbody></table></div>'
    """
    titles = "".join(f'<th scope="col">{escape(title)}</th>' for title in head)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f'<div class="cs-table"><table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>'


def _cell(cell: Entry) -> str:
    if isinstance(cell, str):
        return f"<td>{escape(cell, quote=False)}</td>"
    *formulas, result = (escape(line, quote=False) for line in cell)
    return f"<td>{''.join(f'<code>{line}</code><br>' for line in formulas)}<b>{result}</b></td>"
