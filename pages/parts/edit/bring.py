"""Bring your own: tensors from pasted text, and tensors and labs from files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.typing import UploadedFile

from convcore.errors import ConvError, Phrase
from convcore.io import read_tables
from convcore.io.archive import text_of
from convcore.io.foreign import check_text
from convcore.paste import text as paste
from convcore.paste.commas import with_points
from convcore.paste.statements import Listing
from convcore.spec import Tensor
from pages.parts import lab, session
from pages.parts.lab import Lab, Name, Note, labfile
from pages.parts.ui import fold, notes
from pages.parts.ui.choice import choice
from pages.parts.ui.language import t

CONTROL, TEXT, TARGET, FILES, DONE = "bring", "bring_text", "bring_target", "bring_files", "bring_done"
POINTS = "bring_points"  # a text that was refused for its decimal commas, with points
DETECT = "detect"
TARGETS = (DETECT, "input", "filters")
MOST_CSV = 2**20  # bytes; the largest lab as CSV has a third of it
MOST_MB = 2
MOST_FILES = 8  # at a time
LONGEST_HEADER = 100  # characters
HEADERS = {"batch,row": "input", "kernel_row,kernel_col": "filters"}  # how our own CSV files begin


class AskError(ConvError):
    """A tensor that may be meant as the input or as the filters."""


def show() -> None:
    """Below the grids: bring tensors in."""
    fold.expander(t("bring.open"), _panel, key="bring_panel", icon=":material/input:")


def _panel() -> None:
    with st.form("bring", border=False):
        st.text_area(t("bring.text"), height=150, key=TEXT, placeholder=t("bring.placeholder"), persist_state="session")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            labels = {name: t(f"bring.target.{name}") for name in TARGETS}
            choice(t("bring.target"), labels, TARGET)
            st.form_submit_button(t("bring.apply"), type="primary", on_click=_take_text)
    with st.container():
        said = lab.messages(CONTROL)
        if said:
            draw = st.success if all(note.key.startswith("bring.taken") for note in said) else st.warning
            draw(notes.lines(said))
        offered = session.widget(POINTS)
        if said and offered:
            st.button(t("bring.points"), on_click=_take, args=offered, key="bring_points_use")
    # Without a list of types: a name that is not on it, or holds a NUL, is an exception on the page.
    st.file_uploader(
        t("bring.files"), accept_multiple_files=True, key=FILES, on_change=_take_files, max_upload_size=MOST_MB
    )


# What was brought ----------------------------------------------------------------------------------------------


def read(name: str, text: str, target: str, present: Lab) -> Listing:
    """The tensors of a text, each by the name it is meant for.

    Args:
        name: the file's name, empty for pasted text.
        text: our own CSV by its header, or whatever :func:`convcore.paste.text.read` takes.
        target: ``"input"``, ``"filters"``, or ``"detect"``.
        present: the lab whose sizes tell what an unnamed tensor is.

    Raises:
        ConvError: where the text cannot be read.
        AskError: where a tensor may be either.
    """
    bare = text.lstrip("\ufeff \n\r\t")
    start = bare[:LONGEST_HEADER].replace(";", ",").replace("\t", ",").replace('"', "").lower()
    known = next((what for header, what in HEADERS.items() if start.startswith(header)), None)
    if known == "input":
        found = Listing(input=read_tables.read_input(bare, labfile.BOUNDS.shapes["input"]))
    elif known == "filters":
        found = Listing(filters=read_tables.read_filters(bare, labfile.BOUNDS.shapes["filters"])[1])
    else:
        found = paste.read(text)
    if found.only is not None:
        named = [what for what, part in (("input", "input"), ("filters", "filter")) if part in name.lower()]
        meant = target if target != DETECT else named[0] if len(named) == 1 else guess(found.only, present)
        return replace(found, only=None, **{meant: found.only})
    if target == DETECT:
        return found
    if getattr(found, target) is None:
        other = "filters" if target == "input" else "input"
        raise ConvError("this text holds no {target}, but {other}", target=target, other=other)
    return Listing(**{target: getattr(found, target)}, skipped=found.skipped)


def guess(tensor: Tensor, present: Lab) -> str:
    """Whether a tensor of four dimensions is an input or filters, by the shapes and channels of the lab.

    Raises:
        AskError: where it may be either.

    >>> import numpy as np
    >>> guess(np.ones((1, 5, 5, 2)), lab.article()), guess(np.ones((5, 5, 2, 1)), lab.article())
    ('input', 'filters')
    """
    if tensor.ndim == 4:
        for tests in (
            {name: present.tensor(cast(Name, name)).shape == tensor.shape for name in ("input", "filters")},
            {"input": tensor.shape[3] == present.input.shape[3], "filters": tensor.shape[2] == present.input.shape[3]},
        ):
            fitting = [name for name, fits in tests.items() if fits]
            if len(fitting) == 1:
                return fitting[0]
    raise AskError("{shape}", shape=list(tensor.shape))


def take_in(present: Lab, found: Listing) -> tuple[Lab, tuple[Note, ...]]:
    """The lab with what was found, and what there is to say.

    Where only one tensor is brought and its channels are others than the lab has, the other one is resized: it keeps
    the channels that there still are, new ones are filled by the preset in use.

    Raises:
        ConvError: where the tensors do not fit each other or the limits of a lab.
    """
    tensors: dict[str, Tensor] = {}
    if found.input is not None:
        tensors["input"] = paste.as_input(found.input)
    if found.filters is not None:
        tensors["filters"] = paste.as_filters(found.filters)
    if found.pointwise is not None:
        tensors["pointwise"] = found.pointwise
    shapes = ", ".join(f"{name} {list(tensor.shape)}" for name, tensor in tensors.items())
    told = [Note("bring.taken", {"shapes": notes.code(shapes)})]
    channels = tensors["input"].shape[3] if "input" in tensors else tensors["filters"].shape[2]
    if channels != present.input.shape[3]:
        lab.check_sizes("input", (1, 1, 1, channels))
        present = _with_channels(present, channels)
        for other in {"input", "filters"} - tensors.keys():
            shape = notes.code(str(list(getattr(present, other).shape)))
            told += [Note(f"bring.taken.{other}", {"shape": shape})]
    given = {name: getattr(found, name) for name in ("strides", "padding", "dilations")}
    given = {name: value for name, value in given.items() if value is not None}
    if given:
        told.append(Note("bring.taken.options", {"options": notes.code(_options(given))}))
    if found.skipped:
        told.append(Note("bring.taken.skipped", {"count": len(found.skipped), "first": found.skipped[0]}))
    known = {name: told for name, told in present.memory.tensors.items() if name not in tensors}
    made = replace(present, **tensors, memory=replace(present.memory, tensors=known))
    return made.with_options(**given), tuple(told)


def _with_channels(present: Lab, channels: int) -> Lab:
    """Both tensors for another number of input channels."""
    batch, height, width, _ = present.input.shape
    rows, cols, _, outs = present.filters.shape
    return present.resize({"input": (batch, height, width, channels), "filters": (rows, cols, channels, outs)})


def _options(given: Mapping[str, object]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in given.items())


# The controls' callbacks ---------------------------------------------------------------------------------------


def _take_text() -> None:
    _take("", session.widget(TEXT) or "", session.widget(TARGET) or DETECT)


def _take(name: str, text: str, target: str) -> None:
    """Takes a text over, or says why it is none."""
    present = lab.current()
    session.preset_widget(POINTS, None)
    try:
        taken, said = take_in(present, read(name, text, target, present))
    except ConvError as error:
        taken, said = present, (_refusal(error, name),)
        _offer(name, text, target)
    lab.commit(taken, CONTROL, said)


def _offer(name: str, text: str, target: str) -> None:
    """Keeps a refused text with decimal points in the place of its commas, where it can be read so."""
    points, present = with_points(text), lab.current()
    if points is None:
        return
    try:
        take_in(present, read(name, points, target, present))
    except AskError:
        pass  # it is read, and then asked what it is
    except ConvError:
        return
    session.preset_widget(POINTS, (name, points, target))


def _take_files() -> None:
    """Takes the files over that are new in the list; what was there before was taken when it came."""
    files = session.widget(FILES) or []
    done: Sequence[str] = session.widget(DONE, ())
    session.preset_widget(DONE, tuple(file.file_id for file in files))
    if {file.file_id for file in files} == set(done):
        return  # they are only gone by now
    session.preset_widget(POINTS, None)
    present, found, told = lab.current(), Listing(), []
    for place, file in enumerate(file for file in files if file.file_id not in done):
        text = ""
        try:
            if place >= MOST_FILES:
                raise ConvError("at most {most} files are read at a time", most=MOST_FILES)
            if file.name.lower().endswith(("json", "zip", "npz")):
                present = labfile.from_bytes(file.getvalue())
                told.append(Note("bring.taken.lab", {"file": notes.code(file.name)}))
            else:
                text = _text(file.name, file.getvalue())
                found = _both(found, read(file.name, text, DETECT, present))
        except ConvError as error:
            told.append(_refusal(error, file.name))
            _offer(file.name, text, DETECT)
        finally:
            _drop(file)
    try:
        if found.input is not None or found.filters is not None:
            present, more = take_in(present, found)
            told.extend(more)
    except ConvError as error:
        told.append(_refusal(error))
    lab.commit(present, CONTROL, tuple(told))


def _drop(file: UploadedFile) -> None:
    """Lets go of what was read: Streamlit would keep it until the session ends."""
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    file.seek(0)
    file.truncate()


def _text(name: str, data: bytes) -> str:
    check_text(name, data)
    if len(data) > MOST_CSV:
        raise ConvError(
            "at most {most} MB of text are read, this file has {size:.1f} MB",
            most=MOST_CSV >> 20,
            size=len(data) / 2**20,
        )
    return text_of(name, data)


def _both(first: Listing, second: Listing) -> Listing:
    """What two texts give together; the second one counts where both say something."""
    said = {name: value for name, value in vars(second).items() if value is not None}
    return replace(first, **said | {"skipped": first.skipped + second.skipped})


def _refusal(error: ConvError, file: str = "") -> Note:
    if isinstance(error, AskError):
        return Note("bring.ask", {"shape": notes.code(str(error))})
    if not file or str(error).startswith(file):
        return Note("bring.refused", {"reason": error.phrase})
    return Note("bring.refused", {"reason": Phrase("{file}: {reason}", file=file, reason=error)})
