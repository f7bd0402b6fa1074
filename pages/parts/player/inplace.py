"""Edits made in the player: what was typed over a cell of the picture, read and written into the lab.

The player sends all edits that it knows no answer to, each with a number; those up to the last number taken over
are known already. So a rerun that comes late, or twice, neither loses an edit nor makes it twice. A new session goes
on from the number that the browser saw last (pages.parts.keeper), so that an edit that was undone stays undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convcore.errors import ConvError
from convcore.numbers import number
from convcore.spec import Tensor
from pages.parts import lab, session
from pages.parts.lab import Name, Note
from pages.parts.ui import notes

CONTROL = "player"
MOST = 4096
SHOWN = 3


def accept(key: str) -> bool:
    """Takes over what the player of that key sent; whether there was something new."""
    found = session.widget(key, {})
    return take(found.get("edits") if isinstance(found, Mapping) else None)


def take(sent: Any) -> bool:
    """Takes over a list of edits, whatever a browser sent for one; whether there was something new."""
    edits = [edit for edit in _read(sent) if edit["id"] > lab.applied()]
    if not edits:
        return False
    lab.apply(max(edit["id"] for edit in edits))
    tensors: dict[Name, Tensor] = {name: lab.current().tensor(name).copy() for name in ("input", "filters")}
    refused = [note for edit in edits for note in _write(tensors, edit)]
    beyond = max(edit["beyond"] for edit in edits)
    told = (Note("player.beyond", {"count": beyond}),) if beyond else ()
    changed = lab.current()
    for name, tensor in tensors.items():
        changed = changed.with_tensor(name, tensor)
    lab.commit(changed, CONTROL, (*refused[:SHOWN], *told))
    return True


def _read(sent: Any) -> list[dict[str, Any]]:
    """Only well-formed edits count."""
    return [dict(edit) for edit in sent[:MOST] if _is_well_formed(edit)] if isinstance(sent, list) else []


def _is_well_formed(edit: Any) -> bool:
    if not isinstance(edit, Mapping) or edit.get("tensor") not in ("input", "filters"):
        return False
    index = edit.get("index")
    whole = [edit.get("id"), edit.get("beyond"), *(index if isinstance(index, list) else [None])]
    if not all(isinstance(value, int) and value >= 0 for value in whole) or not isinstance(edit.get("text"), str):
        return False
    shape = lab.current().tensor(edit["tensor"]).shape
    return len(index) == 4 and all(at < size for at, size in zip(index, shape, strict=True))


def _write(tensors: dict[Name, Tensor], edit: dict[str, Any]) -> list[Note]:
    """Puts the number that was typed into its tensor; the message where it is none."""
    tensor, at = tensors[edit["tensor"]], tuple(edit["index"])
    try:
        tensor[at] = number(edit["text"])
    except ConvError as error:
        cell = f"{'input' if edit['tensor'] == 'input' else 'filter'}{_title_index(edit)}"
        return [notes.refusal(cell, error, float(tensor[at]))]
    return []


def _title_index(edit: dict[str, Any]) -> list[int]:
    """The cell's index as its panel's title has it: without the batch."""
    index: list[int] = edit["index"]
    return index[1:] if edit["tensor"] == "input" else index
