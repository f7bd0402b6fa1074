"""The small matrices of an exercise, drawn as the player draws them, and the fields that lie on their cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

import streamlit as st

from convcore.numbers import short
from convcore.practice.model import Grid
from convcore.web.figure import SCALES
from pages.parts import session
from pages.parts.ui.language import t

CELL, FIELD = 44, 56  # pixels of a cell, and of one beside fields
COLOURS = 8
Limits = Mapping[str, float]


def find_limits(grids: Iterable[Grid]) -> Limits:
    """By role, the largest magnitude: one scale of colours a role."""
    limits: dict[str, float] = {}
    for grid in grids:
        values = [abs(value) for row in grid.rows for value in row if value is not None]
        limits[grid.role] = max([limits.get(grid.role, 0), *values])
    return limits


def draw_grids(grids: Sequence[Grid], limits: Limits) -> None:
    """Matrices side by side, over as many lines as they take."""
    if grids:
        st.html(f'<div class="cs-grids">{"".join(_figure(grid, limits[grid.role]) for grid in grids)}</div>')


def draw_title(grid: Grid) -> None:
    """The name of a matrix whose cells are fields."""
    st.html(f'<div class="cs-grids">{_title(grid)}</div>')


def draw_blanks(grid: Grid, limits: Limits, prefix: str) -> list[str]:
    """A matrix with a field on each missing cell. Returns the fields' keys, in reading order."""
    keys = []
    draw_title(grid)
    with st.container(gap=None, key=f"{prefix}_rows"):
        for y, row in enumerate(grid.rows):
            with st.container(horizontal=True, gap=None, vertical_alignment="center"):
                for x, value in enumerate(row):
                    if value is None:
                        keys.append(f"{prefix}_{y}_{x}")
                        st.text_input(
                            t("practice.page.at", row=y, col=x),
                            key=keys[-1],
                            max_chars=32,
                            label_visibility="collapsed",
                            persist_state="session",
                            width=FIELD,
                        )
                    else:
                        st.html(
                            f'<div class="cs-given" style="{_shade(value, limits[grid.role])}">{short(value)}</div>',
                            width=FIELD,
                        )
    return keys


def draw_cells(grid: Grid, limits: Limits, prefix: str) -> dict[str, tuple[int, int]]:
    """A matrix whose cells are ticked, by pointer or by key. Returns each field's key and its cell."""
    keys = {f"{prefix}_{y}_{x}": (y, x) for y, row in enumerate(grid.rows) for x in range(len(row))}
    draw_title(grid)
    with st.container(gap=None, key=f"{prefix}_cells"):
        for y, row in enumerate(grid.rows):
            with st.container(horizontal=True, gap=None):
                for x, value in enumerate(row):
                    label = t("practice.page.at.value", row=y, col=x, value=short(value or 0))
                    st.checkbox(label, key=f"{prefix}_{y}_{x}", persist_state="session", width=CELL)
    st.html(f"<style>{_paint(grid, limits[grid.role], prefix)}</style>")
    return keys


def find_ticked(keys: Mapping[str, tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """The cells that are ticked."""
    return frozenset(cell for key, cell in keys.items() if session.widget(key))


def _paint(grid: Grid, limit: float, prefix: str) -> str:
    """What each ticked cell looks like: its number in its colour."""
    return "".join(
        f".st-key-{prefix}_{y}_{x} label{{{_shade(value or 0, limit)}}}"
        f'.st-key-{prefix}_{y}_{x} label::after{{content:"{short(value or 0)}"}}'
        for y, row in enumerate(grid.rows)
        for x, value in enumerate(row)
    )


def _figure(grid: Grid, limit: float) -> str:
    rows = "".join(
        f"<tr>{''.join(_cell(value, limit, (y, x) in grid.marked) for x, value in enumerate(row))}</tr>"
        for y, row in enumerate(grid.rows)
    )
    return f"<figure>{_title(grid)}<table>{rows}</table></figure>"


def _title(grid: Grid) -> str:
    colour = "var(--cs-edge)" if grid.channel is None else f"var(--cs-channel-{grid.channel % COLOURS})"
    return f'<figcaption class="cs-slice" style="--channel: {colour}"><code>{escape(grid.title)}</code></figcaption>'


def _cell(value: float | None, limit: float, marked: bool) -> str:
    asked = ' class="cs-asked"' if marked else ""
    return f"<td{asked}>?</td>" if value is None else f'<td{asked} style="{_shade(value, limit)}">{short(value)}</td>'


def _shade(value: float, limit: float) -> str:
    """The player's colour of a value, in both themes."""
    at = 0.5 + value / limit / 2 if limit else 0.5
    return f"background:light-dark({_mix(SCALES['light'], at)},{_mix(SCALES['dark'], at)})"


def _mix(scale: Sequence[tuple[float, str]], at: float) -> str:
    """The colour of a scale at a place from 0 to 1, as assets/player/drawing/colours.js mixes it.

    >>> _mix([(0.0, "#000000"), (1.0, "#ff8000")], 0.5)
    '#804000'
    """
    upper = next(i for i, (stop, _) in enumerate(scale) if i and stop >= min(at, 1))
    (start, low), (end, high) = scale[upper - 1], scale[upper]
    share = (at - start) / (end - start)
    pairs = ((int(low[i : i + 2], 16), int(high[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
