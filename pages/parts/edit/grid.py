"""The grids in which tensors are edited: one st.data_editor of text cells a slice, read by our own parse.

How an edit travels: the editor keeps what was typed until the data it is given says the same, then lets go of it and
reports that. So ``accept`` takes each edit over once, when it is new; while the editor holds it, the editor is given
the typed text, and after its report the canonical text of the lab. It is never mounted anew, keeps its focus, and
never owns a value.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

import pandas as pd
import streamlit as st

from convcore.errors import ConvError
from convcore.numbers import number, spell
from convcore.spec import Tensor
from pages.parts import lab, session
from pages.parts.edit import fill
from pages.parts.lab import Edits, GridCell, Name, Note
from pages.parts.lab.slices import TENSOR_WORDS, Slice, slices
from pages.parts.ui import notes
from pages.parts.ui.language import t

CELLS = 100
TALLEST = 16
NOTES = 3
COLOURS = 8
NEUTRAL = "#667080"
HEADER, ROW, COLUMN, DIGIT, MARGIN, PENCIL, BORDER = 36, 32, 44, 8, 18, 34, 2


def tensor_grids(*names: Name) -> None:
    """The tensors, input and filters where none are named, side by side where the screen is wide enough."""
    with st.container(horizontal=True, gap="large"):
        for name in names or ("input", "filters"):
            with st.container(width="content"):
                tensor_grid(name)


def fold_grids(*names: Name) -> None:
    """The same, one click away: for a page that is about something else than the numbers."""
    with st.expander(t("grid.open"), icon=":material/grid_on:", key="grids"):
        tensor_grids(*names)


def tensor_grid(name: Name) -> None:
    """A tensor's heading, presets, messages and slices: the filters in a row for each input channel."""
    tensor = lab.current().tensor(name)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{t(f'grid.{name}')}** `{list(tensor.shape)}`", width="content")
        fill.menu(name)
    notes.show(name, key=f"messages_{name}")
    parts = slices(name, tensor)
    if name == "input":
        parts = [part for part in parts if part.before == (lab.image(tensor.shape[0]),)]
    if tensor.size > CELLS and len(parts) > 1:
        parts = _choose(name, parts)
    for _, row in groupby(parts, lambda part: part.channel if name == "filters" else part.before):
        with st.container(horizontal=True):
            for part in row:
                _editor(part)


def _choose(name: Name, parts: list[Slice]) -> list[Slice]:
    """The slices of the input channel that the learner picks."""
    channels = sorted({part.channel for part in parts})
    channel = st.segmented_control(
        t(f"grid.choose.{name}"), channels, default=0, required=True, key=f"choose_{name}", persist_state="session"
    )
    return [part for part in parts if part.channel == channel]


def _editor(part: Slice) -> None:
    texts = _texts(part)
    names = [str(col) for col in range(len(texts[0]))]
    longest = max(len(text or "") for row in texts for text in row)
    width = max(COLUMN, MARGIN + DIGIT * longest, PENCIL + DIGIT * len(names[-1]))
    with st.container(width="content", gap="xxsmall"):
        st.html(_heading(part))
        st.data_editor(
            _frame(tuple(map(tuple, texts))),
            key=part.key,
            hide_index=True,
            column_config={name: st.column_config.TextColumn(name, width=width) for name in names},
            row_height=ROW,
            height=HEADER + ROW * min(len(texts), TALLEST) + BORDER,
            width=width * len(names) + BORDER,
            alt=t("grid.alt", slice=part.heading),
        )


@lru_cache(512)  # of at most 16 times 16 cells; Streamlit edits a copy
def _frame(texts: tuple[tuple[str | None, ...], ...]) -> pd.DataFrame:
    names = pd.Index([str(col) for col in range(len(texts[0]))], dtype=object)  # Streamlit reads each a dozen times
    return pd.DataFrame(texts, columns=names, dtype="string")


def _heading(part: Slice) -> str:
    colour = NEUTRAL if part.channel is None else f"var(--cs-channel-{part.channel % COLOURS})"
    return f'<p class="cs-slice" style="--channel: {colour}"><code>{part.heading}</code></p>'


def _texts(part: Slice) -> list[list[str | None]]:
    """What the cells say: the lab's values, and over them the edits that the editor still holds."""
    view = part.of(lab.current().tensor(part.name))
    texts: list[list[str | None]] = [[spell(value) for value in row] for row in view.tolist()]
    for (row, col), text in _edits(part, view.shape).items():
        texts[row][col] = text
    return texts


def accept() -> None:
    """Takes over what was typed or pasted since the last run. Runs before anything is drawn.

    A cell that cannot be read keeps its value and gets a message; the rest of the same edit is kept.
    """
    done: list[Name] = []
    for name in TENSOR_WORDS:
        tensor = lab.current().tensor(name).copy()
        edits = [edit for part in slices(name, tensor) for edit in _new(part, part.of(tensor).shape)]
        if edits:
            refused = [note for part, cell, text in edits for note in _write(tensor, part, cell, text or "")]
            lab.commit(lab.current().with_tensor(name, tensor), name, _few(refused), done)
            done.append(name)


def _new(part: Slice, shape: tuple[int, ...]) -> list[tuple[Slice, GridCell, str | None]]:
    """The edits of a slice that have not been taken over; from now on they are."""
    known, edits = lab.recall_edits(part.key), _edits(part, shape)
    lab.hold(part.key, edits)
    return [(part, cell, text) for cell, text in edits.items() if cell not in known or known[cell] != text]


def _edits(part: Slice, shape: tuple[int, ...]) -> Edits:
    """What an editor holds that the data it was given does not say."""
    rows = session.widget(part.key, {}).get("edited_rows", {})
    edits = {(int(row), int(col)): text for row, cells in rows.items() for col, text in cells.items()}
    return {(row, col): text for (row, col), text in edits.items() if row < shape[0] and col < shape[1]}


def _write(tensor: Tensor, part: Slice, cell: GridCell, text: str) -> list[Note]:
    """Puts the number that was typed into the tensor; the message where it is none."""
    at = part.at(*cell)
    try:
        tensor[at] = number(text)
    except ConvError as error:
        return [notes.refusal(part.cell(*cell), error, float(tensor[at]))]
    return []


def _few(refused: list[Note]) -> tuple[Note, ...]:
    """The first messages, and how many more there are."""
    more = [Note("grid.more", {"count": len(refused) - NOTES})] if len(refused) > NOTES else []
    return (*refused[:NOTES], *more)
